"""Rows of JSON in and out, a line each: a row that cannot be read gets an error row, and the run goes on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

import click

from edgeassist.errors import EdgeAssistError
from edgeassist.home.homefile import load_home
from edgeassist.home.registry import overlay
from edgeassist.messages import Context, Home
from edgeassist.settings import Settings

Row = dict[str, Any]

HOME_ENDINGS = (".json", ".yaml", ".yml")


class RowError(EdgeAssistError):
    """A row of a batch that is not what it should be."""


@dataclass
class Homes:
    """The homes that rows are about: one for all, or a folder of them."""

    file: Path | None
    folder: Path | None
    _loaded: dict[Path, Home] = field(default_factory=dict)

    def of(self, row: Mapping[str, Any]) -> Home:
        """Return the row's home, its states laid over it; raises RowError, or ConfigError where the file is wrong."""
        path = self._path(row.get("home"))
        if path not in self._loaded:
            self._loaded[path] = load_home(path)
        home = self._loaded[path]
        states = row.get("state")
        if states is not None and not (isinstance(states, dict) and all(isinstance(s, dict) for s in states.values())):
            raise RowError('"state" has to be like {"light.hall": {"state": "on", "attributes": {}}}')
        return overlay(home, states) if states else home

    def _path(self, name: object) -> Path:
        if name is None:
            if self.file is None:
                raise RowError('no "home" in the row and no --home')
            return self.file
        if self.folder is None:
            raise RowError(f'"home" is {name!r}, and there is no --homes folder')
        for ending in HOME_ENDINGS:
            path = self.folder / f"{name}{ending}"
            if path.is_file() and path.parent == self.folder:
                return path
        raise RowError(f"no home {name!r} in {self.folder}")


def home_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --home, --homes, --sentences and --now to a command."""
    existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
    existing_folder = click.Path(exists=True, file_okay=False, path_type=Path)
    for option in (
        click.option("--now", type=click.DateTime(["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d"]),
                     help='The time it is, for "in an hour" and the like; default: now.'),
        click.option("--sentences", type=existing_folder, help="Folder with sentence files of your own."),
        click.option("--homes", type=existing_folder, help='Folder of homes; a row names one by "home".'),
        click.option("--home", type=existing_file, help="The home (JSON or YAML) of rows that name none."),
    ):  # fmt: skip
        command = option(command)
    return command


def context_of(row: Mapping[str, Any], settings: Settings, now: datetime | None) -> Context:
    """Return where and when the row was said."""
    given = row.get("context")
    if given is not None and not isinstance(given, dict):
        raise RowError('"context" is not an object')
    area = (given or {}).get("area") or settings.area
    if area is not None and not isinstance(area, str):
        raise RowError('"area" in "context" is the name or id of a room')
    moment = now or datetime.now(settings.zone())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=settings.zone()).astimezone(settings.zone())
    return Context(now=moment, area=area, source="cli", units=settings.units)


def run_rows(source: Path, out: Path, work: Callable[[Row], Row]) -> int:
    """Write what `work` makes of each row of `source`; return how many rows ended with an error."""
    from rich.console import Console
    from rich.progress import track

    errors = 0
    lines = read_lines(source)
    console = Console(stderr=True)
    began = time.monotonic()
    with _opened(out) as file:
        for number, line in track(
            list(enumerate(lines, 1)), source.name, console=console, disable=not console.is_terminal, transient=True
        ):
            row = answer_row(line, number, work)
            errors += "error" in row
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            file.flush()
    console.print(f"{len(lines)} rows in {time.monotonic() - began:.1f} s, {errors} with errors: {out}")
    return errors


def _opened(out: Path) -> TextIO:
    try:
        # half a surrogate pair, which JSON can carry in, is written as JSON writes it
        return out.open("w", encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise EdgeAssistError(f"{out}: cannot be written: {error.strerror}") from error


def answer_row(line: bytes, number: int, work: Callable[[Row], Row]) -> Row:
    """Return what `work` makes of one line, or its error row; a row without an id gets its number."""
    identity: Any = number
    try:
        row = _parsed(line)
        identity = row.get("id", number)
        return {"id": identity, **work(row)}
    except EdgeAssistError as error:
        return {"id": identity, "error": f"line {number}: {error}"}


def _parsed(line: bytes) -> Row:
    try:
        row = json.loads(line.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise RowError(f"not UTF-8: {error.reason} at byte {error.start}") from error
    except (ValueError, RecursionError) as error:
        raise RowError(f"not valid JSON: {error}") from error
    if not isinstance(row, dict):
        raise RowError("not a JSON object")
    return row


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number")


def read_lines(source: Path) -> list[bytes]:
    """Return the lines that hold anything."""
    try:
        return [line for line in source.read_bytes().split(b"\n") if line.strip()]
    except OSError as error:
        raise EdgeAssistError(f"{source}: cannot be read: {error.strerror}") from error


def text_of(row: Mapping[str, Any], key: str) -> str:
    """Return the row's text under `key`."""
    value = row.get(key)
    if not isinstance(value, str):
        raise RowError(f'"{key}" is missing or no text')
    return value


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value below which `share` of them lie; 0 for none.

    >>> percentile([3, 1, 2, 4], 0.5)
    2
    """
    ordered = sorted(values)
    return ordered[max(0, round(share * len(ordered)) - 1)] if ordered else 0.0
