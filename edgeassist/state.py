"""What must survive, in one SQLite file: opened with care, brought up to date, replaced where it is damaged."""

from __future__ import annotations

import fcntl
import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import Lock
from typing import IO, Self

from edgeassist.errors import StateError, StateHeldError
from edgeassist.replacing import put_aside

logger = logging.getLogger(__name__)

FILE = "state.db"
DAMAGED = (
    "My memory was damaged, so I have begun a new one: timers, alarms, lists and notes are gone."
    " The damaged file is kept aside."
)
UNUSABLE = "I can't use my disk: what you tell me now is forgotten when I stop."
_FAILED = (sqlite3.Error, UnicodeDecodeError)
"""The second where SQLite's words about a damaged file repeat bytes of it that are no text."""
_BUSY_S = 2.0
"""How long another process may hold the file up."""
_HELD_S, _STILL_BUSY_S = 10.0, 0.05
"""For so long after it did, it is waited for no longer than this: a turn writes several times."""

_MIGRATIONS = (
    """
    CREATE TABLE orders (number INTEGER PRIMARY KEY AUTOINCREMENT, turn TEXT NOT NULL, intent TEXT NOT NULL,
        entity TEXT NOT NULL, params TEXT NOT NULL, accepted REAL NOT NULL, expires REAL NOT NULL);
    CREATE TABLE reports (number INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, payload TEXT NOT NULL);
    CREATE TABLE questions (source TEXT PRIMARY KEY, actions TEXT NOT NULL, need TEXT NOT NULL, until REAL NOT NULL);
    CREATE TABLE pins (source TEXT PRIMARY KEY, wrong INTEGER NOT NULL, blocked REAL NOT NULL);
    """,
    """
    CREATE TABLE dues (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, state TEXT NOT NULL,
        due REAL NOT NULL, boot TEXT NOT NULL, payload TEXT NOT NULL);
    CREATE TABLE clock (boot TEXT PRIMARY KEY, ahead REAL NOT NULL);
    """,
    """
    CREATE TABLE lists (number INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, id TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL, told INTEGER NOT NULL DEFAULT 0);
    CREATE TABLE items (number INTEGER PRIMARY KEY AUTOINCREMENT, list INTEGER NOT NULL, key TEXT NOT NULL,
        text TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, UNIQUE (list, key));
    CREATE TABLE notes (number INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, taken REAL NOT NULL);
    """,
    """
    CREATE TABLE quiet (what TEXT PRIMARY KEY, until REAL);
    CREATE TABLE held (number INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, at REAL NOT NULL);
    CREATE TABLE turns (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, at REAL NOT NULL,
        source TEXT NOT NULL, area TEXT, text TEXT, reply TEXT, outcome TEXT NOT NULL, steps TEXT NOT NULL);
    CREATE INDEX turns_by_time ON turns (at);
    """,
    """
    CREATE TABLE nicknames (said TEXT PRIMARY KEY, entity TEXT NOT NULL, made REAL NOT NULL);
    CREATE TABLE corrections (said TEXT NOT NULL, entity TEXT NOT NULL, times INTEGER NOT NULL, at REAL NOT NULL,
        PRIMARY KEY (said, entity));
    """,
    """
    CREATE TABLE drafts (speaker TEXT PRIMARY KEY, last REAL NOT NULL);
    CREATE TABLE draft_parts (number INTEGER PRIMARY KEY AUTOINCREMENT, speaker TEXT NOT NULL, text TEXT NOT NULL);
    CREATE TABLE gists (note INTEGER PRIMARY KEY, summary TEXT NOT NULL, items TEXT NOT NULL);
    INSERT INTO gists SELECT number, text, '[]' FROM notes;
    """,
    """
    CREATE TABLE shared (list TEXT NOT NULL, key TEXT NOT NULL, text TEXT NOT NULL, done INTEGER NOT NULL,
        gone INTEGER NOT NULL, at INTEGER NOT NULL, node TEXT NOT NULL, PRIMARY KEY (list, key));
    """,
    """
    CREATE TABLE wishes (what TEXT PRIMARY KEY, value TEXT NOT NULL);
    """,
)
"""What makes each version of the file out of the one before; only ever added to."""

_JSON = {
    "orders": "params",
    "dues": "payload",
    "questions": "actions",
    "turns": "steps",
    "gists": "items",
    "wishes": "value",
}
"""Table → the column in which JSON stands."""


