"""How long each stage takes alone: understanding, hearing, and listening for nothing; cold and warm."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path
from random import Random
from threading import Event

import numpy as np

from edgeassist import wiring
from edgeassist.cli.bench_energy import measure_energy
from edgeassist.cli.bench_model import bandwidth_gb_s, general_model, measure_edge, measure_general
from edgeassist.cli.bench_said import COMMANDS, utterance
from edgeassist.cli.figures import Figure, spread
from edgeassist.cli.rig import demo_home, demo_settings
from edgeassist.cli.speakers import spoken
from edgeassist.configuring import load_settings
from edgeassist.doctor.machine import Machine
from edgeassist.engines import model_store
from edgeassist.home.vocabulary import heard_of
from edgeassist.household import build_home
from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.lab.sampling import Sampler
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk, Home, Transcript, Vocabulary
from edgeassist.recognisers import build_transcriber
from edgeassist.settings import Settings
from edgeassist.stages import IntentParser
from edgeassist.store import sentences_dir
from edgeassist.templates import HOME_LISTS, load_templates
from edgeassist.vad.silero import Silero

_IDLE_S = 20.0
_SENTENCES, _ENERGY_TIMES = 200, 3

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
    store, figures = model_store(settings), list[Figure]()
    edge = wiring.build_edge(settings)
    if isinstance(edge, EdgeSlm):
        figures += measure_edge(edge, store.path(settings.intent.edge_model), COMMANDS, memory)
    if (name := general_model(settings, store)) is not None:
        figures += measure_general(settings, store.path(name), memory)
    return figures


def measure_speech() -> list[Figure]:
    """Time the recogniser by itself, beside how long the sound lasts."""
    part = "Speech"
    settings = _demo()
    brain, home = wiring.build_brain(settings), build_home(settings)
    hearing = wiring.build_hearing(settings, brain)
    began = time.perf_counter()
    hearing.prepare(heard_of(home))
    figures = [Figure("recogniser learns the house", time.perf_counter() - began, "s", part=part, noise=0.3)]
    used, lasted, after = list[float](), list[float](), list[float]()
    for text in COMMANDS:
        chunks = utterance(spoken(text))
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
    return figures


def measure_idle() -> list[Figure]:
    """Count the processor time of wake word and voice detector over recorded-like noise."""
    wake, voice = wiring.build_wake(load_settings().settings), Silero()
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
        recogniser = build_transcriber(settings, templates)
        seconds = []
        for new in ("heron lamp", "ibis lamp", "stork lamp"):
            names = [f"{place} {which} {what}" for place, which, what in product(_PLACES, _WHICH, _WHAT)]
            began = time.perf_counter()
            recogniser.prepare(Vocabulary((*names[:999], new), _PLACES))
            seconds.append(time.perf_counter() - began)
    return [spread("recogniser: a new name among 1,000", seconds, "s", goal=1.5, part="A large house")]


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
    return demo_settings(1883, load_settings().settings.state_dir, demo_home())


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


def _times_ms(work: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    times = []
    for text in texts:
        began = time.perf_counter()
        work(text)
        times.append(1000 * (time.perf_counter() - began))
    return times
