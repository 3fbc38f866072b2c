"""`edgeassist evaluate`: how much of what people say is understood, and how often it does the wrong thing."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.batch import JSONL, Batch
from edgeassist.cli.rows import Row, RowError, answer_row, home_options, percentile, read_lines

Actions = list[dict[str, Any]]

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """One gold row and what was made of it."""

    category: str
    row: Row
    gold: Actions
    right: bool

    @property
    def wrong_action(self) -> bool:
        """Whether something was done that nobody asked for."""
        return not self.right and bool(self.row.get("actions"))

    @property
    def missed(self) -> bool:
        """Whether nothing was done though something was asked for."""
        return not self.right and not self.row.get("actions")


@click.command()
@click.argument("gold", type=JSONL, metavar="GOLD.jsonl")
@click.option("--failures/--no-failures", default=True, help="List the rows that went wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@home_options
def evaluate(gold: Path, *, failures: bool, as_json: bool, **options: Any) -> None:
    """Measure understanding: rows of {"id", "text", "actions" or "any_of", "category"?}.

    \b
    edgeassist evaluate --homes tests/data/homes tests/data/understanding/basics.jsonl

    A row is right when its actions are exactly the gold ones, in any order. "wrong" counts rows that did something
    that was not asked for, "missed" those that did nothing though something was asked for.
    """  # noqa: D301
    batch = Batch(**options)
    judged = [judge(line, number, batch) for number, line in enumerate(read_lines(gold), 1)]
    table = {category: figures(rows) for category, rows in by_category(judged).items()}
    if as_json:
        wrong = [{**j.row, "gold": j.gold, "category": j.category} for j in judged if not j.right]
        click.echo(json.dumps({"categories": table, "failures": wrong if failures else []}, ensure_ascii=False))
    else:
        _print(table, [j for j in judged if not j.right] if failures else [])
    sys.exit(1 if any("error" in j.row for j in judged) else 0)


def judge(line: bytes, number: int, batch: Batch) -> Judged:
    """Return the row's verdict; a row that cannot be read is wrong."""
    gold: list[Actions] = []
    category = "?"

    def _work(row: Row) -> Row:
        nonlocal category
        category = str(row.get("category", "all"))
        alternatives = row.get("any_of", [row.get("actions")])
        if not isinstance(alternatives, list) or not all(map(_are_actions, alternatives)):
            raise RowError('a gold row needs "actions" (a list of objects) or "any_of" (a list of such lists)')
        gold.extend(alternatives)
        return batch.understand(row)

    row = answer_row(line, number, _work)
    right = "error" not in row and any(canonical(row["actions"]) == canonical(actions) for actions in gold)
    return Judged(category, row, gold[0] if gold else [], right)


def _are_actions(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(action, dict) for action in value)


def canonical(actions: Actions) -> list[str]:
    """Return the actions in a form that is equal where they mean the same: one a target, no order, 20 is 20.0.

    >>> canonical([{"intent": "a", "targets": ["l.y", "l.x"]}])
    ['{"intent": "a", "params": {}, "target": "l.x"}', '{"intent": "a", "params": {}, "target": "l.y"}']
    """

    def _plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: _plain(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return sorted((_plain(inner) for inner in value), key=str)
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    each = ({"params": {}} | action | {"target": key} for action in actions for key in action.get("targets") or [None])
    return sorted(json.dumps(_plain({k: v for k, v in one.items() if k != "targets"}), sort_keys=True) for one in each)


def by_category(judged: Sequence[Judged]) -> dict[str, list[Judged]]:
    """Return the rows by category, all of them last."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.category].append(one)
    return {**dict(sorted(groups.items())), "total": list(judged)}


def figures(rows: Sequence[Judged]) -> dict[str, float]:
    """Return the shares (0-1) of right, wrong and missed rows, the calibration error and the latency of a group."""
    count = max(1, len(rows))
    latencies = [row.row["latency_ms"] for row in rows if "latency_ms" in row.row]
    return {
        "rows": len(rows),
        "accuracy": sum(row.right for row in rows) / count,
        "wrong": sum(row.wrong_action for row in rows) / count,
        "missed": sum(row.missed for row in rows) / count,
        "calibration_error": calibration_error([row for row in rows if row.row.get("actions")]),
        "latency_ms_p50": percentile(latencies, 0.5),
        "latency_ms_p95": percentile(latencies, 0.95),
    }


def calibration_error(rows: Sequence[Judged]) -> float:
    """Return the expected calibration error: the mean gap of confidence and accuracy over ten bins of confidence."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for row in rows:
        bins[min(BINS - 1, int(BINS * row.row["confidence"]))].append(row)
    gaps: list[float] = [
        abs(sum(r.row["confidence"] for r in group) - sum(r.right for r in group)) for group in bins.values()
    ]
    return sum(gaps) / max(1, len(rows))


def _print(table: dict[str, dict[str, float]], failures: Sequence[Judged]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False)
    for one in failures:
        row = one.row
        console.print(f"{row['id']} ({one.category}) {row.get('text', '')!r} {row.get('error', '')}", style="bold")
        console.print(f"   gold {json.dumps(one.gold, ensure_ascii=False)}")
        console.print(f"   got  {json.dumps(row.get('actions'), ensure_ascii=False)}")
    grid = Table("category", "rows", "accuracy", "wrong", "missed", "calibration", "ms p50", "ms p95", box=None)
    for category, f in table.items():
        shares = (f"{100 * f[key]:.1f} %" for key in ("accuracy", "wrong", "missed"))
        latency = (f"{f[key]:.1f}" for key in ("latency_ms_p50", "latency_ms_p95"))
        style = "bold" if category == "total" else None
        grid.add_row(category, f"{f['rows']:.0f}", *shares, f"{f['calibration_error']:.3f}", *latency, style=style)
    console.print(grid)
