"""`edgeassist bench --compare FILE`: these figures beside those of an earlier run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from edgeassist.cli.figures import Figure, digits
from edgeassist.errors import EdgeAssistError

if TYPE_CHECKING:
    from rich.console import Console

_BESIDES = 0.05
"""What two runs differ by besides what each of them shows of itself."""


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one figure."""

    what: str
    unit: str
    before: float
    now: float
    ratio: float | None
    """Now by before; None: it was nothing."""
    verdict: Literal["better", "worse", "alike"]


def read_figures(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """Return machine and figures of what `bench --json` printed; raises EdgeAssistError."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return str(read["machine"]), [dict(figure) for figure in read["figures"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        cure = "name a file that edgeassist bench --json has written"
        raise EdgeAssistError(f"{path}: no figures of a bench ({error}): {cure}") from error


def changes(before: Sequence[Mapping[str, Any]], now: Sequence[Figure]) -> Iterator[Change]:
    """Yield what became of every figure that both runs have."""
    known = {(each.get("part", ""), each["what"]): each for each in before}
    for figure in now:
        earlier = known.get((figure.part, figure.what))
        if earlier is not None:
            yield _change(earlier, figure)


def show_changes(console: Console, file: Path, machine: str, found: Sequence[Change]) -> None:
    """Print the ratios, what got worse by more than the noise in red."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column(f"beside {file.name}", overflow="fold")
    for column in ("before", "now", "ratio", ""):
        table.add_column(column, justify="right", no_wrap=True)
    styles = {"better": "green", "worse": "red", "alike": None}
    for change in found:
        ratio = "" if change.ratio is None else f"x {change.ratio:.2f}"
        word = "" if change.verdict == "alike" else change.verdict
        cells = (digits(change.before), f"{digits(change.now)} {change.unit}".rstrip(), ratio, word)
        table.add_row(change.what, *cells, style=styles[change.verdict])
    console.print(table)
    worse = sum(change.verdict == "worse" for change in found)
    console.print(f"{worse} of {len(found)} got worse by more than the noise. Before: {machine}", style="dim")


def _change(earlier: Mapping[str, Any], figure: Figure) -> Change:
    before = float(earlier["value"])
    ratio = figure.value / before if before else None
    noise = figure.noise + float(earlier.get("noise", figure.noise)) + _BESIDES
    verdict: Literal["better", "worse", "alike"] = "alike"
    if ratio is not None and not 1 / (1 + noise) <= ratio <= 1 + noise:
        verdict = "better" if (ratio > 1) == figure.more else "worse"
    return Change(figure.what, figure.unit, before, figure.value, ratio, verdict)
