"""Answers to questions about the states of things."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from edgeassist.home.phrases import kind_of
from edgeassist.home.spoken import called, clock, day, degrees, duration, is_plural, listed, measured, number, sentence
from edgeassist.home.states import asked_word, is_in_state, opposite, word_of
from edgeassist.messages import Action, Context, Entity, Home

_MOST_NAMED = 4
"""More things are not listed by name."""

_ABOUT_ALL = frozenset({"closed", "locked", "off", "home", "disarmed"})
"""What is asked about to hear that all is well; then the exceptions are told."""


def answer_state(action: Action, home: Home, context: Context) -> str:
    """Return the answer to a `get_state` action.

    >>> door = Entity("lock.door", "Front Door", "lock", state="locked")
    >>> from datetime import datetime
    >>> answer_state(Action("get_state", ("lock.door",)), Home("", {}, {}, {door.id: door}), Context(datetime.now()))
    'The front door is locked.'
    """
    entities = [home.entities[key] for key in action.targets if key in home.entities]
    if not entities:
        return "There is nothing like that here."
    if attribute := action.params.get("attribute"):
        return " ".join(sentence(_attribute(entity, str(attribute), context)) for entity in entities[:_MOST_NAMED])
    asked = action.params.get("state")
    if asked and len(entities) == 1:
        return _yes_or_no(entities[0], asked_word(str(asked)), context)
    if asked:
        return _how_many(entities, asked_word(str(asked)))
    if len(entities) > _MOST_NAMED:
        return _summary(entities, context)
    return " ".join(sentence(_state(entity, context)) for entity in entities)


def _yes_or_no(entity: Entity, asked: str, context: Context) -> str:
    held = is_in_state(entity, asked)
    if held is None:
        return sentence(_state(entity, context))
    if held:
        return f"Yes, {called(entity)} is {_as_said(asked)}."
    now = word_of(entity)
    if entity.device_class == "battery" or now in {None, asked} or isinstance(entity.state, float):
        return f"No, {_state(entity, context)}."
    return f"No, {called(entity)} is {now if entity.domain != 'person' else _whereabouts(now or '')}."


def _as_said(asked: str) -> str:
    return {"home": "at home"}.get(asked, asked)


def _how_many(entities: Sequence[Entity], asked: str) -> str:
    """Return which of several things are in the state asked about."""
    known = [(entity, is_in_state(entity, asked)) for entity in entities]
    yes = [entity for entity, held in known if held]
    no = [entity for entity, held in known if held is False]
    silent = len(entities) - len(yes) - len(no)
    tail = f" {silent} of them {'does' if silent == 1 else 'do'} not answer." if silent else ""
    kind, said = kind_of(entities), _as_said(asked)
    if not yes and not no:
        return f"I don't know: none of the {len(entities)} {kind} answers."
    if not yes:
        return f"No, {_all(no)} {kind} are {opposite(asked)}.{tail}"
    if not no:
        return f"Yes, {_all(yes)} {kind} are {said}.{tail}"
    if asked in _ABOUT_ALL:
        return f"No, {_group(no)} {_be(no)} {opposite(asked)}.{tail}"
    if len(yes) == 1:
        return f"Yes, {called(yes[0])} {_be(yes)} {said}.{tail}"
    names = f": {listed([called(entity) for entity in yes])}" if len(yes) <= _MOST_NAMED else ""
    return f"{len(yes)} of {len(yes) + len(no)} {kind} are {said}{names}.{tail}"


def _group(entities: Sequence[Entity]) -> str:
    if len(entities) <= _MOST_NAMED:
        return listed([called(entity) for entity in entities])
    return f"{len(entities)} {kind_of(entities)}"


def _all(entities: Sequence[Entity]) -> str:
    return "both" if len(entities) == 2 else f"all {len(entities)}"


def _be(entities: Sequence[Entity]) -> str:
    return "are" if len(entities) > 1 or is_plural(entities[0]) else "is"


def _summary(entities: Sequence[Entity], context: Context) -> str:
    """Return how many of many things are in which state."""
    counts: dict[str, list[Entity]] = {}
    for entity in entities:
        counts.setdefault(word_of(entity) or "not answering", []).append(entity)
    if len(counts) > _MOST_NAMED:
        named = " ".join(sentence(_state(entity, context)) for entity in entities[:_MOST_NAMED])
        return f"{named} There are {len(entities) - _MOST_NAMED} more."
    return sentence(
        f"of {len(entities)} {kind_of(entities)}, " + listed([f"{len(v)} {_be(v)} {k}" for k, v in counts.items()])
    )


# --- one thing -------------------------------------------------------------------------------------


def _state(entity: Entity, context: Context) -> str:
    """Return the state of one thing as a sentence without its ending."""
    word = word_of(entity)
    if entity.state == "unavailable":
        return f"{called(entity)} does not answer"
    if word is None:
        return f"I don't know about {called(entity)}"
    if (sensed := _SENSED.get(entity.device_class or "")) is not None and entity.domain == "binary_sensor":
        return f"{called(entity)} reports {sensed if entity.state == 'on' else _NOT.get(sensed, f'no {sensed}')}"
    special = _BY_DOMAIN.get(entity.domain)
    if special is not None:
        return special(entity, word, context)
    if (value := _value(entity)) is not None:
        return f"{called(entity)} is {measured(value, entity.attributes.get('unit_of_measurement'), context.units)}"
    return f"{called(entity)} is {word}"


_SENSED: Mapping[str, str] = MappingProxyType(
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


_NOT = MappingProxyType({"somebody": "nobody"})


def _value(entity: Entity) -> float | None:
    """Return the number that a sensor shows."""
    if isinstance(entity.state, int | float):
        return float(entity.state)
    if entity.domain not in {"sensor", "number"} or entity.state is None:
        return None
    try:
        return float(entity.state)
    except ValueError:
        return None


def _light(entity: Entity, word: str, _: Context) -> str:
    level = entity.attributes.get("brightness")
    if word == "on" and isinstance(level, int | float):
        return f"{called(entity)} is on at {number(round(level / 255 * 100))} percent"
    return f"{called(entity)} is {word}"


def _cover(entity: Entity, word: str, _: Context) -> str:
    position = entity.attributes.get("current_position")
    if word == "open" and isinstance(position, int | float) and 0 < position < 100:
        return f"{called(entity)} is {number(position)} percent open"
    return f"{called(entity)} is {word}"


def _climate(entity: Entity, word: str, context: Context) -> str:
    target, now = entity.attributes.get("temperature"), entity.attributes.get("current_temperature")
    parts = [f"{called(entity)} is {'off' if word == 'off' else f'on {word}'}"]
    if word != "off" and isinstance(target, int | float):
        parts = [f"{called(entity)} is set to {_degrees(entity, target, context)}"]
    if isinstance(now, int | float):
        parts.append(f"it is {_degrees(entity, now, context)} now")
    return " and ".join(parts)


def _degrees(entity: Entity, value: float, context: Context) -> str:
    unit = str(entity.attributes.get("temperature_unit") or entity.attributes.get("unit_of_measurement") or "")
    own = "F" if context.units == "imperial" else "C"
    return degrees(value, unit[-1] if unit[-1:] in {"C", "F"} else own, context.units)


def _player(entity: Entity, word: str, _: Context) -> str:
    title = entity.attributes.get("media_title")
    return f"{called(entity)} is {word}{f' {title}' if title and word in {'playing', 'paused'} else ''}"


def _weather(entity: Entity, word: str, context: Context) -> str:
    temperature = entity.attributes.get("temperature")
    sky = {"partlycloudy": "partly cloudy", "clear-night": "clear"}.get(word, word)
    warmth = f" and {_degrees(entity, temperature, context)}" if isinstance(temperature, int | float) else ""
    return f"it is {sky}{warmth}"


def _person(entity: Entity, word: str, _: Context) -> str:
    return f"{called(entity)} is {_whereabouts(word)}"


def _whereabouts(word: str) -> str:
    return {"home": "at home", "away": "away"}.get(word, f"at {word}")


def _todo(entity: Entity, word: str, _: Context) -> str:
    count = _value(entity)
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


# --- one property of a thing -------------------------------------------------------------------------


def _attribute(entity: Entity, attribute: str, context: Context) -> str:
    if attribute == "last_changed":
        return _since(entity, context)
    key = attribute.replace(" ", "_")
    names = _KEYS.get(key, (key,))
    known = next(((name, entity.attributes[name]) for name in names if entity.attributes.get(name) is not None), None)
    said = _AS_SAID.get(key, key).replace("_", " ")
    if known is not None:
        return f"the {said} of {called(entity)} is {_said(entity, *known, context)}"
    if _value(entity) is not None or word_of(entity) in {None, "off"}:
        return _state(entity, context)
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


def _said(entity: Entity, key: str, value: Any, context: Context) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value).replace("_", " ")
    if "temperature" in key:
        return _degrees(entity, value, context)
    if key == "color_temp_kelvin":
        return f"{number(value)} kelvin"
    scale = {"brightness": 100 / 255, "volume_level": 100.0}.get(key)
    if scale is not None:
        return f"{number(round(value * scale))} percent"
    percent = key in {"current_position", "percentage", "battery_level", "battery"} or key.endswith("humidity")
    return f"{number(value)} percent" if percent else number(value)


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
