"""Typed conversations as tables: what is said, and what must come of it, with a real house behind."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from edgeassist import wiring
from edgeassist.assistant import Assistant, Place
from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.household import House, build_house, build_mind, open_journal
from edgeassist.messages import Home, TurnRecord
from edgeassist.settings import Settings
from edgeassist.skills.clocks import Instant, read_clocks
from edgeassist.skills.ledger import Ledger
from tests.brokers import Mosquitto
from tests.home.acting import running

FOLDER = Path(__file__).parent / "data" / "dialogues"
HOME = FOLDER / "home.yaml"
_SATURDAY, _HOUR = 5, 14
"""When a conversation begins, whenever the tests run."""


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

    def instant(self) -> Instant:
        """Return both clocks of a machine, so many seconds later."""
        present = read_clocks()
        return replace(present, wall=present.wall + self.ahead[0], running=present.running + self.ahead[0])

    def begin_at(self, weekday: int, hour: int) -> None:
        """Have it be so late on a day of the week."""
        begins = self.now().replace(hour=hour, minute=0, second=0, microsecond=0)
        begins += timedelta(days=weekday - begins.weekday())
        self.ahead[0] += ((begins - self.now()) % timedelta(weeks=1)).total_seconds()


@dataclass
class Parlour:
    """An assistant at work in the house of the tables."""

    assistant: Assistant
    house: House
    clock: Clock

    async def say(self, turn: dict[str, Any]) -> TurnRecord:
        """Say one line of a table."""
        if later_s := turn.get("later_s", 0):
            self.clock.ahead[0] += later_s
            await self.house.office.agenda.call(Ledger.take)
        return await self.assistant.ask(
            turn["say"], source="mqtt", area=turn.get("area"), speaker=turn.get("speaker", "")
        )

    async def said(self, text: str) -> str:
        """Return the answer to a text."""
        return (await self.say({"say": text})).reply.text

    async def faults(self, turn: dict[str, Any], record: TurnRecord) -> list[str]:
        """Return what is not as the line of a table has it."""
        expected, told = turn.get("reply", []), [action_said(action) for action in record.plan.actions]
        wrong = [
            f"no {part!r}"
            for part in ([expected] if isinstance(expected, str) else expected)
            if part.casefold() not in record.reply.text.casefold()
        ]
        wrong += [record.reply.outcome] if turn.get("outcome", record.reply.outcome) != record.reply.outcome else []
        wrong += [f"{told}"] if turn.get("actions", told) != told else []
        for what, wanted in turn.get("states", {}).items():
            entity, _, name = what.partition(" ")
            if not await self.house.registry.wait_for(lambda home: seen(home, entity, name) == wanted, 1):  # noqa: B023
                wrong.append(f"{what} is {seen(self.house.registry.home, entity, name)!r}")
        return [f"{turn['say']!r} -> {record.reply.text!r}: {', '.join(wrong)}"] if wrong else []


@contextlib.asynccontextmanager
async def parlour(mosquitto: Mosquitto, folder: Path, brain: wiring.Brain, **settings: Any) -> AsyncIterator[Parlour]:
    """Yield an assistant with devices that answer, its state in `folder`."""
    given = {"home": HOME, "area": "office", "state_dir": folder, "mqtt": {"host": "127.0.0.1", "port": mosquitto.port}}
    chosen = Settings.model_validate(given | settings)
    place = wiring.build_place(chosen)
    clock = Clock(place.node, place.area, place.units, place.zone)
    clock.begin_at(_SATURDAY, _HOUR)
    async with contextlib.AsyncExitStack() as stack:
        journal = stack.enter_context(open_journal(chosen))
        house = build_house(chosen, clock, journal)
        house.office.agenda.ledger.clocks = clock.instant
        devices = DemoDevices(house.registry.home, port=mosquitto.port, travel_s=0.1)
        await stack.enter_async_context(running(devices.run))
        await devices.ready.wait()
        house.follow()
        await stack.enter_async_context(running(house.broker.run, house.delivery.run))
        await house.broker.wait_connected(20)
        mind = stack.enter_context(build_mind(brain.tiers, brain.answerer, house, brain.sense.makes))
        yield Parlour(Assistant(mind, clock), house, clock)


def seen(home: Home, entity: str, name: str) -> object:
    """Return the state, or an attribute, of a thing."""
    known = home.entities[entity]
    return known.attributes.get(name) if name else known.state


def brain(folder: Path | None = None) -> wiring.Brain:
    """Return what understands, without any model; it answers from notes where it has a folder for an index."""
    given = {"intent": {"edge_model": "off", "general_model": "off"}} | ({"state_dir": folder} if folder else {})
    settings = Settings.model_validate(given)
    return wiring.build_brain(settings, None, wiring.build_library(settings) if folder else None)


def action_said(action: Any) -> str:
    """Return an action in a short form: "turn_on light.desk light.floor"."""
    params = [f"{key}={value}" for key, value in action.params.items()]
    times = [f"{key}={dict(value)}" for key in ("when", "until") if (value := getattr(action, key))]
    return " ".join([action.intent, *sorted(action.targets), *params, *times])
