"""Sirens: JSON where the config has no template of its own."""

from __future__ import annotations

import json

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.power import power_effects, read_power
from edgeassist.home.commands.reading import Reading, object_of
from edgeassist.messages import Command


def _send(device: Device, on: bool) -> tuple[Command, ...]:  # noqa: FBT001
    word = device.word("payload_on", "ON") if on else device.word("payload_off", "OFF")
    if not on and isinstance(template := device.config.get("command_off_template"), str):
        return device.send("command_topic", device.templates.render(template, {"value": word}))
    templated = isinstance(device.config.get("command_template"), str)
    return device.send("command_topic", word if templated else json.dumps({"state": word}), state=word)


def _sources(device: Device) -> tuple[Source, ...]:
    word = read_power(device)

    def _read(text: str) -> Reading:
        return word(str(object_of(text).get("state", ""))) if text.startswith("{") else word(text)

    return device.source("state_topic", "state_value_template", _read, "state")


SIREN = Platform(power_effects(_send), _sources)
