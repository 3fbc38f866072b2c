"""Lights: on, off, brightness, colour and colour temperature, in the three schemas that devices announce."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.home.commands import light_basic, light_json, light_template
from edgeassist.home.commands.colours import hs_of, rgb_of
from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal, step_of, within
from edgeassist.home.commands.look import Look
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.scales import FULL, Scales
from edgeassist.messages import Command

_STEP_PCT = 20.0


@dataclass(frozen=True, slots=True)
class _Schema:
    """One of the forms in which lights take commands."""

    on: Callable[[Device, Look], tuple[Command, ...]]
    """Return the commands that turn the light on with this look; empty where it cannot show that."""
    off: Callable[[Device], tuple[Command, ...]]
    sources: Callable[[Device], tuple[Source, ...]]


_BASIC = _Schema(light_basic.turn_on, light_basic.turn_off, light_basic.sources)
_SCHEMAS = {
    "json": _Schema(light_json.turn_on, light_json.turn_off, light_json.sources),
    "template": _Schema(light_template.turn_on, light_template.turn_off, light_template.sources),
}


def _schema(device: Device) -> _Schema:
    return _SCHEMAS.get(device.word("schema", "basic"), _BASIC)


def _turn_on(device: Device, _: Mapping[str, Any]) -> Effect | None:
    return _show(device, Look())


def _turn_off(device: Device, _: Mapping[str, Any]) -> Effect | None:
    commands = _schema(device).off(device)
    return Effect(commands, {"state": Goal("off")}) if commands else None


def _toggle(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return (_turn_off if device.entity.state == "on" else _turn_on)(device, params)


def _set(device: Device, params: Mapping[str, Any]) -> Effect | None:
    rgb = rgb_of(str(params["color"])) if "color" in params else None
    if rgb is None and "color" in params:
        return None
    pct = _brightness_pct(device, params)
    if pct is not None and pct <= 0:
        return _turn_off(device, params)
    brightness = None if pct is None else max(1, round(min(pct, 100) * FULL / 100))
    kelvin = params.get("color_temp_kelvin")
    if kelvin is not None:
        low, high = Scales(device.config).kelvins
        kelvin = round(min(max(float(kelvin), low), high))
    return _show(device, Look(brightness, rgb, kelvin))


def _brightness_pct(device: Device, params: Mapping[str, Any]) -> float | None:
    if "brightness_pct" in params:
        return float(params["brightness_pct"])
    if "brightness_step_pct" not in params:
        return None
    now = device.attribute("brightness", FULL) * 100 / FULL if device.entity.state == "on" else 0.0
    return max(1.0, now + step_of(params, "brightness_step_pct", _STEP_PCT))


def _show(device: Device, look: Look) -> Effect | None:
    commands = _schema(device).on(device, look)
    return Effect(commands, _goals(device, look)) if commands else None


def _goals(device: Device, look: Look) -> dict[str, Goal]:
    goals = {"state": Goal("on")}
    if look.brightness is not None:
        goals["brightness"] = Goal(look.brightness, near=within(2 + FULL / (2 * Scales(device.config).brightest)))
    if look.rgb is not None:
        goals["hs_color"] = Goal(hs_of(look.rgb), near=_alike)
    if look.kelvin is not None:
        goals["color_temp_kelvin"] = Goal(look.kelvin, near=within(look.kelvin * 0.05))
    return goals


def _alike(wanted: tuple[float, float], reported: object) -> bool:
    """Compare hue and saturation; lights bend colours to what their lamps can show, and a pale one has no hue."""
    if not (isinstance(reported, tuple | list) and len(reported) == len(wanted)):
        return False
    apart = abs(wanted[0] - reported[0]) % 360
    return abs(wanted[1] - reported[1]) <= 15 and (min(apart, 360 - apart) <= 15 or wanted[1] < 15)


def _sources(device: Device) -> tuple[Source, ...]:
    return _schema(device).sources(device)


LIGHT = Platform({"turn_on": _turn_on, "turn_off": _turn_off, "toggle": _toggle, "set_light": _set}, _sources)
