"""Times, dates, lengths of time and ranges in words."""

from __future__ import annotations

import calendar
import re
from itertools import pairwise

from edgeassist.tts.numbers import ordinal, whole, year
from edgeassist.units import unit_said

_MONTHS = tuple(calendar.month_name)
_MONTH = "|".join((*_MONTHS[1:], *(rf"{name}\.?" for name in (*calendar.month_abbr[1:], "Sept"))))
_DAYS = {name[:3]: name for name in calendar.day_name} | {"Tues": "Tuesday", "Thur": "Thursday", "Thurs": "Thursday"}
_DAY = "|".join(sorted(_DAYS, key=len, reverse=True))
_HALF = r"\s?([aApP])(?:\.[mM]\.(?!\s*$)|\.?[mM]\b)"
_TIME = rf"([01]?[0-9]|2[0-4]):([0-5][0-9])(?::([0-5][0-9])(?:\.[0-9]{{1,6}})?)?(?:{_HALF})?"
_ZONE = r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
_NOT_IN_NUMBER, _NO_NUMBER = r"(?<![\w.,:/-])", r"(?![\w:]|[.,/-][0-9])"

_ISO = re.compile(rf"(?<![\w-])([0-9]{{4}})-([01][0-9])-([0-3][0-9])(?:[T ]{_TIME}{_ZONE})?(?![\w-])")
_POINTS = re.compile(rf"{_NOT_IN_NUMBER}([0-3]?[0-9])\.([01]?[0-9])\.((?:19|20)[0-9]{{2}})(?![\w]|\.[0-9])")
_SLASHES = re.compile(rf"{_NOT_IN_NUMBER}([0-3]?[0-9])/([0-3]?[0-9])/((?:19|20)[0-9]{{2}})(?![\w/])")
_DAY_MONTH = re.compile(
    rf"\b(?:the\s)?([0-3]?[0-9])(?:st|nd|rd|th|\.)?\s(?:of\s)?({_MONTH})(?![a-z])(?:,?\s((?:19|20)[0-9]{{2}})\b)?"
)
_MONTH_DAY = re.compile(
    rf"\b({_MONTH})\s([0-3]?[0-9])(?:st|nd|rd|th)?(?![\w:]|[.,][0-9])(?:,?\s((?:19|20)[0-9]{{2}})\b)?"
)
_MONTH_OF_YEAR = re.compile(rf"{_NOT_IN_NUMBER}(0?[1-9]|1[0-2])/((?:19|20)[0-9]{{2}})(?![\w/])")
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\s((?:19|20)[0-9]{{2}})\b")
_YEAR = re.compile(r"\b([Ii]n|[Ss]ince|[Uu]ntil|year)\s((?:19|20)[0-9]{2})(?![\w%°]|[.,:/-][0-9])(?:\s(\S{1,12}))?")
_WEEKDAYS = re.compile(rf"\b({_DAY})\.?\s?[-\u2013]\s?({_DAY})\b\.?")
_WEEKDAY = re.compile(rf"\b({_DAY})\b\.?(?=,?\s[0-9]|,?\sthe\s[0-9])")
_POINT = re.compile(r"(?<![\w.])(1[0-2]|0?[1-9])\.([0-5][0-9])(?=\s?[aApP]\.?[mM]\b)")
_CLOCK = re.compile(rf"{_NOT_IN_NUMBER}{_TIME}{_NO_NUMBER}")
_HOUR = re.compile(rf"{_NOT_IN_NUMBER}(1[0-2]|0?[1-9]){_HALF}(?!\w)")
_DECADE = re.compile(r"\b((?:19|20)[1-9]0)s\b")
_RANGE = re.compile(
    r"([0-9](?:\s?(?:°[CF]?|%|€|[ap]\.?m\.?|[A-Za-zµ]{1,3}))?)\s?[-\u2013\u2014]\s?(?=[$€£]?[0-9])(?!(?:[0-9]+-)+[0-9])",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"(?<![\w.,])([0-9]{1,4})\s?(d|h|min|m|s)((?:\s?[0-9]{1,4}\s?(?:h|min|m|s)\b){1,3})(?!\w)")
_LENGTH_PART = re.compile(r"([0-9]{1,4})\s?([a-z]+)")


