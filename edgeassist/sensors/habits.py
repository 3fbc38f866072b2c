"""What a half-hour teaches: the level, what the hour adds to it, how far it varies, how long things last."""

from __future__ import annotations

from typing import Final

import numpy as np

from edgeassist.sensors.block import HOURS, Array, Row
from edgeassist.sensors.gauges import WEEK_S
from edgeassist.sensors.lengths import Lengths
from edgeassist.sensors.slots import SLOTS_A_DAY, Slot, finest, usual_size

_LENGTHS: Final = (
    (Lengths(long=3.0, slope=0.25, believes_one=True), Row.GAPS, Row.PAUSED, Row.GAP_MAX),
    (Lengths(long=3.0, slope=0.25, believes_one=True), Row.RUNS, Row.RAN, Row.RUN_MAX),
    (Lengths(long=1.6, slope=0.25), Row.LAPSES, Row.LAPSE, Row.LAPSE_MAX),
)
"""Rule, its state, what has ended, the limit that comes of it."""

_HOP_KEPT: Final = 0.98
"""How much of a day's largest change is kept the next day."""

_HELD_KEPT: Final = 0.995
"""What holds alerts down fades by half in three days."""

_RANGE_PACE: Final = 1 / 24
_LEVEL_PACE: Final = 1 / 288
_SPREAD_PACE: Final = 1 / 672
_HOUR_PACE: Final = 0.07
"""Shares by which what is old and known still moves: the level in days, its spread in weeks, an hour's in two weeks."""


def learn(slot: Slot) -> None:
    """Learn from the half-hour, and begin the next."""
    _learn_level(slot)
    _learn_roughness(slot)
    _learn_range(slot)
    _learn_lengths(slot)
    slot.d[Row.SLOTS] += slot.alive
    _begin(slot)


def _learn_level(slot: Slot) -> None:
    d, hour, alive = slot.d, slot.hour, slot.alive
    slots = d[Row.SLOTS]
    reach = np.where(slots < SLOTS_A_DAY, np.inf, 4 * usual_size(slot))
    held = np.clip(slot.residual, -reach, reach)
    d[Row.LEVEL] += alive * held * np.maximum(1 / (slots + 1), _LEVEL_PACE)
    by_hour = 0.5 * np.maximum(1 / (slots / SLOTS_A_DAY + 1), _HOUR_PACE)
    d[Row.SEASON][hour] += alive * held * by_hour
    if slot.weekend:
        d[Row.SEASON][HOURS + hour] += alive * held * 0.5 * by_hour
    size = np.minimum(np.abs(slot.residual), reach)
    d[Row.SPREAD] += alive * (size - d[Row.SPREAD]) * np.maximum(1 / (slots + 1), _SPREAD_PACE)
    d[Row.SPREADS][hour] += alive * (size - d[Row.SPREADS][hour]) * by_hour
    d[Row.RESIDUAL], d[Row.WAS_ALIVE] = slot.residual, alive


def _learn_roughness(slot: Slot) -> None:
    d = slot.d
    days = d[Row.SLOTS] / SLOTS_A_DAY
    rough = d[Row.ROUGH] / np.maximum(d[Row.COUNT], 1.0)
    usual = d[Row.ROUGHS][slot.hour]
    held = np.where(days < 2, rough, np.minimum(rough, 2 * usual + 0.3 * np.sqrt(finest(d))))
    usual += slot.heard * (held - usual) * 0.5 * np.where(days < 1, 1.0, np.maximum(1 / (days + 1), _HOUR_PACE))


def _learn_range(slot: Slot) -> None:
    d = slot.d
    for row, pick in ((Row.MEANS_LOW, np.minimum), (Row.MEANS_HIGH, np.maximum)):
        wider = pick(slot.mean - d[row], 0.0) * slot.alive
        d[row] += wider * np.where(d[Row.SLOTS] < SLOTS_A_DAY, 1.0, _RANGE_PACE)
        d[row] = np.where(d[Row.SLOTS] == 0, slot.mean, d[row])


def _learn_lengths(slot: Slot) -> None:
    d, hour = slot.d, slot.hour
    weeks = (slot.now - d[Row.BORN]) / WEEK_S
    changes = d[Row.CHANGES]
    d[Row.RUN] += np.where(slot.heard & (d[Row.CHANGED] == 0), changes[hour], 0)
    is_running = d[Row.RUN] > np.maximum(6.0, d[Row.RUN_MAX])
    pace = 0.5 * np.maximum(1 / (d[Row.SLOTS] / SLOTS_A_DAY + 1), _HOUR_PACE)
    changes[hour] += (slot.alive & ~is_running) * (d[Row.CHANGED] - changes[hour]) * pace
    settled = d[Row.SLOTS] >= SLOTS_A_DAY  # before, nobody knows where its level is
    for rule, lengths, ended, limit in _LENGTHS:
        if lengths is Row.LAPSES:
            d[ended] *= settled
        rule.learn(d[lengths], d[ended], d[limit])
        d[limit] = rule.limit(d[lengths], weeks)


def _begin(slot: Slot) -> None:
    d = slot.d
    for row in (Row.AREA, Row.SPAN, Row.COUNT, Row.ROUGH, Row.RAN, Row.PAUSED, Row.CHANGED, Row.LEAP, Row.LAPSE):
        d[row] = 0.0
    d[Row.STEADY] = d[Row.LEAST] = d[Row.VALUE]
    d[Row.HELD] *= _HELD_KEPT
    if slot.hour == 0:
        _learn_hops(d)


def _learn_hops(d: Array) -> None:
    """Let the largest change of the day be one of the three largest of the last weeks."""
    hops = [*d[Row.HOPS_MORE], d[Row.HOPS]]
    new = d[Row.HOPPED]
    for place, hop in enumerate(hops):
        hops[place], new = np.maximum(_HOP_KEPT * hop, new), np.minimum(_HOP_KEPT * hop, new)
    d[Row.HOPS_MORE], d[Row.HOPS] = np.stack(hops[:2]), hops[2]
    d[Row.HOPPED] = 0.0
