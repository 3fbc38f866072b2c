"""Sensors of a made-up house for the tests of the monitor: a week of each takes a fraction of a second."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

import numpy as np

from edgeassist.messages import Anomaly, Reading
from edgeassist.sensors.monitor import Monitor
from edgeassist.sensors.replay import merged, replayed
from edgeassist.settings import SensorsSettings

START = 1_790_000_000.0
DAY = 86_400.0
HOUR = 3600.0


@dataclass(frozen=True)
class Gauge:
    """A sensor that reports every ten minutes."""

    entity: str = "sensor.room"
    device_class: str = "temperature"
    unit: str = "°C"
    level: float = 21.0
    swing: float = 1.5
    noise: float = 0.1

    def readings(self, days: float, *, since: float = START, seed: int = 1) -> list[Reading]:
        chance = np.random.default_rng(seed)
        at = since + np.arange(0, days * DAY, 600.0) + chance.uniform(0, 20, int(np.ceil(days * DAY / 600)))
        value = self.level + self.swing * np.sin(2 * np.pi * at / DAY) + chance.normal(0, self.noise, len(at))
        return [self.at(moment, round(each, 1)) for moment, each in zip(at.tolist(), value.tolist(), strict=True)]

    def at(self, moment: float, value: float | str | None) -> Reading:
        return Reading(self.entity, value, moment, moment, self.device_class, self.unit)


def door(spans: Iterable[tuple[float, float]], entity: str = "binary_sensor.door", kind: str = "door") -> list[Reading]:
    """Return what a door says that is open in `spans`, seconds since START; at first it is closed."""
    edges = [
        (START, "off"),
        *((START + moment, state) for span in spans for moment, state in zip(span, ("on", "off"), strict=True)),
    ]
    return [Reading(entity, state, moment, moment, kind) for moment, state in edges]


def monitor(zone: str = "UTC") -> Monitor:
    return Monitor(SensorsSettings(), ZoneInfo(zone))


def alerts(readings: Sequence[Reading], *, until: float | None = None, watch: Monitor | None = None) -> list[Anomaly]:
    """Return each alert once; `until`: the time goes on after the last reading."""
    watch = monitor() if watch is None else watch
    told = list(replayed(watch, sorted(readings, key=lambda reading: reading.received)))
    while until is not None and (due := watch.next_due()) is not None and due <= until:
        told += watch.tick(due)
    return merged(told)


def shifted(readings: Sequence[Reading], since: float, by: float) -> list[Reading]:
    """Return readings that are higher by so much from a moment on."""
    return [
        replace(each, value=round(each.value + by, 1)) if each.at >= since and isinstance(each.value, float) else each
        for each in readings
    ]
