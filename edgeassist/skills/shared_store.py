"""Lists that several nodes share: each line with its last change and who made it; the later change wins, everywhere.

What this node knows is a set of lines that only ever grows more recent. Merged in any order, and any number of times,
all nodes that have seen the same lines have the same lists. A line that was taken off stays as one that is gone.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.skills.items import LONGEST_ITEM
from edgeassist.skills.list_store import LONGEST_NAME, begun, number_of
from edgeassist.state import State

MOST = 5_000
"""Lines that are known, those that are gone among them."""
_GONE_MS = 90 * 86_400_000
"""So long it is remembered that something was taken off: a node that is away for longer may bring it back."""
_LATEST = 2**53
_TEXTS = {"node": 64, "list": LONGEST_NAME, "key": LONGEST_ITEM, "text": LONGEST_ITEM}
"""What every line has, in the order of its fields, with the characters that it has at most."""
_COLUMNS = "list, key, text, done, gone, at, node"


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One thing on one list, as it was last changed; the order is that in which changes count."""

    at: int
    """Milliseconds since the epoch, but always later than any change that was known then."""
    node: str
    """Who changed it; it decides between two at the same moment."""
    list: str
    key: str
    text: str
    done: bool
    gone: bool

    def as_json(self) -> dict[str, Any]:
        """Return the line as it is published."""
        names = ("list", "key", "text", "done", "gone", "at", "node")
        return {name: getattr(self, name) for name in names}


def read_line(row: object) -> Line | None:
    """Return the line that another node published; None: it is none."""
    if not isinstance(row, Mapping):
        return None
    node, list_, key, text = texts = [_text(row, name, most) for name, most in _TEXTS.items()]
    done, gone, at = row.get("done"), row.get("gone"), row.get("at")
    if not all(texts) or not isinstance(done, bool) or not isinstance(gone, bool):
        return None
    if not isinstance(at, int) or isinstance(at, bool) or not 0 < at < _LATEST:
        return None
    return Line(at, node, list_, key, text, done, gone)


def _text(row: Mapping[str, Any], name: str, most: int) -> str:
    value = row.get(name)
    return value if isinstance(value, str) and len(value) <= most else ""


class SharedStore:
    """The shared lines of one state file. Every method raises StateError where the file cannot be used."""

    def __init__(self, state: State, node: str) -> None:
        self._state = state
        self._node = node

    def lines(self) -> list[Line]:
        """Return all lines that are known, in an order that is the same on every node."""
        rows = self._state.read(f"SELECT {_COLUMNS} FROM shared ORDER BY list, key")  # noqa: S608
        return [_line(row) for row in rows]

    def merge(self, others: Iterable[Line], now_ms: int) -> bool:
        """Mark what was changed here since the last time, and take over what others changed later.

        Returns whether a list here is another one by that.
        """
        with self._state.change() as database:
            known = {(line.list, line.key): line for line in _all(database)}
            self._mark(database, known, now_ms)
            newer: dict[tuple[str, str], Line] = {}
            for line in others:
                before = newer.get((line.list, line.key)) or known.get((line.list, line.key))
                is_news = len(known) + len(newer) < MOST and not (line.gone and line.at < now_ms - _GONE_MS)
                if is_news if before is None else before < line:
                    newer[line.list, line.key] = line
            for line in newer.values():
                _write(database, line)
                _apply(database, line)
            database.execute("DELETE FROM shared WHERE gone = 1 AND at < ?", (now_ms - _GONE_MS,))
        return bool(newer)

    def _mark(self, database: sqlite3.Connection, known: dict[tuple[str, str], Line], now_ms: int) -> None:
        """Write down what is otherwise on the lists than it was known: somebody changed it here."""
        here = _here(database)
        at = max([now_ms, *(line.at + 1 for line in known.values())])
        for place, (text, done) in here.items():
            line = known.get(place)
            if line is None or line.gone or (line.text, line.done) != (text, done):
                known[place] = Line(at, self._node, *place, text, done, gone=False)
                _write(database, known[place])
        for place, line in list(known.items()):
            if place not in here and not line.gone:
                known[place] = Line(at, self._node, *place, line.text, line.done, gone=True)
                _write(database, known[place])


def _all(database: sqlite3.Connection) -> list[Line]:
    return [_line(row) for row in database.execute(f"SELECT {_COLUMNS} FROM shared")]  # noqa: S608


def _line(row: Any) -> Line:
    list_, key, text, done, gone, at, node = row
    return Line(int(at), str(node), str(list_), str(key), str(text), bool(done), bool(gone))


def _here(database: sqlite3.Connection) -> dict[tuple[str, str], tuple[str, bool]]:
    """Return what stands on the lists, by list and item."""
    rows = database.execute("SELECT l.key, i.key, i.text, i.done FROM items i JOIN lists l ON i.list = l.number")
    return {(str(list_), str(key)): (str(text), bool(done)) for list_, key, text, done in rows}


def _write(database: sqlite3.Connection, line: Line) -> None:
    values = (line.list, line.key, line.text, line.done, line.gone, line.at, line.node)
    database.execute(f"INSERT OR REPLACE INTO shared ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608


def _apply(database: sqlite3.Connection, line: Line) -> None:
    """Have a line stand on its list, or not."""
    number = number_of(database, line.list)
    if line.gone:
        database.execute("DELETE FROM items WHERE list = ? AND key = ?", (number or 0, line.key))
        return
    number = number or begun(database, line.list, most=MOST)
    database.execute(
        "INSERT INTO items (list, key, text, done) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (list, key) DO UPDATE SET text = excluded.text, done = excluded.done",
        (number, line.key, line.text, line.done),
    )
