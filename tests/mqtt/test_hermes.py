import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from edgeassist.errors import AudioError
from edgeassist.messages import Action, Detection, Dialogue, Plan, Reply, TurnRecord
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.hermes import Hermes, Voice
from edgeassist.mqtt.hermes_sessions import HermesSessions
from edgeassist.mqtt.sending import Sender
from edgeassist.settings import MqttSettings
from tests.brokers import Mosquitto, Tap, tap

BREW = Action("BrewCoffee", (), {"size": "large", "cups": 2, "text": "my secret"})
TURN = TurnRecord(
    id="t1",
    ts=datetime(2026, 11, 20, tzinfo=UTC),
    node="den",
    source="voice",
    text="two large coffees, my secret",
    plan=Plan((BREW,), confidence=0.9, tier="sentences"),
    steps=(),
    reply=Reply("Done.", "done"),
    latency_ms={"stt": 120.0},
)
WAKE = Detection("Okay Nabu", 0.0)


@dataclass
class Skill:
    """A skill of old, and the assistant that it speaks to."""

    others: Tap
    sessions: HermesSessions
    done: list[Any] = field(default_factory=list)
    deaf: bool = False
    quiet: bool = False
    held: list[str] = field(default_factory=list)

    async def hold(self, text: str) -> bool:
        self.held += [text] if self.quiet else []
        return self.quiet

    async def say(self, text: str) -> None:
        if self.deaf:
            raise AudioError("no loudspeaker here")
        self.done.append(text)

    def listen(self) -> None:
        self.done.append("(listens)")

    async def mute(self, muted: bool) -> None:  # noqa: FBT001
        self.done.append(muted)

    async def sends(self, topic: str, **message: Any) -> None:
        await self.others.publish(f"hermes/{topic}", json.dumps(message))

    async def hears(self, topic: str) -> dict[str, Any]:
        """Return the last message on a topic, which has to be ours."""
        async with asyncio.timeout(3):
            while not (ours := [json.loads(each) for each in self.others.on(f"hermes/{topic}")]):  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        found: dict[str, Any] = ours[-1]
        assert found.pop("siteId") == "den"
        return found

    async def until_done(self, *what: Any) -> None:
        async with asyncio.timeout(3):
            while self.done != [*what]:  # noqa: ASYNC110
                await asyncio.sleep(0.005)


