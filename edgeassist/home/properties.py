"""One property of a thing in words: its brightness, its target temperature, since when it is as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from edgeassist.home.commands.colours import name_of
from edgeassist.home.describing import LONGEST_TEXT, degrees_at, number_of, state_sentence
from edgeassist.home.figures import clock, day, duration, number
from edgeassist.home.spoken import called
from edgeassist.home.states import finite, word_of
from edgeassist.messages import Context, Entity


def attribute_sentence(entity: Entity, attribute: str, context: Context) -> str:
    """Return one property of a thing as a sentence without its ending; "last_changed" is one too."""
    if attribute == "last_changed":
        return _since(entity, context)
    key = attribute.replace(" ", "_")
    names = _KEYS.get(key, (key,))
    known = next(((name, entity.attributes[name]) for name in names if entity.attributes.get(name) is not None), None)
    said = _AS_SAID.get(key, key).replace("_", " ")
    if known is not None:
        return f"the {said} of {called(entity)} is {_said(entity, *known, context)}"
    if number_of(entity) is not None or word_of(entity) in {None, "off"}:
        return state_sentence(entity, context)
    return f"{called(entity)} does not tell its {said}"


_AS_SAID: Mapping[str, str] = MappingProxyType(
    {
        "current_position": "position",
        "volume_level": "volume",
        "percentage": "speed",
        "media_title": "title",
        "color_temp_kelvin": "colour temperature",
    }
)
_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "temperature": ("temperature", "current_temperature"),
        "humidity": ("current_humidity", "humidity"),
        "battery": ("battery_level", "battery"),
        "battery_level": ("battery_level", "battery"),
        "mode": ("hvac_mode", "mode", "preset_mode"),
        "preset": ("preset_mode",),
        "color": ("color_name", "rgb_color", "color"),
    }
)
"""Property as it is asked for → the attributes that hold it, the first known one counts."""


def _said(entity: Entity, key: str, value: object, context: Context) -> str:
    amount = finite(value)
    if key == "rgb_color" and isinstance(value, list | tuple) and len(value) == 3:
        return name_of((int(value[0]), int(value[1]), int(value[2])))
    if amount is None:
        return str(value)[:LONGEST_TEXT].replace("_", " ")
    if "temperature" in key:
        return degrees_at(entity, amount, context)
    if key == "color_temp_kelvin":
        return f"{number(amount)} kelvin"
    scale = {"brightness": 100 / 255, "volume_level": 100.0}.get(key)
    if scale is not None:
        return f"{number(round(amount * scale))} percent"
    percent = key in {"current_position", "percentage", "battery_level", "battery"} or key.endswith("humidity")
    return f"{number(amount)} percent" if percent else number(amount)


def _since(entity: Entity, context: Context) -> str:
    if entity.changed is None:
        return f"I don't know when {called(entity)} last changed"
    passed = context.now - entity.changed
    word = word_of(entity) or "silent"
    if passed < timedelta(hours=1):
        return f"{called(entity)} has been {word} for {duration(max(passed.total_seconds(), 0))}"
    moment = entity.changed.astimezone(context.now.tzinfo)
    date = "" if moment.date() == context.now.date() else f" on {day(moment)}"
    return f"{called(entity)} has been {word} since {clock(moment)}{date}"
