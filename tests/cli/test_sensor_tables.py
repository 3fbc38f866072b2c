"""Homes are simulated, watched and told about from the command line."""

import gzip
import json
from pathlib import Path
from random import Random

from rich.console import Console

from edgeassist.cli.sensor_tables import found_table, told_lines
from edgeassist.lab.sensor_measure import Measured, WatchedHome, judged
from edgeassist.lab.sensor_tracks import Label
from edgeassist.messages import Anomaly
from tests.cli.conftest import Run, read_rows, write_rows

HOUR = 3600.0


def measured() -> Measured:
    faults = [Label("sensor.a", "spike", HOUR, 2 * HOUR), Label("sensor.a", "drift", 90 * HOUR, 99 * HOUR, "up")]
    benign = [Label("*", "guests", 50 * HOUR, 60 * HOUR)]
    home = WatchedHome(Path(), "UTC", 0.0, 168 * HOUR, {"sensor.a": None}, faults, benign)
    said = [
        Anomaly("sensor.a", "spike", 1.5 * HOUR, 1.6 * HOUR, 1.0, 5.0, None, "It jumped."),
        Anomaly("sensor.a", "noise", 51 * HOUR, 52 * HOUR, 1.0, 5.0, None, "It shakes."),
    ]
    return judged(home, said)


def test_the_table_tells_found_right_delay_and_false() -> None:
    console = Console(width=120)
    with console.capture() as shown:
        console.print(found_table({"ours": measured()}))
    lines = [" ".join(line.split()) for line in shown.get().splitlines()]
    assert "spike 1 100 % (100 %, 30 min)" in lines
    assert "drift 1 0 % (0 %, -)" in lines
    assert "found, macro 50.0 %" in lines
    assert "false episodes a sensor and week 1.000" in lines


def test_what_was_missed_and_what_was_false_is_named() -> None:
    assert list(told_lines(measured())) == [
        "missed drift sensor.a 01-04 18:00 for 9.0 h (up)",
        "false noise sensor.a 01-03 03:00: It shakes. [guests]",
    ]


def test_homes_are_written(run: Run, tmp_path: Path) -> None:
    made = run("lab", "homes", tmp_path / "homes", "--homes", 1, "--weeks", 2, "--faults", 1)
    assert made.code == 0, made.err
    assert "faults" in made.out
    assert {row["kind"] for row in read_rows(tmp_path / "homes" / "home_00" / "labels.jsonl")} >= {"spike", "dropout"}


def test_homes_are_watched(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "homes" / "home_00"
    home.mkdir(parents=True)
    end = 5 * 24 * HOUR
    about = {"name": "x", "time_zone": "Europe/Berlin", "start": 0.0, "end": end, "sensors": {"sensor.a": "humidity"}}
    (home / "home.json").write_text(json.dumps(about), encoding="utf-8")
    write_rows(home / "labels.jsonl", [{"entity": "sensor.a", "kind": "out_of_range", "start": end - 1, "end": end}])
    write_rows(home / "benign.jsonl", [])
    chance = Random(1)
    values = [round(50 + chance.gauss(0, 1), 1) for _ in range(1440)] + [655.35]
    row = {"entity": "sensor.a", "device_class": "humidity", "unit": "%"}
    events = [{**row, "ts": 300.0 * number, "value": value} for number, value in enumerate(values)]
    (home / "events.jsonl.gz").write_bytes(
        gzip.compress("".join(json.dumps(event) + "\n" for event in events).encode())
    )
    told = run("lab", "sensors", tmp_path / "homes", "-v")
    assert told.code == 0, told.err
    assert "found, macro" in told.out
    assert "100.0 %" in told.out
    assert "missed" not in told.out
