"""What bears a name in a part of the house, and how surely."""

from __future__ import annotations

from edgeassist.home.evidence import nouns_in
from edgeassist.home.forms import singular
from edgeassist.home.house import Scope, Wanted
from edgeassist.home.names import EXACT, Hit
from edgeassist.home.words import nouns_of
from edgeassist.messages import Target

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
