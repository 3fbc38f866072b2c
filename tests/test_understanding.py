"""What people say is understood, on sentences written apart from the templates: floors by set and by category."""

import json
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from edgeassist.cli.evaluate import evaluate

DATA = Path(__file__).parent / "data"
SETS = sorted((DATA / "understanding").glob("*.jsonl"))
FLOORS: dict[str, Any] = yaml.safe_load((DATA / "understanding" / "floors.yaml").read_text(encoding="utf-8"))
NOW = "2026-11-20T14:00:00"


@cache
def report(path: Path) -> dict[str, Any]:
    """Return what `edgeassist evaluate` prints of a set; the environment is that of `measured`."""
    outcome = CliRunner().invoke(evaluate, ["--json", "--now", NOW, "--homes", str(DATA / "homes"), str(path)])
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


@pytest.fixture(autouse=True)
def measured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDGEASSIST_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("EDGEASSIST_TIME_ZONE", "UTC")


@pytest.mark.timeout(180)
@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_set_is_understood(path: Path) -> None:
    found, floor = report(path), FLOORS["sets"][path.stem]
    total = found["categories"]["total"]
    assert [row["id"] for row in found["failures"] if "error" in row] == []
    assert total["accuracy"] >= floor["right"]
    assert total["wrong"] <= floor["wrong"]
    assert total["calibration_error"] <= floor.get("calibration_error", 0.05)
    acted = [row["id"] for row in found["failures"] if row["category"] == "nothing" and row["actions"]]
    assert len(acted) <= floor["acted_on_nothing"], acted


@pytest.mark.timeout(300)
def test_every_category_is_understood() -> None:
    rows: dict[str, float] = defaultdict(float)
    right: dict[str, float] = defaultdict(float)
    for path in SETS:
        for category, figures in report(path)["categories"].items():
            rows[category] += figures["rows"]
            right[category] += figures["rows"] * figures["accuracy"]
    shares = {category: right[category] / rows[category] for category in rows}
    assert shares.keys() - {"total"} == FLOORS["categories"].keys()
    below = {name: share for name, share in shares.items() if share < FLOORS["categories"].get(name, 0)}
    assert below == {}
