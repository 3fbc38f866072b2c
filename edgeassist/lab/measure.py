"""How good a model is on sentences that it was not trained on, and how sure it may be."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Event
from typing import TYPE_CHECKING

from edgeassist.intent.calibration import Calibration
from edgeassist.lab.rows import NOTHING, Row

if TYPE_CHECKING:
    from edgeassist.intent.edge_slm import EdgeSlm


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the model wrote for a row."""

    row: Row
    answer: str
    raw: float
    ms: float

    @property
    def right(self) -> bool:
        """Whether the answer is the row's, to the letter."""
        return self.answer == self.row.answer


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a model card, shares from 0 to 1."""

    rows: int
    right: float
    """Commands with exactly the right answer."""
    acted: float
    """Commands that are answered and surer than the threshold."""
    wrong_commands: float
    """Commands answered wrongly and surer than the threshold."""
    wrong_nothings: float
    """Sentences that ask nothing of the house, answered with an action surer than the threshold."""
    median_ms: float
    p95_ms: float


def outcomes(model: EdgeSlm, rows: Sequence[Row]) -> Iterator[Outcome]:
    """Yield what `model` writes for each row."""
    stop = Event()
    for row in rows:
        start = time.perf_counter()
        written = model.write(row.text, stop)
        ms = 1e3 * (time.perf_counter() - start)
        yield Outcome(row, f"[{written.text}" if written else "[]", written.probability if written else 1.0, ms)


def calibrated(measured: Sequence[Outcome]) -> Calibration:
    """Return the mapping from what the model says of itself to how often it is right, where it would act."""
    acting = [outcome for outcome in measured if outcome.answer != "[]"]
    return Calibration.fitted([outcome.raw for outcome in acting], [outcome.right for outcome in acting])


def figures(measured: Sequence[Outcome], calibration: Calibration, threshold: float) -> Figures:
    """Return the figures of a model at the threshold of the settings."""
    commands = [outcome for outcome in measured if outcome.row.kind != NOTHING]
    nothings = [outcome for outcome in measured if outcome.row.kind == NOTHING]
    times = sorted(outcome.ms for outcome in measured)

    sure = {id(outcome) for outcome in measured if outcome.answer != "[]" and calibration(outcome.raw) >= threshold}
    return Figures(
        rows=len(measured),
        right=_share([outcome.right for outcome in commands]),
        acted=_share([id(outcome) in sure for outcome in commands]),
        wrong_commands=_share([id(outcome) in sure and not outcome.right for outcome in commands]),
        wrong_nothings=_share([id(outcome) in sure for outcome in nothings]),
        median_ms=statistics.median(times),
        p95_ms=times[int(0.95 * len(times))],
    )


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / max(1, len(flags))
