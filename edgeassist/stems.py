"""Words as they are compared: in one spelling, without their endings."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence

TOKENIZER = "porter unicode61 remove_diacritics 2"
"""What SQLite makes of a text, in the index and here."""

_SPELLINGS = (
    (re.compile(r"[\u2018\u2019\u02bc]"), "'"),
    (re.compile(r"'s\b"), ""),
    (re.compile(r"\bn't\b|n't\b"), " not"),
    (re.compile(r"\bwi[- ]fi\b|\bwlan\b"), "wifi"),
    (re.compile(r"\be[- ]?mails?\b"), "email"),
    (re.compile(r"\bt[. ]?v\b\.?"), "tv"),
    (re.compile(r"(?<=\d)[,\u202f\u00a0'](?=\d{3}\b)"), ""),
    (re.compile(r"\b([b-hj-z])[-. ](?=\d{1,4}\b)"), r"\1"),
)
"""What is written in several ways; last, codes: "F 28", "f.28", "F-28"."""


def searchable(text: str) -> str:
    """Return a text in the one spelling in which it is indexed and asked for.

    >>> searchable("What's the Wi-Fi code F 28? It's 1,240")
    'what the wifi code f28? it 1240'
    """
    text = unicodedata.normalize("NFKC", text).lower()
    for pattern, spelling in _SPELLINGS:
        text = pattern.sub(spelling, text)
    return text


class Stems:
    """Takes texts apart as SQLite's full-text index does, so that both always agree."""

    def __init__(self) -> None:
        self._database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._database.execute(f"CREATE VIRTUAL TABLE words USING fts5(text, tokenize='{TOKENIZER}')")
        self._database.execute("CREATE VIRTUAL TABLE found USING fts5vocab(words, instance)")

    def of(self, text: str) -> list[str]:
        """Return the stems of the words of a text, in their order.

        >>> Stems().of("How do I descale the kettles?")
        ['how', 'do', 'i', 'descal', 'the', 'kettl']
        """
        [stems] = self.of_each([text])
        return stems

    def of_each(self, texts: Sequence[str]) -> list[list[str]]:
        """Return the same of several texts, in hardly more time than of one."""
        stems: list[list[str]] = [[] for _ in texts]
        self._database.execute("BEGIN")
        try:
            rows = [(number, searchable(text)) for number, text in enumerate(texts)]
            self._database.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", rows)
            for number, stem in self._database.execute("SELECT doc, term FROM found ORDER BY doc, offset"):
                stems[number].append(stem)
        finally:
            self._database.execute("ROLLBACK")
        return stems

    def close(self) -> None:
        """Give the memory back."""
        self._database.close()
