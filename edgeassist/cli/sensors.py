"""`edgeassist sensors`: the sensors of the house, and what the monitor makes of events and series in files."""

from __future__ import annotations

import gzip
import importlib
import json
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, TextIO
from zoneinfo import ZoneInfo

import click

from edgeassist.errors import EdgeAssistError
from edgeassist.messages import Reading
from edgeassist.stages import SensorMonitor

IN = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)

_GZIP = b"\x1f\x8b"


_OF_THE_HOUSE = {
    "list": "sensors_house.list_",
    "show": "sensors_house.show",
    "explain": "sensors_house.explain",
    "plot": "sensors_plot.plot",
    "accept": "sensors_house.accept",
    "sensitivity": "sensors_house.sensitivity",
    "mute": "sensors_house.mute",
}
"""Command → where in this package it is, loaded when it is called."""


class _Sensors(click.Group):
    """Knows the commands on the house too, and imports them when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, those for the house first."""
        return [*_OF_THE_HOUSE, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; None: there is no such one."""
        if cmd_name not in _OF_THE_HOUSE:
            return super().get_command(ctx, cmd_name)
        module, _, name = _OF_THE_HOUSE[cmd_name].partition(".")
        command: click.Command = getattr(importlib.import_module(f"edgeassist.cli.{module}"), name)
        return command


@click.group(cls=_Sensors)
def sensors() -> None:
    """Notice what is wrong with sensors: those of the house, or the same monitor on files.

    \b
    edgeassist sensors list                              what needs attention first
    edgeassist sensors plot freezer temperature          its last day, and what is usual
    edgeassist sensors explain freezer temperature       why there was an alert
    edgeassist sensors replay events.jsonl.gz --out alerts.jsonl
    edgeassist sensors score series.csv --out scores.csv
    """  # noqa: D301


def monitor_for(zone: str | None) -> SensorMonitor:
    """Return a fresh monitor for a house in time zone `zone`; None: the one of the settings."""
    from edgeassist.configuring import load_settings
    from edgeassist.sensors.monitor import Monitor

    settings = load_settings().settings
    return Monitor(settings.sensors, settings.zone() if zone is None else ZoneInfo(zone))


@sensors.command(short_help="Watch a house from a file of events.")
@click.argument("source", type=IN, metavar="EVENTS.jsonl")
@click.option("--out", type=OUT, required=True, help="Where the alerts go, a row an alert.")
def replay(source: Path, out: Path) -> None:
    """Watch a house from a file: rows of events in the order of arrival (.gz too) to rows of alerts.

    \b
    echo '{"ts": "2026-11-20T10:00:00Z", "entity": "sensor.freezer", "device_class": "temperature",
           "unit": "°C", "value": -18.2}' | tr -d '\\n' > events.jsonl
    edgeassist sensors replay events.jsonl --out alerts.jsonl

    "ts" is when it was measured, "value" a number, "on", "off", "unavailable" or null. A row may also have "recv", when
    it arrived (else "ts"), and "retained". Times are RFC 3339, in UTC where they say no zone, or seconds since the
    epoch; the alerts' are written the same way. The clock is "recv": nothing that comes later is looked at, and no time
    passes after the last row. The days and nights of the house are those of the setting time_zone.

    An alert: {"entity", "kind", "since", "until" (null while it lasts), "score", "value", "expected", "reason"}. A row
    that cannot be read gets {"id" (its line), "error"}. Exit 1 when a row had an error.
    """  # noqa: D301
    from edgeassist.sensors.events import alert_row
    from edgeassist.sensors.replay import merged, replayed

    began = time.monotonic()
    with written(out) as file, _lines(source) as lines:
        events = _Events(lines, file)
        alerts = merged(replayed(monitor_for(None), events))
        for alert in alerts:
            _put(file, alert_row(alert, _stamp if events.is_text else float))
    report(f"{events.count} events in {time.monotonic() - began:.1f} s, {len(alerts)} alerts", events.errors, out)


@sensors.command(short_help="Score a series in a file.")
@click.argument("source", type=IN, metavar="IN.csv")
@click.option("--out", type=OUT, required=True, help="Where the scores go, a row a row.")
def score(source: Path, out: Path) -> None:
    """Score a series: rows of timestamp,value to the same with anomaly_score (0 usual, 1 never seen the like).

    \b
    printf 'timestamp,value\\n2026-11-20T10:00:00Z,21.5\\n' > series.csv
    edgeassist sensors score series.csv --out scores.csv

    Timestamps are ISO 8601, in UTC where they say no zone, or seconds since the epoch. A score depends on the rows
    before it alone. A row that cannot be read scores 0. Exit 1 when there was one.
    """  # noqa: D301
    from edgeassist.cli.series import scored
    from edgeassist.sensors.scoring import Scorer

    began = time.monotonic()
    rows = errors = 0
    with written(out) as file, _lines(source) as lines:
        file.write("timestamp,value,anomaly_score\n")
        for text, readable in scored(lines, Scorer()):
            rows += 1
            errors += not readable
            file.write(text + "\n")
    report(f"{rows} rows in {time.monotonic() - began:.1f} s", errors, out)


def report(done: str, errors: int, out: Path) -> None:
    """Say on standard error what was done, and exit with 1 where there were errors."""
    click.echo(f"{done}, {errors} rows with errors: {out}", err=True)
    sys.exit(1 if errors else 0)


class _Events:
    """The readings of lines of JSON; rows that cannot be read are written to the output as errors."""

    def __init__(self, lines: Iterator[bytes], out: TextIO) -> None:
        self._lines, self._out = lines, out
        self.count = self.errors = 0
        self.is_text = True
        """Whether times are written as text, as in the first row that can be read."""

    def __iter__(self) -> Iterator[Reading]:
        from edgeassist.sensors.events import EventError, parsed_event

        for number, line in enumerate(self._lines, 1):
            if not line.strip():
                continue
            try:
                reading = parsed_event(line)
            except EventError as error:
                self.errors += 1
                _put(self._out, {"id": number, "error": f"line {number}: {error}"})
                continue
            if not self.count:
                row = json.loads(line)
                self.is_text = isinstance(row.get("recv") or row["ts"], str)
            self.count += 1
            yield reading


def _put(file: TextIO, row: dict[str, Any]) -> None:
    file.write(json.dumps(row, ensure_ascii=False, allow_nan=False) + "\n")


def _stamp(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


@contextmanager
def written(out: Path) -> Iterator[TextIO]:
    """Yield the file to write to; raises EdgeAssistError where that cannot be."""
    try:
        file = out.open("w", encoding="utf-8", errors="backslashreplace", newline="")
    except OSError as error:
        raise EdgeAssistError(f"{out}: cannot be written: {error.strerror}") from error
    with file:
        yield file


@contextmanager
def _lines(source: Path) -> Iterator[Iterator[bytes]]:
    """Yield the lines of a file, unpacked, with a bar on the terminal of how much has been read."""
    from rich.console import Console
    from rich.progress import open as watched

    console = Console(stderr=True)
    with watched(
        source, "rb", description=source.name, console=console, disable=not console.is_terminal, transient=True
    ) as file:
        yield iter(_unpacked(file, source))


def _unpacked(file: BinaryIO, source: Path) -> Iterator[bytes]:
    packed = file.read(2) == _GZIP
    file.seek(0)
    if not packed:
        yield from file
        return
    try:
        with gzip.open(file) as plain:
            yield from plain
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise EdgeAssistError(f"{source}: cannot be unpacked: {error}") from error
