import logging
import math
from pathlib import Path

import pytest

from edgeassist.messages import Reading
from edgeassist.sensors.history import History
from edgeassist.sensors.recording import FILE

NOON = 1_795_000_020.0
"""The beginning of a minute."""


def reading(value: float | str | None, at: float, entity: str = "sensor.freezer", *, retained: bool = False) -> Reading:
    return Reading(entity, value, at, at, retained=retained)


def values(history: History, entity: str = "sensor.freezer") -> list[tuple[float, float, float]]:
    return [(point.low, point.high, point.last) for point in history.series(entity, 0.0, 9e9)]


def test_a_minute_is_one_point_with_its_extremes() -> None:
    history = History(None)
    history.add([reading(value, NOON + 10 * place) for place, value in enumerate((-18.0, -5.0, -20.0, -18.5))])
    history.add([reading(-18.0, NOON + 60)])
    assert [tuple(point) for point in history.series("sensor.freezer", NOON, NOON + 60)] == [
        (NOON + 30, -20.0, -5.0, -18.5),
        (NOON + 60, -18.0, -18.0, -18.0),
    ]
    assert history.series("sensor.freezer", NOON + 31, NOON + 59) == []
    assert history.series("sensor.unheard_of", 0.0, 9e9) == []


def test_what_was_written_is_there_after_a_restart(tmp_path: Path) -> None:
    history = History(tmp_path)
    for minute in range(200):
        history.add([reading(minute / 4, NOON + 60 * minute), reading("on", NOON + 60 * minute, "binary_sensor.door")])
    history.close()
    again = History(tmp_path)
    assert [point.last for point in again.series("sensor.freezer", 0, 9e9)] == [minute / 4 for minute in range(200)]
    assert len(again.series("binary_sensor.door", NOON + 600, NOON + 1199)) == 10
    again.close()


def test_states_are_numbers_and_what_is_no_reading_is_left_out() -> None:
    history = History(None)
    for value in ("off", "on", "unavailable", "banana", float("nan")):
        history.add([reading(value, NOON)])
    history.add([reading(7.0, NOON + 60, retained=True), reading(5.0, float("nan")), reading(1e308, NOON + 120)])
    first, last = values(history)
    assert first[:2] == (0.0, 1.0)
    assert math.isnan(first[2])
    assert last[2] == pytest.approx(3.4e38, rel=0.01)


def test_a_sensor_that_changes_its_unit_goes_on_in_the_new_one() -> None:
    history = History(None)
    history.add([Reading("sensor.freezer", -18.0, NOON, NOON, "temperature", "°C")])
    history.add([Reading("sensor.freezer", 0.5, NOON + 60, NOON + 60, "temperature", "°F")])
    assert [point.last for point in history.series("sensor.freezer", 0, 9e9, "°F")] == pytest.approx([-0.4, 0.5])
    assert [point.last for point in history.series("sensor.freezer", 0, 9e9, "°C")] == pytest.approx([-18.0, -17.5])


def test_a_minute_that_begins_without_a_value_takes_the_first_one() -> None:
    history = History(None)
    history.add([reading(None, NOON), reading(4.0, NOON + 1), reading(3.0, NOON + 2)])
    assert values(history) == [(3.0, 4.0, 3.0)]


def test_the_file_stays_small_and_forgets_what_is_old(tmp_path: Path) -> None:
    history = History(tmp_path, most_bytes=20_000)
    for minute in range(0, 12_000, 5):
        history.add(
            [reading((minute * 7919 + place) % 1000 / 7, NOON + 60 * minute, f"sensor.{place}") for place in range(9)]
        )
    points = history.series("sensor.3", 0, 9e9)
    history.close()
    assert points[-1].at == NOON + 60 * 11_995
    assert 50 < len(points) < 400
    assert (tmp_path / FILE).stat().st_size < 120_000


def test_days_later_the_old_is_gone_whatever_its_size(tmp_path: Path) -> None:
    history = History(tmp_path)
    history.add([reading(1.0, NOON)])
    history.add([reading(2.0, NOON + 120, "sensor.other")])
    for minute in range(70):
        history.add([reading(2.0, NOON + 9 * 86_400 + 60 * minute, "sensor.other")])
    assert history.series("sensor.freezer", 0, 9e9) == []
    assert len(history.series("sensor.other", 0, 9e9)) == 70
    history.close()


def test_a_full_disk_costs_what_came_meanwhile_and_one_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    history = History(tmp_path)
    history.add([reading(1.0, NOON)])
    history.flush()
    [[pages]] = history._recording._database.execute("PRAGMA page_count")
    history._recording._database.execute(f"PRAGMA max_page_count = {pages}")
    with caplog.at_level(logging.WARNING):
        for minute in range(3):
            many = [reading(place * 1.1, NOON + 60 * minute, f"sensor.{place}") for place in range(2_000)]
            history.add(many)
    assert caplog.text.count("pictures of sensors have a gap") == 1
    history._recording._database.execute("PRAGMA max_page_count = 100000")
    history.add([reading(2.0, NOON + 600)])
    history.flush()
    assert values(history) == [(1.0, 1.0, 1.0), (2.0, 2.0, 2.0)]
    history.close()


@pytest.mark.parametrize("content", [b"no database at all" * 400, b""])
def test_a_damaged_file_is_kept_aside(tmp_path: Path, content: bytes, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / FILE).write_bytes(content)
    history = History(tmp_path)
    history.add([reading(1.0, NOON)])
    history.close()
    again = History(tmp_path)
    assert values(again) == [(1.0, 1.0, 1.0)]
    again.close()
    assert (tmp_path / f"{FILE}.damaged").exists() == bool(content)
    assert caplog.text.count("is damaged") == bool(content)


def test_a_file_that_is_damaged_while_in_use_is_replaced(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    history = History(tmp_path)
    history._recording._database.execute("PRAGMA journal_mode=DELETE")
    for minute in range(100):
        history.add([reading(float(minute), NOON + 60 * minute, f"sensor.{minute}")])
    history.flush()
    size = (tmp_path / FILE).stat().st_size
    with (tmp_path / FILE).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xee" * (size - 4096))
    history._recording._database.execute("PRAGMA shrink_memory")
    history._recording._days = {}
    history.add([reading(1.0, NOON + 90_000)])
    history.flush()
    history.add([reading(2.0, NOON + 90_060)])
    history.flush()
    assert values(history)[-1:] == [(2.0, 2.0, 2.0)]
    assert "is damaged" in caplog.text
    history.close()


def test_where_nothing_can_be_written_it_is_remembered_until_the_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    history = History(tmp_path / "file")
    history.add([reading(1.0, NOON)])
    history.flush()
    assert values(history) == [(1.0, 1.0, 1.0)]
    assert "cannot be used" in caplog.text
    history.close()
