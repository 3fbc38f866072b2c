"""Discovery configs for Home Assistant in one form: long keys, whole topics, a config an entity, nothing else in it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from edgeassist.home.discovery.abbreviations import DEVICE, GENERAL, ORIGIN
from edgeassist.home.discovery.cleaning import topic_in
from edgeassist.home.discovery.parsing import number_in, object_in, objects_in

_LONGEST_TEXT = 4_096
_NO_TEXT = re.compile(r"[\x00\ud800-\udfff]")
_MOST_ITEMS, _LONGEST_ITEM = 256, 255
_MOST_COMPONENTS = 1_000
_MOST_AVAILABILITIES = 16

_INHERITED = frozenset(
    {"availability", "availability_mode", "availability_template", "availability_topic", "command_topic", "encoding"}
    | {"payload_available", "payload_not_available", "qos", "state_topic"}
)
"""What the components of a device take over from its root."""

_NAMES = frozenset({"name", "unique_id", "object_id", "default_entity_id", "entity_category", "enabled_by_default"})
_KEPT = {
    key: key
    for key in (
        *GENERAL.values(),
        *_NAMES,
        *("schema", "qos", "min", "max", "step", "mode", "modes", "min_temp", "max_temp", "temp_step", "precision"),
        *("brightness", "color_mode", "color_temp", "effect", "hs", "rgb", "rgbw", "rgbww", "xy", "white"),
        *("hue_template", "sat_template", "white_template", "state_topic_template", "text_template", "topic"),
        *("fan_modes", "code", "initial", "tilt_min", "tilt_max"),
    )
}
"""Keys that say how a thing is commanded, followed or called, each with the one object that stands for it."""

_NUMBERS = frozenset(
    {"min", "max", "step", "min_temp", "max_temp", "temp_step", "min_humidity", "max_humidity", "brightness_scale"}
    | {"min_mireds", "max_mireds", "min_kelvin", "max_kelvin", "white_scale", "position_open", "position_closed"}
    | {"tilt_min", "tilt_max"}
)
"""Keys whose numbers some send as text."""

_DROPPED = frozenset(
    {"device", "origin", "components", "icon", "entity_picture", "availability", "platform", "migrate_discovery"}
    | {"json_attributes", "release_summary", "release_url", "title", "force_update", "suggested_display_precision"}
)


def expanded(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return a config with its keys written out, those of `device`, `origin` and `availability` too.

    >>> expanded({"~": "lamp", "cmd_t": "~/set", "dev": {"mf": "Acme"}})
    {'~': 'lamp', 'command_topic': '~/set', 'device': {'manufacturer': 'Acme'}}
    """
    long = _long(config, GENERAL)
    for key, table in (("device", DEVICE), ("origin", ORIGIN)):
        if isinstance(inner := long.get(key), dict):
            long[key] = _long(inner, table)
    return long


def _long(config: Mapping[str, Any], table: Mapping[str, str]) -> dict[str, Any]:
    return {table.get(key, key): value for key, value in config.items()}


def components(config: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield key and config of every component of a device, with what it takes over from the expanded root.

    What only names its platform is being removed, and is left out.
    """
    shared = kept({"~": config.get("~"), **{key: value for key, value in config.items() if key in _INHERITED}})
    for key, item in list(object_in(config.get("components")).items())[:_MOST_COMPONENTS]:
        component = expanded(object_in(item))
        if component.keys() - {"platform"}:
            yield key, {"~": config.get("~"), **shared, **component}


def kept(config: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of an expanded config matters to us, its values checked and its topics whole."""
    base = config.get("~")
    base = base if isinstance(base, str) else None
    out: dict[str, Any] = {}
    for key, value in config.items():
        known = _KEPT.get(key)
        if known is None or known in _DROPPED:
            continue
        checked = _text(known, value, base) if isinstance(value, str) else _checked(value)
        if checked is not None or value is None:
            out[known] = checked
    if availability := _availability(config.get("availability"), base):
        out["availability"] = availability
    return out


def _text(key: str, text: str, base: str | None) -> str | float | None:
    if key not in _NUMBERS:
        return _whole(key, text, base)
    try:
        return number_in(float(text))
    except ValueError:
        return None


def _whole(key: str, text: str, base: str | None) -> str | None:
    """Return a text, `~` at either end of a topic replaced; None where it is too long, or none.

    Thousands of things have the same templates: each is kept once.
    """
    if base is not None and key.endswith("topic"):
        text = base + text[1:] if text.startswith("~") else text
        text = text[:-1] + base if text.endswith("~") else text
    if key.endswith("topic"):
        return topic_in(text)
    if len(text) > _LONGEST_TEXT or _NO_TEXT.search(text):
        return None
    return sys.intern(text) if key.endswith("template") else text


def _checked(value: object) -> Any:
    """Return a number, a truth value or a list of words and numbers; None for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [item for item in value[:_MOST_ITEMS] if _is_item(item)]
    return number_in(value)


def _is_item(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST_ITEM and not _NO_TEXT.search(value)
    return number_in(value) is not None or value is False


def _availability(value: object, base: str | None) -> list[dict[str, Any]]:
    items = [value] if isinstance(value, dict) else objects_in(value)
    texts = (_long(item, GENERAL) for item in items[:_MOST_AVAILABILITIES])
    whole = (
        {key: whole for key, text in item.items() if isinstance(text, str) and (whole := _whole(key, text, base))}
        for item in texts
    )
    known = {"topic", "payload_available", "payload_not_available", "value_template"}
    return [{key: text for key, text in item.items() if key in known} for item in whole if "topic" in item]
