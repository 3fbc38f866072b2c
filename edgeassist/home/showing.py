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

Shown = Literal["done", "underway"]


def limit_s(entity: Entity, confirm_s: float) -> float:
    """Return how long a device may take, where a lamp may take `confirm_s`."""
    return confirm_s * _PATIENCE.get(entity.domain, 1.0)


def shown(effect: Effect, before: Entity, now: Entity, reported: frozenset[str]) -> Shown | None:
    """Return how far a device is by what it reports, seen against how it was before; None: it shows nothing yet."""
    if _is_there(effect, now, reported):
        return "done"
    return "underway" if effect.shown_by(now, reported) or _approaches(effect, before, now) else None


def _is_there(effect: Effect, now: Entity, reported: frozenset[str]) -> bool:
    """Return whether every goal is met, and none of them only by a value that will do on the way there."""
    seen = reported & effect.goals.keys()
    moving = now.state in _MOVING and "state" in seen and effect.goals["state"].value != now.state
    return bool(seen) and not moving and all(effect.goals[name].met_by(value_of(now, name)) for name in seen)


_MOVING = frozenset({"opening", "closing", "arming", "locking", "unlocking"})


def _approaches(effect: Effect, before: Entity, now: Entity) -> bool:
    goal = effect.goals.get("current_position")
    target = (
        goal.value if goal else {"open": 100, "closed": 0}.get(str(getattr(effect.goals.get("state"), "value", "")))
    )
    was, is_now = before.attributes.get("current_position"), now.attributes.get("current_position")
    if not (isinstance(target, int | float) and isinstance(was, int | float) and isinstance(is_now, int | float)):
        return False
    return abs(target - was) - abs(target - is_now) >= _MOVED


def value_of(entity: Entity, name: str) -> object:
    """Return the state of an entity, or an attribute."""
    return entity.state if name == "state" else entity.attributes.get(name)
