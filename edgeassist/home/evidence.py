"""What the words that were said tell beside the reading of them: between things that fit equally well they decide."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from edgeassist.home.forms import singular
from edgeassist.home.words import AIR_CONDITIONER, COOLERS, HEATERS, nouns_of
from edgeassist.messages import Entity

_ONE = r"(?:^|\b(?:the|my|our|a|an|this|that) ){}\b"
_SWAPPED = re.compile(
    r"(?:(?:and|now|then|please|can you|okay) )*swap (?:it|them|(?:those|these|the)(?: 2)?|both)"
    r"(?: (?:over|round|around|please))*"
)
_COOLING = frozenset({"cool", "heat_cool", "auto", "dry"})
_HEATING = frozenset({"heat", "heat_cool", "auto"})
_COOLER = AIR_CONDITIONER[0]
_HEARD = re.compile(r"\b(?:music|songs?|tracks?|tunes?|albums?|playlists?|podcasts?|radio)\b")
_SEEN = re.compile(r"\b(?:movies?|films?|shows?|videos?|episodes?|programmes?)\b")
"""What is played, as it is said."""
_SCREENS = frozenset({"tv", "projector"})
_COOLER_WORDS = frozenset({"ac", "cooling", "cooler"})


def nouns_in(said: str, nouns: Iterable[str]) -> frozenset[str]:
    """Return those of `nouns` that stand in a normalised text, be it in the plural.

    >>> sorted(nouns_in("close the blinds and the tap", ("blind", "tap", "door")))
    ['blind', 'tap']
    """
    words = [singular(word) for word in said.split()]
    text = f" {' '.join(words)} "
    return frozenset(noun for noun in nouns if f" {noun} " in text)


def swaps(said: str) -> bool:
    """Return whether two things that were spoken of are to change their parts: what is on goes off.

    >>> swaps("okay swap them over"), swaps("swap the milk for cream")
    (True, False)
    """
    return _SWAPPED.fullmatch(said) is not None


@lru_cache(maxsize=1_000)
def several_of_kind(said: str, domain: str, device_class: str | None = None) -> bool:
    """Return whether `said` has a noun for a kind in the plural.

    >>> several_of_kind("send the vacuums home", "vacuum"), several_of_kind("send the vacuum home", "vacuum")
    (True, False)
    """
    nouns = [noun for noun in nouns_of(domain, device_class) if noun in said]
    return any(re.search(rf"\b{re.escape(noun)}(?:s|es)\b", said) for noun in nouns)


@lru_cache(maxsize=1_000)
def one_of_kind(said: str, domain: str, device_class: str | None = None) -> frozenset[str]:
    """Return the nouns for a kind that `said` has in the singular; none where one stands in the plural as well.

    >>> one_of_kind("turn off the lamp", "light"), one_of_kind("turn off the lamps", "light")
    (frozenset({'lamp'}), frozenset())
    """
    nouns = [noun for noun in nouns_of(domain, device_class) if noun in said]
    if several_of_kind(said, domain, device_class):
        return frozenset()
    return frozenset(noun for noun in nouns if re.search(_ONE.format(re.escape(noun)), said))


def of_the_play(players: Iterable[Entity], said: str) -> frozenset[str]:
    """Return the ids of the players that the words fit: no television where it is music, none but it for a film."""
    players = list(players)
    heard, seen = _HEARD.search(said) is not None, _SEEN.search(said) is not None
    fitting = players if heard == seen else [each for each in players if (each.device_class in _SCREENS) is seen]
    return frozenset(each.id for each in fitting or players)


def of_the_sort(entities: Iterable[Entity], said: str, words: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the ids of those that heat where heating was said, of those that cool where that was.

    `words`: entity id → the canonical words of its names.
    """
    entities, sort = list(entities), sort_said(said)
    if sort is None:
        return frozenset(entity.id for entity in entities)
    called = {entity.id for entity in entities if not _COOLER_WORDS.isdisjoint(words.get(entity.id, ()))}
    if sort == _COOLER:
        return frozenset(called or (entity.id for entity in entities if _has(entity, _COOLING, unknown=True)))
    heating = {entity.id for entity in entities if _has(entity, _HEATING, unknown=entity.id not in called)}
    return frozenset(heating - called or heating)


def sort_said(said: str) -> str | None:
    """Return which sort of climate control a text is about; None: any, or both.

    >>> sort_said("turn the radiators off"), sort_said("turn on the ac"), sort_said("set the thermostat to 20")
    ('heating', 'air conditioner', None)
    """
    cools, heats = (bool(nouns_in(said, nouns)) for nouns in (COOLERS, HEATERS))
    return None if cools == heats else _COOLER if cools else "heating"


def _has(entity: Entity, modes: frozenset[str], *, unknown: bool) -> bool:
    """Return whether a thermostat has one of these modes; `unknown` where it does not tell which it has."""
    known: Any = entity.attributes.get("hvac_modes")
    return not modes.isdisjoint(map(str, known)) if isinstance(known, list | tuple) else unknown
