"""What people say is understood, on sentences written apart from the templates: a floor, and no wrong action."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from edgeassist.cli.evaluate import evaluate

DATA = Path(__file__).parent / "data"
SETS = sorted((DATA / "understanding").glob("*.jsonl"))
NOW = "2026-11-20T14:00:00"
PART = 48  # rows measured in one test, so that none takes long


def parts() -> list[tuple[Path, int]]:
    """Return every set with the rows that its parts begin at."""
    return [(path, start) for path in SETS for start in range(0, len(path.read_bytes().splitlines()), PART)]


def measure(gold: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return what `edgeassist evaluate` prints of a set."""
    monkeypatch.setenv("EDGEASSIST_STATE_DIR", str(folder))
    monkeypatch.setenv("EDGEASSIST_TIME_ZONE", "UTC")
    outcome = CliRunner().invoke(evaluate, ["--json", "--now", NOW, "--homes", str(DATA / "homes"), str(gold)])
    report: dict[str, Any] = json.loads(outcome.stdout)
    return report


def test_hand_written_sentences_are_understood_and_none_does_what_nobody_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    report = measure(DATA / "understanding" / "seen_hand_written.jsonl", tmp_path, monkeypatch)
    total = report["categories"]["total"]
    assert total["rows"] > 140
    assert [row for row in report["failures"] if row["actions"]] == []
    assert total["accuracy"] > 0.9, report["failures"]
    assert total["calibration_error"] < 0.1
    assert report["categories"]["nothing"]["accuracy"] == 1.0


@pytest.mark.parametrize(("path", "start"), parts(), ids=lambda value: value.stem if isinstance(value, Path) else None)
def test_every_row_can_be_measured_and_what_is_no_command_does_nothing(
    path: Path, start: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    part = tmp_path / path.name
    part.write_bytes(b"\n".join(path.read_bytes().splitlines()[start : start + PART]))
    report = measure(part, tmp_path, monkeypatch)
    assert [row["id"] for row in report["failures"] if "error" in row] == []
    wrong = [row["id"] for row in report["failures"] if row["category"] == "nothing" and row["actions"]]
    assert len(wrong) <= 1, wrong
