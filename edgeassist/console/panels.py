"""The parts of the picture as lines of text, each as wide and as high as there is room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich.text import Text

from edgeassist.console.look import OUTCOMES, STAGE_NAMES, STAGES, stage_bar
from edgeassist.console.picture import Message, Picture

_STATES = {"listening": "bold green", "speaking": "bold cyan", "muted": "yellow", "error": "bold red", "": "red"}
_SHORT = {"not_understood": "unclear", "cancelled": "stopped", "clarify": "asks"}
"""Outcome → a word that fits in eight columns."""
_TIMERS = {"ringing": "bold yellow", "paused": "bright_black"}
_GRAVITIES = {"danger": "bold red", "urgent": "red"}
_QUIETEST_DB, _LOUD_DB, _TOO_LOUD_DB = -60.0, -20.0, -6.0
_WORDS_SHARE = 0.45
"""Of the width of a turn, for what was said."""


def head(picture: Picture, width: int) -> Text:
    """Return who and how the assistant is: one line."""
    line = Text(no_wrap=True, overflow="ellipsis")
    line.append(f" {picture.node} ", "bold reverse").append(" ")
    line.append(picture.state or "away", _STATES.get(picture.state, "bold"))
    if picture.quiet.get("quiet"):
        line.append("  do not disturb", "yellow")
    metrics = picture.metrics
    if "uptime_s" in metrics:
        line.append(f"  up {lasting(_number(metrics, 'uptime_s'))}")
    told = f"edgeassist {metrics['version']}" if "version" in metrics else ""
    line.truncate(width)
    line.append(" " * max(1, width - line.cell_len - len(told) - 1) + told, "bright_black")
    return line


def level(picture: Picture, width: int) -> Text:
    """Return how loud it is at the microphone: one line."""
    line, now = Text(" mic ", no_wrap=True, overflow="crop"), picture.level
    metrics = picture.metrics
    if now is None:
        state = {True: "listens; no level yet", False: "does not deliver", None: "none: text only"}
        alive = metrics.get("microphone")
        return line.append(state.get(alive, "") if metrics else "", "red" if alive is False else "bright_black")
    rms_db, peak_db = _number(now, "rms_db"), _number(now, "peak_db")
    room = max(10, width - 60)
    filled = round(room * min(1.0, max(0.0, 1 - rms_db / _QUIETEST_DB)))
    colour = "red" if peak_db > _TOO_LOUD_DB else "yellow" if rms_db > _LOUD_DB else "green"
    line.append("█" * filled, colour).append("·" * (room - filled), "bright_black")
    line.append(f" {rms_db:4.0f} dB").append(f"  peak {peak_db:4.0f}", "bright_black")
    wakes = [f"{_number(metrics, key):.0f} {word}" for key, word in _WAKES if _number(metrics, key)]
    return line.append(f"   {', '.join(wakes)}")


_WAKES = (("wakes", "wake words"), ("false_wakes", "false"), ("near_wakes", "near"), ("refused_wakes", "refused"))


def turns(picture: Picture, width: int, height: int) -> Text:
    """Return the last turns, the newest first: when, what became of it, what was said, how long which stage took."""
    rows = list(picture.turns)[: max(0, height - 1)]
    if not rows:
        return Text(" Nothing was asked yet. Ask below, or say the wake word.", "bright_black")
    shown = Text(no_wrap=True, overflow="crop").append(" " * 18)
    for stage, colour in STAGES.items():
        shown.append(f" █ {STAGE_NAMES.get(stage, stage)}", colour)
    longest = max((sum(_stages(turn).values()) for turn in rows), default=0.0)
    for turn in rows:
        shown.append("\n").append(_turn(turn, longest, width))
    return shown


def _turn(turn: Message, longest_ms: float, width: int) -> Text:
    outcome = str(turn.get("outcome"))
    words = max(12, round(width * _WORDS_SHARE))
    line = Text(no_wrap=True)
    line.append(f" {_clock(turn.get('ts'))} ", "bright_black")
    line.append(f"{_SHORT.get(outcome, outcome)[:8]:<8} ", OUTCOMES.get(outcome, ""))
    line.append_text(_cut(said_of(turn), words)).append(" ")
    stages = _stages(turn)
    line.append(stage_bar(stages, longest_ms, max(5, width - line.cell_len - 9)))
    total_ms = (turn.get("latency_ms") or {}).get("total", sum(stages.values()))
    return line.append(f"{total_ms:>6,.0f} ms" if stages else "")


def said_of(turn: Message) -> str:
    """Return what was said, or what was done where words are not published."""
    if text := turn.get("text"):
        return str(text)
    actions = [action for action in turn.get("actions") or [] if isinstance(action, dict)]
    return (
        ", ".join(" ".join([str(each.get("intent")), *map(str, each.get("targets") or [])]) for each in actions) or "-"
    )


def devices(picture: Picture, width: int, height: int) -> Text:
    """Return the devices that changed last."""
    return _lines([_device(row, width) for row in picture.devices[:height]], "none is known")


def _device(row: Message, width: int) -> Text:
    unit = str(row.get("unit") or "")
    state = "?" if row.get("state") is None else f"{row['state']}{' ' if unit else ''}{unit}"
    room = max(4, width - min(len(state), width // 2) - 1)
    colour = {"on": "green", "open": "yellow", "unlocked": "yellow", "unavailable": "red"}.get(state, "")
    return (
        _cut(str(row.get("name") or row.get("id")), room).append(" ").append_text(_cut(state, width - room - 1, colour))
    )


def timers_and_alerts(picture: Picture, width: int, height: int) -> Text:
    """Return what runs, rings or is wrong, what is wrong first."""
    found = [*_alerts(picture, width), *_timers(picture, width)]
    more = [Text(f"and {len(found) - height + 1} more", "bright_black")] if len(found) > height else []
    return _lines([*found[: height - len(more)], *more], "all is well, no timer runs")


def _alerts(picture: Picture, width: int) -> Iterator[Text]:
    rows = sorted(picture.alerts.items(), key=lambda each: str(each[1].get("gravity")) not in _GRAVITIES)
    for entity, alert in rows:
        what = f"{alert.get('name') or entity}: {str(alert.get('kind')).replace('_', ' ')}"
        value = alert.get("value")
        told = what if value is None else f"{what} {value}{alert.get('unit') or ''}"
        yield _cut(f"! {told}", width, _GRAVITIES.get(str(alert.get("gravity")), "yellow"))


def _timers(picture: Picture, width: int) -> Iterator[Text]:
    for timer in picture.timers.values():
        state, left_s = str(timer.get("state")), _number(timer, "remaining_s")
        if ends := timer.get("ends"):
            left_s = (datetime.fromisoformat(str(ends)) - datetime.now().astimezone()).total_seconds()
        left = "rings" if state == "ringing" else countdown(left_s)
        name = _cut(str(timer.get("name") or "timer"), max(4, width - 10))
        yield name.append(f" {left:>9}", _TIMERS.get(state, "green"))


def machine(picture: Picture, width: int, height: int) -> Text:
    """Return the health of process, machine and connection."""
    metrics = picture.metrics
    if not metrics:
        return Text("not told yet", "bright_black")
    rows = [_cut(str(problem), width, "bold red") for problem in metrics.get("problems") or []]
    rows += [_pair(name, value, width, colour) for name, value, colour in _health(metrics)]
    return _lines(rows[:height], "")


def _health(metrics: Message) -> Iterator[tuple[str, str, str]]:
    """Yield name, value and colour, what matters most first."""
    total = metrics.get("latency_ms", {}).get("total") or {}
    if total:
        yield "turn p50 p95", f"{_number(total, 'p50'):,.0f} {_number(total, 'p95'):,.0f} ms", ""
    counted = metrics.get("turns") or {}
    done = sum(counted.get(outcome, 0) for outcome in ("done", "partly"))
    yield "turns done", f"{done} of {sum(counted.values())}", ""
    lost = _number(metrics, "broker_reconnects")
    yield "broker", f"{lost:.0f} reconnect{'s' * (lost > 1)}" if lost else "connected", "yellow" if lost else "green"
    yield "memory", f"{_number(metrics, 'rss_mb'):.0f} MB", ""
    degrees = metrics.get("cpu_temperature_c")
    hot = isinstance(degrees, int | float) and degrees >= _HOT_C
    yield "temperature", "?" if degrees is None else f"{degrees:.0f} °C", "red" if hot else ""
    held_back = metrics.get("throttled")
    if held_back is not None:
        now = [str(each) for each in held_back if not str(each).startswith("was_")]
        before = "was, earlier" if held_back else "no"
        yield "throttled", ", ".join(now) or before, "bold red" if now else "yellow" if held_back else "green"
    dropped = _number(metrics, "dropped_chunks") + _number(metrics, "dropped_requests")
    if dropped:
        yield "dropped", f"{dropped:.0f}", "yellow"
    waiting = [f"{count} {what}" for what, count in (metrics.get("queues") or {}).items() if count]
    yield "queues", ", ".join(waiting) or "empty", ""
    confidence = metrics.get("confidence") or {}
    if confidence:
        yield "confidence", f"{_number(confidence, 'p50'):.2f}, low {_number(confidence, 'p5'):.2f}", ""


_HOT_C = 75.0


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


def lasting(seconds: float) -> str:
    """Return a length of time in its two largest units.

    >>> lasting(59), lasting(3700), lasting(200_000)
    ('59 s', '1 h 1 m', '2 d 7 h')
    """
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} m" if hours else f"{minutes} m" if minutes else f"{rest} s"


def countdown(seconds: float) -> str:
    """Return what is left, as clocks show it.

    >>> countdown(61), countdown(3723), countdown(-3)
    ('1:01', '1:02:03', '0:00')
    """
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _stages(turn: Message) -> dict[str, float]:
    latencies = turn.get("latency_ms")
    latencies = latencies if isinstance(latencies, dict) else {}
    return {
        str(stage): float(ms) for stage, ms in latencies.items() if stage != "total" and isinstance(ms, int | float)
    }


def _clock(moment: Any) -> str:
    try:
        return f"{datetime.fromisoformat(str(moment)):%H:%M:%S}"
    except ValueError:
        return "??:??:??"


def _number(message: Message, key: str) -> float:
    value = message.get(key)
    return float(value) if isinstance(value, int | float) else 0.0


def _cut(text: str, width: int, style: str = "") -> Text:
    line = Text(text.replace("\n", " "), no_wrap=True)
    line.truncate(max(1, width), overflow="ellipsis", pad=True)
    return Text(line.plain, style, no_wrap=True)


def _pair(name: str, value: str, width: int, colour: str) -> Text:
    return _cut(name, max(4, width - len(value) - 1)).append(" ").append(value[: width - 5], colour)


def _lines(lines: list[Text], otherwise: str) -> Text:
    return Text("\n").join(lines) if lines else Text(otherwise, "bright_black")
