"""Lists, notes, quiet times and what is due, as lines of the state file: what a turn changed there is brought back."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from edgeassist.errors import StateError
from edgeassist.home.figures import listed
from edgeassist.home.forms import singular
from edgeassist.home.spoken import sentence
from edgeassist.journal import Journal
from edgeassist.messages import Action, Plan
from edgeassist.skills.dues import Due
from edgeassist.skills.words import named
from edgeassist.worker import Worker

_TABLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "dues": ("number", "kind", "state", "due", "boot", "payload"),
        "items": ("number", "list", "key", "text", "done"),
        "notes": ("number", "text", "taken"),
        "quiet": ("rowid", "what", "until"),
        "wishes": ("rowid", "what", "value"),
    }
)
"""Table → its columns, the first of which is the number of a line."""
_CHANGING = ("timer_", "alarm_", "reminder_", "list_", "note_", "notify", "schedule_cancel", "do_not_disturb")
"""How the intents begin that change lines."""
_ASKING = ("_query", "_status")
_MOST_SAID = 3

Row = tuple[Any, ...]
Rows = Mapping[str, Mapping[int, Row]]


@dataclass(frozen=True, slots=True)
class Changed:
    """Lines that a turn changed: how each was before and after; None: it was not there."""

    lines: tuple[tuple[str, int, Row | None, Row | None], ...]


class StateRecords:
    """Remembers lines of the state file, and brings them back."""

    def __init__(self, journal: Worker[Journal], told: Callable[[], Awaitable[None]]) -> None:
        self._journal = journal
        self._told = told
        """Called after lines were brought back, so that everybody looks at them again."""

    async def mark(self, plan: Plan) -> object | None:
        """Return how the lines are now, where a plan may change them; None: it will not."""
        if not any(map(_may_change, plan.actions)):
            return None
        try:
            return await self._journal.call(self._read)
        except StateError:
            return None

    async def since(self, mark: object) -> Changed | None:
        """Return what was changed since `mark`; None: nothing."""
        try:
            now = await self._journal.call(self._read)
        except StateError:
            return None
        lines = tuple(_differences(mark, now)) if isinstance(mark, dict) else ()
        return Changed(lines) if lines else None

    def parted(self, changed: object, action: Action) -> tuple[Changed | None, Changed | None]:
        """Return of what was changed what an action changed last, and the rest; None: nothing.

        Of what it put down that is one line, as one may speak of it alone; of what it changed or took away, all.
        """
        lines = changed.lines if isinstance(changed, Changed) else ()
        own = [line for line in lines if _may_change(action) and line[0] == _table(action)]
        new = [line for line in own if line[2] is None][-1:]
        last = tuple(new or own)
        rest = tuple(line for line in lines if line not in last)
        return Changed(last) if last else None, Changed(rest) if rest else None

    async def restore(self, changed: object) -> str:
        """Bring lines back to how they were where nobody changed them since, and return in words what that was."""
        if not isinstance(changed, Changed):
            return ""
        try:
            back = await self._journal.call(self._write, changed)
        except StateError as error:
            return f"I can't undo that: {error.why}"
        await self._told()
        return _said(back)

    def _read(self) -> Rows:
        read = self._journal.engine.state.read
        rows = {table: read(f"SELECT {', '.join(columns)} FROM {table}") for table, columns in _TABLES.items()}  # noqa: S608  our own names
        return {table: {_number(row): row for row in rows[table]} for table in rows}

    def _write(self, changed: Changed) -> list[tuple[str, Row | None, Row | None, str]]:
        back = []
        with self._journal.engine.state.change() as database:
            for table, number, before, after in changed.lines:
                if _as_set(_line(database, table, number)) != _as_set(after):
                    continue
                database.execute(f"DELETE FROM {table} WHERE {_TABLES[table][0]} = ?", (number,))  # noqa: S608  our own names
                if before is not None:
                    names, marks = ", ".join(_TABLES[table]), ", ".join("?" * len(before))
                    database.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", before)  # noqa: S608  our own names
                back.append((table, before, after, _list_name(database, table, before or after)))
        return back


def _number(row: Row) -> int:
    return int(row[0])


def _as_set(row: Row | None) -> Row | None:
    """Return a line without what is noted while its condition is watched: that is nobody's change."""
    if row is None or not (isinstance(row[-1], str) and '"seen"' in row[-1]):
        return row
    payload = json.loads(row[-1])
    return (*row[:-1], json.dumps({key: value for key, value in payload.items() if key != "seen"}))


