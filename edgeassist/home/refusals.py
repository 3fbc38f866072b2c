"""What is said where nothing is done: what a thing cannot do, and which one was meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from edgeassist.home.capabilities import cannot, intent_for
from edgeassist.home.spoken import called, the
from edgeassist.messages import Entity, Home, Refusal

_MOST_LISTED, _MOST_CHOICES = 4, 20
"""Things that are named in a question, and that may be chosen from at all."""
_SIMPLE = frozenset({"turn_on", "turn_off", "toggle", "open", "close", "lock", "unlock"})
_INSTEAD: Mapping[str, str] = MappingProxyType(
    {
        "light": "turned on and off",
        "switch": "turned on and off",
        "fan": "turned on and off",
        "media_player": "turned on and off",
        "cover": "opened and closed",
        "valve": "opened and closed",
        "lock": "locked and unlocked",
    }
)
"""What can be done with a thing that was told to do something else."""


def unable(entity: Entity, intent: str) -> Refusal:
    """Return the refusal for a thing that cannot do what was said, with what it can do instead."""
    why = cannot(entity, intent, {}) or "cannot do that"
    instead = _INSTEAD.get(entity.domain) if intent in _SIMPLE and intent_for(intent, entity.domain) is None else None
    return Refusal("cannot", f"{the(entity.name)} {why}{f', only {instead}' if instead else ''}.", intent, entity.id)


def which_of(entities: Sequence[Entity], home: Home) -> Refusal:
    """Return the question which of `entities` is meant."""
    entities = sorted(entities, key=lambda entity: (entity.name, entity.id))[:_MOST_CHOICES]
    labels = [entity.name for entity in entities]
    for tell in (_with_room, _with_floor, _with_kind):
        twice = {label for label, count in Counter(labels).items() if count > 1}
        labels = [
            tell(label, entity, home) if label in twice else label
            for label, entity in zip(labels, entities, strict=True)
        ]
    ids = tuple(entity.id for entity in entities)
    if len(labels) > _MOST_LISTED:
        return Refusal("ambiguous", "Which one do you mean?", choices=tuple(labels), entities=ids)
    listed = f"{', '.join(labels[:-1])} or {labels[-1]}"
    return Refusal("ambiguous", f"Which one do you mean: {listed}?", choices=tuple(labels), entities=ids)


def _with_room(label: str, entity: Entity, home: Home) -> str:
    area = home.areas.get(entity.area or "")
    return f"{label} in the {area.name.lower()}" if area else label


def _with_floor(label: str, entity: Entity, home: Home) -> str:
    floor = home.floors.get(entity.floor or "")
    return f"{label} ({floor.name.lower()})" if floor else label


def _with_kind(label: str, entity: Entity, _: Home) -> str:
    return f"{label} ({entity.domain.replace('_', ' ')})"


def did_you_mean(entity: Entity) -> Refusal:
    """Return the question whether `entity` is meant."""
    return Refusal("ambiguous", f"Do you mean {called(entity)}?", choices=(entity.name,), entities=(entity.id,))
