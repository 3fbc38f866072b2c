"""Lights of the schema `basic`: a topic for each thing that can be set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from edgeassist.home.commands.colours import Rgb, hs_of, rgb_of_xy, xy_of
from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.look import Look, seen_hs, seen_rgb
from edgeassist.home.commands.reading import Reading, finite, one_of, word_of
from edgeassist.home.commands.scales import FULL, Scales
from edgeassist.messages import Command

_COLOUR_FORMS: Mapping[str, tuple[str, ...]] = {
    "hs": ("hue", "sat"),
    "xy": ("x", "y"),
    "rgb": ("red", "green", "blue"),
    "rgbw": ("red", "green", "blue", "white"),
    "rgbww": ("red", "green", "blue", "cold_white", "warm_white"),
}


def turn_on(device: Device, look: Look) -> tuple[Command, ...]:
    """Return the commands that turn the light on as `look` has it; empty where it cannot show that."""
    if device.word("on_command_type", "last") == "brightness" and look.brightness is None:
        look = Look(round(device.attribute("brightness", 0)) or FULL, look.rgb, look.kelvin)
    scales, parts = Scales(device.config), []
    if look.brightness is not None:
        parts.append(device.send("brightness_command_topic", scales.brightness(look.brightness)))
    if look.rgb is not None:
        parts.append(_colour(device, look.rgb))
    if look.kelvin is not None:
        parts.append(device.send("color_temp_command_topic", scales.temperature(look.kelvin)))
    if not all(parts):
        return ()
    style = tuple(command for part in parts for command in part)
    power = device.send("command_topic", device.word("payload_on", "ON"), state="ON")
    match device.word("on_command_type", "last"):
        case "first":
            return power + style
        case "brightness":
            return style
    return style + power


def turn_off(device: Device) -> tuple[Command, ...]:
    """Return the command that turns the light off."""
    return device.send("command_topic", device.word("payload_off", "OFF"), state="OFF")


def _colour(device: Device, rgb: Rgb) -> tuple[Command, ...]:
    form = next((form for form in _COLOUR_FORMS if device.topic(f"{form}_command_topic")), None)
    if form is None:
        return ()
    forms: Mapping[str, tuple[float, ...]] = {"hs": hs_of(rgb), "xy": xy_of(rgb)}
    values = forms.get(form, (*rgb, 0, 0))[: len(_COLOUR_FORMS[form])]
    payload = ",".join(f"{value:g}" for value in values)
    return device.send(f"{form}_command_topic", payload, **dict(zip(_COLOUR_FORMS[form], values, strict=True)))


def sources(device: Device) -> tuple[Source, ...]:
    """Return where the light reports."""
    states = {device.word("payload_on", "ON"): "on", device.word("payload_off", "OFF"): "off"}
    power = device.source("state_topic", "state_value_template", one_of(states), "state")
    brightness = device.source(
        "brightness_state_topic",
        "brightness_value_template",
        lambda text: Scales(device.config).seen_brightness(finite(text)),
        "brightness",
    )
    temperature = device.source(
        "color_temp_state_topic",
        "color_temp_value_template",
        lambda text: Scales(device.config).seen_temperature(finite(text)),
        "color_temp_kelvin",
    )
    mode = device.source("color_mode_state_topic", "color_mode_value_template", word_of("color_mode"), "color_mode")
    return (*power, *brightness, *temperature, *mode, *_colour_sources(device))


def _colour_sources(device: Device) -> tuple[Source, ...]:
    return tuple(
        source
        for form in _COLOUR_FORMS
        for source in device.source(
            f"{form}_state_topic",
            f"{form}_value_template",
            partial(_read_colour, form),
            "hs_color",
            "rgb_color",
        )
    )


def _read_colour(form: str, text: str) -> Reading:
    parts = tuple(finite(part) for part in text.split(","))
    if len(parts) != len(_COLOUR_FORMS[form]):
        raise ValueError(f"{text[:60]!r} is no colour of the form {form}")
    if form == "hs":
        return seen_hs(parts[0], parts[1])
    return seen_rgb(rgb_of_xy(parts[0], parts[1]) if form == "xy" else parts)
