"""What is to be done before something that has a time: "the film starts at 8, remind me 10 minutes before"."""

from __future__ import annotations

import re

from edgeassist.text import WEEKDAY

_HOUR, _NOON = 60, 12
_PAST = {"half": 30, "quarter": 15}
LENGTH = r"(?:(?:\d+|an?|half an) (?:minutes?|mins?|hours?)|(?:a )?quarter of an hour)"
_DAY = rf"(?: (?:today|tonight|tomorrow(?: \w+ing)?|(?:on )?{WEEKDAY}))?"
_AT = r"(?:(?:half|(?:a )?quarter|\d{1,2}) (?:past|to) )?\d{1,2}(?: [0-5]\d)?(?: [ap]m)?|noon"
_EVENT = re.compile(
    rf"(?P<event>(?!alarm|timer)(?:[\w']+ ){{1,6}}?)(?:at (?P<clock>{_AT})(?P<day>{_DAY})|in (?P<while>{LENGTH}))"
    rf",? (?:(?:so|and|please|can you|could you) )*(?P<do>.+?),? (?P<by>{LENGTH}) (?:before(?:hand)?|earlier)"
    r"(?: (?:that|it|then))?(?: please)?"
)
_BEFORE_A_TIME = re.compile(
    rf"remind me (?P<by>{LENGTH}) before (?P<clock>{_AT})(?P<day>{_DAY}) (?P<what>(?:to|about|that) .+)"
)
_REMINDS = re.compile(r"(?:remind me|tell me|give me a (?:shout|nudge))(?: about (?:it|that))?")
_DOES = re.compile(r"(?:turn|switch|put|open|close|shut|lock|unlock|start|stop|set|make|dim|play|wake)\b.*")
_CLOCK = re.compile(
    r"(?:(?P<minutes>half|(?:a )?quarter|\d{1,2}) (?P<way>past|to) )?"
    r"(?P<hour>\d{1,2})(?: (?P<after>\d\d))?(?: (?P<half>[ap]m))?"
)


def beforehand(said: str) -> tuple[str, ...]:
    """Return what is to be done so long before something, as a command at its time; nothing: it is no such.

    >>> beforehand("the film starts at 8 remind me 10 minutes before")
    ('remind me at 7 50 that the film starts at 8',)
    >>> beforehand("guests come at 7 tomorrow turn on the hall light half an hour before")
    ('turn on the hall light tomorrow at 6 30',)
    """
    if reminds := _BEFORE_A_TIME.fullmatch(said):
        when = earlier(reminds["clock"], reminds["day"] or "", minutes_of(reminds["by"]))
        return (f"remind me {when} {reminds['what']}",) if when else ()
    match = _EVENT.fullmatch(said)
    if match is None or _DOES.match(match["event"]) or match["event"].startswith("remind "):
        return ()
    when = earlier(match["clock"], match["day"] or "", minutes_of(match["by"])) if match["clock"] else _sooner(match)
    if not when:
        return ()
    if _REMINDS.fullmatch(match["do"]):
        at = f"at {match['clock']}{match['day'] or ''}" if match["clock"] else ""
        return (f"remind me {when} that {match['event'].strip()} {at}".strip(),)
    return (f"{match['do']} {when}",) if _DOES.fullmatch(match["do"]) else ()


def earlier(clock: str, day: str, by: int) -> str:
    """Return a time of day so many minutes earlier; empty where that is on the day before."""
    said = _CLOCK.fullmatch("12 pm" if clock == "noon" else clock)
    if said is None:
        return ""
    past = said["minutes"] or "0"
    minutes = _PAST.get(past.removeprefix("a ")) or int(past)
    hour, is_sure = int(said["hour"]), said["half"] is not None or int(said["hour"]) > _NOON
    hour = hour % _NOON + _NOON * (said["half"] == "pm") if hour <= _NOON else hour
    at = hour * _HOUR + int(said["after"] or 0) + (-minutes if said["way"] == "to" else minutes) - by
    if is_sure and at < 0:
        return ""
    hour, minute = divmod(at % (24 * _HOUR), _HOUR)
    half = f" {'pm' if hour >= _NOON else 'am'}" if is_sure else ""
    return f"{day.strip()} at {hour % _NOON or _NOON}{f' {minute:02}' if minute else ''}{half}".strip()


def _sooner(match: re.Match[str]) -> str:
    left = minutes_of(match["while"]) - minutes_of(match["by"])
    return f"in {left} minutes" if left > 0 else ""


def minutes_of(length: str) -> int:
    """Return the minutes of a length of time that `LENGTH` matches."""
    if "quarter" in length:
        return 15
    count, unit = length.rsplit(" ", 1)
    number = 0.5 if count.startswith("half") else 1.0 if count in {"a", "an"} else float(count)
    return round(number * (_HOUR if unit.startswith("hour") else 1))
