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


@pytest.fixture
def report(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    monkeypatch.setenv("EDGEASSIST_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("EDGEASSIST_TIME_ZONE", "UTC")
    outcome = CliRunner().invoke(evaluate, ["--json", "--now", NOW, "--homes", str(DATA / "homes"), str(request.param)])
    measured: dict[str, Any] = json.loads(outcome.stdout)
    return measured


@pytest.mark.parametrize("report", [DATA / "understanding" / "seen_hand_written.jsonl"], indirect=True)
def test_hand_written_sentences_are_understood_and_none_does_what_nobody_asked_for(report: dict[str, Any]) -> None:
    total = report["categories"]["total"]
    assert total["rows"] > 140
    assert [row for row in report["failures"] if row["actions"]] == []
    assert total["accuracy"] > 0.9, report["failures"]
    assert total["calibration_error"] < 0.1
    assert report["categories"]["nothing"]["accuracy"] == 1.0


@pytest.mark.parametrize("report", SETS, ids=lambda path: path.stem, indirect=True)
def test_every_set_can_be_measured(report: dict[str, Any]) -> None:
    assert report["categories"]["total"]["rows"] > 100
    assert [row for row in report["failures"] if "error" in row] == []
