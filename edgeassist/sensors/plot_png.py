"""Draws a picture of a sensor as PNG: a tenth of the memory, disk and time that a plotting library takes on a Pi.

As a program it reads the picture from standard input as JSON and writes the PNG to standard output, so that the memory
that it takes is soon given back.
"""

from __future__ import annotations

import json
import math
import os
import sys
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from edgeassist.sensors.axes import length, moment, time_marks, value_marks
from edgeassist.sensors.picture import Picture, Shade, thinned
from edgeassist.sensors.recording import Point

_FINE = 2
"""Everything is drawn so many times as large and then made smaller, which smooths it."""
_WIDTH, _HEIGHT = 960 * _FINE, 480 * _FINE
_LEFT, _TOP, _RIGHT, _BOTTOM = 76 * _FINE, 96 * _FINE, _WIDTH - 96 * _FINE, _HEIGHT - 44 * _FINE
_FONTS = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Piboto-Regular.ttf", "LiberationSans-Regular.ttf", "FreeSans.ttf")
_LARGE, _USUAL, _SMALL = 21 * _FINE, 14 * _FINE, 12 * _FINE
_NARROWEST = 3 * _FINE
"""An alert that is short is shown so wide."""

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
Line = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class _Colours:
    paper: str
    ink: str
    faint: str
    grid: str
    curve: str
    band: str
    alert: str
    """Seven digits and more have an alpha."""
    alert_edge: str


_LIGHT = _Colours("#ffffff", "#1f2328", "#59636e", "#e4e8ec", "#0a5fc2", "#d3e6fa", "#cf222e2e", "#cf222e")
_DARK = _Colours("#151a21", "#e8edf2", "#9aa4af", "#2b323b", "#63adff", "#1f3a5c", "#ff7b7238", "#ff8a82")


