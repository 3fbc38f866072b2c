"""What is kept for a time at another one: "move my alarm to 7 20", "push that reminder back", "the kettle one at 8"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any, Protocol

from edgeassist.home.figures import listed
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Step
from edgeassist.skills.agenda import Agenda, Told
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.dues import Due, Kind, local, next_due
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.picking import IT, as_told, family, often_called, picked, placed, pointed_at, spoken_of, words
from edgeassist.skills.recurrence import epoch_of, zone_named
from edgeassist.skills.words import alarm_said
from edgeassist.text import normalise

_MOST_SAID = 6
_OF_WEEKS = frozenset({"days", "since", "skip", "time", "sun", "offset_s", "zone"})
"""What makes something come round again."""
_HALVES = frozenset({"am", "pm", "morning", "afternoon", "evening", "night", "noon", "midnight", "midday"})
_SWITCHED = (("on", "turn_on"), ("off", "turn_off"))
"""A word of "make it come on at 8" → which of several commands is meant."""
_SETS = frozenset({"alarm_set", "reminder_set", "alarm_move"})


class Describer(Protocol):
    """Who puts commands for later in words."""

    def told(self, due: Due, context: Context) -> str:
        """Return what will be done, and when."""

    def words(self, due: Due, context: Context) -> str:
        """Return all that may be said of it."""


class Moving:
    """The skill that moves them; `zone` is the name of the zone of the house, empty the system's."""

    intents = frozenset({"alarm_move"})

    def __init__(self, agenda: Agenda, zone: str) -> None:
        self._agenda = agenda
        self._zone = zone
        self.plans: Describer | None = None
        """Who knows what commands for later are; None: nobody does, and they are not moved."""

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Put an alarm, a reminder or a command for later at another time."""
        return await self._agenda.carry_out(partial(_move_any, zone=self._zone, plans=self.plans), action, context)


def _move_any(ledger: Ledger, action: Action, context: Context, zone: str, plans: Describer | None) -> Told:
    """Put at another time what is described so: a reminder first, else a command for later."""
    about = str(action.params.get("text") or "")
    waiting = [due for due in ledger.all("command", "reminder") if due.state == "waiting"]
    if (
        plans is None
        or not about
        or any(_is_meant(due, action.params, context) for due in waiting if due.kind != "command")
    ):
        return _move(ledger, action, context, zone)
    found = _described(about, waiting, plans, context)
    if not found:
        return Told("Nothing is planned.", "refused") if about in IT else _move(ledger, action, context, zone)
    if len(found) > 1:
        choices = {said: {"text": said} for said in (plans.told(due, context) for due in found[:_MOST_SAID])}
        return Told(f"Which do you mean: {listed([*choices], 'or')}?", "refused", choices)
    moved = _moved(found[0], action.params, context, zone)
    if moved is None or moved.due <= ledger.now:
        return Told("That time is over.", "refused")
    ledger.put(moved)
    return Told(f"I will {plans.told(moved, context)}.")


def _described(about: str, waiting: Sequence[Due], plans: Describer, context: Context) -> list[Due]:
    """Return the commands that are described so; "it" is what was told of, or a command whose thing was spoken of."""
    commands = [due for due in waiting if due.kind == "command"]
    said_of = partial(plans.told, context=context)
    if (at := placed(about, as_told(commands, context, said_of), context.now.timestamp())) is not None:
        return [at]
    if about not in IT:
        same = [due for due in commands if normalise(said_of(due)) == normalise(about)]
        return same or picked(about, commands, partial(plans.words, context=context), context)
    told = spoken_of(waiting, context, said_of) or spoken_of(commands, context, said_of)
    lately = [due for due in commands if set(due.action.targets) & set(context.previous)] or list(commands)
    so = next((intent for word, intent in _SWITCHED if word in context.said.split()), "")
    return [told] if told else [due for due in lately if due.action.intent == so] or lately


def _move(ledger: Ledger, action: Action, context: Context, zone: str) -> Told:
    """Put an alarm or a reminder at another time."""
    kind = "reminder" if action.params.get("text") else _kind(context)
    pointing = str(action.params.get("name") or action.params.get("text") or "")
    waiting = [due for due in ledger.all(kind) if due.state == "waiting"]
    found = [due for due in waiting if _is_meant(due, action.params, context)]
    if pointing and not found:
        found = pointed_at(pointing, waiting, context, partial(alarm_said, now=context.now)) or []
    if not found:
        return Told(f"There is no such {kind}.", "refused")
    if len(found) > 1 and "next" in context.said.split():
        found = found[:1]
    elif len(found) > 1 and context.before and context.before[-1].intent in _SETS and kind not in context.said.split():
        found = [max(found, key=lambda due: due.number)]
    if len(found) > 1:
        choices = _choices(found, context)
        return Told(f"Which {kind} do you mean, the one {listed([*choices], 'or the one')}?", "refused", choices)
    if name := str(action.params.get("new_name") or ""):
        ledger.put(replace(found[0], payload={**found[0].payload, "name": name}))
        return Told(f"The {kind} {alarm_said(found[0], context.now)} is the {name} {kind} now.")
    day = action.params.get("from_date") if len(found[0].days) > 1 else None
    due = found[0] if day is None else _only_on(found[0], date.fromisoformat(day), zone, context)
    moved = _moved(due, action.params, context, zone)
    if moved is None or moved.due <= ledger.now:
        return Told("That time is over.", "refused")
    if day is None:
        ledger.put(moved)
    else:
        ledger.leave_out(found, day)
        ledger.add(moved)
    what = f"your {moved.name} {kind}".replace("  ", " ") if kind == "alarm" else "the reminder"
    text = f": {moved.payload.get('text')}" if moved.payload.get("text") else ""
    when = alarm_said(moved, context.now).removeprefix("at ").removeprefix("on ")
    once = "" if day is None else ", only this once"
    return Told(sentence(f"{what} is moved to {when}{once}{text}"))


def _kind(context: Context) -> Kind:
    said = context.said.split()
    if {"reminder", "reminders"} & {*said}:
        return "reminder"
    if not context.before or "alarm" in said:
        return "alarm"
    reminding = context.before[-1].intent == "reminder_set" or family(context) == ("reminder",)
    return "reminder" if reminding else "alarm"


def _is_meant(due: Due, params: Mapping[str, Any], context: Context) -> bool:
    at = local(due.due, context.now)
    clocks = {f"{at:%H:%M}", f"{(at.hour + 12) % 24:02}:{at:%M}"}
    name, text = str(params.get("name") or ""), str(params.get("text") or "")
    return (
        params.get("from_time", f"{at:%H:%M}") in clocks
        and ("from_date" not in params or _is_on(due, date.fromisoformat(params["from_date"]), at.date()))
        and (not name or words([name]) <= words([due.name, often_called(due)]))
        and words([text]) <= words([str(due.payload.get("text") or "")])
    )


def _is_on(due: Due, day: date, first: date) -> bool:
    """Return whether a line is due on a day, or on that day of the week: "sunday's" is none of today."""
    return any(due.is_on(each, first) for each in (day, day + timedelta(weeks=1)))


def _choices(found: Sequence[Due], context: Context) -> dict[str, dict[str, str]]:
    """Return what tells each from the others."""
    return {
        f"{due.name} {alarm_said(due, context.now)}".strip(): {"from_time": f"{local(due.due, context.now):%H %M}"}
        | ({"name": due.name} if due.name else {})
        for due in found[:_MOST_SAID]
    }


def _only_on(due: Due, day: date, zone: str, context: Context) -> Due:
    """Return what comes round again as it is on one day alone."""
    once = {key: value for key, value in due.payload.items() if key not in _OF_WEEKS}
    return replace(due, due=epoch_of(day, local(due.due, context.now).time(), zone_named(zone)), payload=once)


def _moved(due: Due, params: Mapping[str, Any], context: Context, zone: str) -> Due | None:
    """Return a line at its new time; None: there is no such time any more."""
    before = local(due.due, context.now)
    by = timedelta(seconds=params.get("later_s", 0.0) - params.get("earlier_s", 0.0))
    if "time" in params:
        clock = _in_its_half(time.fromisoformat(params["time"]), before, context)
        day = date.fromisoformat(params["date"]) if "date" in params else before.date()
    else:
        day = date.fromisoformat(params["date"]) if "date" in params else (before + by).date()
        clock = (before + by).time().replace(microsecond=0)
    if due.days:
        payload = {key: value for key, value in due.payload.items() if key not in {"sun", "offset_s"}}
        payload["time"] = f"{clock:%H:%M}"
        again = next_due(payload, Almanac(), context.now.timestamp())
        return None if again is None else replace(due, due=again, payload=payload)
    moment = epoch_of(day, clock, zone_named(zone))
    if moment <= context.now.timestamp() and "date" not in params and not by:
        moment = epoch_of(day + timedelta(days=1), clock, zone_named(zone))
    return replace(due, due=moment, boot="")


def _in_its_half(clock: time, before: datetime, context: Context) -> time:
    """Return a time of day in the half of the day in which it is nearer to the one before, where none is said."""
    if _HALVES & {*context.said.rpartition(" to ")[2].split()} or clock.hour > 12 or clock.hour == 0:
        return clock
    ahead = clock.hour * 60 + clock.minute - before.hour * 60 - before.minute
    hours = (clock.hour % 12, clock.hour % 12 + 12)
    return clock.replace(hour=min(hours, key=lambda hour: abs((ahead + (hour - clock.hour) * 60 + 720) % 1440 - 720)))
