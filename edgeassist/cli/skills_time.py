"""`edgeassist timers`, `alarms` and `schedule`: what is due, and to cancel some of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.options import CONFIG, JSON

_ALL = "all that is due: timers, alarms, reminders, commands for later, and what waits for something to happen"
_FOR_EVER_S = 3.2e8
"""What may wait for longer than ten years waits until it is cancelled."""
_EVERYTHING = ("timer", "alarm", "reminder", "command", "notice")


def _group(name: str, kinds: Sequence[str], what: str) -> click.Group:
    """Return the commands on some kinds of what is due."""

    @click.group(name, invoke_without_command=True)
    @click.pass_context
    def _of_kinds(context: click.Context) -> None:
        if context.invoked_subcommand is None:
            context.invoke(_list, file=None, as_json=False)

    @_of_kinds.command("list", short_help="List them, the next first.", help=f"List {what}, the next first.")
    @CONFIG
    @JSON
    def _list(file: Path | None, *, as_json: bool) -> None:
        rows = _asked(file, do="list", kinds=list(kinds))
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False)) if as_json else _print(rows, what)

    @_of_kinds.command(
        "cancel", short_help="Cancel some, by id, or all of them.", help=f"Cancel some of {what} by id, or all."
    )
    @click.argument("ids", nargs=-1, metavar="[ID]...")
    @click.option("--all", "every", is_flag=True, help="Cancel all of them.")
    @CONFIG
    def _cancel(ids: tuple[str, ...], file: Path | None, *, every: bool) -> None:
        if every == bool(ids):
            raise click.UsageError("give the ids of what is to be cancelled, or --all")
        for row in _asked(file, do="cancel", kinds=list(kinds), ids=list(ids)):
            click.echo(f"cancelled: {row['id']}  {_told(row)}")

    _of_kinds.help = f"""Show {what}, the next first.

    \b
    edgeassist {name}                   all of them
    edgeassist {name} list --json
    edgeassist {name} cancel {kinds[0]}-3

    The running assistant is asked where there is one on the broker; otherwise its state file is used.
    """
    return _of_kinds


timers = _group("timers", ("timer",), "timers")
alarms = _group("alarms", ("alarm",), "alarms")
schedule = _group(
    "schedule",
    _EVERYTHING,
    _ALL,
)


def _asked(file: Path | None, **fields: Any) -> list[dict[str, Any]]:
    from edgeassist.cli.skills_asking import asked
    from edgeassist.configuring import load_settings

    dues: list[dict[str, Any]] = asked(load_settings(file).settings, **fields)["dues"]
    return dues


def _print(rows: Sequence[dict[str, Any]], what: str) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, highlight=False)
    if not rows:
        console.print(f"There is nothing among {what}.")
        return
    table = Table("id", "when", "left", "what", box=None, header_style="bold")
    for row in rows:
        table.add_row(row["id"], _when(row), _left(row), _told(row))
    console.print(table)


def _when(row: dict[str, Any]) -> str:
    from edgeassist.home.moment_words import days_said

    if row["state"] == "watching":
        return "when it happens"
    if row["due"] is None or row["state"] == "ringing":
        return str(row["state"])
    at = f"{datetime.fromisoformat(row['due']):%a %d %b %H:%M:%S}"
    but = f" but {', '.join(row['left_out'])}" if row.get("left_out") else ""
    return f"{at}, {days_said(tuple(row['days']))}{but}" if row["days"] else at


def _left(row: dict[str, Any]) -> str:
    from edgeassist.home.figures import duration

    for_ever = row["state"] == "watching" and row["left_s"] > _FOR_EVER_S
    return "-" if for_ever or row["state"] == "ringing" else duration(row["left_s"])


def _told(row: dict[str, Any]) -> str:
    told = ": ".join(filter(None, (row.get("name"), row.get("what"))))
    return f"{told} {row['condition']}" if row.get("condition") else told
