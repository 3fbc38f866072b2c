"""Announcements between nodes at a real broker, and how loud the assistant speaks."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from edgeassist.errors import AudioError
from edgeassist.messages import Action, Area, Context, Floor, Home, Step
from edgeassist.mqtt import neighbours as module
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.neighbours import Heard, Neighbours
from edgeassist.mqtt.nodes import Node
from edgeassist.mqtt.routes import Incoming
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import MqttSettings
from edgeassist.skills.announcements import Announcements
from edgeassist.skills.in_rooms import InRooms, volume_in_words
from edgeassist.skills.loudspeakers import Loudspeakers
from edgeassist.skills.quiet import Quiet
from edgeassist.skills.quiet_store import QuietStore
from edgeassist.skills.voice_volume import VoiceVolume
from edgeassist.state import State
from edgeassist.unasked import Unasked
from edgeassist.worker import Worker
from tests.brokers import Mosquitto, Tap, tap

CONTEXT = Context(datetime(2026, 11, 20, tzinfo=UTC))
HOME = Home(
    "home",
    {"up": Floor("up", "First Floor", ("upstairs",)), "down": Floor("down", "Ground Floor")},
    {
        "kitchen": Area("kitchen", "Kitchen", ("galley",), "down"),
        "bedroom": Area("bedroom", "Bedroom", (), "up"),
        "study": Area("study", "Study", (), "up"),
    },
    {},
)


@dataclass
class Room:
    """A node: what it is asked to say, and its way to make announcements."""

    node: Node
    broker: MqttBroker
    neighbours: Neighbours
    answer: dict[str, Any] | None = field(default_factory=lambda: {"ok": True})
    """None: it does not answer."""
    said: list[str] = field(default_factory=list)
    own: Heard = "said"

    async def asked(self, incoming: Incoming) -> None:
        request = json.loads(incoming.payload)
        assert request["chime"] is True
        self.said.append(request["text"])
        if self.answer is not None:
            answer = {"transaction": request["transaction"], **self.answer}
            await Sender(self.broker, self.node.name).tell("resp/say", answer)

    async def say(self, text: str) -> Heard:
        self.said.append(text)
        return self.own

    async def announce(self, text: str, area: str | None = None, *, publish_text: bool = True) -> str:
        skill = Announcements(self.neighbours, self.say, lambda: HOME, publish_text=publish_text)
        params = {"text": text} | ({"area": area} if area else {})
        [step] = await skill.run(Action("announce", (), params), CONTEXT)
        return f"{step.result}: {step.said}"


@asynccontextmanager
async def rooms(mosquitto: Mosquitto, *nodes: Node) -> AsyncIterator[tuple[list[Room], Tap]]:
    """Let these nodes find each other."""
    made: list[Room] = []
    async with tap(mosquitto.port) as others, asyncio.TaskGroup() as tasks:
        running = []
        for node in nodes:
            broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), node.name)
            room = Room(node, broker, Neighbours(Sender(broker, node.name), node))
            room.neighbours.serve(broker)
            broker.serve(f"edgeassist/{node.name}/cmd/say", room.asked)
            running.append(tasks.create_task(broker.run()))
            made.append(room)
        async with asyncio.timeout(5):
            while not all(len(found(room)) == len(nodes) - 1 for room in made):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        yield made, others
        for task in running:
            task.cancel()


def found(room: Room) -> list[Node]:
    return [node for node in room.neighbours.others() if node.online and node.area]


KITCHEN, BEDROOM, STUDY = Node("k", "Kitchen"), Node("b", "Bedroom"), Node("s", "study")


async def test_it_is_said_where_it_is_meant_to_be_heard(mosquitto: Mosquitto) -> None:
    async with rooms(mosquitto, KITCHEN, BEDROOM, STUDY) as ([kitchen, bedroom, study], others):
        assert await kitchen.announce("dinner is ready") == "confirmed: Announced everywhere."
        assert await kitchen.announce("time to leave", "up") == "confirmed: Announced in the bedroom and the study."
        assert await kitchen.announce("come here", "bedroom") == "confirmed: Announced in the bedroom."
        assert await bedroom.announce("more coffee", "kitchen") == "confirmed: Announced in the kitchen."
        assert kitchen.said == ["Dinner is ready.", "More coffee."]
        assert bedroom.said == ["Dinner is ready.", "Time to leave.", "Come here."]
        assert study.said == ["Dinner is ready.", "Time to leave."]
        only = "I know of no loudspeaker in the cellar, only in the bedroom, the kitchen and the study."
        assert await kitchen.announce("hello", "cellar") == f"refused: {only}"
        assert json.loads(others.on("edgeassist/k/area")[-1]) == {"area": "Kitchen", "speaks": True}


@pytest.mark.parametrize("place", [None, "kitchen"])
async def test_a_house_without_any_loudspeaker_says_so(mosquitto: Mosquitto, place: str | None) -> None:
    async with rooms(mosquitto, Node("k", "Kitchen", speaks=False)) as ([kitchen], _):
        told = await kitchen.announce("dinner is ready", place)
        assert told == "refused: There is no loudspeaker that I could announce it on."


async def test_who_does_not_answer_is_named(mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ANSWER_S", 0.3)
    async with rooms(mosquitto, KITCHEN, BEDROOM, STUDY) as ([kitchen, bedroom, study], _):
        bedroom.answer = None
        expected = "confirmed: Announced in the kitchen and the study. The bedroom did not answer."
        assert await kitchen.announce("dinner is ready") == expected
        assert await kitchen.announce("hello", "bedroom") == "refused: The bedroom did not answer."
        bedroom.answer = {"ok": False, "held": True, "error": "nobody is to be disturbed"}
        study.answer = {"ok": False, "error": "no loudspeaker here"}
        later = "In the bedroom nobody is to be disturbed now, so it is told later."
        assert await kitchen.announce("hello", "up") == f"confirmed: {later} The study could not say it."


async def test_who_is_away_is_missed_only_where_named(mosquitto: Mosquitto) -> None:
    async with rooms(mosquitto, KITCHEN, BEDROOM) as ([kitchen, _], others):
        await others.publish("edgeassist/b/availability", "offline")
        async with asyncio.timeout(3):
            while found(kitchen):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        assert await kitchen.announce("dinner is ready") == "confirmed: Announced in the kitchen."
        assert await kitchen.announce("hello", "bedroom") == "refused: The bedroom did not answer."


async def test_words_do_not_leave_the_room_where_they_are_not_published(mosquitto: Mosquitto) -> None:
    async with rooms(mosquitto, KITCHEN, BEDROOM) as ([kitchen, bedroom], others):
        private = "The other rooms are not told: privacy.publish_text is off."
        said = await kitchen.announce("it is a secret", publish_text=False)
        assert said == f"confirmed: Announced in the kitchen. {private}"
        assert await kitchen.announce("secret", "bedroom", publish_text=False) == f"refused: {private}"
        await others.settle()
        assert (bedroom.said, [payload for _, payload in others.got if "secret" in payload]) == ([], [])


async def test_strangers_on_the_broker_break_nothing(mosquitto: Mosquitto) -> None:
    async with rooms(mosquitto, KITCHEN) as ([kitchen], others):
        for name, payload in (
            ("x", "null"),
            ("y", "[1]"),
            ("z", '{"area": 5}'),
            ("w", '{"area": "' + "a" * 500 + '"}'),
        ):
            await others.publish(f"edgeassist/{name}/area", payload)
        await others.publish("edgeassist/k/area", '{"area": "Cellar"}')
        for number in range(100):
            await others.publish(f"edgeassist/n{number}/availability", "online")
        await others.publish("edgeassist/a/resp/say", "\x00")
        await others.settle()
        await asyncio.sleep(0.1)
        assert 64 >= len(kitchen.neighbours.others()) > 32
        assert all(node.area is None for node in kitchen.neighbours.others())
        assert (await kitchen.announce("x" * 1_001)).startswith("refused: An announcement has 1000 characters")


# --- at the own loudspeaker ------------------------------------------------------------------------


@dataclass
class Voice:
    """Stands for the assistant: notes what is said, or has no loudspeaker."""

    deaf: bool = False
    said: list[tuple[str, bool]] = field(default_factory=list)

    async def announce(self, text: str, *, even_muted: bool, chime: bool = False) -> bool:
        if self.deaf:
            raise AudioError("no loudspeaker")
        self.said.append((text, chime))
        return even_muted


@asynccontextmanager
async def speaking() -> AsyncIterator[tuple[Unasked, Voice, Quiet]]:
    with State(None) as state, Worker("quiet", "quiet") as worker:
        quiet, voice = Quiet(worker, QuietStore(state), (), lambda: CONTEXT.now), Voice()
        unasked = Unasked(voice, quiet, speaks=True)
        task = asyncio.create_task(unasked.run())
        try:
            yield unasked, voice, quiet
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def test_an_announcement_is_answered_before_it_is_said() -> None:
    async with speaking() as (unasked, voice, _):
        assert await unasked.asked("Dinner.", chime=True, urgent=False) == {"ok": True}
        assert voice.said == []
        await asyncio.sleep(0.01)
        assert await unasked.asked("Hello.", chime=False, urgent=False) == {"ok": True}
        assert voice.said == [("Dinner.", True), ("Hello.", False)]


async def test_in_quiet_times_it_is_held_back_unless_it_is_urgent() -> None:
    async with speaking() as (unasked, voice, quiet):
        await quiet.ask(CONTEXT.now.replace(hour=7))
        answer = await unasked.asked("Dinner.", chime=False, urgent=False)
        assert answer == {
            "ok": False, "held": True, "error": "nobody is to be disturbed until 07:00: it is told afterwards",
        }  # fmt: skip
        assert await unasked.announce("Lunch.") == "held"
        assert await unasked.asked("Get out!", chime=True, urgent=True) == {"ok": True}
        assert await unasked.warn("The door has been open for an hour.", "ordinary") is True
        assert await unasked.warn("Water under the sink.", "urgent") is False
        assert await unasked.warn("Smoke in the hall.", "danger") is True
        await unasked.tell("The washer is done.")
        await asyncio.sleep(0.01)
        assert {text for text, _ in voice.said} == {"Water under the sink.", "Smoke in the hall.", "Get out!"}
        assert await quiet.lift() == ["Dinner.", "Lunch.", "The door has been open for an hour.", "The washer is done."]
        await unasked.tell("The dryer is done.")
        assert voice.said[-1] == ("The dryer is done.", True)


async def test_a_loudspeaker_that_is_missing_is_told_from_the_second_time_on() -> None:
    async with speaking() as (unasked, voice, _):
        voice.deaf = True
        assert await unasked.announce("One.") == "said"
        await asyncio.sleep(0.01)
        assert await unasked.announce("Two.") == "refused"
        voice.deaf = False
        assert [await unasked.announce("Three."), await unasked.announce("Four.")] == ["said", "said"]


@pytest.mark.parametrize(
    ("before", "params", "after", "said"),
    [
        (50, {"direction": "up"}, 65, "I speak at 65 percent now."),
        (50, {"direction": "down"}, 35, "I speak at 35 percent now."),
        (15, {"direction": "down"}, 10, "I speak at 10 percent now."),
        (10, {"direction": "down"}, 10, "I speak as quietly as I can."),
        (95, {"direction": "up"}, 100, "I speak at 100 percent now."),
        (100, {"direction": "up"}, 100, "I can't speak louder."),
        (100, {"volume_pct": 40}, 40, "I speak at 40 percent now."),
        (40, {"volume_pct": 40}, 40, "I speak at 40 percent already."),
        (40, {"volume_pct": 0}, 0, "Okay, I am silent."),
        (5, {"direction": "up"}, 20, "I speak at 20 percent now."),
    ],
)
async def test_the_voice_is_turned(before: float, params: Mapping[str, Any], after: float, said: str) -> None:
    volume = [before]

    async def _turn(values: Mapping[str, Any]) -> None:
        volume[0] = values["volume"]

    [step] = await VoiceVolume(lambda: volume[0], _turn).run(Action("voice_volume", (), params), CONTEXT)
    assert (step.said, volume) == (said, [after])


async def test_the_voice_goes_back_to_how_loud_it_was_before_the_last_hour() -> None:
    volume = [50.0]

    async def _turn(values: Mapping[str, Any]) -> None:
        volume[0] = values["volume"]

    async def _said(at: datetime, **params: object) -> str | None:
        [step] = await skill.run(Action("voice_volume", (), params), replace(CONTEXT, now=at))
        return step.said

    skill = VoiceVolume(lambda: volume[0], _turn)
    assert await _said(CONTEXT.now, direction="usual") == "I speak at 50 percent already."
    await _said(CONTEXT.now, direction="up")
    await _said(CONTEXT.now + timedelta(minutes=2), volume_pct=90)
    assert await _said(CONTEXT.now + timedelta(minutes=3), direction="usual") == "I speak at 50 percent now."
    await _said(CONTEXT.now + timedelta(hours=2), volume_pct=30)
    await _said(CONTEXT.now + timedelta(hours=4), volume_pct=20)
    assert await _said(CONTEXT.now + timedelta(hours=4, minutes=1), direction="usual") == "I speak at 30 percent now."


async def test_without_a_loudspeaker_there_is_nothing_to_turn() -> None:
    [step] = await VoiceVolume(lambda: 0.0, None).run(Action("voice_volume", (), {"volume_pct": 40}), CONTEXT)
    assert (step.result, step.said) == ("refused", "I have no loudspeaker here.")


class Loudness:
    """A skill that answers with what it was asked to do."""

    intents = frozenset({"voice_volume"})

    async def run(self, action: Action, _: Context) -> tuple[Step, ...]:
        return (Step(action.intent, None, action.params, "confirmed", said=f"I: {dict(action.params)}."),)


async def test_the_volume_of_another_room_is_asked_of_who_speaks_there(mosquitto: Mosquitto) -> None:
    async with rooms(mosquitto, KITCHEN, BEDROOM) as ([kitchen, bedroom], _):
        asked: list[str] = []

        async def _answer(incoming: Incoming) -> None:
            request = json.loads(incoming.payload)
            asked.append(request["text"])
            told = {"transaction": request["transaction"], "ok": True, "reply": "I speak at 30 percent now."}
            await Sender(bedroom.broker, "b").tell("resp/ask", told)

        bedroom.broker.serve("edgeassist/b/cmd/ask", _answer)
        speakers = Loudspeakers(kitchen.neighbours, lambda: HOME)
        skill = InRooms(Loudness(), speakers, kitchen.neighbours, volume_in_words)

        async def _said(**params: Any) -> str | None:
            [step] = await skill.run(Action("voice_volume", (), params), CONTEXT)
            return step.said

        async with asyncio.timeout(5):
            while await _said(volume_pct=30, area="up") != "In the bedroom: I speak at 30 percent now.":  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        assert set(asked) == {"voice volume 30 percent"}
        assert await _said(volume_pct=30, area="kitchen") == "In the kitchen: I: {'volume_pct': 30}."
        assert await _said(volume_pct=30) == "I: {'volume_pct': 30}."
        said = "I know of no loudspeaker in the study, only in the bedroom and the kitchen."
        assert await _said(direction="up", area="study") == said
