"""`edgeassist bench --sensors`: the monitor beside what houses use instead, on the same data in one run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from edgeassist.errors import ModelError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from edgeassist.lab.sensor_measure import Measured
    from edgeassist.lab.sensor_series import Series
    from edgeassist.lab.sensor_series_measure import SeriesFigures
    from edgeassist.lab.sensor_speed import Cost
    from edgeassist.stages import SensorMonitor

_SEED = 77
_FAULTS = 27
"""Of each kind, over all homes."""

_EACH = 2
"""Series of a sort."""

_GOALS = {"together_us": 10.0, "alone_us": 60.0, "core_pct": 15.0, "sensor_kb": 3.0}
_COST_ROWS = {
    "together_us": "µs a reading, 10,000 sensors at once",
    "alone_us": "µs a reading handed over alone",
    "core_pct": "% of a core, 10,000 readings/s",
    "sensor_kb": "KB a sensor",
}
_COST_SENSORS = {"edgeassist": 10_000, "river half-space trees": 20}
"""How many sensors the cost is measured with; of river's, each costs the same."""


def bench_sensors(homes: int, machine: str, *, as_json: bool) -> None:
    """Print cost, faults found in simulated homes, and points on series, ours beside the others."""
    from rich.console import Console

    console = Console(stderr=as_json, highlight=False)
    monitors = _monitors()
    with console.status("Measuring cost …"):
        costs = {name: _cost(name, monitors[name]) for name in _COST_SENSORS}
    found = _found(monitors, homes, console)
    with console.status("Scoring series …"):
        series = _series()
        measured = _measured_series()
    if as_json:
        click.echo(json.dumps(_as_json(machine, costs, found, {"series": series, "measured_series": measured})))
        return
    from edgeassist.cli.sensor_tables import kinds_table, sums_table

    tables = [_cost_table(costs), sums_table(found), kinds_table(found)]
    tables += [_series_table("series made here", series), _series_table("measured series, made odd", measured)]
    for table in tables:
        console.print(table)
        console.print()
    console.print(machine, style="dim")


def _monitors() -> dict[str, Callable[[str], SensorMonitor]]:
    """Return by name what makes a monitor for a time zone."""
    try:
        from edgeassist.lab.sensor_river import AbsoluteDeviation, Gaussian, HalfSpace
    except ImportError as error:
        raise ModelError(f"{error.name} is not installed: pip install 'edgeassist[lab]'") from error
    from edgeassist.cli.sensors import monitor_for
    from edgeassist.lab.sensor_baselines import EachAlone, StaticThresholds, ZScore

    return {
        "edgeassist": monitor_for,
        "thresholds and timeouts": lambda _: StaticThresholds(),
        "z-score": lambda _: EachAlone(ZScore),
        "river Gaussian": lambda _: EachAlone(Gaussian),
        "river absolute deviation": lambda _: EachAlone(AbsoluteDeviation),
        "river half-space trees": lambda _: EachAlone(HalfSpace),
    }


def _cost(name: str, make: Callable[[str], SensorMonitor]) -> Cost:
    from edgeassist.lab.sensor_speed import cost

    return cost(lambda: make("UTC"), sensors=_COST_SENSORS[name])


def _found(monitors: dict[str, Callable[[str], SensorMonitor]], homes: int, console: Console) -> dict[str, Measured]:
    from edgeassist.lab.sensor_files import readings
    from edgeassist.lab.sensor_homes import simulated_home
    from edgeassist.lab.sensor_measure import Measured, judged, summed, watched
    from edgeassist.sensors.replay import merged, replayed

    found = {name: Measured() for name in monitors}
    for number in range(homes):
        home = simulated_home(_SEED, number=number, faults_a_kind=-(-_FAULTS // homes))
        arriving = readings(home)
        for name, make in monitors.items():
            with console.status(f"Home {number + 1} of {homes}: {name} …"):
                part = judged(watched(home), merged(replayed(make(home.zone), arriving)))
                found[name] = summed([found[name], part])
    return found


def _series() -> dict[str, SeriesFigures]:
    from edgeassist.lab.sensor_series import all_series

    return _points(all_series(_SEED, each=_EACH))


def _measured_series() -> dict[str, SeriesFigures]:
    from edgeassist.lab.sensor_series_public import public_series

    return _points(public_series(_SEED, each=_EACH))


def _points(every: list[Series]) -> dict[str, SeriesFigures]:
    """Return by name what our scorer and each of the others reach on the same series."""
    from edgeassist.lab.sensor_baselines import RangeSeen, ZScore
    from edgeassist.lab.sensor_river import AbsoluteDeviation, Gaussian, HalfSpace
    from edgeassist.lab.sensor_series_measure import best, scores_of
    from edgeassist.sensors.scoring import Scorer

    alone = {
        "outside the range seen": RangeSeen,
        "z-score": ZScore,
        "river Gaussian": Gaussian,
        "river absolute deviation": AbsoluteDeviation,
        "river half-space trees": HalfSpace,
    }
    figures = {"edgeassist": best(every, [scores_of(each, Scorer().score) for each in every])}
    for name, make in alone.items():
        scorers = [make() for _ in every]
        scores = [
            scores_of(each, lambda _, value, scorer=scorer: scorer.score(value))  # type: ignore[misc]
            for each, scorer in zip(every, scorers, strict=True)
        ]
        figures[name] = best(every, scores)
    return figures


def _cost_table(costs: dict[str, Cost]) -> Table:
    from rich.table import Table

    table = Table("cost", "goal", box=None, header_style="bold", pad_edge=False)
    for name in costs:
        table.add_column(name, justify="right")
    for key, what in _COST_ROWS.items():
        goal = _GOALS[key]
        values = [getattr(each, key) for each in costs.values()]
        shown = [f"{value:.1f}" if value < goal else f"[red]{value:,.1f}[/]" for value in values]
        table.add_row(what, f"< {goal:g}", *shown)
    return table


def _series_table(title: str, series: dict[str, SeriesFigures]) -> Table:
    from rich.table import Table

    table = Table(title, box=None, header_style="bold", pad_edge=False)
    for column in ("points of 100", "found", "false a series"):
        table.add_column(column, justify="right")
    for name, each in series.items():
        table.add_row(name, f"{each.points:.1f}", f"{100 * each.found:.0f} %", f"{each.false:.1f}")
    table.caption = "each at the threshold that is best for it"
    return table


def _as_json(
    machine: str, costs: dict[str, Cost], found: dict[str, Measured], series: dict[str, dict[str, SeriesFigures]]
) -> dict[str, Any]:
    return {
        "machine": machine,
        "cost": {name: asdict(cost) for name, cost in costs.items()},
        "homes": {
            name: {
                "macro": each.macro,
                "false_rate": each.false_rate,
                "kinds": {kind: asdict(figures) for kind, figures in each.kinds.items()},
            }
            for name, each in found.items()
        },
        **{which: {name: asdict(each) for name, each in points.items()} for which, points in series.items()},
    }
