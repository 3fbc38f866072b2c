"""Another length of what was set or planned just now: "add another 5", "half of that", "twice as long"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.short_times import from_now, with_unit
from edgeassist.messages import ParsedAction
from edgeassist.moments import read_duration
from edgeassist.text import normalise

_UNIT = re.compile(r"\b(second|minute|hour|day|week)s?\b")
_ON_THAT = r"(?: (?:on|onto|to|for) (?:it|that|this))?(?: please)?"
_MORE = re.compile(
    rf"(?:(?:add|give (?:it|me|that)|put|and) )*(?:(?:another|an extra) (?P<count>\d+)(?: more)?"
    rf"|(?P<number>\d+) (?:more|extra)){_ON_THAT}"
)
_RATHER_UNIT = re.compile(
    r"(?:(?:no|oh|oops|wait|sorry|actually|rather|i (?:meant?|said)) )+(?P<unit>seconds?|minutes?|hours?)"
    r"(?: (?:please|not \w+))*"
)
"""Another unit of the same length: "I meant minutes"."""
_ASIDE = r"(?:(?:no|oh|well|wait|sorry|okay|so|or|but|please|actually|maybe|rather|make it|make that) )*"
_THAT = r"(?:it|that|this)"
_TIMES: Mapping[str, float] = MappingProxyType(
    {
        rf"half(?: of)?(?: {_THAT}| the time| as long)?|halve {_THAT}|half (?:as long|the length)": 0.5,
        rf"double(?: of)?(?: {_THAT}| the time)?|twice(?: {_THAT}| as long| the time)?": 2.0,
        rf"(?:restart|reset) {_THAT}|start (?:{_THAT} )?(?:over|again|from the (?:start|beginning))(?: again)?": 1.0,
        rf"triple(?: {_THAT}| the time)?|(?:3 times|thrice) (?:{_THAT}|as long)": 3.0,
    }
)
_OF_TIMERS = frozenset({"timer_start", "timer_add", "timer_status"})


def another_length(text: str, base: ParsedAction) -> ParsedAction | None:
    """Return what was said before with another length of time; None: `text`, normalised, says no such thing.

    >>> base = ParsedAction("timer_start", values={"duration_s": "20 minutes"})
    >>> another_length("half of that", base).values, another_length("add another 5", base).values
    ({'duration_s': '600 seconds'}, {'duration_s': '5 minutes'})
    """
    if (match := _MORE.fullmatch(text)) and base.intent in _OF_TIMERS:
        unit = _UNIT.findall(normalise(base.values.get("duration_s", "")))
        which = {"name": base.values["name"]} if "name" in base.values else {}
        return ParsedAction(
            "timer_add",
            values={"duration_s": f"{match['count'] or match['number']} {unit[-1] if unit else 'minute'}s", **which},
        )
    if (unit_said := _RATHER_UNIT.fullmatch(text)) and base.intent == "timer_start":
        length = _UNIT.sub(unit_said["unit"], normalise(base.values.get("duration_s", "")), count=1)
        return replace(base, values={**base.values, "duration_s": length}) if _UNIT.search(length) else None
    times = next((by for said, by in _TIMES.items() if re.fullmatch(f"{_ASIDE}(?:{said})(?: please)?", text)), None)
    return None if times is None else _so_many_times(base, times)


_OTHER_KIND = re.compile(
    r"(?!set )(?:(?:no|oh|wait|sorry|actually|not an? (?:alarm|timer)|i (?:meant?|said|want(?:ed)?)|make (?:it|that)"
    r"|set|but) )+"
    r"an? (?P<kind>alarm|timer)(?: (?:please|instead|not an? (?:alarm|timer)|rather))*"
)


def as_other_kind(text: str, base: ParsedAction) -> ParsedAction | None:
    """Return an alarm as a timer, and a timer as an alarm: "no, a timer"; None: it is none that is known how long.

    Of what is one already it is told how it is.

    >>> as_other_kind("no a timer", ParsedAction("alarm_set", values={"time": "in 10 minutes"})).values
    {'duration_s': '10 minutes'}
    """
    match = _OTHER_KIND.fullmatch(text)
    if match and base.intent == {"timer": "timer_start", "alarm": "alarm_set"}[match["kind"]]:
        return ParsedAction("timer_status" if match["kind"] == "timer" else "alarm_query")
    if match is None or base.intent not in {"alarm_set", "timer_start"}:
        return None
    name = {"name": base.values["name"]} if "name" in base.values else {}
    if base.intent == "timer_start":
        length = base.values.get("duration_s")
        return ParsedAction("alarm_set", values={"time": f"in {with_unit(length)}", **name}) if length else None
    length = from_now(normalise(base.values.get("time", "")))
    return ParsedAction("timer_start", values={"duration_s": length, **name}) if length else None


def _so_many_times(base: ParsedAction, times: float) -> ParsedAction | None:
    """Return a timer, or what lasts or waits for a time, with so many times its length; None: it has no length."""
    if base.intent == "timer_start" and (length := _seconds(base.values.get("duration_s"), times)):
        return replace(base, values={**base.values, "duration_s": length})
    if length := _seconds(base.until, times, "for "):
        return replace(base, until=f"for {length}")
    length = _seconds(base.when, times, "in ")
    return replace(base, when=f"in {length}") if length else None


def _seconds(span: str | None, times: float, begins: str = "") -> str:
    said = normalise(span or "")
    seconds = read_duration(said.removeprefix(begins)) if said.startswith(begins) else None
    return f"{seconds * times:.0f} seconds" if seconds else ""
