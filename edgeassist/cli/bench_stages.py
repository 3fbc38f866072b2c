"""How long each stage takes alone: understanding, hearing, speaking, and listening for nothing; cold and warm."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from random import Random
from threading import Event

import numpy as np

from edgeassist import wiring
from edgeassist.cli.bench_energy import measure_energy
from edgeassist.cli.bench_model import bandwidth_gb_s, measure_edge, measure_general
from edgeassist.cli.figures import Figure, spread
from edgeassist.cli.rig import demo_home, demo_settings, spoken
from edgeassist.doctor.machine import Machine
from edgeassist.home.vocabulary import heard_of
from edgeassist.household import build_home
from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.lab.sampling import Sampler
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, SAMPLE_RATE, Chunk, Home, Transcript, Vocabulary
from edgeassist.settings import Settings, load_settings
from edgeassist.stages import IntentParser, Synthesizer
from edgeassist.store import ModelStore, sentences_dir, share_dir
from edgeassist.templates import HOME_LISTS, load_templates
from edgeassist.vad.silero import Silero

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

ANSWERS = (
    "Done.",
    "The kitchen light is on.",
    "It is twenty one degrees in the living room. The window is open.",
    "Three lights are on. One is in the kitchen. The others are in the hallway and in the bedroom.",
)
"""What is said aloud, of one sentence to three."""
_IDLE_S = 20.0
_SENTENCES, _ENERGY_TIMES, _ROWS = 200, 3, 120
_ROWS_AT = datetime(2026, 11, 20, 14, tzinfo=UTC)
"""The time that it is in the rows."""

_PLACES = ("attic", "bathroom", "bedroom", "cellar", "garage", "garden", "hall", "kitchen", "nursery", "office")
_WHICH = ("back", "big", "ceiling", "corner", "desk", "floor", "front", "left", "right", "small", "wall", "window")
_WHAT = ("blind", "fan", "heater", "lamp", "light", "plug", "pump", "sensor", "speaker")
"""What the devices of a large house are called."""


def measure_understanding() -> list[Figure]:
    """Time every tier alone on sentences drawn from the templates with the names of the example home."""
    part = "Understanding"
    settings = _demo()
    began = time.perf_counter()
    brain, home = wiring.build_brain(settings), build_home(settings)
    brain.warm(home)
    loaded_s = time.perf_counter() - began
    texts = _drawn(brain, home)
    figures = [Figure("templates and models load", loaded_s, "s", part=part, noise=0.3)]
    figures += _tier("templates", brain.sentences, home, texts, None)
    if (edge := wiring.build_edge(settings)) is not None:
        figures += _tier("edge model", edge, home, texts, 10.0)
    return figures


def measure_models() -> list[Figure]:
    """Return tokens a second of our own model and of a general one, where it is installed."""
    settings, memory = load_settings().settings, bandwidth_gb_s()
    store, figures = wiring.model_store(settings), list[Figure]()
    edge = wiring.build_edge(settings)
    if isinstance(edge, EdgeSlm):
        figures += measure_edge(edge, store.path(settings.intent.edge_model), COMMANDS, memory)
    if (name := general_model(settings, store)) is not None:
        figures += measure_general(settings, store.path(name), memory)
    return figures


def measure_speech() -> list[Figure]:
    """Time recogniser and voice, each by itself, beside how long the sound lasts."""
    part = "Speech"
    settings = _demo()
    brain, home = wiring.build_brain(settings), build_home(settings)
    hearing = wiring.build_hearing(settings, brain)
    began = time.perf_counter()
    hearing.transcriber.prepare(heard_of(home))
    figures = [Figure("recogniser learns the house", time.perf_counter() - began, "s", part=part, noise=0.3)]
    used, lasted, after = list[float](), list[float](), list[float]()
    for text in COMMANDS:
        chunks = utterance(text)
        hearing.start()
        began = time.perf_counter()
        for chunk in chunks:
            hearing.feed(chunk)
        fed = time.perf_counter()
        hearing.finish(Event())
        after.append(1000 * (time.perf_counter() - fed))
        used.append(time.perf_counter() - began)
        lasted.append(len(chunks) * CHUNK_S)
    figures += [
        Figure("hearing, of real time", 100 * sum(used) / sum(lasted), "%", None, len(used), part),
        spread("hearing, after the last sound", after, part=part),
    ]
    return [*figures, *_voice(wiring.build_voice(settings), part)]


def measure_idle() -> list[Figure]:
    """Count the processor time of wake word and voice detector over recorded-like noise."""
    wake, voice = wiring.build_wake(load_settings().settings.wake), Silero()
    noise = np.random.default_rng(0).normal(0, 300, (round(_IDLE_S / CHUNK_S), CHUNK_SAMPLES)).astype("<i2")
    chunks = [Chunk(samples.tobytes(), number * CHUNK_S) for number, samples in enumerate(noise)]
    shares = []
    for process in (wake.process if wake else voice.process, voice.process):
        began = time.process_time()
        for chunk in chunks:
            process(chunk)
        shares.append(100 * (time.process_time() - began) / _IDLE_S)
    return [Figure("wake word and voice detector", sum(shares), "% core", 5.0, part="Listening for nothing")]


def measure_new_names() -> list[Figure]:
    """Time how long the recogniser takes to know another name among a thousand."""
    with tempfile.TemporaryDirectory(prefix="edgeassist-") as folder:
        settings = demo_settings(1883, Path(folder))
        templates = load_templates([sentences_dir()], settings.language)
        recogniser = wiring.build_transcriber(settings, templates)
        seconds = []
        for new in ("heron lamp", "ibis lamp", "stork lamp"):
            names = [f"{place} {which} {what}" for place, which, what in product(_PLACES, _WHICH, _WHAT)]
            began = time.perf_counter()
            recogniser.prepare(Vocabulary((*names[:999], new), _PLACES))
            seconds.append(time.perf_counter() - began)
    return [spread("recogniser: a new name among 1,000", seconds, "s", goal=1.5, part="A large house")]


def measure_accuracy() -> list[Figure]:
    """Count how many of the rows that come with a checkout are understood; none where there are none."""
    from edgeassist.cli.batch import Batch
    from edgeassist.cli.evaluate import figures, judge
    from edgeassist.cli.rows import read_lines

    data = share_dir() / "tests" / "data"
    rows = [line for path in sorted((data / "understanding").glob("seen_*.jsonl")) for line in read_lines(path)]
    if not rows:
        return []
    batch = Batch(None, data / "homes", None, _ROWS_AT)
    chosen = Random(0).sample(rows, min(_ROWS, len(rows)))  # noqa: S311  the same rows each time
    told = figures([judge(line, number, batch) for number, line in enumerate(chosen, 1)])
    noise = 1 / max(1, len(chosen))
    return [
        Figure(f"rows {what}", 100 * told[key], "%", None, len(chosen), "Accuracy (seen rows)", noise=noise, more=more)
        for what, key, more in (("right", "accuracy", True), ("wrong", "wrong", False), ("missed", "missed", False))
    ]


def measure_power() -> list[Figure]:
    """Return what understanding takes in energy, where the machine tells."""
    settings = _demo()
    brain, home = wiring.build_brain(settings), build_home(settings)
    texts, edge = _drawn(brain, home), wiring.build_edge(settings)

    def _work() -> int:
        for text in texts * _ENERGY_TIMES:
            next((edge or brain.sentences).parse(Transcript(text), home, Event()), None)
        return len(texts) * _ENERGY_TIMES

    return measure_energy(Machine(), _work)


def _demo() -> Settings:
    return demo_settings(1883, Path(), demo_home())


def _drawn(brain: wiring.Brain, home: Home) -> list[str]:
    words = home.vocabulary
    known = dict(zip(HOME_LISTS, (words.names, words.areas, words.floors), strict=True))
    chance = Random(0)  # noqa: S311  the same sentences each time
    sampler = Sampler(brain.templates, lambda kind, dice: dice.choice(known[kind] or ["hall"]), chance)
    templates = list(brain.templates.templates())
    return [sampler.draw(chance.choice(templates)).text for _ in range(_SENTENCES)]


def _tier(name: str, tier: IntentParser, home: Home, texts: Sequence[str], goal: float | None) -> list[Figure]:
    part = "Understanding"
    cold, *warm = _times_ms(lambda text: next(tier.parse(Transcript(text), home, Event()), None), texts)
    return [
        Figure(f"{name}, the first sentence", cold, "ms", part=part, noise=0.5),
        spread(f"{name}, a sentence", warm, goal=goal, part=part),
    ]


def _voice(voice: Synthesizer, part: str) -> Iterator[Figure]:
    first, used, lasted = list[float](), 0.0, 0.0
    for text in ANSWERS * 3:
        began = time.perf_counter()
        sentences = voice.synthesize(text)
        pcm = next(sentences, b"")
        first.append(1000 * (time.perf_counter() - began))
        lasted += (len(pcm) + sum(map(len, sentences))) / 2 / voice.sample_rate
        used += time.perf_counter() - began
    yield Figure("speaking, of real time", 100 * used / max(lasted, 1e-9), "%", None, len(first), part)
    yield Figure("the first answer's first sentence", first[0], "ms", part=part, noise=0.5)
    yield spread("an answer's first sentence", first[1:], part=part)


def general_model(settings: Settings, store: ModelStore) -> str | None:
    """Return the instruct model that would be used here; None: it is off, or there is none."""
    chosen = settings.intent.general_model
    return store.first_installed("instruct") if chosen == "auto" else None if chosen == "off" else chosen


def utterance(text: str) -> list[Chunk]:
    """Return a sentence in a synthetic voice with silence around it, cut into whole chunks."""
    pcm = bytes(SAMPLE_RATE) + spoken(text) + bytes(SAMPLE_RATE)
    size = 2 * CHUNK_SAMPLES
    whole = range(0, len(pcm) // size * size, size)
    return [Chunk(pcm[start : start + size], number * CHUNK_S) for number, start in enumerate(whole)]


def _times_ms(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        work(text)
        times.append(1000 * (time.perf_counter() - began))
    return times
