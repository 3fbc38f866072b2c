"""Valves: by words, or by position alone where they report one."""

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


def _by_position(device: Device) -> bool:
    return device.config.get("reports_position") is True


def _range(device: Device) -> tuple[float, float]:
    return device.number("position_closed", 0), device.number("position_open", 100)


def _positioned(device: Device, position: int) -> tuple[Command, ...]:
    return device.send("command_topic", to_range(position, *_range(device)))


def _move(device: Device, payload: str, default: str, position: int) -> tuple[Command, ...]:
    if _by_position(device):
        return _positioned(device, position)
    if device.config.get(payload, default) is None:
        return ()
    return device.send("command_topic", device.word(payload, default))


def _open(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = _move(device, "payload_open", "OPEN", 100)
    return Effect(commands, {"state": Goal("open", ("opening",))}) if commands else None


def _close(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = _move(device, "payload_close", "CLOSE", 0)
    return Effect(commands, {"state": Goal("closed", ("closing",))}) if commands else None


def _toggle(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return (_open if device.entity.state in {"closed", "closing"} else _close)(device, params)


def _stop(device: Device, _: Mapping[str, Any]) -> Effect | None:
    if device.config.get("payload_stop") is None:
        return None
    commands = device.send("command_topic", device.word("payload_stop", "STOP"))
    return Effect(commands, {"state": Goal("open", ("closed",))}) if commands else None


def _set_position(device: Device, params: Mapping[str, Any]) -> Effect | None:
    position = round(min(max(float(params["position"]), 0), 100))
    if not _by_position(device):
        return (_open if position else _close)(device, params) if position in {0, 100} else None
    commands = _positioned(device, position)
    return Effect(commands, *position_goals(device, position)) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    names = {device.word(f"state_{state}", state): state for state in _STATES}

    def _read(text: str) -> Reading:
        message = object_of(text) if text.startswith("{") else {"position" if _number(text) else "state": text}
        reading: dict[str, Any] = {}
        if (position := message.get("position")) is not None:
            value = from_range(finite(str(position)), *_range(device))
            reading = {"current_position": value, "state": "open" if value else "closed"}
        state = names.get(str(message.get("state")))
        if state is None and not reading:
            raise ValueError(f"{text[:60]!r} is neither a state nor a position")
        return reading | ({"state": state} if state in {"open", "opening", "closed", "closing"} else {})

    reports = ("state", "current_position") if _by_position(device) else ("state",)
    return device.source("state_topic", "value_template", _read, *reports)


def _number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


VALVE = Platform(
    {"open": _open, "close": _close, "stop": _stop, "toggle": _toggle, "set_position": _set_position}, _sources
)
