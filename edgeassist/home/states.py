"""What the state of a thing is called, and whether it is the state that was asked about."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType

from edgeassist.messages import Entity

_LOW_BATTERY = 20.0
"""Percent; a battery at or under it is low."""

_FULL_BATTERY = 95.0
"""Percent; a battery at or over it is full."""

_UNKNOWN = frozenset({"unavailable", "unknown", "none", ""})

_SAME: Mapping[str, str] = MappingProxyType(
    {
        "shut": "closed",
        "turned on": "on",
        "switched on": "on",
        "lit": "on",
        "active": "on",
        "running": "on",
        "armed": "armed",
        "turned off": "off",
        "switched off": "off",
        "stopped": "off",
        "at home": "home",
        "in": "home",
        "in the house": "home",
        "out": "away",
        "not_home": "away",
        "not home": "away",
        "leaking": "wet",
        "stuck": "jammed",
        "mowing": "cleaning",
    }
)
_OPENINGS = MappingProxyType({"on": "open", "off": "closed"})
_SENSED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("door", "window", "garage_door", "opening"), _OPENINGS),
        "lock": {"on": "unlocked", "off": "locked"},
        "moisture": {"on": "wet", "off": "dry"},
        "battery": {"on": "low", "off": "full"},
        "battery_charging": {"on": "charging", "off": "not charging"},
        "presence": {"on": "home", "off": "away"},
        "occupancy": {"on": "occupied", "off": "empty"},
        "motion": {"on": "detecting motion", "off": "quiet"},
        "moving": {"on": "moving", "off": "still"},
        "smoke": {"on": "detecting smoke", "off": "clear"},
        "gas": {"on": "detecting gas", "off": "clear"},
        "carbon_monoxide": {"on": "detecting carbon monoxide", "off": "clear"},
        "connectivity": {"on": "connected", "off": "disconnected"},
        "plug": {"on": "plugged in", "off": "unplugged"},
        "problem": {"on": "reporting a problem", "off": "fine"},
    }
)
"""Device class of a binary sensor → what its on and off mean."""
_OPPOSITES = MappingProxyType(
    {
        "open": "closed",
        "on": "off",
        "locked": "unlocked",
        "low": "fine",
        "wet": "dry",
        "home": "away",
        "muted": "not muted",
        "playing": "not playing",
    }
)
_IDLE_PLAYERS = frozenset({"off", "standby"})


def finite(value: object) -> float | None:
    """Return the number that `value` is or spells; None where it is none, or none that can be said.

    >>> finite("21.5"), finite(True), finite("nan")
    (21.5, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def word_of(entity: Entity) -> str | None:
    """Return the state of `entity` in one word, or None where it is not known.

    >>> word_of(Entity("binary_sensor.w", "Window", "binary_sensor", device_class="window", state="on"))
    'open'
    """
    state = entity.state
    if state is None or str(state).casefold() in _UNKNOWN:
        return None
    if entity.domain == "binary_sensor":
        meanings = _SENSED.get(entity.device_class or "", {})
        return meanings.get(str(state), str(state))
    return asked_word(str(state)).replace("_", " ")


def asked_word(state: str) -> str:
    """Return the one word for a state that people call in several ways.

    >>> asked_word("shut"), asked_word("turned on"), asked_word("playing")
    ('closed', 'on', 'playing')
    """
    return _SAME.get(state.casefold(), state.casefold())


def opposite(state: str) -> str:
    """Return what a thing is that is not `state`."""
    pairs = {**_OPPOSITES, **{value: key for key, value in _OPPOSITES.items()}}
    return pairs.get(state, f"not {state}")


def is_in_state(entity: Entity, asked: str) -> bool | None:
    """Return whether `entity` is in the state asked about; None where that is not known.

    >>> is_in_state(Entity("sensor.b", "Battery", "sensor", device_class="battery", state=9), "low")
    True
    """
    asked, word = asked_word(asked), word_of(entity)
    if word is None:
        return None
    if entity.domain == "lock" and word == "unlocked" and asked in {"open", "closed"}:
        return None  # the door may be either
    level = _level(entity)
    if level is not None and asked in {"low", "full", "empty"}:
        return {"low": level <= _LOW_BATTERY, "full": level >= _FULL_BATTERY, "empty": level <= 1}[asked]
    check = _CHECKS.get(asked)
    return check(entity, word) if check else word == asked


def _is_on(entity: Entity, word: str) -> bool:
    if entity.domain == "media_player":
        return word not in _IDLE_PLAYERS
    if entity.domain in {"vacuum", "lawn_mower"}:
        return word == "cleaning"
    if entity.domain == "binary_sensor":
        return entity.state == "on"
    return word not in {"off", "closed", "idle", "disarmed"}


def _level(entity: Entity) -> float | None:
    return finite(entity.state if entity.device_class == "battery" else entity.attributes.get("battery_level"))


_CHECKS: Mapping[str, Callable[[Entity, str], bool]] = MappingProxyType(
    {
        "on": _is_on,
        "off": lambda entity, word: not _is_on(entity, word),
        "open": lambda _, word: word in {"open", "opening"},
        "closed": lambda _, word: word in {"closed", "closing", "locked"},
        "muted": lambda entity, _: bool(entity.attributes.get("is_volume_muted")),
        "heating": lambda entity, word: str(entity.attributes.get("hvac_action", word)) in {"heating", "heat"},
        "cooling": lambda entity, word: str(entity.attributes.get("hvac_action", word)) in {"cooling", "cool"},
        "away": lambda entity, word: word != "home" if entity.domain == "person" else word == "away",
        "armed": lambda _, word: word.startswith("armed"),
        "disarmed": lambda _, word: word == "disarmed",
    }
)
