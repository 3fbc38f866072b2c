"""`edgeassist config`: the settings in force, and mistakes in a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, SecretStr

from edgeassist.cli.options import CONFIG, JSON
from edgeassist.configuring import load_settings


@click.group()
def config() -> None:
    """Show or check the settings."""


@config.command()
@CONFIG
@JSON
def show(file: Path | None, *, as_json: bool) -> None:
    """Print every setting in force and where it came from; secrets are masked.

    \b
    edgeassist config show
    EDGEASSIST_MQTT__HOST=broker edgeassist config show --json
    """  # noqa: D301
    loaded = load_settings(file)
    rows = [(key, value, loaded.sources.get(key, "default")) for key, value in _leaves(loaded.settings)]
    if as_json:
        click.echo(json.dumps({key: {"value": value, "source": source} for key, value, source in rows}, indent=1))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("setting", "value", "from", box=None, header_style="bold")
    for key, value, source in rows:
        table.add_row(key, "" if value is None else str(value), source, style="dim" if source == "default" else None)
    Console(markup=False).print(table)


@config.command()
@click.argument("file", type=click.Path(path_type=Path))
def check(file: Path) -> None:
    """Look for mistakes in a settings FILE; exit 78 where there are any."""
    load_settings(file)
    click.echo(f"{file}: good")


def _leaves(section: BaseModel, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _leaves(value, f"{prefix}{name}.")
        elif isinstance(value, SecretStr):
            yield f"{prefix}{name}", "********"
        else:
            yield f"{prefix}{name}", section.model_dump(mode="json", include={name})[name]
