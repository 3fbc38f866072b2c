"""Whether a device shows what it was told: how long it may take, and what counts as being on the way."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from edgeassist.home.commands.effect import Effect
from edgeassist.messages import Entity

_PATIENCE: Mapping[str, float] = MappingProxyType(
    {
        **dict.fromkeys(("climate", "water_heater", "media_player", "humidifier", "alarm_control_panel"), 2.0),
        **dict.fromkeys(("lock", "valve", "vacuum"), 4.0),
        **dict.fromkeys(("cover", "lawn_mower"), 5.0),
    }
)
"""How many times as long as a lamp a device may take to show anything: motors, and valves that sleep."""

_MOVED = 2
"""Percent after which a cover that reports its position only is seen to move."""

_TOLERANCE = 3
"""Percent by which a motor may miss its end."""

_ENDS: Mapping[str, int] = MappingProxyType({"open": 100, "closed": 0})
_MOVING = frozenset({"opening", "closing", "arming", "locking", "unlocking"})

Shown = Literal["done", "underway"]


def limit_s(entity: Entity, confirm_s: float) -> float:
    """Return how long a device may take, where a lamp may take `confirm_s`."""
    return confirm_s * _PATIENCE.get(entity.domain, 1.0)


def longest_s(confirm_s: float) -> float:
    """Return how long the slowest of devices may take."""
    return confirm_s * max(_PATIENCE.values())


def shown(effect: Effect, before: Entity, now: Entity, reported: frozenset[str]) -> Shown | None:
    """Return how far a device is by what it reports, seen against how it was before; None: it shows nothing yet."""
    state = effect.goals.get("state")
    end = _ENDS.get(str(state.value)) if state and "current_position" in reported else None
    position = now.attributes.get("current_position")
    if state is None or end is None or not isinstance(position, int | float):
        if _is_there(effect, now, reported):
            return "done"
        return "underway" if effect.shown_by(now, reported) or _approaches(effect, before, now) else None
    if abs(position - end) <= _TOLERANCE and now.state not in _MOVING:
        return "done"
    return "underway" if now.state in state.others or _approaches(effect, before, now) else None


def _is_there(effect: Effect, now: Entity, reported: frozenset[str]) -> bool:
    """Return whether every goal is met, and none of them only by what shows on the way there."""
    seen = reported & effect.goals.keys()
    moving = now.state in _MOVING and "state" in seen and effect.goals["state"].value != now.state
    return bool(seen) and not moving and all(effect.goals[name].met_by(_value(now, name)) for name in seen)


def _approaches(effect: Effect, before: Entity, now: Entity) -> bool:
    """Return whether a cover has moved towards where it was sent, and does not still say that it goes the other way."""
    goals = effect.goals
    if "state" in goals and now.state in _MOVING and not goals["state"].met_by(now.state):
        return False
    target = goals["current_position"].value if "current_position" in goals else None
    if target is None and "state" in goals:
        target = _ENDS.get(str(goals["state"].value))
    was, is_now = before.attributes.get("current_position"), now.attributes.get("current_position")
    if not (isinstance(target, int | float) and isinstance(was, int | float) and isinstance(is_now, int | float)):
        return False
    return abs(target - was) - abs(target - is_now) >= _MOVED


def _value(entity: Entity, name: str) -> object:
    return entity.state if name == "state" else entity.attributes.get(name)
