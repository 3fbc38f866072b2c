"""The first lines of the picture, and what stands in its place where there is nothing to show."""

from __future__ import annotations

from rich.text import Text

from edgeassist.console.lines import clock, lasting, number
from edgeassist.console.picture import Message, Picture

_STATES = {"listening": "bold green", "speaking": "bold cyan", "muted": "yellow", "error": "bold red", "": "red"}
_QUIETEST_DB, _LOUD_DB, _TOO_LOUD_DB = -60.0, -20.0, -6.0
_WAKES = (("wakes", "wake words"), ("false_wakes", "false"), ("near_wakes", "near"), ("refused_wakes", "refused"))
_SHORTEST_BAR, _LONGEST_BAR = 10, 60


def head(picture: Picture, width: int) -> Text:
    """Return who and how the assistant is: one line."""
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f" {picture.node} ", "bold reverse").append(" ")
    line.append(picture.state or "away", _STATES.get(picture.state, "bold"))
    if picture.quiet.get("quiet"):
        until = picture.quiet.get("until")
        line.append("  do not disturb" + (f" until {clock(until, '%H:%M')}" if until else ""), "yellow")
    metrics = picture.metrics
    if "uptime_s" in metrics:
        line.append(f"  up {lasting(number(metrics, 'uptime_s'))}")
    told = f"edgeassist {metrics['version']}" if "version" in metrics else ""
    line.truncate(width)
    line.append(" " * max(1, width - line.cell_len - len(told) - 1) + told, "bright_black")
    return line


def level(picture: Picture, width: int) -> Text:
    """Return how loud it is at the microphone, and how often it was called: one line."""
    line, now = Text(" mic ", no_wrap=True, overflow="crop"), picture.level
    metrics = picture.metrics
    if now is None:
        state = {True: "listens; no level yet", False: "does not deliver", None: "none: text only"}
        alive = metrics.get("microphone")
        return line.append(state.get(alive, "") if metrics else "", "red" if alive is False else "bright_black")
    rms_db, peak_db = number(now, "rms_db"), number(now, "peak_db")
    told = Text(f" {rms_db:4.0f} dB").append(f"  peak {peak_db:4.0f}", "bright_black")
    told.append(_wakes(metrics, width - _SHORTEST_BAR - line.cell_len - told.cell_len))
    room = min(_LONGEST_BAR, max(_SHORTEST_BAR, width - line.cell_len - told.cell_len - 1))
    filled = round(room * min(1.0, max(0.0, 1 - rms_db / _QUIETEST_DB)))
    colour = "red" if peak_db > _TOO_LOUD_DB else "yellow" if rms_db > _LOUD_DB else "green"
    line.append("█" * filled, colour).append("·" * (room - filled), "bright_black")
    return line.append_text(told)


def _wakes(metrics: Message, room: int) -> str:
    """Return how often it was called, and how often not really: as much of it as there is room for."""
    told = [f"{number(metrics, key):.0f} {word}" for key, word in _WAKES if number(metrics, key)]
    while told and len(", ".join(told)) + 2 > room:
        told.pop()
    return f"  {', '.join(told)}" if told else ""


def away(picture: Picture) -> str | None:
    """Return why there is nothing to show, and what to do; None: there is something."""
    if picture.broker == "connecting":
        return "Looking for the broker ..."
    if picture.broker is not None:
        return f"No connection.\n\n{picture.broker}.\n\nTrying again by itself."
    if picture.online:
        return None
    others = f"\n\nOthers are here: {', '.join(sorted(picture.others))} (--node NAME)." if picture.others else ""
    todo = "Start it: systemctl start edgeassist. Why it ended: edgeassist logs"
    return f"The assistant {picture.node!r} is not running at this broker.\n\n{todo}{others}"
