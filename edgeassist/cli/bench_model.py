"""How fast language models read and write, beside what the memory allows: each token needs all weights once."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from threading import Event
from typing import TYPE_CHECKING

import numpy as np

from edgeassist.cli.figures import Figure, spread

if TYPE_CHECKING:
    from edgeassist.intent.decoding import Logits
    from edgeassist.intent.edge_slm import EdgeSlm, Predictor
    from edgeassist.settings import Settings
    from edgeassist.store import ModelStore

_PART = "Language models"
_COPY_MB, _COPIES = 64, 5
_READ, _WRITTEN = 128, 24
"""Tokens that a general model reads and writes here."""
_LIMIT_S = 120.0


@dataclass
class _Timed:
    """A predictor that takes the time of what another one does."""

    inner: Predictor
    read_s: float = 0.0
    read: int = 0
    steps_s: list[float] = field(default_factory=list)
    steps: int = 0

    def begin(self, tokens: Sequence[int]) -> Logits:
        """Read a prompt."""
        began = time.perf_counter()
        logits = self.inner.begin(tokens)
        self.read_s += time.perf_counter() - began
        self.read += len(tokens)
        return logits

    def go_on(self, tokens: Sequence[int]) -> Logits:
        """Read what was written."""
        began = time.perf_counter()
        logits = self.inner.go_on(tokens)
        self.steps_s.append(time.perf_counter() - began)
        self.steps += len(tokens)
        return logits


def bandwidth_gb_s() -> float:
    """Return how many gigabytes a second are read from and written to memory when numpy copies."""
    source = np.ones(_COPY_MB << 17, np.float64)  # 8 bytes each
    target = np.empty_like(source)
    best = 0.0
    for _ in range(_COPIES):
        began = time.perf_counter()
        np.copyto(target, source)
        best = max(best, 2 * source.nbytes / (time.perf_counter() - began))
    return best / 1e9


def general_model(settings: Settings, store: ModelStore) -> str | None:
    """Return the instruct model that would be used here; None: it is off, or there is none."""
    chosen = settings.intent.general_model
    return store.first_installed("instruct") if chosen == "auto" else None if chosen == "off" else chosen


def measure_edge(edge: EdgeSlm, path: Path, texts: Sequence[str], memory_gb_s: float) -> list[Figure]:
    """Return tokens a second of our own model, and their share of what the memory allows."""
    timed = _Timed(edge.predictor)
    for text in texts:
        edge.write(text, Event(), timed)
    step_s = median(timed.steps_s) if timed.steps_s else 0.0
    return [
        Figure("memory bandwidth (copied)", memory_gb_s, "GB/s", runs=_COPIES, part=_PART, more=True),
        Figure("edge model reads", timed.read / max(timed.read_s, 1e-9), "tok/s", None, timed.read, _PART, more=True),
        spread("edge model, a step of writing", [1000 * each for each in timed.steps_s], part=_PART),
        *_of_memory("edge model", step_s, path, memory_gb_s),
    ]


def measure_general(settings: Settings, path: Path, memory_gb_s: float) -> Iterator[Figure]:
    """Yield how long a general model loads, and how fast it reads and writes."""
    from edgeassist.intent.general_limit import Limit
    from edgeassist.intent.general_llama import Llama, warm

    began = time.perf_counter()
    limit = Limit(Event(), time.monotonic() + _LIMIT_S)
    warm(path, limit)
    model = Llama(path, context=settings.intent.general_context, threads=settings.intent.general_threads)
    yield Figure("general model loads", time.perf_counter() - began, "s", part=_PART, noise=0.3)
    with model.within(limit):
        tokens = (model.tokens("the light in the kitchen is on and the blind is down. ") * _READ)[:_READ]
        began = time.perf_counter()
        logits = model.read(tokens)
        rate = _READ / (time.perf_counter() - began)
        yield Figure("general model reads", rate, "tok/s", runs=_READ, part=_PART, more=True)
        steps_s = list[float]()
        for _ in range(_WRITTEN):
            tokens.append(int(logits.argmax()))
            began = time.perf_counter()
            logits = model.read(tokens)
            steps_s.append(time.perf_counter() - began)
    model.close()
    yield from _of_memory("general model", median(steps_s), path, memory_gb_s)


def _of_memory(name: str, step_s: float, path: Path, memory_gb_s: float) -> Iterator[Figure]:
    """Yield how many steps a second are made, and which share that is of reading all weights each time."""
    rate = 1 / max(step_s, 1e-9)
    most = memory_gb_s * 1e9 / path.stat().st_size
    yield Figure(f"{name} writes", rate, "tok/s", part=_PART, more=True)
    yield Figure("  of what memory allows", 100 * rate / most, "%", part=_PART, more=True)
