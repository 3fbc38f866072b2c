"""Whether what is waited for is so: the condition of an action held against the states of the house."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from edgeassist.home.states import finite, is_in_state, word_of
from edgeassist.messages import Entity, Home

Waited = Mapping[str, Any]
"""A condition as `Action.condition` holds it."""

WHOLE = ""
"""What the truth of several things together is kept under."""

_IDLE_W = 5.0
"""A machine that draws no more has finished."""
_IDLE = frozenset(
    {"off", "idle", "finished", "finish", "done", "end", "ended", "complete", "completed", "standby", "ready", "stop"}
    | {"stopped", "docked", "program ended", "not running", "cycle complete", "inactive", "power off", "rinse hold"}
)
"""What machines say that are through."""
_SETTLED: Mapping[str, tuple[float, float]] = MappingProxyType({"momentary": (0.0, 1.0), "usual": (0.5, 1.0)})
_NUMBER_S = (1.0, 60.0)
_FINISHED_S = (5.0, 20.0)
_IDLE_POWER_S = (90.0, 20.0)
_MOMENTARY = frozenset(
    {"motion", "occupancy", "presence", "moving", "vibration", "sound", "smoke", "gas", "carbon_monoxide", "moisture"}
    | {"tamper", "safety", "problem", "doorbell"}
)
_WET = ("rain", "pouring", "lightning-rainy", "hail")
_SKY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"rainy": _WET, "snowy": ("snow",), "sunny": ("sunny", "clear", "partlycloudy")}
)
_MEASURED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "climate": ("current_temperature",),
        "water_heater": ("current_temperature",),
        "humidifier": ("current_humidity",),
        "weather": ("temperature",),
    }
)
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"power": ("power", "current_power_w"), "battery": ("battery_level", "battery"), "humidity": ("current_humidity",)}
)


def holds(waited: Waited, home: Home, now: datetime | None = None) -> bool | None:
    """Return whether a condition is fulfilled; None where that is not known.

    Where it must have lasted, `now` tells for how long it has.
    """
    truths = {key: _lasts(waited, home.entities[key], now) for key in waited["targets"] if key in home.entities}
    return _together(waited, truths)


def truths(waited: Waited, home: Home) -> dict[str, bool | None]:
    """Return what is so at this moment, by what is followed: each thing, where any of them is enough, or all as one."""
    each = {key: _is_so(waited, home.entities[key]) for key in waited["targets"] if key in home.entities}
    if waited.get("quantity") == "all" or waited.get("negated"):
        return {WHOLE: _together(waited, each)}
    return dict(each)


def settling_s(waited: Waited, home: Home) -> tuple[float, float]:
    """Return how long something must be so before it counts, and how long not so before it can happen again."""
    entities = [home.entities[key] for key in waited["targets"] if key in home.entities]
    if waited.get("state") == "finished":
        by_power = any(number_in(entity, waited.get("attribute")) is not None for entity in entities)
        return _IDLE_POWER_S if by_power else _FINISHED_S
    if limit_of(waited):
        return _NUMBER_S
    momentary = all(entity.device_class in _MOMENTARY for entity in entities)
    return _SETTLED["momentary" if momentary and waited.get("state") == "on" else "usual"]


def limit_of(waited: Waited) -> tuple[str, float] | None:
    """Return how a number is compared and with what; None: no number is waited for."""
    return next(((how, float(waited[how])) for how in _COMPARED if waited.get(how) is not None), None)


def number_in(entity: Entity, attribute: str | None = None) -> float | None:
    """Return the number that a thing shows, or one of its attributes; None: it shows none now."""
    names = _ATTRIBUTES.get(attribute or "", (attribute,) if attribute else ())
    names = names or _MEASURED.get(entity.domain, ())
    known = (finite(entity.attributes.get(name)) for name in names)
    found = next((value for value in known if value is not None), None)
    if found is not None or entity.domain in {"binary_sensor", *_MEASURED}:
        return found
    return finite(entity.state)


def _lasts(waited: Waited, entity: Entity, now: datetime | None) -> bool | None:
    so, for_s = _is_so(waited, entity), waited.get("for_s")
    if not so or not for_s or now is None or entity.changed is None:
        return so if not for_s or not so else None
    return (now - entity.changed).total_seconds() >= float(for_s)


def _together(waited: Waited, truths: Mapping[str, bool | None]) -> bool | None:
    known = set(truths.values()) or {None}
    if waited.get("quantity") == "all":
        whole = False if False in known else None if None in known else True
    else:
        whole = True if True in known else None if None in known else False
    return whole if whole is None or not waited.get("negated") else not whole


_COMPARED: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {"above": operator.gt, "below": operator.lt, "at_least": operator.ge, "at_most": operator.le}
)


def _is_so(waited: Waited, entity: Entity) -> bool | None:
    """Return whether one thing is as it is waited for, whatever that leads to."""
    if (limit := limit_of(waited)) is not None:
        value = number_in(entity, waited.get("attribute"))
        return None if value is None or word_of(entity) is None else _COMPARED[limit[0]](value, limit[1])
    state, word = str(waited.get("state")), word_of(entity)
    if word is None:
        return None
    if state == "finished":
        value = number_in(entity, waited.get("attribute")) if entity.domain == "sensor" else None
        return word in _IDLE if value is None else value <= (_IDLE_W if entity.device_class == "power" else 0.0)
    if state in _SKY and entity.domain == "weather":
        return any(part in str(entity.state) for part in _SKY[state])
    if state in _SKY:
        value = number_in(entity)
        return entity.state == "on" if value is None else value > 0
    return is_in_state(entity, state)
