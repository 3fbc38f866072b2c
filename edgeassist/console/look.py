"""Colours and bars: what one of sixteen each outcome and each stage of a turn has, here and in the log."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from rich.text import Text

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        "done": "green",
        "partly": "yellow",
        "clarify": "cyan",
        "refused": "magenta",
        "not_understood": "yellow",
        "failed": "red",
        "cancelled": "bright_black",
    }
)
STAGES: Mapping[str, str] = MappingProxyType(
    {"endpoint": "bright_black", "stt": "blue", "understand": "magenta", "act": "cyan", "tts": "green"}
)
"""Stage → its colour, in the order in which they follow one another."""
STAGE_NAMES: Mapping[str, str] = MappingProxyType({"endpoint": "wait"})
"""What a stage is called where it is not called by its name."""
OTHER = "white"


def in_order(latency_ms: Mapping[str, float]) -> list[tuple[str, float]]:
    """Return stages and their milliseconds in the order of a turn, without their sum.

    >>> in_order({"total": 130.0, "act": 30.0, "stt": 100.0})
    [('stt', 100.0), ('act', 30.0)]
    """
    known = list(STAGES)
    found = [(stage, ms) for stage, ms in latency_ms.items() if stage != "total"]
    return sorted(found, key=lambda each: known.index(each[0]) if each[0] in STAGES else len(known))


def stage_bar(latency_ms: Mapping[str, float], longest_ms: float, width: int) -> Text:
    """Return one bar, each stage a piece of it; `longest_ms` fills the width.

    >>> stage_bar({"stt": 100.0, "act": 100.0}, 400.0, 8).plain
    '████    '
    """
    bar, end_ms = Text(), 0.0
    for stage, ms in in_order(latency_ms):
        end_ms += ms
        end = round(width * end_ms / longest_ms) if longest_ms > 0 else 0
        bar.append("█" * (min(end, width) - len(bar)), STAGES.get(stage, OTHER))
    bar.pad_right(width - len(bar))
    return bar


def durations(latency_ms: Mapping[str, float]) -> Text:
    """Return the stages with their milliseconds, each in its colour."""
    told = Text()
    for stage, ms in in_order(latency_ms):
        told.append(f"{' ' if told else ''}{STAGE_NAMES.get(stage, stage)} {ms:.0f}", STAGES.get(stage, OTHER))
    return told
