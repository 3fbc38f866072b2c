"""How long a command may be late: a lamp some seconds, the heating some minutes, a way into the house never."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.bare_values import STEP_SLOTS

_ABSOLUTE = frozenset(
    {"turn_on", "turn_off", "open", "close", "set_light", "set_position", "set_temperature", "set_hvac_mode"}
    | {"set_preset", "set_fan_speed", "set_humidity", "set_volume", "mute", "unmute", "select_option", "set_value"}
)
"""Intents that lead to the same state however often they arrive."""

_STARTED = frozenset({"scene", "script", "button", "siren", "lock", "alarm_control_panel", "valve"})
"""Domains where even "turn on" does something, each time it arrives, or guards something."""


def is_absolute(intent: str, params: Mapping[str, Any], domain: str) -> bool:
    """Return whether a command may arrive twice without harm.

    >>> is_absolute("turn_on", {}, "light"), is_absolute("turn_on", {}, "button"), is_absolute("toggle", {}, "light")
    (True, False, False)
    >>> is_absolute("set_light", {"brightness_step_pct": "up"}, "light")
    False
    """
    return intent in _ABSOLUTE and domain not in _STARTED and STEP_SLOTS.isdisjoint(params)
