"""What zigbee2mqtt exposes as a whole: lights, switches, covers, locks, fans and thermostats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.zigbee_leaves import Leaf, Place, as_read

_BRIGHTEST = 254
_SPEEDS = ("low", "medium", "high")
_MODES = frozenset({"off", "heat", "cool", "auto", "dry", "fan_only", "heat_cool"})
_SETPOINTS = (
    *("occupied_heating_setpoint", "current_heating_setpoint"),
    *("occupied_cooling_setpoint", "unoccupied_heating_setpoint"),
)
_ACTIONS = "{'idle': 'idle', 'heat': 'heating', 'cool': 'cooling', 'fan_only': 'fan'}"

Features = Mapping[str, Leaf]


def _power(state: Leaf, on: str = "ON", off: str = "OFF") -> dict[str, Any]:
    words = {"on": state.word("value_on", on), "off": state.word("value_off", off)}
    payloads = {f"payload_{name}": state.payload(word) for name, word in words.items()}
    return {**payloads, **{f"state_{name}": as_read(word) for name, word in words.items()}}


def _switch(place: Place, features: Features) -> dict[str, Any]:
    state = features["state"]
    return {**place.both, **_power(state), "value_template": state.template}


def _light(place: Place, features: Features) -> dict[str, Any]:
    brightness, warmth = features.get("brightness"), features.get("color_temp")
    common: dict[str, Any] = dict(place.both)
    if brightness:
        common["brightness_scale"] = brightness.number("value_max") or _BRIGHTEST
    if warmth:
        limits = {"min_mireds": warmth.number("value_min"), "max_mireds": warmth.number("value_max")}
        common |= {key: value for key, value in limits.items() if value}
    if features["state"].key != "state":
        return common | _light_of_many(features)
    colours = [mode for name, mode in (("color_xy", "xy"), ("color_hs", "hs")) if name in features][:1]
    modes = colours + (["color_temp"] if warmth else [])
    return common | {"schema": "json", "supported_color_modes": modes or ["brightness" if brightness else "onoff"]}


def _light_of_many(features: Features) -> dict[str, Any]:
    """Return the config of one of several lights in a device, whose properties carry the name of its endpoint."""
    state = features["state"]
    text = f'{{"{state.key}": "ON"'
    config: dict[str, Any] = {"schema": "template", "command_off_template": state.payload("OFF")}
    config["state_template"] = f"{{{{ (value_json['{state.key}'] or '') | lower }}}}"
    for name in ("brightness", "color_temp"):
        if leaf := features.get(name):
            text += f'{{% if {name} is defined %}}, "{leaf.key}": {{{{ {name} }}}}{{% endif %}}'
            config[f"{name}_template"] = leaf.template
    return {**config, "command_on_template": text + "}"}


def _cover(place: Place, features: Features) -> dict[str, Any]:
    state, position = features.get("state"), features.get("position")
    config: dict[str, Any] = {"command_topic": f"{place.topic}/set"}
    if state:
        config |= {f"payload_{word.lower()}": state.payload(word) for word in ("OPEN", "CLOSE", "STOP")}
    if position:
        return config | {
            "set_position_topic": f"{place.topic}/set",
            "set_position_template": f'{{"{position.key}": {{{{ position }}}}}}',
            "position_topic": place.topic,
            "position_template": position.template,
            **({} if state else dict.fromkeys(("payload_open", "payload_close", "payload_stop"))),
        }
    words = {"state_open": "OPEN", "state_closed": "CLOSE", "state_stopped": "STOP"}
    return config | words | {"state_topic": place.topic, "value_template": state.template if state else "{{ value }}"}


def _lock(place: Place, features: Features) -> dict[str, Any]:
    state, bolt = features["state"], features.get("lock_state")
    locked, unlocked = state.word("value_on", "LOCK"), state.word("value_off", "UNLOCK")
    template = state.template
    if bolt:
        jammed = f"value_json['{bolt.key}'] == 'not_fully_locked'"
        template = f"{{% if {jammed} %}}JAMMED{{% else %}}{template}{{% endif %}}"
    return {
        **place.both,
        "payload_lock": state.payload(locked),
        "payload_unlock": state.payload(unlocked),
        "value_template": template,
        "state_locked": as_read(locked),
        "state_unlocked": as_read(unlocked),
    }


def _fan(place: Place, features: Features) -> dict[str, Any]:
    state, mode, speed = features["state"], features.get("mode"), features.get("speed")
    config = {**place.both, **_power(state), "state_value_template": state.template}
    steps = [word for word in _SPEEDS if mode and word in mode.values]
    if mode and steps:
        words = dict(enumerate(steps, start=1))
        numbers = {"off": 0, **{word: number for number, word in words.items()}}
        config |= _speed(place, len(steps))
        config["percentage_command_template"] = f'{{"{mode.key}": "{{{{ {words}[value] }}}}"}}'
        config["percentage_value_template"] = f"{{{{ {numbers}[value_json['{mode.key}']] }}}}"
    elif speed:
        config |= _speed(place, round(speed.number("value_max") or _BRIGHTEST))
        config |= {
            "percentage_command_template": speed.number_template,
            "percentage_value_template": speed.template,
        }
    presets = [word for word in (mode.values if mode else ()) if word not in {*_SPEEDS, "off", "on"}]
    if mode and presets:
        config |= {
            "preset_modes": presets,
            "preset_mode_command_topic": f"{place.topic}/set",
            "preset_mode_command_template": mode.word_template,
            "preset_mode_state_topic": place.topic,
            "preset_mode_value_template": mode.template,
        }
    return config


def _speed(place: Place, steps: int) -> dict[str, Any]:
    topics = {"percentage_command_topic": f"{place.topic}/set", "percentage_state_topic": place.topic}
    return {**topics, "speed_range_min": 1, "speed_range_max": steps}


def _climate(place: Place, features: Features) -> dict[str, Any]:
    config: dict[str, Any] = {"temperature_unit": "C"}
    target = next((features[name] for name in _SETPOINTS if name in features), None)
    if target:
        config |= _set(place, "temperature", target, target.number_template)
        limits = {"min_temp": "value_min", "max_temp": "value_max", "temp_step": "value_step"}
        config |= {key: value for key, named in limits.items() if (value := target.number(named)) is not None}
    if mode := features.get("system_mode"):
        config |= _set(place, "mode", mode, mode.word_template)
        config["modes"] = [word for word in mode.values if word in _MODES]
    if fan := features.get("fan_mode"):
        config |= {**_set(place, "fan_mode", fan, fan.word_template), "fan_modes": fan.values}
    if preset := features.get("preset"):
        config |= _set(place, "preset_mode", preset, preset.word_template)
        config["preset_mode_value_template"] = config.pop("preset_mode_state_template")
        config["preset_modes"] = [word for word in preset.values if word != "none"]
    if now := features.get("local_temperature"):
        config |= {"current_temperature_topic": place.topic, "current_temperature_template": now.template}
    if running := features.get("running_state"):
        config["action_topic"] = place.topic
        config["action_template"] = f"{{{{ {_ACTIONS}[value_json['{running.key}']] }}}}"
    return config


def _set(place: Place, what: str, leaf: Leaf, template: str) -> dict[str, Any]:
    """Return the keys for something of a thermostat that can be read, and set where it can be."""
    config = {f"{what}_state_topic": place.topic, f"{what}_state_template": leaf.template}
    if leaf.settable:
        config |= {f"{what}_command_topic": f"{place.topic}/set", f"{what}_command_template": template}
    return config


SPECIFIC: Mapping[str, tuple[Callable[[Place, Features], dict[str, Any]], str]] = MappingProxyType(
    {
        "light": (_light, "state"),
        "switch": (_switch, "state"),
        "cover": (_cover, ""),
        "lock": (_lock, "state"),
        "fan": (_fan, "state"),
        "climate": (_climate, ""),
    }
)
"""Type of an expose → what makes a config of it, and the feature without which there is nothing to make."""
