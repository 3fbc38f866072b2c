"""What a device can do by its config, as the attributes that Home Assistant would give its entity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

_TOPICS_OF_MODES = MappingProxyType(
    {
        "brightness_command_topic": "brightness",
        "color_temp_command_topic": "color_temp",
        **{f"{mode}_command_topic": mode for mode in ("hs", "rgb", "rgbw", "rgbww", "xy", "white")},
    }
)
_TEMPLATES_OF_MODES = MappingProxyType(
    {"brightness_template": "brightness", "color_temp_template": "color_temp", "red_template": "rgb"}
)
_FLAGS = ("brightness", "color_temp", "hs", "rgb", "rgbw", "rgbww", "xy", "white")
_MODES = ("auto", "off", "cool", "heat", "dry", "fan_only")
"""Those of a thermostat that does not list its own."""


def traits_of(mqtt: Mapping[str, Any]) -> dict[str, Any]:
    """Return the attributes that a config in long form implies; its values have been checked.

    >>> traits_of({"platform": "light", "brightness_command_topic": "lamp/dim"})
    {'supported_color_modes': ['brightness']}
    """
    platform = mqtt.get("platform")
    copied = {
        name: mqtt[key]
        for key, name in _COPIED.get(platform if isinstance(platform, str) else "", {}).items()
        if mqtt.get(key) is not None
    }
    more = _MORE.get(platform if isinstance(platform, str) else "")
    return {**(more(mqtt) if more else {}), **copied}


def _light(mqtt: Mapping[str, Any]) -> dict[str, Any]:
    modes = _light_modes(mqtt) or ["onoff"]
    if "color_temp" not in modes:
        return {"supported_color_modes": modes}
    warm = _kelvin(mqtt, "min_kelvin", "max_mireds", 500)
    cold = _kelvin(mqtt, "max_kelvin", "min_mireds", 153)
    return {"supported_color_modes": modes, "min_color_temp_kelvin": warm, "max_color_temp_kelvin": cold}


def _kelvin(mqtt: Mapping[str, Any], key: str, mireds: str, default: float) -> int:
    value, inverse = mqtt.get(key), mqtt.get(mireds, default)
    if isinstance(value, int | float):
        return round(value)
    return round(1_000_000 / (inverse if isinstance(inverse, int | float) and inverse >= 1 else default))


def _light_modes(mqtt: Mapping[str, Any]) -> list[str]:
    match mqtt.get("schema"):
        case "json":
            listed = mqtt.get("supported_color_modes")
            words = [mode for mode in listed if isinstance(mode, str)] if isinstance(listed, list) else []
            return words or [flag for flag in _FLAGS if mqtt.get(flag) is True]
        case "template":
            return [mode for key, mode in _TEMPLATES_OF_MODES.items() if mqtt.get(key)]
    return [mode for key, mode in _TOPICS_OF_MODES.items() if mqtt.get(key)]


def _climate(mqtt: Mapping[str, Any]) -> dict[str, Any]:
    return {"hvac_modes": list(_MODES)} if mqtt.get("mode_command_topic") else {}


def _number(_: Mapping[str, Any]) -> dict[str, Any]:
    return {"min": 1, "max": 100, "step": 1}


_MORE: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = MappingProxyType(
    {"light": _light, "climate": _climate, "number": _number}
)
_HEATING = MappingProxyType(
    {
        "modes": "hvac_modes",
        "min_temp": "min_temp",
        "max_temp": "max_temp",
        "temp_step": "target_temp_step",
        "temperature_unit": "temperature_unit",
        "preset_modes": "preset_modes",
        "fan_modes": "fan_modes",
        "swing_modes": "swing_modes",
    }
)
_COPIED: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "light": {"effect_list": "effect_list"},
        "climate": _HEATING,
        "water_heater": _HEATING,
        "fan": {"preset_modes": "preset_modes"},
        "humidifier": {"modes": "preset_modes", "min_humidity": "min_humidity", "max_humidity": "max_humidity"},
        "number": {"min": "min", "max": "max", "step": "step", "unit_of_measurement": "unit_of_measurement"},
        "select": {"options": "options"},
        "sensor": {"unit_of_measurement": "unit_of_measurement", "state_class": "state_class", "options": "options"},
        "siren": {"available_tones": "available_tones"},
        "vacuum": {"fan_speed_list": "fan_speed_list"},
    }
)
"""Platform → key of its config → the attribute that it becomes."""
