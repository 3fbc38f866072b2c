"""The user's home file and what was learned → one home; where both speak of a thing, the file has the last word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from edgeassist.courtesy import give_way
from edgeassist.home.discovery.merging import IdBook, Thing
from edgeassist.home.discovery.rooms import Rooms
from edgeassist.messages import Entity, Home


@dataclass(frozen=True, slots=True)
class Household:
    """What is known of a house."""

    home: Home
    """Whole, but for its vocabulary."""
    things: Mapping[str, Thing]
    """Id → what was announced of it."""
    aside: tuple[Thing, ...]
    """What stays out of the house."""


def household(mine: Home, things: Iterable[Thing], book: IdBook) -> Household:
    """Return the house of the file `mine` with what was learned; `book` keeps the ids."""
    named, others = _matched(mine, things, book)
    inside = [thing for thing in others if thing.aside is None]
    learned = book.name(inside, taken=mine.entities)
    for entity_id, thing in named.items():
        book.note(entity_id, thing.marks)
    rooms = Rooms(mine.areas.values())
    entities = {
        key: _both(entity, named[key], rooms) if key in named else entity for key, entity in mine.entities.items()
    }
    for key, thing in learned.items():
        give_way()
        entities[key] = rooms.placed(replace(thing.entity, id=key), thing.area or rooms.named_in(thing.entity.name))
    return Household(
        home=Home(mine.name, mine.floors, rooms.areas, entities),
        things={**named, **learned},
        aside=tuple(thing for thing in others if thing.aside is not None),
    )


def _matched(mine: Home, things: Iterable[Thing], book: IdBook) -> tuple[dict[str, Thing], list[Thing]]:
    """Return what the file means by its ids, and the things that it does not speak of."""
    index = _FileIndex(mine.entities)
    named: dict[str, Thing] = {}
    others: list[Thing] = []
    listed = list(things)
    shared = Counter(_topic(thing.entity.mqtt or {}) for thing in listed)
    for thing in listed:
        give_way()
        alone = shared[_topic(thing.entity.mqtt or {})] == 1
        entity_id = next((key for key in index.find(thing, book, alone=alone) if key not in named), None)
        if entity_id is None:
            others.append(thing)
        else:
            named[entity_id] = thing
    return named, others


class _FileIndex:
    """Finds what the user's file says about a thing."""

    def __init__(self, entities: Mapping[str, Entity]) -> None:
        self._entities = entities
        self._unique: dict[str, str] = {}
        self._topics = defaultdict[str, list[str]](list)
        for entity in entities.values():
            mqtt = entity.mqtt or {}
            if isinstance(unique_id := mqtt.get("unique_id"), str):
                self._unique[unique_id] = entity.id
            if (topic := _topic(mqtt)) is not None:
                self._topics[topic].append(entity.id)

    def find(self, thing: Thing, book: IdBook, *, alone: bool) -> Iterator[str]:
        """Yield ids of the file that may mean the thing: by its unique id, by its topic, by its id.

        The topic tells only of one of the same domain where others share it: a Zigbee device has one for all its parts.
        """
        if not self._entities:
            return
        mqtt = thing.entity.mqtt or {}
        if (entity_id := self._unique.get(str(mqtt.get("unique_id")))) is not None:
            yield entity_id
        at_topic = self._topics.get(_topic(mqtt) or "", ())
        like = [key for key in at_topic if self._entities[key].domain == thing.entity.domain]
        yield from like or (at_topic if alone else ())
        for entity_id in (*book.known(thing), thing.entity.id):
            if entity_id in self._entities and _topic(self._entities[entity_id].mqtt or {}) is None:
                yield entity_id


def _topic(mqtt: Mapping[str, Any]) -> str | None:
    topic = mqtt.get("command_topic") or mqtt.get("state_topic")
    return topic if isinstance(topic, str) else None


def _both(mine: Entity, thing: Thing, rooms: Rooms) -> Entity:
    """Return the user's entity with what it does not say filled in from what was learned."""
    learned = thing.entity
    both = replace(
        mine,
        device_class=mine.device_class or learned.device_class,
        attributes={**learned.attributes, **mine.attributes},
        device=mine.device or learned.device,
        mqtt={**(learned.mqtt or {}), **(mine.mqtt or {})},
    )
    return both if mine.area else rooms.placed(both, thing.area)
