"""What is risky is asked about first: by text, with real understanding, on the example home with a real broker."""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from edgeassist import wiring
from edgeassist.assistant import Assistant
from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.home.registry import load_home
from edgeassist.household import build_house, build_mind, open_journal
from edgeassist.messages import Action, Plan, TurnRecord
from edgeassist.settings import Settings
from edgeassist.state import State
from edgeassist.talks import Source
from tests.brokers import Mosquitto, Tap, tap
from tests.daemons import HOME
from tests.home.acting import CONTEXT, house_at, running

DOOR, GARAGE = "home/hallway/door/set", "home/garage/door/set"
PIN = {"entry": "pin", "pin": "4711"}


@pytest.fixture(scope="module")
def brain() -> wiring.Brain:
    return wiring.build_brain(Settings.model_validate({"intent": {"edge_model": "off", "general_model": "off"}}))


@dataclass
class Talk:
    """A conversation, and what others see of it."""

    assistant: Assistant
    others: Tap
    state: State

    async def say(self, text: str, source: Source = "voice") -> TurnRecord:
        return await self.assistant.ask(text, source=source)

    async def told(self, text: str, source: Source = "voice") -> tuple[str, str]:
        record = await self.say(text, source)
        return record.reply.text, record.reply.outcome

    async def sent(self, topic: str) -> list[str]:
        await self.others.settle()
        return self.others.on(topic)

    async def decided(self) -> list[tuple[Any, ...]]:
        """Return what was reported of each step."""
        steps = [json.loads(each) for each in await self.sent("edgeassist/edgeassist/action")]
        return [(step["entity"], step["result"], step["reason"]) for step in steps]


@contextlib.asynccontextmanager
async def talk(brain: wiring.Brain, mosquitto: Mosquitto, folder: Path, **policy: Any) -> AsyncIterator[Talk]:
    settings = Settings.model_validate(
        {
            "home": HOME,
            "area": "Kitchen",
            "state_dir": folder,
            "mqtt": {"host": "127.0.0.1", "port": mosquitto.port},
            "policy": policy,
        }
    )
    place = wiring.build_place(settings)
    async with contextlib.AsyncExitStack() as stack:
        journal = stack.enter_context(open_journal(settings))
        house = build_house(settings, place, journal)
        others = await stack.enter_async_context(tap(mosquitto.port))
        devices = DemoDevices(house.registry.home, port=mosquitto.port, travel_s=0.2)
        house.follow()
        await stack.enter_async_context(running(devices.run, house.broker.run, house.delivery.run))
        await devices.ready.wait()
        await house.broker.wait_connected(30)
        await house.registry.wait_for(lambda home: home.entities["lock.front_door"].changed is not None, 0.3)
        mind = stack.enter_context(build_mind(brain.tiers, brain.answerer, house))
        yield Talk(Assistant(mind, place), others, journal.engine._state)


async def test_a_door_is_unlocked_after_a_yes(brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with talk(brain, mosquitto, tmp_path) as we:
        assert await we.told("unlock the front door") == ("Shall I unlock the front door?", "clarify")
        assert await we.sent(DOOR) == []
        assert await we.told("yes") == ("The front door is unlocked.", "done")
        assert await we.sent(DOOR) == ["UNLOCK"]
        assert await we.told("yes") == ("There is nothing to confirm.", "done")
        assert await we.sent(DOOR) == ["UNLOCK"]
        assert await we.decided() == [
            ("lock.front_door", "refused", "needs_confirmation"),
            ("lock.front_door", "confirmed", None),
        ]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("no", ("Okay.", "cancelled", "declined")),
        ("never mind", ("Okay.", "cancelled", "declined")),
        ("turn on the kettle", ("The kettle is on.", "done", None)),
        ("my purple sister", ("Sorry, I didn't understand that.", "not_understood")),
    ],
)
async def test_anything_but_a_yes_drops_it(
    brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path, answer: str, told: tuple[str | None, ...]
) -> None:
    async with talk(brain, mosquitto, tmp_path) as we:
        await we.say("unlock the front door")
        assert await we.told(answer) == told[:2]
        await we.say("yes")
        assert await we.sent(DOOR) == []
        assert [reason for _, _, reason in (await we.decided())[1:]] == [*told[2:]]


