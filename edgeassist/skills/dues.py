"""What is due when: timers, alarms, reminders and commands for later, as they stand in the state file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, tzinfo
from typing import Any, Literal
from zoneinfo import ZoneInfo

from edgeassist.home.cycles import cycle_of
from edgeassist.messages import Action
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.recurrence import DAYS, Weekly, days_from, epoch_of, zone_named

Kind = Literal["timer", "alarm", "reminder", "command", "notice"]
Progress = Literal["waiting", "paused", "watching", "begun"]
"""Watching: it waits for something to happen; begun: it rings, or is being carried out; written down before that."""


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the table."""

    kind: Kind
    due: float
    """When, seconds since the epoch; of what was paused, when that was; of what is watched for, how long at most."""
    payload: Mapping[str, Any] = field(default_factory=dict)
    """What it is about: name, length_s, left_s, command, text, action, area, source, days, since, skip, time, zone,
    sun, until, snoozed.

    Of what waits for something to happen also its condition, and what was seen of it.
    """
    state: Progress = "waiting"
    boot: str = ""
    """The start of the machine in which so much time has to pass; empty: the clock on the wall counts."""
    number: int = 0

    @property
    def name(self) -> str:
        """What somebody has called it; empty: nothing."""
        return str(self.payload.get("name") or "")

    @property
    def id(self) -> str:
        """What others call it."""
        return f"{self.kind}-{self.number}"

    @property
    def days(self) -> tuple[str, ...]:
        """The days of the week on which it comes round again; none: it is for once."""
        return tuple(day for day in self.often if day in DAYS)

    @property
    def often(self) -> tuple[str, ...]:
        """Those days, and what is left out between: "2 weeks"."""
        return tuple(self.payload.get("days") or ())

    def left_s(self, now: float) -> float:
        """Return how long it still takes."""
        return float(self.payload.get("left_s") or 0.0) if self.state == "paused" else max(self.due - now, 0.0)

    def is_on(self, day: date, first: date) -> bool:
        """Return whether it is due on a day, the next time being on `first`."""
        if not self.days:
            return day == first
        return (
            day >= first and _rule(self.payload).falls_on(day) and day.isoformat() not in self.payload.get("skip", ())
        )

    @property
    def action(self) -> Action:
        """The command of one that does something; KeyError: it only tells."""
        kept = self.payload["action"]
        return Action(kept["intent"], tuple(kept["targets"]), kept["params"])


def counted(payload: Mapping[str, Any], almanac: Almanac, after: float) -> dict[str, Any]:
    """Return what says when something comes round, from its first day on where days or weeks are left out."""
    if cycle_of(payload.get("days") or ()) == 1 or "since" in payload:
        return dict(payload)
    first = _next_due(payload, almanac, after)
    return {**payload, "since": datetime.fromtimestamp(first, _zone(payload)).date().isoformat()} if first else {}


def next_due(payload: Mapping[str, Any], almanac: Almanac, after: float) -> float | None:
    """Return when something comes round next, on a day that is not left out; None: never."""
    moment, left_out = _next_due(payload, almanac, after), payload.get("skip", ())
    for _ in left_out:
        if moment is None or datetime.fromtimestamp(moment, _zone(payload)).date().isoformat() not in left_out:
            break
        moment = _next_due(payload, almanac, moment)
    return moment


def _next_due(payload: Mapping[str, Any], almanac: Almanac, after: float) -> float | None:
    """Return when something comes round next, by the sun or by the clock; None: never."""
    rule = _rule(payload)
    if not (sun := payload.get("sun")):
        return rule.after(after)
    moment: float | None = after
    for _ in range(7 + rule.cycle):
        moment = almanac.after(sun, float(payload.get("offset_s") or 0.0), moment or after)
        if moment is None or rule.falls_on(datetime.fromtimestamp(moment, _zone(payload)).date()):
            return moment
    return None


def _rule(payload: Mapping[str, Any]) -> Weekly:
    days, since = tuple(payload.get("days") or ()), payload.get("since")
    at, zone = time.fromisoformat(payload.get("time") or "00:00"), payload.get("zone") or ""
    return Weekly(days, at, zone, date.fromisoformat(since) if since else None, cycle_of(days))


def _zone(payload: Mapping[str, Any]) -> tzinfo | None:
    return zone_named(payload.get("zone") or "")


def next_clock(at: time, zone: tzinfo | None, after: float) -> float:
    """Return when the clock shows a time next."""
    return next(found for day in days_from(after, zone) if (found := epoch_of(day, at, zone)) > after)


def local(at: float, now: datetime) -> datetime:
    """Return a moment as the clock will show it, where `now` has but the present offset of this machine's zone."""
    shown = datetime.fromtimestamp(now.timestamp()).astimezone()
    own = not isinstance(now.tzinfo, ZoneInfo) and shown.utcoffset() == now.utcoffset()
    return datetime.fromtimestamp(at).astimezone() if own else datetime.fromtimestamp(at, now.tzinfo)
