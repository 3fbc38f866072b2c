"""Lengths of time, times of day and dates as they are said, read against the present moment."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from edgeassist.holidays import HOLIDAYS, NAMED, spelled
from edgeassist.text import MONTH, MONTHS, ORDINAL_DAY, ORDINAL_DAYS, WEEKDAY, WEEKDAYS

_SECONDS = {"second": 1, "sec": 1, "s": 1, "minute": 60, "min": 60, "m": 60, "hour": 3600, "hr": 3600, "h": 3600}
_SECONDS |= {"day": 86400, "week": 7 * 86400, "fortnight": 14 * 86400}
_LONGEST_S = 366 * 86400
_AMOUNTS = (
    (re.compile(r"(?:a |another )?half(?: an?)?"), 0.5),
    (re.compile(r"(?:a |another )?quarters?(?: of(?: an?)?)?"), 0.25),
    (re.compile(r"3 quarters?(?: of(?: an?)?)?"), 0.75),
    (re.compile(r"(?:a )?couple(?: of)?"), 2.0),
    (re.compile(r"(?:a )?few"), 3.0),
    (re.compile(r"an?|another"), 1.0),
)
_TAILS = {None: 0.0, "half": 0.5, "quarter": 0.25, "3 quarters": 0.75}
_LENGTH = re.compile(
    r"(?P<amount>\d+(?:\.\d+)?|(?:a |another )?half(?: an?)?|(?:a |another |3 )?quarters?(?: of(?: an?)?)?"
    r"|(?:a )?couple(?: of)?|(?:a )?few|an?|another) "
    r"(?:more )?(?P<unit>second|sec|s|minute|min|m|hour|hr|h|day|week|fortnight)s?"
    r"(?: and (?:an? )?(?P<tail>half|quarter|3 quarters))?(?:(?: and)? |$)"
)

_DAY = rf"(?:the )?(?P<day>{ORDINAL_DAY}|[1-9]|[12]\d|3[01])"
_MONTH = rf"(?P<month>{MONTH})"
_DATES = (
    re.compile(r"\b(?P<word>the day after tomorrow|day after tomorrow|tomorrow|today)\b"),
    re.compile(rf"\b(?:on )?(?:a )?week (?:on )?(?P<week_on>{WEEKDAY})\b|\b(?:on )?(?P<week_from>{WEEKDAY}) week\b"),
    re.compile(rf"\b(?:on |this |the |coming )*(?P<next>next )?(?P<weekday>{WEEKDAY})s?\b"),
    re.compile(rf"\b(?:on )?{_DAY} (?:of )?{_MONTH}\b"),
    re.compile(rf"\b(?:on )?{_MONTH} {_DAY}\b"),
    re.compile(rf"\bon the {_DAY.removeprefix('(?:the )?')}\b"),
    re.compile(r"\bin (?P<count>\d+|a|an) (?P<unit>day|week)s?\b"),
    re.compile(r"\b(?:at|on|over) the (?P<weekend>weekend)\b"),
    NAMED,
)
_OF_DAY = re.compile(rf"\b(today|tonight|tomorrow|{WEEKDAY})'s\b")
_WORD_DAYS = {"today": 0, "tomorrow": 1, "day after tomorrow": 2, "the day after tomorrow": 2}
USUAL_HOURS = (time(9), time(20))
"""When something is on a day of which no time was said: the first of them that is not over."""
_PARTS = (
    (re.compile(r"\b(?:in the |this |the )?morning\b"), "am", time(8)),
    (re.compile(r"\b(?:in the |this |the )?afternoon\b"), "pm", time(15)),
    (re.compile(r"\b(?:in the |this |the )?evening\b"), "pm", time(19)),
    (re.compile(r"\b(?:tonight|(?:(?:at|in the|this|the) )?night)\b"), "night", time(21)),
)
_NO_HOUR = re.compile(r"\b(?:half past|(?:(?:a )?quarter|\d{1,2}(?: minutes?)?) (?:past|to))$")
_PAST = {"quarter": 15, "half": 30}
_AROUND_CLOCK = re.compile(r"^(?:at|around|by|about|until|till|for)\b ?|o'clock|\bhours?$|\bsharp\b|(?<=\d)ish\b")
_MORNING, _LATE, _UP_FOR = 6, 22, timedelta(hours=3)
"""From when on and until when people are up; and for so long more who is up at night."""
_SUNSET = re.compile(
    r"(?:(?:when|once|as soon as) )?(?:the sun (?:sets|goes down|is down|has set)|it(?:'s| is| gets| becomes) dark)"
    r"|\b(?:dusk|nightfall|sundown)\b"
)
_SUNRISE = re.compile(
    r"(?:(?:when|once|as soon as) )?(?:the sun (?:rises|comes up|is up|has risen)|it(?:'s| is| gets| becomes) light)"
    r"|\b(?:dawn|daybreak|first light|sunup)\b"
)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; the same clock time of the other half of the day may be meant where it is not `sure`."""

    hour: int
    minute: int = 0
    sure: bool = True
    """Whether the half of the day is known."""

    def on(self, day: datetime) -> datetime:
        """Return the moment on a day."""
        return day.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)


