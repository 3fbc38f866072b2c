"""`edgeassist sensors list`, `show`, `explain`, `accept`, `sensitivity` and `mute`: the sensors of this house."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from edgeassist.cli.options import CONFIG, JSON

ENTITY = click.argument("entity", nargs=-1, required=True, metavar="SENSOR...")
_LEAST_WIDTH = 13
_STYLES = {"odd": "bold red", "silent": "bold yellow", "muted": "dim", "new": "cyan", "usual": ""}


@click.command("list", short_help="List them, what needs attention first.")
@click.argument("words", nargs=-1)
@CONFIG
@JSON
def list_(words: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
    """List the sensors, what needs attention first; WORDS pick those that hold all of them.

    \b
    edgeassist sensors list
    edgeassist sensors list kitchen temperature
    edgeassist sensors list odd

    A sensor is odd while an alert stands on it, silent while it has stopped reporting, muted while nobody wants to hear
    of it, new until it is known for two days, and else usual.
    """  # noqa: D301
    rows = [row for row in _asked(file, do="list")["sensors"] if _holds(row, words)]
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        _print(rows, time.time())


@click.command(short_help="Show what was learned of one.")
@ENTITY
@CONFIG
@JSON
def show(entity: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
    """Show what was learned of a sensor, and its alerts of the last week.

    \b
    edgeassist sensors show sensor.freezer_temperature
    edgeassist sensors show freezer temperature
    """  # noqa: D301
    from edgeassist.cli.sensor_words import alert_line, headline, shown

    sensor = _asked(file, do="show", entity=" ".join(entity))["sensor"]
    if as_json:
        click.echo(json.dumps(sensor, indent=1, ensure_ascii=False))
        return
    now = time.time()
    click.secho(headline(sensor), bold=True)
    for name, text in shown(sensor, now):
        click.echo(f"  {name:8} {text}")
    count = len(sensor["alerts"])
    click.echo(f"  alerts   {count or 'none'} in the last week")
    for alert in sensor["alerts"]:
        click.echo(f"    {alert_line(alert, now)}")


@click.command(short_help="Say why its last alert was raised.")
@ENTITY
@CONFIG
def explain(entity: tuple[str, ...], file: Path | None) -> None:
    """Say why the last alert of a sensor was raised, with the figures that it was raised on.

    \b
    edgeassist sensors explain sensor.freezer_temperature

    An alert is raised when several weak signs together are more than this very sensor has ever shown by chance.
    """  # noqa: D301
    from edgeassist.cli.sensor_words import headline, why

    sensor = _asked(file, do="show", entity=" ".join(entity))["sensor"]
    click.secho(headline(sensor), bold=True)
    for line in why(sensor, time.time()):
        click.echo(f"  {line}")
    if sensor["last_alert"]:
        key = sensor["entity"]
        click.echo("Not worth a warning? Then one of")
        for verb, more in (("accept", ""), ("sensitivity", " later"), ("mute", " --hours 24")):
            click.echo(f"  edgeassist sensors {verb} {key}{more}")


@click.command(short_help="Take what it does now for normal.")
@ENTITY
@CONFIG
def accept(entity: tuple[str, ...], file: Path | None) -> None:
    """Take what a sensor does now for normal: its alerts end, and the same is no alert again.

    \b
    edgeassist sensors accept sensor.freezer_temperature
    """  # noqa: D301
    done = _asked(file, do="accept", entity=" ".join(entity))
    ended = f"; over: {', '.join(done['ended'])}" if done["ended"] else ""
    click.echo(f"{done['entity']}: what it does now counts as normal{ended}")


@click.command(short_help="Be told sooner or later about one.")
@ENTITY
@click.argument("direction", type=click.Choice(["sooner", "later"]))
@CONFIG
def sensitivity(entity: tuple[str, ...], direction: str, file: Path | None) -> None:
    """Be told sooner or later about a sensor, a step each time.

    \b
    edgeassist sensors sensitivity sensor.freezer_temperature sooner
    edgeassist sensors sensitivity washing machine power later
    """  # noqa: D301
    step = 1 if direction == "sooner" else -1
    done = _asked(file, do="sensitivity", entity=" ".join(entity), step=step)
    sooner = done["sooner"]
    than = "as soon as about others" if not sooner else f"{'sooner' if sooner > 0 else 'later'} than about others"
    click.echo(f"{done['entity']}: told {than} ({sooner:+g})")


@click.command(short_help="Hear nothing of one.")
@ENTITY
@click.option("--hours", type=click.FloatRange(min=0.0, min_open=True), help="For how long; else for good.")
@click.option("--off", "lift", is_flag=True, help="Hear of it again.")
@CONFIG
def mute(entity: tuple[str, ...], hours: float | None, file: Path | None, *, lift: bool) -> None:
    """Hear nothing of a sensor, for some hours or for good.

    \b
    edgeassist sensors mute sensor.garage_door --hours 8
    edgeassist sensors mute sensor.garage_door --off
    """  # noqa: D301
    how_long = {"hours": 0.0} if lift else {} if hours is None else {"hours": hours}
    done = _asked(file, do="mute", entity=" ".join(entity), **how_long)
    until = f"muted until {done['until']}" if done["until"] else "muted"
    click.echo(f"{done['entity']}: {'heard of again' if lift else until}")


def _asked(file: Path | None, **fields: Any) -> dict[str, Any]:
    from edgeassist.cli.sensors_asking import asked
    from edgeassist.configuring import load_settings

    return asked(load_settings(file).settings, **fields)


def _holds(row: Mapping[str, Any], words: Iterable[str]) -> bool:
    text = " ".join(str(row[key]) for key in ("entity", "name", "room", "device_class", "state")).casefold()
    return all(word.casefold() in text for word in words)


def _print(rows: list[dict[str, Any]], now: float) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from edgeassist.cli.sensor_words import brief, last_alert, value

    table = Table("state", "sensor", "room", "class", "value", "age", "last alert", box=None, header_style="bold")
    table.columns[1].min_width = table.columns[-1].min_width = _LEAST_WIDTH
    for row in rows:
        age = "-" if row["age_s"] is None else brief(row["age_s"])
        seen = value(row["value"], row["unit"]), age, last_alert(row["last_alert"], now)
        cells = [row["name"], row["room"] or "", row["device_class"] or "", *seen]
        table.add_row(Text(row["state"], _STYLES[row["state"]]), *map(Text, cells))
    console = Console(markup=False, highlight=False)
    console.print(table)
    wrong = sum(row["state"] in {"odd", "silent"} for row in rows)
    console.print(f"{len(rows)} sensors, {wrong} of them need attention", style="dim")
