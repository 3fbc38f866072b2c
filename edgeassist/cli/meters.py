"""Meters in a line of text, for terminals of 80 columns and for logs."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self, TextIO

QUIETEST_DB = -80.0
_EMPTY, _FULL = "·", "█"


def bar(share: float, width: int, mark: float | None = None) -> str:
    """Return a bar that is filled to `share` (0-1), with a stroke at `mark`.

    >>> bar(0.5, 8, mark=0.75)
    '████··|·'
    """
    filled = round(width * min(1.0, max(0.0, share)))
    cells = [_FULL if place < filled else _EMPTY for place in range(width)]
    if mark is not None:
        cells[min(width - 1, max(0, round(width * mark)))] = "|"
    return "".join(cells)


def loudness(decibels: float, width: int) -> str:
    """Return a bar for a level in decibels below full scale.

    >>> loudness(-40.0, 8)
    '████····'
    """
    return bar(1 - decibels / QUIETEST_DB, width)


class Line:
    """The last line of a terminal, written again and again; what is no terminal gets only what is said above it."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._live = self._stream.isatty()
        self._shown = 0

    def show(self, text: str) -> None:
        """Put a text in the line."""
        if self._live:
            self._stream.write("\r" + text.ljust(self._shown))
            self._stream.flush()
            self._shown = len(text)

    def say(self, text: str) -> None:
        """Leave a text above the line."""
        self._stream.write(("\r" + text.ljust(self._shown) if self._live else text) + "\n")
        self._stream.flush()
        self._shown = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live and self._shown:
            self._stream.write("\r" + " " * self._shown + "\r")
            self._stream.flush()
