"""Times of day and dates in words that are sure: what is changed of a plan is read again as if it were said."""

from __future__ import annotations

import re
from datetime import date

from edgeassist.moments import Clock, read_clock
from edgeassist.when import NO_HOUR

_NO_HOUR = re.compile(NO_HOUR)
_HALF_AN_HOUR = 30


def with_hour(said: str, before: str) -> str:
    """Return a time with the hour at which it is nearest to the one before where it has none: "make that half past".

    >>> with_hour("half past", "07:00"), with_hour("quarter to", "07:00"), with_hour("quarter past", "07:50")
    ('half past 7', 'quarter to 7', 'quarter past 8')
    """
    match = _NO_HOUR.fullmatch(said)
    if match is None:
        return said
    clock = read_clock(f"{said} 12")
    past, at = (clock.minute if clock else 0), int(before[3:])
    hour = int(before[:2]) + said.endswith(" to")
    hour += 1 if past + _HALF_AN_HOUR <= at else -1 if past > at + _HALF_AN_HOUR else 0
    return f"{said} {hour % 12 or 12}"


def told(clock: Clock, before: str | None) -> str:
    """Return a time of day in words that are sure; where two may be meant it is the nearer to the time `before`.

    >>> told(Clock(11, 30, sure=False), "00:00"), told(Clock(8, sure=False), "07:00")
    ('11 30 pm', '8 00 am')
    """
    hour = clock.hour
    if not clock.sure and before is not None:
        ahead = hour * 60 + clock.minute - int(before[:2]) * 60 - int(before[3:])
        hour = min((hour % 12, hour % 12 + 12), key=lambda each: abs((ahead + (each - hour) * 60 + 720) % 1440 - 720))
    elif not clock.sure:
        return f"{hour} {clock.minute:02}"
    return f"{hour % 12 or 12} {clock.minute:02} {'pm' if hour >= 12 else 'am'}"


def in_half(before: str, half: str) -> Clock | None:
    """Return the time of before in another half of the day: "i mean in the evening"."""
    return read_clock(f"{int(before[:2]) % 12 or 12} {before[3:]} {half}")


def as_said(day: date) -> str:
    """Return a date as it may be said: "24 november"."""
    return f"{day.day} {day:%B}".lower()
