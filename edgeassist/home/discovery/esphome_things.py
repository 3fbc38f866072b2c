"""What an ESPHome node has, by the topics on which it reports; its names for them are fixed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.parsing import json_of, object_in

_WIDEST = 1_000_000
_COLOURS = frozenset({"rgb", "rgbw", "rgbww"})

Made = dict[str, Any] | str
"""A config, or why there is none."""


def config_of(kind: str, topic: str, reports: Mapping[str, bytes]) -> Made:
    """Return the config of a thing of this kind at `topic`; `reports` is what it said last, by the topic below it."""
    make = _MADE.get(kind)
    return make(topic, reports) if make else f"a {kind.replace('_', ' ')} is told of in Home Assistant's discovery only"


def _both(topic: str) -> dict[str, Any]:
    return {"command_topic": f"{topic}/command", "state_topic": f"{topic}/state"}


def _light(topic: str, reports: Mapping[str, bytes]) -> Made:
    """Return the config of a lamp; which of brightness, colour and warmth it has shows in what it reports."""
    told = object_in(json_of(reports.get("state", b"")))
    modes = ["color_temp"] if "color_temp" in told else []
    if {"r", "g", "b"} <= object_in(told.get("color")).keys():
        mode = str(told.get("color_mode"))
        modes.insert(0, mode if mode in _COLOURS else "rgb")
    modes = modes or ["brightness" if "brightness" in told else "onoff"]
    return {**_both(topic), "schema": "json", "supported_color_modes": modes}


def _cover(topic: str, reports: Mapping[str, bytes]) -> Made:
    if "position/state" not in reports:
        return _both(topic)
    places = {"set_position_topic": f"{topic}/position/command", "position_topic": f"{topic}/position/state"}
    return {"command_topic": f"{topic}/command", **places}


def _fan(topic: str, reports: Mapping[str, bytes]) -> Made:
    if "speed_level/state" not in reports:
        return _both(topic)
    speeds = {"percentage_command_topic": f"{topic}/speed_level/command", "speed_range_max": 100}
    return {**_both(topic), **speeds, "percentage_state_topic": f"{topic}/speed_level/state"}


def _reading(topic: str, _: Mapping[str, bytes]) -> Made:
    return {"state_topic": f"{topic}/state"}


def _set(topic: str, _: Mapping[str, bytes]) -> Made:
    return _both(topic)


def _number(topic: str, _: Mapping[str, bytes]) -> Made:
    return {**_both(topic), "min": -_WIDEST, "max": _WIDEST, "step": 0.01}


_MADE: Mapping[str, Callable[[str, Mapping[str, bytes]], Made]] = MappingProxyType(
    {
        "light": _light,
        "cover": _cover,
        "fan": _fan,
        "number": _number,
        **dict.fromkeys(("switch", "lock", "text"), _set),
        **dict.fromkeys(("sensor", "binary_sensor"), _reading),
    }
)