def read_duration(span: str) -> int | None:
    """Return the seconds of a length of time, or None where it is none.

    >>> [read_duration(span) for span in ("5 minutes", "an hour and a half", "1 hour and 5 minutes", "soon")]
    [300, 5400, 3900, None]
    """
    text, seconds = _in_full(span.strip()), 0.0
    if not text:
        return None
    while text:
        match = _LENGTH.match(text)
        if match is None:
            return None
        seconds += (_amount(match["amount"]) + _TAILS[match["tail"]]) * _SECONDS[match["unit"]]
        text = text[match.end() :]
    return round(seconds) if 1 <= seconds <= _LONGEST_S else None


def _in_full(text: str) -> str:
    """Return a length with what was swallowed: "hour and a half", "1 hour 20"."""
    text = re.sub(r"^(?=(?:hour|minute)\b)", "an ", re.sub(r"^(\d+)h ?(\d+)$", r"\1 hours \2 minutes", text))
    text = re.sub(r"(hours?(?: and)? \d+)$", r"\1 minutes", text)
    return re.sub(r"(minutes?(?: and)? \d+)$", r"\1 seconds", text) if "hour" not in text else text


def read_sun(text: str) -> tuple[str, int] | None:
    """Return sunset or sunrise and by how many seconds later, or None where it is neither.

    >>> read_sun("10 minutes before it gets dark"), read_sun("once the sun is up")
    (('sunset', -600), ('sunrise', 0))
    """
    text = _SUNRISE.sub("sunrise", _SUNSET.sub("sunset", text))
    match = re.fullmatch(r"(?:(?:(?:(.+?) )?(before|after)|at|from|until|till|to|around|by) )?(sunset|sunrise)", text)
    if match is None:
        return None
    seconds = read_duration(match[1]) if match[1] else 0
    if seconds is None:
        return None
    return match[3], -seconds if match[2] == "before" else seconds


def _amount(text: str) -> float:
    if text[0].isdigit() and not text.startswith("3 quarter"):
        return float(text)
    return next(value for pattern, value in _AMOUNTS if pattern.fullmatch(text))


def read_clock(span: str) -> Clock | None:
    """Return the time of day that `span` names, or None where it is none.

    >>> read_clock("half past 7"), read_clock("quarter to 8 in the evening")
    (Clock(hour=7, minute=30, sure=False), Clock(hour=19, minute=45, sure=True))
    >>> [str(read_clock(said).on(datetime.min).time()) for said in ("1 minute to midnight", "5 past noon", "5 to noon")]
    ['23:59:00', '12:05:00', '11:55:00']
    """
    text, half, usual = _without_part(span)
    text = _AROUND_CLOCK.sub("", text).strip()
    if match := re.fullmatch(r"(.*?) ?\b([ap]m)", text):
        text, half = match[1].strip(), match[2]
    if not text:
        return Clock(usual.hour, usual.minute) if usual else None
    if match := re.fullmatch(r"(.+ (past|to)) (noon|midday|midnight)", text):
        text, half = f"{match[1]} 12", "pm" if (match[2] == "to") == (match[3] == "midnight") else "am"
    if text in {"noon", "midday", "midnight", "lunch", "lunchtime", "lunch time"}:
        return Clock(0 if text == "midnight" else 12)
    said = _hour_and_minute(text)
    return None if said is None else _with_half(*said, half)


def _without_part(span: str) -> tuple[str, str, time | None]:
    """Return the text without the part of the day, which half it is, and the usual time of it."""
    for pattern, half, usual in _PARTS:
        if pattern.search(span):
            return " ".join(pattern.sub(" ", span).split()), half, usual
    return " ".join(span.split()), "", None


def _hour_and_minute(text: str) -> tuple[int, int] | None:
    text = re.sub(r"^half (?=\d)", "half past ", re.sub(r"^(?:the )?(\d{1,2})\.5$", r"half past \1", text))
    text = re.sub(r"^(?:the )?(\d{1,2}) and (?:a )?(half|quarter)$", r"\2 past \1", text)
    if match := re.fullmatch(r"(?:a )?(half|quarter|\d{1,2})(?: minutes?)? (past|after|to|before) (\d{1,2})", text):
        minutes = _PAST.get(match[1]) or int(match[1])
        hour = int(match[3])
        if minutes > 59 or (match[1] == "half" and match[2] != "past"):
            return None
        return (hour, minutes) if match[2] in {"past", "after"} else ((hour - 1) % 24 or 12, 60 - minutes)
    if match := re.fullmatch(r"(\d{1,2})(?:[ .](\d{2})|(?: ?hundred)?)", text):
        return int(match[1]), int(match[2] or 0)
    if match := re.fullmatch(r"(\d{1,2})(\d{2})", text):
        return int(match[1]), int(match[2])
    return None


