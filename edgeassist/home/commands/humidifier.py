"""Humidifiers and dehumidifiers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.humidity import set_humidity
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.power import power_effects, power_source
from edgeassist.home.commands.reading import number_of, word_of


def _mode(device: Device, params: Mapping[str, Any]) -> Effect | None:
    mode = str(params.get("preset", params.get("mode")))
    if mode not in (device.words("modes") or (mode,)):
        return None
    commands = device.send("mode_command_topic", mode)
    return Effect(commands, {"mode": Goal(mode)}) if commands else None


def _sources(device: Device) -> tuple[Source, ...]:
    return (
        *power_source(device, "state_value_template"),
        *device.source(
            "target_humidity_state_topic", "target_humidity_state_template", number_of("humidity"), "humidity"
        ),
        *device.source(
            "current_humidity_topic", "current_humidity_template", number_of("current_humidity"), "current_humidity"
        ),
        *device.source("mode_state_topic", "mode_state_template", word_of("mode"), "mode"),
        *device.source("action_topic", "action_template", word_of("action"), "action"),
    )


HUMIDIFIER = Platform(
    {**power_effects(), "set_humidity": set_humidity, "set_preset": _mode, "set_hvac_mode": _mode}, _sources
)
