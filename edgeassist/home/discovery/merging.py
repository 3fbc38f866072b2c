"""What several protocols announce → each thing once, under an id that it keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from edgeassist.courtesy import give_way
from edgeassist.home.discovery.announcement import Announcement, Found, Origin
from edgeassist.messages import Entity


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of the house, whoever announced it."""

    entity: Entity
    """As the one announced it that tells most of it."""
    marks: frozenset[str]
    """What tells that another announcement means the same: the next one, or one of another protocol."""
    area: str | None
    aside: str | None
    origins: tuple[Origin, ...]
    """The one that tells most first."""


def things_of(announcements: Iterable[Announcement]) -> list[Thing]:
    """Return each announced thing once, in the order of their sources, so that the order of arrival does not matter."""
    ordered = sorted(announcements, key=lambda each: (each.protocol, each.source))
    every = [(Origin(each.protocol, each.source), found) for each in ordered for found in each.found]
    marks = [found.identities for _, found in every]
    alike = defaultdict[str, list[int]](list)
    for number, (_, found) in enumerate(every):
        give_way()
        for mark in _topic_marks(found.entity):
            alike[mark].append(number)
    groups = _Groups(len(every))
    owners: dict[str, int] = {}
    for number, identities in enumerate(marks):
        for mark in identities:
            groups.join(owners.setdefault(mark, number), number)
    for numbers in alike.values():
        if len({every[number][0].protocol for number in numbers}) == len(numbers):
            groups.join(*numbers)
    return [_thing([every[number] for number in group]) for group in groups]


def _topic_marks(entity: Entity) -> Iterator[str]:
    """Yield what two protocols that mean the same thing agree on: where it is commanded, else where its value is."""
    mqtt = entity.mqtt or {}
    if topic := mqtt.get("command_topic"):
        yield f"command:{entity.domain}:{topic}"
    elif topic := mqtt.get("state_topic"):
        yield f"state:{entity.domain}:{topic}:{mqtt.get('value_template', '')}"


class _Groups:
    """Numbers that belong together."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def join(self, first: int, *others: int) -> None:
        """Put all of them into one group."""
        for other in others:
            low, high = sorted((self._top(first), self._top(other)))
            self._above[high] = low

    def _top(self, number: int) -> int:
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def __iter__(self) -> Iterator[list[int]]:
        members: dict[int, list[int]] = {}
        for number in range(len(self._above)):
            members.setdefault(self._top(number), []).append(number)
        return iter(members.values())


def _thing(same: Sequence[tuple[Origin, Found]]) -> Thing:
    give_way()
    ranked = sorted(same, key=lambda each: -_richness(each[1])) if len(same) > 1 else same
    best = ranked[0][1]
    return Thing(
        entity=best.entity,
        marks=frozenset[str]().union(*(found.identities for _, found in ranked), *map(_own_marks, ranked)),
        area=next((found.area for _, found in ranked if found.area), None),
        aside=best.aside,
        origins=tuple(origin for origin, _ in ranked),
    )


def _own_marks(each: tuple[Origin, Found]) -> list[str]:
    return list(_topic_marks(each[1].entity))


def _richness(found: Found) -> int:
    """Return how much the config tells: topics count most."""
    mqtt = found.entity.mqtt or {}
    return 100 * sum(key.endswith("_topic") for key in mqtt) + len(mqtt)


_TOPICS = ("command:", "state:")
_MOST_MARKS = 50_000


class IdBook:
    """Which id a thing has, so that it keeps it when it is renamed, comes again, or is known after a restart."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}

    def note(self, entity_id: str, marks: Iterable[str]) -> None:
        """Remember the id of what has these marks."""
        self._ids.update(dict.fromkeys(marks, entity_id))

    def known(self, thing: Thing) -> Iterator[str]:
        """Yield ids that the thing may have had, the likeliest first."""
        give_way()
        for mark in sorted(thing.marks, key=lambda mark: (mark.startswith(_TOPICS), mark)):
            entity_id = self._ids.get(mark)
            if entity_id is not None and entity_id.startswith(f"{thing.entity.domain}."):
                yield entity_id

    def name(self, things: Iterable[Thing], taken: Iterable[str]) -> dict[str, Thing]:
        """Return the things by id: known ones keep theirs, new ones get one that is not `taken`."""
        used, out = set(taken), dict[str, Thing]()
        fresh: list[Thing] = []
        for thing in things:
            entity_id = next((each for each in self.known(thing) if each not in used), None)
            if entity_id is None:
                fresh.append(thing)
            else:
                used.add(entity_id)
                out[entity_id] = thing
        numbers: dict[str, int] = {}
        for thing in fresh:
            out[_free(thing.entity.id, used, numbers)] = thing
        if len(self._ids) > _MOST_MARKS:
            self._ids.clear()
        for entity_id, thing in out.items():
            give_way()
            self.note(entity_id, thing.marks)
        return out


def _free(wished: str, used: set[str], numbers: dict[str, int]) -> str:
    """Return `wished`, or the first of its numbered forms that is not used, and note that it is now."""
    entity_id = wished
    while entity_id in used:
        numbers[wished] = numbers.get(wished, 1) + 1
        entity_id = f"{wished}_{numbers[wished]}"
    used.add(entity_id)
    return entity_id
