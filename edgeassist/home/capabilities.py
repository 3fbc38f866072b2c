"""What can be done with which device: by its domain, and by what it tells of itself."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeGuard

from edgeassist.home.figures import listed
from edgeassist.messages import Entity
from edgeassist.text import normalise

_SWITCHED = frozenset({"light", "switch", "fan", "media_player", "climate", "humidifier", "siren", "water_heater"})
STARTED = frozenset({"scene", "script", "button"})
"""What is only ever started, one at a time."""
_MOVED = frozenset({"cover", "valve"})
_MOWERS = frozenset({"vacuum", "lawn_mower"})
_PLAYERS = frozenset({"media_player"})

INTENT_DOMAINS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "turn_on": _SWITCHED | STARTED | {"alarm_control_panel"},
        "turn_off": _SWITCHED | {"alarm_control_panel"},
        "toggle": _SWITCHED,
        **dict.fromkeys(("open", "close", "stop", "set_position"), _MOVED),
        **dict.fromkeys(("lock", "unlock"), frozenset({"lock"})),
        "set_light": frozenset({"light"}),
        **dict.fromkeys(("set_temperature", "adjust_temperature"), frozenset({"climate", "water_heater"})),
        "set_hvac_mode": frozenset({"climate", "water_heater"}),
        "set_preset": frozenset({"climate", "fan", "humidifier", "water_heater"}),
        "set_fan_speed": frozenset({"fan"}),
        "set_humidity": frozenset({"humidifier"}),
        **dict.fromkeys(("set_volume", "volume_up", "volume_down", "mute", "unmute", "play_media"), _PLAYERS),
        **dict.fromkeys(("media_play", "media_pause", "media_resume", "media_stop"), _PLAYERS),
        **dict.fromkeys(("media_next", "media_previous"), _PLAYERS),
        **dict.fromkeys(("vacuum_start", "vacuum_pause", "vacuum_stop", "vacuum_return", "vacuum_locate"), _MOWERS),
        "select_option": frozenset({"select"}),
        "set_value": frozenset({"number"}),
    }
)
"""Commands to devices → the domains that take them."""

DONE_TO_MANY = frozenset({"turn_on", "turn_off", "toggle", "open", "close", "stop", "lock", "unlock", "set_position"})
"""Commands that do not tell what kind of thing is meant."""

INVERSE: Mapping[str, str] = MappingProxyType(
    {
        "turn_on": "turn_off",
        "turn_off": "turn_on",
        "toggle": "toggle",
        "open": "close",
        "close": "open",
        "lock": "unlock",
    }
)
"""What undoes a command where nobody knows how it was before."""

_OTHERWISE: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("turn_on", "valve"): "open",
        ("turn_off", "valve"): "close",
        **{("turn_on", domain): "vacuum_start" for domain in _MOWERS},
        **{("turn_off", domain): "vacuum_stop" for domain in _MOWERS},
        **{("stop", domain): "vacuum_stop" for domain in _MOWERS},
        **{(f"media_{verb}", domain): f"vacuum_{verb}" for verb in ("pause", "stop") for domain in _MOWERS},
        **{("media_resume", domain): "vacuum_start" for domain in _MOWERS},
        ("stop", "media_player"): "media_stop",
        **{("vacuum_stop", domain): "stop" for domain in _MOVED},
    }
)
"""What a verb means for a domain that has another word for it."""

_CANNOT: Mapping[str, str] = MappingProxyType(
    {
        "turn_on": "can't be turned on",
        "turn_off": "can't be turned off",
        "toggle": "can't be switched",
        "open": "can't be opened",
        "close": "can't be closed",
        "stop": "can't be stopped",
        "lock": "can't be locked",
        "unlock": "can't be unlocked",
        "set_light": "can't be dimmed",
        "set_position": "can't be set to a position",
        "set_temperature": "can't be set to a temperature",
        "adjust_temperature": "can't be set to a temperature",
        "set_hvac_mode": "has no heating or cooling modes",
        "set_preset": "has no presets",
        "set_fan_speed": "has no speeds",
        "set_humidity": "can't be set to a humidity",
        "select_option": "has no options",
        "set_value": "can't be set to a value",
        "mute": "can't be muted",
        "unmute": "can't be unmuted",
        **dict.fromkeys(("set_volume", "volume_up", "volume_down"), "has no volume"),
    }
)

_RESTARTING = re.compile(r"\b(?:restart|reboot|reset|power cycle)\b")
_SAYS_NOTHING = frozenset({"mode", "setting", "cycle", "program", "programme", "the", "wash"})
"""Words that may be said with an option."""

_COLOUR = frozenset({"hs", "rgb", "rgbw", "rgbww", "xy"})


def intent_for(intent: str, domain: str) -> str | None:
    """Return what `intent` is for a device of `domain`, in the words of the contract; None: it cannot be.

    >>> intent_for("turn_on", "light"), intent_for("turn_on", "valve"), intent_for("lock", "light")
    ('turn_on', 'open', None)
    """
    if domain in INTENT_DOMAINS.get(intent, ()):
        return intent
    return _OTHERWISE.get((intent, domain))


def cannot(entity: Entity, intent: str, params: Mapping[str, Any]) -> str | None:
    """Return in words why `entity` cannot do this, or None when it can, as far as it tells.

    >>> cannot(Entity("light.a", "Hall", "light", attributes={"supported_color_modes": ["onoff"]}), "set_light", {})
    "can't be dimmed"
    """
    if intent_for(intent, entity.domain) is None:
        if intent == "turn_off" and entity.domain in STARTED:
            return "can only be turned on"
        if intent == "set_light" and not {"color", "color_temp_kelvin"}.isdisjoint(params):
            return "can't change colour"
        return _CANNOT.get(intent, "can't be cleaned with" if intent.startswith("vacuum_") else "can't play anything")
    check = _CHECKS.get(intent)
    return check(entity, params) if check else None


def _light(entity: Entity, params: Mapping[str, Any]) -> str | None:
    modes = _listed(entity.attributes.get("supported_color_modes"))
    if modes is None:
        return None
    if "color" in params:
        return None if _COLOUR & modes else "can't change colour"
    if "color_temp_kelvin" in params:
        return None if (_COLOUR | {"color_temp"}) & modes else "can't change its colour temperature"
    return None if modes - {"onoff", "unknown"} else "can't be dimmed"


def _position(entity: Entity, _: Mapping[str, Any]) -> str | None:
    features = entity.attributes.get("supported_features")
    by_features = isinstance(features, int) and not features & 4
    silent = entity.mqtt is not None and "set_position_topic" not in entity.mqtt and not _reports_position(entity)
    return "can only be opened and closed" if by_features or silent else None


def _reports_position(entity: Entity) -> bool:
    return "current_position" in entity.attributes or (
        entity.domain == "valve" and bool((entity.mqtt or {}).get("reports_position"))
    )


def _fan(entity: Entity, _: Mapping[str, Any]) -> str | None:
    features = entity.attributes.get("supported_features")
    by_features = isinstance(features, int) and not features & 1
    silent = entity.mqtt is not None and "percentage_command_topic" not in entity.mqtt
    return "has no speeds" if "percentage" not in entity.attributes and (by_features or silent) else None


def _one_of(key: str, attribute: str, word: str) -> Callable[[Entity, Mapping[str, Any]], str | None]:
    def _check(entity: Entity, params: Mapping[str, Any]) -> str | None:
        known = _listed(entity.attributes.get(attribute))
        if not known or key not in params or _meant(str(params[key]), known):
            return None
        return f"has no {word} {params[key]}; it knows {listed(sorted(known))}"

    return _check


_CHECKS: Mapping[str, Callable[[Entity, Mapping[str, Any]], str | None]] = MappingProxyType(
    {
        "set_light": _light,
        "set_position": _position,
        "set_fan_speed": _fan,
        "set_hvac_mode": _one_of("mode", "hvac_modes", "mode"),
        "set_preset": _one_of("preset", "preset_modes", "preset"),
        "select_option": _one_of("option", "options", "option"),
    }
)


def is_restart(intent: str, said: str) -> bool:
    """Return whether what would be turned on was told to restart.

    >>> is_restart("turn_on", "reboot the router"), is_restart("turn_on", "turn on the router")
    (True, False)
    """
    return intent in {"turn_on", "toggle"} and _RESTARTING.search(said) is not None


def no_restart(entity: Entity) -> str | None:
    """Return in words why a thing that was told to restart cannot: to turn it on would be nothing of the kind.

    >>> no_restart(Entity("switch.a", "Router", "switch"))
    "can't be restarted, only turned on and off"
    """
    if entity.domain in STARTED or _RESTARTING.search(normalise(entity.name)):
        return None
    return "can't be restarted, only turned on and off"


def out_of_range(entity: Entity, intent: str, params: Mapping[str, Any]) -> str | None:
    """Return in words which values `entity` takes, where the value is none of them.

    >>> hot = Entity("climate.a", "Hall", "climate", attributes={"min_temp": 7, "max_temp": 30})
    >>> out_of_range(hot, "set_temperature", {"temperature": 90})
    'takes 7 to 30'
    """
    key, low_key, high_key = _RANGES.get(intent, ("", "", ""))
    value, low, high = params.get(key), entity.attributes.get(low_key), entity.attributes.get(high_key)
    if not (_is_number(value) and _is_number(low) and _is_number(high)) or params.get("unit"):
        return None
    return None if low <= value <= high else f"takes {low:g} to {high:g}"


_RANGES: Mapping[str, tuple[str, str, str]] = MappingProxyType(
    {
        "set_temperature": ("temperature", "min_temp", "max_temp"),
        "set_humidity": ("humidity", "min_humidity", "max_humidity"),
        "set_value": ("value", "min", "max"),
    }
)


def spelled(entity: Entity, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return `params` with options, presets and modes in the spelling that the device uses.

    >>> spelled(Entity("select.a", "Wash", "select", attributes={"options": ["Eco 40"]}), {"option": "eco 40"})
    {'option': 'Eco 40'}
    """
    out = dict(params)
    for key, attribute in (("option", "options"), ("preset", "preset_modes"), ("mode", "hvac_modes")):
        known = _listed(entity.attributes.get(attribute))
        if known and key in out:
            out[key] = _meant(str(out[key]), known) or out[key]
    return out


def _meant(said: str, options: frozenset[str]) -> str | None:
    """Return the option that was said, or the only one with all these words: "quick" where that is "Quick 30".

    >>> _meant("heavy", frozenset({"Heavy Duty", "Eco"})), _meant("eco", frozenset({"Eco 30", "Eco 60"}))
    ('Heavy Duty', None)
    """
    same = [each for each in options if each.casefold() == said.casefold()]
    words = _option_words(said)
    having = same or [each for each in options if words and words <= _option_words(each)]
    return having[0] if len(having) == 1 else None


def _option_words(text: str) -> frozenset[str]:
    return frozenset(normalise(text.replace("_", " ")).split()) - _SAYS_NOTHING


def _listed(value: object) -> frozenset[str] | None:
    if not isinstance(value, list | tuple | set | frozenset):
        return None
    return frozenset("off" if each is False else str(each) for each in value)  # YAML reads a bare off as a boolean


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
