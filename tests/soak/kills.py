"""Kills an acting process at random instants, again and again, and looks whether anything was lost or done twice.

python -m tests.soak.kills --kills 1000
"""

import asyncio
import json
import multiprocessing
import random
import sqlite3
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Event
from pathlib import Path

import aiomqtt
import click

from edgeassist.state import FILE
from tests.brokers import Mosquitto
from tests.home.acting import running
from tests.soak.process import act
from tests.soak.progress import Progress

_DRAIN_S, _START_S = 60.0, 30.0
_WHILE_STARTING = 0.15
"""Part of the kills that may hit a process before it has begun to act."""


@dataclass
class Witness:
    """Plays the lamps, and writes down everything that others see."""

    commands: Counter[str] = field(default_factory=Counter)
    """Topic → how many messages."""
    told: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Line of the journal → every report of what became of it."""

    async def watch(self, client: aiomqtt.Client) -> None:
        """Answer as the lamps do, until cancelled."""
        async for message in client.messages:
            topic = message.topic.value
            payload = message.payload if isinstance(message.payload, bytes) else b""
            if topic.endswith("/action"):
                number = json.loads(payload)["id"].rpartition("-")[2]
                self.told[int(number)].append(payload.decode())
            elif topic.endswith(("/set", "/press")):
                self.commands[topic] += 1
                if topic.startswith("lamp/"):
                    await client.publish(topic.removesuffix("/set"), payload, retain=True)


@dataclass(frozen=True)
class Findings:
    """What was seen."""

    accepted: int
    results: Counter[str]
    unconcluded: int
    contradicted: int
    """Actions of which two different things were told."""
    told_again: int
    pressed_twice: int
    lamps_twice: int
    unfounded: int
    """Lamps that were said to be on, and were never told."""

    @property
    def good(self) -> bool:
        """Whether nothing was lost, contradicted, done twice, or made up."""
        return not (self.unconcluded or self.contradicted or self.pressed_twice or self.unfounded)


async def soak(mosquitto: Mosquitto, folder: Path, kills: int, *, mean_s: float, chance: random.Random) -> Findings:
    """Return what was seen while an acting process was killed so many times, after so many seconds on average."""
    witness, context = Witness(), multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([act.__module__])  # else each life would begin with seconds of imports
    async with _watching(mosquitto.port, witness):
        progress = Progress("kills", kills)
        for run in range(1, kills + 1):
            progress.reach(run - 1)
            async with _life(context, mosquitto.port, folder, run) as begun:
                if chance.random() > _WHILE_STARTING:
                    await asyncio.to_thread(begun.wait, _START_S)
                await asyncio.sleep(min(chance.expovariate(1 / mean_s), 10 * mean_s))
        async with _life(context, mosquitto.port, folder, -kills):
            await _drained(folder)
        await asyncio.sleep(0.5)
    return _findings(witness, folder)


@asynccontextmanager
async def _life(context: ForkServerContext, port: int, folder: Path, run: int) -> AsyncIterator[Event]:
    """Let a process live while the block runs; yields what tells that it has begun to act."""
    begun = context.Event()
    process = context.Process(target=act, args=(port, folder, run, begun), daemon=True)
    process.start()
    try:
        yield begun
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


@asynccontextmanager
async def _watching(port: int, witness: Witness) -> AsyncIterator[None]:
    async with aiomqtt.Client("127.0.0.1", port) as client:
        for topics in ("lamp/+/set", "button/+/press", "edgeassist/den/action"):
            await client.subscribe(topics, qos=2)
        async with running(lambda: witness.watch(client)):
            yield


def _count(folder: Path, query: str) -> int:
    with closing(sqlite3.connect(folder / FILE, timeout=5)) as database:
        try:
            return int((database.execute(query).fetchone() or [0])[0] or 0)
        except sqlite3.OperationalError:  # no life was long enough yet to make the file
            return 1


async def _drained(folder: Path) -> None:
    """Return once nothing is left to be done or told."""
    deadline = time.monotonic() + _DRAIN_S
    query = "SELECT (SELECT count(*) FROM orders) + (SELECT count(*) FROM reports)"
    while await asyncio.to_thread(_count, folder, query):
        await asyncio.sleep(0.1)
        assert time.monotonic() < deadline, "not everything was concluded and told"


def _findings(witness: Witness, folder: Path) -> Findings:
    accepted = _count(folder, "SELECT seq FROM sqlite_sequence WHERE name = 'orders'")
    kinds = {number: {_result(each) for each in told} for number, told in witness.told.items()}
    last = [json.loads(told[-1]) for told in witness.told.values()]
    lit = [each["entity"] for each in last if each["result"] == "confirmed"]
    return Findings(
        accepted=accepted,
        results=Counter(f"{each['result']} {each['reason'] or ''}".strip() for each in last),
        unconcluded=sum(number not in witness.told for number in range(1, accepted + 1)),
        contradicted=sum(len(kind) > 1 for kind in kinds.values()),
        told_again=sum(len(told) - 1 for told in witness.told.values()),
        pressed_twice=sum(count > 1 for topic, count in witness.commands.items() if topic.startswith("button/")),
        lamps_twice=sum(count > 1 for topic, count in witness.commands.items() if topic.startswith("lamp/")),
        unfounded=sum(not witness.commands[f"lamp/{entity.removeprefix('light.l')}/set"] for entity in lit),
    )


def _result(payload: str) -> tuple[str, str]:
    told = json.loads(payload)
    return told["result"], told["ts"]


@click.command()
@click.option("--kills", default=1000, show_default=True)
@click.option("--mean-s", default=0.3, show_default=True, help="Mean life of the process.")
@click.option("--seed", default=1, show_default=True)
def main(kills: int, mean_s: float, seed: int) -> None:
    """Kill KILLS times; exit 1 where anything was lost, contradicted, done twice or made up."""
    with tempfile.TemporaryDirectory() as folder, Mosquitto(Path(folder)) as mosquitto:
        began = time.monotonic()
        found = asyncio.run(soak(mosquitto, Path(folder), kills, mean_s=mean_s, chance=random.Random(seed)))
    click.echo(f"{kills} kills in {time.monotonic() - began:.0f} s: {found}")
    raise SystemExit(0 if found.good else 1)


if __name__ == "__main__":
    main()
