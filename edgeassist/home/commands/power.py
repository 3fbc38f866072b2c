"""On and off by one topic, as most platforms have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.reading import one_of
from edgeassist.messages import Command


def power(device: Device, on: bool, key: str = "command_topic") -> tuple[Command, ...]:  # noqa: FBT001
    """Return the command that switches the device; empty where it has no such topic."""
    return device.send(key, device.word("payload_on", "ON") if on else device.word("payload_off", "OFF"))


def power_effects() -> dict[str, Callable[[Device, Mapping[str, Any]], Effect | None]]:
    """Return the lines of the table for a device that only has to be switched."""
    return {"turn_on": _turn_on, "turn_off": _turn_off, "toggle": _toggle}


def power_source(device: Device, template: str = "value_template") -> tuple[Source, ...]:
    """Return the source of "on" and "off"; `state_on` and `state_off` are the payloads sent where not given."""
    on = device.word("state_on", device.word("payload_on", "ON"))
    off = device.word("state_off", device.word("payload_off", "OFF"))
    return device.source("state_topic", template, one_of({on: "on", off: "off"}), "state")


def _turn_on(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = power(device, True)
    return Effect(commands, {"state": Goal("on")}) if commands else None


def _turn_off(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = power(device, False)
    return Effect(commands, {"state": Goal("off")}) if commands else None


def _toggle(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return (_turn_off if device.entity.state == "on" else _turn_on)(device, params)
