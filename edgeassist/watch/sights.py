"""The sensors of a house as people look at them: one after the other, each alone, or in a picture."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from edgeassist.errors import EdgeAssistError
from edgeassist.messages import Anomaly, Entity, Home
from edgeassist.sensors.history import History
from edgeassist.sensors.picture import Band, Picture, Shade
from edgeassist.sensors.recording import Point
from edgeassist.sensors.summary import facts_of, moment
from edgeassist.stages import TeachableMonitor
from edgeassist.text import normalise

_WEEK_S = 7 * 86_400.0
_YOUNG_DAYS = 2.0
"""A sensor that is known for less is still being learned."""
_BAND_DAYS = 1.0
"""What is usual is shown once a whole day is known."""
_BAND_STEP_S = 1_800.0
_STATES = ("odd", "silent", "muted", "new", "usual")
"""In the order in which they need attention."""
_MOST_NEAR = 4


class NoSuchSensorError(EdgeAssistError):
    """No sensor is called so; the text names those that come near."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known at one moment."""

    monitor: TeachableMonitor
    history: History
    home: Home
    alerts: Sequence[Anomaly]
    """Those that are remembered, oldest first."""
    mutes: Mapping[str, float]
    now: float
    zone: tzinfo | None
    with_text: bool = True
    """Whether names and reasons may be told."""

    def entity(self, key: str) -> Entity:
        """Return a sensor of the house; one that has left it has its id for a name."""
        return self.home.entities.get(key) or Entity(key, key, key.partition(".")[0])


def found(sight: Sight, words: str) -> str:
    """Return the sensor that `words` are the id or the name of; raises NoSuchSensorError."""
    followed = sight.monitor.entities()
    if words in followed:
        return words
    said = normalise(words)
    names: dict[str, list[str]] = {}
    for key in followed:
        entity = sight.entity(key)
        for name in (entity.name, *entity.aliases, key.partition(".")[2].replace("_", " ")):
            names.setdefault(normalise(name), []).append(key)
    meant = list(dict.fromkeys(names.get(said, ())))
    if len(meant) == 1:
        return meant[0]
    near = meant or _near(said, words, names, followed)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    if not followed:
        hint = "; none has reported yet"
    raise NoSuchSensorError(f"no sensor is called {words!r}{hint} (edgeassist sensors list shows all)")


def _near(said: str, words: str, names: Mapping[str, list[str]], followed: Sequence[str]) -> list[str]:
    holding = [
        key for name, keys in names.items() if said and all(part in name for part in said.split()) for key in keys
    ]
    alike = [key for name in difflib.get_close_matches(said, names, _MOST_NEAR) for key in names[name]]
    ids = difflib.get_close_matches(words, followed, _MOST_NEAR)
    return list(dict.fromkeys([*holding, *alike, *ids]))[:_MOST_NEAR]


def rows(sight: Sight) -> list[dict[str, Any]]:
    """Return a row a sensor, what needs attention first."""
    lasting = [anomaly for anomaly in sight.alerts if anomaly.until is None]
    local = datetime.fromtimestamp(sight.now, sight.zone)
    grave = {fact.anomaly.entity: -place for place, fact in enumerate(reversed(facts_of(lasting, sight.home, local)))}
    by_sensor: dict[str, list[Anomaly]] = {}
    for anomaly in sight.alerts:
        by_sensor.setdefault(anomaly.entity, []).append(anomaly)
    every = [_row(sight, key, by_sensor.get(key, [])) for key in sight.monitor.entities()]
    return sorted(
        every, key=lambda row: (_STATES.index(row["state"]), grave.get(row["entity"], 0), row["name"].casefold())
    )


def _row(sight: Sight, key: str, mine: Sequence[Anomaly]) -> dict[str, Any]:
    known = sight.monitor.explain(key) or {}
    entity = sight.entity(key)
    area = sight.home.areas.get(entity.area or "")
    seen = known.get("seen")
    value = known.get("value") if entity.state is None else entity.state
    return {
        "entity": key,
        "name": entity.name if sight.with_text else key,
        "room": area.name if area and sight.with_text else None,
        "device_class": known.get("device_class"),
        "unit": known.get("unit"),
        "value": round(value, 6) if isinstance(value, float) else value,
        "seen": moment(seen, sight.zone) if seen else None,
        "age_s": round(max(sight.now - seen, 0.0)) if seen else None,
        "state": _state(sight, key, mine, known),
        "last_alert": _alert(sight, mine[-1]) if mine else None,
    }


