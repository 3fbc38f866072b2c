"""Values that cannot be, in what was said: minus five minutes, the 31st of February, 25 o'clock, a million hours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.missing import FREE
from edgeassist.messages import Action, Context, Plan, Refusal
from edgeassist.text import ORDINAL_DAY, ORDINAL_DAYS, WEEKDAY

_SECONDS = MappingProxyType(
    {"second": 1, "sec": 1, "minute": 60, "min": 60, "hour": 3_600, "hr": 3_600, "day": 86_400, "week": 604_800}
    | {"month": 2_592_000, "year": 31_536_000, "decade": 315_360_000, "centurie": 3.2e9, "century": 3.2e9}
)
_UNIT = rf"(?P<unit>{'|'.join(_SECONDS)})s?"
_BIG = MappingProxyType({"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12})
_LONGEST_S = 366 * 86_400
_DAYS = MappingProxyType(
    {"january": 31, "february": 29, "march": 31, "april": 30, "may": 31, "june": 30, "july": 31, "august": 31}
    | {"september": 30, "october": 31, "november": 30, "december": 31}
)
_DAY = rf"(?P<day>\d{{1,2}}|{ORDINAL_DAY})"
_MONTH = rf"(?P<month>{'|'.join(_DAYS)})"
_HOURS, _MINUTES, _ALL = 24, 60, 100
_MOST_AT_ONCE = 10

Finds = Callable[[re.Match[str]], str]
"""Says why what was found cannot be; empty where it can."""


def _too_long(match: re.Match[str]) -> str:
    number = 1.0 if match["number"] in {None, "a", "an", "several", "many", "some"} else float(match["number"])
    seconds = number * _BIG.get(match["big"] or "", 1) * _SECONDS[match["unit"]]
    return "That is too long: a year is the most." if seconds > _LONGEST_S else ""


def _no_such_day(match: re.Match[str]) -> str:
    day = int(match["day"]) if match["day"].isdigit() else ORDINAL_DAYS.index(match["day"]) + 1
    if 1 <= day <= _DAYS[match["month"]]:
        return ""
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10 if day // 10 != 1 else 0, "th")
    return f"There is no {day}{ending} of {match['month'].capitalize()}."


def _no_such_time(match: re.Match[str]) -> str:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if hour <= _HOURS and minute < _MINUTES:
        return ""
    said = f"{hour}:{minute:02}" if match["minute"] else f"{hour} o'clock"
    return f"There is no such time as {said}."


def _too_many(match: re.Match[str]) -> str:
    number = match["number"]
    few = number.isdigit() and int(number) <= _MOST_AT_ONCE
    return "" if few else f"That is too much at once: set {match['what']} one by one."


def _beyond(match: re.Match[str]) -> str:
    return "Percent go from 0 to 100." if int(match["number"] or match["other"]) > _ALL else ""


def _too_short(match: re.Match[str]) -> str:
    part = match[0].startswith(("half", "0."))
    return "" if part and match["unit"] not in {"second", "sec"} else "That is too short: a second is the least."


_NOT_MONTHLY = "I can do that every so many days or weeks or on days of the week, and not once a month."
_BIG_WORD = rf"(?P<big>{'|'.join(_BIG)})s?"
_TRIED: tuple[tuple[re.Pattern[str], Finds], ...] = (
    (re.compile(rf"\b(?:minus|negative) (?:\d+(?:\.\d+)?|an?|half an?) {_UNIT}\b"),
     lambda _: "A length of time can't be less than nothing."),
    (re.compile(rf"\b(?:0|no|0\.\d+|half a(?= second)) {_UNIT}\b(?! less| more)"),
     _too_short),
    (re.compile(rf"\b(?:(?P<number>\d+(?:\.\d+)?|an?|several|some|many) )?(?:{_BIG_WORD} (?:of )?)?{_UNIT}\b"),
     _too_long),
    (re.compile(r"\btimer (?:for|of) \d+$"), lambda _: "Say also whether that is seconds, minutes or hours."),
    (re.compile(rf"\b{_DAY} (?:of )?{_MONTH}\b"), _no_such_day),
    (re.compile(rf"\b(?:every|each) (?:(?:first|second|third|fourth|last) {WEEKDAY}|{_DAY}) (?:of|in) (?:the|a) month\b"
                r"|\bof (?:every|each) month\b"),
     lambda _: _NOT_MONTHLY),
    (re.compile(rf"\b{_MONTH} (?:the )?{_DAY}\b(?! (?:am|pm|o'clock|minutes?|hours?))"), _no_such_day),
    (re.compile(r"\b(?P<hour>\d{1,4})(?P<minute>(?!))? o'clock\b"), _no_such_time),
    (re.compile(r"\b(?:alarm (?:for|at)|wake me(?: up)? at) (?P<hour>\d{1,2})(?: (?P<minute>\d{2}))?\b(?! \w+s\b)"),
     _no_such_time),
    (re.compile(r"\b(?:at|until|till|by) (?P<hour>\d{1,2}) (?P<minute>\d{2})\b(?! (?:percent|degrees?|kelvin)\b)"),
     _no_such_time),
    (re.compile(r"\b(?:set|start|create|make|add|run) (?:me )?(?P<number>\d+|hundreds?|thousands?) (?:of )?"
                r"(?P<what>timers|alarms|reminders)\b"), _too_many),
    (re.compile(r"\b(?P<number>\d{3,9}) percent\b|\bvolume (?:to |at )?(?P<other>\d{3,9})\b"),
     _beyond),
)  # fmt: skip
"""What may be wrong in a sentence, and who judges it."""

_TIMED = ("timer_", "alarm_", "reminder_", "do_not_disturb", "voice_volume", "notify")
_PAST = re.compile(rf"\b(?:yesterday|last (?:night|week|month|year|{WEEKDAY}))\b")
_BY_THEN = re.compile(rf"(?<!like )(?<!as )(?<!than ){_PAST.pattern}$")
_SET_FOR_LATER = frozenset({"alarm_set", "reminder_set", "timer_start"})
_COMMAND = re.compile(
    r"\b(?:timers?|alarms?|volume|brightness|remind(?:er)?|wake me|get me up|snooze|count ?down|disturb|quiet|silent"
    r"|(?:turn|switch|set|open|close|lock|start|dim) )"
)
"""What a sentence has that asks for something that can have a time or a value."""
_SETS = re.compile(r"^(?:(?:please|can you|could you) )*(?:set|create|make|add|wake me|get me up|remind me)\b")
_MODES = frozenset({"option", "mode", "preset"})
"""What a thing is put in: where it is none of its own, a number in it is a value."""
_OVER = "That time is over."
_UNREAD = "I didn't understand"


@lru_cache(maxsize=8)  # all readings of a sentence ask
def impossible(said: str) -> tuple[str, str]:
    """Return why something in the normalised words cannot be, and these words; two empty texts: nothing.

    >>> impossible("set a timer for minus 5 minutes")
    ("A length of time can't be less than nothing.", 'minus 5 minutes')
    >>> impossible("set an alarm for 7 on the thirty first of february")[0], impossible("wake me on the first of may")
    ('There is no 31st of February.', ('', ''))
    """
    for pattern, judge in _TRIED:
        for match in pattern.finditer(said):
            if why := judge(match):
                return why, match[0]
    return "", ""


def why_not(said: str) -> str:
    """Return why a command that nobody understood cannot be; empty where its value is not the problem."""
    over = _OVER if _SETS.search(said) and _PAST.search(said) else ""
    return impossible(said)[0] or over if _COMMAND.search(said) else ""


def possible(plan: Plan, context: Context) -> Plan:
    """Return a plan, or the refusal of it where a time or a value in it cannot be."""
    actions = [action for action in plan.actions if _may_be_timed(action.intent)]
    why, words = _found(plan, context.said)
    unread = [
        each
        for each in plan.refusals
        if each.text.startswith(_UNREAD)
        or (words and words in each.text)
        or (each.intent == "set_value" and words.endswith(" percent"))
        or (why == _OVER and each.reason == "missing")
    ]
    if not why or not (actions or unread) or any(words in text for text in _free_texts(plan.actions)):
        return plan
    intent = actions[0].intent if actions else unread[0].intent
    refusal = Refusal("out_of_range", why, intent)
    return replace(plan, actions=(), refusals=(refusal,), dialogue=None, expects={})


def _found(plan: Plan, said: str) -> tuple[str, str]:
    """Return what cannot be; a time that is over only where something is set for it."""
    found = impossible(said)
    if found[0]:
        return found
    intents = {action.intent for action in plan.actions} | {refusal.intent for refusal in plan.refusals}
    set_for_later = not _SET_FOR_LATER.isdisjoint(intents)
    over = _PAST.search(said) if set_for_later else _BY_THEN.search(said)
    return (_OVER, over[0]) if over and (set_for_later or _COMMAND.match(said)) else found


def _may_be_timed(intent: str) -> bool:
    return intent.startswith(_TIMED) or (intent in INTENT_DOMAINS and intent != "play_media")


def _free_texts(actions: tuple[Action, ...]) -> Iterator[str]:
    for action in actions:
        params: Mapping[str, object] = action.params
        yield from (str(value) for key, value in params.items() if key in FREE and key not in _MODES)
