"""One entry of the journal as a line for a person: colours by outcome, durations by stage."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from rich.text import Text

from edgeassist.cli.logs_journal import Entry
from edgeassist.console.look import OUTCOMES, durations
from edgeassist.turn_mark import PREFIX

_LEVELS = {0: "bold red", 1: "bold red", 2: "bold red", 3: "red", 4: "yellow", 7: "bright_black"}
"""Priority → colour; what is not here has none."""
_MOST_NAMED = 3


def told(entry: Entry) -> Text:
    """Return an entry as a line (a traceback as several)."""
    at = entry.get("__REALTIME_TIMESTAMP")
    when = f"{at:%m-%d %H:%M:%S}" if isinstance(at, datetime) else " " * 14
    line = Text().append(f"{when}  ", "bright_black")
    if f"{PREFIX}OUTCOME" in entry:
        return line.append(_turn(entry))
    return line.append(str(entry.get("MESSAGE", "")), _LEVELS.get(int(entry.get("PRIORITY", 6)), ""))


def _turn(entry: Entry) -> Text:
    def _field(name: str) -> str:
        return str(entry.get(f"{PREFIX}{name}", ""))

    outcome, area = _field("OUTCOME"), _field("AREA")
    line = Text().append(f"{outcome:<14} ", OUTCOMES.get(outcome, ""))
    line.append(f"{float(_field('MS') or 0):>6,.0f} ms  ", "bold")
    line.append(f"{_field('SOURCE') + (f'/{area}' if area else ''):<14}  ")
    things = _all(entry.get(f"{PREFIX}ENTITY"))
    more = [f"+{len(things) - _MOST_NAMED}"] if len(things) > _MOST_NAMED else []
    intents = ",".join(_all(entry.get(f"{PREFIX}INTENT"))) or "-"
    line.append(" ".join([intents, *things[:_MOST_NAMED], *more]))
    if text := _field("TEXT"):
        line.append(f'  "{text}" -> "{_field("REPLY")}"')
    line.append("  ").append(durations(_latencies(entry)))
    return line.append(f"  {_field('TURN')}", "bright_black")


def _latencies(entry: Entry) -> dict[str, float]:
    begins = f"{PREFIX}MS_"
    return {name.removeprefix(begins).lower(): float(ms) for name, ms in entry.items() if name.startswith(begins)}


def _all(values: Any) -> list[str]:
    """Return every value of a field that may stand there several times, or not at all."""
    return [] if values is None else [str(each) for each in values] if isinstance(values, list) else [str(values)]
