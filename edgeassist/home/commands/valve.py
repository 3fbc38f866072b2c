"""Valves: by words, or by position alone where they report one."""

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


def _by_position(device: Device) -> bool:
    return device.config.get("reports_position") is True


def _positioned(device: Device, position: int) -> tuple[Command, ...]:
    return device.send("command_topic", to_range(position, *range_of(device)))


def _move(device: Device, end: End) -> tuple[Command, ...]:
    if _by_position(device):
        return _positioned(device, end.position)
    if device.config.get(end.payload, end.word) is None:
        return ()
    return device.send("command_topic", device.word(end.payload, end.word))


_TO_END = MappingProxyType(end_effects(_move))


def _stop(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return None if device.config.get("payload_stop") is None else stopped(device, params)


def _set_position(device: Device, params: Mapping[str, Any]) -> Effect | None:
    position = asked_position(params)
    if not _by_position(device):
        return _TO_END["open" if position else "close"](device, params) if position in {0, 100} else None
    commands = _positioned(device, position)
    return Effect(commands, *position_goals(device, position)) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    names = {device.word(f"state_{state}", state): state for state in STATES}

    def _read(text: str) -> Reading:
        message = object_of(text) if text.startswith("{") else {"position" if _number(text) else "state": text}
        reading: dict[str, Any] = {}
        if (position := message.get("position")) is not None:
            value = from_range(finite(str(position)), *range_of(device))
            reading = {"current_position": value, "state": "open" if value else "closed"}
        state = names.get(str(message.get("state")))
        if state is None and not reading:
            raise ValueError(f"{text[:60]!r} is neither a state nor a position")
        return reading | ({"state": state} if state in {"open", "opening", "closed", "closing"} else {})

    reports = ("state", "current_position") if _by_position(device) else ("state",)
    return device.source("state_topic", "value_template", _read, *reports)


def _number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


VALVE = Platform({**_TO_END, "stop": _stop, "set_position": _set_position}, _sources)
