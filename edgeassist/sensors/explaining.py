"""What is learned of a sensor, for people to look at."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from edgeassist.sensors.block import HOURS, Row
from edgeassist.sensors.knowledge import Knowledge
from edgeassist.sensors.roster import Sensor
from edgeassist.sensors.slots import counts_up
from edgeassist.sensors.stock import FEATURES
from edgeassist.sensors.switches import Switch

_REACH = 3.0
"""How many usual residuals the expected band reaches to either side."""


def expected_at(known: Knowledge, sensor: Sensor, local: datetime) -> tuple[float, float] | None:
    """Return lowest and highest that would be usual for a sensor of numbers at a time of day; None for a counter."""
    d = known.numbers.data[:, sensor.column]
    if counts_up(d):
        return None
    season = d[Row.SEASON]
    middle = d[Row.LEVEL] + season[local.hour] + (local.weekday() >= 5) * season[HOURS + local.hour]
    reach = _REACH * (0.3 * d[Row.SPREAD] + 0.7 * d[Row.SPREADS][local.hour]) + d[Row.FINEST]
    low, high = sorted((sensor.shown(float(middle - reach)), sensor.shown(float(middle + reach))))
    return round(low, 3), round(high, 3)


def explained(known: Knowledge, sensor: Sensor, local: datetime) -> dict[str, Any]:
    """Return what is known of a sensor, as JSON."""
    about = {
        "entity": sensor.entity,
        "device_class": sensor.device_class,
        "unit": sensor.unit,
        "sooner": round(0.0 - known.patience(sensor), 2),
        "evidence": known.alerts.evidence.get(sensor.entity, {}),
        "alerts": [
            {"kind": alert.kind, "since": alert.since, "reason": alert.reason}
            for alert in known.alerts.of(sensor.entity)
        ],
    }
    return about | (_switch(known, sensor) if sensor.is_switch else _number(known, sensor, local))


def _number(known: Knowledge, sensor: Sensor, local: datetime) -> dict[str, Any]:
    d = known.numbers.data[:, sensor.column]
    low, high = sorted((sensor.shown(float(d[Row.LOW])), sensor.shown(float(d[Row.HIGH]))))
    expected = expected_at(known, sensor, local)
    tails = d[Row.TAILS].reshape(3, -1)
    return {
        "value": sensor.shown(float(d[Row.VALUE])),
        "seen": float(d[Row.SEEN]),
        "level": round(sensor.shown(float(d[Row.LEVEL])), 3),
        "counts_up": expected is None,
        "expected": None if expected is None else list(expected),
        "range_seen": [round(low, 3), round(high, 3)],
        "readings": int(d[Row.READ]),
        "days": round(float(d[Row.SLOTS]) / 48, 1),
        "usual_gap_s": round(float(d[Row.GAP]), 1),
        "longest_gap_s": round(float(d[Row.GAP_MAX]), 1),
        "cycle_s": round(float(d[Row.LAPSES][0]), 1),
        "by_hour": [round(float(each), 3) for each in d[Row.SEASON][:HOURS] / sensor.factor],
        "tails": {name: round(float(tails[0][place]), 3) for place, name in enumerate(FEATURES[:-1])},
        "held_down": round(float(d[Row.HELD]), 2),
    }


def _switch(known: Knowledge, sensor: Sensor) -> dict[str, Any]:
    d = known.switches.data[:, sensor.column]
    return {
        "value": "on" if d[Switch.STATE] else "off",
        "since": float(d[Switch.SINCE]),
        "seen": float(d[Switch.SEEN]),
        "days": round(float(d[Switch.DAYS]), 1),
        "longest_on_s": round(float(d[Switch.OPEN_MAX]), 1),
        "longest_gap_s": round(float(d[Switch.GAP_MAX]), 1),
        "between_s": round(float(d[Switch.LAPSE_MAX]), 1),
        "by_hour": [round(float(each), 3) for each in d[Switch.HABIT]],
        "held_down": round(float(d[Switch.HELD]), 2),
    }
