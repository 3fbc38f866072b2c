"""The index of the documents: one SQLite file that can be made again from them at any time."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from edgeassist.courtesy import give_way
from edgeassist.documents.passages import Passage, Unit
from edgeassist.errors import StateError
from edgeassist.stems import TOKENIZER, searchable

logger = logging.getLogger(__name__)

FILE = "documents.db"
_VERSION = 1
_BUSY_S = 5.0
_SCHEMA = f"""
    CREATE TABLE files (number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, modified REAL NOT NULL,
        size INTEGER NOT NULL, hash TEXT NOT NULL, title TEXT NOT NULL, passages INTEGER NOT NULL,
        problem TEXT NOT NULL);
    CREATE TABLE passages (number INTEGER PRIMARY KEY, file INTEGER NOT NULL, page INTEGER, heading TEXT NOT NULL,
        units TEXT NOT NULL, vector BLOB);
    CREATE INDEX passages_of_file ON passages (file);
    CREATE VIRTUAL TABLE found USING fts5(title, heading, body, tokenize='{TOKENIZER}', prefix='4 6');
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(found, row);
    PRAGMA user_version={_VERSION};
"""
_RANKED = "bm25(found, 3.0, 4.0, 1.0)"
"""How well a passage fits, less being better: what title and headings say counts for more."""


@dataclass(frozen=True, slots=True)
class Document:
    """A file, as it was when it was looked at."""

    path: str
    title: str
    modified: float = 0.0
    """Seconds since the epoch."""
    size: int = 0
    hash: str = ""
    passages: int = 0
    problem: str = ""
    """Why nothing of it is found, to end a sentence with; empty: it is read."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that has words of a question."""

    number: int
    document: Document
    passage: Passage


class Index:
    """The passages of all documents. Each method opens the file anew, so that threads and processes share it.

    Raises StateError where the file cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE

    def documents(self) -> list[Document]:
        """Return all that were looked at, by their path."""
        with self._opened() as database:
            rows = database.execute(
                "SELECT path, title, modified, size, hash, passages, problem FROM files ORDER BY path"
            ).fetchall()
        return [Document(*row) for row in rows]

    def put(self, document: Document, passages: Sequence[Passage]) -> None:
        """Keep a document as it is now, in place of what it was."""
        with self._opened() as database, database:
            _forget(database, document.path)
            values = (document.path, document.modified, document.size, document.hash, document.title)
            added = database.execute(
                "INSERT INTO files (path, modified, size, hash, title, passages, problem) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (*values, len(passages), document.problem),
            )
            for passage in passages:
                give_way()
                _add(database, added.lastrowid or 0, document.title, passage)

    def touch(self, document: Document) -> None:
        """Note that a file has another time and the same content."""
        with self._opened() as database, database:
            database.execute("UPDATE files SET modified = ? WHERE path = ?", (document.modified, document.path))

    def forget(self, path: str) -> None:
        """Leave a document out from now on."""
        with self._opened() as database, database:
            _forget(database, path)

    def clear(self) -> None:
        """Forget everything, a damaged file too."""
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)

    def hits(self, words: Sequence[str], most: int) -> list[Hit]:
        """Return passages that have at least one of some words, as `searchable` spells them, the best first."""
        if not words:
            return []
        query = " OR ".join(f'"{word}"{"*" if len(word) > 4 else ""}' for word in dict.fromkeys(words))
        with self._opened() as database:
            rows = database.execute(
                f"SELECT rowid FROM found WHERE found MATCH ? ORDER BY {_RANKED} LIMIT ?",  # noqa: S608  a constant
                (query, most),
            ).fetchall()
            return [_hit(database, number) for (number,) in rows]

    def passage(self, number: int) -> Hit:
        """Return one of the passages."""
        with self._opened() as database:
            return _hit(database, number)

    def frequencies(self, stems: Sequence[str]) -> tuple[int, dict[str, int]]:
        """Return how many passages there are, and how many have each of some stems."""
        with self._opened() as database:
            [[total]] = database.execute("SELECT COUNT(*) FROM passages").fetchall()
            marks = ",".join("?" * len(stems))
            rows = database.execute(f"SELECT term, doc FROM vocabulary WHERE term IN ({marks})", stems)  # noqa: S608
            return total, dict(rows.fetchall())

    def vectors(self) -> list[tuple[int, bytes | None]]:
        """Return number and vector of every passage; None: it has none yet."""
        with self._opened() as database:
            return database.execute("SELECT number, vector FROM passages ORDER BY number").fetchall()

    def set_vectors(self, vectors: Sequence[tuple[int, bytes]]) -> None:
        """Keep the vectors of some passages."""
        with self._opened() as database, database:
            swapped = [(vector, number) for number, vector in vectors]
            database.executemany("UPDATE passages SET vector = ? WHERE number = ?", swapped)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        """Yield the database, of our version; one that is damaged or of another version is begun anew."""
        try:
            with closing(self._connected()) as database:
                yield database
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if _is_damaged(error):
                logger.warning("%s is damaged (%s); it is made again", self._path, error)
                self.clear()
            raise StateError(f"{self._path} cannot be used: {error}") from error
        except OSError as error:
            raise StateError(f"{self._path} cannot be used: {error.strerror}") from error

    def _connected(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(self._path, timeout=_BUSY_S)
        [[version]] = database.execute("PRAGMA user_version").fetchall()
        if version not in {0, _VERSION}:
            database.close()
            self.clear()
            database = sqlite3.connect(self._path, timeout=_BUSY_S)
        if version != _VERSION:
            database.execute("PRAGMA journal_mode=WAL")
            database.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} COMMIT;")
        return database


def _is_damaged(error: sqlite3.DatabaseError | UnicodeDecodeError) -> bool:
    if isinstance(error, UnicodeDecodeError):  # SQLite's words about a damaged file repeat bytes of it
        return True
    return error.sqlite_errorcode in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


def _forget(database: sqlite3.Connection, path: str) -> None:
    [row] = database.execute("SELECT MAX(number) FROM files WHERE path = ?", (path,)).fetchall()
    database.execute("DELETE FROM found WHERE rowid IN (SELECT number FROM passages WHERE file = ?)", row)
    database.execute("DELETE FROM passages WHERE file = ?", row)
    database.execute("DELETE FROM files WHERE number = ?", row)


def _add(database: sqlite3.Connection, file: int, title: str, passage: Passage) -> None:
    units = json.dumps(passage.units, ensure_ascii=False)
    values = (file, passage.page, passage.heading, units)
    added = database.execute("INSERT INTO passages (file, page, heading, units) VALUES (?, ?, ?, ?)", values)
    texts = (searchable(text) for text in (title, passage.heading, passage.text))
    database.execute("INSERT INTO found (rowid, title, heading, body) VALUES (?, ?, ?, ?)", (added.lastrowid, *texts))


def _hit(database: sqlite3.Connection, number: int) -> Hit:
    [(path, title, page, heading, units)] = database.execute(
        "SELECT path, title, page, heading, units FROM passages JOIN files ON files.number = file "
        "WHERE passages.number = ?",
        (number,),
    ).fetchall()
    passage = Passage(heading, page, tuple(Unit(kind, text) for kind, text in json.loads(units)))
    return Hit(number, Document(path, title), passage)
