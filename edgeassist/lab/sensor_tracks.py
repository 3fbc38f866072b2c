"""What a simulated sensor is made of: the truth that it measures, how it reports, and what was reported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from edgeassist.lab.sensor_calendar import Array, Span

Mask = npt.NDArray[np.bool_]

UNAVAILABLE = np.inf
"""Stands for "unavailable" among values; NaN stands for null."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A quantity over time."""

    at: Array
    value: Array
    steps: bool = False
    """Whether it keeps each value until the next one."""

    def __call__(self, moments: Array) -> Array:
        """Return what it is at `moments`."""
        if not self.steps:
            return np.interp(moments, self.at, self.value)
        return np.asarray(self.value[np.clip(np.searchsorted(self.at, moments, side="right") - 1, 0, None)])


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sensor reports."""

    period_s: float
    """Between two measurements."""
    jitter: float = 0.03
    """How much a period varies, as a share of it."""
    deadband: float = 0.0
    """Reported is what differs by so much from what was reported last; 0: everything."""
    heartbeat_s: float | None = None
    """With a deadband: reported anyway after so long."""
    round_to: float = 0.01
    loss: float = 0.001
    """Share of reports that never arrive."""
    naps: float = 0.0
    """Gaps of hours, as many a day."""


@dataclass(frozen=True, slots=True)
class Sensor:
    """One sensor of a home, as it would be without faults."""

    entity: str
    device_class: str | None
    unit: str | None
    truth: Curve
    manner: Manner
    scale: float = 1.0
    """The size of an error that somebody who lives there would call one."""
    noise: float = 0.0
    """Of the sensor itself, standard deviation."""
    faults: tuple[str, ...] = ()
    """Kinds that can befall it."""
    impossible: tuple[float, ...] = ()
    """What it says when it is broken and out of its range."""
    rest: float | None = None
    """Where its cycles rest."""
    is_on_off: bool = False
    usual_s: float = 0.0
    """On and off: how long it is on when it is on for long."""
    cycle_s: float = 0.0
    """How far its cycles are apart."""


@dataclass(frozen=True, slots=True)
class Reports:
    """What one sensor sent, in the order of measurement."""

    at: Array
    received: Array
    value: Array
    retained: Mask
    units: tuple[tuple[float, str], ...] = ()
    """From when on (received) another unit was announced."""

    @classmethod
    def of(cls, at: Array, value: Array) -> Reports:
        """Return reports that arrive at once."""
        return cls(at, at.copy(), value, np.zeros(len(at), dtype=bool))

    def where(self, keep: Mask) -> Reports:
        """Return those where `keep` is true."""
        return replace(
            self,
            at=self.at[keep],
            received=self.received[keep],
            value=self.value[keep],
            retained=self.retained[keep],
        )

    def plus(self, other: Reports) -> Reports:
        """Return both, in the order of arrival."""
        joined = [np.concatenate(pair) for pair in zip(self._columns(), other._columns(), strict=True)]
        order = np.argsort(joined[1], kind="stable")
        at, received, value, retained = (column[order] for column in joined)
        return Reports(at, received, value, retained.astype(bool), self.units + other.units)

    def _columns(self) -> tuple[Array, Array, Array, Mask]:
        return self.at, self.received, self.value, self.retained


@dataclass(frozen=True, slots=True)
class Label:
    """A fault that was put into a home, or an event that has to raise nothing."""

    entity: str
    kind: str
    start: float
    end: float
    detail: str = ""


@dataclass(slots=True)
class Simulated:
    """One sensor with all that happened to it."""

    sensor: Sensor
    reports: Reports
    labels: list[Label] = field(default_factory=list)
    benign: list[Label] = field(default_factory=list)


def inside(moments: Array, span: Span) -> Mask:
    """Return which of `moments` lie in `span`."""
    return (moments >= span[0]) & (moments < span[1])


def square(spans: list[Span], start: float) -> Curve:
    """Return a curve that is 1 inside `spans` and 0 elsewhere, overlapping ones joined."""
    joined: list[list[float]] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([begin, end])
    edges = np.array([start - 1e6, *(moment for span in joined for moment in span)])
    return Curve(edges, np.arange(len(edges), dtype=np.float64) % 2, steps=True)
