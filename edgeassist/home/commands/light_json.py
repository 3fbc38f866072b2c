"""Lights of the schema `json`: one JSON object each way."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.colours import Rgb, hs_of, rgb_of_xy, xy_of
from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.look import Look, seen_hs, seen_rgb
from edgeassist.home.commands.reading import Reading, object_of
from edgeassist.home.commands.scales import Scales
from edgeassist.messages import Command

_COLOUR_MODES = ("hs", "xy", "rgb", "rgbw", "rgbww")


def _modes(device: Device) -> tuple[str, ...]:
    legacy = tuple(
        key for key in ("brightness", "color_temp", "white", *_COLOUR_MODES) if device.config.get(key) is True
    )
    return device.words("supported_color_modes") + legacy


def turn_on(device: Device, look: Look) -> tuple[Command, ...]:
    """Return the command that turns the light on as `look` has it; empty where it cannot show that."""
    modes = _modes(device)
    message: dict[str, Any] = {"state": "ON"}
    if look.brightness is not None:
        if not set(modes) - {"onoff"}:
            return ()
        message["brightness"] = Scales(device.config).brightness(look.brightness)
    if look.rgb is not None:
        colour = _colour(look.rgb, modes)
        if colour is None:
            return ()
        message["color"] = colour
    if look.kelvin is not None:
        if "color_temp" not in modes:
            return ()
        message["color_temp"] = Scales(device.config).temperature(look.kelvin)
    return _send(device, message)


def turn_off(device: Device) -> tuple[Command, ...]:
    """Return the command that turns the light off."""
    return _send(device, {"state": "OFF"})


def _send(device: Device, message: Mapping[str, Any]) -> tuple[Command, ...]:
    return device.send("command_topic", json.dumps(message))


def _colour(rgb: Rgb, modes: tuple[str, ...]) -> dict[str, float] | None:
    mode = next((mode for mode in _COLOUR_MODES if mode in modes), None)
    match mode:
        case "hs":
            return dict(zip("hs", hs_of(rgb), strict=True))
        case "xy":
            return dict(zip("xy", xy_of(rgb), strict=True))
        case "rgb" | "rgbw" | "rgbww":
            white = {"rgb": {}, "rgbw": {"w": 0}, "rgbww": {"c": 0, "w": 0}}[mode]
            return {**dict(zip("rgb", rgb, strict=True)), **white}
    return None


def sources(device: Device) -> tuple[Source, ...]:
    """Return where the light reports."""
    modes = set(_modes(device))
    reports = {"state"} | ({"brightness"} if modes - {"onoff"} else set())
    reports |= {"color_temp_kelvin"} if "color_temp" in modes else set()
    reports |= {"hs_color", "rgb_color"} if modes & set(_COLOUR_MODES) else set()
    return device.source("state_topic", "", lambda text: _read(device, text), *reports, raw=True)


def _read(device: Device, text: str) -> Reading:
    message = object_of(text)
    reading: dict[str, Any] = {}
    if (state := str(message.get("state"))) in {"ON", "OFF"}:
        reading["state"] = state.lower()
    if isinstance(brightness := message.get("brightness"), int | float) and reading.get("state") != "off":
        reading |= Scales(device.config).seen_brightness(brightness)
    if isinstance(temperature := message.get("color_temp"), int | float):
        reading |= Scales(device.config).seen_temperature(temperature)
    if isinstance(mode := message.get("color_mode"), str):
        reading["color_mode"] = mode
    if isinstance(colour := message.get("color"), Mapping):
        reading |= _read_colour(colour)
    if isinstance(effect := message.get("effect"), str):
        reading["effect"] = effect
    return reading


def _read_colour(colour: Mapping[str, Any]) -> Reading:
    """Read whichever form is there; zigbee2mqtt sends several at once, of which x and y are the light's own."""
    parts = {key: float(value) for key, value in colour.items() if isinstance(value, int | float)}
    if {"x", "y"} <= parts.keys():
        return seen_rgb(rgb_of_xy(parts["x"], parts["y"]))
    if {"r", "g", "b"} <= parts.keys():
        return seen_rgb((parts["r"], parts["g"], parts["b"]))
    for hue, saturation in (("h", "s"), ("hue", "saturation")):
        if {hue, saturation} <= parts.keys():
            return seen_hs(parts[hue], parts[saturation])
    return {}