@contextlib.asynccontextmanager
async def serving(mosquitto: Mosquitto, *, publish_text: bool = True, now: float = 0.0) -> AsyncIterator[Skill]:
    broker = MqttBroker(MqttSettings(host="127.0.0.1", port=mosquitto.port), "den")
    sessions = HermesSessions(Sender(broker, "den"), "den", publish_text=publish_text, clock=lambda: now)
    await sessions.state("idle")
    async with tap(mosquitto.port) as others:
        skill = Skill(others, sessions)
        Hermes(sessions, Voice(skill.say, skill.hold, skill.listen, skill.mute)).serve(broker)
        task = asyncio.create_task(broker.run())
        try:
            await broker.wait_connected(30)
            yield skill
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def test_a_spoken_turn_is_a_session_that_a_skill_ends(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        await skill.sessions.began(WAKE)
        session = (await skill.hears("dialogueManager/sessionStarted"))["sessionId"]
        assert (await skill.hears("hotword/Okay Nabu/detected"))["sessionId"] == session
        await skill.sessions.turn(TURN)
        captured = await skill.hears("asr/textCaptured")
        assert (captured["text"], captured["seconds"], captured["sessionId"]) == (TURN.text, 0.12, session)
        intent = await skill.hears("intent/BrewCoffee")
        assert intent["input"] == TURN.text
        assert intent["intent"] == {"intentName": "BrewCoffee", "confidenceScore": 0.9}
        assert {each["slotName"]: each["value"] for each in intent["slots"]} == {
            "size": {"kind": "Custom", "value": "large"},
            "cups": {"kind": "Number", "value": 2},
            "text": {"kind": "Custom", "value": "my secret"},
        }
        assert skill.others.on("hermes/dialogueManager/sessionEnded") == []
        await skill.sends("dialogueManager/endSession", sessionId=session, text="Two coffees are on their way.")
        ended = await skill.hears("dialogueManager/sessionEnded")
        assert ended == {"sessionId": session, "customData": None, "termination": {"reason": "nominal"}}
        assert skill.done == ["Two coffees are on their way."]
        await skill.sends("dialogueManager/endSession", sessionId=session, text="again")
        await skill.others.settle()
        assert len(skill.others.on("hermes/dialogueManager/sessionEnded")) == 1


async def test_a_session_goes_on_with_a_question_of_the_skill(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        await skill.sessions.began(WAKE)
        await skill.sessions.turn(TURN)
        session = (await skill.hears("intent/BrewCoffee"))["sessionId"]
        await skill.sends("dialogueManager/continueSession", sessionId=session, text="With milk?", customData="milk")
        await skill.until_done("With milk?", "(listens)")
        await skill.sessions.began(Detection("", 0.0))
        await skill.sessions.turn(replace(TURN, plan=Plan((Action("Yes"),))))
        said = await skill.hears("intent/Yes")
        assert (said["sessionId"], said["customData"]) == (session, "milk")
        assert len(skill.others.on("hermes/dialogueManager/sessionStarted")) == 1


@pytest.mark.parametrize(
    ("outcome", "plan", "reason"),
    [
        ("not_understood", Plan(), "intentNotRecognized"),
        ("cancelled", Plan((BREW,)), "abortedByUser"),
        ("failed", Plan(), "error"),
        ("done", Plan(dialogue=Dialogue("help")), "nominal"),
    ],
)
async def test_how_sessions_end_that_no_skill_can_answer(
    mosquitto: Mosquitto, outcome: Any, plan: Plan, reason: str
) -> None:
    async with serving(mosquitto) as skill:
        await skill.sessions.turn(replace(TURN, source="mqtt", plan=plan, reply=Reply("", outcome)))
        assert (await skill.hears("dialogueManager/sessionEnded"))["termination"] == {"reason": reason}
        not_recognised = skill.others.on("hermes/dialogueManager/intentNotRecognized")
        assert len(not_recognised) == (outcome == "not_understood")


async def test_silence_and_interruption_end_a_session_too(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        await skill.sessions.began(WAKE)
        await skill.sessions.began(WAKE)
        await skill.sessions.nothing_said(WAKE)
        async with asyncio.timeout(5):
            while len(skill.others.on("hermes/dialogueManager/sessionEnded")) < 2:  # noqa: ASYNC110 - what comes sets no event
                await asyncio.sleep(0.01)
        await skill.others.settle()
        ended = [json.loads(each) for each in skill.others.on("hermes/dialogueManager/sessionEnded")]
        started = [json.loads(each) for each in skill.others.on("hermes/dialogueManager/sessionStarted")]
    assert [each["termination"]["reason"] for each in ended] == ["abortedByUser", "timeout"]
    assert [each["sessionId"] for each in ended] == [each["sessionId"] for each in started]


async def test_a_skill_that_does_not_answer_keeps_no_session_open(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        await skill.sessions.turn(TURN)
        session = skill.sessions.find((await skill.hears("intent/BrewCoffee"))["sessionId"])
        assert session is not None
        session.until = 0.0
        running = asyncio.create_task(skill.sessions.run())
        ended = await skill.hears("dialogueManager/sessionEnded")
        running.cancel()
        assert ended["termination"] == {"reason": "nominal"}


async def test_skills_start_sessions_speak_and_mute(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        await skill.sends("tts/say", text="The post is here", id="7", siteId="default")
        assert await skill.hears("tts/sayFinished") == {"id": "7", "sessionId": None}
        await skill.sends("tts/say", text="for another room", siteId="attic")
        await skill.sends("hotword/toggleOff", siteId="den")
        await skill.until_done("The post is here", True)
        await skill.sends("hotword/toggleOn")
        await skill.until_done("The post is here", True, False)
        skill.done.clear()
        init = {"type": "action", "text": "Who is it?"}
        await skill.sends("dialogueManager/startSession", init=init, customData="door", siteId="den")
        await skill.until_done("Who is it?", "(listens)")
        started = await skill.hears("dialogueManager/sessionStarted")
        assert started["customData"] == "door"
        await skill.sends("dialogueManager/startSession", init={"type": "notification", "text": "Bye"})
        await skill.until_done("Who is it?", "(listens)", "Bye")
        assert (await skill.hears("dialogueManager/sessionEnded"))["termination"] == {"reason": "nominal"}


async def test_in_quiet_times_nobody_is_spoken_to_who_did_not_speak(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        skill.quiet = True
        await skill.sends("tts/say", text="The post is here", id="7")
        assert await skill.hears("tts/sayFinished") == {"id": "7", "sessionId": None}
        await skill.sends("dialogueManager/startSession", init={"type": "notification", "text": "Bye"})
        assert (await skill.hears("dialogueManager/sessionEnded"))["termination"] == {"reason": "nominal"}
        await skill.sessions.turn(TURN)
        session = (await skill.hears("dialogueManager/sessionStarted"))["sessionId"]
        await skill.sends("dialogueManager/endSession", sessionId=session, text="Your coffee")
        await skill.until_done("Your coffee")
        assert skill.held == ["The post is here", "Bye"]


async def test_a_question_of_a_skill_is_not_put_in_quiet_times(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        skill.quiet = True
        await skill.sends("dialogueManager/startSession", init={"type": "action", "text": "Who is it?"})
        assert (await skill.hears("dialogueManager/sessionEnded"))["termination"] == {"reason": "timeout"}
        assert skill.done == []


async def test_a_session_waits_until_nobody_speaks_or_is_not_begun(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        await skill.sessions.state("speaking")
        later = {"type": "notification", "text": "later"}
        await skill.sends("dialogueManager/startSession", init=later)
        await skill.hears("dialogueManager/sessionQueued")
        await skill.sends("dialogueManager/startSession", init={**later, "text": "now", "canBeEnqueued": False})
        assert (await skill.hears("dialogueManager/sessionEnded"))["termination"] == {"reason": "timeout"}
        assert skill.done == []
        await skill.sessions.state("idle")
        await skill.until_done("later")


async def test_without_a_loudspeaker_the_skill_is_told(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto) as skill:
        skill.deaf = True
        await skill.sends("dialogueManager/startSession", init={"type": "action", "text": "Who is it?"})
        assert (await skill.hears("error/dialogueManager"))["error"] == "no loudspeaker here"
        assert (await skill.hears("dialogueManager/sessionEnded"))["termination"] == {"reason": "error"}


async def test_without_text_no_word_leaves(mosquitto: Mosquitto) -> None:
    async with serving(mosquitto, publish_text=False) as skill:
        await skill.sessions.turn(TURN)
        intent = await skill.hears("intent/BrewCoffee")
        assert {each["slotName"] for each in intent["slots"]} == {"size", "cups"}
        assert not any("secret" in payload for _, payload in skill.others.got)


@pytest.mark.parametrize("rubbish", [b"\xff", b"[]", b"{", b"[" * 10_000, b'{"init": 5, "siteId": []}', b'{"text": 5}'])
async def test_rubbish_does_nothing(mosquitto: Mosquitto, rubbish: bytes) -> None:
    async with serving(mosquitto) as skill:
        for topic in ("tts/say", "dialogueManager/endSession", "dialogueManager/continueSession", "hotword/x"):
            await skill.others.publish(f"hermes/{topic}", rubbish)
        await skill.sends("tts/say", text="still here")
        await skill.until_done("still here")