def times_said(text: str) -> str:
    """Return `text` with times, dates, lengths of time and ranges in words.

    >>> times_said("At 18:05 on Mon, 3 Nov 2026, for 1h 30m")
    'At six oh five PM on Monday, the third of November twenty twenty six, for one hour and thirty minutes'
    >>> times_said("00:30 or 7 a.m. or 9:00"), times_said("2026-11-20T07:00:00Z")
    ("twelve thirty AM or seven AM or nine o'clock", "the twentieth of November twenty twenty six at seven o'clock")
    """
    text = _ISO.sub(_iso, text)
    text = _POINTS.sub(lambda match: _date(match, match[1], match[2], match[3]), text)
    text = _SLASHES.sub(_slashes, text)
    text = _MONTH_OF_YEAR.sub(lambda match: f"{_month(match[1])} {year(int(match[2]))}", text)
    text = _WEEKDAYS.sub(lambda match: f"{_DAYS[match[1]]} to {_DAYS[match[2]]}", text)
    text = _WEEKDAY.sub(lambda match: _DAYS[match[1]], text)
    text = _DAY_MONTH.sub(lambda match: _date(match, match[1], match[2], match[3]), text)
    text = _MONTH_DAY.sub(_month_first, text)
    text = _MONTH_YEAR.sub(lambda match: f"{_month(match[1])} {year(int(match[2]))}", text)
    text = _YEAR.sub(_in_year, text)
    text = _DECADE.sub(lambda match: f"{year(int(match[1]))[:-1]}ies", text)
    text = _RANGE.sub(r"\1 to ", _LENGTH.sub(_length, text))
    text = _CLOCK.sub(lambda match: _time(*match.groups()), _POINT.sub(r"\1:\2", text))
    return _HOUR.sub(lambda match: f"{whole(str(int(match[1])))} {match[2].upper()}M", text)


def _iso(match: re.Match[str]) -> str:
    date = _date(match, match[3], match[2], match[1])
    if match[4] is None or date == match[0]:
        return date
    return f"{date} at {_time(*match.groups()[3:])}"


def _slashes(match: re.Match[str]) -> str:
    first, second = int(match[1]), int(match[2])
    if second > 12 >= first:
        return _date(match, match[2], match[1], match[3])
    return _date(match, match[1], match[2], match[3])


def _date(match: re.Match[str], day: str, month: str, number: str | None) -> str:
    """Return a date; what cannot be one is left as it stands."""
    name = _month(month)
    if not name or not 1 <= int(day) <= 31:
        return match[0]
    of = f" {year(int(number))}" if number else ""
    return f"the {ordinal(int(day))} of {name}{of}"


def _month(text: str) -> str:
    """Return the name of a month from its number or its beginning; "": there is none."""
    if text.isdigit():
        return _MONTHS[int(text)] if 1 <= int(text) <= 12 else ""
    return next(name for name in _MONTHS[1:] if name.startswith(text[:3]))


def _month_first(match: re.Match[str]) -> str:
    day = int(match[2])
    if not 1 <= day <= 31:
        return match[0]
    return f"{_month(match[1])} {ordinal(day)}" + (f", {year(int(match[3]))}" if match[3] else "")


def _in_year(match: re.Match[str]) -> str:
    following = match[3] or ""
    unit = following.rstrip(".,;:!?")
    if unit and (unit_said(unit) or unit in _COUNTED):
        return match[0]
    return f"{match[1]} {year(int(match[2]))}" + (f" {following}" if following else "")


_COUNTED = frozenset(
    {"watts", "kilowatts", "steps", "seconds", "minutes", "hours", "days", "degrees", "kelvin", "metres"}
)


def _length(match: re.Match[str]) -> str:
    parts = _LENGTH_PART.findall(match[0])
    order = ["dhms".index(unit[0]) for _, unit in parts]
    if any(later <= earlier for earlier, later in pairwise(order)):
        return match[0]
    units = ["min" if unit == "m" else unit for _, unit in parts]
    said = [
        f"{whole(str(int(count)))} {unit_said(unit, one=int(count) == 1)}"
        for (count, _), unit in zip(parts, units, strict=True)
    ]
    return f"{' '.join(said[:-1])} and {said[-1]}"


def _time(hours: str, minutes: str, seconds: str | None, half: str | None) -> str:
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    after = f" and {whole(str(second))} second{'' if second == 1 else 's'}" if second else ""
    if not half and hour % 24 == 0 and minute == 0:
        return f"midnight{after}"
    said = "AM" if hour == 0 else "PM" if hour > 12 else ""
    said = f"{half.upper()}M" if half and hour <= 12 else said
    parts = [whole(str(hour % 12 or 12))]
    if minute:
        parts.append(f"oh {whole(str(minute))}" if minute < 10 else whole(str(minute)))
    elif not said:
        parts.append("o'clock")
    return " ".join([*parts, *([said] if said else [])]) + after
