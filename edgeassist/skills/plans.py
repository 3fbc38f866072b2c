"""What is planned: what will be done and told, at a time or when something happens; asked for, and called off."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from edgeassist.home.figures import listed
from edgeassist.home.kept_plans import clocks_said, of_one_day, without_days_off
from edgeassist.home.phrases import proposal
from edgeassist.home.waited_words import clause
from edgeassist.home.words import nouns_of
from edgeassist.messages import Action, Context, Home, Step
from edgeassist.moments import read_date
from edgeassist.skills.agenda import Agenda, Told
from edgeassist.skills.dues import Due, local
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.once import days_left_out
from edgeassist.skills.picking import IT, PARTS, PLANS, as_told, family, is_place, picked, placed, pointed_at, spoken_of
from edgeassist.skills.words import alarm_said, left_out_said, named, until_said
from edgeassist.text import normalise

_MOST_SAID = 5
_LONGEST_NOUN = 3
"""Words of what something is planned for; more are a happening."""
_TOLD_OF = frozenset({"notice", "alert", "notification", "notices", "alerts", "notifications"})
_ALL = (
    frozenset(
        {
            "all",
            "both",
            "them",
            "those",
            "lot",
            "everything",
            "plans",
            "schedule",
            "automations",
            "rules",
            "commands",
            "triggers",
        }
    )
    | _TOLD_OF
)
_COMES = re.compile(r"\b(?:gets|arrives|returns|is back|comes back)(?: (?:back|home))*")
"""What is told as that somebody comes home."""
_IT_ENDS = re.compile(r"(?:it|(?:the|my) (?:.+ )?timer) (?:ends|is (?:done|over|up|finished)|goes off|rings|finishes)")
_NIGHT_FROM = 17
_NIGHT_UNTIL = 5
"""The hours at which tonight begins and ends."""


class Plans:
    """The skill that tells what is planned, and calls it off."""

    def __init__(self, agenda: Agenda, home: Callable[[], Home]) -> None:
        self._agenda = agenda
        self._home = home
        self.intents = frozenset({"schedule_query", "schedule_cancel"})

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Carry out one of its intents."""
        does = _query if action.intent == "schedule_query" else _cancel
        return await self._agenda.carry_out(partial(does, self._home()), action, context)

    def told(self, due: Due, context: Context) -> str:
        """Return what will be done, and when."""
        return planned(due, self._home(), context)

    def words(self, due: Due, context: Context) -> str:
        """Return all that may be said of it."""
        return all_words(due, self._home(), context)


def planned(due: Due, home: Home, context: Context) -> str:
    """Return what will be done: "tell you when the washer is done", "turn on the hall light at 10 PM for 2 minutes"."""
    condition = due.payload.get("condition")
    waits = f" {clause(condition, home, context.units, at_a_time=due.state != 'watching')}" if condition else ""
    when = "" if due.state == "watching" else f" {_when(due, context)}"
    if due.kind == "command":
        action = due.action
        things = [home.entities[key] for key in action.targets if key in home.entities]
        doing = proposal(action.intent, action.params, things, context.units)
        return f"{doing}{when}{until_said(due.payload.get('until'), context.now)}{waits}"
    if due.kind == "alarm":
        return f"wake you{when}"
    if due.kind == "timer":
        return f"{due.payload.get('command')} when the {named(due)} ends"
    if due.kind == "notice":
        return f"tell you{when}{waits}"
    return f"remind you{when}{waits}: {due.payload.get('text')}"


def described(due: Due, home: Home, context: Context) -> str:
    """Return what is kept, of whatever kind: "the pasta timer", "the alarm at 7 AM", "remind you at 8 AM: the bins"."""
    if due.kind == "timer":
        return f"the {named(due)}"
    if due.kind == "alarm":
        return f"the {due.name} alarm {alarm_said(due, context.now)}".replace("  ", " ")
    return planned(due, home, context)


def all_words(due: Due, home: Home, context: Context) -> str:
    """Return what may be said of something that is kept: what it does, to what, and where that is."""
    things = [home.entities[key] for key in due.action.targets if key in home.entities] if due.kind == "command" else []
    rooms = {home.areas[key].name for thing in things if (key := thing.area or "") in home.areas}
    names = (said for thing in things for said in (thing.name, *nouns_of(thing.domain, thing.device_class)))
    sun = [said for key in ("sun", "by_sun") if (said := due.payload.get(key))]
    return " ".join([without_days_off(described(due, home, context)), *names, *rooms, *sun])


def _when(due: Due, context: Context) -> str:
    """Return when something is done; of what comes round again the time of every day."""
    return alarm_said(due, context.now)


def _query(home: Home, ledger: Ledger, action: Action, context: Context) -> Told:
    found = _meant(ledger, home, action, context)
    about = str(action.params.get("text") or "")
    timers = [due for due in ledger.all("timer") if due.payload.get("command") and due.state != "begun"]
    if _IT_ENDS.fullmatch(normalise(about)):
        if not timers:
            return Told("Then it rings, and nothing else happens.")
        found = timers
    elif not about:
        found = [*found, *timers]
    elif normalise(about) in IT:
        found = sorted(found, key=lambda due: due.number)[-1:]
    elif about:
        found = sorted([*found, *_ringing(ledger, about, context)], key=lambda due: due.due)
    if not found:
        is_noun = len(about.split()) <= _LONGEST_NOUN
        return Told(f"Nothing is planned{_for(about)}." if is_noun else f"Nothing like that is planned: {about}.")
    said = [planned(due, home, context) for due in found[:_MOST_SAID]]
    more = len(found) - len(said)
    return Told(f"I will {listed([*said, f'{more} more'] if more else said)}.")