def _state(sight: Sight, key: str, mine: Sequence[Anomaly], known: Mapping[str, Any]) -> str:
    if sight.mutes.get(key, 0.0) > sight.now:
        return "muted"
    if kinds := {each.kind for each in mine if each.until is None}:
        return "silent" if kinds == {"dropout"} else "odd"
    return "new" if known.get("days", 0.0) < _YOUNG_DAYS else "usual"


def _alert(sight: Sight, anomaly: Anomaly) -> dict[str, Any]:
    out = {
        "kind": anomaly.kind,
        "since": moment(anomaly.since, sight.zone),
        "until": None if anomaly.until is None else moment(anomaly.until, sight.zone),
        "score": round(anomaly.score, 4),
        "value": anomaly.value,
        "expected": None if anomaly.expected is None else list(anomaly.expected),
    }
    return out | ({"reason": anomaly.reason} if sight.with_text else {})


def about(sight: Sight, key: str) -> dict[str, Any]:
    """Return what is known of one sensor: its row, what was learned, and the alerts of the last week."""
    mine = [anomaly for anomaly in sight.alerts if anomaly.entity == key]
    learned = sight.monitor.explain(key) or {}
    since = learned.pop("since", None)
    muted = sight.mutes.get(key, 0.0)
    row = _row(sight, key, mine)
    if sight.entity(key).state is None:
        row |= _last_said(sight, key, learned)
    return {
        **row,
        "since": None if since is None else moment(since, sight.zone),
        "muted_until": moment(muted, sight.zone) if muted > sight.now else None,
        "learned": {name: _finite(fact) for name, fact in learned.items() if name not in _TOLD_ELSEWHERE},
        "alerts": [_alert(sight, anomaly) for anomaly in mine if anomaly.since > sight.now - _WEEK_S],
    }


def _last_said(sight: Sight, key: str, learned: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a sensor said last, be it believed or not, where that is still known."""
    points = sight.history.series(key, sight.now - _WEEK_S, sight.now, learned.get("unit"))
    if not points or isinstance(learned.get("value"), str):
        return {}
    last, at = points[-1].last, points[-1].at
    value = "unavailable" if math.isnan(last) else round(last, 3)
    return {"value": value, "seen": moment(at, sight.zone), "age_s": round(max(sight.now - at, 0.0))}


def _finite(fact: Any) -> Any:
    return None if isinstance(fact, float) and not math.isfinite(fact) else fact


_TOLD_ELSEWHERE = frozenset({"entity", "device_class", "unit", "value", "seen", "alerts"})


def picture(sight: Sight, key: str, hours: float, zone_name: str | None) -> Picture:
    """Return the picture of a sensor over the last hours."""
    until, since = sight.now, sight.now - 3600 * hours
    learned = sight.monitor.explain(key) or {}
    is_switch, unit = isinstance(learned.get("value"), str), learned.get("unit")
    entity = sight.entity(key)
    shades = [
        Shade(each.since, each.until, each.kind, each.reason if sight.with_text else "")
        for each in sight.alerts
        if each.entity == key and each.since <= until and (each.until is None or each.until >= since)
    ]
    return Picture(
        title=entity.name if sight.with_text else key,
        unit=unit,
        since=since,
        until=until,
        zone_name=zone_name,
        is_switch=is_switch,
        longest_gap_s=learned.get("longest_gap_s", 0.0),
        points=_states(sight.history, key, since, until)
        if is_switch
        else sight.history.series(key, since, until, unit),
        band=_band(sight, key, since, until) if learned.get("days", 0.0) >= _BAND_DAYS else [],
        alerts=shades,
    )


def _states(history: History, key: str, since: float, until: float) -> list[Point]:
    """Return the points of a switch, the first of them how it was when the time began."""
    points = history.series(key, since, until)
    before = [point for point in history.series(key, since - _WEEK_S, since) if not math.isnan(point.last)]
    state = before[-1].last if before else None
    return points if state is None else [Point(since, state, state, state), *points]


def _band(sight: Sight, key: str, since: float, until: float) -> list[Band]:
    steps = math.ceil((until - since) / _BAND_STEP_S)
    times = [min(since + _BAND_STEP_S * step, until) for step in range(steps + 1)]
    expected = ((at, sight.monitor.expected(key, at)) for at in times)
    return [Band(at, *span) for at, span in expected if span is not None]
