"""Nodes of Homie that are one thing together: a lamp, a blind, a lock, a fan, a thermostat.

Homie has no kinds of devices, so they are known by the types, ids and labels that people give them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from edgeassist.home.discovery.homie_property import Node, Property

_DEGREES = frozenset({"°C", "°F"})
_MODES = frozenset({"off", "heat", "cool", "auto", "dry", "fan_only", "heat_cool"})
_COARSE = 50
"""A brightness that counts less far than this does so in fractions."""
_ENDS = (("open", "close", "stop"), ("open", "closed", "stop"), ("up", "down", "stop"))


class Whole(NamedTuple):
    """What a node is as a whole, and the properties that went into it."""

    platform: str
    config: dict[str, Any]
    used: frozenset[str]


def whole_of(node: Node) -> Whole | None:
    """Return what a node is as a whole; None where its properties stand for themselves."""
    return next((whole for make in _MAKERS if (whole := make(node)) is not None), None)


def _first(node: Node, wanted: Callable[[Property], bool]) -> Property | None:
    return next((each for each in node.properties if each.settable and wanted(each)), None)


def _used(*properties: Property | None) -> frozenset[str]:
    return frozenset(each.key for each in properties if each is not None)


def switched(power: Property) -> dict[str, Any]:
    """Return the keys of something that a truth value switches."""
    return {**power.both, "payload_on": "true", "payload_off": "false"}


def _light(node: Node) -> Whole | None:
    power = _first(node, lambda each: each.datatype == "boolean" and each.retained)
    dim = _first(node, lambda each: each.is_number and each.called("bright", "dim", "intensity", "level"))
    colour = _first(node, lambda each: each.datatype == "color" and bool({"rgb", "hsv"} & {*each.words}))
    warmth = _first(
        node, lambda each: each.is_number and (each.unit == "K" or each.called("color-temp", "colour-temp"))
    )
    is_lamp = node.is_a("light", "lamp", "dimmer", "bulb", "led")
    if not (colour or (dim and (is_lamp or dim.called("bright", "dim"))) or (is_lamp and power)):
        return None
    if power is None and dim is None:
        return None
    config = switched(power) if power else _by_brightness(dim) if dim else {}
    if dim:
        config |= _dimmed(dim)
    if colour:
        config |= _coloured(colour)
    if warmth and (warmth.unit == "K" or warmth.called("kelvin")):
        low, high, _ = warmth.limits
        config |= {"color_temp_command_topic": warmth.set_topic, "color_temp_state_topic": warmth.topic}
        config |= {"color_temp_kelvin": True, "min_kelvin": low or 2_000, "max_kelvin": high or 6_500}
    return Whole("light", config, _used(power, dim, colour, warmth))


def _dimmed(dim: Property) -> dict[str, Any]:
    """Return the keys of a brightness; one that counts in fractions is sent as hundredths of its greatest."""
    topics = {"brightness_command_topic": dim.set_topic, "brightness_state_topic": dim.topic}
    full = dim.limits[1] or 100
    if dim.datatype == "integer" or full >= _COARSE:
        return {**topics, "brightness_scale": full}
    return {
        **topics,
        "brightness_scale": 100,
        "brightness_command_template": f"{{{{ value * {full:g} / 100 }}}}",
        "brightness_value_template": f"{{{{ value | float * 100 / {full:g} }}}}",
    }


def _by_brightness(dim: Property) -> dict[str, Any]:
    """Return the keys of a lamp that only its brightness switches."""
    full = f"{dim.limits[1] or 100:g}"
    state = f"{{{{ '{full}' if value | float > 0 else '0' }}}}"
    ends = {"payload_on": full, "payload_off": "0", "on_command_type": "brightness"}
    return {**dim.both, **ends, "state_value_template": state}


def _coloured(colour: Property) -> dict[str, Any]:
    """Return the keys for a colour; Homie 5 puts its form before the numbers, so that one topic may have several."""
    five = colour.version >= 5
    config: dict[str, Any] = {}
    for word, form, names in (("rgb", "rgb", ("red", "green", "blue")), ("hsv", "hs", ("hue", "sat"))):
        if word not in colour.words:
            continue
        numbers = ",".join(f"{{{{ {name} }}}}" for name in names)
        parts = f"value.removeprefix('{word},').split(',')"
        read = ",".join(f"{{{{ {parts}[{place}] }}}}" for place in range(len(names)))
        config[f"{form}_state_topic"] = colour.topic
        config[f"{form}_value_template"] = (
            f"{{% if value.startswith('{word},') %}}{read}{{% endif %}}" if five else read
        )
        if len(config) == 2:
            config[f"{form}_command_topic"] = colour.set_topic
            config[f"{form}_command_template"] = (
                (f"{word}," if five else "") + numbers + (",100" if form == "hs" else "")
            )
    return config


def _cover(node: Node) -> Whole | None:
    order = next(
        (
            (each, words)
            for each in node.properties
            for words in _ENDS
            if each.settable and each.datatype == "enum" and {*words[:2]} <= {word.lower() for word in each.words}
        ),
        None,
    )
    position = _first(node, lambda each: each.is_number and each.called("position"))
    if order is None and not (position and node.is_a("blind", "shutter", "cover", "curtain", "garage")):
        return None
    config: dict[str, Any] = dict.fromkeys(("payload_open", "payload_close", "payload_stop"))
    if order:
        action, words = order
        spelt = {word.lower(): word for word in action.words}
        payloads = dict(zip(("payload_open", "payload_close", "payload_stop"), map(spelt.get, words), strict=True))
        config |= {"command_topic": action.set_topic, **payloads}
    if position:
        low, high, _ = position.limits
        config |= {"set_position_topic": position.set_topic, "position_topic": position.topic}
        config |= {"position_closed": low or 0, "position_open": 100 if high is None else high}
    elif order:
        action, words = order
        states = dict(
            zip(("state_open", "state_closed"), (config["payload_open"], config["payload_close"]), strict=True)
        )
        config |= {"state_topic": action.topic, **states, "state_stopped": config["payload_stop"] or "stopped"}
    if node.is_a("garage"):
        config["device_class"] = "garage"
    return Whole("cover", config, _used(order[0] if order else None, position))


def _lock(node: Node) -> Whole | None:
    bolt = _first(
        node,
        lambda each: each.datatype == "boolean" and (each.called("lock") or any("lock" in word for word in each.words)),
    )
    if bolt is None or bolt.called("child", "key"):
        return None
    upside_down = len(bolt.words) == 2 and "unlock" in bolt.words[1]  # labels stand for false and true, in this order
    locked, unlocked = ("false", "true") if upside_down else ("true", "false")
    words = {"payload_lock": locked, "payload_unlock": unlocked, "state_locked": locked, "state_unlocked": unlocked}
    return Whole("lock", {**bolt.both, **words}, _used(bolt))


def _fan(node: Node) -> Whole | None:
    power = _first(node, lambda each: each.datatype == "boolean" and each.retained)
    speed = _first(node, lambda each: each.is_number and each.called("speed", "level", "percent"))
    if power is None or not node.is_a("fan", "ventilat"):
        return None
    config = switched(power)
    if speed:
        config |= {"percentage_command_topic": speed.set_topic, "percentage_state_topic": speed.topic}
        config |= {"speed_range_min": 1, "speed_range_max": round(speed.limits[1] or 100)}
    return Whole("fan", config, _used(power, speed))


def _climate(node: Node) -> Whole | None:
    target = _first(node, lambda each: each.is_number and each.unit in _DEGREES)
    now = next((each for each in node.properties if not each.settable and each.unit in _DEGREES), None)
    named = target is not None and target.called("target", "setpoint", "set-")
    if target is None or not (named or node.is_a("thermostat", "climate", "heating", "hvac")):
        return None
    mode = _first(node, lambda each: each.datatype == "enum" and {*each.words} <= _MODES)
    low, high, step = target.limits
    limits = {"min_temp": low, "max_temp": high, "temp_step": step}
    config: dict[str, Any] = {
        "temperature_command_topic": target.set_topic,
        "temperature_state_topic": target.topic,
        "temperature_unit": str(target.unit)[-1],
        **{key: value for key, value in limits.items() if value is not None},
    }
    if now:
        config["current_temperature_topic"] = now.topic
    if mode:
        config |= {"mode_command_topic": mode.set_topic, "mode_state_topic": mode.topic, "modes": mode.words}
    return Whole("climate", config, _used(target, now, mode))


_MAKERS = (_lock, _cover, _climate, _fan, _light)
"""Tried in this order: what is dangerous comes first."""
