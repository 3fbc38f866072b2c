"""What is asked of the things of the house, and what was found for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import intent_for
from edgeassist.home.evidence import one_of_kind
from edgeassist.home.house import Setting
from edgeassist.home.words import Kind
from edgeassist.messages import Entity

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
    params: Mapping[str, Any] = field(default_factory=dict)
    """The values that were said, for who can do what."""

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

    def one_of(self, kinds: Iterable[Kind]) -> frozenset[str]:
        """Return the nouns for these kinds that were said in the singular: "the lamp", and no lamps."""
        said = self.setting.context.said
        return frozenset[str]().union(*(one_of_kind(said, *kind) for kind in kinds)) if said else frozenset()

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities of `ids`, in a fixed order."""
        return [self.setting.home.entities[key] for key in sorted(ids)]

    def taking(self, ids: Iterable[str]) -> frozenset[str]:
        """Return those of `ids` for which this makes sense."""
        entities = self.setting.home.entities
        if self.question:
            return frozenset(key for key in ids if self.takes(entities[key]))
        inside = ids if self.within is None else self.within.intersection(ids)
        takes = {domain: intent_for(self.intent, domain) is not None for domain in self.setting.house.domains}
        return frozenset(key for key in inside if takes[entities[key].domain])
