"""What people say is understood, on sentences written apart from the templates: a floor, and no wrong action."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from edgeassist.cli.evaluate import evaluate

DATA = Path(__file__).parent / "data"


def test_hand_written_sentences_are_understood_and_none_does_what_nobody_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("EDGEASSIST_STATE_DIR", str(tmp_path))
    gold = DATA / "understanding" / "hand_written.jsonl"
    outcome = CliRunner().invoke(evaluate, ["--json", "--homes", str(DATA / "homes"), str(gold)])
    report = json.loads(outcome.stdout)
    total = report["categories"]["total"]
    assert total["rows"] > 140
    assert [row for row in report["failures"] if row["actions"]] == []
    assert total["accuracy"] > 0.9, report["failures"]
    assert total["calibration_error"] < 0.1
    assert report["categories"]["nothing"]["accuracy"] == 1.0
