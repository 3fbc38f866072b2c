"""`edgeassist lab series`: what the score of a single series is worth, beside the simplest ones."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from edgeassist.lab.sensor_series import Series
    from edgeassist.lab.sensor_series_measure import SeriesFigures


@click.command()
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="Another seed, other series.")
@click.option("--each", default=2, show_default=True, type=click.IntRange(1), help="Series of each sort.")
def series(*, seed: int, each: int) -> None:
    """Score made series of many sorts and print points by sort, all at the one threshold that serves best.

    100 is every odd stretch found at its start and nothing else said; 0 is to say nothing. Below stand an alarm at
    every value outside of the range seen and a z-score, each at its own best threshold.
    """
    from rich.console import Console

    from edgeassist.lab.sensor_baselines import RangeSeen, ZScore
    from edgeassist.lab.sensor_series import all_series
    from edgeassist.lab.sensor_series_measure import best, scores_of

    console = Console()
    with console.status("Scoring …"):
        every = all_series(seed, each=each)
        table = _by_sort(every)
        for name, make in (("outside the range seen", RangeSeen), ("z-score", ZScore)):
            plain = [make() for _ in every]
            scores = [
                scores_of(one, lambda _, value, scorer=scorer: scorer.score(value))  # type: ignore[misc]
                for one, scorer in zip(every, plain, strict=True)
            ]
            table.add_row(name, *_cells(best(every, scores)))
    console.print(table)


def _by_sort(every: list[Series]) -> Table:
    from rich.table import Table

    from edgeassist.lab.sensor_series_measure import best, figures, scores_of
    from edgeassist.sensors.scoring import Scorer

    scores = [scores_of(one, Scorer().score) for one in every]
    whole = best(every, scores)
    sorts: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(every):
        sorts[one.name.rpartition("_")[0]].append(place)
    table = Table("", "points of 100", "found", "false a series", box=None, header_style="bold")
    for sort, places in sorts.items():
        found = figures([every[place] for place in places], [scores[place] for place in places], whole.threshold)
        table.add_row(sort, *_cells(found))
    table.add_section()
    table.add_row(f"[bold]edgeassist[/], threshold {whole.threshold:.3f}", *_cells(whole))
    return table


def _cells(found: SeriesFigures) -> tuple[str, str, str]:
    return f"{found.points:.1f}", f"{100 * found.found:.0f} %", f"{found.false:.1f}"
