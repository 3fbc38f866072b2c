"""When something is done, until when and how often: the spans of an action, read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import INTENT_DOMAINS, INVERSE
from edgeassist.home.how_often import ONCE, read_repeat
from edgeassist.home.time_values import read_time
from edgeassist.messages import Context, ParsedAction, Refusal, Understanding
from edgeassist.moments import read_clock
from edgeassist.text import MONTH, WEEKDAY
from edgeassist.when import BARE, CLOCK, DATE, DAY, IN_PART, TIME

_USUAL = 5
_PARTS: Mapping[str, int] = MappingProxyType({"morning": 2, "afternoon": 11, "evening": 11, "night": 17})
"""Part of the day → the hour after which a time is in it."""
_SUNS_HOURS: Mapping[str, int] = MappingProxyType({"sunset": 16, "sunrise": 5})
"""When it is about so: which half of the day is meant by "from sunset until 11"."""

_BEGINS = re.compile(rf"(?:from |at |between )?({TIME})")
_FROM_TO = re.compile(rf"(?:from|between) (?P<begins>{TIME}) (?:to|till|until|and) (?P<ends>{TIME})(?P<day> .+)?")
_END_OF_A_DAY = re.compile(rf"((?:.* )?({CLOCK}|{BARE})) ({IN_PART}|(?:{DAY}|{DATE})(?: {IN_PART})?)")
_SOME_DAYS = re.compile(r"^\s*for .*\b(?:days|nights|mornings|evenings|weeks?)\b")
_UNTIL_A_DAY = re.compile(rf"\b(?:{WEEKDAY}|tomorrow|weekend|week|month|{MONTH})\b")
"""The end of something that comes round, and not of each time."""
_NAMES_DAY = re.compile(r"\b(?:today|tonight|tomorrow)\b")
_DONE = frozenset(INTENT_DOMAINS) | {"notify"}
_OF_THE_EVENING = frozenset({"turn_off", "close", "lock"})
"""What is rather done at the end of a day."""
_LATE = 10
_AT = re.compile(r"^(?:at|by|from|around) ")
_THEN = re.compile(r"\bthen\b|\bafter (?:that|which)\b|\bafterwards\b")
_FOR = re.compile(r"^for(?: the next| another)?\b")
_UNTIL = re.compile(r"^(?:until|till?|to)\b")
_HOW_OFTEN = re.compile(r"\b(?:every|each|per|times|once|twice|hourly|weekly|monthly|yearly|fortnightly)\b")
_ONLY_ONCE = "That is set for once, so there is no day to leave out. Tell me the days, such as every weekday."


def times_of(parsed: ParsedAction, context: Context) -> dict[str, Any] | Refusal:
    """Return `when`, `until` and `repeat` of an action as far as they were said, or why one cannot be."""
    times: dict[str, Any] = {}
    if parsed.intent == "alarm_set" and parsed.repeat is None and "repeat" in parsed.values:
        often = times_of(replace(parsed, repeat=parsed.values["repeat"], when=None, until=None), context)
        return often if isinstance(often, Refusal) else times
    parsed = _on_the_day(parsed)
    if parsed.when is not None:
        times["when"] = read_time(parsed.when, _usual(parsed, context) if parsed.repeat else context)
    if parsed.until is not None:
        times["until"] = _end(parsed.until, times.get("when"), context)
    if parsed.repeat is not None:
        if parsed.repeat.startswith(f"{ONCE} "):
            return Refusal("cannot", _ONLY_ONCE, parsed.intent)
        times["repeat"] = read_repeat(parsed.repeat)
        if times["repeat"] is None and _HOW_OFTEN.search(parsed.repeat):
            return Refusal(
                "cannot",
                f"I can't do that {parsed.repeat}, only at a time, every so many days or weeks or on days of the week.",
                parsed.intent,
            )
        if times.get("when") and times["repeat"]:
            times["when"] = _first(times["when"], times["repeat"], context)
    if _is_limited(parsed, times):
        return Refusal("cannot", "I can do that once, daily or on days of the week, not for some days.", parsed.intent)
    if any(value is None for value in times.values()):
        return Refusal("out_of_range", "I didn't understand when.", parsed.intent)
    return times


def _is_limited(parsed: ParsedAction, times: Mapping[str, Any]) -> bool:
    """Return whether something is to come round for some days alone: "at 7 for the next 3 days"."""
    if parsed.until and parsed.repeat and _UNTIL_A_DAY.search(parsed.until):
        return True
    by_clock = "after_s" not in (times.get("when") or {"after_s": 0})
    return by_clock and parsed.until is not None and _SOME_DAYS.search(parsed.until) is not None


def _on_the_day(parsed: ParsedAction) -> ParsedAction:
    """Return an action that begins on the day that is said with its later end: "from 5 until 7 tomorrow morning"."""
    if both := _FROM_TO.fullmatch((parsed.when or "").strip()):
        day = both["day"] or ""
        ends = f"until {both['ends']}{day}"
        parsed = replace(parsed, when=f"from {both['begins']}{day if parsed.until else ''}", until=parsed.until or ends)
    begins, end = _BEGINS.fullmatch((parsed.when or "").strip()), _END_OF_A_DAY.fullmatch(parsed.until or "")
    clocks = [read_clock(begins[1]), read_clock(end[2])] if begins and end else []
    first, last = ((each.hour, each.minute) if each and not each.sure else () for each in clocks or (None, None))
    if not begins or not end or not first or not last or first >= last:
        return parsed
    return replace(parsed, when=f"{begins[0]} {end[3]}", until=end[1])


def at_the_same_time(understanding: Understanding, said: str) -> Understanding:
    """Return what was understood, all of it at the time that is said once: "every day at 7 blinds up and fan on".

    What is done "then" begins where what was said before it ends: "the fan for an hour and then the tv off".
    """
    first, *others = actions = understanding.actions or (ParsedAction(""),)
    if not others or any(each.intent not in _DONE for each in actions):
        return understanding
    if first.until and not any(map(_is_timed, others)) and _THEN.search(said):
        when = _FOR.sub("in", _UNTIL.sub("at", first.until.strip()))
        unended = replace(first, until=None) if _takes_over(others[0], first) else first
        return replace(understanding, actions=(unended, *(replace(each, when=when) for each in others)))
    if (_begins(said, first) or (first.condition and first.when)) and _wait_alike(first, others):
        return replace(understanding, actions=(first, *(_at_the_time_of(first, each) for each in others)))
    *before, last = actions
    if (_begins(said, last) or (_ends(said, last) and not _is_turned_back(last, before))) and not any(
        map(_is_timed, before)
    ):
        return replace(understanding, actions=(*(_at_the_time_of(last, each) for each in before), last))
    return understanding


def _is_timed(parsed: ParsedAction) -> bool:
    return bool(parsed.when or parsed.until or parsed.repeat or parsed.condition)


def _at_the_time_of(timed: ParsedAction, parsed: ParsedAction) -> ParsedAction:
    return replace(parsed, when=timed.when, repeat=timed.repeat)


def _wait_alike(first: ParsedAction, others: Sequence[ParsedAction]) -> bool:
    """Return whether nothing but the first has a time, and all of them wait for the same, if for anything."""
    timed = any(each.when or each.until or each.repeat for each in others)
    return not timed and all(each.condition == first.condition for each in others)


def _begins(said: str, parsed: ParsedAction) -> bool:
    """Return whether a sentence begins with the time of an action, or with how often it is done."""
    spans = [span.strip() for span in (parsed.when, parsed.repeat) if span]
    return any(said.startswith(f"{span} ") for span in spans)


def _ends(said: str, parsed: ParsedAction) -> bool:
    """Return whether a sentence ends with the time of an action, which is no time after that of another."""
    spans = [span.strip() for span in (parsed.when, parsed.repeat) if span]
    apart = parsed.until or parsed.condition or _THEN.search(said) or any(target.ref for target in parsed.targets)
    return not apart and any(said.endswith(f" {span}") for span in spans)


def _is_turned_back(last: ParsedAction, before: Sequence[ParsedAction]) -> bool:
    return any(INVERSE.get(each.intent) == last.intent for each in before)


def _takes_over(later: ParsedAction, first: ParsedAction) -> bool:
    """Return whether something is done to the very things that the end before would set back."""
    named = [{target.name or target.domain for target in each.targets if not target.ref} for each in (later, first)]
    return (not named[0] or named[0] == named[1]) and later.intent in {first.intent, INVERSE.get(first.intent)}


def moment_of(parsed: ParsedAction, context: Context) -> Context:
    """Return the context in which the values of an action are read: what is repeated has its usual half of the day."""
    return _early(context, parsed.repeat) if parsed.intent == "reminder_set" and parsed.repeat else context


def _usual(parsed: ParsedAction, context: Context) -> Context:
    """Return the context in which the time of something repeated is read: lights go off at 10 in the evening."""
    clock = read_clock(_AT.sub("", (parsed.when or "").strip()))
    late = parsed.intent in _OF_THE_EVENING and clock is not None and not clock.sure and clock.hour >= _LATE
    return _early(context, "every night" if late else parsed.repeat or "")


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


def _end(until: str, when: Mapping[str, Any] | None, context: Context) -> Mapping[str, Any] | None:
    """Return until when something lasts that begins at a time: "until 8 tomorrow" is after that, on that day."""
    starting = _starting(when, context)
    dated = read_time(until, context) if _NAMES_DAY.search(until) else None
    if dated is None or ("at" in dated and datetime.fromisoformat(dated["at"]) <= starting.now):
        return read_time(_NAMES_DAY.sub("", until).strip(), starting)
    return dated


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
