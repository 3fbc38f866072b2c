"""What watching costs: time a reading, memory a sensor."""

from __future__ import annotations

import math
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from edgeassist.messages import Reading
from edgeassist.stages import SensorMonitor

_START = 1_760_000_000.0
_CLASSES = (
    ("temperature", "°C", 21.0),
    ("humidity", "%", 45.0),
    ("power", "W", 120.0),
    ("carbon_dioxide", "ppm", 600.0),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a monitor costs on this machine, on one core."""

    together_us: float
    """A reading, when all sensors report at once."""
    alone_us: float
    """A reading that is handed over alone."""
    core_pct: float
    """Of one core, at 10,000 readings a second, a tenth of the sensors handed over at a time."""
    sensor_kb: float


def cost(make: Callable[[], SensorMonitor], *, sensors: int = 10_000, rounds: int = 20) -> Cost:
    """Return what a fresh monitor costs with so many sensors; `rounds` is how often each reports before and in it."""
    monitor = make()
    for number in range(rounds):
        _hand_over(monitor, [_round(sensors, number, 60.0)])
    together = [_round(sensors, rounds + number, 60.0) for number in range(rounds)]
    together_s = _hand_over(monitor, together)
    late = 2 * rounds * 60.0
    seconds = [_round(sensors, number, 1.0, late) for number in range(rounds)]
    parts = [whole[first : first + sensors // 10] for whole in seconds for first in range(0, sensors, sensors // 10)]
    steady_s = _hand_over(monitor, parts)
    single = [[reading] for reading in _round(min(sensors, 2000), rounds, 1.0, late)]
    alone_s = _hand_over(monitor, single)
    return Cost(
        1e6 * together_s / (rounds * sensors),
        1e6 * alone_s / len(single),
        100 * steady_s / (rounds * sensors) * 10_000,
        _memory_kb(make, sensors),
    )


def _round(sensors: int, number: int, step_s: float, start: float = 0.0) -> list[Reading]:
    """Return one reading of every sensor, all of them arriving within a step."""
    chance = np.random.default_rng(number)
    noise = chance.normal(0, 1, sensors).tolist()
    readings = []
    for sensor in range(sensors):
        device_class, unit, level = _CLASSES[sensor % len(_CLASSES)]
        now = _START + start + step_s * (number + sensor / sensors)
        value = level + 2 * math.sin(now / 13_751 + sensor) + 0.3 * noise[sensor]
        readings.append(Reading(f"sensor.number_{sensor}", round(value, 2), now, now, device_class, unit))
    return readings


def _hand_over(monitor: SensorMonitor, batches: Sequence[Sequence[Reading]]) -> float:
    """Return the processor time that it takes to hand over all batches, timers rung between them."""
    began = time.process_time()
    for batch in batches:
        due = monitor.next_due()
        if due is not None and due <= batch[0].received:
            monitor.tick(batch[0].received)
        monitor.feed(batch)
    return time.process_time() - began


def _memory_kb(make: Callable[[], SensorMonitor], sensors: int) -> float:
    first = _round(sensors, 0, 60.0)
    tracemalloc.start()
    try:
        monitor = make()
        before = tracemalloc.get_traced_memory()[0]
        monitor.feed(first)
        for number in range(1, 6):
            monitor.feed(_round(sensors, number, 60.0))
        return (tracemalloc.get_traced_memory()[0] - before) / sensors / 1024
    finally:
        tracemalloc.stop()
