"""What is said of timers, alarms and reminders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from edgeassist.home.cycles import cycle_of
from edgeassist.home.figures import clock, duration, listed
from edgeassist.home.figures import day as dated
from edgeassist.home.moment_words import days_said, moment_told
from edgeassist.home.spoken import sentence
from edgeassist.skills.dues import Due, local

LATE_S = 30.0
"""What rings so much later says so."""


def named(due: Due) -> str:
    """Return what a timer or an alarm is called.

    >>> named(Due("timer", 0.0, {"name": "pasta"})), named(Due("timer", 0.0, {"length_s": 300}))
    ('pasta timer', '5 minute timer')
    """
    if due.name:
        return f"{due.name} {due.kind}"
    length = due.payload.get("length_s")
    return f"{_of_length(length)} {due.kind}" if isinstance(length, int | float) else due.kind


def _of_length(seconds: float) -> str:
    return re.sub(r"s\b", "", duration(seconds))


def until_said(until: Mapping[str, Any] | None, now: datetime) -> str:
    """Return until when something lasts, to end a sentence with: " for 2 minutes", " until 11 PM"; or nothing."""
    if not until:
        return ""
    if "after_s" in until:
        return f" for {duration(float(until['after_s']))}"
    if "sun" in until:
        return f" until {until['sun']}"
    at = until.get("time") or datetime.fromisoformat(until["at"]).astimezone(now.tzinfo).time().isoformat()
    return f" until {clock(datetime.combine(now, time.fromisoformat(at)))}"


def moment_said(at: float, now: datetime) -> str:
    """Return when something is: "at 7 AM", "tomorrow at 7 AM", "on Monday at 7 AM"."""
    return moment_told(local(at, now), now)


def alarm_said(due: Due, now: datetime) -> str:
    """Return when an alarm rings, and how often: "at 7 AM every weekday"."""
    if due.state == "watching":
        return f"for {due.payload.get('waits') or 'when it happens'}"
    return f"{daily_said(due, now)}{but_not_said(due, now)}" if due.days else moment_said(due.due, now)


def but_not_said(due: Due, now: datetime) -> str:
    """Return the days on which something that comes round again is left out: ", but not tomorrow"; or nothing."""
    left_out = [date.fromisoformat(day) for day in due.payload.get("skip", ()) if day >= now.date().isoformat()]
    days = [day_told(day, now).removeprefix("on ") for day in sorted(left_out)]
    return f", but not on {listed(days)}".replace("on to", "to") if days else ""


def daily_said(due: Due, now: datetime) -> str:
    """Return when something is that comes round again: "at 7 AM every weekday", "10 minutes before sunset daily"."""
    often = days_said(due.often)
    if cycle_of(due.often) > 1:
        often += f", the next time {day_told(local(due.due, now).date(), now)}"
    if sun := due.payload.get("sun"):
        return f"{sun_said(sun, float(due.payload.get('offset_s') or 0.0))} {often}"
    at = time.fromisoformat(due.payload["time"])
    return f"at {clock(datetime.combine(now.date(), at))} {often}"


def sun_said(event: str, offset_s: float) -> str:
    """Return a time that the sun tells.

    >>> sun_said("sunset", -600), sun_said("sunrise", 0)
    ('10 minutes before sunset', 'at sunrise')
    """
    return f"{duration(abs(offset_s))} {'before' if offset_s < 0 else 'after'} {event}" if offset_s else f"at {event}"


def day_told(day: date, now: datetime) -> str:
    """Return which day it is: "today", "tomorrow", "on Monday"."""
    days = (day - now.date()).days
    if 0 <= days <= 1:
        return ("today", "tomorrow")[days]
    return f"on {day:%A}" if 1 < days < 7 else f"on {dated(datetime.combine(day, time()))}"


def left_out_said(often: Sequence[Due], days: Sequence[date], now: datetime) -> str:
    """Return what is said of things that come round again and are left out on some days."""
    what = "that" if often[0].kind in {"command", "notice"} else f"the {often[0].kind}"
    told = [day_told(day, now) for day in days]
    when = f"from {told[0].removeprefix('on ')} to {told[-1].removeprefix('on ')}" if len(told) > 2 else listed(told)
    return f"Okay, I leave {what if len(often) == 1 else f'the {often[0].kind}s'} out {when}."


def status_said(due: Due, now: float) -> str:
    """Return how far a timer is."""
    if due.state == "begun":
        return f"the {named(due)} is done"
    left = duration(due.left_s(now) + 0.5)
    return (
        f"the {named(due)} is paused with {left} left" if due.state == "paused" else f"the {named(due)} has {left} left"
    )


def either(dues: Sequence[Due]) -> str:
    """Return the question which one is meant."""
    return f"Which one do you mean: {listed(list(dict.fromkeys(f'the {named(due)}' for due in dues)), 'or')}?"


def rung(due: Due, now: datetime) -> str:
    """Return what is said when something is due; when it should have been, where it is late."""
    late_s = float(due.payload.get("late_s") or 0.0)
    at = clock(local(due.due, now))
    late = late_s > LATE_S
    match due.kind:
        case "timer":
            what = f"{due.name} timer" if due.name else "timer"
            return f"Your {what} was done {duration(late_s)} ago." if late else f"Your {what} is done."
        case "alarm":
            what = f"{due.name} alarm" if due.name else "alarm"
            return (
                f"Your {what} was set for {at}. I am {duration(late_s)} late." if late else f"Your {what}: it's {at}."
            )
        case "notice":
            text = str(due.payload.get("text") or "It is so now, as you wanted to know.")
            return f"{duration(late_s)} ago: {text}" if late else text
        case _:
            text = str(due.payload.get("text") or "")
            return f"A reminder for {at}, {duration(late_s)} late: {text}." if late else f"A reminder: {text}."


def missed(due: Due, now: datetime) -> str:
    """Return what is told of something that was too late to ring."""
    what = f"{due.kind}: {due.payload.get('text')}" if due.kind in {"reminder", "notice"} else named(due)
    return f"Nobody was told {_was(due, now)} of your {what}."


def not_done(due: Due, what: str, now: datetime, *, begun: bool) -> str:
    """Return what is told of a command that it was too late for; where it had `begun`, it may have been done."""
    if begun:
        return sentence(f"{_was(due, now)} I was interrupted, and don't know whether I did this: {what}")
    return sentence(f"{_was(due, now)} I was not there to {what}")


def _was(due: Due, now: datetime) -> str:
    """Return when something should have been: "at 5 PM", "yesterday at 5 PM"."""
    at = local(due.due, now)
    days = (now.date() - at.date()).days
    day = {0: "", 1: "yesterday "}.get(days, f"on {f'{at:%A}' if days < 7 else dated(at)} ")
    return f"{day}at {clock(at)}"


def interrupted(due: Due) -> str:
    """Return what is said of a timer whose command had begun when the power went."""
    return f"Your {named(due)} is done. I was interrupted, and don't know whether I did this: {due.payload['command']}."
