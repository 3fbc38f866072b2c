"""How often something comes round; and what was said before, less or more often: "not on sundays", "every time"."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.cycles import cycle_of
from edgeassist.messages import ParsedAction
from edgeassist.text import WEEKDAY, WEEKDAYS, normalise

ALWAYS = "always"
"""The repetition of what is done every time that something happens."""
ONCE = "once"
"""What comes round no second time, so that no days of it can be left out."""
_RINGING = frozenset({"alarm_set", "reminder_set"})

_ASIDE = r"(?:(?:no|oh|well|wait|sorry|okay|so|but|and|please|actually|can you|could you|do (?:it|that)) )*"
_DAY = rf"(?:{WEEKDAY}s?|mon|tues?|weds?|thu|thurs?|fri|sat|sun)"
_DAYS = rf"(?P<days>{_DAY}(?: (?:and|or)(?: on)? {_DAY})*|weekends?|weekdays)"
_TOO = r"(?: (?:either|though|too|as well|please|then|also))*"
_LEFT_OUT = re.compile(
    rf"{_ASIDE}(?:(?:stop|don't|quit) (?:do|doing) (?:it|that)|not|except|apart from|without|leave out|skip|drop|no)"
    rf"(?: for)?(?: (?:on|at|the|any))* {_DAYS}{_TOO}"
)
_TAKEN_IN = re.compile(rf"{_ASIDE}(?:(?:also|plus|and|add|include|do (?:it|that)) )+(?:(?:on|at|the) )*{_DAYS}{_TOO}")
_EVERY_TIME = re.compile(rf"{_ASIDE}(?:every time|each time|always|whenever (?:it|that) happens)(?: please)?")
_ONCE = re.compile(rf"{_ASIDE}(?:only|just)(?: the)? (?:once|1 time|one time|(?:this|next|first) time)(?: please)?")


_RATHER_ON = re.compile(rf"(?:(?:oh|wait|actually|sorry) )*no (?:on )?{_DAY}")
"""Another day, of what is for once."""
_WHEN_ELSE = re.compile(
    rf"{_ASIDE}(?:(?:change|make|do) (?:it|that)(?: to)?|rather|no|instead) when (?P<so>.+?)(?: instead| rather)?"
)
_UNLESS = re.compile(rf"{_ASIDE}(?:unless|(?:but )?not (?:if|when|while)) (?P<so>.+?)(?: though)?")
_ONLY_IF = re.compile(rf"{_ASIDE}(?:but )?(?:only|just) (?:if|when|while|as long as) (?P<so>.+)")
_WEEK = tuple(day[:3] for day in WEEKDAYS)
_FROM_DAY_TO_DAY = re.compile(rf"\b({WEEKDAY})s? (?:to|through|till|until|thru) ({WEEKDAY})s?\b")
_FULL_WEEK = {day[:3]: day for day in WEEKDAYS} | {
    "tues": "tuesday",
    "weds": "wednesday",
    "thur": "thursday",
    "thurs": "thursday",
}
_SHORT_WEEK = re.compile(rf"\b({'|'.join(sorted(_FULL_WEEK, key=len, reverse=True))})\b")
_NOT_WEEKLY = re.compile(r"\b(?:(?:next|this|coming) (?:week|\w+day)|(?:every|each) (?:other|second|third|\d+)\b)")
_IN_CYCLES = re.compile(
    r"(?:every|each|on) (?:other|second|alternate|(?P<count>[2-9]|[12]\d|30|third|fourth))"
    rf" (?P<unit>days?|weeks?|{WEEKDAY}|morning|afternoon|evening|night)s?"
    rf"(?: (?:morning|afternoon|evening|night))?(?: on (?:a )?(?P<on>{WEEKDAY})s?)?"
    rf"|(?:fortnightly|(?:every|each) fortnight)(?: on (?:a )?(?P<each>{WEEKDAY})s?)?"
    rf"|(?:on )?(?P<first>{WEEKDAY})s? (?:every|each) (?:other|second|(?P<weeks>[2-9])) weeks?"
)
_COUNTS = {"third": 3, "fourth": 4}
_MOST_WEEKS = 8
_BUT = re.compile(r" (?:except|but|bar|apart from|besides|excluding|not)(?: (?:for|on|at|the|not))* (.+)$")


def read_repeat(span: str) -> tuple[str, ...] | None:
    """Return the days of a repetition, or None where it is none; last what is left out between, as in "2 weeks".

    >>> read_repeat("every monday and friday"), read_repeat("on weekends"), read_repeat("fri to sunday")
    (('mon', 'fri'), ('sat', 'sun'), ('fri', 'sat', 'sun'))
    >>> read_repeat("every other monday"), read_repeat("every third monday"), cycle_of(read_repeat("every 3 days"))
    (('mon', '2 weeks'), ('mon', '3 weeks'), 3)
    >>> read_repeat("every weekday except friday"), read_repeat("every third monday of the month")
    (('mon', 'tue', 'wed', 'thu'), None)
    >>> read_repeat("every day except at the weekend")
    ('mon', 'tue', 'wed', 'thu', 'fri')
    """
    text = _SHORT_WEEK.sub(lambda match: _FULL_WEEK[match[1]], normalise(span))
    if without := _BUT.search(text):
        left_out = read_repeat(without[1]) or ()
        days = read_repeat(text[: without.start()].strip()) if left_out else None
        return tuple(day for day in days if day not in left_out) if days else None
    if span_of_days := _FROM_DAY_TO_DAY.search(text):
        first, last = (WEEKDAYS.index(day) for day in span_of_days.groups())
        return tuple(_WEEK[(first + day) % 7] for day in range((last - first) % 7 + 1))
    if (cycles := _IN_CYCLES.fullmatch(text)) is not None:
        return _in_cycles(cycles)
    if _NOT_WEEKLY.search(text):
        return None
    named = {day[:3] for day in WEEKDAYS if re.search(rf"\b{day}s?\b", text)}
    named |= {*_WEEK[:5]} if re.search(r"\b(?:week|school|work|working) ?days?\b", text) else set()
    named |= {*_WEEK[5:]} if re.search(r"\bweekends?\b", text) else set()
    if named:
        return tuple(day for day in _WEEK if day in named)
    every = re.fullmatch(
        r"daily|nightly|everyday|(?:every|each)(?: single)? (?:day|morning|evening|night|afternoon)", text
    )
    return _WEEK if every else None


def _in_cycles(said: re.Match[str]) -> tuple[str, ...] | None:
    """Return the days of what comes round every so many days or weeks, and that; None: it is too seldom."""
    unit = (said["unit"] or "week").removesuffix("s")
    day = said["on"] or said["each"] or said["first"] or (unit if unit in WEEKDAYS else None)
    told = said["count"] or said["weeks"] or "2"
    count, weeks = _COUNTS.get(told) or int(told), unit in {"week", *WEEKDAYS}
    if (weeks and count > _MOST_WEEKS) or (day and not weeks):
        return None
    return (*((day[:3],) if day else _WEEK), f"{count} {'weeks' if weeks else 'days'}")


def on_weekday(often: str, day: str) -> str | None:
    """Return a repetition on another day of the week; None: it names not just one.

    >>> on_weekday("every other monday", "tuesday"), on_weekday("every weekday", "tuesday")
    ('every other tuesday', None)
    """
    text = normalise(often)
    named = len([each for each in read_repeat(text) or () if each in _WEEK]) == 1
    return re.sub(WEEKDAY, day, text) if named else None


def unless_refused(base: ParsedAction) -> ParsedAction:
    """Return what was said before as it was set: what is for once is so still, although a day was to be left out."""
    return replace(base, repeat=None) if (base.repeat or "").startswith(ONCE) else base


def as_often(said: str, base: ParsedAction) -> ParsedAction | None:
    """Return what was said before, but not on some days, every time, or only once; None: `said` is none of these.

    >>> base = ParsedAction("alarm_set", values={"time": "7", "repeat": "every day"})
    >>> as_often("not on sundays", base).values["repeat"]
    'every day except sundays'
    """
    if base.condition is not None and _EVERY_TIME.fullmatch(said):
        return replace(base, repeat=ALWAYS)
    if base.condition is not None and _ONCE.fullmatch(said):
        return replace(base, repeat=None)
    if base.condition and (other := _WHEN_ELSE.fullmatch(said)):
        return replace(base, condition=other["so"])
    if (base.when or base.condition) and (guard := _guard(said)):
        return replace(base, condition=f"{base.condition} but {guard}" if base.condition else guard)
    often = base.repeat or base.values.get("repeat")
    if not often and (base.when or base.intent in _RINGING):
        often = ONCE if _LEFT_OUT.fullmatch(said) and not _RATHER_ON.fullmatch(said) else None
    changed = _changed(said, often) if often else None
    if changed is None:
        return None
    in_values = "repeat" in base.values and not base.repeat
    return replace(base, values={**base.values, "repeat": changed}) if in_values else replace(base, repeat=changed)


def _guard(said: str) -> str:
    """Return what must be so when something is done, in the words of a condition; empty: it is no such."""
    if match := _UNLESS.fullmatch(said):
        return f"unless {match['so']}"
    match = _ONLY_IF.fullmatch(said)
    return match["so"] if match else ""


def _changed(said: str, often: str) -> str | None:
    """Return a repetition without the days that are left out, or with those that are taken in; None: neither is."""
    if match := _LEFT_OUT.fullmatch(said):
        return f"{often} {'and' if ' except ' in often else 'except'} {match['days']}"
    before = read_repeat(often) or ()
    match = _TAKEN_IN.fullmatch(said) if cycle_of(before) == 1 else None
    days = {*before, *(read_repeat(match["days"]) or ())} if match else set()
    every = " and ".join(day for day in WEEKDAYS if day[:3] in days)
    return ("every day" if len(days) == len(WEEKDAYS) else f"every {every}") if days else None
