"""Covers: blinds, curtains, garage doors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.positions import from_range, position_goals, to_range
from edgeassist.home.commands.reading import Reading, finite, object_of
from edgeassist.messages import Command

_STATES = ("open", "opening", "closed", "closing", "stopped")


def _range(device: Device) -> tuple[float, float]:
    return device.number("position_closed", 0), device.number("position_open", 100)


def _ordered(device: Device, payload: str, default: str, position: int) -> tuple[Command, ...]:
    """Return the command that moves the cover to an end: by its word, else by its position."""
    if device.topic("command_topic") and device.config.get(payload, default) is not None:
        return device.send("command_topic", device.word(payload, default))
    return _positioned(device, position)


def _positioned(device: Device, position: int) -> tuple[Command, ...]:
    closed, opened = _range(device)
    tilts = {"tilt_min": device.number("tilt_min", 0), "tilt_max": device.number("tilt_max", 100)}
    value = to_range(position, closed, opened)
    names = {"position": position, "position_closed": closed, "position_open": opened, **tilts}
    return device.send("set_position_topic", value, **names)


def _open(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = _ordered(device, "payload_open", "OPEN", 100)
    return Effect(commands, {"state": Goal("open", ("opening",))}) if commands else None


def _close(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = _ordered(device, "payload_close", "CLOSE", 0)
    return Effect(commands, {"state": Goal("closed", ("closing",))}) if commands else None


def _toggle(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return (_open if device.entity.state in {"closed", "closing"} else _close)(device, params)


def _stop(device: Device, _: Mapping[str, Any]) -> Effect | None:
    if device.config.get("payload_stop", "STOP") is None:
        return None
    commands = device.send("command_topic", device.word("payload_stop", "STOP"))
    return Effect(commands, {"state": Goal("open", ("closed",))}) if commands else None


def _set_position(device: Device, params: Mapping[str, Any]) -> Effect | None:
    position = round(min(max(float(params["position"]), 0), 100))
    if not device.topic("set_position_topic") and position in {0, 100}:
        return (_open if position else _close)(device, params)
    commands = _positioned(device, position)
    return Effect(commands, *position_goals(device, position)) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    names = {device.word(f"state_{state}", state): state for state in _STATES}

    def _state(text: str) -> Reading:
        if text not in names:
            raise ValueError(f"{text[:60]!r} is none of {', '.join(names)}")
        if names[text] != "stopped":
            return {"state": names[text]}
        return {"state": "closed" if device.entity.attributes.get("current_position") == 0 else "open"}

    def _position(text: str) -> Reading:
        closed, opened = _range(device)
        value = from_range(finite(str(object_of(text).get("position")) if text[:1] == "{" else text), closed, opened)
        if device.topic("state_topic"):
            return {"current_position": value}
        return {"current_position": value, "state": "open" if value else "closed"}

    also = () if device.topic("state_topic") else ("state",)
    return (
        *device.source("position_topic", "position_template", _position, "current_position", *also),
        *device.source("state_topic", "value_template", _state, "state"),
    )


COVER = Platform(
    {"open": _open, "close": _close, "stop": _stop, "toggle": _toggle, "set_position": _set_position}, _sources
)
