"""Lights of the schema `template`: payloads of any shape, made and read by templates."""

from __future__ import annotations

from typing import Any

from edgeassist.home.commands.colours import hs_of
from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.look import Look, seen_rgb
from edgeassist.home.commands.reading import Reading, finite, one_of
from edgeassist.home.commands.scales import Scales
from edgeassist.messages import Command

_COLOURS = ("red_template", "green_template", "blue_template")


def turn_on(device: Device, look: Look) -> tuple[Command, ...]:
    """Return the command that turns the light on as `look` has it; empty where its template does not use that."""
    names: dict[str, Any] = {}
    if look.brightness is not None:
        names["brightness"] = Scales(device.config).brightness(look.brightness)
    if look.rgb is not None:
        names |= dict(zip(("red", "green", "blue"), look.rgb, strict=True))
        names |= dict(zip(("hue", "sat"), hs_of(look.rgb), strict=True))
    if look.kelvin is not None:
        names["color_temp"] = Scales(device.config).temperature(look.kelvin)
    text = device.word("command_on_template", "")
    wanted = [look.brightness and ("brightness",), look.rgb and ("red", "hue"), look.kelvin and ("color_temp",)]
    if not all(any(name in text for name in any_of) for any_of in wanted if any_of):
        return ()
    return _send(device, "on", names)


def turn_off(device: Device) -> tuple[Command, ...]:
    """Return the command that turns the light off."""
    return _send(device, "off", {})


def _send(device: Device, state: str, names: dict[str, Any]) -> tuple[Command, ...]:
    template = device.config.get(f"command_{state}_template")
    if not isinstance(template, str):
        return ()
    return device.send("command_topic", device.templates.render(template, {"state": state, **names}))


def sources(device: Device) -> tuple[Source, ...]:
    """Return where the light reports: one topic, read once for each template."""
    readers = {
        "state_template": ("state", one_of({"on": "on", "off": "off"})),
        "brightness_template": ("brightness", lambda text: Scales(device.config).seen_brightness(finite(text))),
        "color_temp_template": ("color_temp_kelvin", lambda text: Scales(device.config).seen_temperature(finite(text))),
    }
    found = [
        source
        for template, (name, read) in readers.items()
        if isinstance(device.config.get(template), str)
        for source in device.source("state_topic", template, read, name)
    ]
    if all(isinstance(device.config.get(template), str) for template in _COLOURS):
        found += device.source(
            "state_topic", "", lambda text: _read_colour(device, text), "hs_color", "rgb_color", raw=True
        )
    return tuple(found)


def _read_colour(device: Device, payload: str) -> Reading:
    texts = [device.templates.value(device.config[template], payload) for template in _COLOURS]
    return seen_rgb(tuple(finite(text) for text in texts)) if all(texts) else {}