def _with_half(hour: int, minute: int, half: str) -> Clock | None:
    if hour > 24 or minute > 59 or (half and half != "night" and not 1 <= hour <= 12 and half == "am"):
        return None
    if hour > 12 or hour == 0:
        return Clock(hour % 24, minute)
    if not half:
        return Clock(hour, minute, sure=False)
    if half == "night":
        half = "am" if hour < 5 or hour == 12 else "pm"
    return Clock(hour % 12 + (12 if half == "pm" else 0), minute)


def with_hour(span: str, now: datetime) -> str:
    """Return a time with the next hour that fits where none was said.

    >>> with_hour("at quarter to", datetime(2026, 11, 20, 14, 50)), with_hour("half past", datetime(2026, 11, 20, 14))
    ('at quarter to 4 pm', 'half past 2 pm')
    """
    match = _NO_HOUR.search(span)
    clock = read_clock(f"{match[0]} 12") if match else None
    if clock is None:
        return span
    moment = now.replace(minute=clock.minute)
    moment += timedelta(hours=(clock.minute <= now.minute) + span.endswith(" to"))
    return f"{span} {moment:%I}".replace(" 0", " ") + f" {moment:%p}".lower()


def read_date(span: str, now: datetime) -> tuple[datetime | None, str] | None:
    """Return the day that is named in `span`, if any, and the rest of the text; None: there is no such day."""
    span = _OF_DAY.sub(r"\1", spelled(span))
    for pattern in _DATES:
        if match := pattern.search(span):
            rest = " ".join((span[: match.start()] + " " + span[match.end() :]).split())
            day = _day(match.groupdict(), now)
            return None if day is None else (day, rest)
    return None, span


def _day(said: dict[str, str | None], now: datetime) -> datetime | None:
    if word := said.get("word"):
        return now + timedelta(days=_WORD_DAYS[word])
    if weekday := said.get("weekday") or said.get("week_on") or said.get("week_from"):
        ahead = (WEEKDAYS.index(weekday) - now.weekday()) % 7
        later = "weekday" not in said or (said["next"] and not ahead)
        return now + timedelta(days=ahead + 7 if later else ahead)
    if said.get("weekend"):
        return now + timedelta(days=((5 - now.weekday()) % 7) or 1)
    if count := said.get("count"):
        return now + timedelta(days=(int(count) if count.isdigit() else 1) * (7 if said["unit"] == "week" else 1))
    if holiday := said.get("holiday"):
        month, number = HOLIDAYS[holiday]
        months: Iterable[int] = [month]
    else:
        day = said["day"] or ""
        number = int(day) if day.isdigit() else ORDINAL_DAYS.index(day) + 1
        months = [MONTHS.index(said["month"] or "") + 1] if said.get("month") else range(1, 13)
    dated = (_dated(now, year, month, number) for year in (now.year, now.year + 1) for month in months)
    return next((each for each in dated if each and each.date() >= now.date()), None)


def _dated(now: datetime, year: int, month: int, day: int) -> datetime | None:
    try:
        return now.replace(year=year, month=month, day=day)
    except ValueError:
        return None


def read_moment(span: str, now: datetime, *, by_day: bool = False) -> datetime | None:
    """Return the next moment that `span` names ("7 30 pm", "tomorrow at 6", "on friday at noon"), or None.

    `by_day`: what may be meant by day is not meant in the middle of the night, but for somebody who is up then.
    """
    found = read_date(span, now)
    if found is None:
        return None
    day, rest = found
    clock = read_clock(rest) if rest or day is None else Clock(8)
    if clock is None:
        return None
    if day is not None:
        moment = _likely(clock).on(day)
        later = moment + timedelta(days=7) if any(weekday in span for weekday in WEEKDAYS) else None
        return moment if moment > now else later
    hours = [clock.hour] if clock.sure else [clock.hour % 12, clock.hour % 12 + 12]
    moments = [Clock(hour, clock.minute).on(now + timedelta(days=days)) for days in (0, 1) for hour in hours]
    ahead = sorted(moment for moment in moments if moment > now)
    return next((moment for moment in ahead if not by_day or _is_by_day(moment, now)), ahead[0])


def _is_by_day(moment: datetime, now: datetime) -> bool:
    """Return whether somebody is up at a moment, or still will be; who speaks by day rather means 6 in the evening."""
    is_up = now.hour < _MORNING or now.hour >= _LATE
    return moment.hour >= _MORNING + (not is_up) or (is_up and moment - now <= _UP_FOR)


def _likely(clock: Clock) -> Clock:
    """Return the half of the day that is meant on another day: 1 to 5 are in the afternoon."""
    afternoon = not clock.sure and (clock.hour < 6 or clock.hour == 12)
    return Clock(clock.hour % 12 + 12, clock.minute) if afternoon else Clock(clock.hour, clock.minute)
