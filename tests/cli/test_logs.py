"""The log for a person: entries of a journal that systemd wrote while the assistant ran."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from edgeassist.cli import logs_journal
from edgeassist.cli.logs_lines import told
from tests.cli.conftest import Run

pytest.importorskip("systemd.journal", reason="systemd's library is not installed here")

RECORDED = Path(__file__).parents[1] / "data" / "journal" / "turns.journal.xz"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    folder = tmp_path / "journal"
    folder.mkdir()
    (folder / "system.journal").write_bytes(lzma.decompress(RECORDED.read_bytes()))
    return folder


def test_a_line_a_turn_and_what_happened_between_them(run: Run, journal: Path) -> None:
    lines = run("logs", "--directory", journal, "-n", "10").out.splitlines()
    assert [line[16:] for line in lines[:6]] == [
        (
            'failed            335 ms  mqtt/kitchen    turn_on light.kitchen  "turn on the kitchen light" -> '
            '"The kitchen light did not answer."  understand 30 act 305  0fa34ebb898d'
        ),
        (
            'done                8 ms  mqtt/kitchen    get_state lock.front_door  "is the front door locked" -> '
            '"Yes, the front door is locked."  understand 8 act 0  cd3c11242573'
        ),
        (
            'not_understood      1 ms  mqtt/kitchen    -  "colourless green ideas" -> '
            '"Sorry, I didn\'t understand that."  understand 1 act 0  9983713c5642'
        ),
        (
            'done               12 ms  mqtt/kitchen    lock lock.front_door  "lock the front door" -> '
            '"The front door is locked."  understand 10 act 1  ff65b7f8b7d2'
        ),
        (
            "lost the connection to the MQTT broker at localhost:1883 (Disconnected during message iteration); "
            "again in 0.7 s"
        ),
        "the MQTT broker at localhost:1883 is not running: start it, or set mqtt.host and mqtt.port; again in 1.7 s",
    ]
    assert lines[6].endswith("Stopping edgeassist.service...")
    assert len(lines) == 10


@pytest.mark.parametrize(
    ("options", "turns"),
    [
        (["--slow", "300"], ["0fa34ebb898d"]),
        (["--slow", "12"], ["0fa34ebb898d", "ff65b7f8b7d2"]),
        (["--outcome", "done"], ["cd3c11242573", "ff65b7f8b7d2"]),
        (["--outcome", "done", "-n", "1"], ["ff65b7f8b7d2"]),
        (["--entity", "lock.front_door", "--slow", "10"], ["ff65b7f8b7d2"]),
        (["--turn", "9983713c5642"], ["9983713c5642"]),
        (["--outcome", "failed", "--since", "2026-11-20T00:00+00:00"], ["0fa34ebb898d"]),
        (["--since", "2026-11-20T00:00+00:00", "--slow", "0", "-n", "1"], ["ff65b7f8b7d2"]),
    ],
)
def test_turns_are_picked_by_their_fields(run: Run, journal: Path, options: list[str], turns: list[str]) -> None:
    ended = run("logs", "--directory", journal, *options)
    assert [line.rpartition("  ")[2] for line in ended.out.splitlines()] == turns


def test_what_is_not_there_is_said(run: Run, tmp_path: Path, journal: Path) -> None:
    assert "There is nothing of that kind" in run("logs", "--directory", journal, "--turn", "none").err
    assert "There is nothing of that kind" in run("logs", "--directory", tmp_path).err
    missing = run("logs", "--directory", tmp_path / "nowhere")
    assert (missing.code, missing.err) == (1, f"edgeassist: {tmp_path / 'nowhere'} is no directory\n")
    assert run("logs", "--slow", "fast").code == 2


def test_where_there_is_no_journal_it_is_said_where_the_log_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs_journal, "_SYSTEMD", tmp_path / "nowhere")
    ended = run("logs")
    assert (ended.code, "standard error" in ended.err) == (1, True)


def test_outcomes_levels_and_stages_have_colours() -> None:
    turn = {"EDGEASSIST_OUTCOME": "failed", "EDGEASSIST_MS": "912", "EDGEASSIST_MS_STT": "800", "PRIORITY": 6}
    many = {"EDGEASSIST_ENTITY": [f"light.{n}" for n in "abcde"], "EDGEASSIST_INTENT": "turn_on"}
    line = told({**turn, **many})
    assert "turn_on light.a light.b light.c +2" in line.plain
    colours = {line.plain[span.start : span.end].strip(): span.style for span in line.spans}
    assert (colours["failed"], colours["stt 800"]) == ("red", "blue")
    assert [str(span.style) for span in told({"MESSAGE": "broken", "PRIORITY": 3}).spans] == ["bright_black", "red"]
    assert told({"MESSAGE": "well", "PRIORITY": 6}).plain.endswith("well")
