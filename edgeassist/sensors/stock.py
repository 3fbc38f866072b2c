"""What a half-hour was like for every sensor of numbers, against what this hour of the day is like for it."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from edgeassist.sensors.block import HOURS, Array, Block, Mask, Row
from edgeassist.sensors.lengths import Lengths
from edgeassist.sensors.maths import MANY
from edgeassist.sensors.gauges import WEEK_S
from edgeassist.sensors.tails import Tail, TailState

_SLOTS_A_DAY: Final = 48
_WEAK: Final = Tail(top=0.05, memory=25.0, prior=0.4, least=0.08)
_SUM: Final = Tail(top=0.05, memory=12.0, prior=3.0)
_ALONE: Final = 4.0
"""What is taken off the evidence of the strongest feature where it has to stand alone."""

_LENGTHS: Final = (
    (Lengths(long=3.0, slope=0.25), Row.GAPS, Row.PAUSED, Row.GAP_MAX),
    (Lengths(long=3.0, slope=0.25), Row.RUNS, Row.RAN, Row.RUN_MAX),
    (Lengths(long=1.6, slope=0.25), Row.LAPSES, Row.LAPSE, Row.LAPSE_MAX),
)
"""Rule, its state, what has ended, the limit that comes of it."""

_REST: Final = 6
FEATURES: Final = ("level", "step", "hours", "days", "noise", "rate", "rest", "range")


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


def counts_up(d: Array) -> Array:
    """Return which sensors only ever count up."""
    return np.asarray((d[Row.UPS] > 20) & (d[Row.DOWNS] < 0.01 * d[Row.UPS]))


def take_stock(block: Block, now: float, hour: int, *, weekend: bool) -> Stock:
    """Close the half-hour that ends `now`: judge it, learn from it, begin the next."""
    d = block.data[:, : block.count]
    heard = d[Row.COUNT] > 0
    alive = heard | ((now - d[Row.SEEN] < d[Row.GAP_MAX]) & (d[Row.OFF_AT] == 0))
    counter = counts_up(d)
    mean = np.where(d[Row.SPAN] > 0, d[Row.AREA] / np.maximum(d[Row.SPAN], 1e-3), d[Row.VALUE])
    mean = np.where(counter, np.maximum(d[Row.VALUE] - d[Row.STEADY], 0.0), mean)
    season = d[Row.SEASON]
    expected = d[Row.LEVEL] + season[hour] + weekend * season[HOURS + hour]
    residual = mean - expected
    features = _features(d, residual, hour)
    tails = d[Row.TAILS].reshape(3, 7, -1)
    state = TailState(tails[0], tails[1], tails[2])
    weak = _WEAK.evidence(MANY, state, features) * heard
    parts = np.vstack([weak, _beyond(d, mean) * heard])
    total = d[Row.TOTAL]
    summed = np.minimum(parts, 12.0).sum(axis=0)
    evidence = np.maximum(_SUM.evidence(MANY, TailState(*total), summed), parts[:_REST].max(axis=0) - _ALONE)
    learn = heard
    d[Row.BUILT] = 0.8 * d[Row.BUILT] + 0.4 * evidence
    evidence = np.maximum(evidence, d[Row.BUILT])
    for rows, learned in ((tails, _WEAK.learned(MANY, state, features)), (total, _SUM.learned(MANY, TailState(*total), summed))):
        for row, new in zip(rows, learned, strict=True):
            np.copyto(row, new, where=learn)
    _learn(d, residual, mean, hour, weekend=weekend, alive=alive)
    _learn_lengths(d, now, hour, alive, heard)
    known = d[Row.SLOTS] > 2 * _SLOTS_A_DAY
    leap = d[Row.LEAP].copy()
    _begin(d)
    return Stock(parts * known, evidence * known, residual, expected, leap, heard)


def _floor(d: Array) -> Array:
    return np.asarray(d[Row.FINEST] + 1e-9)


def _scale(d: Array, hour: int) -> Array:
    return np.asarray(0.3 * d[Row.SPREAD] + 0.7 * d[Row.SPREADS][hour] + _floor(d))


def _features(d: Array, residual: Array, hour: int) -> Array:
    scale, floor = _scale(d, hour), _floor(d)
    d[Row.HOURS_OFF] += (residual - d[Row.HOURS_OFF]) / 12
    d[Row.DAYS_OFF] += (residual - d[Row.DAYS_OFF]) / 72
    spread = d[Row.SPREAD] + floor
    rough = _roughness(d, hour)
    away = np.abs(np.stack([residual / scale, (residual - d[Row.RESIDUAL]) / scale, d[Row.HOURS_OFF] / spread, d[Row.DAYS_OFF] / spread]))
    return np.vstack([np.log(away + 0.3), rough, np.log(d[Row.COUNT] + 1.0), np.log(_unrest(d) + 0.3)])


def _unrest(d: Array) -> Array:
    """Return how far above its usual resting place a sensor has stayed for two hours: a tap that drips, a lamp left on."""
    leasts = d[Row.LEASTS]
    leasts[1:] = leasts[:-1].copy()
    leasts[0] = d[Row.LEAST]
    away = leasts.min(axis=0) - d[Row.REST]
    unrest = np.maximum(away, 0.0) / (d[Row.REST_SPREAD] + _floor(d))
    pace = np.maximum(1 / (d[Row.SLOTS] + 1), 1 / 240)
    reach = np.where(d[Row.SLOTS] < _SLOTS_A_DAY, np.inf, 4 * d[Row.REST_SPREAD] + _floor(d))
    held = np.clip(away, -reach, reach)
    d[Row.REST] += pace * held
    d[Row.REST_SPREAD] += pace * (np.abs(held) - d[Row.REST_SPREAD])
    return np.asarray(unrest)


def _roughness(d: Array, hour: int) -> Array:
    """Return how much less smooth the last hour or two were than this hour usually is, as a logarithm."""
    usual = d[Row.ROUGHS][hour]
    d[Row.ROUGH_SUM] = 0.6 * d[Row.ROUGH_SUM] + d[Row.ROUGH]
    d[Row.ROUGH_COUNT] = 0.6 * d[Row.ROUGH_COUNT] + d[Row.COUNT]
    least = 0.3 * np.sqrt(_floor(d))
    enough = d[Row.ROUGH_COUNT] > 3
    mean = (d[Row.ROUGH_SUM] + 3 * usual) / (d[Row.ROUGH_COUNT] + 3)
    return np.asarray(enough * np.log((mean + least) / (usual + least)))


def _beyond(d: Array, mean: Array) -> Array:
    width = d[Row.MEANS_HIGH] - d[Row.MEANS_LOW] + 8 * _floor(d)
    beyond = np.maximum(np.maximum(mean - d[Row.MEANS_HIGH], d[Row.MEANS_LOW] - mean), 0.0) / width
    return np.asarray((beyond > 0) * np.log1p(d[Row.SLOTS] / _SLOTS_A_DAY) + 10 * np.minimum(beyond, 1.0))


def _learn(d: Array, residual: Array, mean: Array, hour: int, *, weekend: bool, alive: Array) -> None:
    slots = d[Row.SLOTS]
    days = slots / _SLOTS_A_DAY
    reach = np.where(slots < _SLOTS_A_DAY, np.inf, 4 * _scale(d, hour))
    held = np.clip(residual, -reach, reach)
    d[Row.LEVEL] += alive * held * np.maximum(1 / (slots + 1), 1 / 288)
    by_hour = alive * held * 0.5 * np.maximum(1 / (days + 1), 0.07)
    d[Row.SEASON][hour] += by_hour
    if weekend:
        d[Row.SEASON][HOURS + hour] += 0.5 * by_hour
    size = np.minimum(np.abs(residual), reach)
    d[Row.SPREAD] += alive * (size - d[Row.SPREAD]) * np.maximum(1 / (slots + 1), 1 / 672)
    d[Row.SPREADS][hour] += alive * (size - d[Row.SPREADS][hour]) * 0.5 * np.maximum(1 / (days + 1), 0.07)
    d[Row.RESIDUAL] = residual
    heard = d[Row.COUNT] > 0
    rough = d[Row.ROUGH] / np.maximum(d[Row.COUNT], 1.0)
    usual = d[Row.ROUGHS][hour]
    pace = heard * np.where(days < 1, 0.5, 0.5 * np.maximum(1 / (days + 1), 0.07))
    usual += (np.where(days < 2, rough, np.minimum(rough, 2 * usual + 0.3 * np.sqrt(_floor(d)))) - usual) * pace
    young = slots == 0
    for row, pick in ((Row.MEANS_LOW, np.minimum), (Row.MEANS_HIGH, np.maximum)):
        d[row] = np.where(young, mean, np.where(alive, pick(d[row], mean), d[row]))
    slots += alive


def _learn_lengths(d: Array, now: float, hour: int, alive: Array, heard: Array) -> None:
    weeks = (now - d[Row.BORN]) / WEEK_S
    changes = d[Row.CHANGES]
    usual = np.maximum(changes[hour], 0.02)
    d[Row.RUN] += np.where(heard & (d[Row.CHANGED] == 0), usual, 0)
    is_running = d[Row.RUN] > np.maximum(6.0, d[Row.RUN_MAX])
    pace = 0.5 * np.maximum(1 / (d[Row.SLOTS] / _SLOTS_A_DAY + 1), 0.07)
    changes[hour] += (alive & ~is_running) * (d[Row.CHANGED] - changes[hour]) * pace
    for rule, lengths, ended, limit in _LENGTHS:
        length = np.where(d[limit] > 0, np.minimum(d[ended], d[limit]), d[ended])
        rule.learn(d[lengths], length, length > 0)
        d[limit] = rule.limit(d[lengths], weeks)


def _begin(d: Array) -> None:
    for row in (Row.AREA, Row.SPAN, Row.COUNT, Row.ROUGH, Row.RAN, Row.PAUSED, Row.CHANGED, Row.LEAP, Row.LAPSE):
        d[row] = 0.0
    d[Row.STEADY] = d[Row.LEAST] = d[Row.VALUE]
    d[Row.HELD] *= 0.998
