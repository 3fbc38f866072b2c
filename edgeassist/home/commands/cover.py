"""Covers: blinds, curtains, garage doors."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.positions import (
    STATES,
    End,
    asked_position,
    end_effects,
    from_range,
    position_goals,
    range_of,
    stopped,
    to_range,
)
from edgeassist.home.commands.reading import Reading, finite, object_of
from edgeassist.messages import Command


def _only_tilts(device: Device) -> bool:
    """Return whether nothing moves but the slats: how far they are open is then its position."""
    moves = device.topic("command_topic") or device.topic("set_position_topic")
    return moves is None and device.topic("tilt_command_topic") is not None


def _tilts(device: Device) -> tuple[float, float]:
    return device.number("tilt_min", 0), device.number("tilt_max", 100)


def _ordered(device: Device, end: End) -> tuple[Command, ...]:
    """Return the command that moves the cover to an end: by its word, else by its position."""
    if device.topic("command_topic") and device.config.get(end.payload, end.word) is not None:
        return device.send("command_topic", device.word(end.payload, end.word))
    return _positioned(device, end.position)


def _positioned(device: Device, position: int) -> tuple[Command, ...]:
    tilts = dict(zip(("tilt_min", "tilt_max"), _tilts(device), strict=True))
    if _only_tilts(device):
        value = to_range(position, *_tilts(device))
        return device.send("tilt_command_topic", value, tilt_position=position, **tilts)
    closed, opened = range_of(device)
    value = to_range(position, closed, opened)
    names = {"position": position, "position_closed": closed, "position_open": opened, **tilts}
    return device.send("set_position_topic", value, **names)


_TO_END = MappingProxyType(end_effects(_ordered))


def _stop(device: Device, params: Mapping[str, Any]) -> Effect | None:
    stops = device.topic("command_topic") is not None and device.config.get("payload_stop", "STOP") is not None
    return stopped(device, params) if stops else None


def _set_position(device: Device, params: Mapping[str, Any]) -> Effect | None:
    position = asked_position(params)
    if not device.topic("set_position_topic") and position in {0, 100} and not _only_tilts(device):
        return _TO_END["open" if position else "close"](device, params)
    commands = _positioned(device, position)
    return Effect(commands, *position_goals(device, position)) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    names = {device.word(f"state_{state}", state): state for state in STATES}

    def _state(text: str) -> Reading:
        if text not in names:
            raise ValueError(f"{text[:60]!r} is none of {', '.join(names)}")
        if names[text] != "stopped":
            return {"state": names[text]}
        return {"state": "closed" if device.entity.attributes.get("current_position") == 0 else "open"}

    def _position(text: str) -> Reading:
        closed, opened = range_of(device)
        value = from_range(finite(str(object_of(text).get("position")) if text[:1] == "{" else text), closed, opened)
        if device.topics("state_topic"):
            return {"current_position": value}
        return {"current_position": value, "state": "open" if value else "closed"}

    def _both(payload: str) -> Reading:
        """Read a message that tells both: where it stopped is the position in it, not the one before."""
        state, position = _rendered(device, "value_template", payload), _rendered(device, "position_template", payload)
        reading = {**(_position(position) if position else {}), **(_state(state) if state else {})}
        if names.get(state) == "stopped" and "current_position" in reading:
            reading["state"] = "open" if reading["current_position"] else "closed"
        return reading

    tilted = _tilt_source(device)
    if device.topics("state_topic") and device.topics("state_topic") == device.topics("position_topic"):
        return (*tilted, *device.source("state_topic", "", _both, "state", "current_position", raw=True))
    also = () if device.topics("state_topic") else ("state",)
    return (
        *tilted,
        *device.source("position_topic", "position_template", _position, "current_position", *also),
        *device.source("state_topic", "value_template", _state, "state"),
    )


def _tilt_source(device: Device) -> tuple[Source, ...]:
    only = _only_tilts(device)

    def _tilt(text: str) -> Reading:
        value = from_range(finite(text), *_tilts(device))
        position = {"current_position": value, "state": "open" if value else "closed"}
        return position if only else {"current_tilt_position": value}

    shown = ("current_position", "state") if only else ("current_tilt_position",)
    return device.source("tilt_status_topic", "tilt_status_template", _tilt, *shown)


def _rendered(device: Device, template: str, payload: str) -> str:
    """Return what a value template makes of a payload; empty where it leaves nothing."""
    text = device.config.get(template)
    value = device.templates.value(text if isinstance(text, str) else None, payload)
    return "" if value == "None" else value


COVER = Platform({**_TO_END, "stop": _stop, "set_position": _set_position}, _sources)