async def test_a_yes_counts_where_it_was_asked_and_while_it_is_awaited(
    brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with talk(brain, mosquitto, tmp_path, limit_s=1) as we:
        await we.say("unlock the front door", "mqtt")
        await we.say("yes", "voice")
        assert await we.sent(DOOR) == []
        assert (await we.told("yes", "mqtt"))[1] == "done"
        await we.say("open the garage door", "mqtt")
        await asyncio.sleep(1.05)
        await we.say("yes", "mqtt")
        assert (await we.sent(DOOR), await we.sent(GARAGE)) == (["UNLOCK"], [])


async def test_what_needs_no_question_is_done_at_once(
    brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with talk(brain, mosquitto, tmp_path) as we:
        assert (await we.told("lock the front door"))[1] == "done"
        text, outcome = await we.told("turn on the kettle and open the garage door")
        assert (text, outcome) == ("The kettle is on. Shall I open the garage door?", "clarify")
        assert await we.sent("home/kitchen/kettle/set") == ["ON"]
        assert (await we.told("yes please"))[1] == "done"
        assert await we.sent(GARAGE) == ["OPEN"]
        assert (await we.told("close the garage door"))[1] == "done"


async def test_heat_beyond_the_limit_is_asked_about(brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with talk(brain, mosquitto, tmp_path) as we:
        assert (await we.told("set the thermostat to 22 degrees"))[1] == "done"
        assert await we.told("set the thermostat to 29 degrees") == (
            "Shall I set the thermostat to 29 degrees?",
            "clarify",
        )
        assert (await we.told("go ahead"))[1] == "done"
        assert await we.sent("home/living_room/heating/target/set") == ["22", "29"]


def contents(folder: Path) -> str:
    return repr([path.read_bytes() for path in folder.iterdir() if path.is_file()])


async def test_a_pin_is_told_to_nobody(
    brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with talk(brain, mosquitto, tmp_path, **PIN) as we:
        assert await we.told("unlock the front door") == ("Please say the PIN, and I unlock the front door.", "clarify")
        assert await we.told("four seven one two") == ("That PIN is not right. Please say it again.", "clarify")
        assert (await we.told("it's four seven double one"))[1] == "done"
        await we.say("unlock the front door")
        assert (await we.told("let me think, 4711 I believe"))[1] == "done"
        await we.say("4711")
        assert await we.sent(DOOR) == ["UNLOCK"] * 2
        assert [why for _, _, why in await we.decided()] == ["needs_pin", "wrong_pin", None, "needs_pin", None]
        seen = json.dumps(we.others.got) + caplog.text + contents(tmp_path)
    for secret in ("4711", "4712", "four seven", "4 7 1", "double one"):
        assert secret not in seen


async def test_three_wrong_pins_block_for_a_while_also_after_a_restart(
    brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with talk(brain, mosquitto, tmp_path, **PIN) as we:
        await we.say("unlock the front door")
        assert [(await we.told("1 2 3 4"))[1] for _ in range(3)] == ["clarify", "clarify", "refused"]
        blocked = ("There were too many wrong PINs. Try again in a minute.", "refused")
        assert await we.told("unlock the front door") == blocked
        await we.say("4711")
        assert await we.sent(DOOR) == []
    async with talk(brain, mosquitto, tmp_path, **PIN) as we:
        assert await we.told("unlock the front door") == blocked
        assert (await we.told("unlock the front door", "mqtt"))[1] == "clarify"


async def test_a_yes_is_no_pin(brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with talk(brain, mosquitto, tmp_path, **PIN) as we:
        await we.say("unlock the front door")
        await we.say("yes")
        await we.say("4711")
        assert await we.sent(DOOR) == []


async def test_rules_by_source_room_and_thing(brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path) -> None:
    rules = [
        {"decision": "refuse", "areas": ["garage"], "sources": ["voice"]},
        {"decision": "allow", "risks": ["entry"], "sources": ["cli"]},
        {"decision": "refuse", "entities": ["switch.kettle"]},
    ]
    risks = {"light.hallway": "entry"}
    async with talk(brain, mosquitto, tmp_path, rules=rules, entities=risks) as we:
        assert await we.told("open the garage door") == (
            "I am not allowed to do that with the garage door.",
            "refused",
        )
        assert (await we.told("unlock the front door", "cli"))[1] == "done"
        assert (await we.told("turn on the kettle", "cli"))[1] == "refused"
        assert await we.told("turn on the hallway light") == ("Shall I turn on the hallway light?", "clarify")
        assert (await we.decided())[0] == ("cover.garage_door", "refused", "policy")


async def test_the_words_of_a_pin_are_kept_out_of_what_is_remembered(
    brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with talk(brain, mosquitto, tmp_path, **PIN) as we:
        await we.say("unlock the front door")
        record = await we.say("4711")
        assert record.text == ""
        assert replace(record, text="").plan.actions[0].intent == "unlock"


async def test_with_a_broken_disk_what_is_safe_is_done_and_what_is_risky_is_not(
    brain: wiring.Brain, mosquitto: Mosquitto, tmp_path: Path
) -> None:
    async with talk(brain, mosquitto, tmp_path, **PIN) as we:
        await we.say("unlock the front door")
        we.state._database.close()
        assert await we.told("turn on the kettle") == ("The kettle is on. I could not write that down.", "done")
        assert (await we.told("4711"))[1] != "done"
        text, outcome = await we.told("unlock the front door")
        assert ("my disk is full or broken" in text, outcome) == (True, "failed")
        assert await we.sent(DOOR) == []


async def test_a_no_is_a_no_whatever_the_rules_say_by_then() -> None:
    house = house_at(1, load_home(HOME))
    context = replace(CONTEXT, consent="declined")
    [step] = await house.dispatcher.execute(Plan((Action("unlock", ("lock.front_door",)),)), context)
    assert (step.result, step.reason) == ("refused", "declined")
