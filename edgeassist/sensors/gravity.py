"""How grave it is what a sensor has: what is said aloud at once, and what can wait."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Literal

from edgeassist.messages import Anomaly, Entity, Home, Reading

Gravity = Literal["danger", "urgent", "ordinary"]
"""Danger is to life; what is urgent does damage, or lets somebody in."""

HAZARDS = frozenset({"smoke", "gas", "carbon_monoxide", "heat", "moisture"})
"""Device classes of sensors whose "on" is an alarm in itself."""

_DEADLY = frozenset({"smoke", "gas", "carbon_monoxide"})
_DEADLY_GAS = "carbon_monoxide"
_FLOWS = frozenset({"water", "volume_flow_rate"})
_WAYS_IN = frozenset({"door", "garage_door", "lock", "opening", "window", "tamper"})
_SOMEBODY = frozenset({"motion", "occupancy", "presence", "sound", "vibration"})
_COLD = re.compile(r"\b(?:freezers?|fridges?|refrigerators?|deep freeze)\b", re.IGNORECASE)
_MAY_BE_WET = re.compile(r"\b(?:rain\w*|soil|plants?|lawn|garden|irrigation|pool|pond)\b", re.IGNORECASE)
_AWAY = frozenset({"armed_away", "armed_vacation"})
_NIGHT_BEGINS, _NIGHT_ENDS = 22, 6

_RISING = frozenset({"drift", "level_shift", "out_of_range", "rate"})
_RUNNING = _RISING | {"left_open"}
_THAWING = _RUNNING | {"spike"}


def gravity(anomaly: Anomaly, entity: Entity | None, *, guarded: bool) -> Gravity:
    """Return how grave an anomaly of `entity` is; `guarded`: everybody is away or asleep.

    >>> door = Entity("binary_sensor.f", "Fridge door", "binary_sensor", device_class="door")
    >>> gravity(Anomaly(door.id, "left_open", 0.0, None, 0.9, "on", None, ""), door, guarded=False)
    'urgent'
    """
    if entity is None:
        return "ordinary"
    kind, of = anomaly.kind, entity.device_class or ""
    if of in _DEADLY and kind in {"hazard", "left_open"}:
        return "danger"
    if of == _DEADLY_GAS and kind in _RISING and not _is_below(anomaly):
        return "danger"
    wet = kind == "hazard" or (of == "moisture" and kind == "left_open") or (of in _FLOWS and kind in _RUNNING)
    thawing = _COLD.search(entity.name) and kind in _THAWING and of in {"temperature", "door", "opening", ""}
    entered = guarded and (of in _WAYS_IN and kind in {"left_open", "night_activity", "rate"})
    moving = guarded and of in _SOMEBODY and kind == "night_activity"
    return "urgent" if wet or (thawing and not _is_below(anomaly)) or entered or moving else "ordinary"


def _is_below(anomaly: Anomaly) -> bool:
    """Return whether less than usual was measured: what is too cold does not thaw."""
    return anomaly.expected is not None and isinstance(anomaly.value, float) and anomaly.value < anomaly.expected[0]


def is_guarded(home: Home, now: datetime) -> bool:
    """Return whether it is night, or nobody is at home as far as the house knows."""
    if now.hour >= _NIGHT_BEGINS or now.hour < _NIGHT_ENDS:
        return True
    entities = home.entities.values()
    if any(each.state in _AWAY for each in entities if each.domain == "alarm_control_panel"):
        return True
    people = [str(each.state) for each in entities if each.domain == "person"]
    return bool(people) and "home" not in people


def hazard(reading: Reading, name: str = "") -> Anomaly | None:
    """Return the alarm that a detector of smoke, gas or water gives, over where it says so; None: it is no detector.

    >>> rain = Reading("binary_sensor.rain", "on", 0.0, 0.0, "moisture")
    >>> hazard(rain, "Rain sensor") is None, hazard(rain, "Under the sink") is None
    (True, False)
    """
    if reading.device_class == "moisture" and _MAY_BE_WET.search(name):
        return None
    if reading.device_class not in HAZARDS or reading.value not in {"on", "off"}:
        return None
    until = None if reading.value == "on" else reading.received
    reason = f"It reports {NOTICED[reading.device_class]}."
    return Anomaly(reading.entity, "hazard", reading.received, until, 1.0, reading.value, None, reason)


NOTICED = {
    "smoke": "smoke",
    "gas": "gas",
    "carbon_monoxide": "carbon monoxide",
    "heat": "heat",
    "moisture": "water",
}
"""Device class of a detector → what it finds."""
