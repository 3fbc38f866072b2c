"""Positions of covers and valves, in percent and in what the device counts."""

from __future__ import annotations

from edgeassist.home.commands.device import Device
from edgeassist.home.commands.effect import Goal, within

_TOLERANCE = 3
"""Percent by which a motor may miss its position."""


def position_goals(device: Device, position: int) -> tuple[dict[str, Goal], dict[str, Goal]]:
    """Return what a cover or valve shows when it is at a position, and while it is on its way there."""
    up = position > device.attribute("current_position", 0 if device.entity.state == "closed" else 100)
    goals = {"current_position": Goal(position, near=within(_TOLERANCE))}
    return goals, {"state": Goal("opening" if up else "closing")}


def to_range(position: float, closed: float, opened: float) -> int:
    """Return percent (0 closed, 100 open) in the range of a device."""
    return round(closed + position * (opened - closed) / 100)


def from_range(value: float, closed: float, opened: float) -> int:
    """Return a position of the device in percent (0 closed, 100 open)."""
    if closed == opened:
        raise ValueError("open and closed are the same position")
    return min(max(round((value - closed) * 100 / (opened - closed)), 0), 100)
