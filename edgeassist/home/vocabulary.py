"""Every way in which people would name a thing of this home, in the form that speech and sentences use."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from types import MappingProxyType

from edgeassist.courtesy import give_way
from edgeassist.home.forms import canonical, plain, singular
from edgeassist.home.words import AIR_CONDITIONER, kinds_of, nouns_of
from edgeassist.messages import Area, Entity, Floor, Home, Vocabulary
from edgeassist.text import normalised_name

logger = logging.getLogger(__name__)

MOST_NAMES = 1_000
"""In a home with more names than this, each is known only as it is written."""

_LONGEST_WORDS, _LONGEST_CHARACTERS = 8, 80
"""Nobody says a longer name; such entities are reached by kind and room."""

_SAME_ROOMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "hall": ("hallway",),
        "hallway": ("hall",),
        "corridor": ("hall", "hallway"),
        "living room": ("lounge",),
        "lounge": ("living room",),
        "garden": ("yard",),
        "bath": ("bathroom",),
        "yard": ("garden",),
    }
)
"""Rooms that people call in another way; the linker knows them as the same words."""

_NO_KIND_OF_ROOM = frozenset({"room", "area", "zone", "floor", "space"})

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")

_HIDDEN_DOMAINS = frozenset({"automation", "update", "zone", "device_tracker"})
"""Kinds that are asked for by nobody, so that the recogniser need not know their names."""


_ONLY_ASKED = frozenset({"sensor", "binary_sensor"})

_SPELT_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

_VAGUE = frozenset({"lighting", "bulb", "lightbulb", "vac"})
"""Words for a kind that nobody uses for one thing of it."""


def clean_name(name: str) -> str:
    r"""Return `name` on one line, without control characters.

    >>> clean_name("Kitchen\n\x07 Light ")
    'Kitchen Light'
    """
    return " ".join(_CONTROL.sub(" ", name).split())


@lru_cache(maxsize=20_000)
def spoken(name: str) -> str:
    """Return `name` as it is said, or "" where nobody could: too long, or without a letter.

    >>> spoken("The Beast (2)")
    'beast 2'
    """
    said = normalised_name(clean_name(name)).removeprefix("the ")
    short = len(said.split()) <= _LONGEST_WORDS and len(said) <= _LONGEST_CHARACTERS
    return said if short and any(map(str.isalpha, said)) else ""


def spoken_names(thing: Entity | Area | Floor) -> tuple[str, ...]:
    """Return the name and the aliases of `thing` as they are said, without duplicates.

    >>> spoken_names(Area("lr", "Living Room", ("the lounge", "Living room")))
    ('living room', 'lounge')
    """
    give_way()
    names = filter(None, map(spoken, (thing.name, *thing.aliases)))
    return tuple(dict.fromkeys(form for name in names for form in (name, *_without_accents(name))))


def _without_accents(name: str) -> tuple[str, ...]:
    """Return how those write and say a foreign name who do not know its accents.

    >>> _without_accents("küche"), _without_accents("hall")
    (('kuche', 'kueche'), ())
    """
    if name.isascii():
        return ()
    return tuple(dict.fromkeys((plain(name), plain(name.translate(_SPELT_OUT)))))


def vocabulary_of(home: Home) -> Vocabulary:
    """Return the names that can be said in `home`; each of them leads the linker back to what bears it."""
    said = [entity for entity in home.entities.values() if entity.domain not in _HIDDEN_DOMAINS]
    names = {name for entity in said for name in spoken_names(entity)}
    if len(names) <= MOST_NAMES:
        variants = _variants(said, home.areas) | _collective(names) | _last_words(said)
        names |= variants if len(names | variants) <= MOST_NAMES else set()
    return Vocabulary(
        names=tuple(sorted(names)),
        areas=tuple(sorted({said for area in home.areas.values() for said in _place_names(area)})),
        floors=tuple(sorted({name for floor in home.floors.values() for name in spoken_names(floor)})),
    )


def heard_of(home: Home) -> Vocabulary:
    """Return the vocabulary for a recogniser: of very many names those of what can be commanded, to a limit.

    The others are still understood where they come as text.
    """
    if len(home.vocabulary.names) <= MOST_NAMES:
        return home.vocabulary
    said = [entity for entity in home.entities.values() if entity.domain not in _HIDDEN_DOMAINS]
    said.sort(key=lambda entity: (entity.domain in _ONLY_ASKED, entity.mqtt is None))
    names = dict.fromkeys(name for entity in said for name in spoken_names(entity))
    logger.warning(
        "%d names are more than can be heard: %d of them are known in text only", len(names), len(names) - MOST_NAMES
    )
    return replace(home.vocabulary, names=tuple(sorted(islice(names, MOST_NAMES))))


def _place_names(area: Area) -> Iterator[str]:
    """Yield the names of a room, and what kind of room it is: "bedroom" for the main bedroom."""
    for name in spoken_names(area):
        yield name
        yield from _SAME_ROOMS.get(name, ())
        *front, last = name.split()
        if front and last.isalpha() and last not in _NO_KIND_OF_ROOM:
            yield last


def _collective(names: Iterable[str]) -> set[str]:
    """Return the plural of what several names share: left and right bedside lamp are the bedside lamps."""
    shared: Counter[str] = Counter()
    for name in names:
        first, *rest = name.split()
        if len(rest) > 1 and rest[-1].isalpha():
            shared[" ".join(rest)] += 1
        if len(rest) > 0 and rest[-1].isdecimal():
            shared[" ".join([first, *rest[:-1]])] += 1
    return {
        f"{name}s"
        for name, count in shared.items()
        if count > 1 and not kinds_of(name) and singular(name.rsplit(" ", 1)[-1]) == name.rsplit(" ", 1)[-1]
    }


def _last_words(entities: Iterable[Entity]) -> set[str]:
    """Return the last two of more words where they tell one thing: the dino night light is the night light."""
    ends: Counter[str] = Counter()
    for entity in entities:
        nouns = nouns_of(entity.domain, entity.device_class)
        for end in {" ".join(words[-2:]) for name in spoken_names(entity) if len(words := name.split()) > 1}:
            word, last = end.split()
            ends[end] += 1 if last in nouns and "sensor" not in entity.domain and not kinds_of(word) else 2
    return {end for end, count in ends.items() if count == 1 and not kinds_of(end)}


def _variants(entities: Iterable[Entity], areas: Mapping[str, Area]) -> set[str]:
    """Names with and without room and kind: "ceiling light" for the Kitchen Ceiling, "kitchen ceiling light" too."""
    bare: Counter[str] = Counter()
    variants: set[str] = set()
    for entity in entities:
        area = areas.get(entity.area or "")
        rooms = spoken_names(area) if area else ()
        nouns = nouns_of(entity.domain, entity.device_class)
        shorts = {short for name in spoken_names(entity) for short in _without_room(name, rooms, nouns)}
        if entity.domain == "sensor":
            shorts |= {name.removesuffix(f" {noun}") for name in spoken_names(entity) for noun in nouns} - {
                *rooms,
                *nouns,
            }
        bare.update(shorts)
        for name in {*spoken_names(entity), *shorts}:
            for base in (name, *_with_room(name, rooms)):
                variants.update(_with_noun(base, nouns))
                if base not in shorts:
                    variants.add(base)
            variants.update(_with_synonym(name, nouns))
    unmistakable = {short for short, count in bare.items() if count == 1}
    return {name for name in variants | unmistakable if len(name.split()) <= _LONGEST_WORDS}


def _without_room(name: str, rooms: Iterable[str], nouns: Collection[str]) -> Iterator[str]:
    """Yield `name` without the room it begins or ends with, where more than the mere kind is left."""
    for room in rooms:
        short = name.removeprefix(f"{room} ").removesuffix(f" {room}")
        if short != name and short not in nouns and not kinds_of(short) and any(map(str.isalpha, short)):
            yield short


def _with_room(name: str, rooms: Collection[str]) -> tuple[str, ...]:
    words = _stems(name)
    if any(not words.isdisjoint(_stems(room)) for room in rooms):
        return ()
    return tuple(f"{room} {name}" for room in rooms)


def _with_noun(name: str, nouns: Sequence[str]) -> Iterator[str]:
    """Yield `name` with the word for its kind, where it has none yet."""
    if nouns and _stems(name).isdisjoint(stem for noun in nouns for stem in _stems(noun)):
        yield f"{name} {nouns[0]}"


def _stems(text: str) -> set[str]:
    return set(map(canonical, text.split()))


def _with_synonym(name: str, nouns: Iterable[str]) -> Iterator[str]:
    """Yield `name` with its last word replaced by others for the same kind: the reading lamp is a reading light."""
    for phrase in AIR_CONDITIONER:
        if name == phrase or name.endswith(f" {phrase}"):
            yield from (name.removesuffix(phrase) + other for other in AIR_CONDITIONER)
            return
    *front, last = name.split()
    if not front and canonical(last) == "light":
        return  # a thing called just "lamp" is not "the light"
    same = [noun for noun in nouns if noun.isalpha() and canonical(noun) == canonical(last) and noun not in _VAGUE]
    yield from (" ".join([*front, noun]) for noun in same)
