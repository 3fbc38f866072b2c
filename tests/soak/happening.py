"""Kills a process in which things happen at random instants: what waits for them is done once, and never forgotten.

python -m tests.soak.happening --kills 1000
"""

from __future__ import annotations

import asyncio
import itertools
import os
import random
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import click

from edgeassist.home.registry import Registry
from edgeassist.journal import Journal
from edgeassist.messages import Action, Context, Entity, Home
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.office import TimeOffice
from edgeassist.skills.scheduler import Hands, Scheduler
from edgeassist.skills.vigil import Vigil
from edgeassist.state import State
from edgeassist.worker import Worker
from tests.skills.timing import NOON
from tests.soak.lives import killed_again, one_life

_LOG = "seen.log"
_DRAIN_S = 2.5
_AGAIN_S = 5.0
"""What is so late may have been done already: only what does no harm twice is done again."""
_CONTEXT = Context(now=NOON)


def live(folder: Path, run: int, begun: Event) -> None:
    """Be the process that is killed: wait for things, and have them happen; run 0 only tidies up."""
    asyncio.run(_live(folder, run, begun))


async def _live(folder: Path, run: int, begun: Event) -> None:
    log = os.open(folder / _LOG, os.O_RDWR | os.O_CREAT | os.O_APPEND)
    seen = [line.split() for line in (folder / _LOG).read_text().splitlines()]
    happened = {name for _, what, name in seen if what == "happens"}
    registry = Registry(Home("soak", {}, {}, {}))
    registry.put(_sensor(name, "on") for name in happened)

    def _note(what: str, name: str) -> None:
        os.write(log, f"{run} {what} {name}\n".encode())

    for name in {name for _, what, name in seen if what == "waits"} - happened:  # else ever more of them would wait
        _note("happens", name)
        registry.put([_sensor(name, "on")])

    with State(folder) as state, Worker(Journal(state), "journal") as journal:
        office = TimeOffice(journal, Almanac(), "UTC")
        office.later.home = lambda: registry.home

        async def _execute(action: Action, _: Context, late_s: float) -> str:
            _note("again" if late_s >= _AGAIN_S else "done", action.targets[0])
            return ""

        async def _silent(*_: object) -> str:
            return ""

        async def _report(_: Mapping[str, Any]) -> None: ...

        async def _happen() -> None:
            for number in itertools.count():
                name = f"t{run}x{number}"
                registry.put([_sensor(name, "off")])
                condition = {"targets": [f"binary_sensor.{name}"], "state": "on"}
                assert await office.later.keep(Action("turn_on", (name,), {}, condition=condition), _CONTEXT) is None
                _note("waits", name)
                await asyncio.sleep(0.01)
                _note("happens", name)
                registry.put([_sensor(name, "on")])

        vigil = Vigil(office.agenda, registry, office.later.ended, lambda: NOON)
        hands = Hands(_silent, _silent, _execute, _report)
        scheduler = Scheduler(office.agenda, office.later, hands, lambda: NOON, vigil=vigil)
        begun.set()
        await asyncio.gather(scheduler.run(), *([_happen()] if run else []))


def _sensor(name: str, state: str) -> Entity:
    return Entity(f"binary_sensor.{name}", name, "binary_sensor", device_class="motion", state=state)


@dataclass(frozen=True)
class Findings:
    """What was seen."""

    happened: int
    lost: int
    """Happened, and nothing was done."""
    twice: int
    """Done twice, and not as what may have been done before."""
    done_again: int

    @property
    def good(self) -> bool:
        """Whether everything was done once."""
        return not (self.lost or self.twice)


def soak(folder: Path, kills: int, *, mean_s: float, chance: random.Random) -> Findings:
    """Return what was seen while the process was killed so many times, after so many seconds on average."""
    (folder / _LOG).touch()
    killed_again(live, folder, kills, mean_s=mean_s, chance=chance)
    one_life(live, folder, 0, _DRAIN_S)
    seen = [tuple(line.split(" ")) for line in (folder / _LOG).read_text(encoding="utf-8").splitlines()]
    done = Counter(name for _, what, name in seen if what == "done")
    again = {name for _, what, name in seen if what == "again"}
    waited = {name for _, what, name in seen if what == "waits"}
    happened = {name for _, what, name in seen if what == "happens"} & waited
    return Findings(len(happened), len(happened - done.keys() - again), sum(n > 1 for n in done.values()), len(again))


@click.command()
@click.option("--kills", default=1000, show_default=True)
@click.option("--mean", "mean_s", default=0.2, show_default=True, help="Seconds until a kill, on average.")
def main(kills: int, mean_s: float) -> None:
    """Kill KILLS times; exit 1 where something was lost or done twice."""
    with tempfile.TemporaryDirectory() as folder:
        found = soak(Path(folder), kills, mean_s=mean_s, chance=random.Random())
    click.echo(f"{kills} kills: {found}")
    raise SystemExit(int(not found.good))


if __name__ == "__main__":
    main()