def _may_change(action: Action) -> bool:
    intent = action.intent
    later = action.when or action.repeat or action.until or action.condition
    return bool(later) or (intent.startswith(_CHANGING) and not intent.endswith(_ASKING))


def _table(action: Action) -> str:
    """Return the table that an action changes lines of."""
    return {"list": "items", "note": "notes"}.get(action.intent.partition("_")[0], "dues")


def _differences(before: Rows, now: Rows) -> Iterator[tuple[str, int, Row | None, Row | None]]:
    for table in _TABLES:
        old, new = before.get(table, {}), now.get(table, {})
        for number in sorted(old.keys() | new.keys()):
            if old.get(number) != new.get(number):
                yield table, number, old.get(number), new.get(number)


def _line(database: sqlite3.Connection, table: str, number: int) -> Row | None:
    columns = ", ".join(_TABLES[table])
    row = database.execute(f"SELECT {columns} FROM {table} WHERE {_TABLES[table][0]} = ?", (number,)).fetchone()  # noqa: S608
    return None if row is None else tuple(row)


def _list_name(database: sqlite3.Connection, table: str, row: Row | None) -> str:
    if table != "items" or row is None:
        return ""
    found = database.execute("SELECT name FROM lists WHERE number = ?", (row[1],)).fetchone()
    return str(found[0]).lower() if found else "list"


def _said(back: Sequence[tuple[str, Row | None, Row | None, str]]) -> str:
    """Return what was brought back, the same of several things together."""
    groups: dict[str, list[str]] = {}
    for table, before, after, name in back:
        what, how = _words(table, before, after, name)
        groups.setdefault(how, []).append(what)
    return " ".join(
        sentence(f"{_some(what)} {how.replace('{is}', 'are' if _are_many(what) else 'is')}")
        for how, what in ((how, _counted(all_of_it)) for how, all_of_it in groups.items())
    )


def _counted(what: Sequence[str]) -> list[str]:
    """Return what is called alike together: "the 3 alarms"."""
    counts = Counter(what)
    return [
        f"the {count} {each.removeprefix('the ')}s" if count > 1 and each.startswith("the ") else each
        for each, count in counts.items()
    ]


def _are_many(what: Sequence[str]) -> bool:
    last = what[0].rpartition(" ")[2].lower()
    return len(what) > 1 or singular(last) != last


def _some(what: Sequence[str]) -> str:
    return listed([*what]) if len(what) <= _MOST_SAID else f"{len(what)} things"


def _words(table: str, before: Row | None, after: Row | None, name: str) -> tuple[str, str]:
    row = before or after or ()
    if table == "items":
        on = f"your {name}" if name.endswith("list") else f"your {name} list"
        if before is None:
            return row[3], f"{{is}} off {on} again"
        so = f"back on {on}" if after is None else f"{'ticked off' if before[4] else 'open'} again on {on}"
        return row[3], f"{{is}} {so}"
    if table in {"quiet", "wishes"}:
        return _of_quiet((after or row)[1], before, after)
    if table == "notes":
        return "the note", "{is} gone again" if before is None else "{is} back"
    due = Due(row[1], row[3], json.loads(row[5]), row[2], row[4], row[0])
    what = "what was planned" if due.kind in {"command", "notice"} else f"the {named(due)}"
    if before is None:
        return what, "{is} cancelled"
    return what, "{is} back" if after is None else "{is} as before"


def _of_quiet(what: str, before: Row | None, after: Row | None) -> tuple[str, str]:
    """Return what became of quiet times: "asked" for, the hours "lifted", or other hours wished for."""
    if what not in {"asked", "lifted"} or (before and after and before[1] == after[1]):
        return "the quiet hours" if what != "asked" else "do not disturb", "{is} as before"
    if what == "asked":
        return "do not disturb", "{is} on again" if after is None else "{is} off again"
    return "the quiet hours", "{is} left out again" if after is None else "{is} back"
