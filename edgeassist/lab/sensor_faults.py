"""How sensors of numbers fail: each function changes what is measured from a moment on, and says until when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Array, Span
from edgeassist.lab.sensor_tracks import Label, Mask, Sensor, inside

_BOUNDS = {
    "humidity": (1.0, 100.0),
    "carbon_dioxide": (350.0, 10_000.0),
    "illuminance": (0.0, 150_000.0),
    "pm25": (0.0, 900.0),
    "power": (0.0, 30_000.0),
    "volume_flow_rate": (0.0, 60.0),
    "battery": (0.0, 100.0),
    "sound_pressure": (20.0, 130.0),
}
"""What a fault that is not about the range stays inside of."""

_COUNTERS = {"energy": 1.0 / 1000, "water": 1.0 / 1000}
"""Counters: what one W or one L adds in an hour."""


@dataclass(slots=True)
class Measured:
    """What one sensor measured before it decided what to report; faults change it in place."""

    sensor: Sensor
    at: Array
    value: Array
    silent: list[Span] = field(default_factory=list)
    """When it reports nothing."""

    def span(self, start: float, seconds: float) -> Mask:
        """Return which measurements lie within `seconds` of `start`."""
        return inside(self.at, (start, start + seconds))

    def put(self, chosen: Mask, values: Array) -> None:
        """Write `values`, held to what the quantity can be."""
        low, high = _BOUNDS.get(self.sensor.device_class or "", (-np.inf, np.inf))
        self.value[chosen] = np.clip(values, low, high)


Fault = Callable[[Measured, float, Generator], float]
"""Measurements, start, chance → end."""


def break_(measured: Measured, kind: str, start: float, chance: Generator) -> Label:
    """Put a fault of `kind` into the measurements; returns what was done."""
    begins = float(measured.at[min(int(np.searchsorted(measured.at, start)), len(measured.at) - 1)])
    end = _FAULTS[kind](measured, begins, chance)
    told = "out_of_range" if kind == "thaw" else kind
    return Label(measured.sensor.entity, told, begins, min(end, float(measured.at[-1])), kind)


def _hours(chance: Generator, middle: float, spread: float, low: float, high: float) -> float:
    """Return a length in seconds, drawn around `middle` hours."""
    return HOUR_S * float(np.clip(chance.lognormal(np.log(middle), spread), low, high))


def _size(measured: Measured, chance: Generator, middle: float) -> float:
    """Return the size of an error, of either sign, in the sensor's unit."""
    factor = float(np.clip(chance.lognormal(np.log(middle), 0.45), 0.35 * middle, 4 * middle))
    return factor * measured.sensor.scale * float(chance.choice([-1, 1]))


def _spike(measured: Measured, start: float, chance: Generator) -> float:
    first = int(np.searchsorted(measured.at, start))
    last = first + int(chance.choice([1, 1, 1, 2, 3]))
    chosen = np.zeros(len(measured.at), dtype=bool)
    chosen[first:last] = True
    if measured.sensor.device_class == "power":
        size = float(measured.sensor.truth.value.max()) * chance.uniform(1.8, 8)
    else:
        size = _size(measured, chance, 3.5)
    measured.put(chosen, measured.value[chosen] + size)
    return float(measured.at[min(last, len(measured.at) - 1)])


def _stuck(measured: Measured, start: float, chance: Generator) -> float:
    is_counter = measured.sensor.device_class in _COUNTERS
    dark = measured.sensor.device_class == "illuminance" or "solar" in measured.sensor.entity
    shortest = 40.0 if is_counter or dark else 10.0
    length = _hours(chance, shortest * 1.8, 0.5, shortest, 120)
    chosen = measured.span(start, length)
    measured.value[chosen] = measured.value[chosen][0]
    return start + length


def _dropout(measured: Measured, start: float, chance: Generator) -> float:
    manner = measured.sensor.manner
    usual = max(manner.heartbeat_s or 0.0, manner.period_s) / HOUR_S
    shortest = max(1.0, 6 * usual, 30.0 if manner.naps else 0.0)
    length = _hours(chance, 2.5 * shortest, 0.8, shortest, max(96.0, shortest * 2))
    if not manner.deadband and chance.random() < 0.2:
        measured.value[measured.span(start, length)] = np.nan
    else:
        measured.silent.append((start, start + length))
    return start + length


def _drift(measured: Measured, start: float, chance: Generator) -> float:
    length = float(chance.uniform(3, 13)) * DAY_S
    length = max(2 * DAY_S, min(length, float(measured.at[-1]) - start))
    chosen = measured.span(start, length)
    way = ((measured.at - start) / length).clip(0, 1) ** float(chance.choice([0.7, 1.0, 1.0, 1.6]))
    size = _size(measured, chance, 2.2)
    if chance.random() < 0.5:
        chosen = measured.at >= start  # nobody calibrates it: it stays where it went
    measured.put(chosen, (measured.value + size * way)[chosen])
    return start + length


