"""What people say about alerts, and what it changes."""

from __future__ import annotations

import numpy as np

from edgeassist.sensors.block import Array, Row
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.roster import Sensor
from edgeassist.sensors.switches import NIGHT, Switch

_MORE = 1.5
"""What is accepted once may be so much longer the next time."""

_Rules = tuple[tuple[str, slice, int, int], ...]
"""Kind, the lengths that it is about, their limit, and since when one lasts."""

_SWITCH_LENGTHS: _Rules = (
    ("missing_cycle", Switch.LAPSES, Switch.LAPSE_MAX, Switch.ON_AT),
    ("dropout", Switch.GAPS, Switch.GAP_MAX, Switch.SEEN),
)
_NUMBER_LENGTHS: _Rules = (
    ("missing_cycle", Row.LAPSES, Row.LAPSE_MAX, Row.CYCLE_AT),
    ("dropout", Row.GAPS, Row.GAP_MAX, Row.SEEN),
)


def accept(known: Knowledge, sensor: Sensor, now: float) -> None:
    """Take what a sensor does at present for normal, and end its alerts."""
    data = known.block(sensor).data[:, sensor.column]
    kinds: set[str] = {alert.kind for alert in known.alerts.of(sensor.entity)}
    if sensor.is_switch:
        _accept_switch(data, kinds, now)
    else:
        _accept_number(data, kinds, now)
    known.end(sensor, now)


def _accept_switch(data: Array, kinds: set[str], now: float) -> None:
    if kinds & {"left_open", "stuck"}:
        for part in range(4):
            first = Switch.OPENS.start + 5 * part
            _stretch(data, slice(first, first + 5), Switch.OPEN_MAX, now - data[Switch.SINCE])
        data[Switch.SINCE] = now
    _accept_lengths(data, kinds, now, _SWITCH_LENGTHS)
    if "night_activity" in kinds:
        data[Switch.HABIT][:NIGHT] = np.maximum(data[Switch.HABIT][:NIGHT], 0.1)


def _accept_number(data: Array, kinds: set[str], now: float) -> None:
    _accept_lengths(data, kinds, now, _NUMBER_LENGTHS)
    if "stuck" in kinds:
        _stretch(data, Row.RUNS, Row.RUN_MAX, data[Row.RUN])
        data[Row.RUN] = 0.0
    if kinds & {"level_shift", "drift", "rate", "spike", "out_of_range"}:
        data[Row.LEVEL] += data[Row.RESIDUAL]
        data[[Row.HOURS_OFF, Row.DAYS_OFF, Row.RESIDUAL, Row.BUILT]] = 0.0


def _accept_lengths(data: Array, kinds: set[str], now: float, rules: _Rules) -> None:
    for kind, lengths, limit, since in rules:
        if kind in kinds:
            _stretch(data, lengths, limit, now - data[since])
            data[since] = now


def _stretch(data: Array, lengths: slice, limit: int, length: float) -> None:
    """Let something take as long as it took, and a little longer."""
    believed = lengths.start + 3
    data[believed : believed + 2] = np.maximum(data[believed : believed + 2], _MORE * length)
    data[limit] = max(data[limit], _MORE * length)
