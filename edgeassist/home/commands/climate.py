"""Thermostats and air conditioners; water heaters take the same with fewer topics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.effect import Effect, Goal, step_of, within
from edgeassist.home.commands.humidity import set_humidity
from edgeassist.home.commands.platform import Platform
from edgeassist.home.commands.power import power
from edgeassist.home.commands.reading import number_of, word_of

_STEP = {"C": 1.0, "F": 2.0}
"""Degrees that "warmer" and "colder" mean."""

_FINEST = 0.5
"""A device that takes whole degrees may round what it is told by half of one, a finer one by less."""

_WORKING = ("auto", "heat_cool", "heat", "cool")
"""Modes to turn on with, where the device has no power topic, the first that it knows."""


def to_unit(temperature: float, unit: str, device_unit: str) -> float:
    """Return a temperature in the unit of the device, to a tenth of a degree.

    >>> to_unit(70, "F", "C"), to_unit(21, "C", "C")
    (21.1, 21.0)
    """
    if unit == device_unit:
        return round(float(temperature), 1)
    return round((temperature - 32) / 1.8 if device_unit == "C" else temperature * 1.8 + 32, 1)


def _unit(device: Device) -> str:
    said = device.word("temperature_unit", str(device.entity.attributes.get("temperature_unit", "C")))
    return "F" if said.upper().endswith("F") else "C"


def _limited(device: Device, temperature: float) -> float:
    """Keep a step inside what the device can do."""
    low = device.number("min_temp", device.attribute("min_temp", temperature))
    high = device.number("max_temp", device.attribute("max_temp", temperature))
    return min(max(temperature, low), high)


def _aim(device: Device, temperature: float) -> Effect | None:
    commands = device.send("temperature_command_topic", temperature)
    near = within(max(device.number("temp_step", _FINEST) / 2, _FINEST / 2))
    return Effect(commands, {"temperature": Goal(temperature, near=near)}) if commands else None


def _set_temperature(device: Device, params: Mapping[str, Any]) -> Effect | None:
    unit = _unit(device)
    return _aim(device, to_unit(float(params["temperature"]), str(params.get("unit", unit)), unit))


def _adjust(device: Device, params: Mapping[str, Any]) -> Effect | None:
    unit = _unit(device)
    now = device.entity.attributes.get("temperature")
    if not isinstance(now, int | float):
        return None
    step = step_of(params, "step", _STEP[unit])
    said = str(params.get("unit", unit))
    if not isinstance(params.get("step"), str) and said != unit:
        step = step * 1.8 if unit == "F" else step / 1.8
    return _aim(device, round(_limited(device, now + step), 1))


def _mode(device: Device, params: Mapping[str, Any]) -> Effect | None:
    mode = str(params["mode"])
    if (modes := device.words("modes")) and mode not in modes:
        return None
    commands = device.send("mode_command_topic", mode)
    return Effect(commands, {"state": Goal(mode)}) if commands else None


def _turn_on(device: Device, params: Mapping[str, Any]) -> Effect | None:
    modes = device.words("modes") or ("auto", "heat")
    mode = next((mode for mode in _WORKING if mode in modes), None)
    if commands := power(device, True, "power_command_topic"):
        others = tuple(mode for mode in modes if mode != "off")
        return Effect(commands, {"state": Goal("on", others)})
    return _mode(device, {**params, "mode": mode}) if mode else None


def _turn_off(device: Device, params: Mapping[str, Any]) -> Effect | None:
    if commands := power(device, False, "power_command_topic"):
        return Effect(commands, {"state": Goal("off")})
    return _mode(device, {**params, "mode": "off"})


def _toggle(device: Device, params: Mapping[str, Any]) -> Effect | None:
    return (_turn_on if device.entity.state in {"off", None} else _turn_off)(device, params)


def _preset(device: Device, params: Mapping[str, Any]) -> Effect | None:
    preset = str(params["preset"])
    if (known := device.words("preset_modes")) and preset not in known:
        return None
    commands = device.send("preset_mode_command_topic", preset)
    return Effect(commands, {"preset_mode": Goal(preset)}) if commands else None


_NUMBERS = {
    ("temperature_state_topic", "temperature_state_template"): "temperature",
    ("temperature_low_state_topic", "temperature_low_state_template"): "target_temp_low",
    ("temperature_high_state_topic", "temperature_high_state_template"): "target_temp_high",
    ("current_temperature_topic", "current_temperature_template"): "current_temperature",
    ("target_humidity_state_topic", "target_humidity_state_template"): "humidity",
    ("current_humidity_topic", "current_humidity_template"): "current_humidity",
}
_WORDS = {
    ("mode_state_topic", "mode_state_template"): "state",
    ("action_topic", "action_template"): "hvac_action",
    ("preset_mode_state_topic", "preset_mode_value_template"): "preset_mode",
    ("fan_mode_state_topic", "fan_mode_state_template"): "fan_mode",
    ("swing_mode_state_topic", "swing_mode_state_template"): "swing_mode",
}


def _sources(device: Device) -> tuple[Source, ...]:
    numbers = [device.source(*keys, number_of(name), name) for keys, name in _NUMBERS.items()]
    words = [device.source(*keys, word_of(name), name) for keys, name in _WORDS.items()]
    return tuple(source for found in (*numbers, *words) for source in found)


CLIMATE = Platform(
    {
        "turn_on": _turn_on,
        "turn_off": _turn_off,
        "toggle": _toggle,
        "set_temperature": _set_temperature,
        "adjust_temperature": _adjust,
        "set_hvac_mode": _mode,
        "set_preset": _preset,
        "set_humidity": set_humidity,
    },
    _sources,
)
