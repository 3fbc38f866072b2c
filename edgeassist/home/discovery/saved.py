"""What was learned, as a home file: a start without a broker knows the house as it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from edgeassist.courtesy import give_way
from edgeassist.home.discovery.announcement import Announcement, Found
from edgeassist.home.discovery.combining import Household
from edgeassist.home.discovery.parsing import list_in, object_in
from edgeassist.home.homefile import load_home, save_home
from edgeassist.messages import Entity, Home

_LEARNED = "learned"
"""The key of an entity's `mqtt` under which it stands where it was learned."""


def save_learned(house: Household, path: Path) -> None:
    """Write what was learned, under the ids that it has, without what the user's file adds to it."""
    areas = house.home.areas
    entities = {}
    for key, thing in house.things.items():
        give_way()
        placed = house.home.entities[key].area if thing.area else None
        learned = {
            "protocol": thing.origins[0].protocol,
            "source": thing.origins[0].source,
            "marks": sorted(thing.marks),
            "area": thing.area,
            "aside": thing.aside,
        }
        mqtt = {**(thing.entity.mqtt or {}), _LEARNED: {key: value for key, value in learned.items() if value}}
        entities[key] = replace(thing.entity, id=key, area=placed, state=None, mqtt=mqtt)
    rooms = {entity.area: replace(areas[entity.area], floor=None) for entity in entities.values() if entity.area}
    path.parent.mkdir(parents=True, exist_ok=True)
    save_home(Home("learned", {}, rooms, entities), path)


def load_learned(path: Path) -> tuple[list[Announcement], dict[str, list[str]]]:
    """Return what the file says was announced, and the marks of every id; raises ConfigError."""
    by_source = defaultdict[tuple[str, str], list[Found]](list)
    marks: dict[str, list[str]] = {}
    for entity, learned in _entities(load_home(path)):
        words = [mark for mark in list_in(learned.get("marks")) if isinstance(mark, str)]
        marks[entity.id] = words
        source = (str(learned.get("protocol", "")), str(learned.get("source", "")))
        identities = frozenset(mark for mark in words if not mark.startswith(("command:", "state:")))
        area, aside = learned.get("area"), learned.get("aside")
        by_source[source].append(
            Found(
                entity, identities, area if isinstance(area, str) else None, aside if isinstance(aside, str) else None
            )
        )
    return [Announcement(*source, tuple(found)) for source, found in by_source.items()], marks


def _entities(home: Home) -> Iterator[tuple[Entity, dict[str, Any]]]:
    for entity in home.entities.values():
        mqtt = dict(entity.mqtt or {})
        learned = dict(object_in(mqtt.pop(_LEARNED, None)))
        if learned:
            yield replace(entity, area=None, floor=None, mqtt=mqtt), learned
