"""`edgeassist devices`: what is known about the house, and what can be done with it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import click

from edgeassist.errors import ConfigError
from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.homefile import load_home
from edgeassist.messages import Entity, Home
from edgeassist.settings import load_settings


@click.command()
@click.argument("words", nargs=-1)
@click.option("--home", type=click.Path(path_type=Path), help="Home file; default: the one of the settings.")
@click.option("--config", "file", type=click.Path(path_type=Path), help="Settings file (TOML).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def devices(words: tuple[str, ...], home: Path | None, file: Path | None, *, as_json: bool) -> None:
    """List the house's devices; WORDS pick those that hold all of them.

    \b
    edgeassist devices --home configs/demo-home.json
    edgeassist devices kitchen light
    """  # noqa: D301
    path = home or load_settings(file).settings.home
    if path is None:
        raise ConfigError('no home: set home = "/path/home.json" in the settings, or name one with --home')
    house = load_home(path)
    chosen = [entity for entity in house.entities.values() if _holds(entity, house, words)]
    if as_json:
        click.echo(json.dumps([_row(entity, house) for entity in chosen], indent=1, ensure_ascii=False))
    else:
        _print(house, chosen)


def _row(entity: Entity, home: Home) -> dict[str, object]:
    return {
        "id": entity.id,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "area": home.areas[entity.area].name if entity.area else None,
        "device_class": entity.device_class,
        "state": entity.state,
        "intents": sorted(name for name, domains in INTENT_DOMAINS.items() if entity.domain in domains),
        "mqtt": None if entity.mqtt is None else entity.mqtt.get("command_topic") or entity.mqtt.get("state_topic"),
    }


def _holds(entity: Entity, home: Home, words: Iterable[str]) -> bool:
    text = " ".join(map(str, _row(entity, home).values())).casefold()
    return all(word.casefold() in text for word in words)


def _print(home: Home, entities: list[Entity]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("name", "room", "kind", "state", "can", "MQTT", box=None, header_style="bold")
    for entity in entities:
        row = _row(entity, home)
        kind = entity.domain + (f" ({entity.device_class})" if entity.device_class else "")
        can = ", ".join(row["intents"]) if isinstance(row["intents"], list) else ""
        cells = (row["area"], kind, row["state"], can or "asked only", row["mqtt"] or "-")
        table.add_row("\n".join([entity.name, *entity.aliases]), *("" if cell is None else str(cell) for cell in cells))
    console = Console(markup=False, highlight=False)
    console.print(table)
    console.print(f"{len(entities)} of {len(home.entities)} devices in {len(home.areas)} rooms", style="dim")
