"""What a command still needs to be told, and how that is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.value_words import tells_nothing
from edgeassist.messages import ParsedAction, Refusal
from edgeassist.text import normalise
from edgeassist.when import AT, DATE, DAY, OFTEN, TIME, UNIT, WHEN

_LENGTH = re.compile(rf"\d {UNIT}$")
"""What is no part of a timer's name: "a timer for the pizza 15 minutes"."""

FREE = frozenset({"item", "text", "query", "option", "mode", "preset"})
"""Values that any words may be."""

_MISSING: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        "timer_start": ("For how long?", ("duration_s",)),
        "timer_add": ("How much longer?", ("duration_s",)),
        "timer_subtract": ("How much shorter?", ("duration_s",)),
        "alarm_set": ("For what time?", ("time",)),
        "reminder_set": ("What shall I remind you of?", ("text",)),
        "list_add": ("What should I add?", ("item",)),
        "list_remove": ("What should I take off?", ("item",)),
        "list_complete_item": ("What is done?", ("item",)),
        "announce": ("What shall I announce?", ("text",)),
        "play_media": ("What shall I play?", ("query",)),
        "set_temperature": ("To how many degrees?", ("temperature",)),
        "set_light": ("Which colour, or how bright?", ("color", "brightness_pct")),
        "set_position": ("How far open, in percent?", ("position",)),
        "set_volume": ("How loud, in percent?", ("volume_pct",)),
        "set_fan_speed": ("How fast, in percent?", ("percentage",)),
        "set_humidity": ("To how many percent?", ("humidity",)),
        "set_hvac_mode": ("To which mode?", ("mode",)),
        "select_option": ("Which option?", ("option",)),
        "set_value": ("To what value?", ("value",)),
    }
)
"""Intent → the question for what it lacks, and the values of which one is enough."""

WHEN_TO_REMIND = ("When shall I remind you?", ("duration_s", "time", "date"))
"""What is asked where it is known of what."""


def as_reminder(parsed: ParsedAction, said: str) -> ParsedAction:
    """Return an action; "remind me" alone waits for no event, but for words, and how often is none of the words.

    >>> bins = ParsedAction("reminder_set", values={"date": "on thursday", "text": "put the bins out"})
    >>> as_reminder(bins, "remind me on thursday evening to put the bins out").values["date"]
    'on thursday evening'
    """
    bare = parsed.intent == "notify" and parsed.condition is None and "remind" in said.split()
    if bare:
        parsed = replace(parsed, intent="reminder_set", when=None, values={**parsed.values, **_time_in(parsed.when)})
    if (
        parsed.intent == "reminder_set"
        and _WHEN.isdisjoint(parsed.values)
        and (part := _PART.search(parsed.repeat or ""))
    ):
        return replace(parsed, values={**parsed.values, "time": part[0]})
    parsed = _by_its_day(_with_whole_time(parsed, said))
    text = parsed.values.get("text", "") if parsed.intent == "reminder_set" and not parsed.repeat else ""
    if text and _WHEN.isdisjoint(parsed.values) and (match := _AT_AND_OFTEN.fullmatch(text)):
        text = match["text"]
        parsed = replace(parsed, values={**parsed.values, "text": text, "time": f"{match['time']} {match['often']}"})
    if text and "date" not in parsed.values and (match := _ON_A_DAY.fullmatch(text)):
        text = match["text"]
        parsed = replace(parsed, values={**parsed.values, "text": text, "date": match["day"]})
    if text and (match := _TIME_AND_OFTEN.fullmatch(parsed.values.get("time", ""))):
        return replace(parsed, values={**parsed.values, "time": match["time"]}, repeat=match["often"])
    often = _SELDOM.search(text) or (_OFTEN.search(text) if "time" in parsed.values else None)
    if often is None:
        return parsed
    return replace(parsed, values={**parsed.values, "text": text[: often.start()]}, repeat=often[0].strip())


