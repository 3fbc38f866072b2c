"""`edgeassist notes`: what somebody wanted to be remembered."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.options import CONFIG, JSON


@click.group(invoke_without_command=True)
@click.pass_context
def notes(context: click.Context) -> None:
    """Show, take and remove notes.

    \b
    edgeassist notes                          all of them
    edgeassist notes show plumber             those about the plumber
    edgeassist notes add "the plumber comes on Tuesday"
    edgeassist notes remove 3

    The running assistant is asked where there is one on the broker; otherwise its state file is used.
    """  # noqa: D301
    if context.invoked_subcommand is None:
        context.invoke(show, words=(), file=None, as_json=False)


@notes.command(short_help="Show them, the newest first.")
@click.argument("words", nargs=-1)
@CONFIG
@JSON
def show(words: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
    """Show notes, the newest first; WORDS pick those that hold all of them.

    \b
    edgeassist notes show
    edgeassist notes show spare key --json
    """  # noqa: D301
    shown = _asked(file, do="show", about=" ".join(words))["notes"]
    if as_json:
        click.echo(json.dumps(shown, indent=1, ensure_ascii=False))
        return
    for note in shown:
        click.echo(f"{note['number']:>4}  {datetime.fromisoformat(note['taken']):%Y-%m-%d %H:%M}  {note['text']}")
    if not shown:
        click.echo("There is no such note." if words else 'There are no notes yet: edgeassist notes add "…"')


@notes.command(short_help="Take one.")
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@CONFIG
@JSON
def add(words: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
    """Take a note.

    \b
    edgeassist notes add "the plumber comes on Tuesday"
    """  # noqa: D301
    [note] = _asked(file, do="add", note=" ".join(words))["notes"]
    click.echo(json.dumps(note, indent=1, ensure_ascii=False) if as_json else f"note {note['number']}")


@notes.command(short_help="Remove one, by its number.")
@click.argument("number", type=int)
@CONFIG
def remove(number: int, file: Path | None) -> None:
    """Remove a note, by its number.

    \b
    edgeassist notes remove 3
    """  # noqa: D301
    _asked(file, do="remove", number=number)


def _asked(file: Path | None, **fields: Any) -> dict[str, Any]:
    from edgeassist.cli.paper_asking import asked
    from edgeassist.settings import load_settings

    return asked(load_settings(file).settings, "notes", **fields)
