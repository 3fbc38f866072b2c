"""What the assistant is likely to say in this house."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType

from edgeassist.home.answers import NOT_UNDERSTOOD
from edgeassist.messages import Action, Context, Entity, Home, Plan
from edgeassist.stages import Answerer
from edgeassist.thinking import APOLOGY

_MOST = 200
"""Answers; beyond that any of them is hardly ever given."""

_FIXED = (
    "Okay.",
    NOT_UNDERSTOOD,
    "Which one do you mean?",
    "Your timer is done.",
    "You're welcome.",
    "There is nothing to confirm.",
    "I can't answer that.",
    APOLOGY.text,
)
_ON_OFF = ("turn_on", "turn_off")
_SAID_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "light": _ON_OFF,
        "switch": _ON_OFF,
        "fan": _ON_OFF,
        "cover": ("open", "close"),
        "media_player": ("media_pause", "media_resume", *_ON_OFF),
        "scene": ("turn_on",),
        "script": ("turn_on",),
        "lock": ("lock", "unlock"),
        "vacuum": ("vacuum_start", "vacuum_return"),
        "humidifier": _ON_OFF,
        "valve": ("open", "close"),
    }
)
"""Kind of thing → what it is told most; those that are told most stand first."""
_MOVING: Mapping[str, str] = MappingProxyType({"open": "opening", "close": "closing"})


def usual_answers(home: Home, answerer: Answerer, context: Context) -> Iterator[str]:
    """Yield what is likely to be said, the likeliest first: those of the own room before those of others."""
    return islice(_all(home, answerer, context), _MOST)


def _all(home: Home, answerer: Answerer, context: Context) -> Iterator[str]:
    yield from _FIXED
    here = _area_id(home, context.area)
    things = [entity for entity in home.entities.values() if entity.domain in _SAID_OF]
    domains = list(_SAID_OF)
    things.sort(key=lambda entity: (entity.area != here, domains.index(entity.domain)))
    groups = _groups(things)
    for area in (here, *(area for area in groups if area != here)):
        for intent in _ON_OFF if area in groups else ():
            yield _told(intent, groups[area], home, answerer, context)
    for entity in things:
        for intent in _SAID_OF[entity.domain]:
            yield _told(intent, [entity], home, answerer, context)
            if intent in _MOVING:
                moving = replace(entity, state=_MOVING[intent])
                yield _told(intent, [moving], _with(home, moving), answerer, context)


def _told(intent: str, things: Iterable[Entity], home: Home, answerer: Answerer, context: Context) -> str:
    plan = Plan((Action(intent, tuple(thing.id for thing in things)),))
    return answerer.reply(plan, None, home, context).text


def _groups(things: Iterable[Entity]) -> dict[str | None, list[Entity]]:
    """Return the lights of every room that has several."""
    lights = defaultdict[str | None, list[Entity]](list)
    for thing in things:
        if thing.domain == "light" and thing.area is not None:
            lights[thing.area].append(thing)
    return {area: group for area, group in lights.items() if len(group) > 1}


def _area_id(home: Home, area: str | None) -> str | None:
    """Return the id of a room from its id or its name."""
    named = (known.id for known in home.areas.values() if area and known.name.casefold() == area.casefold())
    return area if area in home.areas else next(named, None)


def _with(home: Home, entity: Entity) -> Home:
    return replace(home, entities={**home.entities, entity.id: entity})
