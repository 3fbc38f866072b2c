"""Notes in the state file."""

from __future__ import annotations

from dataclasses import dataclass

from edgeassist.home.forms import canonical
from edgeassist.skills.items import cleaned
from edgeassist.skills.writing import NotWrittenError
from edgeassist.state import State
from edgeassist.text import normalise

LONGEST_NOTE = 4_000
"""Characters."""
MOST_NOTES = 1_000

_ASIDE = frozenset("the a an my our your of about for on in at to is was it that this and i we".split())  # noqa: SIM905
"""Words that say nothing about what a note is about."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that somebody wanted to be remembered."""

    number: int
    text: str
    taken: float
    """When, seconds since the epoch."""


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
        """Return the notes, the newest first; of those only what holds all the words of `about`."""
        rows = self._state.read("SELECT number, text, taken FROM notes ORDER BY number DESC")
        notes = [Note(int(str(number)), str(text), float(str(taken))) for number, text, taken in rows]
        wanted = _words(about)
        return [note for note in notes if wanted <= _words(note.text)]

    def remove(self, number: int) -> bool:
        """Forget a note; False: there is none of this number."""
        with self._state.change() as database:
            return database.execute("DELETE FROM notes WHERE number = ?", (number,)).rowcount > 0


def _words(text: str) -> set[str]:
    """Return what a text is about, in one form; a long text is read piece by piece."""
    words = (word for piece in _pieces(text) for word in normalise(piece).split())
    return {canonical(word.removesuffix("'s")) for word in words if word not in _ASIDE}


def _pieces(text: str) -> list[str]:
    words = text.split(" ")
    return [" ".join(words[at : at + 20]) for at in range(0, len(words), 20)]