class State:
    """The state file; `with` closes it. Threads take turns.

    A process that is killed loses nothing that was committed. After a power cut the last moments may be missing, as the
    file is not forced to the disk at every commit: an SD card would take tens of milliseconds for that.
    """

    def __init__(self, folder: Path | None, *, durable: bool = False) -> None:
        """Open the file in `folder`, or one in memory where there is none, it is in use, or it cannot be used.

        `durable`: never in memory. The file may then be in use by another process as well, which must not hold in mind
        what it has read; raises StateError where what is written would not be kept.
        """
        self._lock: IO[str] | None = None
        self._in_use = Lock()
        self._durable = durable
        self._held_until = 0.0
        """On this machine's clock, until when the file counts as held by somebody else."""
        self.lasts = folder is not None
        """Whether what is written is there after the process has ended."""
        self.trouble = ""
        """What the user should be told of the file; empty: nothing."""
        self._database = _memory() if folder is None else self._open(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with self._in_use:
            self._database.close()
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """Yield the database for a change that is made whole or not at all; raises StateError where it cannot be."""
        with self._in_use:
            try:
                self._begin()
                yield self._database
                self._database.execute("COMMIT")
            except _FAILED as error:
                raise _trouble("written", error) from error
            finally:
                self._undo()

    def read(self, query: str, *values: str | float) -> list[tuple[object, ...]]:
        """Return the rows of a query; raises StateError where the file cannot be read."""
        try:
            with self._in_use:
                return self._database.execute(query, values).fetchall()
        except _FAILED as error:
            raise _trouble("read", error) from error

    def _begin(self) -> None:
        """Begin a change, once nobody else is at one."""
        held = time.monotonic() < self._held_until
        self._database.execute(f"PRAGMA busy_timeout = {1000 * (_STILL_BUSY_S if held else _BUSY_S):.0f}").fetchall()
        try:
            self._database.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if not held and error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                self._held_until = time.monotonic() + _HELD_S
            raise
        self._held_until = 0.0

    def _undo(self) -> None:
        with suppress(sqlite3.Error):
            if self._database.in_transaction:  # SQLite may have rolled back by itself, as where the disk is full
                self._database.execute("ROLLBACK")

    def _open(self, folder: Path) -> sqlite3.Connection:
        """Return the file in `folder`, or one in memory where it cannot be used."""
        path = folder / FILE
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = _locked(folder / f"{FILE}.lock")
            if self._lock is None and self._durable:
                return _opened(path)
            if self._lock is None:
                logger.warning("%s is in use by another process; what happens here is not kept", path)
                return self._forgetful()
            return self._mended(path)
        except (OSError, *_FAILED) as error:
            if self._durable:
                raise StateError(f"{path} cannot be used ({error})") from error
            self.trouble = UNUSABLE
            logger.error("%s cannot be used (%s); what happens now is forgotten at the end", path, error)  # noqa: TRY400
            return self._forgetful()
        finally:
            if self._durable and self._lock is not None:  # it must not keep the assistant from starting
                self._lock.close()

    def _mended(self, path: Path) -> sqlite3.Connection:
        """Return the file, or a new one where it is damaged: then it is kept aside."""
        try:
            return _opened(path)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if isinstance(error, sqlite3.OperationalError):
                raise
            self.trouble = DAMAGED
            aside = put_aside(path, "-wal", "-shm")
            logger.exception("%s is damaged; kept as %s, and a new one is begun", path, aside)
            return _opened(path)

    def _forgetful(self) -> sqlite3.Connection:
        self.lasts = False
        return _memory()


def _trouble(what: str, error: Exception) -> StateError:
    """Return the error of ours for one of SQLite, which says whether only somebody else has the file."""
    held = getattr(error, "sqlite_errorcode", None) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
    return (StateHeldError if held else StateError)(f"the state file cannot be {what}: {error}")


def _locked(path: Path) -> IO[str] | None:
    """Return the file, locked for as long as it is open; None: another process has it."""
    file = path.open("w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


def _opened(path: Path) -> sqlite3.Connection:
    """Return the file as a sound database of our version; raises sqlite3.Error."""
    database = sqlite3.connect(path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False)
    with ExitStack() as unusable:
        unusable.callback(database.close)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        _check(database)
        _migrate(database)
        database.text_factory = partial(str, encoding="utf-8", errors="replace")  # a few damaged letters are no reason
        _drop_unreadable(database, path)
        unusable.pop_all()
    return database


def _check(database: sqlite3.Connection) -> None:
    [[verdict]] = database.execute("PRAGMA integrity_check(1)").fetchall()
    if verdict != "ok":
        raise sqlite3.DatabaseError(verdict)


def _drop_unreadable(database: sqlite3.Connection, path: Path) -> None:
    """Forget lines that no reader could make sense of: each would be an error whenever it is read."""
    for table, column in _JSON.items():
        dropped = database.execute(f"DELETE FROM {table} WHERE NOT json_valid({column})").rowcount  # noqa: S608  ours
        if dropped:
            logger.warning("%s: %d damaged lines of %s are forgotten", path, dropped, table)


def _memory() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    _migrate(database)
    return database


def _migrate(database: sqlite3.Connection) -> None:
    [[version]] = database.execute("PRAGMA user_version").fetchall()
    if version > len(_MIGRATIONS):
        raise sqlite3.DatabaseError(f"version {version} of a later edgeassist, {len(_MIGRATIONS)} is ours")
    for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
        database.executescript(f"BEGIN; {script} PRAGMA user_version={number}; COMMIT;")
