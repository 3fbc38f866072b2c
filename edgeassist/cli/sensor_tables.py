"""What a monitor found, as tables and lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.table import Table

if TYPE_CHECKING:
    from edgeassist.lab.sensor_measure import Measured


def found_table(by_name: Mapping[str, Measured]) -> Table:
    """Return a table with a column a monitor: faults found by kind (told right; delay), and how often it was wrong."""
    table = Table("", "faults", box=None, header_style="bold")
    for name in by_name:
        table.add_column(name, justify="right")
    for kind in sorted({kind for each in by_name.values() for kind in each.kinds}):
        rows = [each.kinds[kind] for each in by_name.values()]
        cells = [f"{100 * row.found:.0f} %  ({100 * row.told:.0f} %, {_length(row.median_delay_s)})" for row in rows]
        table.add_row(kind, str(rows[0].count), *cells)
    table.add_row("[bold]found, macro[/]", "", *(f"[bold]{100 * each.macro:.1f} %[/]" for each in by_name.values()))
    table.add_row("false episodes a sensor and week", "", *(f"{each.false_rate:.3f}" for each in by_name.values()))
    table.caption = "found (kind told right, median delay)"
    return table


def sums_table(by_name: Mapping[str, Measured]) -> Table:
    """Return a table with a line a monitor: how much it found, and how often it was wrong."""
    table = Table("simulated homes", box=None, header_style="bold", pad_edge=False)
    for column in ("found, macro", "false a sensor and week"):
        table.add_column(column, justify="right")
    for name, each in by_name.items():
        table.add_row(name, f"{100 * each.macro:.1f} %", f"{each.false_rate:.3f}")
    return table


def kinds_table(by_name: Mapping[str, Measured]) -> Table:
    """Return a table with a line a kind of fault: what the first monitor found, beside the best of the others."""
    (ours, first), *others = by_name.items()
    table = Table("kind", box=None, header_style="bold", pad_edge=False)
    for column in ("faults", ours, "the best other", ""):
        table.add_column(column, justify="left" if not column else "right", no_wrap=True)
    for kind, row in sorted(first.kinds.items()):
        theirs = [(each.kinds[kind].found, name) for name, each in others if kind in each.kinds]
        found, name = max(theirs, default=(None, ""), key=lambda pair: pair[0])
        told = f"{100 * row.found:.0f} %  ({100 * row.told:.0f} %, {_length(row.median_delay_s)})"
        table.add_row(
            kind, str(row.count), told, "-" if found is None else f"{100 * found:.0f} %", name if found else ""
        )
    table.caption = "found (kind told right, median delay)"
    return table


def told_lines(measured: Measured) -> Iterator[str]:
    """Yield a line for each fault that was missed and each episode that was false."""
    for label in measured.missed:
        hours = (label.end - label.start) / 3600
        yield f"missed {label.kind} {label.entity} {_stamp(label.start)} for {hours:.1f} h ({label.detail})"
    for episode, meanwhile in measured.false:
        first = episode.alerts[0]
        about = f" [{meanwhile}]" if meanwhile else ""
        yield f"false {first.kind} {episode.entity} {_stamp(episode.start)}: {first.reason}{about}"


def _length(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds / 3600:.1f} h" if seconds >= 3600 else f"{seconds / 60:.0f} min"


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%m-%d %H:%M")
