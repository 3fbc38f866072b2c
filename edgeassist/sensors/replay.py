"""Running a monitor over readings that lie in a file: the clock is theirs, and it never looks ahead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from edgeassist.messages import Anomaly, Reading
from edgeassist.stages import SensorMonitor

_BATCH_S = 30.0
"""Readings that arrive within this are handed over together, as long as no timer rings between them."""

_BATCH = 512

_LONGEST_S = 7 * 86_400.0
"""A longer pause is none that timers ran through: a clock was wrong, or nobody wrote down what came."""


def replayed(monitor: SensorMonitor, readings: Iterable[Reading]) -> Iterator[Anomaly]:
    """Yield what the monitor says to readings in the order of arrival, its timers rung when they are due."""
    batch: list[Reading] = []
    ends = -float("inf")
    for reading in readings:
        if batch and (reading.received > ends or len(batch) >= _BATCH):
            yield from monitor.feed(batch)
            batch = []
        if not batch:
            yield from _rung(monitor, reading.received)
            due = monitor.next_due()
            ends = min(reading.received + _BATCH_S, float("inf") if due is None else due)
        batch.append(reading)
    if batch:
        yield from monitor.feed(batch)


def merged(anomalies: Iterable[Anomaly]) -> list[Anomaly]:
    """Return each anomaly once, as it was last told, in the order in which they were raised."""
    last: dict[tuple[str, str, float], Anomaly] = {}
    for anomaly in anomalies:
        last[anomaly.entity, anomaly.kind, anomaly.since] = anomaly
    return sorted(last.values(), key=lambda anomaly: anomaly.since)


def _rung(monitor: SensorMonitor, now: float) -> Iterator[Anomaly]:
    """Ring every timer that is due before `now`, each at its own time."""
    rung = -float("inf")
    while (due := monitor.next_due()) is not None and due <= now:
        if due <= rung or now - due > _LONGEST_S:  # it rang and is still due: time has to go on
            yield from monitor.tick(now)
            return
        rung = due
        yield from monitor.tick(due)
