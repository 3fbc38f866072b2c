"""Times that are over, as they are spoken of: "last night", "since 9", "in the last hour", "while I was out"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType

from edgeassist.moments import read_clock, read_duration
from edgeassist.text import WEEKDAYS, normalise

_AWAY = timedelta(hours=12)
"""Nobody says for how long they were out."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A time that is over, or goes on until now."""

    since: datetime
    until: datetime
    said: str
    """As it ends a sentence: "since yesterday", "in the last 12 hours"."""


def read_period(text: str, now: datetime) -> Period | None:
    """Return the period that words mean; None: they mean none.

    >>> read_period("since 9", datetime(2026, 11, 20, 19)).since
    datetime.datetime(2026, 11, 20, 9, 0)
    """
    said = re.sub(r"^(?:the|over the|during the) ", "", normalise(text))
    if (span := _SPANS.get(said)) is not None:
        since, until = span(datetime.combine(now.date(), time(0), now.tzinfo))
        return Period(since, min(until, now), said)
    if re.match(r"(?:while|when|since|after) (?:i|we|you|they)\b", said):
        return Period(now - _AWAY, now, "in the last 12 hours")
    if match := re.fullmatch(r"in the (?:last|past) (.+)", said):
        seconds = read_duration(match[1]) or read_duration(f"a {match[1]}")
        return Period(now - timedelta(seconds=seconds), now, said) if seconds else None
    if match := re.fullmatch(r"(since|after|on|last) (.+)", said):
        return _from_day(match[1], match[2], now) or _from_clock(match[2], now)
    return None


def _from_day(how: str, word: str, now: datetime) -> Period | None:
    """Return a period from "since Monday", "on Monday", "since this morning"."""
    midnight = datetime.combine(now.date(), time(0), now.tzinfo)
    if word in WEEKDAYS:
        day = midnight - timedelta(days=(now.weekday() - WEEKDAYS.index(word)) % 7 or 7)
        return Period(day, now if how in {"since", "after"} else day + _DAY, f"{how} {word.capitalize()}")
    if how in {"on", "last"}:
        return None
    if (clock := _HOURS.get(word)) is not None:
        start = datetime.combine(now.date(), clock, now.tzinfo)
        return Period(start if start <= now else start - _DAY, now, f"since {word}")
    span = _SPANS.get(word)
    return Period(span(midnight)[0], now, f"since {word}") if span is not None else None


def _from_clock(word: str, now: datetime) -> Period | None:
    clock = read_clock(word)
    if clock is None:
        return None
    midnight = datetime.combine(now.date(), time(0), now.tzinfo)
    halves = (0,) if clock.sure else (0, 12)
    moments = [clock.on(midnight - days * _DAY) + timedelta(hours=half) for days in (0, 1) for half in halves]
    return Period(max(moment for moment in moments if moment <= now), now, f"since {word}")


_HOURS: Mapping[str, time] = MappingProxyType(
    {"breakfast": time(7), "lunch": time(12), "lunchtime": time(12), "dinner": time(18), "noon": time(12)}
    | {"midday": time(12), "midnight": time(0), "sunrise": time(6), "sunset": time(18)}
)


def _hours(first: float, last: float) -> Callable[[datetime], tuple[datetime, datetime]]:
    """Return what gives so many hours from the midnight before."""
    return lambda midnight: (midnight + timedelta(hours=first), midnight + timedelta(hours=last))


_SPANS: Mapping[str, Callable[[datetime], tuple[datetime, datetime]]] = MappingProxyType(
    {
        **dict.fromkeys(("today", "day"), _hours(0, 24)),
        "yesterday": _hours(-24, 0),
        **dict.fromkeys(("last night", "overnight", "night"), _hours(-3, 7)),
        "this morning": _hours(4, 12),
        "this afternoon": _hours(12, 18),
        **dict.fromkeys(("this evening", "tonight"), _hours(17, 24)),
        "yesterday evening": _hours(-7, 0),
        "weekend": lambda midnight: (
            midnight - timedelta(days=(midnight.weekday() - 5) % 7),
            midnight - timedelta(days=(midnight.weekday() - 5) % 7) + 2 * _DAY,
        ),
    }
)
"""Words → first and last moment, from the midnight that began today."""
