"""Words for modes, presets, states and attributes → what they are called in a home; items without their articles."""

from __future__ import annotations

import re
from types import MappingProxyType

MODES = MappingProxyType(
    {
        "heating": "heat",
        "cooling": "cool",
        "automatic": "auto",
        "drying": "dry",
        "dehumidify": "dry",
        "fan only": "fan_only",
        "fan": "fan_only",
        "heat cool": "heat_cool",
        "heat and cool": "heat_cool",
    }
)
PRESETS = MappingProxyType(
    {
        **dict.fromkeys(("economy", "energy saving", "energy saver"), "eco"),
        **dict.fromkeys(("holiday", "vacation"), "away"),
        "night": "sleep",
    }
)
STATES = MappingProxyType(
    {
        **dict.fromkeys(("shut", "shut up", "closed up"), "closed"),
        **dict.fromkeys(("opened", "opened up"), "open"),
        **dict.fromkeys(("turned on", "switched on", "lit", "going"), "on"),
        **dict.fromkeys(("turned off", "switched off", "out"), "off"),
        **dict.fromkeys(("at home", "in the house", "in"), "home"),
    }
)
ATTRIBUTES = MappingProxyType(
    {
        **dict.fromkeys(("target temperature", "set temperature"), "temperature"),
        **dict.fromkeys(("colour", "color"), "color"),
        **dict.fromkeys(("colour temperature", "color temperature"), "color_temp_kelvin"),
        **dict.fromkeys(("brightness level",), "brightness"),
        **dict.fromkeys(("volume", "volume level"), "volume_level"),
        **dict.fromkeys(("battery", "battery level", "charge", "charge level", "juice"), "battery_level"),
        **dict.fromkeys(("position",), "current_position"),
        **dict.fromkeys(("speed", "fan speed"), "percentage"),
        **dict.fromkeys(("title", "song"), "media_title"),
    }
)


def without_some(span: str) -> str:
    """Return `span` without a word for an amount that nobody would write down: "some milk", "a bit of jazz"."""
    return re.sub(r"^(?:some|a (?:little )?bit of) (?=\S)", "", span)


def which_item(span: str) -> str:
    """Return what is on a list without the article that says so: "the milk"."""
    return re.sub(r"^(?:the|those|that|my) (?=\S)", "", without_some(span))


def tells_nothing(text: str) -> bool:
    """Return whether nobody knows, when they are reminded of it, what was meant.

    >>> tells_nothing("do that"), tells_nothing("do that thing with the bins")
    (True, False)
    """
    return re.fullmatch(r"(?:to )?do (?:it|that|this|so)(?: again)?", text.strip(), re.IGNORECASE) is not None
