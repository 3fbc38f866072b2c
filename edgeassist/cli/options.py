"""Options that many commands have."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import click

CONFIG = click.option("--config", "file", type=click.Path(path_type=Path), help="Settings file (TOML).")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}


def ago(_: click.Context, __: click.Parameter, value: str | None) -> float | None:
    """Return how many seconds ago a length of time, a day, or a moment was."""
    if value is None:
        return None
    if match := re.fullmatch(r"(\d+(?:\.\d+)?)([smhdw])", value.strip().lower()):
        return float(match[1]) * _UNITS[match[2]] or 1.0
    now = datetime.now().astimezone()
    try:
        moment = datetime.fromisoformat(value).astimezone()
    except ValueError as error:
        from edgeassist.skills.periods import read_period

        if (period := read_period(value, now)) is None:
            raise click.BadParameter(f"{value!r}: give 90m, 12h, 7d, yesterday, or 2026-11-20T08:00") from error
        moment = period.since
    ago_s = (now - moment) / timedelta(seconds=1)
    if ago_s <= 0:
        raise click.BadParameter(f"{value!r} is not over yet")
    return ago_s
