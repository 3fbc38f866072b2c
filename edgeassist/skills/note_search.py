"""Notes by what they are about: SQLite's full-text index, made anew for each question, as there are few."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping
from contextlib import closing

from edgeassist.stems import TOKENIZER, searchable

_ASIDE = frozenset(
    "the a an my our your his her their of about for on in at to is was it that this and i we what".split()  # noqa: SIM905
)
"""Words that say nothing about what a note is about."""


def found(about: str, notes: Mapping[int, str]) -> list[int]:
    """Return the numbers of the notes that have all the words of `about`, else most of them, the best first.

    >>> found("plumbers", {1: "the plumber comes on Tuesday", 2: "the key is under the pot"})
    [1]
    """
    words = [word for word in re.findall(r"[^\W_]+", searchable(about)) if word not in _ASIDE]
    if not words:
        return [*notes]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(f"CREATE VIRTUAL TABLE words USING fts5(text, tokenize='{TOKENIZER}')")
        texts = [(number, searchable(text)) for number, text in notes.items()]
        database.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", texts)
        for least in range(len(words), len(words) // 2, -1):
            if hits := _having(database, words, least):
                return hits
    return [number for number, text in notes.items() if about.casefold() in text.casefold()]


def _having(database: sqlite3.Connection, words: list[str], least: int) -> list[int]:
    """Return the notes that have at least so many of the words."""
    counts: dict[int, int] = {}
    for word in words:
        for (number,) in database.execute("SELECT rowid FROM words WHERE words MATCH ?", (_query([word]),)):
            counts[number] = counts.get(number, 0) + 1
    ranked = database.execute("SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank, rowid DESC", (_query(words),))
    return [number for (number,) in ranked if counts.get(number, 0) >= least]


def _query(words: list[str]) -> str:
    return " OR ".join(f'"{word}"{"*" if len(word) > 3 else ""}' for word in words)
