"""The machine as lines: how fast turns are, the connection, memory, heat, what holds it back, and what waits."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from edgeassist.console.lines import joined, number, pair
from edgeassist.console.picture import Message, Picture

_HOT_C = 75.0
_HELD_BACK = {
    "under_voltage": "low voltage",
    "frequency_capped": "clock capped",
    "throttled": "slowed down",
    "soft_temperature_limit": "heat limit",
}
_Row = tuple[str, str, str]
"""Name, value and colour."""


def problems(picture: Picture) -> Text:
    """Return what the assistant has to say of its own troubles, a line each."""
    told = picture.metrics.get("problems")
    return Text("\n".join(f"! {problem}" for problem in told) if isinstance(told, list) else "", "bold red")


def machine(picture: Picture, width: int, height: int) -> Text:
    """Return the health of process, machine and connection."""
    rows = [*_pace(picture.metrics), *_health(picture.metrics)] if picture.metrics else []
    return joined([pair(name, value, width, colour) for name, value, colour in rows[:height]], "not told yet")


def _pace(metrics: Message) -> Iterator[_Row]:
    total = (metrics.get("latency_ms") or {}).get("total") or {}
    if total:
        yield "turn p50 p95", f"{number(total, 'p50'):,.0f} {number(total, 'p95'):,.0f} ms", ""
    counted = metrics.get("turns") or {}
    done = sum(counted.get(outcome, 0) for outcome in ("done", "partly"))
    yield "turns done", f"{done} of {sum(counted.values())}", ""


def _health(metrics: Message) -> Iterator[_Row]:
    """Yield what matters most first."""
    lost = number(metrics, "broker_reconnects")
    yield "broker", f"{lost:.0f} reconnect{'s' * (lost > 1)}" if lost else "connected", "yellow" if lost else "green"
    yield from _held_back(metrics)
    degrees = metrics.get("cpu_temperature_c")
    hot = isinstance(degrees, int | float) and degrees >= _HOT_C
    yield "temperature", "?" if degrees is None else f"{degrees:.0f} °C", "bold red" if hot else ""
    yield "memory", f"{number(metrics, 'rss_mb'):.0f} MB", ""
    dropped = number(metrics, "dropped_chunks") + number(metrics, "dropped_requests")
    if dropped:
        yield "dropped", f"{dropped:.0f}", "yellow"
    waiting = [f"{count} {what}" for what, count in (metrics.get("queues") or {}).items() if count]
    yield "queues", ", ".join(waiting) or "empty", ""
    confidence = metrics.get("confidence") or {}
    if confidence:
        yield "confidence", f"{number(confidence, 'p50'):.2f}, low {number(confidence, 'p5'):.2f}", ""


def _held_back(metrics: Message) -> Iterator[_Row]:
    """Yield a line for each thing that holds the processor back now; nothing where the board cannot tell."""
    told = metrics.get("throttled")
    if not isinstance(told, list):
        return
    now = [str(each) for each in told if not str(each).startswith("was_")]
    for place, each in enumerate(now):
        yield "" if place else "throttled", _HELD_BACK.get(each, each), "bold red"
    if not now:
        yield "throttled", "was, earlier" if told else "no", "yellow" if told else "green"
