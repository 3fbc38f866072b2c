"""When something is done, until when and how often: the spans of an action, read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.moments import read_repeat
from edgeassist.home.time_values import read_time
from edgeassist.messages import Context, ParsedAction, Refusal, Understanding

_USUAL = 5
_PARTS: Mapping[str, int] = MappingProxyType({"morning": 2, "afternoon": 11, "evening": 11, "night": 17})
"""Part of the day → the hour after which a time is in it."""
_SUNS_HOURS: Mapping[str, int] = MappingProxyType({"sunset": 16, "sunrise": 5})
"""When it is about so: which half of the day is meant by "from sunset until 11"."""

_BARE_HOUR = re.compile(r"(?:from |at |between )?(1[0-2]|[1-9])(?: [0-5]\d)?")
_HOUR_OF_A_DAY = re.compile(r"((?:.* )?(1[0-2]|[1-9])(?: [0-5]\d)?) ((?:tomorrow|in the|on|this)\b.*)")
_HOW_OFTEN = re.compile(r"\b(?:every|each|per|times|once|twice|hourly|weekly|monthly|yearly)\b")


def times_of(parsed: ParsedAction, context: Context) -> dict[str, Any] | Refusal:
    """Return `when`, `until` and `repeat` of an action as far as they were said, or why one cannot be."""
    times: dict[str, Any] = {}
    parsed = _on_the_day(parsed)
    if parsed.when is not None:
        times["when"] = read_time(parsed.when, _early(context, parsed.repeat) if parsed.repeat else context)
    if parsed.until is not None:
        times["until"] = read_time(parsed.until, _starting(times.get("when"), context))
    if parsed.repeat is not None:
        times["repeat"] = read_repeat(parsed.repeat)
        if times["repeat"] is None and _HOW_OFTEN.search(parsed.repeat):
            return Refusal(
                "cannot",
                f"I can't do that {parsed.repeat}, only at a time daily or on days of the week.",
                parsed.intent,
            )
        if times.get("when") and times["repeat"]:
            times["when"] = _first(times["when"], times["repeat"], context)
    if any(value is None for value in times.values()):
        return Refusal("out_of_range", "I didn't understand when.", parsed.intent)
    return times


def _on_the_day(parsed: ParsedAction) -> ParsedAction:
    """Return an action that begins on the day that is said with its later end: "from 5 until 7 tomorrow morning"."""
    begins, ends = _BARE_HOUR.fullmatch((parsed.when or "").strip()), _HOUR_OF_A_DAY.fullmatch(parsed.until or "")
    if not begins or not ends or int(begins[1]) >= int(ends[2]):
        return parsed
    return replace(parsed, when=f"{begins[0]} {ends[3]}", until=ends[1])


def at_the_same_time(understanding: Understanding, said: str) -> Understanding:
    """Return what was understood, all of it at the time that was said first: "at 7 blinds up and fan on"."""
    first, *others = understanding.actions or (ParsedAction(""),)
    when = (first.when or "").strip()
    timed = any(each.when or each.until or each.condition or each.intent not in INTENT_DOMAINS for each in others)
    if not when or not others or timed or not said.startswith(f"{when} "):
        return understanding
    return replace(understanding, actions=(first, *(replace(each, when=first.when) for each in others)))


def moment_of(parsed: ParsedAction, context: Context) -> Context:
    """Return the context in which the values of an action are read: what is repeated has its usual half of the day."""
    return _early(context, parsed.repeat) if parsed.intent == "reminder_set" and parsed.repeat else context


def _early(context: Context, repeat: str) -> Context:
    """Return the context early on the same day, or in the part of it that is repeated.

    What is done every day at 7 is done in the morning, at 5 it is not, and every evening it never is.
    """
    hour = next((hour for part, hour in _PARTS.items() if part in repeat), _USUAL)
    return replace(context, now=context.now.replace(hour=hour, minute=59, second=0, microsecond=0))


def _first(when: Mapping[str, Any], days: tuple[str, ...], context: Context) -> Mapping[str, Any]:
    """Return when something that is repeated on these days is first done."""
    if "at" not in when:
        return when
    at = datetime.fromisoformat(when["at"])
    moments = (at + timedelta(days=later) for later in range(8))
    first = next((each for each in moments if each > context.now and f"{each:%a}".lower() in days), at)
    return {**when, "at": first.isoformat(timespec="seconds")}


def _starting(when: Mapping[str, Any] | None, context: Context) -> Context:
    """Return the context at the time when something begins: until 11 is after that."""
    if when and "at" in when:
        return replace(context, now=datetime.fromisoformat(when["at"]))
    if when and "sun" in when:
        hour = _SUNS_HOURS[when["sun"]]
        later = timedelta(days=0 if context.now.hour <= hour else 1)
        return replace(context, now=(context.now + later).replace(hour=hour, minute=0, second=0, microsecond=0))
    return (
        replace(context, now=context.now + timedelta(seconds=when["after_s"]))
        if when and "after_s" in when
        else context
    )
