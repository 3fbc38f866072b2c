"""Alarms and reminders: set for a time of day, once or on some days of the week, and what rings is silenced."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any

from edgeassist.home.figures import duration, listed
from edgeassist.home.missing import WHEN_TO_REMIND
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Step
from edgeassist.moments import USUAL_HOURS
from edgeassist.skills.agenda import Agenda, Does, Told
from edgeassist.skills.dues import Due, Kind, counted, local, next_clock, next_due
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.once import days_left_out
from edgeassist.skills.picking import all_others, family, is_place, often_called, pointed_at, spared, words
from edgeassist.skills.recurrence import epoch_of, zone_named
from edgeassist.skills.words import alarm_said, day_told, left_out_said
from edgeassist.text import normalise

_SELDOM = re.compile(r"\b(?:(?:every|each) (?:month|year|quarter)|monthly|yearly|annually)$")
_ALL = frozenset({"all", "every", "both", "them", "everything", "lot"})
_MOST_SAID = 6
_SKIPS = re.compile(r"(?:(?:okay|so|then|and|just|please) )*(?:skip|leave out|drop|not) .+")
_AWAKE = re.compile(r"\b(?:i'm|i am|we're|we are) (?:up|awake|getting up)\b")


class Alarms:
    """The skill that keeps alarms and reminders; `zone` is the name of the zone of the house, empty the system's."""

    def __init__(self, agenda: Agenda, zone: str) -> None:
        self._agenda = agenda
        self._does: Mapping[str, Does] = MappingProxyType(
            {
                "alarm_set": partial(_set_alarm, zone=zone),
                "alarm_cancel": _cancel,
                "alarm_query": _query,
                "reminder_set": partial(_set_reminder, zone=zone),
                "nevermind": _hush,
            }
        )
        self.intents = frozenset(self._does)

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Carry out one of its intents; "stop" is nothing to it while nothing rings."""
        return await self._agenda.carry_out(self._does[action.intent], action, context)


def _set_alarm(ledger: Ledger, action: Action, context: Context, zone: str) -> Told:
    return _set(ledger, action, context, zone, "alarm")


def _set_reminder(ledger: Ledger, action: Action, context: Context, zone: str) -> Told:
    params = action.params
    if _SELDOM.search(str(params.get("text") or "")):
        return Told("I can remind you daily, or on days of the week; for less often tell me the date.", "refused")
    if not {"duration_s", "time", "date", "sun"} & params.keys():
        return Told(WHEN_TO_REMIND[0], "refused")
    return _set(ledger, action, context, zone, "reminder")


def _set(ledger: Ledger, action: Action, context: Context, zone: str, kind: Kind) -> Told:
    params = action.params
    named = {key: params[key] for key in ("name", "text") if params.get(key)}
    condition = {"condition": dict(action.condition)} if action.condition else {}
    payload = {**named, **condition, "area": context.area, "source": context.source}
    payload |= counted(_repeated(action, zone), ledger.almanac, ledger.now)
    due = Due(kind, 0.0, payload)
    if "sun" in params and (trouble := ledger.almanac.trouble):
        return Told(f"{trouble}.", "refused")
    if (seconds := params.get("duration_s")) is not None:
        due = replace(due, due=ledger.now + seconds, boot=ledger.boot)
    elif (at := _moment(params, payload, zone, ledger)) is None:
        return Told("That time is over.", "refused")
    else:
        due = replace(due, due=at)
    if any(_same(due, other) for other in ledger.all(kind)):
        return Told(sentence(f"that {kind} is set already, {alarm_said(due, context.now)}"))
    ledger.add(due)
    when = f"in {duration(seconds)}" if seconds is not None else alarm_said(due, context.now)
    if kind == "reminder":
        return Told(sentence(f"I will remind you {when}: {params['text']}"))
    when = when.removeprefix("at ").removeprefix("on ")
    return Told(sentence(f"your {f'{due.name} ' if due.name else ''}alarm is set for {when}"))


def _repeated(action: Action, zone: str) -> dict[str, Any]:
    days = tuple(action.params.get("repeat") or action.repeat)
    told = {key: action.params[key] for key in ("time", "sun", "offset_s") if key in action.params}
    return {"days": days, **told, "zone": zone} if days and told else {}


def _moment(params: Mapping[str, Any], payload: Mapping[str, Any], zone: str, ledger: Ledger) -> float | None:
    """Return when something is due first; None: that is in the past."""
    now = ledger.now
    if payload.get("days"):
        return next_due(payload, ledger.almanac, now)
    if "sun" in params:
        since = epoch_of(date.fromisoformat(params["date"]), time(), zone_named(zone)) if "date" in params else now
        return ledger.almanac.after(params["sun"], params["offset_s"], max(now, since))
    at = time.fromisoformat(params["time"]) if "time" in params else None
    if "date" not in params:
        return next_clock(at or USUAL_HOURS[0], zone_named(zone), now)
    day = date.fromisoformat(params["date"])
    moments = [epoch_of(day, each, zone_named(zone)) for each in ([at] if at else USUAL_HOURS)]
    return next((moment for moment in moments if moment > now), None)


def _same(due: Due, other: Due) -> bool:
    same = (due.often, due.name, due.payload.get("text")) == (other.often, other.name, other.payload.get("text"))
    return same and abs(due.due - other.due) < 1 and other.state == "waiting"


def _cancel(ledger: Ledger, action: Action, context: Context) -> Told:
    which = {"time", "date", "name", "repeat", "text"} & action.params.keys()
    if not which and ledger.hush():
        return Told("Okay.")
    kind, said = _kind(action, context), set(context.said.split())
    if (
        staying := spared(waiting := _waiting(ledger, kind), context, partial(alarm_said, now=context.now))
    ) is not None:
        return _cancel_all_but(ledger, waiting, staying, context)
    found, action = _meant(ledger, kind, action, context)
    if (
        (not found or not which)
        and "date" not in action.params
        and (pointed := _pointed_at(ledger, kind, action, context))
    ):
        found, which = pointed, {"name"} if len(pointed) == 1 or all_others(context) else set()
    if not found:
        return _plan_left_out(ledger, action, context) or Told(_none(kind, action, context), "refused")
    if len(found) > 1 and not which and not _ALL & said and f"{kind}s" not in said:
        if "next" not in said:
            which_one = f"Which {kind} do you mean, the one {_either(found, context)}?"
            return Told(which_one, "refused", _choices(found, context))
        found = found[:1]
    if "date" in action.params:  # what rings on other days as well goes on there
        found = [due for due in found if len(due.days) <= 1] or found
    if off := days_left_out(found, action.params.get("date"), context):
        ledger.leave_out(found, *map(date.isoformat, off))
        return Told(left_out_said(found, off, context.now))
    ledger.remove(found)
    text = f": {found[0].payload['text']}" if found[0].payload.get("text") else ""
    one = f"The {kind} {alarm_said(found[0], context.now)} is cancelled{text}."
    return Told(one if len(found) == 1 else f"{len(found)} {kind}s are cancelled.")


def _plan_left_out(ledger: Ledger, action: Action, context: Context) -> Told | None:
    """Leave a day out of the only plan that comes round on it, where "skip Monday" can mean nothing else."""
    if action.params.keys() != {"date"} or not _SKIPS.fullmatch(context.said) or ledger.all("alarm", "reminder"):
        return None
    day = date.fromisoformat(action.params["date"])
    plans = [due for due in ledger.all("command", "notice") if due.state == "waiting" and len(due.days) > 1]
    found = [due for due in plans if due.is_on(day, local(due.due, context.now).date())]
    if len(found) != 1:
        return None
    ledger.leave_out(found, day.isoformat())
    return Told(left_out_said(found, [day], context.now))


def _cancel_all_but(ledger: Ledger, waiting: Sequence[Due], staying: Sequence[Due], context: Context) -> Told:
    if not staying:
        return Told("I don't know which one is to stay, so all of them do.", "refused")
    ledger.remove(gone := [due for due in waiting if due not in staying])
    stays = listed([alarm_said(due, context.now) for due in staying])
    so_many = (
        f"{len(gone)} {gone[0].kind}s are"
        if len(gone) > 1
        else f"The {gone[0].kind} {alarm_said(gone[0], context.now)} is"
    )
    return Told(f"{so_many} cancelled, not the one {stays}.")


def _waiting(ledger: Ledger, kind: Kind) -> list[Due]:
    return [due for due in ledger.all(kind) if due.state != "begun"]


def _pointed_at(ledger: Ledger, kind: Kind, action: Action, context: Context) -> list[Due]:
    """Return what "it", "the other one" or "the first one" is; nothing: something else is said."""
    name = str(action.params.get("name") or action.params.get("text") or "")
    return pointed_at(name, _waiting(ledger, kind), context, partial(alarm_said, now=context.now)) or []


def _none(kind: Kind, action: Action, context: Context) -> str:
    """Return what is said where there is no such thing."""
    if action.params.keys() == {"date"}:
        day = day_told(date.fromisoformat(action.params["date"]), context.now)
        return f"No {kind} is set for {day.removeprefix('on ')}."
    return f"There is no such {kind}." if action.params else f"No {kind} is set."


def _query(ledger: Ledger, action: Action, context: Context) -> Told:
    kind = _kind(action, context)
    if is_place(str(action.params.get("text"))):
        action = replace(action, params={key: said for key, said in action.params.items() if key != "text"})
    found, action = _meant(ledger, kind, action, context)
    if not found:
        return Told(_none(kind, action, context))
    of_several, asked = len(found) > 1, {*context.said.split()}
    found = found[-1:] if "last" in asked else found
    said = [_told(due, context) for due in found[:_MOST_SAID]]
    if len(found) == 1 or asked & {"next", "first"}:
        which = "last " if "last" in asked else "next "
        name = f"{found[0].name} {kind}" if found[0].name else kind
        what = said[0].removeprefix(f"{found[0].name} ") if found[0].name else said[0]
        return Told(sentence(f"your {which if of_several else ''}{name} is {what}"))
    return Told(f"You have {len(found)} {kind}s: {listed(said)}.")


def _meant(ledger: Ledger, kind: Kind, action: Action, context: Context) -> tuple[list[Due], Action]:
    """Return what is spoken of, and the action: the day of the week that is today may be that of next week.

    What rings every Sunday is "the Sunday alarm", also where it is left out on the next one.
    """
    for each in (action, _a_week_on(action, context)):
        if found := [due for due in ledger.all(kind) if _fits(due, each, context)]:
            return found, each
    said = date.fromisoformat(action.params["date"]) if action.params.keys() == {"date"} else None
    if said is None or f"{said:%A}".lower() not in context.said:
        return [], action
    weekly = [due for due in _waiting(ledger, kind) if due.days == (f"{said:%a}".lower(),)]
    return weekly, replace(action, params={}) if weekly else action


def _a_week_on(action: Action, context: Context) -> Action:
    """Return what is said of the day of the week that is today as said of that day of next week."""
    today = context.now.date()
    if action.params.get("date") != today.isoformat() or f"{today:%A}".lower() not in context.said:
        return action
    return replace(action, params={**action.params, "date": (today + timedelta(weeks=1)).isoformat()})


def _told(due: Due, context: Context) -> str:
    """Return when an alarm rings, with its name; of a reminder what it is about."""
    text = str(due.payload.get("text") or "")
    return f"{due.name} {alarm_said(due, context.now)}{f', {text}' if text else ''}".strip()


def _kind(action: Action, context: Context) -> Kind:
    """Return which of both is spoken of, or was just before."""
    said = set(context.said.split())
    if action.params.get("text") or {"reminder", "reminders", "remind"} & said:
        return "reminder"
    if {"alarm", "alarms", "wake", "waking"} & said or not context.before:
        return "alarm"
    reminding = context.before[-1].intent == "reminder_set" or family(context) == ("reminder",)
    return "reminder" if reminding else "alarm"


def _hush(ledger: Ledger, _: Action, context: Context) -> Told | None:
    """Stop what rings; an alarm that was put off rings no more for one who is up."""
    if ledger.hush():
        return Told("Okay.")
    put_off = [due for due in _waiting(ledger, "alarm") if due.payload.get("snoozed")]
    if not put_off or not _AWAKE.search(context.said):
        return None
    ledger.remove(put_off)
    return Told(f"Okay. The alarm {alarm_said(put_off[0], context.now)} is cancelled.")


def _fits(due: Due, action: Action, context: Context) -> bool:
    """Return whether an alarm that waits has the name, the time, the date and the days that were said."""
    params = action.params
    at = local(due.due, context.now)
    return (
        (due.state == "waiting" or (due.state == "watching" and not {"time", "date"} & params.keys()))
        and params.get("name", "") in {"", normalise(due.name), often_called(due)}
        and words([params.get("text", "")]) <= words([str(due.payload.get("text") or "")])
        and params.get("time", f"{at:%H:%M}") in {f"{at:%H:%M}", f"{(at.hour + 12) % 24:02}:{at:%M}"}
        and ("date" not in params or due.is_on(date.fromisoformat(params["date"]), at.date()))
        and set(params.get("repeat") or due.often) == set(due.often)
    )


def _choices(found: Sequence[Due], context: Context) -> dict[str, dict[str, str]]:
    """Return what tells each alarm from the others."""
    at = {due.number: local(due.due, context.now) for due in found[:_MOST_SAID]}
    return {
        f"{due.name} {alarm_said(due, context.now)}".strip(): {"time": f"{at[due.number]:%H:%M}"}
        | ({"name": due.name} if due.name else {})
        | ({} if due.days else {"date": f"{at[due.number]:%B} {at[due.number].day}".lower()})
        for due in found[:_MOST_SAID]
    }


def _either(found: Sequence[Due], context: Context) -> str:
    return listed([alarm_said(due, context.now) for due in found[:_MOST_SAID]], "or the one")
