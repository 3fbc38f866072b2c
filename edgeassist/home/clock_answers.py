"""Answers to questions about the time and the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from math import ceil
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from edgeassist.home.figures import clock, day, duration
from edgeassist.home.moment_words import moment_told
from edgeassist.messages import Action, Context

_WEEK = 7


def answer_clock(action: Action, context: Context) -> str:
    """Return the time or the date, here or in a city, or which day another date is."""
    place: Any = action.params.get("place")
    moment, where = context.now, ""
    if isinstance(place, str) and place:
        zone = zone_of(place)
        if zone is None:
            return f"I don't know what time it is in {place.title()}."
        moment, where = context.now.astimezone(ZoneInfo(zone)), f" in {place.title()}"
    if {"till", "later_s"} & action.params.keys():
        return _ahead(action.params, context)
    if action.intent == "get_date":
        asked: Any = action.params.get("date")
        if not asked and "yesterday" in context.said.split():
            return f"That was {day(moment - timedelta(days=1))}."
        return _other_day(date.fromisoformat(asked), context) if asked else f"It's {day(moment)}{where}."
    days = (moment.date() - context.now.date()) / timedelta(days=1)
    other = {1.0: " tomorrow", -1.0: " yesterday"}.get(days, "")
    return f"It's {clock(moment)}{other}{where}."


def _ahead(params: Mapping[str, Any], context: Context) -> str:
    """Return how long it is until a moment, or what time it will be after a while."""
    if "later_s" in params:
        return f"It will be {clock(context.now + timedelta(seconds=params['later_s']))} then."
    until = datetime.fromisoformat(params["till"])
    minutes = ceil((until - context.now) / timedelta(minutes=1))
    return f"It's {duration(60 * minutes)} until {moment_told(until, context.now).removeprefix('at ')}."


def _other_day(asked: date, context: Context) -> str:
    """Return which day of the week a date is, and how far off where that was asked."""
    named = day(datetime.combine(asked, time()))
    days = (asked - context.now.date()).days
    if not context.said.startswith("how "):
        return f"That is {named}."
    if days == 0:
        return f"That is today, {named}."
    if "weeks" in context.said.split() and days > _WEEK:
        weeks, rest = divmod(days, _WEEK)
        more = f" and {rest} day{'s' if rest > 1 else ''}" if rest else ""
        return f"{weeks} week{'s' if weeks > 1 else ''}{more}: that is {named}."
    return f"One day: that is tomorrow, {named}." if days == 1 else f"{days} days: that is {named}."


def zone_of(place: str) -> str | None:
    """Return the time zone of a city that the IANA database names, or None.

    >>> zone_of("new york"), zone_of("Atlantis")
    ('America/New_York', None)
    """
    return _cities().get(place.casefold().strip())


@lru_cache(maxsize=1)
def _cities() -> Mapping[str, str]:
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/")))
    return MappingProxyType({zone.rsplit("/", 1)[1].replace("_", " ").casefold(): zone for zone in zones})