def _with_whole_time(parsed: ParsedAction, said: str) -> ParsedAction:
    """Return a reminder with all that is said of its time where a part was read: "thursday" of "thursday evening"."""
    spans = [normalise(parsed.values[slot]) for slot in _WHEN & parsed.values.keys()]
    once = parsed.intent == "reminder_set" and said.count("remind") == 1 and not parsed.repeat
    match = _WHOLE_TIME.search(said) if once else None
    when = match["when"] if match and (spans or not _EVERY.search(said)) else ""
    text = normalise(parsed.values.get("text", "")) if spans else ""
    read = {*" ".join(spans).split(), *text.split(), *_AROUND_TIME}
    if not all(span in when for span in spans) or {*when.split()} <= read:
        return parsed
    rest = {slot: span for slot, span in parsed.values.items() if slot not in _WHEN}
    if not spans and "text" in rest:
        rest["text"] = re.sub(rf" {re.escape(when)}$", "", rest["text"], flags=re.IGNORECASE)
    return replace(parsed, values={**rest, **_time_in(when)})


def _by_its_day(parsed: ParsedAction) -> ParsedAction:
    """Return what is said of the alarm of a day as said of that day, which is no name of it: "friday morning"."""
    name = normalise(parsed.values.get("name", "")) if parsed.intent in _OF_ALARMS else ""
    if not name or "date" in parsed.values or not _A_DAY.fullmatch(name):
        return parsed
    return replace(parsed, values={key: span for key, span in parsed.values.items() if key != "name"} | {"date": name})


def _time_in(when: str | None) -> dict[str, str]:
    """Return the time of a reminder as its own value."""
    if not when:
        return {}
    if when.startswith("in "):
        return {"duration_s": when.removeprefix("in ")}
    return {"time" if _BY_CLOCK.search(when) else "date": when.removeprefix("at ")}


_SELDOM = re.compile(
    r" (?:every (?:(?:other|second|third|fourth|half|few|couple of|\d+) )?(?:day|week|month|hour|minute)s?|hourly)$"
)
_OFTEN = re.compile(rf" {OFTEN}$")
_AT_AND_OFTEN = re.compile(rf"(?P<text>.+?) at (?P<time>{TIME}) (?P<often>{OFTEN})")
"""How a reminder ends that comes round: "... at 9 every evening"."""
_TIME_AND_OFTEN = re.compile(rf"(?P<time>.+?) (?P<often>{OFTEN})")
_WHOLE_TIME = re.compile(rf"(?P<first>\bremind me )?\b(?P<when>{WHEN})(?(first)(?= (?:to|about|that|of)\b)|$)")
_EVERY = re.compile(r"\b(?:every|each)\b")
_BY_CLOCK = re.compile(rf"\b(?:{AT}|{TIME}$)")
_OF_ALARMS = frozenset({"alarm_cancel", "alarm_query", "alarm_set"})
_A_DAY = re.compile(rf"{DAY}|{DATE}")
_AROUND_TIME = ("at", "by", "around", "on", "in", "the", "this", "of", "o'clock")
_ON_A_DAY = re.compile(
    r"(?P<text>.+?)(?<! for)(?<! of)(?<! by)(?<! the)(?<! until)(?<! before)(?<! from) "
    rf"(?P<day>{DATE})"
)
"""A date at the end of what somebody is to be reminded of."""
_PART = re.compile(r"\b(?:morning|afternoon|evening|night)\b")
_WHEN = frozenset({"time", "date", "duration_s"})


def slots_missing(intent: str) -> tuple[str, ...]:
    """Return the values of which an intent needs one."""
    return _MISSING[intent][1] if intent in _MISSING else ()


def missing(parsed: ParsedAction) -> Refusal | None:
    """Return the question for a value that was not said at all; None: there is one, be it that it cannot be read."""
    question, slots = _MISSING.get(parsed.intent, ("", ()))
    if parsed.intent == "reminder_set" and tells_nothing(parsed.values.get("text", "")):
        parsed = replace(parsed, values={slot: span for slot, span in parsed.values.items() if slot != "text"})
    if not question or parsed.values.keys() & {*slots, "command", "color_temp_kelvin", "brightness_step_pct", "step"}:
        return None
    if parsed.intent == "timer_start" and _LENGTH.search(parsed.values.get("name", "")):
        return None
    return Refusal("missing", question, parsed.intent, asked=parsed)
