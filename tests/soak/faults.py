"""A running assistant asked thousands of things, with faults meanwhile: no answer is lost, it comes back, memory stays.

python -m tests.soak.faults --turns 100000 --faults 200
"""

from __future__ import annotations

import asyncio
import json
import random
import signal
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path

import aiomqtt
import click
import psutil

from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.home.registry import load_home
from tests.brokers import Mosquitto
from tests.daemons import HOME, Daemon
from tests.home.acting import running

NODE = "edgeassist"
_SAID = (
    "turn on the kitchen light", "turn it off", "is the front door locked", "what time is it", "all lights off please",
    "set the bedroom light to 40 percent", "a bit brighter", "no the kitchen light", "undo that", "add milk to my list",
    "take milk off my list", "set a timer for 2 hours", "cancel the timer", "open the garage door", "no",
    "she said turn on the lamp but i", "what's on my list", "and the bedroom", "make it warmer", "help", "ünïcode 🔓",
)  # fmt: skip
_WARM_UP = 500
"""Turns after which memory counts: caches fill, the interpreter settles."""
_ANSWER_S = 10.0
GROWTH_MB = 5.0
RECOVERY_S = 5.0


@dataclass
class Findings:
    """What was seen."""

    turns: int = 0
    unanswered: int = 0
    """Questions to an assistant that was there that got no answer."""
    answered_twice: int = 0
    growth_mb: float = 0.0
    """Of the resident memory of one process, from after its warm-up to its end; the largest."""
    recoveries_s: dict[str, list[float]] = field(default_factory=dict)
    """Kind of fault → seconds until a question was answered again."""

    @property
    def good(self) -> bool:
        """Whether nothing was lost or done twice, memory stayed, and it always came back in time."""
        late = [each for times in self.recoveries_s.values() for each in times if each > RECOVERY_S]
        return not (self.unanswered or self.answered_twice or late or self.growth_mb > GROWTH_MB)


