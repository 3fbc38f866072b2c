"""`edgeassist sensors` on files: what comes out, what happens to rows that cannot be read, how it ends."""

import gzip
import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.cli.conftest import Run, read_rows, write_rows

START = 1_760_000_000.0
DAYS = 5


def events(*, as_text: bool = False) -> list[dict[str, Any]]:
    """Return days of a room's temperature, every five minutes, and at the end one that cannot be."""
    chance = Random(1)
    rows = []
    for number in range(DAYS * 288):
        now = START + 300 * number
        value = 21 + math.sin(now / 86_400 * 2 * math.pi) + chance.gauss(0, 0.05)
        rows.append(_row(now, round(value, 2), as_text=as_text))
    return [*rows, _row(START + DAYS * 86_400, -127.0, as_text=as_text)]


def _row(now: float, value: float, *, as_text: bool) -> dict[str, Any]:
    ts = datetime.fromtimestamp(now, UTC).isoformat() if as_text else now
    return {"ts": ts, "entity": "sensor.room", "device_class": "temperature", "unit": "°C", "value": value}


def test_replay_says_what_is_wrong(run: Run, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "events.jsonl", events())
    ended = run("sensors", "replay", source, "--out", tmp_path / "alerts.jsonl")
    assert ended.code == 0, ended.err
    alerts = read_rows(tmp_path / "alerts.jsonl")
    last = alerts[-1]
    assert (last["entity"], last["kind"]) == ("sensor.room", "out_of_range")
    assert last["since"] == START + DAYS * 86_400
    assert last["until"] is None
    assert 0 < last["score"] <= 1
    assert last["reason"]
    assert len(alerts) == 1
    assert f"{DAYS * 288 + 1} events" in ended.err


def test_times_are_written_as_they_came(run: Run, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "events.jsonl", events(as_text=True))
    run("sensors", "replay", source, "--out", tmp_path / "alerts.jsonl")
    since = read_rows(tmp_path / "alerts.jsonl")[-1]["since"]
    assert datetime.fromisoformat(since).timestamp() == START + DAYS * 86_400


def test_packed_events_are_the_same(run: Run, tmp_path: Path) -> None:
    plain = write_rows(tmp_path / "events.jsonl", events())
    packed = tmp_path / "events.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    run("sensors", "replay", plain, "--out", tmp_path / "one.jsonl")
    run("sensors", "replay", packed, "--out", tmp_path / "other.jsonl")
    assert (tmp_path / "one.jsonl").read_text() == (tmp_path / "other.jsonl").read_text()


def test_what_comes_later_changes_nothing(run: Run, tmp_path: Path) -> None:
    rows = events()
    first = write_rows(tmp_path / "first.jsonl", rows)
    later = [_row(START + DAYS * 86_400 + 300 * n, 21.0 + 5 * n, as_text=False) for n in range(1, 50)]
    longer = write_rows(tmp_path / "longer.jsonl", [*rows, *later])
    run("sensors", "replay", first, "--out", tmp_path / "first.out")
    run("sensors", "replay", longer, "--out", tmp_path / "longer.out")
    known, more = read_rows(tmp_path / "first.out"), read_rows(tmp_path / "longer.out")
    assert [{**row, "until": None} for row in more][: len(known)] == known


def test_bad_rows_are_told_and_the_rest_is_watched(run: Run, tmp_path: Path) -> None:
    bad: list[str | bytes] = [
        "{",
        '{"ts": 5}',
        b"\xff\xfe\x00",
        '{"ts": "late", "entity": "sensor.room", "value": 1}',
        "[" * 5000,
    ]
    rows = events()
    source = write_rows(tmp_path / "events.jsonl", [*rows[:100], *bad, *rows[100:]])
    ended = run("sensors", "replay", source, "--out", tmp_path / "alerts.jsonl")
    out = read_rows(tmp_path / "alerts.jsonl")
    assert ended.code == 1
    assert [row["id"] for row in out if "error" in row] == [101, 102, 103, 104, 105]
    assert [row["kind"] for row in out if "error" not in row] == ["out_of_range"]
    assert "5 rows with errors" in ended.err


def test_hostile_values_and_clocks_end_in_no_traceback(run: Run, tmp_path: Path) -> None:
    odd: list[dict[str, Any] | str] = [
        {"ts": 0, "entity": "sensor.room", "value": 1e308, "unit": "°C"},
        {"ts": START, "recv": -5, "entity": "sensor.room", "value": -1e308},
        {"ts": 2e11, "entity": "sensor.room", "value": 21.0},
        {"ts": START, "entity": "sensor.room", "value": "on"},
        {"ts": START, "entity": "x" * 1_000_000, "value": 5},
        {"ts": START, "entity": "sensor.room", "value": None, "unit": "\x00"},
        '{"ts": 1, "entity": "sensor.room", "value": NaN}',
    ]
    source = write_rows(tmp_path / "events.jsonl", [*events(), *odd, *events()])
    ended = run("sensors", "replay", source, "--out", tmp_path / "alerts.jsonl")
    assert ended.code == 0, ended.err
    assert read_rows(tmp_path / "alerts.jsonl")


