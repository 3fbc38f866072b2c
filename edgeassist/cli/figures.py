"""What `edgeassist bench` reports: figures, each with what it has to stay under."""

from __future__ import annotations

import math
import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from edgeassist.cli.rows import percentile

if TYPE_CHECKING:
    from rich.console import Console

_NOISE = 0.1
"""By how much of itself a figure differs from one run to the next, where nothing tells."""
_LEAST_NOISE = 0.03
_ENOUGH = 6
"""Runs from which one can tell how far their median is to be trusted."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    """What it has to stay under."""
    runs: int = 1
    part: str = ""
    """The heading that it stands under."""
    p95: float | None = None
    p99: float | None = None
    noise: float = _NOISE
    """By how much of itself it differs from one run to the next."""
    more: bool = False
    """Whether more of it is better."""

    @property
    def met(self) -> bool:
        """Whether it is what it has to be."""
        return self.goal is None or self.value < self.goal


def spread(
    what: str, values: Sequence[float], unit: str = "ms", *, goal: float | None = None, part: str = ""
) -> Figure:
    """Return the median of some runs, and what 95 and 99 of 100 stay under."""
    p95, p99 = percentile(values, 0.95), percentile(values, 0.99)
    return Figure(what, median(values), unit, goal, len(values), part, p95, p99, _trusted(values))


def machine() -> str:
    """Return what this machine is and how busy, in a line."""
    model = platform.machine()
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith(("model name", "Model")):
            model = line.split(":", 1)[1].strip()
    load = f"load {os.getloadavg()[0]:.1f}"
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {load}"


def resident_mb(process_id: int | str = "self", *, most: bool = False) -> float:
    """Return the memory that a process has now, or the most that it ever had."""
    key = "VmHWM:" if most else "VmRSS:"
    for line in Path(f"/proc/{process_id}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith(key):
            return int(line.split()[1]) / 1024
    return 0.0


def show(console: Console, figures: Sequence[Figure]) -> None:
    """Print the figures as a table, 80 columns wide at most."""
    from rich.table import Table

    table = Table("", box=None, header_style="bold", pad_edge=False)
    for column in ("median", "p95", "p99", "goal", "runs"):
        table.add_column(column, justify="right", no_wrap=True)
    for part, group in groupby(figures, lambda figure: figure.part):
        if part:
            table.add_row(f"[bold]{part}[/]")
        for figure in group:
            value = f"{digits(figure.value)} {figure.unit}".rstrip()
            tails = ("" if tail is None else digits(tail) for tail in (figure.p95, figure.p99))
            goal = "" if figure.goal is None else f"< {figure.goal:g}"
            indent = "  " if part else ""
            table.add_row(
                f"{indent}{figure.what}", value if figure.met else f"[red]{value}[/]", *tails, goal, f"{figure.runs:,}"
            )
    console.print(table)
    console.print(machine(), style="dim")


def digits(value: float) -> str:
    """Return a number with no more digits than mean something.

    >>> [digits(value) for value in (0.0421, 3.14159, 42.42, 1234.5, 0)]
    ['0.042', '3.14', '42.4', '1,234', '0']
    """
    if value == 0 or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" if abs(value) >= 1 else f"{value:.2g}"


def _trusted(values: Sequence[float]) -> float:
    """Return the share by which the median may be off: half of what 95 of 100 repetitions lie within."""
    ordered, middle = sorted(values), median(values)
    if not middle:
        return _NOISE
    if len(ordered) < _ENOUGH:
        return max(_NOISE, (ordered[-1] - ordered[0]) / 2 / middle)
    off = 0.98 * math.sqrt(len(ordered))
    low, high = (ordered[min(len(ordered) - 1, max(0, round(len(ordered) / 2 + way * off)))] for way in (-1, 1))
    return max(_LEAST_NOISE, (high - low) / 2 / middle)
