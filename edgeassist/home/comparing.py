"""Answers to what compares: which room is the warmest, by how much, and which battery the lowest."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from types import MappingProxyType

from edgeassist.home.describing import number_of
from edgeassist.home.figures import listed, number
from edgeassist.home.house import Setting
from edgeassist.home.quantities import measured
from edgeassist.home.spoken import called, sentence
from edgeassist.home.states import finite
from edgeassist.messages import Action, Context, Entity, Home, ParsedAction, Target
from edgeassist.text import normalise

_MOST_NAMED = 4
_TWO = 2
_LEAST = frozenset({"coldest", "coolest", "chilliest", "lowest", "least", "emptiest", "driest", "dimmest", "darkest"})
_LEAST |= {"quietest", "best", "first"}
_LESS = frozenset({"colder", "cooler", "lower", "dimmer", "drier", "less"})
_EXTREME = re.compile(
    r"\b(?P<word>warmest|hottest|coldest|coolest|chilliest|highest|lowest|brightest|lightest|dimmest|darkest|dampest|driest"
    r"|loudest|noisiest|quietest|fullest|emptiest|stuffiest|(?:most|least) humid"
    r"|(?:most|least)(?= battery| power| energy| electricity)|(?:best|worst)(?= air)|first$)\b"
)
_STEP = re.compile(
    r"\b(?P<word>warmer|hotter|colder|cooler|brighter|dimmer|damper|drier|higher|lower|(?:more|less) humid)\b"
)
_DIFFERENCE = re.compile(r"\bdifference between\b|^(?:and )?(?:by )?how much(?: is it)?$")
_WHICH = re.compile(r"\b(?:which|what|what's|where|where's)\b")
_BY_HOW_MUCH = re.compile(r"\bhow much\b")
_SAID_AS: Mapping[str, str] = MappingProxyType(
    {"most": "highest", "least": "lowest", "first": "lowest", "worst": "highest", "best": "lowest"}
)
"""Words of a question that do not go with every measure → what is said instead."""
_OF_ROOMS = frozenset({"temperature", "humidity", "illuminance", "sound_pressure", "carbon_dioxide"})
_NO_ROOM = re.compile(
    r"\b(?:fridge|refrigerator|freezer|oven|boiler|cylinder|tank|water|pool|hot tub|sauna|soil|aquarium|hay|flow|return"
    r"|processor|cpu|printer|target|dew point|feels like|garden|outdoors?|outside|balcony|patio|terrace|yard|greenhouse"
    r")\b"
)
"""Whose temperature is that of no room."""
_OF_HOUSE = re.compile(r"grid|solar|total|mains|meter|inverter|export|import|production|whole|house_power")
"""What no single thing uses."""
_OUT = re.compile(r"\bout(?:side|doors?| there)?\b")
_IN = re.compile(r"\b(?:in(?:side|doors?)?|here)\b")
_THIS_FLOOR = re.compile(r"\b(?:up|down) (?:here|there)\b")
_LARGER: Mapping[str, float] = MappingProxyType({"kW": 1000, "MW": 1e6, "kWh": 1000})
"""Units that stand beside smaller ones, and how many of those they are."""


@dataclass(frozen=True, slots=True)
class _Value:
    """What one place or thing has, and how that is said."""

    name: str
    value: float
    said: str


def compares(said: str) -> bool:
    """Return whether a question asks which of several has most of something, or how two differ.

    >>> [compares(said) for said in ("which room is the warmest", "is it warmer up there", "how warm is it")]
    [True, True, False]
    """
    return any(pattern.search(said) for pattern in (_EXTREME, _STEP, _DIFFERENCE))


def among_those(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "which one is warmer" for the two that were spoken of, else for the house; None: it is none such."""
    asked = parsed.targets[0] if len(parsed.targets) == 1 else Target()
    if parsed.intent != "get_state" or asked.ref != "them" or not compares(setting.context.said):
        return None
    entities, context = setting.home.entities, setting.context
    lately = [entities[key] for key in context.together or context.previous if key in entities]
    alike = [each.id for each in lately if _value(each) is not None]
    of_house = replace(asked, ref=None, quantity="all")
    return replace(parsed, targets=(Target(ids=tuple(alike)) if len(alike) > 1 else of_house,))


def compared(action: Action, home: Home, context: Context) -> str | None:
    """Return the answer to a question that compares; None: it compares nothing, or nothing tells a number."""
    if not compares(context.said) or action.params:
        return None
    entities = [home.entities[key] for key in action.targets if key in home.entities]
    values = _values(entities, home, context)
    if len(values) < 2:  # nothing is compared with itself
        only = values and _WHICH.search(context.said)
        return sentence(f"I only know about {values[0].name}: it is {values[0].said}") if only else None
    if (extreme := _EXTREME.search(context.said)) is not None:
        return _the_most(values, extreme["word"])
    return _of_two(values, context.said)


def _the_most(values: Sequence[_Value], word: str) -> str:
    least = word.partition(" ")[0] in _LEAST
    best = (min if least else max)(each.value for each in values)
    first = [each for each in values if each.value == best]
    if len(first) == len(values):
        return sentence(f"there is no difference: {listed([each.name for each in first])} are at {first[0].said}")
    names = listed([each.name for each in first]) if len(first) <= _MOST_NAMED else f"{len(first)} of them"
    return sentence(f"{names} {'is' if len(first) == 1 else 'are'} the {_SAID_AS.get(word, word)}, at {first[0].said}")


