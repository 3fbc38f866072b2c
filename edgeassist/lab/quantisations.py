"""One network in several widths: what each costs and how good it is, measured in turns, and which to take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.intent.self_check import look
from edgeassist.lab.export import Trained, write_gguf
from edgeassist.lab.measure import Figures, Outcome, figures, outcomes
from edgeassist.lab.rows import Row

COMPARED = ("F16", "Q8_0", "Q5_1", "Q5_0", "Q4_1", "Q4_0")

WORSE = 0.005
"""Share of right answers that a model may lie below the best one."""

SLOWER = 1.1
"""How many times the fastest one's median a model may take."""

RULE = (
    f"Of those at most {100 * WORSE:g} points below the best in exact answers, and at most {SLOWER:g} times as slow as "
    "the fastest of these, the smallest."
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One width."""

    kind: str
    size_mb: float
    memory_mb: float
    """Of a process that does nothing but run it."""
    found: Figures


def variants(trained: Trained, rows: Sequence[Row], folder: Path, threshold: float) -> list[Variant]:
    """Return all of `COMPARED`, written to `folder`, each sentence given to one after the other."""
    files = {kind: folder / f"edge-slm-{kind.lower()}.gguf" for kind in COMPARED}
    for kind, file in files.items():
        write_gguf(trained, file, kind)
    memory = {kind: look(file).memory_mb for kind, file in files.items()}
    measured = _in_turns({kind: EdgeSlm(file) for kind, file in files.items()}, rows)
    return [
        Variant(kind, file.stat().st_size / 1e6, memory[kind], figures(measured[kind], trained.calibration, threshold))
        for kind, file in files.items()
    ]


def picked(measured: Sequence[Variant]) -> Variant:
    """Return the one that `RULE` says."""
    best = max(each.found.right for each in measured)
    good = [each for each in measured if each.found.right >= best - WORSE]
    fastest = min(each.found.median_ms for each in good)
    return min((each for each in good if each.found.median_ms <= SLOWER * fastest), key=lambda each: each.size_mb)


def _in_turns(models: Mapping[str, EdgeSlm], rows: Sequence[Row]) -> dict[str, list[Outcome]]:
    """Return what each model writes; what the machine does besides slows all of them alike."""
    rounds = [{kind: list(outcomes(model, [row])) for kind, model in models.items()} for row in rows]
    return {kind: list(chain.from_iterable(each[kind] for each in rounds)) for kind in models}
