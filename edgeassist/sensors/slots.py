"""One half-hour of every sensor of numbers, and what it is measured against."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from edgeassist.sensors.block import HOURS, Array, Block, Mask, Row

SLOTS_A_DAY: Final = 48


class Slot(NamedTuple):
    """A half-hour that has just ended; rows of a block and what follows from them."""

    d: Array
    """The block itself, a column a sensor."""
    now: float
    hour: int
    """Of the local day."""
    weekend: bool
    heard: Mask
    """Which sensors said something."""
    alive: Mask
    """Which said something, or are quiet no longer than they use to be."""
    mean: Array
    """What was said, in the mean over time; of what counts up, how far it went."""
    expected: Array
    residual: Array


def slot_of(block: Block, now: float, hour: int, *, weekend: bool) -> Slot:
    """Return the half-hour that ends `now`."""
    d = block.data[:, : block.count]
    heard = d[Row.COUNT] > 0
    alive = heard | ((now - d[Row.SEEN] < d[Row.GAP_MAX]) & (d[Row.OFF_AT] == 0))
    mean = np.where(d[Row.SPAN] > 0, d[Row.AREA] / np.maximum(d[Row.SPAN], 1e-3), d[Row.VALUE])
    mean = np.where(counts_up(d), np.maximum(d[Row.VALUE] - d[Row.STEADY], 0.0), mean)
    season = d[Row.SEASON]
    expected = d[Row.LEVEL] + season[hour] + weekend * season[HOURS + hour]
    return Slot(d, now, hour, weekend, heard, alive, mean, expected, mean - expected)


def counts_up(d: Array) -> Mask:
    """Return which sensors only ever count up."""
    return np.asarray((d[Row.UPS] > 20) & (d[Row.DOWNS] < 0.01 * d[Row.UPS]))


def finest(d: Array) -> Array:
    """Return what a sensor can tell apart; never 0."""
    return np.asarray(d[Row.FINEST] + 1e-9)


def usual_size(slot: Slot) -> Array:
    """Return how far half-hours at this hour of the day usually are from what is expected."""
    return np.asarray(0.3 * slot.d[Row.SPREAD] + 0.7 * slot.d[Row.SPREADS][slot.hour] + finest(slot.d))