def _level_shift(measured: Measured, start: float, chance: Generator) -> float:
    kind = measured.sensor.device_class
    if kind == "volume_flow_rate":  # a tap that runs, a pipe that leaks
        length = _hours(chance, 10, 0.8, 2, 72)
        chosen, size = measured.span(start, length), float(chance.uniform(0.4, 4))
    elif kind == "battery":
        length, chosen, size = 3 * DAY_S, measured.at >= start, -float(chance.uniform(20, 50))
    else:
        for_good = chance.random() < 0.5
        length = 3 * DAY_S if for_good else _hours(chance, 30, 0.8, 6, 144)
        chosen = measured.at >= start if for_good else measured.span(start, length)
        size = _size(measured, chance, 1.8)
        size = abs(size) if kind == "power" else size
    measured.put(chosen, measured.value[chosen] + size)
    return start + length


def _out_of_range(measured: Measured, start: float, chance: Generator) -> float:
    period = measured.sensor.manner.period_s
    length = period * 1.5 if chance.random() < 0.4 else _hours(chance, 1.0, 1.0, 2 * period / HOUR_S, 14)
    chosen = measured.span(start, length)
    if chance.random() < 0.3:  # a loose contact
        first = int(np.argmax(chosen))
        chosen &= chance.random(len(chosen)) < 0.4
        chosen[first] = True
    measured.value[chosen] = float(chance.choice(measured.sensor.impossible))
    return start + length


def _thaw(measured: Measured, start: float, chance: Generator) -> float:
    """Let the food warm up: the door stands open, or the compressor has failed."""
    length, slow = _hours(chance, 7, 0.6, 2.5, 30), float(chance.uniform(2, 8)) * HOUR_S
    room = 20.0 - measured.value
    since = measured.at - start
    warmed = np.where(
        since < length, 1 - np.exp(-since / slow), (1 - np.exp(-length / slow)) * np.exp(-(since - length) / 5400)
    )
    chosen = (since >= 0) & (since < length + 8 * HOUR_S)
    measured.put(chosen, (measured.value + 0.8 * room * warmed)[chosen])
    return start + length + 2 * HOUR_S


def _noise(measured: Measured, start: float, chance: Generator) -> float:
    sensor = measured.sensor
    length = _hours(chance, 12, 0.7, max(2.5, 12 * sensor.manner.period_s / HOUR_S), 72)
    spread = max(sensor.scale * float(chance.uniform(0.3, 1.1)), 4 * sensor.noise)
    chosen = measured.span(start, length)
    measured.put(chosen, measured.value[chosen] + chance.normal(0, spread, int(chosen.sum())))
    return start + length


def _missing_cycle(measured: Measured, start: float, chance: Generator) -> float:
    sensor = measured.sensor
    cycles = float(chance.uniform(4, 16)) if sensor.cycle_s < DAY_S / 4 else float(chance.uniform(2, 5))
    length = cycles * sensor.cycle_s
    chosen = measured.span(start, length)
    rest = 0.0 if sensor.rest is None else sensor.rest
    if sensor.device_class == "temperature":  # it cools towards the room
        since = measured.at[chosen] - start
        first = float(measured.value[chosen][0])
        measured.value[chosen] = rest + (first - rest) * np.exp(-since / (60 * HOUR_S))
    else:
        measured.value[chosen] = rest + chance.normal(0, 0.01 * rest, int(chosen.sum()))
    return start + length


def _rate(measured: Measured, start: float, chance: Generator) -> float:
    sensor = measured.sensor
    kind = sensor.device_class or ""
    since = measured.at - start
    if kind in _COUNTERS:
        length = _hours(chance, 3, 0.6, 0.7, 12)
        hourly = float(chance.uniform(3500, 9000) if kind == "energy" else chance.uniform(250, 1300)) * _COUNTERS[kind]
        measured.value += hourly * since.clip(0, length) / HOUR_S
        return start + length
    if kind == "battery":
        length = _hours(chance, 4, 0.5, 2, 10)
        measured.put(since >= 0, (measured.value - chance.uniform(25, 60) * (since / length).clip(0, 1))[since >= 0])
        return start + length
    rise = max(60 * float(chance.uniform(6, 30)), 3 * sensor.manner.period_s)
    hold = 60 * float(chance.uniform(5, 60))
    size = _size(measured, chance, 3.0)
    fading = np.exp(-(since - rise - hold).clip(0) / 3600)
    chosen = (since >= 0) & (since < rise + hold + 4 * HOUR_S)
    measured.put(chosen, (measured.value + size * (since / rise).clip(0, 1) * fading)[chosen])
    return start + rise + hold + HOUR_S


_FAULTS: dict[str, Fault] = {
    "spike": _spike,
    "stuck": _stuck,
    "dropout": _dropout,
    "drift": _drift,
    "level_shift": _level_shift,
    "out_of_range": _out_of_range,
    "thaw": _thaw,
    "noise": _noise,
    "missing_cycle": _missing_cycle,
    "rate": _rate,
}