def _of_two(values: Sequence[_Value], said: str) -> str:
    """Return how two places differ; of more, which has most."""
    step = _STEP.search(said)
    word = step["word"] if step else "warmer"
    less = word.partition(" ")[0] in _LESS
    order = sorted(values, key=lambda each: each.value, reverse=not less)
    if _is_yes_or_no(said) and len(values) == 2:
        asked, other = sorted(values, key=lambda each: _said_at(each.name, said))
        yes = asked.value < other.value if less else asked.value > other.value
        return sentence(f"{'yes' if yes else 'no'}, {asked.name} is at {asked.said} and {other.name} at {other.said}")
    first, *rest = order
    if len(values) > 2 and not _BY_HOW_MUCH.search(said):
        return _the_most(values, _as_extreme(word))
    if _BY_HOW_MUCH.search(said) or _DIFFERENCE.search(said):
        return sentence(f"{first.name} is at {first.said} and {rest[0].name} at {rest[0].said}{_apart(first, rest[0])}")
    if first.value == rest[0].value:
        return sentence(f"there is no difference: {first.name} and {rest[0].name} are at {first.said}")
    return sentence(f"{first.name} is {word}, at {first.said}, and {rest[0].name} is at {rest[0].said}")


def _as_extreme(word: str) -> str:
    return f"{'least' if word.startswith('less') else 'most'} humid" if " " in word else f"{word[:-1]}st"


def _apart(one: _Value, other: _Value) -> str:
    """Return how far two values are apart, where they are told in the unit that they are measured in."""
    if number(abs(one.value)) not in one.said:
        return ""
    return f", {number(round(abs(one.value - other.value), 2))} {one.said.rpartition(' ')[2]} apart"


def _is_yes_or_no(said: str) -> bool:
    return " than " in said and re.match(r"(?:is|are) ", said) is not None


def _said_at(name: str, said: str) -> int:
    """Return where in a question a place is asked about, be it as what is outside, or is not."""
    at = said.find(normalise(name).removeprefix("the "))
    match = (_OUT if _NO_ROOM.search(normalise(name)) else _IN).search(said) if at < 0 else None
    return match.start() if match else at


def _values(entities: Sequence[Entity], home: Home, context: Context) -> list[_Value]:
    """Return what is compared: rooms, or floors, where the rooms are measured, else the things themselves."""
    kinds = {each.device_class for each in entities if each.domain == "sensor"}
    kind = next(iter(kinds)) if len(kinds) == 1 else None
    if kind not in _OF_ROOMS and not (not kinds and {each.domain for each in entities} == {"climate"}):
        known = [(each, v) for each in entities if (v := _value(each)) is not None and not _OF_HOUSE.search(each.id)]
        names = Counter(called(each) for each, _ in known)
        told = (f"{called(each)}{_in_room(each, home) if names[called(each)] > 1 else ''}" for each, _ in known)
        return [
            _Value(name, value, _said(value, each, context)) for name, (each, value) in zip(told, known, strict=True)
        ]
    named = sum(f" {name} " in f" {context.said} " for name in _floor_names(home))
    floors = named + len(_THIS_FLOOR.findall(context.said)) > 1 or "floor" in context.said
    by_place: defaultdict[str, list[tuple[Entity, float]]] = defaultdict(list)
    for each in sorted(entities, key=lambda entity: entity.domain != "sensor"):
        value, place = _value(each), _place(each, home, floors=floors)
        is_none = len(entities) > _TWO and _is_no_room(
            each, home
        )  # two that were named are compared, whatever they are
        if value is not None and not is_none and not (each.domain != "sensor" and by_place.get(place)):
            by_place[place].append((each, value))
    means = ((place, some[0][0], fmean(value for _, value in some)) for place, some in by_place.items())
    return [_Value(place, round(mean, 1), _said(round(mean, 1), each, context)) for place, each, mean in means]


def _in_room(entity: Entity, home: Home) -> str:
    area = home.areas.get(entity.area or "")
    return f" in {called(Entity('', area.name, ''))}" if area else ""


def _floor_names(home: Home) -> list[str]:
    return [normalise(name) for floor in home.floors.values() for name in (floor.name, *floor.aliases)]


def _place(entity: Entity, home: Home, *, floors: bool) -> str:
    place = home.floors.get(entity.floor or "") if floors else home.areas.get(entity.area or "")
    if place is None:
        return called(entity)
    return place.name.lower() if place.name.lower().endswith("stairs") else called(Entity("", place.name, ""))


def _is_no_room(entity: Entity, home: Home) -> bool:
    area = home.areas.get(entity.area or "")
    return _NO_ROOM.search(normalise(f"{entity.name} {area.name if area else ''}")) is not None


def _value(entity: Entity) -> float | None:
    """Return what a thing has of what is compared, in the smaller of two units."""
    attributes = entity.attributes
    if entity.domain == "light":
        return (finite(attributes.get("brightness")) or 0.0) if entity.state == "on" else None
    if entity.domain == "climate":
        return finite(attributes.get("current_temperature"))
    value = number_of(entity) if entity.domain == "sensor" else finite(attributes.get("battery_level"))
    return None if value is None else value * _LARGER.get(str(attributes.get("unit_of_measurement")), 1)


def _said(value: float, entity: Entity, context: Context) -> str:
    if entity.domain == "light":
        return f"{round(value / 255 * 100)} percent"
    unit = str(entity.attributes.get("unit_of_measurement") or entity.attributes.get("temperature_unit") or "")
    if entity.domain != "sensor" or not unit:
        own = "°F" if context.units == "imperial" else "°C"
        unit = unit or (own if entity.domain == "climate" else "%")
    return measured(value / _LARGER.get(unit, 1), unit, context.units)
