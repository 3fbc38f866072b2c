"""Kills a process that sets, rings and stops timers at random instants: none may be lost, none may ring again.

python -m tests.soak.ringing --kills 1000
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import click

from edgeassist.journal import Journal
from edgeassist.messages import Action, Context
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.clocks import Instant, read_clocks
from edgeassist.skills.dues import Due
from edgeassist.skills.office import TimeOffice
from edgeassist.skills.scheduler import Hands, Scheduler
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.skills.timing import NOON
from tests.soak.lives import killed_again, one_life

_LOG = "seen.log"
_AT_ONCE = 4
_DRAIN_S = 2.0
_MOVES_S = (0.0, 0.0, -3600.0, 3600.0, -40 * 86_400.0, 40 * 86_400.0)
"""By how much the clock on the wall is set in a life, against that of the machine."""
_CONTEXT = Context(now=NOON)


def live(folder: Path, run: int, begun: Event) -> None:
    """Be the process that is killed: set timers as fast as it goes, ring and stop them; run 0 only tidies up."""
    asyncio.run(_live(folder, run, begun))


async def _live(folder: Path, run: int, begun: Event) -> None:
    log = os.open(folder / _LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def _note(what: str, name: str) -> None:
        os.write(log, f"{run} {what} {name}\n".encode())

    with State(folder) as state, Worker(Journal(state), "journal") as journal:
        office = TimeOffice(journal, Almanac(), "UTC")
        office.agenda.ledger.clocks = partial(_moved, random.Random(run).choice(_MOVES_S))
        timers = office.skills[0]
        ringing: asyncio.Queue[str] = asyncio.Queue()

        async def _report(event: Mapping[str, Any]) -> None:
            _note("rings", event["name"])
            ringing.put_nowait(event["name"])

        async def _silent(*_: object) -> str:
            return ""

        async def _stop() -> None:
            while True:
                name = await ringing.get()
                await timers.run(Action("timer_cancel", (), {"name": name}), _CONTEXT)
                _note("stopped", name)

        async def _set() -> None:
            for number in itertools.count():
                name = f"t{run}x{number}"
                await timers.run(Action("timer_start", (), {"name": name, "duration_s": 0.05}), _CONTEXT)
                _note("set", name)
                await asyncio.sleep(0.01)

        scheduler = Scheduler(office.agenda, office.later, Hands(_silent, _silent, _silent, _report), lambda: NOON)
        begun.set()
        await asyncio.gather(scheduler.run(), *(_stop() for _ in range(_AT_ONCE)), *([_set()] if run else []))


def _moved(by_s: float) -> Instant:
    """Return the clocks of a machine whose clock on the wall was set."""
    present = read_clocks()
    return replace(present, wall=present.wall + by_s)


@dataclass(frozen=True)
class Findings:
    """What was seen."""

    timers: int
    lost: int
    """Set, and never rung."""
    rung_again: int
    """Rung after they had been stopped."""
    rung_twice: int
    """Rung twice by one process."""
    resumed: int
    """Rung by a process and, as it was killed before anybody stopped them, by the next one."""
    left_over: list[Due]

    @property
    def good(self) -> bool:
        """Whether nothing was lost or rung twice."""
        return not (self.lost or self.rung_again or self.rung_twice or self.left_over)


def soak(folder: Path, kills: int, *, mean_s: float, chance: random.Random) -> Findings:
    """Return what was seen while the process was killed so many times, after so many seconds on average."""
    killed_again(live, folder, kills, mean_s=mean_s, chance=chance)
    one_life(live, folder, 0, _DRAIN_S)
    with State(folder) as state, Worker(Journal(state), "journal") as journal:
        left_over = TimeOffice(journal, Almanac()).agenda.ledger.all()
    return _findings((folder / _LOG).read_text(encoding="utf-8").splitlines(), left_over)


def _findings(lines: list[str], left_over: list[Due]) -> Findings:
    seen = [tuple(line.split(" ")) for line in lines]
    was_set = {name for _, what, name in seen if what == "set"}
    rings = Counter((run, name) for run, what, name in seen if what == "rings")
    lives = Counter(name for _, name in rings)
    stopped: set[str] = set()
    again = 0
    for _, what, name in seen:
        again += what == "rings" and name in stopped
        stopped |= {name} if what == "stopped" else set()
    return Findings(
        timers=len(was_set),
        lost=len(was_set - lives.keys()),
        rung_again=again,
        rung_twice=sum(count > 1 for count in rings.values()),
        resumed=sum(count > 1 for count in lives.values()),
        left_over=left_over,
    )


@click.command()
@click.option("--kills", default=1000, show_default=True)
@click.option("--mean-s", default=0.2, show_default=True, help="Mean life of the process.")
@click.option("--seed", default=1, show_default=True)
def main(kills: int, mean_s: float, seed: int) -> None:
    """Kill KILLS times; exit 1 where a timer was lost or rang twice."""
    with tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        found = soak(Path(folder), kills, mean_s=mean_s, chance=random.Random(seed))
    click.echo(f"{kills} kills in {time.monotonic() - began:.0f} s: {found}")
    raise SystemExit(0 if found.good else 1)


if __name__ == "__main__":
    main()
