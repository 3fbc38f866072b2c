"""The report of `edgeassist bench --sensors`; what it measures is tested where it is made."""

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from edgeassist.cli.bench_sensors import _as_json, _cost_table, _series_table
from edgeassist.lab.sensor_measure import WatchedHome, judged
from edgeassist.lab.sensor_series_measure import SeriesFigures
from edgeassist.lab.sensor_speed import Cost
from edgeassist.lab.sensor_tracks import Label
from tests.cli.conftest import Run

COSTS = {"ours": Cost(4.0, 11.0, 3.0, 2.9), "theirs": Cost(30.0, 32.0, 27.0, 1124.0)}
SERIES = {"ours": SeriesFigures(37.8, 0.557, 0.83, 0.6)}


def printed(table: Table) -> list[str]:
    console = Console(width=140, force_terminal=True, color_system="standard")
    with console.capture() as shown:
        console.print(table)
    return shown.get().splitlines()


def test_what_is_over_its_goal_is_red() -> None:
    memory = next(line for line in printed(_cost_table(COSTS)) if "KB a sensor" in line)
    assert "2.9" in memory
    assert "\x1b[31m1,124.0" in memory
    assert "\x1b[31m2.9" not in memory


def test_points_on_series() -> None:
    assert any("37.8" in line and "56 %" in line for line in printed(_series_table("made", SERIES)))


def test_json_is_json_even_where_nothing_was_found() -> None:
    home = WatchedHome(Path(), "UTC", 0.0, 1e6, {"sensor.a": None}, [Label("sensor.a", "spike", 5.0, 6.0)], [])
    out = json.loads(
        json.dumps(_as_json("a machine", COSTS, {"ours": judged(home, [])}, {"series": SERIES}), allow_nan=False)
    )
    assert out["homes"]["ours"]["kinds"]["spike"] == {"count": 1, "found": 0.0, "told": 0.0, "median_delay_s": None}
    assert out["cost"]["theirs"]["sensor_kb"] == 1124.0
    assert out["series"]["ours"]["points"] == 37.8


def test_help_says_what_is_compared(run: Run) -> None:
    assert "river" in run("bench", "--help").out
