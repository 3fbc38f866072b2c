"""Dictations that go on, in the state file: each utterance is written down at once, so that a kill loses none."""

from __future__ import annotations

from dataclasses import dataclass

from edgeassist.home.spoken import sentence
from edgeassist.skills.items import cleaned
from edgeassist.skills.writing import LONGEST_NOTE
from edgeassist.state import State


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has dictated so far."""

    speaker: str
    last: float
    """When something was said last, seconds since the epoch."""
    text: str = ""

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


class DraftStore:
    """The dictations of one state file, one a speaker. Every method raises StateError where it cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    def begin(self, speaker: str, now: float) -> None:
        """Open a dictation, or go on with the one that is open."""
        with self._state.change() as database:
            database.execute("INSERT OR REPLACE INTO drafts (speaker, last) VALUES (?, ?)", (speaker, now))

    def add(self, speaker: str, text: str, now: float) -> bool:
        """Write an utterance down; False: the note would get too long."""
        said = sentence(cleaned(text))
        with self._state.change() as database:
            [[length]] = database.execute(
                "SELECT COALESCE(SUM(LENGTH(text) + 1), 0) FROM draft_parts WHERE speaker = ?", (speaker,)
            ).fetchall()
            database.execute("UPDATE drafts SET last = ? WHERE speaker = ?", (now, speaker))
            if length + len(said) > LONGEST_NOTE:
                return False
            if said:
                database.execute("INSERT INTO draft_parts (speaker, text) VALUES (?, ?)", (speaker, said))
            return True

    def take_back(self, speaker: str, now: float) -> None:
        """Strike out what was said last."""
        with self._state.change() as database:
            database.execute("UPDATE drafts SET last = ? WHERE speaker = ?", (now, speaker))
            database.execute(
                "DELETE FROM draft_parts WHERE number = (SELECT MAX(number) FROM draft_parts WHERE speaker = ?)",
                (speaker,),
            )

    def open(self) -> dict[str, Draft]:
        """Return the dictations that are open, by speaker."""
        rows = self._state.read("SELECT speaker, last FROM drafts")
        return {str(speaker): Draft(str(speaker), float(str(last)), self._text(str(speaker))) for speaker, last in rows}

    def close(self, speaker: str) -> None:
        """Forget a dictation: it is a note now, or was thrown away."""
        with self._state.change() as database:
            database.execute("DELETE FROM draft_parts WHERE speaker = ?", (speaker,))
            database.execute("DELETE FROM drafts WHERE speaker = ?", (speaker,))

    def to_note(self, speaker: str, now: float) -> int | None:
        """Make a note of a dictation, both at once; returns its number, or None: there is nothing in it."""
        with self._state.change() as database:
            rows = database.execute("SELECT text FROM draft_parts WHERE speaker = ? ORDER BY number", (speaker,))
            text = " ".join(str(part) for (part,) in rows.fetchall())
            database.execute("DELETE FROM draft_parts WHERE speaker = ?", (speaker,))
            database.execute("DELETE FROM drafts WHERE speaker = ?", (speaker,))
            if not text:
                return None
            return database.execute("INSERT INTO notes (text, taken) VALUES (?, ?)", (text, now)).lastrowid

    def _text(self, speaker: str) -> str:
        rows = self._state.read("SELECT text FROM draft_parts WHERE speaker = ? ORDER BY number", speaker)
        return " ".join(str(text) for (text,) in rows)
