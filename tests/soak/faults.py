"""A running assistant asked thousands of things, with faults meanwhile: nothing is lost, it comes back, memory stays.

python -m tests.soak.faults --turns 100000 --faults 200

As root the state directory is a memory card of its own that gets full, breaks and is locked.
"""

from __future__ import annotations

import asyncio
import logging
import os
import random
import re
import tempfile
import time
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path

import aiomqtt
import click

from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.home.registry import load_home
from tests.brokers import Mosquitto
from tests.daemons import HOME
from tests.home.acting import running
from tests.soak.asking import RECOVERY_S, Asker, Findings
from tests.soak.card import apart
from tests.soak.progress import Progress
from tests.soak.troubles import Troubles
from tests.soak.victim import Victim

_SAID = (
    "turn on the kitchen light", "turn it off", "is the front door locked", "what time is it", "all lights off please",
    "set the bedroom light to 40 percent", "a bit brighter", "add milk to my list",
    "take milk off my list", "set a timer for 2 hours", "cancel the timer", "open the garage door", "no",
    "she said turn on the lamp but i", "what's on my list", "and the bedroom", "make it warmer", "help", "ünïcode 🔓",
)  # fmt: skip
"""Nothing is undone or corrected: what was put on a list has to stay there."""
_WARM_UP = 500
"""Turns after which memory counts: caches fill, the interpreter settles."""
_ANSWER_S = 10.0


logger = logging.getLogger(__name__)


class Trial:
    """One assistant, and the faults that befall it."""

    def __init__(self, victim: Victim, asker: Asker, chance: random.Random) -> None:
        self._victim = victim
        self._asker = asker
        self._chance = chance
        self._troubles = Troubles(victim, asker, chance)
        self._process = 0
        self._begun_at_mb = 0.0
        self._turns_of_process = 0

    async def run(self, turns: int, faults: int, only: str = "") -> Findings:
        """Ask so many things, with so many faults in the first half of them, and return what was seen."""
        names = [name for name in self._troubles.faults if re.search(only, name)]
        at = sorted(self._chance.sample(range(turns // 2 + 1), min(faults, turns // 2)))
        due = dict(zip(at, (names[number % len(names)] for number in range(len(at))), strict=True))
        findings, progress = self._asker.findings, Progress("turns", turns)
        for number in range(turns):
            if number in due:
                await self._befall(due[number])
            findings.unanswered += not await self._say_something()
            findings.turns += 1
            await self._troubles.shopping.look()
            self._weigh()
            progress.reach(findings.turns, findings.so_far)
        await self._troubles.shopping.look(always=True)
        self._troubles.signals.count()
        return findings

    async def _befall(self, name: str) -> None:
        logger.info("%s, after %d turns", name, self._asker.findings.turns)
        before, process = len(self._asker.findings.wrong), self._victim.process.pid
        await self._troubles.faults[name]()
        self._asker.findings.recoveries_s.setdefault(name, []).append(await self._troubles.answered())
        if self._victim.process.pid != process:
            self._asker.findings.starts_s.append(self._victim.worked_s)
        for wrong in self._asker.findings.wrong[before:]:
            click.echo(f"{name}: {wrong}\n" + "\n".join(self._victim.log[-15:]), err=True)

    async def _say_something(self) -> bool:
        """Ask the next thing; return whether it was answered."""
        which = self._chance.random()
        if which < 0.1:
            return await self._troubles.signals.give(_ANSWER_S)
        if which < 0.15:
            return await self._troubles.shopping.add(_ANSWER_S)
        return await self._asker.ask(self._chance.choice(_SAID), _ANSWER_S) is not None

    def _weigh(self) -> None:
        if self._victim.process.pid != self._process:
            self._process, self._turns_of_process = self._victim.process.pid, 0
        self._turns_of_process += 1
        if self._turns_of_process == _WARM_UP:
            self._begun_at_mb = self._victim.memory_mb
        elif self._turns_of_process > _WARM_UP and self._turns_of_process % 50 == 0:
            findings = self._asker.findings
            findings.growth_mb = max(findings.growth_mb, self._victim.memory_mb - self._begun_at_mb)


async def _live(port: int) -> None:
    """Be the devices, through every loss of the broker."""
    while True:
        try:
            await DemoDevices(load_home(HOME), port=port).run()
        except aiomqtt.MqttError:
            await asyncio.sleep(0.02)


async def soak(
    folder: Path, turns: int, faults: int, chance: random.Random, only: str = "", **settings: object
) -> Findings:
    """Return what was seen of an assistant that was asked so many things, with so many faults meanwhile.

    The kinds of faults follow one another; `only` those whose name has this (a regular expression) in it.
    """
    async with AsyncExitStack() as stack:
        broker = stack.enter_context(Mosquitto(folder))
        asker = Asker(broker.port)
        await stack.enter_async_context(running(asker.run, partial(_live, broker.port)))
        victim = stack.enter_context(Victim(folder, broker, **settings))
        await victim.ready()
        while not await asker.ask("what time is it", 1.0):
            pass
        return await Trial(victim, asker, chance).run(turns, faults, only)


@click.command()
@click.option("--turns", default=100_000, show_default=True)
@click.option("--faults", default=200, show_default=True)
@click.option("--only", default="", help="Only the faults whose name has this (a regular expression) in it.")
@click.option("--seed", default=1, show_default=True)
def main(turns: int, faults: int, only: str, seed: int) -> None:
    """Ask a running assistant thousands of things, with faults meanwhile; exit 1 where something was lost."""
    apart("tests.soak.faults")
    began = time.monotonic()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(soak(Path(folder), turns, faults, random.Random(seed), only))
    click.echo(f"{found.turns:,} turns in {time.monotonic() - began:.0f} s: unanswered {found.unanswered}, ", nl=False)
    click.echo(f"answered twice {found.answered_twice}, done twice {found.pressed_twice}, not done ", nl=False)
    click.echo(f"{found.unpressed}, forgotten {found.forgotten}; memory grew by at most {found.growth_mb:.1f} MB")
    for name, times in sorted(found.recoveries_s.items()):
        click.echo(f"{name}: {len(times)} times, answered again after {max(times):.1f} s at most")
    if found.starts_s:
        click.echo(
            f"started again {len(found.starts_s)} times, with {max(found.starts_s):.1f} s of a processor at most"
        )
    for wrong in found.wrong:
        click.echo(f"wrong: {wrong}")
    busy = f"load of the machine: {os.getloadavg()[1]:.1f}"
    for name, longest_s in found.late.items():
        click.echo(f"late: {name}, {longest_s:.1f} s instead of {RECOVERY_S:.0f} ({busy})")
    raise SystemExit(int(not found.good))


if __name__ == "__main__":
    main()
