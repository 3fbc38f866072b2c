"""What is to be done before something that has a time: "the film starts at 8, remind me 10 minutes before"."""

from __future__ import annotations

import re

from edgeassist.moments import read_clock, read_duration
from edgeassist.when import DAY, LENGTH, TIME

_HOUR, _NOON, _DAY = 60, 12 * 60, 24 * 60
_EVENT = re.compile(
    rf"(?P<event>(?!alarm|timer)(?:[\w']+ ){{1,6}}?)(?:at (?P<clock>{TIME})(?: (?P<day>{DAY}))?|in (?P<while>{LENGTH}))"
    rf",? (?:(?:so|and|please|can you|could you) )*(?P<do>.+?),? (?P<by>{LENGTH}) (?:before(?:hand)?|earlier)"
    r"(?: (?:that|it|then))?(?: please)?"
)
_BEFORE_A_TIME = re.compile(
    rf"remind me (?P<by>{LENGTH}) before (?P<clock>{TIME})(?: (?P<day>{DAY}))? (?P<what>(?:to|about|that) .+)"
)
_REMINDS = re.compile(r"(?:remind me|tell me|give me a (?:shout|nudge))(?: about (?:it|that))?")
_DOES = re.compile(r"(?:turn|switch|put|open|close|shut|lock|unlock|start|stop|set|make|dim|play|wake)\b.*")


_EVENT_AND_TIME = re.compile(
    rf"(?P<event>(?!alarm|timer|set |wake )(?:[\w']+ ){{1,6}}?)at (?P<clock>{TIME}) (?P<day>{DAY}),?"
    rf" (?:(?:so|and|please|can you|could you) )*remind me (?P<at>at {TIME})(?P<what> (?:to|about|that) .+)?"
)


def beforehand(said: str) -> tuple[str, ...]:
    """Return what is to be done so long before something, as a command at its time; nothing: it is no such.

    >>> beforehand("the film starts at 8 remind me 10 minutes before")
    ('remind me at 7 50 that the film starts at 8',)
    >>> beforehand("guests come at 7 tomorrow turn on the hall light half an hour before")
    ('turn on the hall light tomorrow at 6 30',)
    >>> beforehand("i've a train at quarter past 9 tomorrow remind me at 8")
    ("remind me tomorrow at 8 that i've a train at quarter past 9",)
    """
    if reminds := _BEFORE_A_TIME.fullmatch(said):
        when = earlier(reminds["clock"], reminds["day"] or "", minutes_of(reminds["by"]))
        return (f"remind me {when} {reminds['what']}",) if when else ()
    if timed := _EVENT_AND_TIME.fullmatch(said):
        what = timed["what"] or f" that {timed['event'].strip()} at {timed['clock']}"
        return (f"remind me {timed['day']} {timed['at']}{what}",)
    match = _EVENT.fullmatch(said)
    if match is None or _DOES.match(match["event"]) or match["event"].startswith("remind "):
        return ()
    when = earlier(match["clock"], match["day"] or "", minutes_of(match["by"])) if match["clock"] else _sooner(match)
    if not when:
        return ()
    if _REMINDS.fullmatch(match["do"]):
        at = f"at {match['clock']} {match['day'] or ''}" if match["clock"] else f"in {match['by']}"
        return (f"remind me {when} that {match['event'].strip()} {at}".strip(),)
    return (f"{match['do']} {when}",) if _DOES.fullmatch(match["do"]) else ()


def earlier(clock: str, day: str, by: int) -> str:
    """Return a time of day so many minutes earlier; empty where that is on another day, or may be."""
    said = read_clock(clock)
    at = said.hour * _HOUR + said.minute - by if said else 0
    if said is None or abs(by) >= _NOON or (said.sure and not 0 <= at < _DAY):
        return ""
    hour, minute = divmod(at % _DAY, _HOUR)
    half = f" {'pm' if hour >= 12 else 'am'}" if said.sure else ""
    return f"{day.strip()} at {hour % 12 or 12}{f' {minute:02}' if minute else ''}{half}".strip()


def _sooner(match: re.Match[str]) -> str:
    left = minutes_of(match["while"]) - minutes_of(match["by"])
    return f"in {left} minutes" if left > 0 else ""


def minutes_of(length: str) -> int:
    """Return the minutes of a length of time."""
    return (read_duration(length) or 0) // 60
