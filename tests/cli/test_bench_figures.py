"""What the bench reports: percentiles, goals, what got worse, and a table that 80 columns hold."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from random import Random

import pytest
from rich.console import Console

from edgeassist.cli.bench_compare import changes, read_figures, show_changes
from edgeassist.cli.bench_sensors import _series_table
from edgeassist.cli.figures import Figure, show, spread
from edgeassist.cli.sensor_tables import kinds_table, sums_table
from edgeassist.errors import EdgeAssistError
from edgeassist.lab.sensor_measure import WatchedHome, judged
from edgeassist.lab.sensor_series_measure import SeriesFigures
from edgeassist.lab.sensor_tracks import Label
from edgeassist.messages import Anomaly

DICE = Random(1)
STEADY = spread("a sentence", [10 + DICE.random() for _ in range(200)], goal=20.0, part="Understanding")
LONG = Figure("recogniser: a new name among 1,000", 1234.5, "tok/s", 1000.0, 10_000, "A large house", 1999.9, 2345.6)


def printed(console: Console, *figures: Figure) -> list[str]:
    with console.capture() as shown:
        show(console, figures)
    return shown.get().splitlines()


def again(figure: Figure, factor: float) -> str:
    (change,) = changes([asdict(figure)], [replace(figure, value=factor * figure.value)])
    return change.verdict


def test_a_spread_has_the_median_and_its_tails() -> None:
    figure = spread("x", [*range(1, 101)])
    assert (figure.value, figure.p95, figure.p99, figure.runs) == (50.5, 95, 99, 100)
    assert figure.met


def test_few_runs_that_differ_much_are_trusted_less_than_many_that_do_not() -> None:
    assert spread("x", [1.0, 2.0, 3.0]).noise == pytest.approx(0.5)
    assert STEADY.noise < 0.05
    assert spread("x", [0.0, 0.0]).noise > 0


def test_80_columns_hold_the_table() -> None:
    lines = printed(Console(width=80, highlight=False), STEADY, LONG)
    assert max(map(len, lines)) <= 80
    assert any(
        line.lstrip().startswith("recogniser: a new name among 1,000") and "1,234 tok/s" in line for line in lines
    )
    assert any(line.startswith("Understanding") for line in lines)


def test_what_misses_its_goal_is_red() -> None:
    lines = printed(Console(width=100, force_terminal=True, color_system="standard"), STEADY, LONG)
    assert any("\x1b[31m1,234" in line for line in lines)
    assert not any("\x1b[31m10." in line for line in lines)


@pytest.mark.parametrize(("factor", "verdict"), [(1.0, "alike"), (1.05, "alike"), (1.5, "worse"), (0.5, "better")])
def test_worse_is_what_differs_by_more_than_the_noise(factor: float, verdict: str) -> None:
    assert again(STEADY, factor) == verdict


def test_of_some_things_more_is_better() -> None:
    rate = Figure("writes", 100.0, "tok/s", more=True)
    assert again(rate, 2.0) == "better"
    assert again(rate, 0.5) == "worse"


def test_a_noisy_figure_has_to_differ_more() -> None:
    assert again(replace(STEADY, noise=0.3), 1.5) == "alike"


def test_what_only_one_of_the_runs_has_is_not_compared() -> None:
    assert not list(changes([asdict(LONG)], [STEADY]))
    assert [change.ratio for change in changes([asdict(replace(LONG, value=0.0))], [LONG])] == [None]


def test_the_comparison_is_read_from_what_json_wrote(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    path.write_text(json.dumps({"machine": "a board", "figures": [asdict(STEADY)]}))
    machine, before = read_figures(path)
    console = Console(width=80, highlight=False)
    with console.capture() as shown:
        show_changes(console, path, machine, list(changes(before, [replace(STEADY, value=30.0)])))
    assert "x 2.8" in shown.get()
    assert "worse" in shown.get()
    assert "1 of 1 got worse by more than the noise. Before: a board" in shown.get()


@pytest.mark.parametrize("content", ["", "[]", '{"figures": 1}', '{"machine": "x", "figures": [1]}'])
def test_a_file_that_is_no_bench(tmp_path: Path, content: str) -> None:
    (tmp_path / "x").write_text(content)
    with pytest.raises(EdgeAssistError, match="edgeassist bench --json"):
        read_figures(tmp_path / "x")


def test_80_columns_hold_what_is_told_of_sensors() -> None:
    faults = [Label("sensor.a", "night_activity", 9e3, 9.9e3), Label("sensor.a", "spike", 9e5, 9.1e5)]
    home = WatchedHome(Path(), "UTC", 0.0, 1e6, {"sensor.a": None}, faults, [])
    said = Anomaly("sensor.a", "night_activity", 9.2e3, 9.3e3, 1.0, 5.0, None, "Somebody was up.")
    names = ("edgeassist", "thresholds and timeouts", "z-score", "river Gaussian", "river half-space trees")
    found = {name: judged(home, [said] if name == "edgeassist" else []) for name in names}
    series = {name: SeriesFigures(37.8, 0.557, 0.83, 0.6) for name in names}
    console = Console(width=80, highlight=False)
    with console.capture() as shown:
        for table in (sums_table(found), kinds_table(found), _series_table("measured series, made odd", series)):
            console.print(table)
    lines = [" ".join(line.split()) for line in shown.get().splitlines()]
    assert "night_activity 1 100 % (100 %, 3 min) 0 %" in lines
    assert "river half-space trees 37.8 56 % 0.8" in lines
    assert "edgeassist 50.0 % 0.000" in lines
