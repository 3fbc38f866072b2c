"""What a half-hour was like for every sensor of numbers, against what this hour of the day is like for it.

Several weak features are each turned into the evidence of a tail probability of that very sensor and summed; the sum is
judged by its own history in turn, so that features that rise together count once.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from edgeassist.sensors.block import Array, Block, Mask, Row
from edgeassist.sensors.habits import learn
from edgeassist.sensors.maths import MANY
from edgeassist.sensors.slots import SLOTS_A_DAY, Slot, counts_up, finest, slot_of, usual_size
from edgeassist.sensors.tails import Tail, TailState

_WEAK: Final = Tail(top=0.05, memory=25.0, prior=0.4, least=0.08)
_SUM: Final = Tail(top=0.05, memory=12.0, prior=3.0)
_ALONE: Final = np.array([4, 4, 4, 4, 1.5, 4, 4, 1.5, 99])[:, None]
"""What is taken off the evidence of each feature where it has to stand alone."""

_MOST: Final = 12.0
"""Evidence of a single feature counts up to this in the sum."""

_YOUNG_SLOTS: Final = 2 * SLOTS_A_DAY
_BURST_KEPT: Final = 0.95
"""What is odd for hours on end is one odd thing: the tails learn from it as from little more than one half-hour."""

_FUZZ_KEPT: Final = 0.88
_CAUTIOUS_SLOTS: Final = 72.0
"""How old a sensor has to be for half of the evidence to count."""

_SMALL: Final = 0.3
"""In usual sizes: what is smaller is all the same."""

_ALIKE: Final = ((3, 6), (4, 7))
FEATURES: Final = ("level", "step", "hours", "days", "noise", "rate", "weeks", "fuzz", "rest", "range")


class Stock(NamedTuple):
    """The half-hour of each sensor."""

    parts: Array
    """Evidence of each feature, in the order of `FEATURES`."""
    total: Array
    """Minus the logarithm of the chance of so much evidence at once."""
    residual: Array
    expected: Array
    leap: Array
    """The largest change between two readings."""
    heard: Mask


def take_stock(block: Block, now: float, hour: int, *, weekend: bool) -> Stock:
    """Close the half-hour that ends `now`: judge it, learn from it, begin the next."""
    slot = slot_of(block, now, hour, weekend=weekend)
    slots = slot.d[Row.SLOTS]
    known = (slots > _YOUNG_SLOTS) * slots / (slots + _CAUTIOUS_SLOTS)
    leap = slot.d[Row.LEAP].copy()
    parts, evidence = _judged(slot)
    learn(slot)
    return Stock(parts * (known > 0), evidence * known, slot.residual, slot.expected, leap, slot.heard)


def _judged(slot: Slot) -> tuple[Array, Array]:
    """Return the evidence of each feature, and of all; their tails learn on the way."""
    d = slot.d
    features = _features(slot)
    tails, total = d[Row.TAILS].reshape(3, len(features), -1), d[Row.TOTAL]
    weak = TailState(tails[0], tails[1], tails[2])
    parts = np.vstack([_WEAK.evidence(MANY, weak, features), _beyond(slot)]) * slot.heard
    summed = np.minimum(_once(parts), _MOST).sum(axis=0)
    whole = TailState(total[0], total[1], total[2])
    evidence = np.maximum(_SUM.evidence(MANY, whole, summed), (parts[:-1] - _ALONE).max(axis=0))
    d[Row.BUILT] = 0.8 * d[Row.BUILT] + 0.4 * evidence
    evidence = np.maximum(evidence, d[Row.BUILT])
    teaches = slot.heard
    bursts = d[Row.BURSTS]
    bursts *= np.where(teaches, _BURST_KEPT, 1.0)
    bursts += teaches & (np.vstack([features, summed]) > np.vstack([weak.quantile, whole.quantile]))
    weights = 1 / np.maximum(bursts, 1.0)
    _keep(weak, _WEAK.learned(MANY, weak, features, weights[:-1]), teaches)
    _keep(whole, _SUM.learned(MANY, whole, summed, weights[-1]), teaches & (d[Row.SLOTS] >= SLOTS_A_DAY))
    return parts, evidence


def _once(parts: Array) -> Array:
    """Return the evidence without that of features that look at the same over another time."""
    parts = parts.copy()
    for one, other in _ALIKE:
        parts[one], parts[other] = np.maximum(parts[one], parts[other]), 0.0
    return parts


def _keep(state: TailState, learned: TailState, where: Mask) -> None:
    for row, new in zip(state, learned, strict=True):
        np.copyto(row, new, where=where)


def _features(slot: Slot) -> Array:
    """Return what is looked at beside the range, as logarithms."""
    d, residual = slot.d, slot.residual
    d[Row.HOURS_OFF] += slot.alive * (residual - d[Row.HOURS_OFF]) / 12
    d[Row.DAYS_OFF] += slot.alive * (residual - d[Row.DAYS_OFF]) / 72
    _learn_days(slot)
    size, spread = usual_size(slot), d[Row.SPREAD] + finest(d)
    away = [
        residual / size,
        (residual - d[Row.RESIDUAL]) * d[Row.WAS_ALIVE] / size,
        d[Row.HOURS_OFF] / spread,
        d[Row.DAYS_OFF] / spread,
        (d[Row.DAY_MEAN] - d[Row.MONTH_MEAN]) / spread,
    ]
    *logs, weeks = np.log(np.abs(np.stack(away)) + _SMALL)
    unrest = np.log(_unrest(slot) + _SMALL)
    return np.vstack([logs, _roughness(slot), np.log(d[Row.COUNT] + 1.0), weeks, _fuzz(slot), unrest])


def _learn_days(slot: Slot) -> None:
    d = slot.d
    plain = slot.mean - (slot.expected - d[Row.LEVEL])
    for row, slots in ((Row.DAY_MEAN, 72), (Row.MONTH_MEAN, 20 * SLOTS_A_DAY)):
        d[row] += slot.alive * (plain - d[row]) * np.maximum(1 / (d[Row.SLOTS] + 1), 1 / slots)


def _fuzz(slot: Slot) -> Array:
    """Return how much less smooth the last hours were than these hours usually are, as a logarithm."""
    d = slot.d
    d[Row.FUZZ_SUM] = _FUZZ_KEPT * d[Row.FUZZ_SUM] + d[Row.ROUGH]
    d[Row.FUZZ_USUAL] = _FUZZ_KEPT * d[Row.FUZZ_USUAL] + d[Row.ROUGHS][slot.hour] * d[Row.COUNT]
    least = 3 * d[Row.ROUGHS][slot.hour] + np.sqrt(finest(d))
    return np.asarray(np.log((d[Row.FUZZ_SUM] + least) / (d[Row.FUZZ_USUAL] + least)))


def _unrest(slot: Slot) -> Array:
    """Return how far above its usual rest a sensor has stayed for two hours: a tap that drips, a lamp left on."""
    d = slot.d
    leasts = d[Row.LEASTS]
    leasts[1:] = leasts[:-1].copy()
    leasts[0] = np.where(counts_up(d), slot.mean, d[Row.LEAST])
    away = leasts.min(axis=0) - d[Row.REST]
    unrest = np.maximum(away, 0.0) / (d[Row.REST_SPREAD] + finest(d))
    pace = np.maximum(1 / (d[Row.SLOTS] + 1), 1 / 240)
    reach = np.where(d[Row.SLOTS] < SLOTS_A_DAY, np.inf, 4 * d[Row.REST_SPREAD] + finest(d))
    held = np.clip(away, -reach, reach)
    d[Row.REST] += pace * held
    d[Row.REST_SPREAD] += pace * (np.abs(held) - d[Row.REST_SPREAD])
    return np.asarray(unrest)


def _roughness(slot: Slot) -> Array:
    """Return how much less smooth the last hour or two were than this hour usually is, as a logarithm."""
    d = slot.d
    usual = d[Row.ROUGHS][slot.hour]
    d[Row.ROUGH_SUM] = 0.6 * d[Row.ROUGH_SUM] + d[Row.ROUGH]
    d[Row.ROUGH_COUNT] = 0.6 * d[Row.ROUGH_COUNT] + d[Row.COUNT]
    least = 0.3 * np.sqrt(finest(d))
    enough = d[Row.ROUGH_COUNT] > 3
    mean = (d[Row.ROUGH_SUM] + 3 * usual) / (d[Row.ROUGH_COUNT] + 3)
    return np.asarray(enough * np.log((mean + least) / (usual + least)))


def _beyond(slot: Slot) -> Array:
    d, mean = slot.d, slot.mean
    width = d[Row.MEANS_HIGH] - d[Row.MEANS_LOW] + 8 * finest(d)
    beyond = np.maximum(np.maximum(mean - d[Row.MEANS_HIGH], d[Row.MEANS_LOW] - mean), 0.0) / width
    return np.asarray((beyond > 0) * np.log1p(d[Row.SLOTS] / SLOTS_A_DAY) + 10 * np.minimum(beyond, 1.0))
