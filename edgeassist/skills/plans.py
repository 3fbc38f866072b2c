"""What is planned: what will be done and told, at a time or when something happens; asked for, and called off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from edgeassist.home.figures import listed
from edgeassist.home.forms import canonical
from edgeassist.home.moment_words import days_said
from edgeassist.home.moments import read_date
from edgeassist.home.phrases import proposal
from edgeassist.home.waited_words import clause
from edgeassist.messages import Action, Context, Home, Step
from edgeassist.skills.agenda import Agenda, Told
from edgeassist.skills.dues import Due, Kind
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.words import local, moment_said
from edgeassist.text import normalise

_KINDS: tuple[Kind, ...] = ("command", "notice", "reminder")
_MOST_SAID = 5
_TOLD_OF = frozenset({"notice", "alert", "notification", "notices", "alerts", "notifications"})
_ALL = frozenset({"all", "everything", "plans", "schedule", "automations", "rules", "commands", "triggers"}) | _TOLD_OF
_SMALL = frozenset({"the", "a", "my", "about", "for", "when", "is", "are", "to", "of", "in", "on", "1", "one"})
_NIGHT_FROM = 17
"""The hour at which tonight begins."""


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


def planned(due: Due, home: Home, context: Context) -> str:
    """Return what will be done: "tell you when the washer is done", "turn on the hall light at 10 PM"."""
    condition = due.payload.get("condition")
    waits = f" {clause(condition, home, context.units, at_a_time=due.state != 'watching')}" if condition else ""
    at = "" if due.state == "watching" else f" {moment_said(due.due, context.now)}"
    at += f" {days_said(due.days)}" if due.days else ""
    if due.kind == "command":
        action = due.action
        things = [home.entities[key] for key in action.targets if key in home.entities]
        return f"{proposal(action.intent, action.params, things, context.units)}{at}{waits}"
    if due.kind == "notice":
        return f"tell you{at}{waits}"
    return f"remind you{at}{waits}: {due.payload.get('text')}"


def _query(home: Home, ledger: Ledger, action: Action, context: Context) -> Told:
    found = _meant(ledger, home, action, context)
    about = str(action.params.get("text") or "")
    if not found:
        return Told(f"Nothing is planned{f' for {about}' if about else ''}.")
    said = [planned(due, home, context) for due in found[:_MOST_SAID]]
    more = len(found) - len(said)
    return Told(f"I will {listed([*said, f'{more} more'] if more else said)}.")


def _cancel(home: Home, ledger: Ledger, action: Action, context: Context) -> Told:
    found = _meant(ledger, home, action, context)
    words, about = set(context.said.split()), str(action.params.get("text") or "")
    if not about:
        found = [due for due in found if due.kind != "reminder"]
    if not about and not _ALL & words:
        found = sorted(found, key=lambda due: due.number)[-1:]
    if not found:
        return Told(f"Nothing like that is planned{f': {about}' if about else ''}.", "refused")
    said = [planned(due, home, context) for due in found]
    if len(found) > 1 and about and not _ALL & words and read_day(about, context) is None:
        several = listed(said[:_MOST_SAID], "or to")
        return Told(f"There are several: to {several}. Say more of what it is about.", "refused")
    ledger.remove(found)
    return Told(f"Okay, I won't {said[0]}." if len(found) == 1 else f"Okay, I called off all {len(found)} of them.")


def _meant(ledger: Ledger, home: Home, action: Action, context: Context) -> list[Due]:
    """Return what is planned, the next first; what was said of it leaves out the rest."""
    found = [due for due in ledger.all(*_KINDS) if due.state in {"waiting", "watching"}]
    about = normalise(str(action.params.get("text") or ""))
    if not about:
        return found
    if (day := read_day(about, context)) is not None:
        late = _NIGHT_FROM if "night" in about or "evening" in about else 0
        times = [(due, local(due.due, context.now)) for due in found if due.state == "waiting"]
        return [due for due, at in times if at.date().isoformat() == day and at.hour >= late]
    wanted = _words([about])
    return [due for due in found if wanted <= _words([planned(due, home, context), due.kind])]


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


def _words(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(canonical(word) for text in texts for word in normalise(text).split()) - _SMALL
