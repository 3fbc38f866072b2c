"""The table of what is due, in the state file: what has begun is marked before its first sound, and taken off after."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext, suppress
from dataclasses import replace
from typing import Any

from edgeassist.errors import StateError
from edgeassist.skills.almanac import Almanac
from edgeassist.skills.clocks import Instant, read_clocks
from edgeassist.skills.dues import Due, Kind, next_due
from edgeassist.state import State

logger = logging.getLogger(__name__)

MOST = 200
"""Lines of one kind."""
_SET_S = 1.0
"""A clock that is off by more was set, and not just drawn along."""
_COLUMNS = "number, kind, state, due, boot, payload"


class FullError(Exception):
    """There are too many of a kind already."""


class Ledger:
    """Reads and changes the table; every method raises StateError where the file cannot be used.

    Each change is made whole or not at all, so that a kill at any instant loses nothing.
    """

    def __init__(
        self, state: State, almanac: Almanac | None = None, clocks: Callable[[], Instant] = read_clocks
    ) -> None:
        self._state = state
        self.almanac = almanac or Almanac()
        """What the sun does at the house."""
        self.clocks = clocks
        """What the time is."""

    @property
    def now(self) -> float:
        """The present, seconds since the epoch."""
        return self.clocks().wall

    @property
    def boot(self) -> str:
        """What a line is marked with for which so much time has to pass, whatever the clock is set to."""
        return self.clocks().boot

    def all(self, *kinds: Kind) -> list[Due]:
        """Return what is in the table, the next first; all of it where no kinds are given."""
        self._align()
        rows = self._state.read(f"SELECT {_COLUMNS} FROM dues ORDER BY due, number")  # noqa: S608  our own columns
        dues = [_due(row) for row in rows]
        return [due for due in dues if not kinds or due.kind in kinds]

    def add(self, *dues: Due) -> list[Due]:
        """Write down what will be due, and return it with its numbers; raises FullError where there is too much."""
        self._align()
        with self._state.change() as database:
            for kind in {due.kind for due in dues}:
                [[count]] = database.execute("SELECT count(*) FROM dues WHERE kind = ?", (kind,)).fetchall()
                if count + sum(due.kind == kind for due in dues) > MOST:
                    raise FullError(kind)
            added = [_insert(database, due) for due in dues]
        with suppress(StateError):  # it is written; this has the disk write it too, for a power cut in the next seconds
            self._state.read("PRAGMA wal_checkpoint(PASSIVE)")
        return added

    def put(self, *dues: Due) -> None:
        """Write down how lines are now; what is no longer there stays away."""
        with self._state.change() as database:
            for due in dues:
                _update(database, due)

    def leave_out(self, dues: Iterable[Due], *days: str) -> None:
        """Have what comes round again be left out on some days."""
        for due in dues:
            payload = {**due.payload, "skip": [*due.payload.get("skip", ()), *days]}
            again = next_due(payload, self.almanac, self.now)
            self.put(replace(due, due=due.due if again is None else again, payload=payload))

    def remove(self, dues: Iterable[Due]) -> None:
        """Take lines off the table."""
        with self._state.change() as database:
            database.executemany("DELETE FROM dues WHERE number = ?", [(due.number,) for due in dues])

    def hush(self) -> int:
        """Stop all that rings, and return how much that was; what is carried out without a sound is not meant."""
        ringing = [due for due in self.all("timer", "alarm", "reminder") if due.state == "begun"]
        if ringing:
            self.remove(ringing)
        return len(ringing)

    def conclude(self, due: Due) -> None:
        """Take off what has begun and is over; not what was put off meanwhile."""
        with self._state.change() as database:
            database.execute("DELETE FROM dues WHERE number = ? AND state = 'begun'", (due.number,))

    def take(self, ended: Callable[[Due], Due | None] = lambda _: None) -> list[Due]:
        """Return what is due now, marked as begun; what comes round again is put down for the next time at once.

        So is the end of what begins now, where `ended` returns one.
        """
        now = self.now
        waiting = [due for due in self.all() if due.state == "waiting" and due.due <= now]
        if not waiting:
            return []
        with self._state.change() as database:
            for end in filter(None, map(ended, waiting)):
                _insert(database, end)
            return [self._begin(database, due, now) for due in waiting]

    def happened(self, watched: Due, told: Mapping[str, Any], end: Due | None) -> Due | None:
        """Return what has waited for something that happens now, marked as begun; None: it is no longer there.

        What holds for every time goes on waiting. `end` is put down with it.
        """
        now, always = self.now, bool(watched.payload["condition"].get("always"))
        with self._state.change() as database:
            here = database.execute("SELECT 1 FROM dues WHERE number = ? AND state = 'watching'", (watched.number,))
            if here.fetchone() is None:
                return None
            if end is not None:
                _insert(database, end)
            begun = replace(watched, state="begun", due=now, payload={**watched.payload, "begun": now, **told})
            if always:
                _update(database, watched)
                return _insert(database, replace(begun, payload={**begun.payload, "of": watched.number}))
            _update(database, begun)
            return begun

    def _begin(self, database: sqlite3.Connection, due: Due, now: float) -> Due:
        payload = {**due.payload, "begun": now, "late_s": now - due.due}
        begun = replace(due, state="begun", payload=payload)
        if not due.days:
            _update(database, begun)
            return begun
        again = next_due(due.payload, self.almanac, max(now, due.due))
        if again is None:
            database.execute("DELETE FROM dues WHERE number = ?", (due.number,))
        else:
            _update(database, replace(due, due=again))
        once = {key: value for key, value in payload.items() if key not in {"days", "sun", "offset_s"}}
        return _insert(database, replace(begun, payload=once | {"of": due.number}))

    def _align(self) -> None:
        """Move what has to wait for so much time where the clock was set, since this machine was started."""
        now = self.clocks()
        rows = self._state.read("SELECT ahead FROM clock WHERE boot = ?", now.boot)
        step = now.ahead - float(str(rows[0][0])) if rows else 0.0
        if rows and abs(step) <= _SET_S:
            return
        with nullcontext() if step else suppress(StateError), self._state.change() as database:  # else nothing moves
            database.execute("DELETE FROM clock")
            database.execute("INSERT INTO clock VALUES (?, ?)", (now.boot, now.ahead))
            database.execute("UPDATE dues SET due = due + ? WHERE boot = ?", (step, now.boot))
        if step:
            logger.info("the clock was set by %+.0f s; timers go on as if it had not been", step)


def _insert(database: sqlite3.Connection, due: Due) -> Due:
    added = database.execute(
        "INSERT INTO dues (kind, state, due, boot, payload) VALUES (?, ?, ?, ?, ?)",
        (due.kind, due.state, due.due, due.boot, json.dumps(dict(due.payload))),
    )
    return replace(due, number=added.lastrowid or 0)


def _update(database: sqlite3.Connection, due: Due) -> None:
    database.execute(
        "UPDATE dues SET state = ?, due = ?, boot = ?, payload = ? WHERE number = ?",
        (due.state, due.due, due.boot, json.dumps(dict(due.payload)), due.number),
    )


def _due(row: tuple[Any, ...]) -> Due:
    number, kind, state, due, boot, payload = row
    return Due(kind, due, json.loads(payload), state, boot, number)
