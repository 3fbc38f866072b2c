"""Positions of covers and valves, in percent and in what the device counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from edgeassist.home.commands.device import Device
from edgeassist.home.commands.effect import Effect, Goal, within
from edgeassist.messages import Command

STATES = ("open", "opening", "closed", "closing", "stopped")

_TOLERANCE = 3
"""Percent by which a motor may miss its position."""


class End(NamedTuple):
    """Where a cover or valve can be sent by a word."""

    state: str
    going: str
    payload: str
    """The key of the word in the config."""
    word: str
    position: int


_OPEN = End("open", "opening", "payload_open", "OPEN", 100)
_CLOSED = End("closed", "closing", "payload_close", "CLOSE", 0)


def end_effects(
    move: Callable[[Device, End], tuple[Command, ...]],
) -> dict[str, Callable[[Device, Mapping[str, Any]], Effect | None]]:
    """Return the lines of the table for opening and closing; `move` makes the commands."""

    def _go(device: Device, end: End) -> Effect | None:
        commands = move(device, end)
        return Effect(commands, {"state": Goal(end.state, (end.going,))}) if commands else None

    return {
        "open": lambda device, _: _go(device, _OPEN),
        "close": lambda device, _: _go(device, _CLOSED),
        "toggle": lambda device, _: _go(device, _OPEN if device.entity.state in {"closed", "closing"} else _CLOSED),
    }


def stopped(device: Device, _: Mapping[str, Any]) -> Effect | None:
    """Return what stops a cover or valve wherever it is."""
    commands = device.send("command_topic", device.word("payload_stop", "STOP"))
    return Effect(commands, {"state": Goal("open", ("closed",))}) if commands else None


def asked_position(params: Mapping[str, Any]) -> int:
    """Return the position that was asked for, kept between 0 and 100."""
    return round(min(max(float(params["position"]), 0), 100))


def range_of(device: Device) -> tuple[float, float]:
    """Return closed and open in what the device counts."""
    return device.number("position_closed", 0), device.number("position_open", 100)


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
