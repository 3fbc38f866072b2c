"""`edgeassist notes`: what somebody wanted to be remembered."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.options import CONFIG, JSON
from edgeassist.errors import EdgeAssistError


@click.group(invoke_without_command=True)
@click.pass_context
def notes(context: click.Context) -> None:
    """Show, take and remove notes.

    \b
    edgeassist notes                          all of them, with what is to be done according to them
    edgeassist notes show plumber             those about the plumber, the best first
    edgeassist notes read 3                   all of one, with its summary
    edgeassist notes add "the plumber comes on Tuesday"
    edgeassist notes add - < minutes.txt      what stands in a file
    edgeassist notes remove 3 5

    By voice: "take a note" takes down all that is said until "end note"; "what did I note about the plumber",
    "delete the note about the plumber". Each note is told on MQTT, edgeassist/<node>/note/<number>.

    The running assistant is asked where there is one on the broker; otherwise its state file is used.
    """  # noqa: D301
    if context.invoked_subcommand is None:
        context.invoke(show, words=(), file=None, as_json=False)


@notes.command(short_help="Show them, the newest first.")
@click.argument("words", nargs=-1)
@CONFIG
@JSON
def show(words: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
    """Show notes, the newest first; WORDS pick those that are about them, the best first.

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
        for item in note["action_items"]:
            click.secho(f"{'':24}[ ] {item}", dim=True)
    if not shown:
        click.echo("There is no such note." if words else 'There are no notes yet: edgeassist notes add "…"')


@notes.command(short_help="Show all of one, by its number.")
@click.argument("number", type=int)
@CONFIG
@JSON
def read(number: int, file: Path | None, *, as_json: bool) -> None:
    """Show a note with its summary and what is to be done.

    \b
    edgeassist notes read 3
    """  # noqa: D301
    note = next((note for note in _asked(file, do="show")["notes"] if note["number"] == number), None)
    if note is None:
        raise EdgeAssistError(f"There is no note {number}.")
    if as_json:
        click.echo(json.dumps(note, indent=1, ensure_ascii=False))
        return
    click.echo(note["text"])
    if note["summary"] != note["text"]:
        click.secho(f"\nIn short: {note['summary']}", bold=True)
    for item in note["action_items"]:
        click.echo(f"[ ] {item}")


@notes.command(short_help="Take one.")
@click.argument("words", nargs=-1, required=True, metavar="TEXT...")
@CONFIG
@JSON
def add(words: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
    """Take a note; "-" takes what comes in.

    \b
    edgeassist notes add "the plumber comes on Tuesday"
    edgeassist notes add - < minutes.txt
    """  # noqa: D301
    text = sys.stdin.read() if words == ("-",) else " ".join(words)
    [note] = _asked(file, do="add", note=text)["notes"]
    click.echo(json.dumps(note, indent=1, ensure_ascii=False) if as_json else f"note {note['number']}")


@notes.command(short_help="Remove some, by their numbers.")
@click.argument("numbers", type=int, nargs=-1, required=True, metavar="NUMBER...")
@CONFIG
def remove(numbers: tuple[int, ...], file: Path | None) -> None:
    """Remove notes, by their numbers.

    \b
    edgeassist notes remove 3 5
    """  # noqa: D301
    for number in numbers:
        _asked(file, do="remove", number=number)


def _asked(file: Path | None, **fields: Any) -> dict[str, Any]:
    from edgeassist.cli.paper_asking import asked
    from edgeassist.configuring import load_settings

    return asked(load_settings(file).settings, "notes", **fields)
