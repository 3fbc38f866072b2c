"""Rooms by what they are called: those of the user's file, those that devices name, and those that their names tell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from edgeassist.home.discovery.cleaning import id_of
from edgeassist.home.vocabulary import spoken, spoken_names
from edgeassist.messages import Area, Entity
from edgeassist.text import normalise

_USUAL = frozenset(
    {"attic", "balcony", "basement", "bathroom", "bedroom", "cellar", "conservatory", "corridor", "dining room"}
    | {"driveway", "garage", "garden", "guest room", "hall", "hallway", "kids room", "kitchen", "landing", "laundry"}
    | {"laundry room", "living room", "lounge", "nursery", "office", "pantry", "patio", "playroom", "porch", "shed"}
    | {"spare room", "study", "terrace", "utility room", "guest bedroom", "master bedroom", "kids bedroom"}
)
"""What rooms are called in most houses."""

_LONGEST = 3
"""Words that a room's name may have at the beginning of a thing's name."""


class Rooms:
    """The rooms of a house, of which there become more as devices are placed."""

    def __init__(self, areas: Iterable[Area]) -> None:
        self.areas = {area.id: area for area in areas}
        self._by_name = {name: area.id for area in self.areas.values() for name in (area.id, *spoken_names(area))}

    def named_in(self, name: str) -> str | None:
        """Return the room with which the name of a thing begins; None: it begins with none that is known or usual.

        >>> Rooms([]).named_in("living_room/ceiling"), Rooms([]).named_in("Pond pump")
        ('living room', None)
        """
        words = spoken(name).split()
        starts = (" ".join(words[:count]) for count in range(min(_LONGEST, len(words)), 0, -1))
        return next((start for start in starts if start in self._by_name or start in _USUAL), None)

    def placed(self, entity: Entity, room: str | None) -> Entity:
        """Return the entity in the room of this name, which is made where there is none; None: as it is."""
        if room is None or not (said := normalise(room).removeprefix("the ")):
            return entity
        key = self._by_name.get(said)
        if key is None:
            key = self._by_name[said] = id_of(room) if id_of(room) not in self.areas else f"{id_of(room)}_2"
            self.areas[key] = Area(key, room if room != said else room.capitalize())
        return replace(entity, area=key, floor=entity.floor or self.areas[key].floor)
