"""What was accepted, what became of it, and what of that is still to be told, across a kill at any instant."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from edgeassist.messages import Step, step_json
from edgeassist.state import State

logger = logging.getLogger(__name__)

_SELDOM = 100
"""Of so many dropped reports one is worth a line in the log."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """One action on one thing that will be carried out, or be reported as not carried out."""

    turn: str
    intent: str
    entity: str
    params: Mapping[str, Any] = field(default_factory=dict)
    accepted: float = 0.0
    """When, seconds of `time.time`."""
    expires: float = 0.0
    """Until when it may still be sent, on the same clock; not after `accepted`: at once or never."""
    number: int = 0
    """Its line in the journal; 0: it has none."""

    def left_s(self, now: float) -> float:
        """Return for how long it may still be sent; 0 also where the clock was set back since."""
        return max(self.expires - now, 0.0) if now >= self.accepted else 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """A message about us that has not been delivered yet."""

    number: int
    topic: str
    """Below `edgeassist/<node>/`."""
    payload: str


class Journal:
    """The lines of one state file. Every method raises StateError where the file cannot be used."""

    def __init__(self, state: State, *, with_text: bool = True, most_reports: int = 10_000) -> None:
        self._state = state
        self._with_text = with_text
        self._most_reports = most_reports
        rows = state.read("SELECT number, turn, intent, entity, params, accepted, expires FROM orders ORDER BY number")
        self._left_over = tuple(_accepted(row) for row in rows)

    @property
    def state(self) -> State:
        """The file, for whatever else is kept in it and used in the same thread."""
        return self._state

    @property
    def left_over(self) -> tuple[Accepted, ...]:
        """What a process before this one accepted and did not conclude."""
        return self._left_over

    def accept(self, order: Accepted) -> int:
        """Write down what is going to be done, and return its line: it is not forgotten from now on."""
        with self._state.change() as database:
            added = database.execute(
                "INSERT INTO orders (turn, intent, entity, params, accepted, expires) VALUES (?, ?, ?, ?, ?, ?)",
                (order.turn, order.intent, order.entity, json.dumps(dict(order.params)), order.accepted, order.expires),
            )
            return added.lastrowid or 0

    def conclude(self, turn: str, step: Step, number: int = 0) -> None:
        """Write down what became of an action, to be reported; only once of each line (0: it was never accepted)."""
        with self._state.change() as database:
            if number and not database.execute("DELETE FROM orders WHERE number = ?", (number,)).rowcount:
                return
            serial = database.execute("SELECT seq FROM sqlite_sequence WHERE name = 'reports'").fetchone()
            name = f"{turn}-{number}" if number else f"{turn}-r{serial[0] + 1 if serial else 1}"
            told = {"id": name, "turn": turn, "ts": datetime.now().astimezone().isoformat(timespec="milliseconds")}
            self._add(database, "action", json.dumps(told | step_json(step, with_text=self._with_text)))

    def keep(self, topic: str, payload: str) -> None:
        """Write down a report; of too many that nobody fetched the oldest go."""
        with self._state.change() as database:
            self._add(database, topic, payload)

    def _add(self, database: Any, topic: str, payload: str) -> None:
        added = database.execute("INSERT INTO reports (topic, payload) VALUES (?, ?)", (topic, payload))
        dropped = database.execute("DELETE FROM reports WHERE number <= ?", (added.lastrowid - self._most_reports,))
        if dropped.rowcount and added.lastrowid % _SELDOM == 0:
            logger.warning("more than %d reports that nobody takes: the oldest are dropped", self._most_reports)

    def reports(self, most: int) -> list[Report]:
        """Return the oldest reports that are still to be delivered."""
        rows = self._state.read("SELECT number, topic, payload FROM reports ORDER BY number LIMIT ?", most)
        return [Report(int(str(number)), str(topic), str(payload)) for number, topic, payload in rows]

    def delivered(self, numbers: Iterable[int]) -> None:
        """Forget reports that have arrived."""
        with self._state.change() as database:
            database.executemany("DELETE FROM reports WHERE number = ?", [(number,) for number in numbers])

    # --- questions that wait for an answer ------------------------------------------------------------

    def ask(self, source: str, actions: str, need: str, until: float) -> None:
        """Keep what was asked of a source, in place of what was asked before."""
        with self._state.change() as database:
            database.execute("INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?)", (source, actions, need, until))

    def asked(self, source: str) -> tuple[str, str] | None:
        """Return the actions and the need of the question that is open at a source; None: there is none."""
        rows = self._state.read("SELECT actions, need FROM questions WHERE source = ? AND until > ?", source, _now())
        return (str(rows[0][0]), str(rows[0][1])) if rows else None

    def answered(self, source: str) -> None:
        """Forget what was asked."""
        with self._state.change() as database:
            database.execute("DELETE FROM questions WHERE source = ?", (source,))

    def wrong_pin(self, source: str, most: int, block_s: float) -> bool:
        """Count a wrong PIN, and return whether the source is blocked by it; the count begins anew after that."""
        rows = self._state.read("SELECT wrong FROM pins WHERE source = ?", source)
        wrong = 1 + (int(str(rows[0][0])) if rows else 0)
        blocked = wrong >= most
        with self._state.change() as database:
            values = (source, 0 if blocked else wrong, _now() + block_s if blocked else 0.0)
            database.execute("INSERT OR REPLACE INTO pins VALUES (?, ?, ?)", values)
        return blocked

    def right_pin(self, source: str) -> None:
        """Forget the wrong ones before."""
        with self._state.change() as database:
            database.execute("DELETE FROM pins WHERE source = ?", (source,))

    def blocked(self, source: str) -> bool:
        """Return whether a source gave too many wrong PINs just now."""
        return bool(self._state.read("SELECT 1 FROM pins WHERE source = ? AND blocked > ?", source, _now()))


def _now() -> float:
    return time.time()


def _accepted(row: Sequence[Any]) -> Accepted:
    number, turn, intent, entity, params, accepted, expires = row
    return Accepted(turn, intent, entity, json.loads(params), accepted, expires, number)
