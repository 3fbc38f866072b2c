"""What people say about alerts, and what it changes."""

from __future__ import annotations

import numpy as np

from edgeassist.sensors.block import Array, Row
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.roster import Sensor
from edgeassist.sensors.switches import Switch

_MORE = 1.5
"""What is accepted once may be so much longer the next time."""


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
        data[Switch.OPENS].reshape(4, 4)[:, 3] = np.maximum(
            data[Switch.OPENS].reshape(4, 4)[:, 3], _MORE * (now - data[Switch.SINCE])
        )
        data[Switch.SINCE] = now
    if "missing_cycle" in kinds:
        data[Switch.LAPSES][3] = max(data[Switch.LAPSES][3], _MORE * (now - data[Switch.ON_AT]))
        data[Switch.ON_AT] = now
    if "dropout" in kinds:
        data[Switch.GAPS][3] = max(data[Switch.GAPS][3], _MORE * (now - data[Switch.SEEN]))
        data[Switch.SEEN] = now
    if "night_activity" in kinds:
        data[Switch.HABIT][:5] = np.maximum(data[Switch.HABIT][:5], 0.1)


def _accept_number(data: Array, kinds: set[str], now: float) -> None:
    for kind, lengths, since in (("missing_cycle", Row.LAPSES, Row.CYCLE_AT), ("dropout", Row.GAPS, Row.SEEN)):
        if kind in kinds:
            data[lengths][3] = max(data[lengths][3], _MORE * (now - data[since]))
            data[since] = now
    if "stuck" in kinds:
        data[Row.RUNS][3] = max(data[Row.RUNS][3], _MORE * data[Row.RUN])
        data[Row.RUN] = 0.0
    if kinds & {"level_shift", "drift", "rate", "spike", "out_of_range"}:
        data[Row.LEVEL] += data[Row.RESIDUAL]
        data[[Row.HOURS_OFF, Row.DAYS_OFF, Row.RESIDUAL]] = 0.0
