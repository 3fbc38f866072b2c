import json
import math
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from PIL import Image

from edgeassist.sensors.axes import time_marks
from edgeassist.sensors.picture import Band, Picture, Shade, thinned
from edgeassist.sensors.plot_png import _Letters, png
from edgeassist.sensors.plot_text import plotted
from edgeassist.sensors.recording import Point

DAY = 86_400.0
START = 1_795_129_200.0
"""Midnight in Berlin."""


def point(at: float, value: float) -> Point:
    return Point(at, value, value, value)


FREEZER = Picture(
    title="Freezer Küche",
    unit="°C",
    since=START,
    until=START + DAY,
    zone_name="Europe/Berlin",
    is_switch=False,
    longest_gap_s=600.0,
    points=[point(START + 60 * m, -18 + math.sin(m / 60) + 8 * (600 < m < 660)) for m in range(0, 1440, 2)],
    band=[Band(START + 1800 * each, -19.5, -16.5) for each in range(49)],
    alerts=[Shade(START + 36_600, START + 39_600, "spike", "It was far above what is usual.")],
)
DOOR = Picture(
    title="Door",
    unit=None,
    since=START,
    until=START + DAY,
    zone_name="Europe/Berlin",
    is_switch=True,
    longest_gap_s=0.0,
    points=[point(START, 0.0), point(START + 0.75 * DAY, 1.0)],
)
EMPTY = replace(FREEZER, points=[], band=[], alerts=[])


WHITE, CURVE, BAND, ALERT = (255, 255, 255), (10, 95, 194), (211, 230, 250), (207, 34, 46)


def shows(data: bytes, colour: tuple[int, int, int], box: tuple[int, int, int, int] = (0, 0, 960, 480)) -> bool:
    """Return whether about this colour is somewhere in a box of a picture."""
    pixels = np.asarray(Image.open(BytesIO(data)).convert("RGB").crop(box), dtype=int)
    return bool((np.abs(pixels - colour).max(axis=2) < 16).any())


def test_a_picture_survives_json() -> None:
    again = Picture.of_json(json.loads(json.dumps(FREEZER.as_json(), allow_nan=False)))
    assert again.as_json() == FREEZER.as_json()
    hole = replace(DOOR, points=[Point(START, math.nan, math.nan, math.nan)])
    assert math.isnan(Picture.of_json(hole.as_json()).points[0].last)


def test_thinning_keeps_extremes_and_order() -> None:
    many = [point(START + s, 5.0 if s == 4_321 else -5.0 if s == 4_322 else 0.0) for s in range(86_400)]
    few = thinned(many, START, START + DAY, 500)
    assert len(few) <= 501
    assert max(each.high for each in few) == 5.0
    assert min(each.low for each in few) == -5.0
    assert few == sorted(few, key=lambda each: each.at)
    assert len(FREEZER.as_json()["points"]) == len(FREEZER.points)


def test_the_curve_ends_where_a_sensor_was_silent_or_unavailable() -> None:
    points = [point(START + 600 * each, 1.0) for each in (0, 1, 2, 20, 21)]
    assert [len(piece) for piece in replace(FREEZER, points=points).pieces()] == [3, 2]
    assert [len(piece) for piece in replace(FREEZER, points=points, longest_gap_s=20_000.0).pieces()] == [5]
    points[1] = point(START + 600, math.nan)
    assert [len(piece) for piece in replace(FREEZER, points=points).pieces()] == [1, 1, 2]
    assert len(list(DOOR.pieces())) == 1


def test_a_wide_band_does_not_flatten_the_curve() -> None:
    wide = replace(FREEZER, points=[point(START, 20.0), point(START + 60, 21.0)], band=[Band(START, -500.0, 500.0)] * 2)
    low, high = wide.value_range()
    assert (17 < low < 20, 21 < high < 24) == (True, True)
    assert EMPTY.value_range() == pytest.approx((-0.06, 1.06))


def test_a_value_that_cannot_be_does_not_flatten_the_rest() -> None:
    stray = replace(FREEZER, points=[*FREEZER.points, point(START + DAY - 5, 65_535.0)])
    low, high = stray.value_range()
    assert (-22 < low < -18, -12 < high < 20) == (True, True)
    assert replace(stray, alerts=[]).value_range()[1] > 60_000
    assert replace(FREEZER, points=[], band=[]).value_range() == EMPTY.value_range()
    alone = replace(FREEZER, points=[point(START, 65_535.0)], band=[])
    assert alone.value_range()[1] > 65_535


