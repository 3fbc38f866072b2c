"""Draws a picture of a sensor in a terminal, with dots of Braille, at any width and without colours too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from rich.text import Text

from edgeassist.sensors.axes import moment, time_marks, value_marks
from edgeassist.sensors.picture import Picture, thinned
from edgeassist.sensors.recording import Point

_ROWS: Final = 16
_ROWS_OF_SWITCH: Final = 4
_ACROSS, _DOWN = 2, 4
"""Dots of a letter of Braille."""
_BRAILLE: Final = 0x2800
_BITS: Final = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])
_BAND: Final = "░"
_ALERT: Final = "▀"
_NARROWEST: Final = 20


def plotted(picture: Picture, width: int) -> Text:
    """Return the picture as lines of at most `width` letters; the band is shaded, alerts are underlined."""
    return _Plot(picture, width).text()


class _Plot:
    """One picture in the making."""

    def __init__(self, picture: Picture, width: int) -> None:
        self._picture = picture
        self._low, self._high = picture.value_range()
        self._rows = _ROWS_OF_SWITCH if picture.is_switch else _ROWS
        marks = [(0.0, "off"), (1.0, "on")] if picture.is_switch else value_marks(self._low, self._high, 6)
        self._marks = {self._row(value): text for value, text in marks}
        self._margin = max((len(text) for text in self._marks.values()), default=0)
        self._columns = max(width - self._margin - 2, _NARROWEST)
        self._dots = np.zeros((self._rows * _DOWN, self._columns * _ACROSS), dtype=bool)

    def text(self) -> Text:
        """Return all lines: title, curve, alerts, times, and what the alerts say."""
        for piece in self._picture.pieces():
            self._draw(thinned(piece, self._picture.since, self._picture.until, self._dots.shape[1]))
        alert = self._alert_columns()
        lines = [self._head(), *(self._line(row, alert) for row in range(self._rows)), self._axis(alert), self._times()]
        return Text("\n").join([*lines, *self._reasons()])

    def _head(self) -> Text:
        unit = f" ({self._picture.unit})" if self._picture.unit else ""
        return Text(self._picture.title + unit, "bold")

    def _x(self, at: float, columns: int) -> int:
        share = (at - self._picture.since) / (self._picture.until - self._picture.since)
        return min(max(int(share * columns), 0), columns - 1)

    def _y(self, value: float) -> int:
        """Return the row of dots of a value, from the top."""
        share = (self._high - value) / (self._high - self._low)
        return min(max(round(share * (self._rows * _DOWN - 1)), 0), self._rows * _DOWN - 1)

    def _row(self, value: float) -> int:
        return self._y(value) // _DOWN

    def _draw(self, piece: Sequence[Point]) -> None:
        """Set the dots of a piece of the curve, with the extremes of each point."""
        width = self._dots.shape[1]
        before: tuple[int, int] | None = None
        for point in piece:
            x, y = self._x(point.at, width), self._y(point.last)
            self._dots[self._y(point.high) : self._y(point.low) + 1, x] = True
            if before is not None:
                self._join(before, (x, y))
            before = x, y
        if before is not None and self._picture.is_switch and piece[-1] == self._picture.points[-1]:
            self._dots[before[1], before[0] :] = True

    def _join(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        (left, top), (right, bottom) = start, end
        if self._picture.is_switch:
            self._dots[top, left : right + 1] = True
            self._dots[min(top, bottom) : max(top, bottom) + 1, right] = True
            return
        steps = max(right - left, abs(bottom - top), 1)
        xs, ys = np.linspace(left, right, steps + 1), np.linspace(top, bottom, steps + 1)
        self._dots[ys.round().astype(int), xs.round().astype(int)] = True

    def _alert_columns(self) -> np.ndarray:
        """Return in which columns of letters something was wrong."""
        wrong = np.zeros(self._columns, dtype=bool)
        for shade in self._picture.alerts:
            until = self._picture.until if shade.until is None else shade.until
            wrong[self._x(shade.since, self._columns) : self._x(until, self._columns) + 1] = True
        return wrong

    def _band_rows(self) -> list[tuple[int, int]]:
        """Return for each column of letters the first and the last row that is usual; none: a first one below."""
        band = self._picture.band
        if not band:
            return [(1, 0)] * self._columns
        times = np.linspace(self._picture.since, self._picture.until, self._columns)
        lows, highs = (
            np.interp(times, [each.at for each in band], [each[place] for each in band]).tolist() for place in (1, 2)
        )
        return [(self._row(high), self._row(low)) for low, high in zip(lows, highs, strict=True)]

    def _line(self, row: int, alert: np.ndarray) -> Text:
        line = Text(f"{self._marks.get(row, ''):>{self._margin}} ", "dim").append("┤" if row in self._marks else "│")
        cells = self._dots[row * _DOWN : (row + 1) * _DOWN].reshape(_DOWN, self._columns, _ACROSS)
        codes = (cells * _BITS[:, np.newaxis, :]).sum(axis=(0, 2))
        for column, (code, (top, bottom)) in enumerate(zip(codes.tolist(), self._band_rows(), strict=True)):
            if code:
                line.append(chr(_BRAILLE + code), "bold red" if alert[column] else "bold cyan")
            else:
                line.append(_BAND if top <= row <= bottom else " ", "dim")
        return line

    def _axis(self, alert: np.ndarray) -> Text:
        line = Text(" " * (self._margin + 1) + "└", "dim")
        for is_wrong in alert.tolist():
            line.append(_ALERT if is_wrong else "─", "bold red" if is_wrong else "dim")
        return line

    def _times(self) -> Text:
        letters = [" "] * self._columns
        taken = -1
        for at, text in time_marks(self._picture.since, self._picture.until, self._picture.zone, self._columns // 8):
            start = min(max(self._x(at, self._columns) - len(text) // 2, 0), self._columns - len(text))
            if start > taken:
                letters[start : start + len(text)] = text
                taken = start + len(text)
        return Text(" " * (self._margin + 2) + "".join(letters), "dim")

    def _reasons(self) -> list[Text]:
        """Return a line for each alert."""
        zone, now = self._picture.zone, self._picture.until
        lines = []
        for shade in self._picture.alerts:
            until = "now" if shade.until is None else moment(shade.until, zone, shade.since)
            line = Text(f"{_ALERT} ", "bold red").append(f"{moment(shade.since, zone, now)} to {until}: ", "bold")
            lines.append(line.append(f"{shade.reason} ({shade.kind.replace('_', ' ')})", "not bold"))
        return lines or ([Text(f"{_BAND} usual", "dim")] if self._picture.band else [])
