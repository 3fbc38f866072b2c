"""What is known of a sensor, and why there was an alert, in lines for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from edgeassist.sensors.axes import length, moment

_FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "level": "how far it was from what is usual at this hour",
        "step": "how far it moved within half an hour",
        "hours": "how far it has been off for some hours",
        "days": "how far it has been off for a day or more",
        "noise": "how unsteady it was",
        "rate": "how often it reported",
        "rest": "how long it did not come down to where it rests",
        "range": "that it left the range of all half-hours before",
    }
)
"""Weak score of the monitor → what it is about."""
_AT_ONCE = frozenset({"spike", "dropout", "stuck", "left_open", "night_activity", "hazard"})
"""Kinds that are raised on one thing alone."""
_LEAST_EVIDENCE = 1.0
_BARS = "▁▂▃▄▅▆▇█"
_THRESHOLD = 8.0
"""What the held-down part of a threshold is added to."""


def value(number: float | str | None, unit: str | None) -> str:
    """Return a value as it is shown.

    >>> value(-18.40000001, "°C"), value("on", None), value(None, "W")
    ('-18.4 °C', 'on', '-')
    """
    if number is None:
        return "-"
    text = number if isinstance(number, str) else f"{number:.6g}"
    return f"{text} {unit}" if unit else text


def span(ends: Sequence[float], unit: str | None) -> str:
    """Return a range with its unit.

    >>> span([-19.512, 6.073], "°C"), span([2059.83, 2059.83], "W")
    ('-19.5 to 6.07 °C', '2059.8 W')
    """
    low, high = (f"{round(end, 2 if abs(end) < 10 else 1):.6g}" for end in ends)
    return value(low if low == high else f"{low} to {high}", unit)


def said(kind: str) -> str:
    """Return a kind of alert as words."""
    return kind.replace("_", " ")


def headline(sensor: Mapping[str, Any]) -> str:
    """Return name, id, room and state."""
    name = "" if sensor["name"] == sensor["entity"] else f"{sensor['name']}, "
    return f"{name}{sensor['entity']}{f' ({room})' if (room := sensor['room']) else ''}: {sensor['state']}"


def shown(sensor: Mapping[str, Any], now: float) -> Iterator[tuple[str, str]]:
    """Yield what is known of a sensor, each with what it is about."""
    learned, unit = sensor["learned"], sensor["unit"]
    age = "never heard of" if sensor["age_s"] is None else f"{length(sensor['age_s'])} ago"
    yield "now", f"{value(sensor['value'], unit)}, {age}"
    if sensor["since"]:
        yield "", f"so for {length(now - datetime.fromisoformat(sensor['since']).timestamp())}"
    yield from (_habits(learned) if "longest_on_s" in learned else _usual(learned, unit))
    if learned.get("longest_gap_s"):
        often = f"every {length(learned['usual_gap_s'])}; " if learned.get("usual_gap_s") else ""
        yield "reports", f"{often}a silence of {length(learned['longest_gap_s'])} is still usual"
    readings = f", {learned['readings']:,} readings" if "readings" in learned else ""
    yield "known", f"{learned.get('days', 0.0):g} days{readings}"
    if learned.get("sooner"):
        yield "told", "sooner than others" if learned["sooner"] > 0 else "later than others"
    if sensor["muted_until"]:
        yield "muted", f"until {_local(sensor['muted_until'], now)}"


def _usual(learned: Mapping[str, Any], unit: str | None) -> Iterator[tuple[str, str]]:
    if learned.get("counts_up"):
        yield "usual", "it only ever counts up"
    elif learned.get("expected"):
        yield (
            "usual",
            f"{span(learned['expected'], unit)} at this hour, {span([learned['level']] * 2, unit)} in the mean of days",
        )
    if learned.get("range_seen"):
        yield "seen", span(learned["range_seen"], unit)
    if (cycle_s := learned.get("cycle_s") or 0.0) > 0:
        yield "rhythm", f"it rises about every {length(cycle_s)}"
    if (by_hour := learned.get("by_hour")) and any(by_hour):
        high, low = by_hour.index(max(by_hour)), by_hour.index(min(by_hour))
        yield (
            "by hour",
            f"{bars(by_hour)} highest {high}:00 ({max(by_hour):+.3g}), lowest {low}:00 ({min(by_hour):+.3g})",
        )


def _habits(learned: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if learned.get("longest_on_s"):
        yield "usual", f"on for {length(learned['longest_on_s'])} at most"
    if learned.get("between_s"):
        yield "rhythm", f"it comes on at least every {length(learned['between_s'])}"
    if (by_hour := learned.get("by_hour")) and any(by_hour):
        yield "by hour", f"{bars(by_hour)} most at {by_hour.index(max(by_hour))}:00"


def bars(numbers: Sequence[float]) -> str:
    """Return small bars, from midnight on.

    >>> bars([0.0, 1.0, 0.5])
    '▁█▅'
    """
    low, high = min(numbers), max(numbers)
    return "".join(_BARS[round((number - low) / ((high - low) or 1.0) * (len(_BARS) - 1) + 0.01)] for number in numbers)


def alert_line(alert: Mapping[str, Any], now: float) -> str:
    """Return one alert in a line."""
    since = datetime.fromisoformat(alert["since"]).timestamp()
    until = "now" if alert["until"] is None else _local(alert["until"], since)
    when = f"{_local(alert['since'], now)} to {until}"
    return f"{when}: {said(alert['kind'])}, score {alert['score']:g}. {alert.get('reason', '')}".rstrip()


def brief(seconds: float) -> str:
    """Return a length of time in its largest unit.

    >>> brief(200_000.0), brief(0.0)
    ('2 d', '0 s')
    """
    return " ".join(length(max(seconds, 0.0)).split()[:2])


def last_alert(alert: Mapping[str, Any] | None, now: float) -> str:
    """Return the kind of an alert and how long ago it was raised."""
    if alert is None:
        return ""
    return f"{said(alert['kind'])} {brief(now - datetime.fromisoformat(alert['since']).timestamp())} ago"


def why(sensor: Mapping[str, Any], now: float) -> Iterator[str]:
    """Yield sentences on why the last alert was raised."""
    alert, unit, learned = sensor["last_alert"], sensor["unit"], sensor["learned"]
    if alert is None:
        yield "There was no alert that is still remembered."
        return
    over = "It lasts." if alert["until"] is None else f"It was over at {_local(alert['until'], now)}."
    yield f"The last alert was {said(alert['kind'])}, raised at {_local(alert['since'], now)}. {over}"
    if alert.get("reason"):
        yield alert["reason"]
    usual = f", where {span(alert['expected'], unit)} would have been usual" if alert["expected"] else ""
    yield f"It said {value(alert['value'], unit)}{usual}."
    yield _strength(alert["score"])
    if alert["kind"] not in _AT_ONCE:
        yield from _evidence(learned.get("evidence") or {})
    if (held := learned.get("held_down", 0.0)) >= 0.5:
        more = round(100 * held / _THRESHOLD)
        yield f"It has given alerts lately: the next one takes {more} % more, which fades within days."


def _strength(score: float) -> str:
    if score >= 1:
        return "Nothing had to be weighed for that (score 1)."
    return f"The evidence was {score / (1 - score):.2f} times what it takes with this sensor (score {score:g})."


def _evidence(parts: Mapping[str, float]) -> Iterator[str]:
    """Yield what spoke for an alert, the strongest first."""
    strong = sorted(((part, name) for name, part in parts.items() if part >= _LEAST_EVIDENCE), reverse=True)
    if strong:
        yield "What spoke for it:"
    for part, name in strong:
        chance = "" if name == "range" else f": so far in one half-hour of {_rounded(math.exp(min(part, 30.0)))}"
        yield f"  {part:4.1f}  {_FEATURES.get(name, name)}{chance}"


def _rounded(number: float) -> str:
    """Return a number with two digits that mean something.

    >>> _rounded(2981.0), _rounded(4.4)
    ('3,000', '4')
    """
    digits = max(int(math.log10(number)) - 1, 0)
    return f"{round(number, -digits):,.0f}"


def _local(text: str, now: float) -> str:
    """Return a moment that was told in RFC 3339 on the clock that it was told by."""
    at = datetime.fromisoformat(text)
    return moment(at.timestamp(), at.tzinfo, now)
