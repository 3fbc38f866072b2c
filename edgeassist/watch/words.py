"""Alerts in the words that a voice says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Literal

from edgeassist.home.figures import clock, day, listed
from edgeassist.home.quantities import measured
from edgeassist.home.spoken import called, is_plural, sentence
from edgeassist.messages import AnomalyKind
from edgeassist.sensors.gravity import NOTICED
from edgeassist.sensors.summary import STORM, WORST, Fact, Group, grouped

ALL_WELL = "Nothing is wrong with the sensors."

_MOST_NAMED = 4
"""More sensors of a group are counted."""

_SAID: Mapping[AnomalyKind, tuple[str, str]] = MappingProxyType(
    {
        "spike": ("made a sudden jump", "{at}"),
        "stuck": ("{has} not changed for unusually long", "noticed {at}"),
        "dropout": ("{has} stopped reporting", "noticed {at}"),
        "drift": ("{has} been drifting away from what is usual", "{since}"),
        "level_shift": ("{has} been at an unusual level", "{since}"),
        "out_of_range": ("{has} been outside the usual range", "{since}"),
        "noise": ("{has} been more restless than usual", "{since}"),
        "left_open": ("{has} been {open} for unusually long", "noticed {at}"),
        "missing_cycle": ("{has} not run when usual", "noticed {at}"),
        "night_activity": ("{was} active at an unusual time", "{at}"),
        "rate": ("{has} been {changing}", "{since}"),
        "hazard": ("{has} been reporting {noticed}", "{since}"),
    }
)
"""Kind → what is said of a sensor, and how the time is put."""

_VALUED = frozenset({"spike", "drift", "level_shift", "out_of_range", "rate", "noise"})
"""Kinds for which it matters what was measured."""

_OPENINGS = frozenset({"door", "garage_door", "window", "opening", "lock"})


@dataclass(frozen=True, slots=True)
class Telling:
    """When something is told, and how its hearers count."""

    now: datetime
    units: Literal["metric", "imperial"] = "metric"


def clause(fact: Fact, telling: Telling) -> str:
    """Return what is said of one alert, without capital letter and full stop."""
    anomaly = fact.anomaly
    verb, when = _SAID[anomaly.kind]
    at = time_of(anomaly.since, telling.now)
    text = f"{_filled(verb, [fact])}, {when}" if when.startswith("noticed") else f"{_filled(verb, [fact])} {when}"
    return f"{called(fact.entity)} {text.format(at=f'at {at}', since=f'since {at}')}{_values(fact, telling)}"


def _values(fact: Fact, telling: Telling) -> str:
    anomaly = fact.anomaly
    if anomaly.kind not in _VALUED or not isinstance(anomaly.value, float):
        return ""
    value = f": {measured(anomaly.value, fact.unit, telling.units)}"
    if anomaly.expected is None:
        return value
    low, high = (measured(limit, fact.unit, telling.units) for limit in anomaly.expected)
    return f"{value}, where {low} to {high} is usual" if low != high else f"{value}, where {low} is usual"


def told(facts: Sequence[Fact], telling: Telling) -> str:
    """Return all alerts as one message, the gravest first; a storm of them is counted, and the worst are named."""
    if not facts:
        return ALL_WELL
    if len(facts) > STORM:
        return _storm(facts, telling)
    return " ".join(sentence(_of_group(group, telling)) for group in grouped(facts))


def announced(facts: Sequence[Fact], telling: Telling) -> str:
    """Return what is said aloud at once, in one sentence."""
    warning = "Alarm" if facts[0].gravity == "danger" else "Warning"
    groups = grouped(facts)
    more = len(facts) - sum(len(group.facts) for group in groups[:WORST])
    parts = [_of_group(group, telling) for group in groups[:WORST]]
    return f"{warning}: {'; '.join(parts)}{f'; and {more} more' if more else ''}."


def _of_group(group: Group, telling: Telling) -> str:
    facts = group.facts
    if len(facts) == 1:
        return clause(group.first, telling)
    verb, when = _SAID[group.first.anomaly.kind]
    at = time_of(min(fact.anomaly.since for fact in facts), telling.now)
    joint = ", " if when.startswith("noticed") else " "
    return f"{who(facts)} {_filled(verb, facts)}{joint}{when.format(at=f'at {at}', since=f'since {at}')}"


def predicate(fact: Fact) -> tuple[str, str]:
    """Return what is wrong with a sensor, as it is said of one and of several."""
    verb = _SAID[fact.anomaly.kind][0]
    return _filled(verb, [fact]), _filled(verb, [fact, fact])


def who(facts: Sequence[Fact]) -> str:
    """Return what several sensors with the same alert are called."""
    if len(facts) <= _MOST_NAMED:
        return listed([called(fact.entity) for fact in facts])
    rooms = {fact.room for fact in facts}
    room = rooms.pop() if len(rooms) == 1 else None
    return f"{len(facts)} sensors{f' in the {room.lower()}' if room else ''}"


def _storm(facts: Sequence[Fact], telling: Telling) -> str:
    sensors = {fact.anomaly.entity for fact in facts}
    rooms = {fact.room for fact in facts if fact.room}
    kind, many = Counter(fact.anomaly.kind for fact in facts).most_common(1)[0]
    like = [fact for fact in facts if fact.anomaly.kind == kind]
    where = f" in {len(rooms)} rooms" if len(rooms) > 1 else ""
    worst = "; ".join(clause(fact, telling) for fact in facts[:WORST])
    count = f"There are {len(facts)} alerts of {len(sensors)} sensors{where}"
    return f"{count}: {many} of them {_filled(_SAID[kind][0], like)}. The worst {WORST}: {worst}."


def _filled(verb: str, facts: Sequence[Fact]) -> str:
    """Return the verb of a group with what it says of them all."""
    entity = facts[0].entity
    plural = len(facts) > 1 or is_plural(entity)
    alike = {fact.entity.device_class for fact in facts}
    return verb.format(
        has="have" if plural else "has",
        was="were" if plural else "was",
        open="open" if alike <= _OPENINGS else "on",
        changing="switching unusually often" if entity.domain == "binary_sensor" else "changing unusually fast",
        noticed=NOTICED.get(entity.device_class or "", "danger") if len(alike) == 1 else "danger",
    )


def time_of(seconds: float, now: datetime) -> str:
    """Return a moment as it is said now.

    >>> from datetime import UTC
    >>> time_of(1795190400.0, datetime(2026, 11, 21, 9, tzinfo=UTC))
    '4 PM yesterday'
    """
    moment = datetime.fromtimestamp(seconds, now.tzinfo)
    days = (now.date() - moment.date()) / timedelta(days=1)
    other = "" if not days else " yesterday" if days == 1 else f" on {day(moment)}"
    return f"{clock(moment)}{other}"
