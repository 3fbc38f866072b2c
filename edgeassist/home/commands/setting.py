"""Numbers and selects: a value within limits, a word from a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal, within
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.reading import number_of, word_of


def _set_value(device: Device, params: Mapping[str, Any]) -> Effect | None:
    low, high = device.number("min", 1), device.number("max", 100)
    step = device.number("step", 1)
    value = float(params["value"])
    if not low <= value <= high or step <= 0:
        return None
    value = min(max(low + round((value - low) / step) * step, low), high)
    commands = device.send("command_topic", value)
    return Effect(commands, {"state": Goal(value, near=within(step / 2))}) if commands else None


def _select(device: Device, params: Mapping[str, Any]) -> Effect | None:
    wanted = str(params["option"]).casefold()
    option = next((option for option in device.words("options") if option.casefold() == wanted), None)
    commands = device.send("command_topic", option) if option is not None else ()
    return Effect(commands, {"state": Goal(option)}) if commands else None


def _number_sources(device: Device) -> tuple[Source, ...]:
    return device.source("state_topic", "value_template", number_of("state"), "state")


def _select_sources(device: Device) -> tuple[Source, ...]:
    return device.source("state_topic", "value_template", word_of("state"), "state")


NUMBER = Platform({"set_value": _set_value}, _number_sources)
SELECT = Platform({"select_option": _select}, _select_sources)
