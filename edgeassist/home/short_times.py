"""Times of which a part goes without saying: "10" minutes on a timer, "quarter to" the next hour, "in an hour"."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from edgeassist.home.moments import read_duration

_NO_HOUR = re.compile(r"\b(?:a )?(half|quarter|\d{1,2})(?: minutes?)? (past|to)$")
_MINUTES = {"quarter": 15, "half": 30}
_BARE = re.compile(r"(\d{1,3})(?:\.0)?")


def read_length(span: str) -> int | None:
    """Return the seconds of a length of time; a bare number is one of minutes.

    >>> read_length("10"), read_length("10 seconds"), read_length("soon")
    (600, 10, None)
    """
    bare = _BARE.fullmatch(span)
    return read_duration(f"{bare[1]} minutes" if bare else span)


def with_hour(span: str, now: datetime) -> str:
    """Return a time with the next hour that fits where none was said.

    >>> with_hour("at quarter to", datetime(2026, 11, 20, 14, 50)), with_hour("half past", datetime(2026, 11, 20, 14))
    ('at quarter to 4 pm', 'half past 2 pm')
    """
    match = _NO_HOUR.search(span)
    minutes = (_MINUTES.get(match[1]) or int(match[1])) if match else 0
    if match is None or not 0 < minutes < 60 or (match[1] == "half" and match[2] == "to"):
        return span
    minute = minutes if match[2] == "past" else 60 - minutes
    moment = now.replace(minute=minute)
    moment += timedelta(hours=(minute <= now.minute) + (match[2] == "to"))
    return f"{span} {moment:%I}".replace(" 0", " ") + f" {moment:%p}".lower()


def in_a_while(span: str, now: datetime) -> datetime | None:
    """Return the moment that is so long from now, "in 90 minutes"; None: it is none of those."""
    match = re.fullmatch(r"(?:in )?(.+?)(?: from now|'s time)?", span)
    said = match[1] if match else ""
    seconds = read_length(said) if said != span else None
    return None if seconds is None else now + timedelta(seconds=seconds)
