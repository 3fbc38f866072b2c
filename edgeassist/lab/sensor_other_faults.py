"""Faults of the other simulated homes: put into what is reported, each by a simple recipe of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Array, Calendar, Span
from edgeassist.lab.sensor_tracks import UNAVAILABLE, Mask, inside


@dataclass(slots=True)
class Column:
    """What one sensor measured, changed in place; NaN is not sent."""

    kind: str
    at: Array
    value: Array
    size: float
    """What a person would call clearly wrong."""
    broken: tuple[float, ...]
    """What it says when it is out of its range."""

    def part(self, start: float, seconds: float) -> Mask:
        """Return which measurements lie within `seconds` of `start`, at least one."""
        chosen = inside(self.at, (start, start + seconds))
        chosen[min(int(np.searchsorted(self.at, start)), len(chosen) - 1)] = True
        return chosen

    @property
    def period(self) -> float:
        """Usual seconds between two measurements."""
        return float(np.median(np.diff(self.at)))


_ABOVE_ZERO = frozenset(
    {"power", "carbon_dioxide", "pm25", "illuminance", "volume_flow_rate", "wind_speed", "humidity"}
)


def break_number(column: Column, kind: str, start: float, chance: Generator) -> Span:
    """Put a fault into the measurements; returns from when to when."""
    start = float(column.at[min(int(np.searchsorted(column.at, start)), len(column.at) - 1)])
    before = column.value.copy()
    end = _NUMBERS[kind](column, start, chance)
    low = 0.0 if column.kind in _ABOVE_ZERO else -np.inf
    high = 100.0 if column.kind == "humidity" else np.inf
    if kind != "out_of_range":
        column.value = np.where(column.value == before, before, np.clip(column.value, low, high))
    return start, min(end, float(column.at[-1]))


def _sign(chance: Generator) -> float:
    return float(chance.choice([-1, 1]))


def _spike(column: Column, start: float, chance: Generator) -> float:
    length = column.period * float(chance.choice([0.5, 0.5, 1.5]))
    column.value[column.part(start, length)] += _sign(chance) * column.size * chance.uniform(1.5, 4)
    return start + length


def _stuck(column: Column, start: float, chance: Generator) -> float:
    length = float(chance.uniform(12, 72)) * HOUR_S
    chosen = column.part(start, length)
    column.value[chosen] = column.value[chosen][0]
    return start + length


def _dropout(column: Column, start: float, chance: Generator) -> float:
    length = max(8 * column.period, float(chance.uniform(3, 36)) * HOUR_S)
    chosen = column.part(start, length)
    column.value[chosen] = np.nan
    if chance.random() < 0.3:
        column.value[np.flatnonzero(chosen)[0]] = UNAVAILABLE
    return start + length


def _drift(column: Column, start: float, chance: Generator) -> float:
    length = float(chance.uniform(2, 6)) * DAY_S
    chosen = column.part(start, length)
    way = (column.at[chosen] - start) / length
    column.value[chosen] += _sign(chance) * column.size * chance.uniform(0.8, 2) * way
    return start + length


def _level_shift(column: Column, start: float, chance: Generator) -> float:
    length = float(chance.choice([chance.uniform(12, 48), chance.uniform(48, 120)])) * HOUR_S
    chosen = column.part(start, length)
    onset = ((column.at[chosen] - start + 1) / float(chance.choice([1, 1, 1800]))).clip(0, 1)
    column.value[chosen] += _sign(chance) * column.size * chance.uniform(0.6, 1.6) * onset
    return start + length


def _out_of_range(column: Column, start: float, chance: Generator) -> float:
    length = float(chance.choice([column.period * int(chance.integers(1, 5)), 2 * HOUR_S]))
    column.value[column.part(start, length)] = float(chance.choice(column.broken))
    return start + length


def _noise(column: Column, start: float, chance: Generator) -> float:
    length = max(20 * column.period, float(chance.uniform(4, 24)) * HOUR_S)
    chosen = column.part(start, length)
    spread = column.size * chance.uniform(0.3, 0.8)
    count = int(chosen.sum())
    kinds = (
        chance.normal(0, spread, count),
        chance.uniform(-1.7, 1.7, count) * spread,
        chance.laplace(0, spread, count),
    )
    column.value[chosen] += kinds[int(chance.integers(3))]
    return start + length


def _rate(column: Column, start: float, chance: Generator) -> float:
    since = column.at - start
    if column.kind in {"energy", "water", "gas"}:
        length = float(chance.uniform(1, 8)) * HOUR_S
        column.value += column.size * chance.uniform(0.7, 2) * since.clip(0, length) / HOUR_S
        return start + length
    rise = max(float(chance.uniform(300, 1200)), 2 * column.period)
    fading = np.exp(-(since - rise).clip(0) / float(chance.uniform(1, 3) * HOUR_S))
    chosen = (since >= 0) & (since < rise + 8 * HOUR_S)
    size = _sign(chance) * column.size * chance.uniform(1, 2.5)
    column.value[chosen] += (size * (since / rise).clip(0, 1) * fading)[chosen]
    return start + rise + HOUR_S


def _missing_cycle(column: Column, start: float, chance: Generator) -> float:
    length = float(chance.uniform(6, 24)) * HOUR_S
    chosen = column.part(start, length)
    rest = float(np.percentile(column.value[np.isfinite(column.value)], 2))
    column.value[chosen] = rest + chance.normal(0, 0.01 * column.size, int(chosen.sum()))
    return start + length


_NUMBERS: dict[str, Callable[[Column, float, Generator], float]] = {
    "spike": _spike,
    "stuck": _stuck,
    "dropout": _dropout,
    "drift": _drift,
    "level_shift": _level_shift,
    "out_of_range": _out_of_range,
    "noise": _noise,
    "rate": _rate,
    "missing_cycle": _missing_cycle,
}


def break_switch(spans: list[Span], kind: str, start: float, calendar: Calendar, chance: Generator) -> Span:
    """Put a fault into when something is on; returns from when to when."""
    if kind == "left_open":
        start = next((begin for begin, _ in spans if begin >= start), start)
        usual = float(np.percentile([end - begin for begin, end in spans] or [60.0], 95))
        fault = (start, start + max(float(chance.uniform(0.5, 6)) * HOUR_S, 2.5 * usual))
        _instead(spans, fault, [fault])
        return fault
    if kind == "night_activity":
        start = calendar.at(int((start - calendar.start) // DAY_S), float(chance.uniform(1.5, 4)))
        begins = start + np.cumsum(chance.uniform(60, 400, int(chance.integers(1, 6))))
        added = [(float(begin), float(begin) + 40.0) for begin in begins]
        spans += added
        return added[0][0], added[-1][1]
    if kind == "rate":
        begins = start + np.cumsum(chance.uniform(2, 20, int(chance.integers(40, 150))))
        fault = (start, float(begins[-1]) + 2)
        _instead(spans, fault, [(float(begin), float(begin) + 1.0) for begin in begins])
        return fault
    hours = {"stuck": chance.uniform(8, 40), "missing_cycle": chance.uniform(24, 60)}[kind]
    fault = (start, start + float(hours) * HOUR_S)
    _instead(spans, fault, [fault] if kind == "stuck" else [])
    return fault


def _instead(spans: list[Span], fault: Span, put: list[Span]) -> None:
    spans[:] = [span for span in spans if span[1] <= fault[0] or span[0] >= fault[1]] + put
