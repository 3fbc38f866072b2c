"""Fans: speed in percent, to and from the steps that the device counts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal, step_of, within
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.power import power, power_effects, power_source
from edgeassist.home.commands.reading import Reading, finite, word_of

_STEP_PCT = 20.0
"""The least that "faster" and "slower" mean."""


def to_speed(percentage: float, low: int, high: int) -> int:
    """Return the step of a fan that counts from `low` to `high`; percent are more than 0.

    >>> [to_speed(percentage, 1, 3) for percentage in (1, 33, 34, 66, 100)]
    [1, 1, 2, 2, 3]
    """
    steps = high - low + 1
    return low - 1 + max(1, min(math.ceil(percentage * steps / 100), steps))


def from_speed(speed: float, low: int, high: int) -> int:
    """Return percent for a step of the fan; below `low` it is off.

    >>> [from_speed(speed, 1, 3) for speed in range(4)]
    [0, 33, 66, 100]
    """
    steps = high - low + 1
    return min(max(math.floor((speed - low + 1) * 100 / steps), 0), 100)


def _range(device: Device) -> tuple[int, int]:
    low, high = round(device.number("speed_range_min", 1)), round(device.number("speed_range_max", 100))
    return (low, high) if low < high else (1, 100)


def _set_speed(device: Device, params: Mapping[str, Any]) -> Effect | None:
    low, high = _range(device)
    steps = high - low + 1
    if "percentage" in params:
        percentage = min(max(float(params["percentage"]), 0), 100)
    else:
        now = device.attribute("percentage", 0) if device.entity.state == "on" else 0.0
        percentage = min(now + step_of(params, "step", max(_STEP_PCT, 100 / steps)), 100)
        percentage = max(percentage, 100 / steps)
    if percentage <= 0:
        return power_effects()["turn_off"](device, {})
    speed = to_speed(percentage, low, high)
    commands = device.send("percentage_command_topic", speed, percentage=round(percentage))
    if not commands:
        return None
    start = () if device.entity.state == "on" or _speed_is_power(device) else power(device, True)
    shown = from_speed(speed, low, high)
    goals = {"state": Goal("on"), "percentage": Goal(shown, near=within(max(1, 50 / steps)))}
    return Effect((*start, *commands), goals)


def _speed_is_power(device: Device) -> bool:
    """Return whether the bare speed goes where on and off go, so that it switches the fan on by itself."""
    same = device.topic("command_topic") == device.topic("percentage_command_topic")
    return same and "percentage_command_template" not in device.config


def _preset(device: Device, params: Mapping[str, Any]) -> Effect | None:
    preset = str(params["preset"])
    if preset not in (device.words("preset_modes") or (preset,)):
        return None
    commands = device.send("preset_mode_command_topic", preset)
    return Effect(commands, {"preset_mode": Goal(preset)}) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    low, high = _range(device)

    def _speed(text: str) -> Reading:
        return {"percentage": from_speed(finite(text), low, high)}

    return (
        *power_source(device, "state_value_template"),
        *device.source("percentage_state_topic", "percentage_value_template", _speed, "percentage"),
        *device.source("preset_mode_state_topic", "preset_mode_value_template", word_of("preset_mode"), "preset_mode"),
        *device.source("direction_state_topic", "direction_value_template", word_of("direction"), "direction"),
    )


FAN = Platform({**power_effects(), "set_fan_speed": _set_speed, "set_preset": _preset}, _sources)
