"""What people ask of timers, alarms and what is to be done later by a command: the list of it, and to cancel some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from edgeassist.errors import EdgeAssistError
from edgeassist.home.phrases import proposal
from edgeassist.home.waited_words import clause
from edgeassist.messages import Entity, Home
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.dues import Due, local
from edgeassist.skills.ledger import Ledger
from edgeassist.skills.words import until_said

_KINDS = ("timer", "alarm", "reminder", "command", "notice")
_STATES = {"waiting": "waiting", "paused": "paused", "watching": "watching", "begun": "ringing"}


class BadRequestedTimeError(EdgeAssistError):
    """What was asked for cannot be; the text says what can."""


@dataclass(frozen=True, slots=True)
class TimeInquiries:
    """Answers about what is due."""

    agenda: Agenda
    now: datetime
    """The present, in the zone of the house."""
    with_text: bool = True
    """Whether names and texts may be told."""
    things: Mapping[str, Entity] = field(default_factory=dict)
    """The things of the house, for their names; of others the ids are told."""

    async def answer(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what `asked["do"]` gives: list or cancel, of `kinds` or of `ids`; raises EdgeAssistError."""
        kinds, ids = _texts(asked, "kinds") or _KINDS, _texts(asked, "ids")
        if not set(kinds) <= set(_KINDS):
            raise BadRequestedTimeError(f"kinds are some of {', '.join(_KINDS)}")
        match asked.get("do"):
            case "list":
                dues = await self.agenda.call(Ledger.all)
                return {"ok": True, "dues": [self._row(due) for due in dues if due.kind in kinds]}
            case "cancel":
                gone = await self.agenda.call(_cancelled, kinds, ids)
                if not gone and ids:
                    raise BadRequestedTimeError(f"there is no {', '.join(ids)}")
                return {"ok": True, "dues": [self._row(due) for due in gone]}
            case do:
                raise BadRequestedTimeError(f"there is no {do!r} of what is due, only list, cancel")

    def _row(self, due: Due) -> dict[str, Any]:
        at = None if due.state in {"paused", "watching"} else local(due.due, self.now).isoformat(timespec="seconds")
        left_s = round(due.left_s(self.agenda.ledger.now), 1)
        row = {"id": due.id, "kind": due.kind, "state": _STATES[due.state], "due": at, "left_s": left_s}
        told = {"name": due.name or None, "what": self._what(due), "condition": self._condition(due)}
        days = {"days": list(due.often), "left_out": [*due.payload.get("skip", ())]}
        return row | days | (told if self.with_text else {})

    def _what(self, due: Due) -> str:
        return f"{_what(due, self.things)}{until_said(due.payload.get('until'), self.now)}"

    def _condition(self, due: Due) -> str | None:
        """Return what a line waits for, in words; None: for nothing."""
        condition = due.payload.get("condition")
        if condition is None:
            return None
        things = {key: self.things.get(key) or Entity(key, key, key.partition(".")[0]) for key in condition["targets"]}
        return clause(condition, Home("", {}, {}, things), "metric", at_a_time=due.state != "watching")


def _cancelled(ledger: Ledger, kinds: tuple[str, ...], ids: tuple[str, ...]) -> list[Due]:
    gone = [due for due in ledger.all() if (due.id in ids if ids else due.kind in kinds)]
    ledger.remove(gone)
    return gone


def _what(due: Due, things: Mapping[str, Entity]) -> str:
    """Return what a line is about.

    >>> _what(Due("command", 0.0, {"action": {"intent": "turn_on", "targets": ["light.hall"], "params": {}}}), {})
    'turn on light.hall'
    """
    if action := due.payload.get("action"):
        targets = [things.get(key) or Entity(key, key, "") for key in action["targets"]]
        said = proposal(action["intent"], action["params"], targets, "metric") if targets else str(action["intent"])
        return said if things else said.replace("the ", "")
    if due.kind == "notice":
        return "tell you"
    return str(due.payload.get("text") or due.payload.get("command") or "")


def _texts(asked: Mapping[str, Any], key: str) -> tuple[str, ...]:
    given = asked.get(key) or ()
    if not isinstance(given, list | tuple) or not all(isinstance(each, str) for each in given):
        raise BadRequestedTimeError(f"{key} is a list of texts")
    return tuple(given)
