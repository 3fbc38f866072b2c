"""What houses use instead of us: fixed thresholds with timeouts, a z-score, and the detectors of river."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from edgeassist.messages import Anomaly, AnomalyKind, Reading

_HOUR_S = 3600.0

_BY_NAME = (
    ("freezer_temperature", (-30.0, -12.0)),
    ("fridge_temperature", (0.0, 9.0)),
    ("outdoor_temperature", (-15.0, 38.0)),
    ("garage_temperature", (0.0, 35.0)),
    ("hot_water_temperature", (38.0, 65.0)),
    ("outdoor_humidity", (10.0, 100.0)),
)
_BY_CLASS = {
    "temperature": (15.0, 28.0),
    "humidity": (25.0, 80.0),
    "carbon_dioxide": (350.0, 2500.0),
    "atmospheric_pressure": (960.0, 1050.0),
    "battery": (15.0, 100.0),
    "pm25": (0.0, 100.0),
    "power": (0.0, 7000.0),
    "illuminance": (0.0, 120_000.0),
    "voltage": (210.0, 250.0),
    "signal_strength": (-88.0, 0.0),
    "sound_pressure": (15.0, 80.0),
    "volume_flow_rate": (0.0, 30.0),
}
_OPEN_S = {"door": 0.5 * _HOUR_S, "garage_door": 0.5 * _HOUR_S, "window": 2 * _HOUR_S}
_SILENT_S = 24 * _HOUR_S
_LOOKS_S = 600.0
"""How often time is looked at."""


class _Alerts:
    """Raises and ends alerts, one of a kind on a sensor at a time."""

    def __init__(self) -> None:
        self._lasting: dict[tuple[str, AnomalyKind], Anomaly] = {}

    def tell(self, reading: Reading, kind: AnomalyKind, *, wrong: bool, now: float) -> list[Anomaly]:
        """Return what is new about the sensor: raised, or over."""
        key = (reading.entity, kind)
        lasting = self._lasting.get(key)
        if wrong and lasting is None:
            raised = Anomaly(reading.entity, kind, now, None, 1.0, reading.value, None, f"{kind} by a rule")
            self._lasting[key] = raised
            return [raised]
        if not wrong and lasting is not None:
            del self._lasting[key]
            return [_ended(lasting, now)]
        return []


def _ended(anomaly: Anomaly, now: float) -> Anomaly:
    return Anomaly(
        anomaly.entity, anomaly.kind, anomaly.since, now, anomaly.score, anomaly.value, None, anomaly.reason
    )  # fmt: skip


class StaticThresholds:
    """Limits as somebody would set them for each sensor, a timeout for what is open, and one for silence."""

    def __init__(self) -> None:
        self._alerts = _Alerts()
        self._last: dict[str, Reading] = {}
        self._opened: dict[str, Reading] = {}
        self._next = math.inf

    def feed(self, readings: Sequence[Reading]) -> list[Anomaly]:
        """Compare each reading with its limits."""
        out: list[Anomaly] = []
        if not self._last and readings:
            self._next = readings[0].received + _LOOKS_S
        for reading in readings:
            self._last[reading.entity] = reading
            out += self._alerts.tell(reading, "dropout", wrong=False, now=reading.received)
            if isinstance(reading.value, float):
                low, high = _limits(reading)
                wrong = not low <= reading.value <= high
                out += self._alerts.tell(reading, "out_of_range", wrong=wrong, now=reading.received)
            elif reading.value == "on" and reading.device_class in _OPEN_S:
                self._opened.setdefault(reading.entity, reading)
            elif self._opened.pop(reading.entity, None):
                out += self._alerts.tell(reading, "left_open", wrong=False, now=reading.received)
        return out

    def tick(self, now: float) -> list[Anomaly]:
        """Look for what is open or silent for too long."""
        self._next = now + _LOOKS_S
        out = []
        for reading in self._opened.values():
            if now - reading.received > _OPEN_S[reading.device_class or ""]:
                out += self._alerts.tell(reading, "left_open", wrong=True, now=now)
        for reading in self._last.values():
            if now - reading.received > _SILENT_S:
                out += self._alerts.tell(reading, "dropout", wrong=True, now=now)
        return out

    def next_due(self) -> float | None:
        """Return when to look again."""
        return self._next if self._last else None


def _limits(reading: Reading) -> tuple[float, float]:
    for name, limits in _BY_NAME:
        if reading.entity.endswith(name):
            return limits
    return _BY_CLASS.get(reading.device_class or "", (-math.inf, math.inf))


class Scored(Protocol):
    """Looks at one sensor's numbers, one by one."""

    def is_odd(self, value: float) -> bool:
        """Return whether `value` is out of the ordinary; learns from it afterwards."""


class EachAlone:
    """A detector a sensor, numbers only; an alert lasts while readings are odd."""

    def __init__(self, make: Callable[[], Scored]) -> None:
        self._make = make
        self._detectors: dict[str, Scored] = {}
        self._alerts = _Alerts()

    def feed(self, readings: Sequence[Reading]) -> list[Anomaly]:
        """Ask the detector of each sensor."""
        out = []
        for reading in readings:
            if isinstance(reading.value, float) and math.isfinite(reading.value):
                detector = self._detectors.get(reading.entity)
                if detector is None:
                    detector = self._detectors[reading.entity] = self._make()
                odd = detector.is_odd(reading.value)
                out += self._alerts.tell(reading, "spike", wrong=odd, now=reading.received)
        return out

    def tick(self, now: float) -> list[Anomaly]:  # noqa: ARG002
        """Return nothing: these know no time."""
        return []

    def next_due(self) -> float | None:
        """Return None: these know no time."""
        return None


class ZScore:
    """How many standard deviations a value is from the mean of the last ones.

    >>> z = ZScore(window=50)
    >>> [z.is_odd(float(n % 5)) for n in range(50)].count(True), z.is_odd(40.0)
    (0, True)
    """

    def __init__(self, window: int = 500, limit: float = 5.0, warm_up: int = 30) -> None:
        self._values: deque[float] = deque(maxlen=window)
        self._limit, self._warm_up = limit, warm_up
        self._sum = self._squares = 0.0

    def score(self, value: float) -> float:
        """Return the z-score of `value`, and learn it."""
        count = len(self._values)
        z = 0.0
        if count >= self._warm_up:
            mean = self._sum / count
            spread = math.sqrt(max(self._squares / count - mean * mean, 1e-9))
            z = abs(value - mean) / max(spread, 1e-6 * abs(mean), 1e-6)
        if count == self._values.maxlen:
            gone = self._values[0]
            self._sum -= gone
            self._squares -= gone * gone
        self._values.append(value)
        self._sum += value
        self._squares += value * value
        return z

    def is_odd(self, value: float) -> bool:
        """Return whether `value` lies beyond the limit."""
        return self.score(value) > self._limit


class RangeSeen:
    """How far a value is outside of all values before it, in widths of their range.

    >>> seen = RangeSeen()
    >>> [seen.score(value) for value in (1.0, 3.0, 2.0, 4.0, 0.5)]
    [0.0, 0.0, 0.0, 0.5, 0.16666666666666666]
    """

    def __init__(self) -> None:
        self._low, self._high = math.inf, -math.inf

    def score(self, value: float) -> float:
        """Return how far out `value` is, and learn it."""
        width = self._high - self._low
        beyond = max(value - self._high, self._low - value, 0.0)
        self._low, self._high = min(self._low, value), max(self._high, value)
        return beyond / width if width > 0 else 0.0
