"""What somebody wants to be told, or reminded of, when something happens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from edgeassist.home.happening import holds, truths
from edgeassist.home.spoken import sentence
from edgeassist.home.waited_words import clause, happened
from edgeassist.messages import Action, Context, Home, Step
from edgeassist.skills.agenda import Agenda, Told
from edgeassist.skills.dues import Kind
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.words import moment_said
from edgeassist.stages import Skill

_AT_A_TIME = frozenset({"duration_s", "time", "date"})
"""Values of a reminder that has a time of its own."""
_COMING_AND_GOING = frozenset({"home", "away"})
"""States that people come to again and again: who is at home may leave, and come home."""


class Planner(Protocol):
    """Puts down what is due at a time, or once something happens."""

    def put(
        self, ledger: Ledger, wanted: Action, context: Context, /, kind: Kind = "command", **told: Any
    ) -> str | None:
        """Put something down; returns why not, or None."""

    def moment(self, action: Action, now: float) -> float | None:
        """Return when something is due first; None: it waits, or never is."""


class Notices:
    """The skill for notices, and for reminders that wait for something; `reminders` keeps those with a time."""

    def __init__(self, agenda: Agenda, later: Planner, home: Callable[[], Home], reminders: Skill) -> None:
        self._agenda = agenda
        self._later = later
        self._home = home
        self._reminders = reminders
        self.intents = frozenset({"notify", "reminder_set"})

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Put down what is to be told; what is so already is told at once."""
        if action.intent == "reminder_set" and (action.condition is None or _AT_A_TIME & action.params.keys()):
            return await self._reminders.run(action, context)
        does = self._tell if action.intent == "notify" else self._remind
        return await self._agenda.carry_out(partial(does, self._home()), action, context)

    def _tell(self, home: Home, ledger: Ledger, action: Action, context: Context) -> Told:
        waited = action.condition or {}
        if _is_so_already(action, home, context):
            key = next((key for key, so in truths(waited, home).items() if so), "")
            said = happened(waited, home, key, context)
            if waited.get("state") not in _COMING_AND_GOING or waited.get("at_once") or _same(ledger, action):
                return Told(said)
            why = self._later.put(ledger, action, context, "notice", units=context.units)
            return Told(said if why else f"{said} I'll tell you {self._when(action, home, context)} again.")
        if _same(ledger, action):
            return Told(f"I am on the watch for that already, and tell you {self._when(action, home, context)}.")
        if why := self._later.put(ledger, action, context, "notice", units=context.units):
            return Told(sentence(why), "refused")
        return Told(f"I'll tell you {self._when(action, home, context)}.")

    def _remind(self, home: Home, ledger: Ledger, action: Action, context: Context) -> Told:
        text = str(action.params.get("text") or "")
        when = self._when(action, home, context)
        if why := self._later.put(ledger, action, context, "reminder", text=text, waits=when):
            return Told(sentence(why), "refused")
        return Told(f"I'll remind you {when}: {text}.")

    def _when(self, action: Action, home: Home, context: Context) -> str:
        """Return when something will be told: "at 10 PM if the garage door is open"."""
        at = self._later.moment(action, context.now.timestamp())
        said = clause(action.condition or {}, home, context.units, at_a_time=at is not None)
        return said if at is None else f"{moment_said(at, context.now)} {said}"


def _is_so_already(action: Action, home: Home, context: Context) -> bool:
    """Return whether what is waited for is so now, and nothing says that it is meant for another time."""
    waited = action.condition or {}
    ahead = bool(action.when or action.repeat or waited.get("always"))
    return not ahead and waited.get("state") != "finished" and bool(holds(waited, home, context.now))


def _same(ledger: Ledger, action: Action) -> bool:
    """Return whether the very same is waited for already."""
    if action.when or action.repeat:
        return False
    return any(
        due.state == "watching" and due.payload["condition"] == dict(action.condition or {})
        for due in ledger.all("notice")
    )
