"""What bears a name in a part of the house, and how surely."""

from __future__ import annotations

from collections.abc import Iterable

from edgeassist.home.evidence import nouns_in
from edgeassist.home.forms import singular
from edgeassist.home.house import Scope, Wanted
from edgeassist.home.names import EXACT, Hit, words_of
from edgeassist.home.words import nouns_of
from edgeassist.messages import Entity, Target

SURE = 0.95
"""Of a score that leaves no doubt which name is meant."""
_NO_MATTER = 0.05


def hits_for(target: Target, scope: Scope, wanted: Wanted) -> list[Hit]:
    """Return what bears the name in this part of the house, of the kind that was said where there is one."""
    things = wanted.setting.house.things
    hits = things.find(target.name or "")
    if scope.ids is not None:
        inside = [hit for hit in hits if hit.key in scope.ids]
        hits = tuple(inside) or tuple(hit for hit in things.find(f"{target.area} {target.name}") if hit.score >= SURE)
    if wanted.within is not None:
        hits = tuple(hit for hit in hits if hit.key in wanted.within)
    entities = wanted.setting.home.entities
    of_kind = [hit for hit in hits if target.domain is None or entities[hit.key].domain == target.domain]
    if wanted.question and target.device_class and not target.domain:
        of_kind = [hit for hit in of_kind if measures(entities[hit.key], target.device_class, wanted)] or of_kind
    said = wanted.setting.context.said
    if of_kind or not said or target.device_class or nouns_in(said, nouns_of(target.domain or "", None)):
        return of_kind
    if target.domain == "climate" and (heated := [hit for hit in hits if entities[hit.key].domain == "water_heater"]):
        return heated  # "set the pool to 80 degrees"
    return [hit for hit in hits if hit.score >= SURE]  # "run the exhaust fan" sounds like a script


def certainty_of_place(target: Target, wanted: Wanted) -> float:
    """Return how well the room in a name such as "kichen light" is known, less a little; above 1: there is none."""
    parts = None if target.area else wanted.setting.house.kind_in_area(target.name or "")
    hits = wanted.setting.house.areas.find(parts[1]) if parts else ()
    return hits[0].score - _NO_MATTER if hits and hits[0].score < SURE else EXACT + 1


def is_place(name: str, wanted: Wanted) -> bool:
    """Return whether a name is surely that of a room or a floor."""
    house = wanted.setting.house
    return any(hit.score >= SURE for index in (house.areas, house.floors) for hit in index.find(name))


def is_plural(name: str) -> bool:
    """Return whether several things are called so."""
    last = name.rsplit(maxsplit=1)[-1]
    return singular(last) != last


def of_class(hits: Iterable[Hit], target: Target, wanted: Wanted, least: float) -> list[Hit]:
    """Return those of `hits` that measure what is asked about, where it is asked of no other kind of thing.

    "Is anything leaking in the cellar" is not about its lock.
    """
    hits = [hit for hit in hits if hit.score >= least]
    if not wanted.question or target.domain or target.name or target.device_class is None:
        return hits
    return [hit for hit in hits if measures(wanted.setting.home.entities[hit.key], target.device_class, wanted)]


def measures(entity: Entity, device_class: str, wanted: Wanted) -> bool:
    """Return whether a thing tells what sensors of a class measure, be it only by its name."""
    said = wanted.setting.house.things.words(entity.id)
    return entity.device_class == device_class or not said.isdisjoint(words_for(device_class))


def words_for(device_class: str) -> frozenset[str]:
    """Return the words for what a class of sensors measures."""
    nouns = (*nouns_of("sensor", device_class), *nouns_of("binary_sensor", device_class))
    return frozenset(words_of(" ".join(nouns)))
