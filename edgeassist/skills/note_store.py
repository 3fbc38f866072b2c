"""Notes in the state file, with what is made of them: a summary, and what is to be done."""

from __future__ import annotations

import json
from dataclasses import dataclass

from edgeassist.skills.gists import Gist
from edgeassist.skills.items import cleaned
from edgeassist.skills.note_search import found
from edgeassist.skills.writing import LONGEST_NOTE, NotWrittenError
from edgeassist.state import State

MOST_NOTES = 1_000


@dataclass(frozen=True, slots=True)
class Note:
    """Something that somebody wanted to be remembered."""

    number: int
    text: str
    taken: float
    """When, seconds since the epoch."""
    gist: Gist | None = None
    """None: nothing is made of it yet."""


class NoteStore:
    """The notes of one state file. Every method raises StateError where the file cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def lasts(self) -> bool:
        """Whether notes are still there after a restart."""
        return self._state.lasts

    def take(self, text: str, now: float) -> Note:
        """Write a note down; raises NotWrittenError where it is empty, too long, or one too many."""
        text = cleaned(text)
        if not text:
            raise NotWrittenError("There is nothing in that to write down.")
        if len(text) > LONGEST_NOTE:
            raise NotWrittenError(f"That is too long: a note has {LONGEST_NOTE} characters at most.")
        with self._state.change() as database:
            [[count]] = database.execute("SELECT COUNT(*) FROM notes").fetchall()
            if count >= MOST_NOTES:
                raise NotWrittenError(f"There are {MOST_NOTES} notes already; that is the most.")
            added = database.execute("INSERT INTO notes (text, taken) VALUES (?, ?)", (text, now))
            return Note(added.lastrowid or 0, text, now)

    def all(self, about: str = "") -> list[Note]:
        """Return the notes, the newest first; of those only what `about` is about, the best first."""
        notes = self._read("")
        if not about:
            return notes
        by_number = {note.number: note for note in notes}
        return [by_number[number] for number in found(about, {note.number: note.text for note in notes})]

    def stamp(self) -> tuple[object, ...]:
        """Return what is another whenever the notes are others."""
        [stamp] = self._state.read("SELECT COUNT(*), MAX(number), SUM(LENGTH(text)), SUM(number) FROM notes")
        return stamp

    def one(self, number: int) -> Note | None:
        """Return a note; None: there is none of this number."""
        return next(iter(self._read("WHERE notes.number = ?", number)), None)

    def untold(self) -> list[Note]:
        """Return the notes of which nothing is made yet, the oldest first."""
        return self._read("WHERE gists.note IS NULL")[::-1]

    def keep_gist(self, number: int, gist: Gist) -> None:
        """Keep what is made of a note."""
        with self._state.change() as database:
            values = (number, gist.summary, json.dumps(gist.items, ensure_ascii=False))
            database.execute("INSERT OR REPLACE INTO gists (note, summary, items) VALUES (?, ?, ?)", values)

    def remove(self, number: int) -> bool:
        """Forget a note; False: there is none of this number."""
        with self._state.change() as database:
            database.execute("DELETE FROM gists WHERE note = ?", (number,))
            return database.execute("DELETE FROM notes WHERE number = ?", (number,)).rowcount > 0

    def _read(self, which: str, *values: float) -> list[Note]:
        rows = self._state.read(
            "SELECT number, text, taken, summary, items FROM notes LEFT JOIN gists ON note = number "  # noqa: S608
            f"{which} ORDER BY number DESC",
            *values,
        )
        return [_note(row) for row in rows]


def _note(row: tuple[object, ...]) -> Note:
    number, text, taken, summary, items = row
    gist = None if summary is None else Gist(str(summary), tuple(json.loads(str(items))))
    return Note(int(str(number)), str(text), float(str(taken)), gist)
