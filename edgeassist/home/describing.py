"""The state of one thing in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from edgeassist.home.figures import degrees, number
from edgeassist.home.quantities import measured
from edgeassist.home.spoken import called
from edgeassist.home.states import finite, word_of
from edgeassist.messages import Context, Entity

LONGEST_TEXT = 100
"""Characters of a text from a device; more of it is not read out."""


def state_sentence(entity: Entity, context: Context) -> str:
    """Return the state of one thing as a sentence without its ending."""
    word = word_of(entity)
    if entity.state == "unavailable":
        return f"{called(entity)} does not answer"
    if word is None:
        return f"I don't know about {called(entity)}"
    if (sensed := SENSED.get(entity.device_class or "")) is not None and entity.domain == "binary_sensor":
        return f"{called(entity)} reports {sensed if entity.state == 'on' else _NOT.get(sensed, f'no {sensed}')}"
    special = _BY_DOMAIN.get(entity.domain)
    if special is not None:
        return special(entity, word, context)
    if (value := number_of(entity)) is not None:
        unit = entity.attributes.get("unit_of_measurement")
        return f"{called(entity)} is {measured(value, unit if isinstance(unit, str) else None, context.units)}"
    return f"{called(entity)} is {word}"


SENSED: Mapping[str, str] = MappingProxyType(
    {
        "motion": "motion",
        "occupancy": "somebody",
        "presence": "somebody",
        "smoke": "smoke",
        "gas": "gas",
        "carbon_monoxide": "carbon monoxide",
        "moisture": "water",
        "vibration": "vibration",
        "sound": "sound",
    }
)
"""Class of a binary sensor → what it has found when it is on."""


_NOT = MappingProxyType({"somebody": "nobody"})


def number_of(entity: Entity) -> float | None:
    """Return the number that a sensor shows."""
    spelled = isinstance(entity.state, str) and entity.domain not in {"sensor", "number", "todo"}
    return None if spelled else finite(entity.state)


def _light(entity: Entity, word: str, _: Context) -> str:
    level = finite(entity.attributes.get("brightness"))
    if word == "on" and level is not None:
        return f"{called(entity)} is on at {number(round(level / 255 * 100))} percent"
    return f"{called(entity)} is {word}"


def _cover(entity: Entity, word: str, _: Context) -> str:
    position = finite(entity.attributes.get("current_position"))
    if word == "open" and position is not None and 0 < position < 100:
        return f"{called(entity)} is {number(position)} percent open"
    return f"{called(entity)} is {word}"


def _climate(entity: Entity, word: str, context: Context) -> str:
    target, now = (finite(entity.attributes.get(key)) for key in ("temperature", "current_temperature"))
    parts = [f"{called(entity)} is {'off' if word == 'off' else f'on {word}'}"]
    if word != "off" and target is not None:
        parts = [f"{called(entity)} is set to {degrees_at(entity, target, context)}"]
    if now is not None:
        parts.append(f"it is {degrees_at(entity, now, context)} now")
    return " and ".join(parts)


def degrees_at(entity: Entity, value: float, context: Context) -> str:
    """Return a temperature that `entity` shows, in the scale of the listener."""
    unit = str(entity.attributes.get("temperature_unit") or entity.attributes.get("unit_of_measurement") or "")
    own = "F" if context.units == "imperial" else "C"
    return degrees(value, unit[-1] if unit[-1:] in {"C", "F"} else own, context.units)


def _player(entity: Entity, word: str, _: Context) -> str:
    title = entity.attributes.get("media_title")
    what = f" {str(title)[:LONGEST_TEXT]}" if title and word in {"playing", "paused"} else ""
    return f"{called(entity)} is {word}{what}"


def _weather(entity: Entity, word: str, context: Context) -> str:
    temperature = finite(entity.attributes.get("temperature"))
    sky = {"partlycloudy": "partly cloudy", "clear-night": "clear"}.get(word, word)
    warmth = f" and {degrees_at(entity, temperature, context)}" if temperature is not None else ""
    return f"it is {sky}{warmth}"


def _person(entity: Entity, word: str, _: Context) -> str:
    return f"{called(entity)} is {whereabouts(word)}"


def whereabouts(word: str) -> str:
    """Return where somebody is, from the state of a person."""
    return {"home": "at home", "away": "away"}.get(word, f"at {word}")


def _todo(entity: Entity, word: str, _: Context) -> str:
    count = number_of(entity)
    if count is None:
        return f"{called(entity)} is {word}"
    items = "1 item" if count == 1 else f"{number(count) if count else 'no'} items"
    return f"there {'is' if count == 1 else 'are'} {items} on {called(entity)}"


def _started(entity: Entity, _: str, __: Context) -> str:
    return f"{called(entity)} can be started any time"


_BY_DOMAIN: Mapping[str, Callable[[Entity, str, Context], str]] = MappingProxyType(
    {
        "light": _light,
        "cover": _cover,
        "valve": _cover,
        "climate": _climate,
        "water_heater": _climate,
        "media_player": _player,
        "weather": _weather,
        "person": _person,
        "device_tracker": _person,
        "todo": _todo,
        "scene": _started,
        "script": _started,
        "button": _started,
    }
)