def test_whatever_comes_in_whatever_order_is_gone_through(run: Run, tmp_path: Path) -> None:
    chance = Random(5)
    values = [0, -1, 1e308, -1e308, 5e-324, "on", "off", "unavailable", None, "nan", "-inf", 21.5, [], 10**400]
    times = [0, START, START - 1e6, 2e11, -2e11, "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", None]
    rows: list[Mapping[str, Any] | str | bytes] = []
    for number in range(6000):
        row = {
            "ts": chance.choice(times) if chance.random() < 0.2 else START + 20 * number,
            "entity": f"sensor.s{chance.randrange(20)}",
            "device_class": chance.choice([None, "temperature", "door", "nonsense", "energy"]),
            "unit": chance.choice([None, "°C", "°F", "%"]),
            "value": chance.choice(values),
        }
        rows.append(row | ({"recv": chance.choice(times)} if chance.random() < 0.1 else {}))
    source = write_rows(tmp_path / "events.jsonl", rows)
    ended = run("sensors", "replay", source, "--out", tmp_path / "alerts.jsonl")
    out = read_rows(tmp_path / "alerts.jsonl")
    assert ended.code == 1
    assert all(isinstance(row["since"], float | str) for row in out if "error" not in row)


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_no_events_are_no_alerts(run: Run, tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "events.jsonl"
    source.write_bytes(content)
    assert run("sensors", "replay", source, "--out", tmp_path / "alerts.jsonl").code == 0
    assert (tmp_path / "alerts.jsonl").read_bytes() == b""


def test_a_broken_archive_is_one_line(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "events.jsonl.gz"
    source.write_bytes(gzip.compress(json.dumps(events()[0]).encode())[:-9])
    ended = run("sensors", "replay", source, "--out", tmp_path / "alerts.jsonl")
    assert ended.code == 1
    assert "cannot be unpacked" in ended.err
    assert "Traceback" not in ended.err


def test_usage(run: Run, tmp_path: Path) -> None:
    assert run("sensors", "replay", tmp_path / "none.jsonl", "--out", "x").code == 2
    assert run("sensors", "replay").code == 2
    source = write_rows(tmp_path / "events.jsonl", events()[:1])
    ended = run("sensors", "replay", source, "--out", tmp_path / "no" / "such" / "alerts.jsonl")
    assert ended.code == 1
    assert "cannot be written" in ended.err


SERIES = "\n".join(f"2026-11-01 {n // 12:02d}:{5 * (n % 12):02d}:00,{20 + n % 3}" for n in range(288))


def scores(path: Path) -> list[list[str]]:
    return [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]


def test_score_echoes_and_scores_each_row(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(f"timestamp,value\n{SERIES}\n2026-11-02 00:00:00,95.50\n", encoding="utf-8")
    ended = run("sensors", "score", source, "--out", tmp_path / "out.csv")
    assert ended.code == 0, ended.err
    header, *rows = scores(tmp_path / "out.csv")
    assert header == ["timestamp", "value", "anomaly_score"]
    assert [row[:2] for row in rows] == [
        line.split(",") for line in [*SERIES.splitlines(), "2026-11-02 00:00:00,95.50"]
    ]
    assert all(0 <= float(row[2]) <= 1 for row in rows)
    assert float(rows[-1][2]) > max(float(row[2]) for row in rows[30:-1])


def test_scores_depend_on_what_came_before_alone(run: Run, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.csv", tmp_path / "part.csv"
    whole.write_text(f"timestamp,value\n{SERIES}\n", encoding="utf-8")
    part.write_text("timestamp,value\n" + "\n".join(SERIES.splitlines()[:200]) + "\n", encoding="utf-8")
    run("sensors", "score", whole, "--out", tmp_path / "whole.out")
    run("sensors", "score", part, "--out", tmp_path / "part.out")
    assert scores(tmp_path / "part.out") == scores(tmp_path / "whole.out")[:201]


def test_rows_that_cannot_be_read_score_nothing(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    bad = ["2026-11-02 00:00:00,warm", "soon,21", "2026-11-02 00:00:00,nan", "alone", '"a,b",3', "2026-11-02,1e999"]
    source.write_bytes(
        f"\ufefftimestamp,value\r\n{SERIES}\r\n".encode() + "\r\n".join(bad).encode() + b"\r\n\xff,3\r\n"
    )
    ended = run("sensors", "score", source, "--out", tmp_path / "out.csv")
    assert ended.code == 1
    assert "7 rows with errors" in ended.err
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 1 + 288 + 7
    assert lines[289:295] == [
        "2026-11-02 00:00:00,warm,0",
        "soon,21,0",
        "2026-11-02 00:00:00,nan,0",
        "alone,,0",
        '"a,b",3,0',
        "2026-11-02,1e999,0",
    ]


def test_seconds_since_the_epoch_and_no_header(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("1760000000,21\n1760000300.5,22\n", encoding="utf-8")
    ended = run("sensors", "score", source, "--out", tmp_path / "out.csv")
    assert ended.code == 0
    assert [row[0] for row in scores(tmp_path / "out.csv")] == ["timestamp", "1760000000", "1760000300.5"]


def test_help_teaches(run: Run) -> None:
    assert "edgeassist sensors replay events.jsonl.gz --out alerts.jsonl" in run("sensors", "--help").out
    assert '"retained"' in run("sensors", "replay", "--help").out