def _ringing(ledger: Ledger, about: str, context: Context) -> list[Due]:
    """Return the alarms of a day, or of a time of day, or those that are called so."""
    alarms = [due for due in ledger.all("alarm") if due.state == "waiting"]
    if (day := read_day(normalise(about), context)) is not None:
        return _on(day, about, alarms, context)
    at_a_time = bool(clocks_said(about))
    return picked(about, alarms, lambda due: "" if at_a_time else f"the {due.name} alarm", context)


def _for(about: str) -> str:
    return f" for {about.removeprefix('on ')}" if about else ""


def _cancel(home: Home, ledger: Ledger, action: Action, context: Context) -> Told:
    words, about = set(context.said.split()), normalise(str(action.params.get("text") or ""))
    about = "" if about in IT | {"them"} else about
    found = _described(home, ledger, about, context) if about else _meant(ledger, home, action, context)
    day = read_day(about, context) if about else None
    thing, on = of_one_day(about)
    if not found and on and (day := read_day(on, context)) is not None:
        found = [due for due in _described(home, ledger, thing, context) if _on(day, on, [due], context)]
    if not about:
        found = [due for due in found if due.kind != "reminder"]
    if not about and not _ALL & words:
        told = spoken_of(found, context, lambda due: planned(due, home, context))
        asked = [each.intent for each in context.before[-1:]] == ["schedule_query"]
        found = [told] if told else found if asked else sorted(found, key=lambda due: due.number)[-1:]
    if day is not None and len(found) > 1 and not _ALL & words and any(each.repeat for each in context.before[-1:]):
        found = [max(found, key=lambda due: due.number)]
    if not found:
        return Told(f"Nothing like that is planned{f': {about}' if about else ''}.", "refused")
    said = [described(due, home, context) for due in found]
    if len(found) > 1 and not (_ALL | {"alone"}) & words and day is None:
        choices = {each: {"text": each} for each in said[:_MOST_SAID]}
        return Told(f"Which do you mean: {listed([*choices], 'or')}?", "refused", choices)
    if off := days_left_out(found, day, context):
        ledger.leave_out(found, *map(date.isoformat, off))
        return Told(left_out_said(found, off, context.now))
    ledger.remove(found)
    if len(found) > 1:
        return Told(f"Okay, I called off {'both' if len(found) == 2 else f'all {len(found)}'} of them.")
    gone = f"{said[0][:1].upper()}{said[0][1:]} is cancelled." if found[0].kind in {"timer", "alarm"} else ""
    return Told(gone or f"Okay, I won't {said[0]}.")


def _described(home: Home, ledger: Ledger, about: str, context: Context) -> list[Due]:
    """Return what is planned so, else what else is kept and is described so; first of what was spoken of last."""
    kept = [due for due in ledger.all() if due.state != "begun"]
    families = dict.fromkeys((family(context), PLANS, ("alarm",), ("timer",)))
    if is_place(about):
        some = next(filter(None, ([due for due in kept if due.kind in kinds] for kinds in families)), [])
        meant = placed(about, as_told(some, context, lambda due: planned(due, home, context)), ledger.now)
        return [meant] if meant else []
    if about in PARTS:
        at = pointed_at(
            about, [due for due in kept if due.kind in PLANS], context, partial(alarm_said, now=context.now)
        )
        return at or []
    if (day := read_day(about, context)) is not None:
        of_day = [_on(day, about, [due for due in kept if due.kind in kinds], context) for kinds in families]
        if "everything" in context.said.split():
            return list({due.number: due for dues in of_day for due in dues if due.kind != "timer"}.values())
        return next(filter(None, of_day), [])
    for kinds in families:
        some = [due for due in kept if due.kind in kinds]
        same = [due for due in some if normalise(described(due, home, context)) == about]
        if found := same or picked(about, some, lambda due: all_words(due, home, context), context):
            on = [due for due in found if "on" in about.split() and described(due, home, context).startswith("turn on")]
            return on or found
    return []


def _meant(ledger: Ledger, home: Home, action: Action, context: Context) -> list[Due]:
    """Return what is planned, the next first; what was said of it leaves out the rest."""
    found = [due for due in ledger.all(*PLANS) if due.state in {"waiting", "watching"}]
    about = _COMES.sub("comes home", normalise(str(action.params.get("text") or "")))
    if not about or about in IT:
        return found
    if (day := read_day(about, context)) is not None:
        return _on(day, about, found, context)
    return picked(about, found, lambda due: all_words(due, home, context), context)


def _on(day: str, about: str, dues: Sequence[Due], context: Context) -> list[Due]:
    """Return what is done on a day, of tonight what is done late in it, or soon after midnight."""
    late = _NIGHT_FROM if "night" in about or "evening" in about else 0
    times = [(due, local(due.due, context.now)) for due in dues if due.state == "waiting"]
    that_day = date.fromisoformat(day)
    nights = [that_day + timedelta(days=1)] if "night" in about else []
    return [
        due
        for due, at in times
        if (due.is_on(that_day, at.date()) and at.hour >= late)
        or (at.hour < _NIGHT_UNTIL and any(due.is_on(night, at.date()) for night in nights))
    ]


def read_day(text: str, context: Context) -> str | None:
    """Return the date that a text is; None: it is something else."""
    if text in {"tonight", "this evening", "later", "later today"}:
        text = "today"
    found = read_date(text.removeprefix("for "), context.now)
    return (
        found[0].date().isoformat()
        if found and found[0] and not set(found[1].split()) - {"morning", "evening"}
        else None
    )
