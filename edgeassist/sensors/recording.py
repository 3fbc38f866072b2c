"""The file in which readings of the last days are kept: bounded in age and size, and replaceable."""

from __future__ import annotations

import logging
import sqlite3
import zlib
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

logger = logging.getLogger(__name__)

FILE: Final = "readings.db"
_KEEP_S: Final = 8 * 86_400.0
_MOST_SENSORS: Final = 50_000
_TIDY_EVERY: Final = 60
"""Batches between two looks at age and size."""

_TABLES = """
CREATE TABLE IF NOT EXISTS sensors (id INTEGER PRIMARY KEY, entity TEXT NOT NULL UNIQUE, day INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY, first REAL NOT NULL, last REAL NOT NULL,
    rows BLOB NOT NULL);
"""
"""A batch is a minute of the whole house: a card wears less by one large write than by one to each sensor's place."""

_TOO_LARGE = """
DELETE FROM batches WHERE number <= (SELECT max(number) FROM
    (SELECT number, sum(length(rows)) OVER (ORDER BY number DESC) AS size FROM batches) WHERE size > ?)
"""
_COLUMNS = (np.dtype("<u4"), np.dtype("<u4"), np.dtype("<f4"), np.dtype("<f4"), np.dtype("<f4"))


class Point(NamedTuple):
    """What a sensor reported within a minute or some; "on" is 1, "off" 0, "unavailable" not a number."""

    at: float
    """When the last reading of it arrived, seconds since the epoch."""
    low: float
    high: float
    last: float


class Recording:
    """Keeps points, a batch of all sensors at a time; without a path until it is closed.

    It is no loss to anybody that pictures are drawn without what could not be written: a disk that is full costs what
    came meanwhile, and a file that is damaged is put aside, each with one line in the log.
    """

    def __init__(self, path: Path | None, most_bytes: int) -> None:
        self._path = path
        self._most_bytes = most_bytes
        self._days: dict[str, tuple[int, int]] = {}
        """Sensor → its number in the file, and the last day on which that was known to be of use."""
        self._batches = 0
        self._failing = False
        self._database = self._opened()

    @property
    def sensors(self) -> int:
        """How many sensors have points."""
        return len(self._days)

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def write(self, rows: Sequence[tuple[str, Point]]) -> None:
        """Add the points of some sensors."""
        try:
            with self._database:
                self._put(rows)
        except sqlite3.OperationalError as error:
            if not self._failing:
                logger.warning("readings cannot be written (%s): pictures of sensors have a gap", error)
            self._failing = True
            with suppress(sqlite3.Error):
                self._days = _days(self._database)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            self._database.close()
            self._put_aside(error)
            self._database = self._opened()
        else:
            self._failing = False

    def read(self, entity: str, since: float, until: float) -> list[Point]:
        """Return the points of a sensor from batches of that time."""
        if entity not in self._days:
            return []
        query = "SELECT rows FROM batches WHERE last >= ? AND first <= ? ORDER BY number"
        try:
            blobs = self._database.execute(query, (since, until))
            return [point for (blob,) in blobs for point in _unpacked(blob, self._days[entity][0])]
        except (sqlite3.Error, zlib.error, ValueError) as error:
            logger.warning("readings cannot be read: %s", error)
            return []

    def _put(self, rows: Sequence[tuple[str, Point]]) -> None:
        times = [point.at for _, point in rows]
        self._enter({entity for entity, _ in rows}, int(max(times) // 86_400))
        known = [(self._days[entity][0], *point) for entity, point in rows if entity in self._days]
        self._database.execute(
            "INSERT INTO batches (first, last, rows) VALUES (?, ?, ?)", (min(times), max(times), _packed(known))
        )
        if self._batches % _TIDY_EVERY == 0:
            self._tidy(max(times))
        self._batches += 1

    def _enter(self, entities: set[str], day: int) -> None:
        """Give sensors that are new a number, and note that the others are still there."""
        stale = [entity for entity in entities if self._days.get(entity, (0, -1))[1] != day]
        room = _MOST_SENSORS - len(self._days)
        stale = [entity for place, entity in enumerate(stale) if place < room or entity in self._days]
        if not stale:
            return
        self._database.executemany(
            "INSERT INTO sensors (entity, day) VALUES (?, ?) ON CONFLICT (entity) DO UPDATE SET day = excluded.day",
            [(entity, day) for entity in stale],
        )
        self._days = _days(self._database)

    def _tidy(self, now: float) -> None:
        """Forget what is old, what is too much, and what a wrong clock has put far ahead."""
        oldest = now - _KEEP_S
        self._database.execute("DELETE FROM batches WHERE last < ? OR first > ?", (oldest, now + 86_400.0))
        self._database.execute(_TOO_LARGE, (self._most_bytes,))
        self._database.execute("DELETE FROM sensors WHERE day < ?", (oldest // 86_400 - 1,))
        self._days = _days(self._database)

    def _opened(self) -> sqlite3.Connection:
        """Return the file, ready; a new one where it is damaged, one in memory where there can be none."""
        if self._path is None:
            return self._ready(":memory:")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return self._ready(self._path)
            except sqlite3.DatabaseError as error:
                if isinstance(error, sqlite3.OperationalError):
                    raise
                self._put_aside(error)
                return self._ready(self._path)
        except (OSError, sqlite3.Error) as error:
            logger.warning("%s cannot be used (%s): pictures of sensors begin anew at each start", self._path, error)
            return self._ready(":memory:")

    def _ready(self, path: Path | str) -> sqlite3.Connection:
        database = sqlite3.connect(path, timeout=2.0, check_same_thread=False)
        try:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            database.executescript(_TABLES)
            self._days = _days(database)
        except UnicodeDecodeError as error:  # SQLite's words about a damaged file repeat bytes of it
            database.close()
            raise sqlite3.DatabaseError("its tables have no names") from error
        except sqlite3.Error:
            database.close()
            raise
        return database

    def _put_aside(self, error: sqlite3.Error | UnicodeDecodeError) -> None:
        """Make room for a new file; one that is damaged is kept, the one before it is not."""
        if self._path is None:
            return
        aside = self._path.with_name(f"{FILE}.damaged")
        logger.warning("%s is damaged (%s); kept as %s, and a new one is begun", self._path, error, aside)
        with suppress(OSError):
            self._path.replace(aside)
        for ending in ("-wal", "-shm"):
            self._path.with_name(FILE + ending).unlink(missing_ok=True)


def _days(database: sqlite3.Connection) -> dict[str, tuple[int, int]]:
    with closing(database.execute("SELECT entity, id, day FROM sensors")) as rows:
        return {entity: (number, day) for entity, number, day in rows}


def _packed(rows: Sequence[tuple[float, ...]]) -> bytes:
    columns = np.asarray(rows, dtype=np.float64).reshape(-1, len(_COLUMNS)).T
    return zlib.compress(b"".join(row.astype(kind).tobytes() for row, kind in zip(columns, _COLUMNS, strict=True)), 1)


def _unpacked(blob: bytes, number: int) -> list[Point]:
    """Return the points of one sensor in a batch."""
    raw = zlib.decompress(blob)
    count = len(raw) // sum(kind.itemsize for kind in _COLUMNS)
    numbers, *columns = (np.frombuffer(raw, kind, count, 4 * count * i) for i, kind in enumerate(_COLUMNS))
    picked = numbers == number
    return [Point(*row) for row in zip(*(column[picked].tolist() for column in columns), strict=True)]
