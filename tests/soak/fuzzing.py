"""Feeds everything that reads bytes from outside with spoiled ones: nothing may come of it but a clear error.

python -m tests.soak.fuzzing --inputs 1000000
"""

from __future__ import annotations

import faulthandler
import logging
import math
import random
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from tests.soak.models import model_door
from tests.soak.mutations import Mutations
from tests.soak.outside import Door, doors
from tests.soak.progress import Progress

_STEP = 500
SLOW_S = 2.0
"""Of a processor; one input that takes longer holds up a board for too long."""


@dataclass
class Result:
    """What became of the inputs of one way in."""

    name: str
    inputs: int = 0
    refused: int = 0
    slowest_s: float = 0.0
    seconds: float = 0.0
    broken: str = ""
    """What it raised, where it raised what it must not."""


def ways_in(folder: Path) -> list[Door]:
    """Return all ways in; `folder` takes the files that those need that read files."""
    return [*doors(folder), model_door(folder)]


def fuzz(
    door: Door, inputs: int, chance: random.Random, kept: Path, reached: Callable[[int], None] = lambda _: None
) -> Result:
    """Return how a way in bears spoiled inputs; the one that breaks it is written into `kept`, and ends it.

    `reached` is told how many it has had.
    """
    result = Result(door.name)
    mutations = Mutations(door.seeds, chance)
    kept.mkdir(parents=True, exist_ok=True)
    last = kept / f"{door.name.replace(': ', '-')}.input"
    for number in range(inputs):
        content = mutations.one()
        if number % _STEP == 0:
            last.write_bytes(content)  # a crash of the whole process leaves what it was near
            reached(number)
        began = time.process_time()
        try:
            door.take(content)
        except door.may_raise:
            result.refused += 1
        except Exception:  # noqa: BLE001  whatever else it raises is what is looked for
            result.broken = traceback.format_exc()
        took = time.process_time() - began
        result.inputs += 1
        result.seconds += took
        result.slowest_s = max(result.slowest_s, took)
        if took > SLOW_S and not result.broken:
            result.broken = f"one input took {took:.1f} s"
        if result.broken:
            last.write_bytes(content)
            return result
    last.unlink(missing_ok=True)
    return result


@click.command()
@click.option("--inputs", default=1_000_000, show_default=True, help="In all.")
@click.option("--seed", default=1, show_default=True)
@click.option("--only", help="Only the ways in with this in their name.")
@click.option("--kept", type=click.Path(path_type=Path), default=Path("build/fuzzing"), show_default=True)
def main(inputs: int, seed: int, only: str | None, kept: Path) -> None:
    """Feed spoiled bytes to everything that reads bytes from outside; exit 1 where something breaks."""
    faulthandler.enable()
    logging.disable()
    with tempfile.TemporaryDirectory() as folder:
        ways = [door for door in ways_in(Path(folder)) if only is None or only in door.name]
        share = inputs / sum(door.weight for door in ways)
        console = Console()
        progress, results, done = Progress("inputs", inputs), list[Result](), 0
        for door in ways:
            chance, reached = random.Random(f"{seed} {door.name}"), partial(_reached, progress, done, door.name)
            results.append(fuzz(door, math.ceil(share * door.weight), chance, kept, reached))
            done += results[-1].inputs
    console.print(_table(results))
    for result in results:
        if result.broken:
            console.print(f"{result.name}: the input is in {kept}\n{result.broken}", markup=False)
    raise SystemExit(int(any(result.broken for result in results)))


def _reached(progress: Progress, before: int, name: str, inputs: int) -> None:
    progress.reach(before + inputs, name)


def _table(results: list[Result]) -> Table:
    table = Table("way in", "inputs", "refused", "each", "slowest", "", box=None, header_style="bold")
    for each in results:
        refused = f"{100 * each.refused / max(1, each.inputs):.0f} %"
        mean = f"{1e6 * each.seconds / max(1, each.inputs):.0f} us"
        broken = "BROKEN" if each.broken else ""
        table.add_row(each.name, f"{each.inputs:,}", refused, mean, f"{1000 * each.slowest_s:.0f} ms", broken)
    total = sum(each.inputs for each in results)
    table.add_row("in all", f"{total:,}", "", "", f"{sum(each.seconds for each in results):.0f} s", "")
    return table


if __name__ == "__main__":
    main()
