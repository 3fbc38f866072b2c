"""What is on or off: how long it is on, how often and at which hours it goes on, whether it repeats itself."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from edgeassist.sensors.block import HOURS, Array, Block, Index
from edgeassist.sensors.lengths import Lengths
from edgeassist.sensors.maths import MANY, ONE, Maths, Quantity
from edgeassist.sensors.tails import Tail, TailState

_DAY_S: Final = 86_400.0
_WEEK_S: Final = 604_800.0
_FLIPS: Final = Tail(top=0.1, memory=60.0, prior=0.3)
_THRESHOLD: Final = 6.5
_FLIP_S: Final = 600.0


class Switch:
    """Where each quantity of a sensor stands that is on or off; those that a single message touches come first."""

    STATE: Final = 0
    AT: Final = 1
    """When the last message was measured."""
    SEEN: Final = 2
    SINCE: Final = 3
    """Since when it is in its state."""
    ON_AT: Final = 4
    """When it last went on."""
    RISES: Final = 5
    """How often it went on since the last stocktaking."""
    LASTED: Final = 6
    """The longest time that it was on, of those that ended since the last stocktaking."""
    LAPSE: Final = 7
    PAUSED: Final = 8
    FLIPS: Final = 9
    """Changes of the last minutes, fading."""
    REPEATS: Final = 10
    """How often it said what it had said before."""
    READ: Final = 11
    BORN: Final = 12
    HELD: Final = 13
    PEAK: Final = 14
    """The most of them since the last stocktaking."""
    FLIPPED: Final = 15
    """Tail of these, three rows."""
    PATIENCE: Final = 18
    """How much more than usual it takes to be told, as a share; below 0 for less."""
    FAST: Final = slice(0, 19)

    OPEN_MAX: Final = 22
    """Seconds for which it may be on at this time of day."""
    LAPSE_MAX: Final = 23
    GAP_MAX: Final = 19
    OFF_AT: Final = 20
    """When it was declared unavailable; 0: it is not."""
    DAYS: Final = 21
    OPENS: Final = slice(24, 44)
    """Lengths of being on, four parts of the day with five rows each."""
    LAPSES: Final = slice(44, 49)
    GAPS: Final = slice(49, 54)
    HABIT: Final = slice(54, 54 + HOURS)
    """On how many days out of one it goes on in an hour."""
    HOUR_RISES: Final = 78
    WATCHED: Final = 79
    """Whether an alert stands."""
    TOLD: Final = 80
    """Whether it was told in this hour that it should not be on."""
    ALL: Final = 81


_TOLD_TEACHES: Final = 0.2
"""How much of a habit it becomes what was told as strange."""

NIGHT: Final = 5
"""Hours from midnight in which hardly anything happens."""

_OPEN: Final = Lengths(long=3.0, slope=0.25)
_LAPSE: Final = Lengths(long=1.5, slope=0.25)
_GAP: Final = Lengths(long=2.0, slope=0.25, believes_one=True)


class Flip(NamedTuple):
    """What came of a message."""

    rose: Quantity
    evidence: Quantity
    """That it changes more often than it ever does, in units of the threshold."""


def start_switch(block: Block, column: int, *, is_on: bool, at: float, seen: float) -> None:
    """Take in the first message of a sensor."""
    state = block.data[:, column]
    state[Switch.STATE] = is_on
    state[[Switch.AT, Switch.SINCE, Switch.ON_AT, Switch.BORN]] = at
    state[Switch.SEEN] = seen


def switch(block: Block, columns: Index | int, value: Quantity, at: Quantity, seen: Quantity) -> Flip:
    """Take in a message, or one of each of several sensors, later than the last of its sensor; no column twice."""
    m = ONE if isinstance(columns, int) else MANY
    state = m.rows(block.data[Switch.FAST, columns])
    came = _switch(m, state, value, at, seen)
    block.data[Switch.FAST, columns] = state
    return came


def _switch(m: Maths, s: Quantity, value: Quantity, at: Quantity, seen: Quantity) -> Flip:
    changed = value != s[Switch.STATE]
    rose = changed & (value > 0)
    fell = changed & (value == 0)
    passed = at - s[Switch.AT]
    s[Switch.LASTED] = m.most(s[Switch.LASTED], fell * (at - s[Switch.SINCE]))
    s[Switch.LAPSE] = m.most(s[Switch.LAPSE], rose * (at - s[Switch.ON_AT]))
    s[Switch.PAUSED] = m.most(s[Switch.PAUSED], passed)
    s[Switch.RISES] += rose
    s[Switch.REPEATS] += changed == 0
    s[Switch.READ] += 1
    s[Switch.ON_AT] = m.where(rose, at, s[Switch.ON_AT])
    s[Switch.SINCE] = m.where(changed, at, s[Switch.SINCE])
    s[Switch.STATE] = value
    flips = s[Switch.FLIPS] / (1 + passed / _FLIP_S) + changed
    s[Switch.FLIPS] = flips
    s[Switch.AT] = at
    s[Switch.SEEN] = seen
    tail = TailState(s[Switch.FLIPPED], s[Switch.FLIPPED + 1], s[Switch.FLIPPED + 2])
    much = m.log(flips + 1.0)
    evidence = changed * (flips > 12) * (at - s[Switch.BORN] > 2 * _DAY_S) * _FLIPS.evidence(m, tail, much)
    s[Switch.PEAK] = m.most(s[Switch.PEAK], flips)
    return Flip(rose, evidence / ((_THRESHOLD + s[Switch.HELD]) * (1 + s[Switch.PATIENCE])))


def take_switch_stock(block: Block, now: float, hour: int, *, ends_hour: bool) -> None:
    """Close the half-hour that ends `now`: learn from it, begin the next."""
    d = block.data[:, : block.count]
    weeks = np.maximum(now - d[Switch.BORN], 1.0) / _WEEK_S
    part = d[Switch.OPENS].reshape(4, 5, -1)
    _OPEN.learn(part[hour // 6], d[Switch.LASTED], d[Switch.OPEN_MAX])
    limits = np.array([_OPEN.limit(lengths, weeks) for lengths in part])
    at_most = limits.max(axis=0)
    d[Switch.OPEN_MAX] = np.where(limits[hour // 6] > 0, np.maximum(limits[hour // 6], 0.4 * at_most), at_most)
    for rule, lengths, ended, limit in (
        (_LAPSE, Switch.LAPSES, Switch.LAPSE, Switch.LAPSE_MAX),
        (_GAP, Switch.GAPS, Switch.PAUSED, Switch.GAP_MAX),
    ):
        rule.learn(d[lengths], d[ended], d[limit])
        d[limit] = rule.limit(d[lengths], weeks)
    d[Switch.HOUR_RISES] += d[Switch.RISES]
    if ends_hour:
        habit = d[Switch.HABIT][hour]
        pace = np.maximum(1 / (d[Switch.DAYS] + 1), 0.04) * np.where(d[Switch.TOLD] > 0, _TOLD_TEACHES, 1.0)
        habit += ((d[Switch.HOUR_RISES] > 0) - habit) * pace
        d[Switch.HOUR_RISES] = d[Switch.TOLD] = 0.0
        d[Switch.DAYS] += 1 / HOURS
    _learn_flips(d)
    d[Switch.HELD] *= 0.998
    for row in (Switch.RISES, Switch.PEAK, Switch.LASTED, Switch.LAPSE, Switch.PAUSED):
        d[row] = 0.0


def _learn_flips(d: Array) -> None:
    """Learn the most changes in minutes that a half-hour had, of those that had any."""
    state = d[Switch.FLIPPED : Switch.FLIPPED + 3]
    learned = _FLIPS.learned(MANY, TailState(*state), np.log(d[Switch.PEAK] + 1.0))
    for row, new in zip(state, learned, strict=True):
        np.copyto(row, new, where=(d[Switch.PEAK] > 0) & (d[Switch.WATCHED] == 0))


def is_quiet(block: Block, column: int, now: float) -> bool:
    """Return whether a switch is off, or has not changed for an hour."""
    d = block.data[:, column]
    return bool(now - d[Switch.SINCE] > (_FLIP_S if d[Switch.STATE] == 0 else 6 * _FLIP_S))


def usual_at(block: Block, column: int, hour: int) -> float:
    """Return on how many days out of one a sensor goes on at about this hour of the night."""
    habit = block.data[Switch.HABIT, column]
    return float(max(habit[hour], 0.5 * habit[hour - 1], 0.5 * habit[(hour + 1) % HOURS], habit[:NIGHT].mean()))
