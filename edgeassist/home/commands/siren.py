"""Sirens: JSON where the config has no template of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.reading import Reading, object_of, one_of
from edgeassist.messages import Command


def _send(device: Device, on: bool) -> tuple[Command, ...]:  # noqa: FBT001
    word = device.word("payload_on", "ON") if on else device.word("payload_off", "OFF")
    if not on and isinstance(template := device.config.get("command_off_template"), str):
        return device.send("command_topic", device.templates.render(template, {"value": word}))
    templated = isinstance(device.config.get("command_template"), str)
    return device.send("command_topic", word if templated else json.dumps({"state": word}), state=word)


def _turn_on(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = _send(device, True)
    return Effect(commands, {"state": Goal("on")}) if commands else None


def _turn_off(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = _send(device, False)
    return Effect(commands, {"state": Goal("off")}) if commands else None


def _toggle(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return (_turn_off if device.entity.state == "on" else _turn_on)(device, params)


def _sources(device: Device) -> tuple[Source, ...]:
    on = device.word("state_on", device.word("payload_on", "ON"))
    off = device.word("state_off", device.word("payload_off", "OFF"))
    word = one_of({on: "on", off: "off"})

    def _read(text: str) -> Reading:
        return word(str(object_of(text).get("state", ""))) if text.startswith("{") else word(text)

    return device.source("state_topic", "state_value_template", _read, "state")


SIREN = Platform({"turn_on": _turn_on, "turn_off": _turn_off, "toggle": _toggle}, _sources)
