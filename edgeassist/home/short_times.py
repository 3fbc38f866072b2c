"""Times of which a part goes without saying, in full: "10" minutes on a timer, "quarter to" the next hour."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

_NO_HOUR = re.compile(r"\b(?:a )?(half|quarter|\d{1,2})(?: minutes?)? (past|to)$")
_MINUTES = {"quarter": 15, "half": 30}
_BARE = re.compile(r"(\d{1,3})(?:\.0)?")
_FROM_NOW = re.compile(r"in (?P<length>.+?)(?:'s time)?|(?P<later>.+) from now")


def with_unit(span: str) -> str:
    """Return a length of time with its unit; a bare number is one of minutes.

    >>> with_unit("10"), with_unit("10 seconds")
    ('10 minutes', '10 seconds')
    """
    bare = _BARE.fullmatch(span)
    return f"{bare[1]} minutes" if bare else span


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


def from_now(span: str) -> str:
    """Return after what length of time something is, "in 90 minutes"; empty where it is said otherwise.

    >>> from_now("in 90"), from_now("2 hours from now"), from_now("at 7")
    ('90 minutes', '2 hours', '')
    """
    match = _FROM_NOW.fullmatch(span)
    return with_unit(match["length"] or match["later"]) if match else ""
