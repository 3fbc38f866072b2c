"""The time and the day of an alarm or a reminder, as they are said → as the contract has them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from edgeassist.home.moments import WEEKDAYS, read_clock, read_date, read_moment
from edgeassist.messages import Context

Params = dict[str, Any]


def read_alarm_time(span: str, context: Context) -> Params | None:
    """Return the time of an alarm or a reminder, and the date where one is named."""
    found = read_date(span, context.now)
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


def read_time_before(span: str, context: Context) -> Params | None:
    """Return the time at which an alarm is that is moved."""
    read = read_alarm_time(span, context)
    return {"from_time": read["time"]} if read else None


def read_reminder_time(span: str, context: Context) -> Params | None:
    """Return the time of a reminder: the next such one, since nobody is reminded of the past."""
    moment = read_moment(re.sub(r"^at ", "", span), context.now)
    if moment is None:
        return None
    if span in {"tonight", "this morning", "this afternoon", "this evening"}:
        return {"date": context.now.date().isoformat()}
    day, _ = read_date(span, context.now) or (None, "")
    return {"time": f"{moment:%H:%M}"} | ({"date": moment.date().isoformat()} if day else {})


def read_day(span: str, context: Context) -> Params | None:
    """Return the day of an alarm or a reminder."""
    if span in {"tonight", "this morning", "this afternoon", "this evening"}:
        return {"date": context.now.date().isoformat()}
    day, _ = read_date(span, context.now) or (None, "")
    return {"date": day.date().isoformat()} if day else None


def _names_weekday(span: str) -> bool:
    return any(day in span for day in WEEKDAYS)
