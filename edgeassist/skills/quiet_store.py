"""Until when it is to be quiet, and what was held back, in the state file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from edgeassist.state import State

MOST_HELD = 50
"""Texts; of more the oldest are forgotten."""
_LONGEST = 300
"""Characters of a text that is held back."""


class QuietStore:
    """The quiet of one state file. Every method raises StateError where the file cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    def ends(self) -> dict[str, float | None]:
        """Return until when it is quiet because somebody "asked", or hours are "lifted"; None: without an end."""
        rows = self._state.read("SELECT what, until FROM quiet")
        return {str(what): None if until is None else float(str(until)) for what, until in rows}

    def keep(self, ends: Mapping[str, float | None]) -> None:
        """Write down what `ends` returns from now on."""
        with self._state.change() as database:
            database.execute("DELETE FROM quiet")
            database.executemany("INSERT INTO quiet VALUES (?, ?)", list(ends.items()))

    def wished(self) -> list[dict[str, Any]] | None:
        """Return the quiet hours that somebody asked for in place of those of the settings; None: nobody did."""
        rows = self._state.read("SELECT value FROM wishes WHERE what = 'quiet hours'")
        hours = json.loads(str(rows[0][0])) if rows else None
        return hours if isinstance(hours, list) else None

    def wish(self, hours: Sequence[Mapping[str, Any]] | None) -> None:
        """Write down what `wished` returns from now on."""
        with self._state.change() as database:
            database.execute("DELETE FROM wishes WHERE what = 'quiet hours'")
            if hours is not None:
                database.execute("INSERT INTO wishes VALUES ('quiet hours', ?)", (json.dumps(hours),))

    def count(self) -> int:
        """Return how many texts are held back."""
        return int(str(self._state.read("SELECT count(*) FROM held")[0][0]))

    def hold(self, text: str, at: float) -> int:
        """Keep a text, and return how many there are now."""
        with self._state.change() as database:
            added = database.execute("INSERT INTO held (text, at) VALUES (?, ?)", (text[:_LONGEST], at))
            database.execute("DELETE FROM held WHERE number <= ?", ((added.lastrowid or 0) - MOST_HELD,))
            return int(database.execute("SELECT count(*) FROM held").fetchone()[0])

    def take(self) -> list[str]:
        """Return the texts, the oldest first, and forget them."""
        with self._state.change() as database:
            texts = [str(row[0]) for row in database.execute("SELECT text FROM held ORDER BY number")]
            database.execute("DELETE FROM held")
        return texts
