"""Typed conversations as tables: what is said, and what must come of it, with a real house behind."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from edgeassist import wiring
from edgeassist.assistant import Assistant, Place
from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.household import House, build_house, build_mind, open_journal
from edgeassist.messages import TurnRecord
from edgeassist.settings import Settings
from tests.brokers import Mosquitto
from tests.home.acting import running

FOLDER = Path(__file__).parent / "data" / "dialogues"
HOME = FOLDER / "home.yaml"


def tables() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Yield every conversation of the folder with its name."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for name, turns in yaml.safe_load(path.read_text(encoding="utf-8")).items() if path != HOME else ():
            yield f"{path.stem}: {name}", turns


@dataclass(frozen=True)
class Clock(Place):
    """A place whose time can be put forward."""

    ahead: list[float] = field(default_factory=lambda: [0.0])

    def now(self) -> datetime:
        """Return the present, so many seconds later."""
        return super().now() + timedelta(seconds=self.ahead[0])


@dataclass
class Parlour:
    """An assistant at work in the house of the tables."""

    assistant: Assistant
    house: House
    clock: Clock

    async def say(self, turn: dict[str, Any]) -> TurnRecord:
        """Say one line of a table."""
        self.clock.ahead[0] += turn.get("later_s", 0)
        return await self.assistant.ask(
            turn["say"], source="mqtt", area=turn.get("area"), speaker=turn.get("speaker", "")
        )

    def state(self, entity: str, name: str) -> object:
        """Return the state, or an attribute, of a thing."""
        known = self.house.registry.home.entities[entity]
        return known.state if name == "state" else known.attributes.get(name)


@contextlib.asynccontextmanager
async def parlour(mosquitto: Mosquitto, folder: Path, brain: wiring.Brain, **settings: Any) -> AsyncIterator[Parlour]:
    """Yield an assistant with devices that answer, its state in `folder`."""
    given = {"home": HOME, "area": "office", "state_dir": folder, "mqtt": {"host": "127.0.0.1", "port": mosquitto.port}}
    chosen = Settings.model_validate(given | settings)
    place = wiring.build_place(chosen)
    clock = Clock(place.node, place.area, place.units, place.zone)
    async with contextlib.AsyncExitStack() as stack:
        journal = stack.enter_context(open_journal(chosen))
        house = build_house(chosen, clock, journal)
        devices = DemoDevices(house.registry.home, port=mosquitto.port, travel_s=0.1)
        house.follow()
        await stack.enter_async_context(running(devices.run, house.broker.run, house.delivery.run))
        await devices.ready.wait()
        await house.broker.wait_connected(5)
        await house.registry.wait_for(lambda home: home.entities["lock.front"].changed is not None, 0.3)
        mind = stack.enter_context(build_mind(brain.tiers, brain.answerer, house))
        yield Parlour(Assistant(mind, clock), house, clock)


def brain() -> wiring.Brain:
    """Return what understands, without any model."""
    return wiring.build_brain(Settings.model_validate({"intent": {"edge_model": "off", "general_model": "off"}}))


def faults(turn: dict[str, Any], record: TurnRecord, we: Parlour) -> list[str]:
    """Return what is not as the line of a table has it."""
    found = []
    expected = turn.get("reply", [])
    for part in [expected] if isinstance(expected, str) else expected:
        if part.casefold() not in record.reply.text.casefold():
            found.append(f"{turn['say']!r}: {record.reply.text!r} has no {part!r}")
    if "outcome" in turn and record.reply.outcome != turn["outcome"]:
        found.append(f"{turn['say']!r}: {record.reply.outcome}, {record.reply.text!r}")
    if "actions" in turn and (told := [action_said(action) for action in record.plan.actions]) != turn["actions"]:
        found.append(f"{turn['say']!r}: {told}, {record.reply.text!r}")
    for what, wanted in turn.get("states", {}).items():
        entity, _, name = what.partition(" ")
        deadline = time.monotonic() + 0.0
        seen = we.state(entity, name or "state")
        if seen != wanted and time.monotonic() >= deadline:
            found.append(f"{turn['say']!r}: {what} is {seen!r}, {record.reply.text!r}")
    return found


def action_said(action: Any) -> str:
    """Return an action in a short form: "turn_on light.desk light.floor"."""
    params = [f"{key}={value}" for key, value in action.params.items()]
    times = [f"{key}={dict(value)}" for key in ("when", "until") if (value := getattr(action, key))]
    return " ".join([action.intent, *sorted(action.targets), *params, *times])
