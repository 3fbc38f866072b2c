"""What keeps time, with real SQLite, on clocks that are passed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from edgeassist.errors import AudioError
from edgeassist.journal import Journal
from edgeassist.messages import Action, Context, Step
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.clocks import Instant
from edgeassist.skills.dues import Due
from edgeassist.skills.office import TimeOffice
from edgeassist.skills.scheduler import Hands, Scheduler
from edgeassist.state import State
from edgeassist.text import normalise
from edgeassist.worker import Worker

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 20, 12, tzinfo=BERLIN)  # a Friday


@dataclass
class Clocks:
    """Two clocks that stand still until they are moved."""

    wall: float = NOON.timestamp()
    running: float = 1000.0
    boot: str = "boot-1"
    zone: tzinfo = BERLIN

    def __call__(self) -> Instant:
        return Instant(self.wall, self.running, self.boot)

    def pass_s(self, seconds: float) -> None:
        self.wall += seconds
        self.running += seconds

    def set_by(self, seconds: float) -> None:
        self.wall += seconds

    def reboot(self, after_s: float) -> None:
        self.wall += after_s
        self.running, self.boot = 5.0, self.boot + "'"

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.wall, self.zone)


@dataclass
class Office:
    """A time office, and what it was heard to do."""

    parts: TimeOffice
    clocks: Clocks
    said: list[str] = field(default_factory=list)
    told: list[dict[str, Any]] = field(default_factory=list)
    done: list[tuple[Action, Context, float]] = field(default_factory=list)
    asked: list[Due] = field(default_factory=list)
    mute: bool = False
    undone: str = ""
    """What it is too late for, of any command."""

    @property
    def rows(self) -> list[Due]:
        return self.parts.agenda.ledger.all()

    async def do(self, intent: str, heard: str = "", /, **params: Any) -> Step:
        """Return the step that an intent leads to."""
        [skill] = [skill for skill in self.parts.skills if intent in skill.intents]
        steps = await skill.run(Action(intent, (), params), self.context(heard))
        return steps[0] if steps else Step(intent, None, params, "refused")

    async def say(self, intent: str, heard: str = "", /, **params: Any) -> str | None:
        return (await self.do(intent, heard, **params)).said

    async def keep(self, intent: str = "turn_on", **when: Any) -> str | None:
        return await self.parts.later.keep(Action(intent, ("light.hall",), {}, **when), self.context(""))

    def context(self, text: str) -> Context:
        return Context(now=self.clocks.now(), said=normalise(text), source="voice", area="hall")

    def scheduler(self, *, with_text: bool = True) -> Scheduler:
        async def _say(text: str) -> None:
            if self.mute:
                raise AudioError("no loudspeaker")
            self.said.append(text)

        async def _ask(due: Due) -> str:
            self.asked.append(due)
            return "Done."

        async def _execute(action: Action, context: Context, late_s: float) -> str:
            self.done.append((action, context, late_s))
            return self.undone

        async def _report(event: Mapping[str, Any]) -> None:
            self.told.append(dict(event))

        hands = Hands(_say, _ask, _execute, _report)
        return Scheduler(self.parts.agenda, self.parts.later, hands, self.clocks.now, with_text, pause_s=0.02)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[None]:
        """Let the scheduler run, with some time to look at the clock before and after the block."""
        task = asyncio.create_task(self.scheduler().run())
        await asyncio.sleep(0.15)
        try:
            yield
            await asyncio.sleep(0.15)
        finally:
            task.cancel()
            await asyncio.wait({task})

    async def served(self, seconds: float = 0.0) -> None:
        """Let the scheduler run once so much time has passed."""
        self.clocks.pass_s(seconds)
        async with self.serving():
            pass


@contextmanager
def office(
    folder: Path | None = None, clocks: Clocks | None = None, almanac: Almanac | None = None
) -> Iterator[Office]:
    clocks = clocks or Clocks()
    with State(folder) as state, Worker(Journal(state), "journal") as journal:
        yield Office(TimeOffice(journal, almanac or Almanac(), "Europe/Berlin", clocks=clocks), clocks)


def at(moment: str) -> float:
    """Return a local time of Berlin in seconds since the epoch."""
    return datetime.fromisoformat(moment).replace(tzinfo=BERLIN).timestamp()


__all__ = ["BERLIN", "NOON", "Clocks", "Office", "at", "office"]
