"""What `edgeassist bench` reports: figures, each with what it has to stay under."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    """What it has to stay under."""
    runs: int = 1


def machine() -> str:
    """Return what this machine is, in a line."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith(("model name", "Model")):
            model = line.split(":", 1)[1].strip()
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}"


def show(console: Console, figures: Sequence[Figure]) -> None:
    """Print the figures as a table."""
    from rich.table import Table

    table = Table("", "median", "goal", "runs", box=None, header_style="bold")
    for figure in figures:
        goal = "" if figure.goal is None else f"< {figure.goal:g}"
        met = figure.goal is None or figure.value < figure.goal
        value = f"{figure.value:.1f} {figure.unit}"
        table.add_row(figure.what, value if met else f"[red]{value}[/]", goal, str(figure.runs))
    console.print(table)
    console.print(machine(), style="dim")
