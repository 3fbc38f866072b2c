"""Times and days of alarms and reminders as they are said → their parameters."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from edgeassist.home.moments import WEEKDAYS, read_clock, read_date, read_duration, read_moment, read_sun
from edgeassist.home.short_times import from_now, with_hour
from edgeassist.messages import Context

Params = dict[str, Any]


def time_of_day(span: str, context: Context) -> Params | None:
    """Return the time of an alarm or a reminder, and the date where one is named."""
    found = read_date(with_hour(span, context.now), context.now)
    if found is None:
        return None
    day, rest = found
    clock = read_clock(rest)
    if clock is None or day is None:
        return {"time": f"{clock.hour:02}:{clock.minute:02}"} if clock else None
    chances = (timedelta(), timedelta(hours=0 if clock.sure else 12), timedelta(days=7 if _names_weekday(span) else 0))
    moments = (clock.on(day) + later for later in chances)
    moment = next((moment for moment in moments if moment > context.now), None)
    return {"time": f"{moment:%H:%M}", "date": moment.date().isoformat()} if moment else None


def ringing_time(span: str, context: Context) -> Params | None:
    """Return the time of an alarm that is set: by the clock, by the sun, or so long from now."""
    if (seconds := read_duration(from_now(span))) is not None:
        return {"time": f"{context.now + timedelta(seconds=seconds):%H:%M}"}
    day, rest = read_date(span, context.now) or (None, "")
    if (by_sun := read_sun(rest.removeprefix("at "))) is None:
        return time_of_day(span, context)
    return {"sun": by_sun[0], "offset_s": by_sun[1]} | ({"date": day.date().isoformat()} if day else {})


def time_before(span: str, context: Context) -> Params | None:
    """Return the time at which an alarm is that is moved."""
    read = time_of_day(span, context)
    return {"from_time": read["time"]} if read else None


def date_before(span: str, context: Context) -> Params | None:
    """Return the day on which an alarm is that is moved."""
    read = day_named(span, context)
    return {"from_date": read["date"]} if read else None


def reminder_time(span: str, context: Context) -> Params | None:
    """Return the time of a reminder: the next such one, since nobody is reminded of the past."""
    moment = read_moment(re.sub(r"^at ", "", with_hour(span, context.now)), context.now)
    if moment is None:
        by_sun = ringing_time(span, context)
        return by_sun if by_sun and "sun" in by_sun else None
    if span in {"tonight", "this morning", "this afternoon", "this evening"}:
        return {"date": context.now.date().isoformat()}
    day, _ = read_date(span, context.now) or (None, "")
    return {"time": f"{moment:%H:%M}"} | ({"date": moment.date().isoformat()} if day else {})


def day_named(span: str, context: Context) -> Params | None:
    """Return the day of an alarm or a reminder."""
    if span.removesuffix("'s") in {"tonight", "this morning", "this afternoon", "this evening"}:
        return {"date": context.now.date().isoformat()}
    day, _ = read_date(span, context.now) or (None, "")
    return {"date": day.date().isoformat()} if day else None


def reminder_date(span: str, context: Context) -> Params | None:
    """Return the day of a reminder, and the usual time of the part of it that is named: "tomorrow evening"."""
    found, day = day_named(span, context), read_date(span, context.now)
    clock = read_clock(day[1]) if found and day and day[0] and day[1] else None
    return {**found, "time": f"{clock.hour:02}:{clock.minute:02}"} if found and clock else found


def _names_weekday(span: str) -> bool:
    return any(day in span for day in WEEKDAYS)
