"""Numbers, degrees, lengths of time, dates and lists as they are told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

_LENGTHS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def number(value: float) -> str:
    """Return a number as it is said, with at most two decimals.

    >>> number(-18.4), number(21.0), number(0.333)
    ('minus 18.4', '21', '0.33')
    """
    digits = f"{abs(value):.2f}".rstrip("0").rstrip(".")
    return f"minus {digits}" if value < 0 and digits != "0" else digits


def degrees(value: float, scale: str, units: str) -> str:
    """Return a temperature of scale "C" or "F" in the scale of `units`."""
    if scale == "C" and units == "imperial":
        value = round(value * 9 / 5 + 32, 1)
    elif scale == "F" and units == "metric":
        value = round((value - 32) * 5 / 9, 1)
    return f"{number(value)} degree{'' if abs(value) == 1 else 's'}"


def duration(seconds: float) -> str:
    """Return a length of time, its two largest parts.

    >>> duration(5400), duration(1), duration(300)
    ('1 hour and 30 minutes', '1 second', '5 minutes')
    """
    left, parts = round(seconds), []
    for length, word in _LENGTHS:
        count, left = divmod(left, length)
        if count:
            parts.append(f"{count} {word}{'s' if count > 1 else ''}")
    return " and ".join(parts[:2]) or "0 seconds"


def clock(moment: datetime) -> str:
    """Return the time of day.

    >>> clock(datetime(2026, 11, 20, 19, 5)), clock(datetime(2026, 11, 20, 7)), clock(datetime(2026, 11, 20, 12))
    ('7:05 PM', '7 AM', '12 noon')
    """
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "12 noon" if moment.hour else "midnight"
    hour, half = (moment.hour % 12) or 12, "PM" if moment.hour >= 12 else "AM"
    return f"{hour}:{moment.minute:02d} {half}" if moment.minute else f"{hour} {half}"


def day(moment: datetime) -> str:
    """Return the date.

    >>> day(datetime(2026, 11, 3))
    'Tuesday, the 3rd of November 2026'
    """
    ending = "th" if 11 <= moment.day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(moment.day % 10, "th")
    return f"{moment:%A}, the {moment.day}{ending} of {moment:%B %Y}"


def listed(words: Sequence[str], joint: str = "and") -> str:
    """Return words in a row.

    >>> listed(["a"]), listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *front, last = words
    return f"{', '.join(front)} {joint} {last}" if front else last
