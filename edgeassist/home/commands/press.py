"""Scenes, scripts and buttons: one payload, and nothing to be seen afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect
from edgeassist.home.commands.platform import Platform


def _no_sources(_: Device) -> tuple[Source, ...]:
    return ()


def _pressing(payload: str, default: str) -> Platform:
    def _press(device: Device, _: Mapping[str, Any]) -> Effect | None:
        commands = device.send("command_topic", device.word(payload, default))
        return Effect(commands) if commands else None

    return Platform({"turn_on": _press}, _no_sources)


BUTTON = _pressing("payload_press", "PRESS")
SCENE = _pressing("payload_on", "ON")
