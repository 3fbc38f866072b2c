"""Everything known about all sensors, in one block of numbers: a row a quantity, a column a sensor."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Index = npt.NDArray[np.intp]
Mask = npt.NDArray[np.bool_]

HOURS = 24


class Row:
    """Where each quantity of a sensor of numbers stands; those that a single reading touches come first."""

    VALUE: Final = 0
    """Last reading that was believed, in the unit that we learn in."""
    AT: Final = 1
    """When the last reading was measured, seconds since the epoch."""
    SEEN: Final = 2
    """When it arrived."""
    STEP: Final = 3
    """How far the last reading was from the one before."""
    AREA: Final = 4
    """Since the last stocktaking: value times seconds."""
    SPAN: Final = 5
    COUNT: Final = 6
    ROUGH: Final = 7
    """Sum of the square roots of changes of direction: much where a curve is not smooth."""
    LOW: Final = 8
    HIGH: Final = 9
    """The range seen."""
    GAP: Final = 10
    """Usual seconds between two readings."""
    FINEST: Final = 11
    """The smallest change seen: what the sensor can tell apart."""
    RUN: Final = 12
    """Since the value last changed: how many changes there would usually have been."""
    RAN: Final = 13
    """The longest such stretch that ended since the last stocktaking."""
    MOVED_AT: Final = 14
    """When the value last changed."""
    ODD: Final = 15
    """How many readings in a row were not as expected, and therefore not learned from."""
    ODD_AT: Final = 16
    READ: Final = 17
    """Readings learned from."""
    UPS: Final = 18
    DOWNS: Final = 19
    PAUSED: Final = 20
    """The longest gap since the last stocktaking, seconds."""
    CHANGED: Final = 21
    """Readings since the last stocktaking that differed from the one before."""
    LEAP: Final = 22
    """The largest change between two readings since the last stocktaking."""
    LEVEL: Final = 23
    """Where it is in the mean of days."""
    DEVIATION: Final = 24
    """How far readings usually are from the level."""
    IS_UP: Final = 25
    CYCLE_AT: Final = 26
    """When it last rose above the level."""
    LAPSE: Final = 27
    """The longest time between two rises, of those that ended since the last stocktaking."""
    HELD: Final = 28
    """What holds alerts down that come too often; added to the threshold."""
    BORN: Final = 29
    """When the first reading came."""
    JUMP: Final = 30
    """Tail of the changes between two readings."""
    LEAST: Final = 33
    """The lowest reading since the last stocktaking."""
    LEAPS: Final = 34
    """Readings of the last hour or so that leapt away and back, fading."""
    PATIENCE: Final = 35
    """How much more than usual it takes to be told, as a share; below 0 for less."""
    LEAPT: Final = 36
    """Evidence of a leap that may have been a spike: the value has not come back yet; 0: there is none."""
    LEAPT_FROM: Final = 37
    """Value before that leap."""
    LEAPT_BY: Final = 38
    LEAPT_FOR: Final = 39
    """Readings since."""
    HOPPED: Final = 40
    """The largest change between two readings since midnight."""
    HOPS: Final = 41
    """A change that was as large on three days of the last weeks: it is no news."""
    SURGE: Final = 42
    """Evidence of changes one way in a row, fading; below 0 for falls."""
    FAST: Final = slice(0, 43)

    RESIDUAL: Final = 43
    """How far the last half-hour was from what was expected."""
    HOURS_OFF: Final = 44
    """Mean of the residuals over some hours."""
    DAYS_OFF: Final = 45
    """The same over a day and a half."""
    DAY_MEAN: Final = 46
    """Mean of what is left without the hour of the day, over a day and a half."""
    MONTH_MEAN: Final = 47
    """The same over weeks."""
    SPREAD: Final = 48
    """Usual size of a residual."""
    SLOTS: Final = 49
    """Half-hours learned from."""
    SHIFTED: Final = 50
    """Half-hours for which it has been away from its level."""
    STEADY: Final = 51
    """Value at the last stocktaking."""
    MEANS_LOW: Final = 52
    MEANS_HIGH: Final = 53
    """The range of the means of half-hours."""
    CALM: Final = 54
    """Half-hours in a row without anything odd, while an alert stands."""
    ROUGH_SUM: Final = 55
    ROUGH_COUNT: Final = 56
    FUZZ_SUM: Final = 57
    FUZZ_USUAL: Final = 58
    """Roughness of some hours, and what is usual for them."""
    WATCHED: Final = 59
    """Whether an alert stands."""
    GAP_MAX: Final = 60
    """Seconds for which it may say nothing."""
    RUN_MAX: Final = 61
    """Missed changes before it counts as stuck."""
    LAPSE_MAX: Final = 62
    """Seconds between two rises that are still usual."""
    OFF_AT: Final = 63
    """When it was declared unavailable; 0: it is not."""
    REST: Final = 64
    """What the lowest reading of two hours usually is."""
    REST_SPREAD: Final = 65
    WAS_ALIVE: Final = 66
    """Whether it could be judged in the half-hour before."""
    BUILT: Final = 67
    """Evidence of the last hours, fading."""
    WARM: Final = 68
    """The most evidence of late, fading: whether something goes on."""
    LEASTS: Final = slice(69, 73)
    """The lowest readings of the last four half-hours."""
    TOTAL: Final = slice(73, 76)
    """Tail of the sum of the evidence."""
    GAPS: Final = slice(76, 81)
    RUNS: Final = slice(81, 86)
    LAPSES: Final = slice(86, 91)
    """Lengths of gaps, of runs of one value, between rises."""
    SEASON: Final = slice(91, 139)
    """What the hour adds to the level, on working days and at weekends."""
    CHANGES: Final = slice(139, 163)
    """Changes in half an hour, by hour."""
    ROUGHS: Final = slice(163, 187)
    """Roughness by hour."""
    SPREADS: Final = slice(187, 211)
    """Size of a residual by hour."""
    TAILS: Final = slice(211, 238)
    """Tails of nine features."""
    BURSTS: Final = slice(238, 248)
    """For each tail, how many numbers of late were beyond its quantile, fading: they count as one."""
    HOPS_MORE: Final = slice(248, 250)
    """The two largest of the days."""
    TOLD_AT: Final = 250
    """When an alert was raised last."""
    ALL: Final = 251


class Block:
    """Grows by an eighth, so that little of it is empty; a column keeps its number.

    >>> block = Block(rows=3)
    >>> block.add(), block.add(), block.data.shape
    (0, 1, (3, 16))
    """

    def __init__(self, rows: int) -> None:
        self.count = 0
        self.data: Array = np.zeros((rows, 16))

    def add(self) -> int:
        """Return the column of one more sensor, all zero."""
        if self.count == self.data.shape[1]:
            more = np.zeros((len(self.data), max(16, self.count // 8)))
            self.data = np.concatenate([self.data, more], axis=1)
        self.count += 1
        return self.count - 1
