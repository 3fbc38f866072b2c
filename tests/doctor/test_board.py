"""What is said of a Raspberry Pi: clock, disk, memory, heat and power, from folder trees like its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edgeassist.doctor.clock import look_at_clock
from edgeassist.doctor.disk import look_at_disk
from edgeassist.doctor.finding import Finding
from edgeassist.doctor.heat import look_at_heat
from edgeassist.doctor.machine import Board, Machine
from edgeassist.doctor.memory import look_at_memory
from tests.doctor.boards import FIRMWARE, MOUNTS, board, with_files, write

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def named(findings: Iterable[Finding], name: str) -> Finding:
    found = list(findings)
    return next(finding for finding in found if finding.name == name)


def verdicts(findings: Iterable[Finding]) -> dict[str, str]:
    return {finding.name: finding.verdict for finding in findings}


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("Raspberry Pi 5 Model B Rev 1.1\0", "Raspberry Pi 5"),
        ("Raspberry Pi Compute Module 4 Rev 1.0", "Raspberry Pi 4"),
    ],
)
def test_the_board_is_known_by_its_model(tmp_path: Path, model: str, expected: Board) -> None:
    assert with_files(tmp_path, {"proc/device-tree/model": model}, {}).board() == expected


def test_a_board_that_is_well(tmp_path: Path) -> None:
    machine = board(tmp_path)
    assert verdicts(look_at_heat(machine)) == {"temperature": "good", "throttling": "good"}
    assert verdicts(look_at_memory(machine)) == {"free": "good", "swap": "good"}


@pytest.mark.parametrize(
    ("bits", "name", "verdict"),
    [
        ("1", "supply voltage", "bad"),
        ("50005", "throttling", "bad"),
        ("50000", "supply voltage", "warning"),
        ("80000", "soft heat limit", "warning"),
        ("20000", "clock", "warning"),
    ],
)
def test_what_the_firmware_says(tmp_path: Path, bits: str, name: str, verdict: str) -> None:
    machine = board(tmp_path)
    write(machine.root / FIRMWARE, bits)
    finding = named(look_at_heat(machine), name)
    assert finding.verdict == verdict
    assert finding.cure


def test_vcgencmd_tells_where_the_kernel_does_not(tmp_path: Path) -> None:
    machine = board(tmp_path, vcgencmd='[ "$1" = get_throttled ] && echo throttled=0x50000')
    (machine.root / FIRMWARE).unlink()
    assert named(look_at_heat(machine), "supply voltage").verdict == "warning"
    assert named(look_at_heat(Machine(machine.root, str(tmp_path))), "throttling").verdict == "not checked"


@pytest.mark.parametrize(("degrees", "verdict"), [("60000", "good"), ("78000", "warning"), ("84000", "bad")])
def test_temperature(tmp_path: Path, degrees: str, verdict: str) -> None:
    machine = board(tmp_path)
    write(machine.root / "sys/class/thermal/thermal_zone1/temp", degrees)
    assert named(look_at_heat(machine), "temperature").verdict == verdict


def test_a_processor_that_is_held_back(tmp_path: Path) -> None:
    machine = board(tmp_path)
    folder = machine.root / "sys/devices/system/cpu/cpu0/cpufreq"
    write(folder / "scaling_max_freq", "600000")
    write(folder / "scaling_governor", "powersave")
    found = list(look_at_heat(machine))
    assert "600 of 2,400 MHz" in named(found, "speed").text
    assert named(found, "governor").verdict == "bad"


@pytest.mark.parametrize(
    ("available", "verdict"), [("6723456 kB", "good"), ("150000 kB", "warning"), ("40000 kB", "bad")]
)
def test_memory_that_is_left(tmp_path: Path, available: str, verdict: str) -> None:
    machine = board(tmp_path)
    write(machine.root / "proc/meminfo", f"MemTotal: 8256576 kB\nMemAvailable: {available}\nSwapTotal: 1 kB\n")
    assert named(look_at_memory(machine), "free").verdict == verdict


def test_want_of_memory_is_told(tmp_path: Path) -> None:
    machine = board(tmp_path)
    write(machine.root / "proc/vmstat", "oom_kill 3\n")
    write(machine.root / "proc/pressure/memory", "full avg10=9.00 avg60=8.00 avg300=7.25 total=2\n")
    write(machine.root / "proc/meminfo", "MemTotal: 950000 kB\nMemAvailable: 300000 kB\nSwapTotal: 0 kB\n")
    found = list(look_at_memory(machine))
    assert "3 processes" in named(found, "ended").text
    assert "7 %" in named(found, "pressure").text
    assert "zram" in named(found, "swap").cure


def test_swap_that_wears_the_card_out(tmp_path: Path) -> None:
    machine = board(tmp_path)
    write(machine.root / "proc/swaps", "Filename Type\n/dev/mmcblk0p3 partition\n")
    write(
        machine.root / "proc/meminfo", "MemTotal: 9 kB\nMemAvailable: 900000 kB\nSwapTotal: 900 kB\nSwapFree: 90 kB\n"
    )
    assert named(look_at_memory(machine), "swap").verdict == "warning"


def test_a_clock_that_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    machine = board(tmp_path, timedatectl="echo Timezone=Europe/Paris; echo NTPSynchronized=yes")
    found = list(look_at_clock(machine, None, NOW))
    assert set(verdicts(found).values()) == {"good"}
    assert "Europe/Paris" in named(found, "time zone").text


def test_a_clock_that_nobody_sets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    machine = with_files(tmp_path, {}, {"timedatectl": "echo Timezone=UTC; echo NTPSynchronized=no"})
    found = list(look_at_clock(machine, None, datetime(1970, 1, 1, tzinfo=UTC)))
    assert verdicts(found) == {"year": "bad", "synchronised": "warning", "time zone": "warning"}
    assert "keeps the time" in named(found, "synchronised").text
    assert named(look_at_clock(machine, "Asia/Tokyo", NOW), "time zone").verdict == "good"


def test_a_program_that_hangs_is_given_up(tmp_path: Path) -> None:
    machine = board(tmp_path, timedatectl="exec sleep 60")
    assert machine.output("timedatectl", "show", limit_s=0.1) is None


def test_zone_without_timedatectl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    machine = with_files(tmp_path, {"etc/hostname": "pi"}, {})
    (machine.root / "etc/localtime").symlink_to("/usr/share/zoneinfo/Europe/Oslo")
    assert "Europe/Oslo" in named(look_at_clock(machine, None, NOW), "time zone").text


def test_a_disk_that_is_well(tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    with closing(sqlite3.connect(state / "state.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    found = list(look_at_disk(board(tmp_path), state))
    assert {"writable", "room", "database"} <= verdicts(found).keys()
    assert named(found, "writable").verdict == named(found, "database").verdict == "good"


def test_a_damaged_database(tmp_path: Path) -> None:
    (tmp_path / "state.db").write_bytes(b"SQLite format 3\0" + b"\x07" * 4096)
    assert named(look_at_disk(board(tmp_path), tmp_path), "database").verdict == "bad"


def test_state_that_cannot_be_written(tmp_path: Path) -> None:
    assert named(look_at_disk(board(tmp_path), Path("/proc/state")), "writable").verdict == "bad"


def test_state_in_memory_and_a_read_only_root(tmp_path: Path) -> None:
    machine = board(tmp_path)
    kept = f"tmpfs {tmp_path} tmpfs rw 0 0\n"
    write(machine.root / "proc/mounts", MOUNTS.replace("rw,noatime", "ro,noatime") + kept)
    found = list(look_at_disk(machine, tmp_path))
    assert named(found, "kept").verdict == "warning"
    assert named(found, "root").verdict == "good"
    write(machine.root / "proc/mounts", MOUNTS.replace("rw,noatime", "ro,noatime"))
    assert named(look_at_disk(machine, tmp_path), "root").verdict == "bad"
