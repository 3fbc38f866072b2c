"""Which sensors are meant where somebody speaks of alerts: by a word of their names, or by their room."""

from __future__ import annotations

from collections.abc import Sequence

from edgeassist.home.house import Scope, Setting
from edgeassist.home.names import ALL_WORDS, LEAST_SCORE
from edgeassist.home.places import scope_of
from edgeassist.home.words import kinds_of
from edgeassist.messages import Refusal, Target
from edgeassist.text import normalise

_SENSING = frozenset({"sensor", "binary_sensor"})
_NEXT_BEST = 0.9
"""What a name fits nearly as well as the best is meant too: all that measures in the freezer."""


def sensors_meant(targets: Sequence[Target], setting: Setting) -> tuple[str, ...] | Refusal:
    """Return the ids of the sensors that targets mean; none where none was named."""
    found: set[str] = set()
    for target in targets:
        some = _meant(target, setting)
        if isinstance(some, Refusal):
            return some
        found |= some
    return tuple(sorted(found))


def _meant(target: Target, setting: Setting) -> set[str] | Refusal:
    entities = setting.home.entities
    sensing = {key for key, entity in entities.items() if entity.domain in _SENSING}
    if target.ref:
        return sensing & {*setting.context.previous}
    scope = scope_of(target, setting)
    if isinstance(scope, Refusal):
        return scope
    inside = sensing if scope.ids is None else sensing & scope.ids
    name = normalise(target.name or "").removeprefix("the ").removeprefix("my ").removesuffix(" sensor")
    if not name:
        return inside if scope.ids is not None else set()
    room = _in_room(name, sensing, setting)
    first = room if setting.house.area_of(name, setting.home) else set()
    found = first or _named(name, inside, setting) or room or _of_kind(name, inside, setting)
    return found or Refusal("no_such_device", f"There is no sensor of {name} {scope.phrase}.")


def _named(name: str, inside: set[str], setting: Setting) -> set[str]:
    """Return the sensors that bear a name, or have every word of it in theirs."""
    house = setting.house
    bearing = inside.intersection(*(house.by_noun.get(word, frozenset()) for word in name.split()))
    hits = [hit for hit in house.things.find(name) if hit.key in inside and hit.score >= LEAST_SCORE]
    best = {hit.key for hit in hits if hit.score >= max(_NEXT_BEST * hits[0].score, ALL_WORDS)}
    return bearing | best or {hit.key for hit in hits[:1]}


def _in_room(name: str, sensing: set[str], setting: Setting) -> set[str]:
    place = scope_of(Target(area=name), setting)
    return sensing & place.ids if isinstance(place, Scope) and place.ids is not None else set()


def _of_kind(name: str, inside: set[str], setting: Setting) -> set[str]:
    ids = {key for kind in kinds_of(name) for some in setting.house.of_kind(kind) for key in some}
    return ids & inside