def test_hours_follow_the_local_clock_over_a_change_to_winter() -> None:
    zone = ZoneInfo("Europe/Berlin")
    since = 1_792_872_000.0  # 22:00 of the evening before
    marks = {text: at - since for at, text in time_marks(since, since + 12 * 3600, zone, 12)}
    assert marks["Sun 25"] == 2 * 3600
    assert marks["02:00"] == 4 * 3600
    assert marks["04:00"] == 7 * 3600


def test_png_shows_band_curve_and_alert() -> None:
    drawn = png(FREEZER)
    assert Image.open(BytesIO(drawn)).size == (960, 480)
    assert len(drawn) < 40_000
    assert all(shows(drawn, colour) for colour in (WHITE, CURVE, BAND, ALERT))
    alert = 76 + round(38_100 / DAY * (864 - 76))
    assert shows(drawn, ALERT, (alert - 5, 90, alert + 5, 98))
    assert not shows(drawn, ALERT, (alert + 60, 90, alert + 70, 98))
    bare = png(replace(FREEZER, alerts=[], band=[]))
    assert not shows(bare, ALERT)
    assert not shows(bare, BAND)


def test_dark_png_is_dark() -> None:
    image = Image.open(BytesIO(png(FREEZER, dark=True))).convert("L")
    assert image.getpixel((5, 5)) == pytest.approx(25, abs=5)


@pytest.mark.parametrize(
    "picture",
    [
        EMPTY,
        DOOR,
        replace(EMPTY, points=[point(START + 5, 3.0)]),
        replace(EMPTY, points=[point(START + 60 * m, 3.4e38 * (-1) ** m) for m in range(9)]),
        replace(FREEZER, points=[point(START + 60 * m, 21.0) for m in range(9)], band=[Band(START, 21.0, 21.0)]),
        replace(FREEZER, alerts=[Shade(START - DAY, None, "drift", "x" * 500)], title="名" * 90),
        replace(FREEZER, since=START - 7 * DAY),
    ],
)
def test_whatever_a_sensor_says_can_be_drawn(picture: Picture) -> None:
    assert png(picture).startswith(b"\x89PNG")
    for width in (5, 40, 80, 211):
        lines = plotted(picture, width).plain.splitlines()
        assert all(len(line) <= max(width, 40) for line in lines[1 : 1 + 5])


def test_the_child_process_draws_the_same() -> None:
    out = subprocess.run(
        [sys.executable, "-m", "edgeassist.sensors.plot_png"],
        input=json.dumps(DOOR.as_json()).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=20,
    )
    assert out.stdout == png(DOOR)


def test_text_shows_band_curve_alert_and_reason() -> None:
    lines = plotted(FREEZER, 80).plain.splitlines()
    assert lines[0] == "Freezer Küche (°C)"
    assert all(len(line) <= 80 for line in lines)
    assert lines[-1] == "▀ Fri 20 Nov 10:10 to 11:00: It was far above what is usual. (spike)"
    assert "░" in lines[14]
    axis = next(line for line in lines if "└" in line)
    assert 0.38 < (axis.index("▀") - axis.index("└")) / (len(axis) - axis.index("└")) < 0.45
    braille = [line for line in lines if any("\u2800" < letter < "\u2900" for letter in line)]
    assert len(braille) > 6


def test_text_of_a_door_steps_up_where_it_was_opened() -> None:
    lines = plotted(DOOR, 80).plain.splitlines()
    on, off = (next(line for line in lines if line.strip().startswith(word)) for word in ("on", "off"))
    drawn = [place for place, letter in enumerate(on) if "\u2800" < letter < "\u2900"]
    assert 58 <= drawn[0] <= 64
    assert drawn[-1] == len(on) - 1
    assert sum("\u2800" < letter < "\u2900" for letter in off) > 50


def test_without_a_font_of_the_system_accents_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edgeassist.sensors.plot_png._FONTS", ("nobody has this font.ttf",))
    assert _Letters().writable("Küche · µg/m³ · 21 °C") == "Kuche - ug/m3 - 21 °C"
    assert shows(png(FREEZER), CURVE)
