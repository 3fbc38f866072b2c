"""What comes round again, left out once: "skip the next one", "not this Saturday", "leave out the coffee on Friday"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from edgeassist.messages import Context
from edgeassist.skills.dues import Due, local

_ONCE = re.compile(
    r"\b(?:skip|miss)\b|\b(?:this|next) week\b|\bleave\b.*\bout\b|\b(?:this|next) \w+day\b"
    r"|\bnot (?:this|next|on|for|\w+day)\b|\b(?:tomorrow|today|tonight)\b"
)

_WEEK = re.compile(r"\b(?P<which>this|next|coming) week\b")


def days_left_out(found: Sequence[Due], day: str | None, context: Context) -> list[date]:
    """Return the days on which what was found is left out, the next one where none is said; none: it is meant for good.

    `found` comes round again, each of it on some days of the week. "Not next week" are all of its days in that week.
    """
    once, week = is_once(context.said), _WEEK.search(context.said)
    if day is None and once and len(found) == 1:
        first = local(found[0].due, context.now).date()
        return _of_week(found[0], first, context.now.date(), next_one=week["which"] == "next") if week else [first]
    if day is None or not all(len(due.days) > (not once) for due in found):
        return []
    return [date.fromisoformat(day)]


def _of_week(due: Due, first: date, today: date, *, next_one: bool) -> list[date]:
    """Return the days of a week, from Monday on, on which something is due; of one that is over those of the next."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=next_one)
    days = [monday + timedelta(days=day) for day in range(14)]
    on = [day for day in days if due.is_on(day, first)]
    return [day for day in on if on and day.isocalendar()[:2] == on[0].isocalendar()[:2]]


def is_once(said: str) -> bool:
    """Return whether something is left out only once.

    >>> [is_once(said) for said in ("skip the next one", "not this week", "leave it on", "cancel the next one")]
    [True, True, False, False]
    """
    return _ONCE.search(said) is not None