def png(picture: Picture, *, dark: bool = False) -> bytes:
    """Return the picture as a PNG of 960 by 480."""
    drawing = _Drawing(picture, _DARK if dark else _LIGHT)
    drawing.draw()
    file = BytesIO()
    small = drawing.image.resize((_WIDTH // _FINE, _HEIGHT // _FINE), Image.Resampling.LANCZOS)
    small.quantize(128, dither=Image.Dither.NONE).save(file, "png", optimize=True)
    return file.getvalue()


class _Drawing:
    """One picture in the making."""

    def __init__(self, picture: Picture, colours: _Colours) -> None:
        self._picture, self._colours = picture, colours
        self.image = Image.new("RGB", (_WIDTH, _HEIGHT), colours.paper)
        self._pen = ImageDraw.Draw(self.image, "RGBA")
        self._letters = _Letters()
        self._low, self._high = picture.value_range()

    def draw(self) -> None:
        """Draw everything, from the back to the front."""
        self._draw_band()
        self._draw_axes()
        for shade in self._picture.alerts:
            self._draw_alert(shade)
        for piece in self._picture.pieces():
            self._draw_curve(thinned(piece, self._picture.since, self._picture.until, (_RIGHT - _LEFT) // 2))
        self._draw_last()
        self._draw_head()

    def _x(self, at: float) -> float:
        share = (at - self._picture.since) / (self._picture.until - self._picture.since)
        return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)

    def _y(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return _BOTTOM - min(max(share, 0.0), 1.0) * (_BOTTOM - _TOP)

    def _draw_band(self) -> None:
        band = self._picture.band
        if len(band) > 1:
            edge = [(self._x(each.at), self._y(each.high)) for each in band]
            edge += [(self._x(each.at), self._y(each.low)) for each in reversed(band)]
            self._pen.polygon(edge, fill=self._colours.band)

    def _draw_axes(self) -> None:
        picture, colours = self._picture, self._colours
        marks = [(0.0, "off"), (1.0, "on")] if picture.is_switch else value_marks(self._low, self._high, 7)
        for value, text in marks:
            y = self._y(value)
            self._pen.line([(_LEFT, y), (_RIGHT, y)], fill=colours.grid, width=_FINE)
            self._write((_LEFT - 10 * _FINE, y), text, anchor="rm")
        for at, text in time_marks(picture.since, picture.until, picture.zone, 9):
            x = self._x(at)
            self._pen.line([(x, _TOP), (x, _BOTTOM)], fill=colours.grid, width=_FINE)
            self._write((x, _BOTTOM + 10 * _FINE), text, anchor="mt")
        self._pen.line([(_LEFT, _BOTTOM), (_RIGHT, _BOTTOM)], fill=colours.faint, width=_FINE)

    def _draw_alert(self, shade: Shade) -> None:
        left = self._x(shade.since)
        right = max(self._x(self._picture.until if shade.until is None else shade.until), left + _NARROWEST)
        self._pen.rectangle([left, _TOP, right, _BOTTOM], fill=self._colours.alert)
        self._pen.rectangle([left, _TOP - 4 * _FINE, right, _TOP], fill=self._colours.alert_edge)

    def _draw_curve(self, piece: Sequence[Point]) -> None:
        colour, line = self._colours.curve, self._line(piece)
        for point in piece:
            if point.high > point.low:
                x = self._x(point.at)
                self._pen.line([(x, self._y(point.low)), (x, self._y(point.high))], fill=colour, width=_FINE)
        if len(line) > 1:
            self._pen.line(line, fill=colour, width=2 * _FINE, joint="curve")
        else:
            self._dot(line[0], 3 * _FINE)

    def _line(self, piece: Sequence[Point]) -> Line:
        """Return the curve; a switch stays as it is until it says otherwise."""
        if not self._picture.is_switch:
            return [(self._x(point.at), self._y(point.last)) for point in piece]
        line: list[tuple[float, float]] = []
        for point in piece:
            line += [(self._x(point.at), line[-1][1])] if line else []
            line.append((self._x(point.at), self._y(point.last)))
        return [*line, (_RIGHT, line[-1][1])] if piece[-1] == self._picture.points[-1] else line

    def _draw_last(self) -> None:
        """Write the last value at the end of the curve."""
        last = next((point for point in reversed(self._picture.points) if not math.isnan(point.last)), None)
        if last is None:
            self._write(((_LEFT + _RIGHT) / 2, (_TOP + _BOTTOM) / 2), "nothing was reported", anchor="mm")
            return
        x, y = _RIGHT if self._picture.is_switch else self._x(last.at), self._y(last.last)
        self._dot((x, y), 4 * _FINE)
        text = ("on" if last.last else "off") if self._picture.is_switch else f"{last.last:.6g}"
        unit = f" {self._picture.unit}" if self._picture.unit else ""
        self._write((x + 10 * _FINE, y), text + unit, self._colours.ink, anchor="lm")

    def _draw_head(self) -> None:
        picture, colours = self._picture, self._colours
        self._write((_LEFT, 14 * _FINE), picture.title, colours.ink, size=_LARGE)
        now = picture.until
        unit = f"{picture.unit} · " if picture.unit else ""
        about = f"{unit}{length(picture.until - picture.since)} to {moment(now, picture.zone, now - 7 * 86_400)}"
        self._write((_LEFT, 45 * _FINE), about, size=_SMALL)
        if picture.alerts:
            last = picture.alerts[-1]
            since = moment(last.since, picture.zone, now)
            self._write((_LEFT, 66 * _FINE), f"{since}: {last.reason}", colours.alert_edge, size=_SMALL)
        x: float = _RIGHT
        for text, colour in (("alert", colours.alert_edge), ("usual", colours.band)):
            if (picture.band if text == "usual" else picture.alerts) and not (text == "usual" and picture.is_switch):
                self._write((x, 45 * _FINE), text, size=_SMALL, anchor="rt")
                x -= self._pen.textlength(text, self._letters.fonts[_SMALL]) + 22 * _FINE
                self._pen.rectangle([x, 46 * _FINE, x + 16 * _FINE, 57 * _FINE], fill=colour)
                x -= 14 * _FINE

    def _dot(self, middle: tuple[float, float], radius: int) -> None:
        x, y = middle
        self._pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=self._colours.curve)

    def _write(
        self, at: tuple[float, float], text: str, colour: str = "", *, size: int = _USUAL, anchor: str = "lt"
    ) -> None:
        self._pen.text(
            at,
            self._letters.writable(text),
            fill=colour or self._colours.faint,
            font=self._letters.fonts[size],
            anchor=anchor,
        )


_PLAIN = str.maketrans("µμ·", "uu-")


class _Letters:
    """A font of the system, or the one that is always there and knows no accents."""

    def __init__(self) -> None:
        name = next((name for name in _FONTS if _is_there(name)), None)
        self._is_bare = name is None
        self.fonts: dict[int, Font] = {
            size: ImageFont.load_default(size) if name is None else ImageFont.truetype(name, size)
            for size in (_LARGE, _USUAL, _SMALL)
        }

    def writable(self, text: str) -> str:
        """Return a text with the letters that the font has."""
        if not self._is_bare:
            return text
        plain = unicodedata.normalize("NFKD", text.translate(_PLAIN))
        return "".join(letter for letter in plain if letter.isascii() or letter == "°")


def _is_there(font: str) -> bool:
    try:
        ImageFont.truetype(font)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    with suppress(OSError):  # forbidden in a service that is locked up well
        os.nice(10)
    sys.stdout.buffer.write(png(Picture.of_json(json.load(sys.stdin))))
