"""What this house can do, as examples to say: built from its real names, and others each time it is asked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from random import Random
from types import MappingProxyType

from edgeassist.home.capabilities import cannot
from edgeassist.home.figures import listed
from edgeassist.home.spoken import called
from edgeassist.home.vocabulary import spoken_names
from edgeassist.home.words import Kind, kinds_of
from edgeassist.messages import Context, Entity, Home

_COUNT = 5
_OF_THINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "light": ("turn on {it}", "dim {it}", "turn off {it} in 10 minutes"),
        "switch": ("turn off {it}", "turn on {it} for half an hour"),
        "fan": ("turn on {it}", "turn off {it} at 11"),
        "cover": ("open {it}", "close {it} at 9 in the evening"),
        "climate": ("set {it} to 21 degrees", "make it warmer"),
        "lock": ("lock {it}", "is {it} locked"),
        "media_player": ("pause {it}", "turn down {it}"),
        "vacuum": ("start {it}",),
        "lawn_mower": ("start {it}",),
        "humidifier": ("turn on {it}",),
        "scene": ("turn on {it}",),
        "alarm_control_panel": ("arm {it}",),
        "sensor": ("what is {it}",),
        "binary_sensor": ("is everything all right",),
    }
)
"""Domain → what can be said of a thing of it."""
_OF_ROOMS = ("turn off everything in the {room}", "turn on the lights in the {room}")
_ALWAYS = (
    "set a timer for 10 minutes",
    "wake me at 7",
    "add milk to the shopping list",
    "remind me tomorrow to call mum",
    "what time is it",
    "undo that",
)
"""What needs no device."""


_TOPICS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "timer": ("set a pasta timer for 10 minutes", "how long is left", "add 2 minutes", "cancel the timer"),
        "alarm": ("wake me at 7 on weekdays", "what alarms are set", "move the alarm to 8", "no alarm tomorrow"),
        "reminder": ("remind me at 5 to call mum", "remind me every monday at 8 to water the plants", "what's planned"),
        "list": ("add milk and eggs", "what's on the shopping list", "take the eggs off", "move it to the to-do list"),
        "note": ("take a note that the key is under the pot", "read my notes", "delete the note about the key"),
        "music": ("play some jazz", "louder", "next song", "what's playing"),
        "question": ("which windows are open", "which room is the warmest", "did anything change today"),
    }
)
"""What one may want to hear about → what can be said of it."""


_WHAT_THERE_IS = re.compile(r"\b(?:what|which) .*\b(?:are there|is there|are in|are on|have|got|you know)\b")
_MOST_LISTED = 10


def help_for(home: Home, context: Context) -> str:
    """Return a sentence with things to say here; none that was among the last ones, where there are enough others."""
    words = {word.removesuffix("s") for word in context.said.split()}
    if (there := _what_there_is(home, context.said)) is not None:
        return there
    if (topic := next((each for each in _TOPICS if each in words), None)) is not None:
        return f"You can say, for example: {listed(_TOPICS[topic], 'or')}."
    chance = Random(context.turn)  # noqa: S311  variety, and no secret
    before = " ".join(answer for _, answer in context.history)
    if (asked := _asked_about(home, context.said)) and (some := [*_examples(asked, chance)]):
        picked = [*dict.fromkeys(_fresh(group, before, chance) for group in (some * _COUNT)[:_COUNT])]
        return f"You can say, for example: {listed(picked, 'or')}."
    examples = [_fresh(some, before, chance) for some in _groups(home, chance)]
    chance.shuffle(examples)
    examples.sort(key=lambda example: example in before)
    general = [example for example in _ALWAYS if example not in before] or [*_ALWAYS]
    picked = [*examples[: _COUNT - 1], *chance.sample(general, min(len(general), max(1, _COUNT - len(examples))))]
    return f"You can say, for example: {listed(picked, 'or')}."


def _what_there_is(home: Home, said: str) -> str | None:
    """Return which rooms, or things of a kind or a room, there are; None: that was not asked."""
    if not _WHAT_THERE_IS.search(said):
        return None
    rooms = [f"the {area.name.lower().removeprefix('the ')}" for area in home.areas.values()]
    asked = bool(re.search(r"\b(?:things|devices)\b", said)) and " in " not in said
    things = [called(entity) for entity in (home.entities.values() if asked else _asked_about(home, said))]
    names = rooms if "rooms" in said.split() else things
    if not names:
        return None
    shown = (
        names if len(names) <= _MOST_LISTED else [*names[: _MOST_LISTED - 1], f"{len(names) - _MOST_LISTED + 1} more"]
    )
    return f"There {'is' if len(names) == 1 else 'are'} {listed(shown)}."


def _asked_about(home: Home, said: str) -> list[Entity]:
    """Return the things of the room, and of the kind, that somebody wants to hear about; none: of no such."""
    rooms = [
        key
        for key, area in home.areas.items()
        if any(f" {name} " in f" {said} " for n in spoken_names(area) for name in (n, n.rpartition("'s ")[2]))
    ]
    kinds = {kind for word in said.split() for kind in kinds_of(word)}
    return [
        entity
        for entity in home.entities.values()
        if (rooms or kinds) and (not rooms or entity.area in rooms) and (not kinds or _is_of(entity, kinds))
    ]


def _is_of(entity: Entity, kinds: Iterable[Kind]) -> bool:
    return any(each.domain == entity.domain and each.device_class in {None, "", entity.device_class} for each in kinds)


def _fresh(examples: Sequence[str], before: str, chance: Random) -> str:
    return chance.choice([example for example in examples if example not in before] or [*examples])


def _groups(home: Home, chance: Random) -> Iterator[list[str]]:
    """Yield examples, those for one kind of things together."""
    yield from _examples([*home.entities.values()], chance)
    rooms = sorted({entity.area for entity in home.entities.values() if entity.area and entity.domain == "light"})
    if known := [home.areas[room].name.lower() for room in rooms if room in home.areas]:
        yield [template.format(room=chance.choice(known)) for template in _OF_ROOMS]


def _examples(entities: Sequence[Entity], chance: Random) -> Iterator[list[str]]:
    for domain, templates in _OF_THINGS.items():
        things = [entity for entity in entities if entity.domain == domain]
        if things:
            some = chance.sample(things, min(3, len(things)))
            yield [
                template.format(it=called(thing)) for thing in some for template in templates if _fits(template, thing)
            ]


def _fits(template: str, thing: Entity) -> bool:
    check = _NEEDS.get(template)
    return check is None or check(thing)


_NEEDS: Mapping[str, Callable[[Entity], bool]] = MappingProxyType(
    {"dim {it}": lambda thing: cannot(thing, "set_light", {"brightness_pct": 50}) is None}
)
