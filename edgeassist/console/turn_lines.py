"""The last turns as lines: when, what became of it, what was said, and how long which stage took."""

from __future__ import annotations

from statistics import median

from rich.text import Text

from edgeassist.console.lines import clock, cut
from edgeassist.console.look import OUTCOMES, STAGE_NAMES, STAGES, stage_bar
from edgeassist.console.picture import Message, Picture

_SHORT = {"not_understood": "unclear", "cancelled": "stopped", "clarify": "asks"}
"""Outcome → a word that fits in eight columns."""
_WORDS_SHARE = 0.45
"""Of the width, for what was said."""
_TIMES_USUAL = 3.0
"""What takes longer than so many times the usual fills its bar: else one slow turn would leave a dot of the others."""


def turns(picture: Picture, width: int, height: int) -> Text:
    """Return the last turns, the newest first."""
    rows = list(picture.turns)[: max(0, height - 1)]
    if not rows:
        return Text(" Nothing was asked yet. Ask below, or say the wake word.", "bright_black")
    shown = Text(no_wrap=True, overflow="crop").append(" " * 18)
    for stage, colour in STAGES.items():
        shown.append(f" █ {STAGE_NAMES.get(stage, stage)}", colour)
    sums = [sum(_stages(turn).values()) for turn in rows]
    fills_ms = min(max(sums), _TIMES_USUAL * median(filter(None, sums))) if any(sums) else 0.0
    for turn in rows:
        shown.append("\n").append(_turn(turn, fills_ms, width))
    return shown


def said_of(turn: Message) -> str:
    """Return what was said, or what was done where words are not published."""
    if text := turn.get("text"):
        return str(text)
    actions = [action for action in turn.get("actions") or [] if isinstance(action, dict)]
    return (
        ", ".join(" ".join([str(each.get("intent")), *map(str, each.get("targets") or [])]) for each in actions) or "-"
    )


def _turn(turn: Message, fills_ms: float, width: int) -> Text:
    outcome = str(turn.get("outcome"))
    words = max(12, round(width * _WORDS_SHARE))
    line = Text(no_wrap=True)
    line.append(f" {clock(turn.get('ts'))} ", "bright_black")
    line.append(f"{_SHORT.get(outcome, outcome)[:8]:<8} ", OUTCOMES.get(outcome, ""))
    line.append_text(cut(said_of(turn), words)).append(" ")
    stages = _stages(turn)
    line.append(stage_bar(stages, fills_ms, max(5, width - line.cell_len - 9)))
    total_ms = (turn.get("latency_ms") or {}).get("total", sum(stages.values()))
    return line.append(f"{total_ms:>6,.0f} ms" if stages else "")


def _stages(turn: Message) -> dict[str, float]:
    latencies = turn.get("latency_ms")
    latencies = latencies if isinstance(latencies, dict) else {}
    return {
        str(stage): float(ms) for stage, ms in latencies.items() if stage != "total" and isinstance(ms, int | float)
    }
