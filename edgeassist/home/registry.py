"""The home as it is now: one frozen value, replaced whole when something changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from edgeassist.home.homefile import load_home, save_home
from edgeassist.home.vocabulary import vocabulary_of
from edgeassist.messages import Area, Entity, Home

__all__ = ["Registry", "load_home", "named_like", "overlay", "save_home"]


class Registry:
    """Holds the current home. Everything but `home` belongs to the event loop's thread."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._waiting: dict[asyncio.Future[None], Callable[[Home], bool]] = {}
        self.hearers: list[Callable[[Home], None]] = []
        """Who is told of every change, at once: what lasts but a moment is seen as well."""

    @property
    def home(self) -> Home:
        """The home at this moment; safe to keep, it never changes."""
        return self._home

    def update(
        self,
        entity_id: str,
        *,
        state: str | float | None = None,
        attributes: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> None:
        """Take over a state (None: as it was) and attributes (added to those known); unknown ids are ignored."""
        entity = self._home.entities.get(entity_id)
        if entity is None:
            return
        after = _changed(entity, state, attributes, at)
        if after is not entity:
            self._replace(replace(self._home, entities={**self._home.entities, entity_id: after}))

    def put(self, entities: Iterable[Entity] = (), *, areas: Iterable[Area] = (), removed: Iterable[str] = ()) -> None:
        """Add or replace entities and areas, and forget those `removed`; the vocabulary follows where names change.

        Takes many at once because a vocabulary of thousands of names is not made anew for each of them.
        """
        known = dict(self._home.entities)
        rooms = {**self._home.areas, **{area.id: area for area in areas}}
        for entity_id in removed:
            known.pop(entity_id, None)
        for entity in entities:
            known[entity.id] = _placed(entity, rooms)
        self._replace(_home_with(self._home, known, rooms))

    def adopt(self, home: Home, before: Home) -> None:
        """Replace everything by `home`, but keep what devices have reported since `before` was adopted."""
        entities = {
            key: _with_reports(entity, before.entities.get(key), self._home.entities.get(key))
            for key, entity in home.entities.items()
        }
        self._replace(replace(home, entities=entities))

    async def wait_for(self, predicate: Callable[[Home], bool], timeout_s: float | None) -> bool:
        """Return True as soon as the home fulfils `predicate`, False when `timeout_s` is over (None: never)."""
        if predicate(self._home):
            return True
        future = asyncio.get_running_loop().create_future()
        self._waiting[future] = predicate
        try:
            async with asyncio.timeout(timeout_s):
                await future
        except TimeoutError:
            return False
        finally:
            del self._waiting[future]
        return True

    def _replace(self, home: Home) -> None:
        self._home = home
        for hearer in self.hearers:
            hearer(home)
        for future, predicate in self._waiting.items():
            if not future.done() and predicate(home):
                future.set_result(None)


def named_like(home: Home, before: Home) -> Home:
    """Return `home` with its vocabulary: the very one of `before` where no name is another; slow for a large house."""
    same = (
        home.areas == before.areas and home.floors == before.floors and _names(home.entities) == _names(before.entities)
    )
    return replace(home, vocabulary=before.vocabulary if same else vocabulary_of(home))


def overlay(home: Home, states: Mapping[str, Mapping[str, Any]]) -> Home:
    """Return `home` with other states: entity id → {"state"?, "attributes"?}; unknown ids are ignored."""
    changed = {
        entity_id: _changed(
            home.entities[entity_id], _scalar(said.get("state")), _mapping(said.get("attributes")), None
        )
        for entity_id, said in states.items()
        if entity_id in home.entities
    }
    return replace(home, entities={**home.entities, **changed}) if changed else home


def _scalar(value: object) -> str | float | None:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str | int | float) else None


def _mapping(value: object) -> Mapping[str, Any] | None:
    return value if isinstance(value, Mapping) else None


def _changed(
    entity: Entity, state: str | float | None, attributes: Mapping[str, Any] | None, at: datetime | None
) -> Entity:
    new_state = entity.state if state is None else state
    new_attributes = {**entity.attributes, **(attributes or {})}
    if new_state == entity.state and new_attributes == entity.attributes:
        return entity
    moment = entity.changed if new_state == entity.state else at
    return replace(entity, state=new_state, attributes=new_attributes, changed=moment)


def _with_reports(entity: Entity, before: Entity | None, now: Entity | None) -> Entity:
    """Return a described entity with state and attributes that its device has reported."""
    if now is None:
        return entity
    if before == entity:
        return now
    known = before.attributes if before else {}
    reported = {key: value for key, value in now.attributes.items() if key not in known or known[key] != value}
    state = entity.state if now.state is None else now.state
    return replace(entity, state=state, attributes={**entity.attributes, **reported}, changed=now.changed)


def _placed(entity: Entity, areas: Mapping[str, Area]) -> Entity:
    area = areas.get(entity.area) if entity.area else None
    return replace(entity, floor=area.floor) if entity.floor is None and area and area.floor else entity


def _home_with(home: Home, entities: Mapping[str, Entity], areas: Mapping[str, Area]) -> Home:
    after = replace(home, entities=entities, areas=areas)
    if areas == home.areas and _names(entities) == _names(home.entities):
        return after
    return replace(after, vocabulary=vocabulary_of(after))


def _names(entities: Mapping[str, Entity]) -> set[tuple[object, ...]]:
    """Everything that names and linking depend on."""
    return {(e.id, e.name, e.aliases, e.area, e.floor, e.domain, e.device_class) for e in entities.values()}
