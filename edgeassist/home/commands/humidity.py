"""The humidity that is to be reached; thermostats take it as humidifiers do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device
from edgeassist.home.commands.effect import Effect, Goal, within


def set_humidity(device: Device, params: Mapping[str, Any]) -> Effect | None:
    """Return what sets the target; None where the device has none."""
    humidity = round(float(params["humidity"]))
    commands = device.send("target_humidity_command_topic", humidity)
    return Effect(commands, {"humidity": Goal(humidity, near=within(1))}) if commands else None
