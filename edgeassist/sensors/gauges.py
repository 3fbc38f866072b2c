"""What each single reading of a number tells: whether it jumped, and what it adds to the half-hour."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from edgeassist.sensors.block import Block, Index, Row
from edgeassist.sensors.maths import MANY, ONE, Maths, Quantity
from edgeassist.sensors.tails import Tail, TailState

WEEK_S: Final = 604_800.0
_DAY_S: Final = 86_400.0
SLOT_S: Final = 1800.0

_JUMPS: Final = Tail(top=0.1, memory=60.0, prior=0.5)

_YOUNG_S: Final = 2 * _DAY_S
"""Nobody is accused in its first days."""

_RARE: Final = 4.0
"""Logarithm of how many weeks of readings have to pass until chance alone would raise an alert."""

_LEAP: Final = 0.6
"""Evidence, in units of the threshold, above which a reading that stands alone counts as a leap."""

_KNOWN_HOP: Final = 0.7
"""How much less surprising a change is that came on several days."""

COUNTED: Final = 21
"""So many rises and hardly a fall, and it counts up."""

_SURGE_S: Final = 900.0
_TOLD_BACK: Final = 0.95
_BACK: Final = 0.4
_BACK_WITHIN: Final = 4
"""What comes back by most of its leap, within so many readings, was a spike."""

State = Any
"""The rows that a reading touches: a list of floats, or an array."""


class Step(NamedTuple):
    """What came of readings: numbers, or one each."""

    evidence: Quantity
    """Against the reading, in units of the threshold."""
    odd: Quantity
    """Readings in a row that were not as expected, with this one."""
    believed: Quantity
    beyond: Quantity
    """How far outside of the range seen, in widths of it."""
    leaps: Quantity
    """How many of the last hour or so leapt."""
    returned: Quantity
    """Evidence of a leap that this reading took back; 0: it did not."""
    surge: Quantity
    """Evidence of several large changes one way, to which this reading added; 0: it did not."""


def start(block: Block, column: int, value: float, at: float, seen: float) -> None:
    """Take in the first reading of a sensor."""
    state = block.data[:, column]
    state[[Row.VALUE, Row.LOW, Row.HIGH, Row.LEAST, Row.STEADY, Row.LEVEL]] = value
    state[[Row.AT, Row.MOVED_AT, Row.BORN, Row.CYCLE_AT]] = at
    state[Row.SEEN] = seen


def step(block: Block, columns: Index | int, value: Quantity, at: Quantity, seen: Quantity) -> Step:
    """Take in a reading, or one of each of several sensors, later than the last of its sensor; no column twice."""
    m = ONE if isinstance(columns, int) else MANY
    state = m.rows(block.data[Row.FAST, columns])
    came = _step(m, state, value, at, seen)
    block.data[Row.FAST, columns] = state
    return came


def _step(m: Maths, s: State, value: Quantity, at: Quantity, seen: Quantity) -> Step:
    passed = m.most(at - s[Row.AT], 0.0)  # a sensor that began anew may have had one waiting
    change = value - s[Row.VALUE]
    evidence, beyond = _evidence(m, s, value, at)
    surge = _surge(s, evidence * ((change > 0) - 1.0 * (change < 0)), passed)
    s[Row.HOPPED] = m.most(s[Row.HOPPED], abs(change))
    odd = evidence > 1
    s[Row.ODD_AT] = m.where(s[Row.ODD] == 0, at, s[Row.ODD_AT])
    s[Row.ODD] = (s[Row.ODD] + 1) * odd
    leapt = (evidence > _LEAP) & (s[Row.ODD] <= 1)
    returned = _returned(m, s, value, change, evidence * (leapt & (evidence > _TOLD_BACK)))
    s[Row.LEAPS] = s[Row.LEAPS] / (1 + passed / 3600.0) + leapt
    believed = 1 - odd * ((s[Row.ODD] < 4) | (at - s[Row.ODD_AT] < 0.9 * SLOT_S))
    share = 0.5 * (s[Row.ODD] == 1)
    s[Row.LOW] += share * m.least(value - s[Row.LOW], 0.0)
    s[Row.HIGH] += share * m.most(value - s[Row.HIGH], 0.0)
    s[Row.LEAST] = m.least(s[Row.LEAST], value)
    counts_up = (s[Row.UPS] >= COUNTED) & (s[Row.DOWNS] < 0.01 * s[Row.UPS])
    _note(m, s, passed, change * believed * (1 - counts_up * (change < 0)))
    s[Row.AT] = at
    s[Row.SEEN] = seen
    _believe(m, s, value * believed + s[Row.VALUE] * (1 - believed), at, believed)
    return Step(evidence, s[Row.ODD] + 0.0, believed, beyond, s[Row.LEAPS] + 0.0, returned, surge)


def _surge(s: State, evidence: Quantity, passed: Quantity) -> Quantity:
    """Return the evidence of a fast rise or fall; `evidence` of this change is below 0 where it falls."""
    before = s[Row.SURGE] / (1 + passed / _SURGE_S) * (s[Row.SURGE] * evidence >= 0)
    s[Row.SURGE] = before + evidence
    return abs(s[Row.SURGE]) * (abs(evidence) > _LEAP) * (abs(before) > _LEAP)


def _returned(m: Maths, s: State, value: Quantity, change: Quantity, leapt: Quantity) -> Quantity:
    """Return the evidence of a leap that the value has come back from within a few readings."""
    back = (s[Row.LEAPT] > 0) & (abs(value - s[Row.LEAPT_FROM]) < _BACK * abs(s[Row.LEAPT_BY]))
    returned = back * s[Row.LEAPT]
    new = (leapt > 0) & (back == 0)
    s[Row.LEAPT_FOR] = (s[Row.LEAPT_FOR] + 1) * (new == 0)
    waits = (back == 0) & (s[Row.LEAPT_FOR] < _BACK_WITHIN)
    s[Row.LEAPT_FROM] = m.where(new, s[Row.VALUE], s[Row.LEAPT_FROM])
    s[Row.LEAPT_BY] = m.where(new, change, s[Row.LEAPT_BY])
    s[Row.LEAPT] = m.where(new, leapt, s[Row.LEAPT] * waits)
    return returned


def _evidence(m: Maths, s: State, value: Quantity, at: Quantity) -> tuple[Quantity, Quantity]:
    """Return how surprising a reading is, 1 where it is enough for an alert, and how far beyond the range seen.

    How far readings jump is learned on the way.
    """
    size = abs(value - s[Row.VALUE])
    finest = s[Row.FINEST]
    s[Row.FINEST] = finest = m.where((size > 0) & ((size < finest) | (finest == 0)), size, finest)
    floor = 0.5 * finest + 1e-9
    slowness = m.sqrt(m.least(m.most((at - s[Row.AT]) / (s[Row.GAP] + 1.0), 1.0), 100.0))
    jump = m.log(size / slowness + floor)
    beyond = m.most(m.most(value - s[Row.HIGH], s[Row.LOW] - value), 0.0) / (s[Row.HIGH] - s[Row.LOW] + 8 * floor)
    age = at - s[Row.BORN]
    tail = TailState(s[Row.JUMP], s[Row.JUMP + 1], s[Row.JUMP + 2])
    evidence = (
        (size > 0) * _JUMPS.evidence(m, tail, jump) + (beyond > 0) * m.log1p(age / _DAY_S) + 10 * m.least(beyond, 1.5)
    )
    evidence = evidence * (1 - _KNOWN_HOP * ((size < 1.2 * s[Row.HOPS]) & (beyond == 0)))
    learns = (size > 0) & (s[Row.ODD] == 0)
    learned = _JUMPS.learned(m, tail, jump)
    for row, (old, new) in enumerate(zip(tail, learned, strict=True), Row.JUMP):
        s[row] = m.where(learns, new, old)
    counts_up = (s[Row.UPS] >= COUNTED) & (s[Row.DOWNS] < 0.01 * s[Row.UPS])
    is_known = (age > _YOUNG_S) & (s[Row.READ] > 50) & (counts_up == 0)
    threshold = m.log(WEEK_S / (s[Row.GAP] + 1.0)) + _RARE + s[Row.HELD] * (s[Row.ODD] == 0)
    return is_known * evidence / (threshold * (1 + s[Row.PATIENCE])), beyond


def _note(m: Maths, s: State, passed: Quantity, change: Quantity) -> None:
    """Add the reading to what is taken stock of each half-hour."""
    within = m.least(passed, m.least(20 * s[Row.GAP] + 60.0, SLOT_S))
    s[Row.AREA] += s[Row.VALUE] * within
    s[Row.SPAN] += within
    s[Row.COUNT] += 1
    s[Row.ROUGH] += m.sqrt(abs(change - s[Row.STEP]))
    s[Row.STEP] = change
    s[Row.PAUSED] = m.most(s[Row.PAUSED], passed)
    s[Row.LEAP] = m.most(s[Row.LEAP], abs(change))
    gap = s[Row.GAP]
    usual = m.where(gap > 0, m.least(passed, 10 * gap), passed)
    s[Row.GAP] = gap + (usual - gap) * m.most(1 / (s[Row.READ] + 1), 0.02)


def _believe(m: Maths, s: State, value: Quantity, at: Quantity, believed: Quantity) -> None:
    """Move on to a value that is believed: range seen, run of one value, rises above the level."""
    rises = value > s[Row.VALUE]
    moved = rises | (value < s[Row.VALUE])
    s[Row.UPS] += rises
    s[Row.DOWNS] += moved & (rises == 0)
    s[Row.CHANGED] += moved
    s[Row.RAN] = m.most(s[Row.RAN], s[Row.RUN] * moved)
    s[Row.RUN] *= moved == 0
    s[Row.MOVED_AT] = m.where(moved, at, s[Row.MOVED_AT])
    s[Row.VALUE] = value
    s[Row.LOW] = m.least(s[Row.LOW], value)
    s[Row.HIGH] = m.most(s[Row.HIGH], value)
    away = value - s[Row.LEVEL]
    s[Row.DEVIATION] += (abs(away) - s[Row.DEVIATION]) * m.most(1 / (s[Row.READ] + 1), 0.002)
    up = away > 0.3 * s[Row.DEVIATION]
    risen = up & (s[Row.IS_UP] == 0)
    s[Row.LAPSE] = m.most(s[Row.LAPSE], (at - s[Row.CYCLE_AT]) * risen)
    s[Row.CYCLE_AT] = m.where(risen, at, s[Row.CYCLE_AT])
    s[Row.IS_UP] = (up | ((s[Row.IS_UP] > 0) & (away > -0.3 * s[Row.DEVIATION]))) + 0.0
    s[Row.READ] += believed
