"""On and off by one topic, as most platforms have it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.reading import Reading, one_of
from edgeassist.messages import Command


def power(device: Device, on: bool, key: str = "command_topic") -> tuple[Command, ...]:  # noqa: FBT001
    """Return the command that switches the device; empty where it has no such topic."""
    return device.send(key, device.word("payload_on", "ON") if on else device.word("payload_off", "OFF"))


def power_effects(
    send: Callable[[Device, bool], tuple[Command, ...]] = power,
) -> dict[str, Callable[[Device, Mapping[str, Any]], Effect | None]]:
    """Return the lines of the table for a device that is switched; `send` makes the commands."""

    def _switch(device: Device, state: str) -> Effect | None:
        commands = send(device, state == "on")
        return Effect(commands, {"state": Goal(state)}) if commands else None

    return {
        "turn_on": lambda device, _: _switch(device, "on"),
        "turn_off": lambda device, _: _switch(device, "off"),
        "toggle": lambda device, _: _switch(device, "off" if device.entity.state == "on" else "on"),
    }


def power_source(device: Device, template: str = "value_template") -> tuple[Source, ...]:
    """Return the source of "on" and "off"."""
    return device.source("state_topic", template, read_power(device), "state")


def read_power(device: Device) -> Callable[[str], Reading]:
    """Return what reads "on" and "off"; `state_on` and `state_off` are the payloads sent where not given."""
    on = device.word("state_on", device.word("payload_on", "ON"))
    off = device.word("state_off", device.word("payload_off", "OFF"))
    return one_of({on: "on", off: "off"})
