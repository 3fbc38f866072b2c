"""What is asked of the things of the house, and what comes of looking for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from edgeassist.home.capabilities import cannot, intent_for
from edgeassist.home.places import Setting
from edgeassist.home.spoken import the
from edgeassist.messages import Entity, Refusal

_OPENINGS = frozenset({"door", "window", "garage_door", "opening"})
_ASKED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("open", "closed", "opening", "closing"), (frozenset({"cover", "valve"}), _OPENINGS)),
        **dict.fromkeys(("locked", "unlocked"), (frozenset({"lock"}), frozenset({"lock"}))),
        **dict.fromkeys(("low", "charging"), (frozenset(), frozenset({"battery", "battery_charging"}))),
        **dict.fromkeys(("playing", "paused", "muted"), (frozenset({"media_player"}), frozenset[str]())),
        **dict.fromkeys(("cleaning", "docked", "mowing"), (frozenset({"vacuum", "lawn_mower"}), frozenset[str]())),
        **dict.fromkeys(("home", "away", "not_home"), (frozenset({"person", "device_tracker"}), frozenset[str]())),
        **dict.fromkeys(("armed", "disarmed"), (frozenset({"alarm_control_panel"}), frozenset[str]())),
        **dict.fromkeys(("wet", "dry", "leaking"), (frozenset(), frozenset({"moisture"}))),
        **dict.fromkeys(("heating", "cooling"), (frozenset({"climate", "water_heater"}), frozenset[str]())),
    }
)
"""State asked about → the domains that have it, and the device classes of sensors that tell it."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The entities that were meant."""

    ids: frozenset[str]
    named: bool = False
    """Whether they were named, so that what one of them cannot do is told; of a group the others just do it."""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the things, and where."""

    intent: str
    setting: Setting
    state: str | None = None
    """The state asked about."""
    attribute: str | None = None
    within: frozenset[str] | None = None
    """Nothing but these may be meant."""

    @property
    def question(self) -> bool:
        """Whether this asks and does nothing."""
        return self.intent == "get_state"

    def takes(self, entity: Entity) -> bool:
        """Return whether what is wanted makes sense for a thing of this kind."""
        if self.within is not None and entity.id not in self.within:
            return False
        if not self.question:
            return intent_for(self.intent, entity.domain) is not None
        asked = _ASKED.get(self.state or "")
        return asked is None or entity.domain in asked[0] or (entity.device_class or "") in asked[1]

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities of `ids`, in a fixed order."""
        return [self.setting.home.entities[key] for key in sorted(ids)]

    def taking(self, ids: Iterable[str]) -> frozenset[str]:
        """Return those of `ids` for which this makes sense."""
        entities = self.setting.home.entities
        return frozenset(key for key in ids if self.takes(entities[key]))


def unable(entity: Entity, intent: str) -> Refusal:
    """Return the refusal for a thing that cannot do what was said."""
    return Refusal("cannot", f"{the(entity.name)} {cannot(entity, intent, {}) or 'cannot do that'}.", intent, entity.id)


def which_of(entities: Sequence[Entity], setting: Setting) -> Refusal:
    """Return the question which of `entities` is meant."""
    names = [entity.name for entity in entities]
    labels = [
        _told_apart(entity, setting) if names.count(entity.name) > 1 else entity.name
        for entity in sorted(entities, key=lambda entity: entity.name)
    ]
    if len(labels) > 4:
        return Refusal("ambiguous", "Which one do you mean?", choices=tuple(labels))
    listed = f"{', '.join(labels[:-1])} or {labels[-1]}"
    return Refusal("ambiguous", f"Which one do you mean: {listed}?", choices=tuple(labels))


def _told_apart(entity: Entity, setting: Setting) -> str:
    area = setting.home.areas.get(entity.area or "")
    return f"{entity.name} in the {area.name.lower()}" if area else f"{entity.name} ({entity.domain})"
