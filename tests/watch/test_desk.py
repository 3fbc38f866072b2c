"""What stands on the desk, what was, and who is muted; and the file that it is kept in."""

import json
import logging
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.messages import Reading
from edgeassist.sensors.monitor import Monitor
from edgeassist.settings import SensorsSettings
from edgeassist.watch.desk import Desk
from edgeassist.watch.keeping import Keeping
from tests.watch.facts import FIVE, THAWING, anomaly


def test_an_alert_is_news_when_it_comes_and_when_it_goes() -> None:
    desk = Desk()
    assert desk.take([THAWING, THAWING]) == [THAWING]
    assert desk.stands(THAWING)
    over = replace(THAWING, until=FIVE + 60)
    assert desk.take([over, over]) == [over]
    assert desk.standing == []
    assert desk.since(FIVE) == [over]
    assert desk.since(FIVE + 1) == []


def test_of_whom_nobody_wants_to_hear_nothing_is_heard() -> None:
    desk = Desk()
    desk.take([THAWING])
    assert desk.mute(THAWING.entity, FIVE + 100, FIVE + 10) == [replace(THAWING, until=FIVE + 10)]
    assert desk.take([replace(THAWING, since=FIVE + 50)]) == []
    assert len(desk.take([replace(THAWING, since=FIVE + 101)])) == 1


def test_all_is_known_after_a_restart() -> None:
    desk, after = Desk(), Desk()
    desk.take([THAWING, anomaly("sensor.hall", "dropout")])
    desk.end("sensor.hall", FIVE + 5)
    desk.mute("sensor.power", FIVE + 100, FIVE)
    desk.spoken_of = "sensor.freezer"
    after.restore(json.loads(json.dumps(desk.saved())))
    assert after.standing == [THAWING]
    assert after.since(0) == desk.since(0)
    assert after.is_muted("sensor.power", FIVE)
    assert after.spoken_of == "sensor.freezer"


def learned() -> Monitor:
    monitor = Monitor(SensorsSettings(), None)
    monitor.feed([Reading("sensor.a", 20.0 + n % 3, 1e9 + 60 * n, 1e9 + 60 * n, "temperature") for n in range(200)])
    return monitor


def test_the_file_is_written_whole_and_read_again(tmp_path: Path) -> None:
    keeping = Keeping(tmp_path / "new" / "sensors.state")
    desk = Desk()
    desk.take([THAWING])
    keeping.write(learned().saved(), desk.saved())
    after, monitor = Desk(), Monitor(SensorsSettings(), None)
    keeping.read_into(monitor, after)
    assert after.standing == [THAWING]
    assert monitor.entities() == ["sensor.a"]
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["sensors.state"]


@pytest.mark.parametrize("damage", ["cut", "flip", "other", "empty"])
def test_a_damaged_file_is_kept_aside(tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture) -> None:
    keeping = Keeping(tmp_path / "sensors.state")
    keeping.write(learned().saved(), Desk().saved())
    assert keeping.path is not None
    content = keeping.path.read_bytes()
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    damaged = {"cut": content[:middle], "flip": flipped, "other": b"SQLite format 3\0" * 9, "empty": b""}[damage]
    keeping.path.write_bytes(damaged)
    monitor = Monitor(SensorsSettings(), None)
    with caplog.at_level(logging.WARNING):
        keeping.read_into(monitor, Desk())
    [aside] = list(tmp_path.iterdir())
    assert aside.name.startswith("sensors.state.damaged-")
    assert aside.read_bytes() == damaged
    assert "a new one is begun" in caplog.text
    assert monitor.entities() == []


def test_what_cannot_be_written_stays_as_it_was(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")
    with caplog.at_level(logging.WARNING):
        Keeping(in_the_way / "sensors.state").write(b"", {})
    assert "cannot be written" in caplog.text
    Keeping(None).write(b"", {})
