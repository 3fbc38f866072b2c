"""What is counted and measured of this process: in one place, for MQTT and for Prometheus."""

from __future__ import annotations

import math
import time
from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edgeassist.messages import Detection, TurnRecord
from edgeassist.vitals import cpu_temperature_c, rss_mb, throttling

STAGE_BOUNDS_MS = (5.0, 10.0, 25.0, 50.0, 100.0, 250.0, 500.0, 1_000.0, 2_500.0, 5_000.0, 10_000.0)
CONFIDENCE_BOUNDS = (0.25, 0.5, 0.75, 0.9, 0.95, 0.99)
_REMEMBERED = 200
"""Turns that percentiles are taken from."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the parts around the assistant are; counters never go down while the process lives."""

    microphone: bool | None = None
    """Whether it delivers; None: there is to be none."""
    problems: tuple[str, ...] = ()
    """What is not as it should be, in words."""
    broker: bool = False
    """Whether there is a connection."""
    devices: int = 0
    alerts: int = 0
    """Sensors' alerts that last."""
    timers: int = 0
    queues: Mapping[str, int] = field(default_factory=dict)
    """What waits, by what it is: requests in work, chunks of sound that are still to be listened to."""
    near_wakes: int = 0
    """Times that something was almost the wake word."""
    refused_wakes: int = 0
    """Times that something scored as the wake word, and a second look showed that it was none."""
    reconnects: int = 0
    """Connections to the broker after the first."""
    dropped_chunks: int = 0
    dropped_requests: int = 0


class Measured:
    """One quantity: every value since the start, counted up to each of some bounds, and the last ones as they were."""

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.sum = 0.0
        self._counts = [0] * (len(bounds) + 1)
        self._recent: deque[float] = deque(maxlen=_REMEMBERED)

    def add(self, value: float) -> None:
        """Count a value."""
        self._counts[bisect_left(self.bounds, value)] += 1
        self._recent.append(value)
        self.sum += value

    def up_to(self) -> list[tuple[float, int]]:
        """Return each bound, infinity at the end, with how many values do not exceed it."""
        bounds = [*self.bounds, math.inf]
        return [(bound, sum(self._counts[: place + 1])) for place, bound in enumerate(bounds)]

    def percentiles(self, *percents: int, digits: int = 1) -> dict[str, float]:
        """Return percentiles of the last values, and of how many; there must have been one."""
        found = {f"p{percent}": percentile(self._recent, percent, digits) for percent in percents}
        return {**found, "turns": len(self._recent)}


class Metrics:
    """Counts turns and wake words, measures how long stages take; a reporter that never waits."""

    def __init__(self, condition: Callable[[], Condition]) -> None:
        self.condition = condition
        self.turns: Counter[str] = Counter()
        """By outcome."""
        self.tiers: Counter[str] = Counter()
        """Turns by who understood them."""
        self.steps: Counter[str] = Counter()
        """What was done to a device, by what became of it."""
        self.wakes: Counter[str] = Counter()
        self.stages_ms: dict[str, Measured] = {}
        self.confidence = Measured(CONFIDENCE_BOUNDS)
        self._began = time.monotonic()

    async def state(self, state: str) -> None:
        """Nothing: states are not counted."""

    async def turn(self, record: TurnRecord) -> None:
        """Count a turn."""
        self.turns[record.reply.outcome] += 1
        self.tiers[record.plan.tier] += 1
        self.steps.update(step.result for step in record.steps)
        if record.plan.tier != "none":
            self.confidence.add(record.plan.confidence)
        for stage, ms in record.latency_ms.items():
            self.stages_ms.setdefault(stage, Measured(STAGE_BOUNDS_MS)).add(ms)

    async def began(self, detection: Detection) -> None:
        """Count a wake word."""
        self.wakes["wakes"] += bool(detection.phrase)

    async def nothing_said(self, detection: Detection) -> None:
        """Count a wake word that was none."""
        self.wakes["false_wakes"] += bool(detection.phrase)

    @property
    def uptime_s(self) -> float:
        """Seconds since counting began."""
        return time.monotonic() - self._began

    def news(self) -> object:
        """Return what is other as soon as something has happened that should be published at once."""
        now = self.condition()
        parts = now.microphone, now.problems, now.alerts, now.timers, now.reconnects
        return parts, self.turns.total(), self.wakes.total()

    def snapshot(self) -> dict[str, Any]:
        """Return all of it as JSON."""
        now = self.condition()
        held_back = throttling()
        return {
            "uptime_s": round(self.uptime_s),
            "turns": dict(self.turns),
            "tiers": dict(self.tiers),
            "steps": dict(self.steps),
            "wakes": self.wakes["wakes"],
            "false_wakes": self.wakes["false_wakes"],
            "near_wakes": now.near_wakes,
            "refused_wakes": now.refused_wakes,
            "latency_ms": {stage: each.percentiles(50, 95) for stage, each in self.stages_ms.items()},
            "confidence": self.confidence.percentiles(5, 50, digits=3)
            if self.tiers.total() > self.tiers["none"]
            else {},
            "rss_mb": rss_mb(),
            "cpu_temperature_c": cpu_temperature_c(),
            "throttled": None if held_back is None else list(held_back),
            "devices": now.devices,
            "alerts": now.alerts,
            "timers": now.timers,
            "microphone": now.microphone,
            "problems": list(now.problems),
            "queues": dict(now.queues),
            "broker_reconnects": now.reconnects,
            "dropped_chunks": now.dropped_chunks,
            "dropped_requests": now.dropped_requests,
        }


def percentile(values: Sequence[float], percent: int, digits: int = 1) -> float:
    """Return the smallest value that so many percent of them do not exceed.

    >>> percentile([3.0, 1.0, 2.0, 4.0], 50), percentile([3.0, 1.0, 2.0, 4.0], 95)
    (2.0, 4.0)
    """
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)], digits)
