"""`edgeassist lists`: shopping, things to do, and any other list."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.options import CONFIG, JSON

_LIST = click.argument("name", metavar="LIST")
_ITEMS = click.argument("items", nargs=-1, required=True, metavar="ITEM...")


@click.group(invoke_without_command=True)
@click.pass_context
def lists(context: click.Context) -> None:
    """Show and change lists: shopping, to-do, and any other that something was put on.

    \b
    edgeassist lists                                      all of them
    edgeassist lists add shopping milk "mac and cheese"   each argument is one item
    edgeassist lists done shopping milk

    The running assistant is asked where there is one on the broker; otherwise its state file is used.
    """  # noqa: D301
    if context.invoked_subcommand is None:
        context.invoke(show, name=None, file=None, as_json=False)


@lists.command(short_help="Show one of them, or all.")
@click.argument("name", metavar="[LIST]", required=False)
@CONFIG
@JSON
def show(name: str | None, file: Path | None, *, as_json: bool) -> None:
    """Show a list, or all of them.

    \b
    edgeassist lists show
    edgeassist lists show shopping --json
    """  # noqa: D301
    answer = _asked(file, do="show", **({"list": name} if name else {}))
    if as_json:
        click.echo(json.dumps(answer["lists"], indent=1, ensure_ascii=False))
    else:
        _print(answer["lists"])


def _changing(verb: str, short_help: str, sign: str) -> Callable[..., None]:
    """Return the command that changes some items, and prints `sign` before each that it has changed."""

    @lists.command(verb, short_help=short_help)
    @_LIST
    @_ITEMS
    @CONFIG
    @JSON
    def command(name: str, items: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
        """Change some items of a list."""
        answer = _asked(file, do=verb, list=name, items=list(items))
        if as_json:
            click.echo(json.dumps(answer["lists"][0], indent=1, ensure_ascii=False))
        else:
            for item in answer["done"]:
                click.echo(f"{sign} {item}")
            for item in answer["rest"]:
                click.echo(f"  {item}: {'is there already' if verb == 'add' else 'is not there'}", err=True)
            for item in answer["unclear"]:
                click.echo(f"  {item}: may be meant, say which one", err=True)
        sys.exit(0 if verb == "add" or answer["done"] else 1)

    command.help = f"{short_help}\n\n\b\nedgeassist lists {verb} shopping milk eggs"
    return command


add = _changing("add", "Put items on a list, which is begun where there is none.", "+")
remove = _changing("remove", "Take items off a list.", "-")
done = _changing("done", "Tick items off.", "x")


@lists.command(short_help="Take everything off a list, or forget it.")
@_LIST
@click.option("--forget", is_flag=True, help="Forget the list itself.")
@CONFIG
def clear(name: str, file: Path | None, *, forget: bool) -> None:
    """Take everything off a list, or forget it.

    \b
    edgeassist lists clear shopping
    edgeassist lists clear camping --forget
    """  # noqa: D301
    _asked(file, do="drop" if forget else "clear", list=name)


def _asked(file: Path | None, **fields: Any) -> dict[str, Any]:
    from edgeassist.cli.paper_asking import asked
    from edgeassist.configuring import load_settings

    return asked(load_settings(file).settings, "lists", **fields)


def _print(shown: Sequence[Mapping[str, Any]]) -> None:
    for each in shown:
        click.secho(each["name"], bold=True)
        for item in each["items"]:
            click.secho(f"  [{'x' if item['done'] else ' '}] {item['text']}", dim=item["done"])
    if not shown:
        click.echo('There are no lists yet: edgeassist lists add shopping milk "mac and cheese"')
