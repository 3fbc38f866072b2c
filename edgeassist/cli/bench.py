"""`edgeassist bench`: speed and memory of every stage on this machine, medians of real runs."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import product
from pathlib import Path
from random import Random
from statistics import median
from threading import Event
from typing import TYPE_CHECKING

import click

from edgeassist.cli.figures import Figure, machine, show
from edgeassist.errors import EdgeAssistError

if TYPE_CHECKING:
    from edgeassist.wiring import Brain

COMMANDS = (
    "turn on the kitchen light",
    "turn off the kitchen light",
    "set the kitchen light to fifty percent",
    "set the thermostat to twenty one degrees",
    "turn on the bedroom fan",
    "close the living room blind",
    "turn off the bedroom light",
    "turn on the hallway light",
)
"""What is spoken; each has to end in a message to a device."""

_START_S = 60.0
_IDLE_S = 20.0

_PLACES = ("attic", "bathroom", "bedroom", "cellar", "garage", "garden", "hall", "kitchen", "nursery", "office")
_WHICH = ("back", "big", "ceiling", "corner", "desk", "floor", "front", "left", "right", "small", "wall", "window")
_WHAT = ("blind", "fan", "heater", "lamp", "light", "plug", "pump", "sensor", "speaker")
"""What the devices of a large house are called."""


@click.command()
@click.option("--runs", default=3, show_default=True, help="How often each sentence is spoken.")
@click.option("--house", "only_house", is_flag=True, help="Only what comes and goes over MQTT (half a minute).")
@click.option("--sensors", is_flag=True, help="Measure watching sensors instead.")
@click.option("--homes", default=3, show_default=True, type=click.IntRange(1), help="Simulated homes, with --sensors.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def bench(runs: int, *, only_house: bool, sensors: bool, homes: int, as_json: bool) -> None:
    """Measure start, memory, idle load, the house, and the way from speech to action on this machine (three minutes).

    \b
    edgeassist bench
    edgeassist bench --runs 1 --json
    edgeassist bench --house
    edgeassist bench --sensors

    --sensors compares the monitor of sensors with thresholds, a z-score and river's detectors, on homes that are
    simulated with labelled faults and on series of other things (about ten minutes; extra: lab).

    Times are medians of real runs with a real broker; other work on the machine makes them worse, so compare figures
    of one run with each other.
    """  # noqa: D301
    if sensors:
        from edgeassist.cli.bench_sensors import bench_sensors

        bench_sensors(homes, machine(), as_json=as_json)
        return
    from rich.console import Console

    console = Console(stderr=as_json, highlight=False)
    with console.status("") as status:
        figures = list(_measured(runs, lambda title: status.update(f"Measuring {title} …"), only_house=only_house))
    if as_json:
        click.echo(json.dumps({"machine": machine(), "figures": [asdict(figure) for figure in figures]}))
    else:
        show(console, figures)


def _measured(runs: int, tell: Callable[[str], None], *, only_house: bool) -> Iterator[Figure]:
    """Yield all figures; `tell` shows what is being measured."""
    from edgeassist.cli.bench_house import measure_house

    # the house first: what it takes would be hidden in memory that something else has left free
    yield from asyncio.run(measure_house(tell))
    for title, measure in (
        ("start", _measure_start),
        ("idle", _measure_idle),
        ("understanding", _measure_understanding),
        ("new names", _measure_new_names),
        ("speech to action", lambda: asyncio.run(_measure_turns(runs))),
    ):
        if not only_house:
            tell(title)
            yield from measure()


def _measure_start() -> list[Figure]:
    """Start the daemon as systemd would, three times; the first builds what the next ones find."""
    from edgeassist.cli.rig import demo_home, demo_settings, private_broker

    seconds, memory = [], []
    with private_broker() as port, tempfile.TemporaryDirectory(prefix="edgeassist-") as folder:
        settings = demo_settings(port, Path(folder), demo_home())
        environment = {
            "EDGEASSIST_STATE_DIR": folder,
            "EDGEASSIST_HOME": str(settings.home),
            "EDGEASSIST_MQTT__HOST": "127.0.0.1",
            "EDGEASSIST_MQTT__PORT": str(port),
            "EDGEASSIST_NODE": "bench",
        }
        for _ in range(3):
            began = time.monotonic()
            with _daemon(environment, Path(folder)) as process_id:
                seconds.append(time.monotonic() - began)
                time.sleep(1.0)
                memory.append(_resident_mb(process_id))
    return [
        Figure("first start to READY", seconds[0], "s", 3.0),
        Figure("next start to READY", median(seconds[1:]), "s", 3.0, 2),
        Figure("resident memory", median(memory), "MB", 300.0, 3),
    ]


@contextmanager
def _daemon(environment: dict[str, str], folder: Path) -> Iterator[int]:
    """Yield the process id of a daemon that has said READY."""
    address = folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(address))
        notify.settimeout(_START_S)
        process = subprocess.Popen(
            [sys.executable, "-m", "edgeassist", "run"],
            env={**os.environ, **environment, "NOTIFY_SOCKET": str(address)},
            stderr=subprocess.DEVNULL,
        )
        try:
            while b"READY=1" not in notify.recv(4096):
                pass
            yield process.pid
        except TimeoutError as error:
            raise EdgeAssistError(f"the daemon was not ready within {_START_S:.0f} s: try edgeassist run") from error
        finally:
            process.terminate()
            process.wait(10)
            address.unlink()


def _resident_mb(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _measure_idle() -> list[Figure]:
    """Count the processor time of wake word and voice detector over recorded-like noise."""
    import numpy as np

    from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk
    from edgeassist.settings import load_settings
    from edgeassist.vad.silero import Silero
    from edgeassist.wiring import build_wake

    wake, voice = build_wake(load_settings().settings.wake), Silero()
    noise = np.random.default_rng(0).normal(0, 300, (round(_IDLE_S / CHUNK_S), CHUNK_SAMPLES)).astype("<i2")
    chunks = [Chunk(samples.tobytes(), number * CHUNK_S) for number, samples in enumerate(noise)]
    shares = []
    for process in (wake.process if wake else voice.process, voice.process):
        began = time.process_time()
        for chunk in chunks:
            process(chunk)
        shares.append(100 * (time.process_time() - began) / _IDLE_S)
    return [Figure("wake word and voice detector, idle", sum(shares), "% of a core", 5.0)]


def _measure_new_names() -> list[Figure]:
    """Time how long the recogniser takes to know another name among a thousand."""
    from edgeassist.cli.rig import demo_settings
    from edgeassist.messages import Vocabulary
    from edgeassist.store import sentences_dir
    from edgeassist.templates import load_templates
    from edgeassist.wiring import build_transcriber

    with tempfile.TemporaryDirectory(prefix="edgeassist-") as folder:
        settings = demo_settings(1883, Path(folder))
        recogniser = build_transcriber(settings, load_templates([sentences_dir()], settings.language))
        seconds = []
        for new in ("heron lamp", "ibis lamp", "stork lamp"):
            names = [f"{place} {which} {what}" for place, which, what in product(_PLACES, _WHICH, _WHAT)]
            began = time.perf_counter()
            recogniser.prepare(Vocabulary((*names[:999], new), _PLACES))
            seconds.append(time.perf_counter() - began)
    return [Figure("recogniser with a new name among 1,000", median(seconds), "s", 1.5, len(seconds))]


def _measure_understanding() -> list[Figure]:
    """Time every tier alone on sentences drawn from the templates with the names of the example home."""
    from edgeassist.cli.rig import demo_home, demo_settings
    from edgeassist.household import build_home
    from edgeassist.messages import Transcript
    from edgeassist.wiring import build_brain, build_edge

    settings = demo_settings(1883, Path(), demo_home())
    brain, home = build_brain(settings), build_home(settings)
    brain.warm(home)
    texts = _drawn(brain, home.vocabulary.names, home.vocabulary.areas, home.vocabulary.floors)
    figures = [
        _timed("sentence templates, a command", texts, lambda t: next(brain.sentences.parse(t, home, Event()), 0))
    ]
    if (edge := build_edge(settings)) is not None:
        list(edge.parse(Transcript("turn on the light"), home, Event()))
        figures.append(_timed("edge SLM, a command", texts, lambda t: next(edge.parse(t, home, Event()), 0), 10.0))
    return figures


def _drawn(brain: Brain, *names: Sequence[str]) -> list[str]:
    from edgeassist.lab.sampling import Sampler
    from edgeassist.templates import HOME_LISTS

    known = dict(zip(HOME_LISTS, names, strict=True))
    chance = Random(0)  # noqa: S311  the same sentences each time
    sampler = Sampler(brain.templates, lambda kind, dice: dice.choice(known[kind] or ["hall"]), chance)
    templates = list(brain.templates.templates())
    return [sampler.draw(chance.choice(templates)).text for _ in range(200)]


def _timed(what: str, texts: Sequence[str], work: Callable[..., object], goal: float | None = None) -> Figure:
    from edgeassist.messages import Transcript

    times = []
    for text in texts:
        began = time.perf_counter()
        work(Transcript(text))
        times.append(1000 * (time.perf_counter() - began))
    return Figure(what, median(times), "ms", goal, len(times))


async def _measure_turns(runs: int) -> list[Figure]:
    """Speak to the assistant in real time, and take the time when another subscriber sees the command."""
    from edgeassist.cli.rig import SilentSpeaker, running_rig, spoken

    after, waits, recognised = [], [], []
    async with running_rig(SilentSpeaker()) as rig:
        for text in COMMANDS * runs:
            before = len(rig.witness.messages)
            record, ended_at = await rig.hear(spoken(text))
            sent = [m for m in rig.witness.messages[before:] if m.topic.startswith("home/") and "/set" in m.topic]
            if record is None or not sent:
                continue
            wait_s = record.latency_ms["endpoint"] / 1000
            waits.append(1000 * wait_s)
            recognised.append(record.latency_ms["stt"])
            after.append(1000 * (sent[0].time - ended_at - wait_s))
    count = len(COMMANDS) * runs
    if not after:
        raise EdgeAssistError("none of the spoken commands was carried out: try edgeassist demo")
    return [
        Figure("spoken commands carried out", 100 * len(after) / count, "%", None, count),
        Figure("end of speech to action published", median(after), "ms", 150.0, len(after)),
        Figure("  of it the recogniser", median(recognised), "ms", None, len(after)),
        Figure("endpointer's wait before that", median(waits), "ms", None, len(after)),
    ]
