"""Counters and latencies of this process, on the retained topic `metrics`."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgeassist import __version__
from edgeassist.messages import Detection, TurnRecord
from edgeassist.mqtt.sending import Sender
from edgeassist.mqtt.vitals import cpu_temperature_c, rss_mb

EVERY_S = 30.0
"""How often it is published where nothing changes."""
_LOOK_S = 1.0
_REMEMBERED = 200
"""Turns that percentiles are taken from."""


@dataclass(frozen=True, slots=True)
class Condition:
    """How the parts around the assistant are; a change is published at once."""

    microphone: bool | None = None
    """Whether it delivers; None: there is to be none."""
    problems: tuple[str, ...] = ()
    """What is not as it should be, in words."""
    devices: int = 0
    dropped_chunks: int = 0
    dropped_requests: int = 0


class Metrics:
    """Counts turns and wake words, measures how long stages take."""

    def __init__(
        self,
        sender: Sender,
        condition: Callable[[], Condition],
        now: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._sender = sender
        self._condition = condition
        self._now = now
        self._sleep = sleep
        self._began = time.monotonic()
        self._turns: Counter[str] = Counter()
        self._wakes: Counter[str] = Counter()
        self._latencies: dict[str, deque[float]] = {}

    async def state(self, state: str) -> None:
        """Nothing: states are not counted."""

    async def turn(self, record: TurnRecord) -> None:
        """Count a turn."""
        self._turns[record.reply.outcome] += 1
        for stage, ms in record.latency_ms.items():
            self._latencies.setdefault(stage, deque(maxlen=_REMEMBERED)).append(ms)

    async def began(self, detection: Detection) -> None:
        """Count a wake word."""
        self._wakes["wakes"] += bool(detection.phrase)

    async def nothing_said(self, detection: Detection) -> None:
        """Count a wake word that was none."""
        self._wakes["false_wakes"] += bool(detection.phrase)

    async def run(self) -> None:
        """Publish twice a minute, and soon after a turn or a change of condition, until cancelled."""
        published, at = None, -math.inf
        while True:
            news = (self._condition_but_counts(), self._turns.total(), self._wakes.total())
            if news != published or time.monotonic() - at >= EVERY_S:
                published, at = news, time.monotonic()
                await self._sender.keep("metrics", json.dumps(self.snapshot()))
            await self._sleep(_LOOK_S)

    def _condition_but_counts(self) -> tuple[bool | None, tuple[str, ...]]:
        condition = self._condition()
        return condition.microphone, condition.problems

    def snapshot(self) -> dict[str, Any]:
        """Return what is published now."""
        condition = self._condition()
        return {
            "ts": self._now().isoformat(),
            "version": __version__,
            "uptime_s": round(time.monotonic() - self._began),
            "turns": dict(self._turns),
            "wakes": self._wakes["wakes"],
            "false_wakes": self._wakes["false_wakes"],
            "latency_ms": {stage: _percentiles(values) for stage, values in self._latencies.items()},
            "rss_mb": rss_mb(),
            "cpu_temperature_c": cpu_temperature_c(),
            "devices": condition.devices,
            "microphone": condition.microphone,
            "problems": list(condition.problems),
            "dropped_chunks": condition.dropped_chunks,
            "dropped_requests": condition.dropped_requests,
        }


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {"p50": percentile(values, 50), "p95": percentile(values, 95), "turns": len(values)}


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that so many percent of them do not exceed.

    >>> percentile([3.0, 1.0, 2.0, 4.0], 50), percentile([3.0, 1.0, 2.0, 4.0], 95)
    (2.0, 4.0)
    """
    ordered = sorted(values)
    return round(ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)], 1)