class Asker:
    """Asks over MQTT and counts the answers."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._numbers = count()
        self.findings = Findings()
        self._waiting: dict[str, asyncio.Event] = {}
        self._client: aiomqtt.Client | None = None

    async def run(self) -> None:
        """Listen for answers, through every loss of the broker."""
        while True:
            try:
                async with aiomqtt.Client("127.0.0.1", self._port) as client:
                    await client.subscribe(f"{NODE}/{NODE}/resp/ask", qos=1)
                    self._client = client
                    async for message in client.messages:
                        self._take(message.payload if isinstance(message.payload, bytes) else b"")
            except aiomqtt.MqttError:
                self._client = None
                await asyncio.sleep(0.02)

    async def ask(self, text: str, within_s: float) -> bool:
        """Ask something and return whether it was answered in time."""
        transaction, answered = f"t{next(self._numbers)}", asyncio.Event()
        self._waiting[transaction] = answered
        try:
            if self._client is None:
                await asyncio.sleep(0.02)
                return False
            payload = json.dumps({"text": text, "transaction": transaction})
            await self._client.publish(f"{NODE}/{NODE}/cmd/ask", payload, qos=1)
            await asyncio.wait_for(answered.wait(), within_s)
        except (aiomqtt.MqttError, TimeoutError):
            return False
        return True

    def _take(self, payload: bytes) -> None:
        answered = self._waiting.get(json.loads(payload).get("transaction"))
        if answered is not None:
            self.findings.answered_twice += answered.is_set()
            answered.set()


class Trial:
    """One assistant with its broker, and the faults that befall it."""

    def __init__(self, daemon: Daemon, broker: Mosquitto, asker: Asker, chance: random.Random) -> None:
        self._daemon = daemon
        self._broker = broker
        self._asker = asker
        self._chance = chance
        self._begun_at_mb: float | None = None
        self._turns_of_process = 0
        self._faults: dict[str, Callable[[], Awaitable[None]]] = {
            "kill -9": self._killed,
            "broker killed": self._without_broker,
            "held up": self._held_up,
        }

    async def run(self, turns: int, faults: int) -> Findings:
        """Ask so many things, with so many faults among them, and return what was seen."""
        findings = self._asker.findings
        at = sorted(self._chance.sample(range(turns), min(faults, turns)))
        for number in range(turns):
            if at and number == at[0]:
                at.pop(0)
                name = self._chance.choice(sorted(self._faults))
                await self._faults[name]()
                findings.recoveries_s.setdefault(name, []).append(await self._recovered())
            findings.unanswered += not await self._asker.ask(self._chance.choice(_SAID), _ANSWER_S)
            findings.turns += 1
            self._weigh()
        return findings

    async def _recovered(self) -> float:
        """Return how long it takes until a question is answered again."""
        began, patience_s = time.monotonic(), 0.25
        while not await self._asker.ask("what time is it", patience_s):
            assert time.monotonic() - began < 90, "it never came back"
            patience_s *= 1.3  # on a slow machine one answer may take longer
        return time.monotonic() - began

    def _weigh(self) -> None:
        self._turns_of_process += 1
        if self._turns_of_process < _WARM_UP or self._turns_of_process % 50:
            return
        here_mb = psutil.Process(self._daemon.process.pid).memory_info().rss / 1e6
        if self._begun_at_mb is None:
            self._begun_at_mb = here_mb
        findings = self._asker.findings
        findings.growth_mb = max(findings.growth_mb, here_mb - self._begun_at_mb)

    async def _killed(self) -> None:
        asking = asyncio.create_task(self._asker.ask("turn on the kitchen light", 0.2))
        await asyncio.sleep(self._chance.random() * 0.01)
        self._daemon.process.kill()
        self._daemon.process.wait()
        await asking
        self._daemon.start()
        self._begun_at_mb, self._turns_of_process = None, 0

    async def _without_broker(self) -> None:
        self._broker.kill()
        await asyncio.sleep(self._chance.random() * 0.5)
        self._broker.start()

    async def _held_up(self) -> None:
        self._daemon.process.send_signal(signal.SIGSTOP)
        await asyncio.sleep(self._chance.random())
        self._daemon.process.send_signal(signal.SIGCONT)


async def _live(port: int) -> None:
    """Be the devices, through every loss of the broker."""
    while True:
        try:
            await DemoDevices(load_home(HOME), port=port).run()
        except aiomqtt.MqttError:
            await asyncio.sleep(0.02)


async def soak(folder: Path, turns: int, faults: int, chance: random.Random) -> Findings:
    """Return what was seen of an assistant that was asked so many things, with so many faults meanwhile."""
    async with AsyncExitStack() as stack:
        broker = stack.enter_context(Mosquitto(folder))
        asker = Asker(broker.port)
        await stack.enter_async_context(running(asker.run, partial(_live, broker.port)))
        settings = {"mqtt__port": broker.port, "audio__enabled": "false", "home": HOME, "log_level": "error"}
        daemon = stack.enter_context(Daemon(folder, **settings))
        await daemon.ready()
        while not await asker.ask("what time is it", 1.0):
            pass
        return await Trial(daemon, broker, asker, chance).run(turns, faults)


@click.command()
@click.option("--turns", default=100_000, show_default=True)
@click.option("--faults", default=200, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(turns: int, faults: int, seed: int) -> None:
    """Ask a running assistant thousands of things, with faults meanwhile; exit 1 where something was lost."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(soak(Path(folder), turns, faults, random.Random(seed)))
    click.echo(f"{found.turns:,} turns in {time.monotonic() - began:.0f} s, unanswered {found.unanswered}, ", nl=False)
    click.echo(f"answered twice {found.answered_twice}, memory grew by at most {found.growth_mb:.1f} MB")
    for name, times in sorted(found.recoveries_s.items()):
        click.echo(f"{name}: {len(times)} times, answered again after {max(times):.1f} s at most")
    raise SystemExit(int(not found.good))


if __name__ == "__main__":
    main()
