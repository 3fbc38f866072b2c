"""Series in CSV: timestamp and value in, the same with a score out."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from typing import Protocol

from edgeassist.errors import EdgeAssistError
from edgeassist.sensors.events import EventError, moment_of

_COLUMNS = ("timestamp", "value")


class SeriesScorer(Protocol):
    """Scores one series, value by value."""

    def score(self, timestamp: float, value: float) -> float:
        """Return how odd it is, from 0 to 1, by what came before."""


def scored(lines: Iterable[bytes], scorer: SeriesScorer) -> Iterator[tuple[str, bool]]:
    """Yield each row with its score behind it, and whether it could be read; the header and empty lines are left out.

    >>> class Half:
    ...     def score(self, timestamp: float, value: float) -> float: return 0.5
    >>> list(scored([b"timestamp,value", b"2026-11-20 10:00:00,21.5", b"7,warm"], Half()))
    [('2026-11-20 10:00:00,21.5,0.5', True), ('7,warm,0', False)]
    """
    where = (0, 1)
    is_first = True
    for line in lines:
        text = line.decode("utf-8-sig" if is_first else "utf-8", errors="surrogateescape").strip("\r\n")
        if not text.strip():
            continue
        fields = _fields(text)
        if is_first and (columns := _header(fields)):
            where = columns
            is_first = False
            continue
        is_first = False
        given = [fields[place] if place < len(fields) else "" for place in where]
        score = _score(given, scorer)
        yield f"{','.join(map(_quoted, given))},{0 if score is None else round(score, 9)}", score is not None


def _fields(text: str) -> list[str]:
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return text.split(",")


def _quoted(field: str) -> str:
    field = field.encode("utf-8", errors="surrogateescape").decode("utf-8", errors="replace")
    if any(character in field for character in ',"\r\n'):
        return '"' + field.replace('"', '""') + '"'
    return field


def _header(fields: list[str]) -> tuple[int, int] | None:
    """Return in which columns timestamp and value stand; None: this is no header."""
    names = [field.strip().lower() for field in fields]
    if set(_COLUMNS) <= set(names):
        return names.index(_COLUMNS[0]), names.index(_COLUMNS[1])
    return None


def _score(given: list[str], scorer: SeriesScorer) -> float | None:
    """Return the row's score; None: it cannot be read."""
    timestamp, value = (field.strip() for field in given)
    try:
        number = float(value)
        try:
            moment = moment_of(float(timestamp), _COLUMNS[0])
        except ValueError:
            moment = moment_of(timestamp, _COLUMNS[0])
    except (ValueError, EventError):
        return None
    if not math.isfinite(number):
        return None
    score = scorer.score(moment, number)
    if not 0 <= score <= 1:
        raise EdgeAssistError(f"the score of {timestamp},{value} is {score}, which is not within 0 and 1")
    return score
