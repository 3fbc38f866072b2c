"""`edgeassist devices`: what is known about the house, and what can be done with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.options import CONFIG, JSON
from edgeassist.configuring import load_settings
from edgeassist.errors import BrokerError
from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.commands.table import DeviceCommander
from edgeassist.home.discovery.announcement import Origin
from edgeassist.home.discovery.learner import Learner
from edgeassist.home.homefile import load_home
from edgeassist.home.templating import TemplateRefusedError, Templates
from edgeassist.messages import Action, Entity, Home
from edgeassist.settings import Settings

_SAMPLES: Mapping[str, Mapping[str, Any]] = {
    "set_light": {"brightness_pct": 50},
    "set_position": {"position": 50},
    "set_temperature": {"temperature": 20},
    "set_fan_speed": {"percentage": 50},
    "set_humidity": {"humidity": 50},
    "set_volume": {"volume_pct": 50},
    "set_value": {"value": 1},
    "play_media": {"query": "music"},
}
"""What is tried to see whether a device can do it."""

_CHOICES = {"set_hvac_mode": ("mode", "hvac_modes"), "set_preset": ("preset", "preset_modes")}
_CHOICES["select_option"] = ("option", "options")
_FROM_STATE = frozenset({"adjust_temperature", "volume_up", "volume_down"})
"""What depends on how the device is now."""


@dataclass(frozen=True)
class _Known:
    """A house, and where each thing of it comes from."""

    home: Home
    learned: Mapping[str, list[dict[str, str]]] = field(default_factory=dict)
    ignored: list[dict[str, str]] = field(default_factory=list)


@click.command()
@click.argument("words", nargs=-1)
@click.option("--home", type=click.Path(path_type=Path), help="Home file alone, without listening to the broker.")
@CONFIG
@JSON
@click.option("--ignored", is_flag=True, help="List what was announced and left out, and why.")
@click.option("--listen", default=10.0, show_default=True, help="Seconds to listen to the broker at most.")
def devices(words: tuple[str, ...], home: Path | None, file: Path | None, **how: Any) -> None:
    """List the house's devices; WORDS pick those that hold all of them.

    \b
    edgeassist devices                       what the broker's devices announce, and the home file
    edgeassist devices kitchen light
    edgeassist devices --ignored
    edgeassist devices --home configs/demo-home.json
    """  # noqa: D301
    known = _Known(load_home(home)) if home else _listen(load_settings(file).settings, how["listen"])
    if how["ignored"]:
        rows: list[dict[str, Any]] = [row for row in known.ignored if _holds(row, words)]
    else:
        rows = [row for entity in known.home.entities.values() if _holds(row := _row(entity, known), words)]
    if how["as_json"]:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    elif how["ignored"]:
        _print_table(("protocol", "source", "what", "why"), [tuple(row.values()) for row in rows])
    else:
        _print(known, rows)


def _listen(settings: Settings, longest_s: float) -> _Known:
    """Return what the home file and the broker tell; without a broker what the daemon learned last."""
    from rich.console import Console

    from edgeassist.cli.overhearing import overhear, recall

    mine = load_home(settings.home) if settings.home else Home("home", {}, {}, {})
    console = Console(stderr=True, markup=False, highlight=False)
    where = f"{settings.mqtt.host}:{settings.mqtt.port}"
    try:
        with console.status(f"Listening to {where} …") as status:

            def _heard(count: int) -> None:
                status.update(f"Listening to {where}: {count} things")

            return _known(*asyncio.run(overhear(settings, mine, longest_s, _heard)))
    except BrokerError as error:
        known = _known(*recall(settings, mine))
        if not known.home.entities:
            raise BrokerError(f"{error}; or name a home file with --home") from error
        console.print(f"{error}. This is what was known before.", style="dim")
        return known


def _known(home: Home, learner: Learner) -> _Known:
    things = learner.house.things
    return _Known(
        home,
        {key: [_source(origin) for origin in thing.origins] for key, thing in things.items()},
        [
            *({**_source(origin), "what": each.what, "why": each.why} for origin, each in learner.known.ignored()),
            *(
                {**_source(thing.origins[0]), "what": thing.entity.name, "why": thing.aside or ""}
                for thing in learner.house.aside
            ),
        ],
    )


def _source(origin: Origin) -> dict[str, str]:
    return {"protocol": origin.protocol, "source": origin.source}


def _row(entity: Entity, known: _Known) -> dict[str, Any]:
    mqtt = entity.mqtt
    return {
        "id": entity.id,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "area": known.home.areas[entity.area].name if entity.area else None,
        "device_class": entity.device_class,
        "state": entity.state,
        "intents": sorted(
            name for name, domains in INTENT_DOMAINS.items() if entity.domain in domains and _can(entity, name)
        ),
        "mqtt": None if mqtt is None else _topic(mqtt),
        **({"learned": known.learned[entity.id]} if entity.id in known.learned else {}),
    }


def _topic(mqtt: Mapping[str, Any]) -> str | None:
    """Return the topic at which the device is commanded, or else followed."""
    chosen = (mqtt.get(key) for key in ("command_topic", "mode_command_topic", "state_topic"))
    return next((str(topic) for topic in chosen if topic), None)


def _can(entity: Entity, intent: str) -> bool:
    """Return whether the device takes this over MQTT; one that is not commanded so is taken at its kind."""
    if entity.mqtt is None or intent in _FROM_STATE:
        return True
    params = dict(_SAMPLES.get(intent, {}))
    if intent in _CHOICES:
        name, attribute = _CHOICES[intent]
        choices = entity.attributes.get(attribute)
        params[name] = choices[0] if isinstance(choices, list) and choices else ""
    try:
        return DeviceCommander(Templates()).effect(Action(intent, (entity.id,), params), entity) is not None
    except TemplateRefusedError:
        return False


def _holds(row: Mapping[str, Any], words: Iterable[str]) -> bool:
    text = " ".join(map(str, row.values())).casefold()
    return all(word.casefold() in text for word in words)


def _print(known: _Known, rows: list[dict[str, Any]]) -> None:
    from rich.console import Console

    cells = []
    for row in rows:
        kind = row["id"].partition(".")[0] + (f" ({row['device_class']})" if row["device_class"] else "")
        can = ", ".join(row["intents"]) or "asked only"
        names = "\n".join([row["name"], *row["aliases"]])
        line = (names, row["area"], kind, row["state"], can, row["mqtt"] or "-")
        protocols = ", ".join(dict.fromkeys(each["protocol"] for each in row.get("learned", ())))
        cells.append((*line, protocols or "home file") if known.learned else line)
    _print_table(("name", "room", "kind", "state", "can", "MQTT", *(["from"] if known.learned else [])), cells)
    console = Console(markup=False, highlight=False)
    console.print(f"{len(rows)} of {len(known.home.entities)} devices in {len(known.home.areas)} rooms", style="dim")
    if known.ignored:
        console.print(f"{len(known.ignored)} announced things were left out: see --ignored", style="dim")


def _print_table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*heads, box=None, header_style="bold")
    for row in rows:
        table.add_row(*("" if cell is None else str(cell) for cell in row))
    Console(markup=False, highlight=False).print(table)
