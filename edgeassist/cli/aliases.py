"""`edgeassist aliases`: names that things of the house were taught."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from edgeassist.cli.options import CONFIG, JSON

if TYPE_CHECKING:
    from edgeassist.settings import Settings

_NAME = click.argument("name", nargs=-1, required=True, metavar="NAME...")


@click.group(invoke_without_command=True)
@click.pass_context
def aliases(context: click.Context) -> None:
    """Show, add and remove names that things were taught.

    \b
    edgeassist aliases                                    all of them
    edgeassist aliases add light.floor reading light
    edgeassist aliases remove reading light

    The assistant asks itself whether to remember a name, once it was corrected twice in the same way. The running
    assistant is asked where there is one on the broker; otherwise its state file is used.
    """  # noqa: D301
    if context.invoked_subcommand is None:
        context.invoke(show, file=None, as_json=False)


@aliases.command("list", short_help="Show all of them.")
@CONFIG
@JSON
def show(file: Path | None, *, as_json: bool) -> None:
    """Show all names that were taught.

    \b
    edgeassist aliases list
    edgeassist aliases list --json
    """  # noqa: D301
    _print(_asked(file, do="show"), as_json=as_json)


@aliases.command(short_help="Give a thing another name.")
@click.argument("entity", metavar="ID")
@_NAME
@CONFIG
def add(entity: str, name: Sequence[str], file: Path | None) -> None:
    """Give the thing with this id another name.

    \b
    edgeassist devices lamp                               to find the id
    edgeassist aliases add light.floor reading light
    """  # noqa: D301
    _print(_asked(file, do="add", entity=entity, name=" ".join(name)), as_json=False)


@aliases.command(short_help="Take a name away.")
@_NAME
@CONFIG
def remove(name: Sequence[str], file: Path | None) -> None:
    """Take a name away.

    \b
    edgeassist aliases remove reading light
    """  # noqa: D301
    _asked(file, do="remove", name=" ".join(name))


def _print(taught: Sequence[Mapping[str, str]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(taught, indent=1, ensure_ascii=False))
        return
    for each in taught:
        click.echo(f"{each['name']}  →  {each['entity']}")
    if not taught:
        click.echo("No names were taught yet: edgeassist aliases add light.floor reading light")


def _asked(file: Path | None, **fields: Any) -> list[dict[str, str]]:
    from edgeassist.cli.asking import answer_to
    from edgeassist.configuring import load_settings

    settings = load_settings(file).settings
    by_mqtt = settings.privacy.publish_text
    answer = answer_to(settings, "aliases", fields, lambda: _alone(settings, fields), by_mqtt=by_mqtt)
    taught: list[dict[str, str]] = answer["aliases"]
    return taught


async def _alone(settings: Settings, fields: dict[str, Any]) -> dict[str, Any]:
    from edgeassist.home.nicknames import Nicknames
    from edgeassist.state import State
    from edgeassist.worker import Worker

    with State(settings.state_dir, durable=True) as state, Worker(state, "state") as worker:
        return await Nicknames(worker, state).about(fields)
