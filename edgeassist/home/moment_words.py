"""When something is done, how often and for how long, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from edgeassist.home.cycles import cycle_of
from edgeassist.home.figures import clock, day, duration, listed
from edgeassist.messages import Action, Context
from edgeassist.text import WEEKDAYS

_DAYS = tuple(name[:3] for name in WEEKDAYS)

_TOGETHER = {_DAYS: "every day", _DAYS[:5]: "every weekday", _DAYS[5:]: "every weekend"}


def moment_told(moment: datetime, now: datetime) -> str:
    """Return when something is: "at 7 AM", "tomorrow at 7 AM", "on Monday at 7 AM"."""
    days = (moment.date() - now.date()) // timedelta(days=1)
    if days == 0:
        return f"at {clock(moment)}"
    if days == 1:
        return f"tomorrow at {clock(moment)}"
    return f"on {f'{moment:%A}' if 1 < days < 7 else day(moment)} at {clock(moment)}"


def moment_said(action: Action, context: Context) -> str:
    """Return when, how often and until when an action is done, to end a sentence with: " at 5 PM"."""
    words = [_first_time(action, context)] if action.when else []
    words += [days_said(action.repeat)] if action.repeat else []
    words += [_until(action.until, context)] if action.until else []
    at = (action.when or {}).get("at") if cycle_of(action.repeat) > 1 else None
    first = f", the first time {moment_told(datetime.fromisoformat(at), context.now)}" if isinstance(at, str) else ""
    return "".join(f" {word}" for word in words) + first


def days_said(days: tuple[str, ...]) -> str:
    """Return days of the week in words.

    >>> days_said(("mon", "tue", "wed", "thu", "fri")), days_said(("sat", "mon")), days_said(("fri",))
    ('every weekday', 'every Monday and Saturday', 'every Friday')
    >>> days_said(("mon", "2 weeks")), days_said(("mon", "3 weeks")), days_said((*_DAYS, "2 days"))
    ('every other Monday', 'every 3 weeks on Monday', 'every other day')
    """
    if between := next((each for each in days if each not in _DAYS), ""):
        return _in_cycles(between, [WEEKDAYS[_DAYS.index(day)].capitalize() for day in _DAYS if day in days])
    ordered = tuple(day for day in _DAYS if day in days)
    names = [WEEKDAYS[_DAYS.index(day)].capitalize() for day in ordered]
    if len(ordered) == len(_DAYS) - 1:
        (missing,) = {*_DAYS} - {*ordered}
        return f"every day except {WEEKDAYS[_DAYS.index(missing)].capitalize()}"
    return _TOGETHER.get(ordered) or (f"every {listed(names)}" if names else "never")


def _in_cycles(between: str, names: list[str]) -> str:
    """Return how often something comes round that leaves days or weeks out."""
    count, unit = between.split()
    often = f"every other {unit.removesuffix('s')}" if count == "2" else f"every {between}"
    if len(names) == 1:
        return f"every other {names[0]}" if count == "2" else f"{often} on {names[0]}"
    left_out = [day.capitalize() for day in WEEKDAYS if day.capitalize() not in names]
    return f"{often} except {listed(left_out)}" if left_out else often


def _first_time(action: Action, context: Context) -> str:
    """Return when an action is done; where it is repeated, the days say on which."""
    when = action.when or {}
    if action.repeat and isinstance(at := when.get("at"), str):
        return f"at {clock(datetime.fromisoformat(at))}"
    return _time(when, context)


def _until(time: Mapping[str, object], context: Context) -> str:
    after = time.get("after_s")
    return (
        f"for {duration(after)}"
        if isinstance(after, int | float)
        else f"until {_time(time, context).removeprefix('at ').removeprefix('on ')}"
    )


def _time(time: Mapping[str, object], context: Context) -> str:
    after, at, sun = time.get("after_s"), time.get("at"), time.get("sun")
    if isinstance(after, int | float):
        return f"in {duration(after)}"
    if isinstance(at, str):
        return moment_told(datetime.fromisoformat(at), context.now)
    offset = time.get("offset_s")
    if not isinstance(offset, int | float) or not offset:
        return f"at {sun}"
    return f"{duration(abs(offset))} {'before' if offset < 0 else 'after'} {sun}"
