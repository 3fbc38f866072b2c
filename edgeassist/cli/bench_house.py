"""How fast the house is: what is typed, what is announced, what is reported, and a turn while others flood us."""

from __future__ import annotations

import asyncio
import gc
import math
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from edgeassist.app import App, build
from edgeassist.cli.bench_network import DEVICES, NODE
from edgeassist.cli.demo_devices import DemoDevices
from edgeassist.cli.figures import Figure, spread
from edgeassist.cli.rig import Witness, private_broker
from edgeassist.errors import EdgeAssistError
from edgeassist.messages import Entity, Home
from edgeassist.senses import AudioSettings
from edgeassist.settings import IntentSettings, MqttSettings, Settings
from edgeassist.vitals import rss_mb

Tell = Callable[[str], None]
"""Shows what is being measured now."""

_PART = "Devices and turns"
_STRANGERS = _QUESTIONS = 10_000
_STATES_A_SECOND, _STATES = 1_000, 8_000
_COMMANDS, _QUIET_TURNS = 40, 100
_AFTER_FLOOD_S = 2.0
"""So long what came in a flood is still worked at."""
_REST_S = 0.01
_LONGEST_S = 30.0
_SETTLE_S = 3.0

_LAMP = Entity(
    "light.heron_lamp",
    "Heron Lamp",
    "light",
    state="off",
    mqtt={
        "platform": "light",
        "schema": "json",
        "command_topic": "heron/set",
        "state_topic": "heron",
        "supported_color_modes": ["onoff"],
    },
)


@dataclass(frozen=True, slots=True)
class _Bench:
    """The daemon's parts at a broker of their own."""

    app: App
    port: int

    async def known(self, count: int) -> float:
        """Return when so many things are known, on the clock of `time.monotonic`."""
        registry = self.app.registry
        if not await registry.wait_for(lambda home: len(home.entities) >= count, _LONGEST_S):
            raise EdgeAssistError(f"only {len(registry.home.entities)} of {count} devices were learned")
        return time.monotonic()

    async def turn_ms(self, text: str) -> float:
        """Return how long a turn takes, from the text to the end of its report."""
        began = time.perf_counter()
        record = await self.app.assistant.ask(text, source="mqtt")
        if record.reply.outcome != "done":
            raise EdgeAssistError(f"{text!r} led to {record.reply.text!r}")
        return 1000 * (time.perf_counter() - began)

    @contextmanager
    def network(self, what: str, count: int, *options: str) -> Iterator[tuple[subprocess.Popen[str], float]]:
        """Yield another process that publishes, and when it began to; it is gone at the end of the block."""
        command = [sys.executable, "-m", "edgeassist.cli.bench_network", str(self.port), what, str(count), *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own module
            try:
                yield process, float(process.stdout.readline() if process.stdout else 0)
            finally:
                process.terminate()


async def measure_house(tell: Tell) -> list[Figure]:
    """Return all figures of the house; devices are another process, at a real broker."""
    figures: list[Figure] = []
    with private_broker() as port, TemporaryDirectory(prefix="edgeassist-") as folder:
        async with _running(port, Path(folder)) as bench:
            for title, measure in (
                ("text to command", _commands),
                ("2,000 devices announced", _learning),
                ("1,000 states a second", _following),
                ("turns beside 10,000 announcements", _strangers),
                ("turns beside a client that floods", _questions),
            ):
                tell(title)
                figures += await measure(bench)
    return figures


@asynccontextmanager
async def _running(port: int, folder: Path) -> AsyncIterator[_Bench]:
    settings = Settings(
        node=NODE,
        state_dir=folder,
        mqtt=MqttSettings(host="127.0.0.1", port=port),
        audio=AudioSettings(enabled=False),
        intent=IntentSettings(general_model="off"),
    )
    lamp = DemoDevices(Home("bench", {}, {}, {_LAMP.id: _LAMP}), port=port, announce=True)
    async with build(settings) as app, asyncio.TaskGroup() as tasks:
        running = [tasks.create_task(_serve(service)) for service in (lamp.run, *app.services.values())]
        bench = _Bench(app, port)
        await bench.known(1)
        try:
            yield bench
        finally:
            for task in running:
                task.cancel()


async def _serve(service: Callable[[], Awaitable[None]]) -> None:
    await service()


async def _commands(bench: _Bench) -> list[Figure]:
    """Take the time when another subscriber sees the command."""
    witness, waits = Witness(), []
    listening = asyncio.create_task(witness.run(bench.port))
    await witness.ready.wait()
    for number in range(_COMMANDS):
        before, began = len(witness.messages), time.monotonic()
        await bench.turn_ms(f"turn {('on', 'off')[number % 2]} the heron lamp")
        sent = [message for message in witness.messages[before:] if message.topic == "heron/set"]
        waits += [1000 * (sent[0].time - began)] if sent else []
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening
    if not waits:
        raise EdgeAssistError("no command was seen on the broker")
    return [spread("text to command on the wire", waits, goal=20.0, part=_PART)]


async def _learning(bench: _Bench) -> list[Figure]:
    gc.collect()
    before = _resident_kb()
    with bench.network("devices", DEVICES) as (_, began):
        took_s = await bench.known(DEVICES + 1) - began
    await asyncio.sleep(_SETTLE_S)
    gc.collect()
    return [
        Figure("2,000 devices learned", took_s, "s", 3.0, part=_PART),
        Figure("memory a device", (_resident_kb() - before) / DEVICES, "KB", 8.0, DEVICES, _PART),
    ]


def _resident_kb() -> float:
    return 1000 * (rss_mb() or 0.0)


async def _following(bench: _Bench) -> list[Figure]:
    """Count the processor time of so many messages: other work on the machine makes them come later, not dearer."""
    used = time.process_time()
    with bench.network("states", _STATES, "--rate", str(_STATES_A_SECOND)) as (process, _):
        await asyncio.to_thread(process.wait)
    await asyncio.sleep(_REST_S)
    share = 100 * (time.process_time() - used) * _STATES_A_SECOND / _STATES
    known = sum(entity.state is not None for entity in bench.app.registry.home.entities.values())
    if known < DEVICES:
        raise EdgeAssistError(f"the state of {known} of {DEVICES} devices is known")
    return [Figure("1,000 states a second followed", share, "% core", 25.0, _STATES, _PART)]


async def _strangers(bench: _Bench) -> list[Figure]:
    return await _beside(bench, "10,000 announcements", "strangers", _STRANGERS)


async def _questions(bench: _Bench) -> list[Figure]:
    return await _beside(bench, "10,000 questions", "questions", _QUESTIONS)


async def _beside(bench: _Bench, title: str, what: str, count: int) -> list[Figure]:
    """Compare turns beside a flood with those before it."""
    text = "is the heron lamp on"
    quiet = []
    for _ in range(_QUIET_TURNS):
        quiet.append(await bench.turn_ms(text))
        await asyncio.sleep(_REST_S)
    flooded = []
    with bench.network(what, count) as (process, _):
        until = math.inf
        while time.monotonic() < until:
            if process.poll() is not None:
                until = min(until, time.monotonic() + _AFTER_FLOOD_S)
            flooded.append(await bench.turn_ms(text))
            await asyncio.sleep(_REST_S)
    return [
        spread(f"a question before {title}", quiet, part=_PART),
        Figure(f"beside {title}", median(flooded) / median(quiet), "times", 2.0, len(flooded), _PART),
        Figure("  slowest of them", max(flooded), "ms", None, len(flooded), _PART, noise=0.5),
    ]
