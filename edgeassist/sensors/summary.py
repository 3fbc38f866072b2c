"""Many alerts as one message: the facts, and how they belong together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from edgeassist.messages import Anomaly, Entity, Home
from edgeassist.sensors.gravity import Gravity, gravity, is_guarded

STORM = 12
"""More alerts are counted, and the worst of them told."""

WORST = 3

_TOGETHER_S = 600.0
"""What began within this time of one another may have one cause."""

_RANK: dict[Gravity, int] = {"danger": 0, "urgent": 1, "ordinary": 2}


@dataclass(frozen=True, slots=True)
class Fact:
    """An anomaly with what people call the sensor."""

    anomaly: Anomaly
    entity: Entity
    """One with the id alone where the house no longer has it."""
    room: str | None = None
    """The name of its room."""
    gravity: Gravity = "ordinary"

    @property
    def unit(self) -> str | None:
        """The unit of value and expected."""
        unit = self.entity.attributes.get("unit_of_measurement")
        return str(unit) if unit is not None else None

    def as_json(self, zone: tzinfo | None, *, with_text: bool = True) -> dict[str, Any]:
        """Return the fact as it is published; `with_text` False leaves names out."""
        anomaly = self.anomaly
        out = {
            "entity": anomaly.entity,
            "kind": anomaly.kind,
            "value": anomaly.value,
            "unit": self.unit,
            "expected": None if anomaly.expected is None else list(anomaly.expected),
            "since": moment(anomaly.since, zone),
            "score": round(anomaly.score, 4),
            "gravity": self.gravity,
        }
        return out | ({"name": self.entity.name, "room": self.room} if with_text else {})


@dataclass(frozen=True, slots=True)
class Group:
    """Facts of one kind, room, class and time."""

    facts: tuple[Fact, ...]
    """Never none; the gravest first."""

    @property
    def first(self) -> Fact:
        """The fact that all others are like."""
        return self.facts[0]


def facts_of(anomalies: Iterable[Anomaly], home: Home, now: datetime) -> list[Fact]:
    """Return what is to be said of `anomalies` in a house, the gravest first."""
    guarded = is_guarded(home, now)
    facts = []
    for anomaly in anomalies:
        known = home.entities.get(anomaly.entity)
        domain, _, name = anomaly.entity.partition(".")
        entity = known or Entity(anomaly.entity, name.replace("_", " "), domain)
        area = home.areas.get(entity.area or "")
        facts.append(Fact(anomaly, entity, area.name if area else None, gravity(anomaly, known, guarded=guarded)))
    return sorted(facts, key=_rank)


def _rank(fact: Fact) -> tuple[int, float, float]:
    return _RANK[fact.gravity], -fact.anomaly.score, fact.anomaly.since


def grouped(facts: Sequence[Fact]) -> list[Group]:
    """Return facts in groups that one sentence can tell, the gravest group first."""
    alike: dict[tuple[str, str | None, str | None, Gravity], list[Fact]] = {}
    for fact in facts:
        key = fact.anomaly.kind, fact.room, fact.entity.device_class, fact.gravity
        alike.setdefault(key, []).append(fact)
    groups = [Group(tuple(sorted(some, key=_rank))) for every in alike.values() for some in _by_time(every)]
    return sorted(groups, key=lambda group: _rank(group.first))


def _by_time(facts: list[Fact]) -> Iterable[list[Fact]]:
    """Yield facts that began together."""
    some: list[Fact] = []
    for fact in sorted(facts, key=lambda fact: fact.anomaly.since):
        if some and fact.anomaly.since - some[-1].anomaly.since > _TOGETHER_S:
            yield some
            some = []
        some.append(fact)
    yield some


def moment(seconds: float, zone: tzinfo | None) -> str:
    """Return a moment as RFC 3339 with zone."""
    return datetime.fromtimestamp(seconds, zone).astimezone(zone).isoformat(timespec="seconds")
