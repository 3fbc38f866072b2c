"""The sensors of the other simulated homes: what each measures, as a column of minutes or as spans of "on"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import Array, Span
from edgeassist.lab.sensor_other_curves import Day, coloured, events, follow, pulses, rhythm

_SLOW = ("spike", "stuck", "dropout", "drift", "level_shift", "out_of_range", "noise", "rate")
_COUNTED = ("stuck", "dropout", "rate")
_LIVING = ("living_room", "kitchen", "bedroom", "study")


class Quantity(NamedTuple):
    """A sensor of numbers."""

    name: str
    kind: str
    unit: str
    truth: Array
    size: float
    """What a person would call clearly wrong."""
    noise: float
    step: float
    """What it is rounded to."""
    broken: tuple[float, ...] = ()
    faults: tuple[str, ...] = _SLOW
    period_s: float = 0.0
    """Between two measurements; 0: as it comes."""


class Contact(NamedTuple):
    """What is on or off."""

    name: str
    kind: str
    spans: list[Span]
    faults: tuple[str, ...]


def quantities(day: Day, chance: Generator) -> Iterator[Quantity]:
    """Yield the sensors of numbers."""
    yield from _air(day, chance)
    yield from _outdoors(day, chance)
    yield from _machines(day, chance)
    yield from _meters(day, chance)
    yield from _small(day, chance)


def _air(day: Day, chance: Generator) -> Iterator[Quantity]:
    count, hour = len(day.home), day.calendar.hour
    late = np.arange(count) > count * chance.uniform(0.3, 0.9)  # from then on the heating is set otherwise
    setback = chance.uniform(0, 2.5) * (day.awake == 0) - late * chance.uniform(-1.2, 1.2)
    for room in _LIVING:
        wanted = chance.uniform(19.5, 22) - setback + 0.06 * (day.outside - 10) + 0.5 * chance.random() * day.sun
        curve = follow(wanted, chance.uniform(90, 300)) + 0.25 * coloured(chance, count, 1.6)
        step = float(chance.choice([0.01, 0.1, 0.1, 0.5]))
        yield Quantity(f"{room}_temp", "temperature", "°C", curve, 4.0, 0.04, step, (-127.0, 85.0, 999.0))
        damp = 48 + 0.3 * (day.outside - 10) + 3 * coloured(chance, count, 1.8) + 3 * day.awake
        if room in {"kitchen", "bedroom"}:
            wet = events(chance, day.awake * ((abs(hour - 7) < 1) | (abs(hour - 19) < 1)), 1.5)
            damp += follow(pulses(wet, np.full(len(wet), 20.0), chance.uniform(15, 60, len(wet)), count), 18)
        step = float(chance.choice([0.1, 1.0]))
        yield Quantity(f"{room}_hum", "humidity", "%", np.clip(damp, 10, 99), 16.0, 0.3, step, (0.0, 255.0, -1.0))
    for room in ("living_room", "bedroom"):
        there = day.awake if room == "living_room" else day.home * (day.awake == 0)
        guests = 2.0 * day.calendar.mask(day.party) * (room == "living_room")
        busy = there * np.clip(1 + 0.5 * coloured(chance, count, 1.0), 0.2, 2) + guests
        curve = 430 + follow(busy * chance.uniform(250, 700), chance.uniform(50, 120)) + 8 * coloured(chance, count, 1)
        yield Quantity(f"{room}_co2", "carbon_dioxide", "ppm", curve, 500.0, 6.0, 1.0, (0.0, 65535.0))
    fumes = np.exp(1.9 + 0.5 * coloured(chance, count, 1.4))
    fried = events(chance, day.awake * (abs(hour - 18.5) < 1), 0.7)
    fumes += follow(pulses(fried, np.full(len(fried), 15.0), chance.exponential(80, len(fried)), count), 25)
    yield Quantity("kitchen_pm25", "pm25", "µg/m³", fumes, 50.0, 0.6, 1.0, (-1.0, 9999.0), _SLOW[:6])


def _outdoors(day: Day, chance: Generator) -> Iterator[Quantity]:
    count = len(day.home)
    yield Quantity("outside_temp", "temperature", "°C", day.outside + 3 * day.sun, 7.0, 0.08, 0.1, (-127.0, 125.0))
    damp = np.clip(76 - 2 * (day.outside - day.outside.mean()) + 6 * coloured(chance, count, 1.8), 20, 100)
    yield Quantity("outside_hum", "humidity", "%", damp, 25.0, 0.6, 1.0, (-5.0, 250.0))
    pressure = 1013 + 7 * coloured(chance, count, 2.3)
    yield Quantity("pressure", "pressure", "hPa", pressure, 12.0, 0.06, 0.1, (0.0, 9999.0))
    gusts = np.abs(3 + 2 * coloured(chance, count, 1.4)) * chance.lognormal(0, 0.4, count)
    yield Quantity(
        "wind", "wind_speed", "m/s", gusts, 15.0, 0.1, 0.1, (655.3, -9.0), ("stuck", "dropout", "out_of_range")
    )
    lux = 60_000 * day.sun
    yield Quantity("garden_lux", "illuminance", "lx", lux, 9_000.0, 1.0, 1.0, (-1.0, 1e7), ("dropout", "out_of_range"))
    garage = follow(day.outside, 900) * 0.7 + 5 + 0.3 * coloured(chance, count, 1.8)
    yield Quantity("garage_temp", "temperature", "°C", garage, 4.0, 0.05, 0.1, (-127.0, 85.0))


def _machines(day: Day, chance: Generator) -> Iterator[Quantity]:
    count = len(day.home)
    cold = ("spike", "stuck", "dropout", "level_shift", "out_of_range", "drift", "noise", "rate")
    for name, level in (("fridge", 4.5), ("freezer", -18.5)):
        runs = rhythm(chance, count, chance.uniform(35, 90), chance.uniform(0.3, 0.45), 0.08)
        opened = events(chance, day.awake, 12 if name == "fridge" else 2)
        warm = follow(pulses(opened, np.full(len(opened), 2.0), chance.uniform(3, 15, len(opened)), count), 20)
        curve = level + 3.5 * (0.4 - follow(runs, 40)) + warm
        yield Quantity(f"{name}_temp", "temperature", "°C", curve, 5.0, 0.06, 0.1, (-127.0, 85.0), cold)
        power = runs * (chance.uniform(60, 110) + 20 * np.exp(-follow(runs, 12) * 3)) + 1
        yield Quantity(
            f"{name}_power", "power", "W", power, 300.0, 0.5, 0.1, (65535.0, -1.0),
            ("missing_cycle", "missing_cycle", "dropout", "spike"), 60.0,
        )  # fmt: skip
    tank = 50 + 8 * follow(rhythm(chance, count, 720, 0.12, 0.05), 60)
    yield Quantity(
        "tank_temp", "temperature", "°C", tank, 10.0, 0.1, 0.5, (-127.0, 150.0), ("stuck", "dropout", "spike")
    )
    evening = day.awake * (day.calendar.hour > 18)
    watched = follow(evening * (coloured(chance, count, 1.2) > -0.5), 1)
    yield Quantity("tv_power", "power", "W", 0.6 + 95 * watched, 400.0, 0.8, 0.1, (6553.5,), ("dropout", "spike"))


def _meters(day: Day, chance: Generator) -> Iterator[Quantity]:
    count, hour = len(day.home), day.calendar.hour
    kettle = events(chance, day.awake * np.where(abs(hour - 7.5) < 1, 4.0, 1.0), 7)
    stove = events(chance, day.awake * (abs(hour - 18.5) < 1.2), 1.0)
    washing = events(chance, day.awake * (hour < 20), 0.6)
    loads = 160 + 90 * day.awake + 25 * coloured(chance, count, 0.8)
    loads += pulses(kettle, chance.uniform(2, 5, len(kettle)), np.full(len(kettle), 2000.0), count)
    loads += pulses(stove, chance.uniform(20, 50, len(stove)), chance.uniform(800, 2500, len(stove)), count)
    washer = pulses(washing, np.full(len(washing), 70.0), np.full(len(washing), 180.0), count)
    washer += pulses(washing + 8, np.full(len(washing), 18.0), np.full(len(washing), 1900.0), count)
    loads = np.clip(loads + washer, 20, None)
    yield Quantity(
        "house_power", "power", "W", loads, 2500.0, 3.0, 1.0, (-99999.0, 1e6), ("stuck", "dropout", "out_of_range")
    )
    yield Quantity(
        "washer_power", "power", "W", washer + 1.2, 2500.0, 0.2, 0.1, (65535.0,), ("dropout", "out_of_range")
    )
    total = chance.uniform(100, 9000) + np.cumsum(loads) / 60_000
    yield Quantity("house_energy", "energy", "kWh", total, 6.0, 0.0, 0.01, (), _COUNTED)
    solar = 4500 * day.sun
    yield Quantity("solar_power", "power", "W", solar, 2500.0, 0.0, 1.0, (-1e6,), ("dropout",))
    made = 1000 * np.cumsum(solar) / 60_000
    yield Quantity("solar_energy", "energy", "Wh", made, 6000.0, 0.0, 1.0, (), ("dropout",))
    burnt = 300 + np.cumsum((18 - day.outside).clip(1, 30)) * 0.00025
    yield Quantity("gas_meter", "gas", "m³", burnt, 2.5, 0.0, 0.01, (), _COUNTED)
    tap = events(chance, day.awake, 18)
    flow = pulses(tap, chance.uniform(1, 6, len(tap)), chance.uniform(3, 11, len(tap)), count)
    leaks = ("level_shift", "dropout")
    yield Quantity("water_flow", "volume_flow_rate", "L/min", flow, 3.0, 0.0, 0.1, (-1.0,), leaks)
    yield Quantity("water_meter", "water", "L", 9000 + np.cumsum(flow), 700.0, 0.0, 1.0, (), _COUNTED)


def _small(day: Day, chance: Generator) -> Iterator[Quantity]:
    count = len(day.home)
    volts = 230 + 1.8 * coloured(chance, count, 1.0) + 1.5 * day.sun
    yield Quantity("mains_voltage", "voltage", "V", volts, 12.0, 0.3, 0.1, (0.0, 6553.5))
    for name in ("camera", "doorbell", "shed"):
        level = chance.uniform(-80, -50) + 3 * coloured(chance, count, 0.9)
        kinds = ("level_shift", "dropout", "noise", "drift")
        yield Quantity(f"{name}_rssi", "signal_strength", "dBm", level, 16.0, 1.0, 1.0, (31.0, 127.0), kinds)
    for name in ("door", "motion", "valve"):
        level = chance.uniform(35, 100) - np.arange(count) / 1440 * chance.uniform(0.02, 0.2)
        rare = ("dropout", "out_of_range", "level_shift")
        period = float(chance.choice([1800.0, 3600.0]))
        yield Quantity(f"{name}_battery", "battery", "%", level, 35.0, 0.3, 1.0, (255.0, -1.0), rare, period)


def contacts(day: Day, chance: Generator) -> Iterator[Contact]:
    """Yield what is on or off."""
    hour = day.calendar.hour
    passing = np.abs(np.diff(day.home, prepend=1)) + 0.002 * day.awake
    for name, kind, a_day, seconds in (
        ("front_door", "door", 6, 25.0), ("back_door", "door", 3, 60.0), ("garage", "garage_door", 2, 90.0),
        ("fridge_door", "door", 15, 18.0),
    ):  # fmt: skip
        likely = passing if name in {"front_door", "garage"} else day.awake
        yield Contact(name, kind, _spans(day, likely, a_day, seconds, chance), ("left_open", "night_activity", "rate"))
    kinds: tuple[str, ...]
    for room in _LIVING:
        likely = day.awake * ((abs(hour - 7.5) < 1) | (abs(hour - 20) < 1.5))
        yield Contact(f"{room}_window", "window", _spans(day, likely, 1.3, 900.0, chance), ("left_open", "rate"))
        shares = {"living_room": 60, "kitchen": 50, "bedroom": 20, "study": 25}
        moved = _spans(day, day.awake * np.clip(1 + coloured(chance, len(hour), 1.2), 0, 3), shares[room], 60.0, chance)
        kinds = ("stuck", "rate") if room == "bedroom" else ("stuck", "rate", "night_activity")
        yield Contact(f"{room}_motion", "motion", moved, kinds)
    for name, kind, period, share in (("heat_pump", "running", 80, 0.4), ("circulation", "power", 360, 0.05)):
        runs = rhythm(chance, len(hour), period * chance.uniform(0.7, 1.4), share, 0.12)
        edges = np.flatnonzero(np.diff(runs, prepend=0, append=0))
        moments = (day.calendar.start + 60.0 * edges).tolist()
        yield Contact(
            name, kind, list(zip(moments[::2], moments[1::2], strict=True)), ("missing_cycle", "missing_cycle")
        )
    yield Contact("somebody", "presence", _moments(day, day.home), ())
    for name, kind in (("sink_leak", "moisture"), ("smoke_alarm", "smoke")):
        yield Contact(name, kind, [], ())


def _moments(day: Day, runs: Array) -> list[Span]:
    """Return from when to when the minutes of a column are 1."""
    edges = day.calendar.start + 60.0 * np.flatnonzero(np.diff(runs, prepend=0, append=0))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _spans(day: Day, likely: Array, a_day: float, seconds: float, chance: Generator) -> list[Span]:
    starts = day.calendar.start + 60.0 * events(chance, likely, a_day) + chance.uniform(0, 50)
    lengths = seconds * chance.lognormal(0, 0.6, len(starts))
    spans: list[Span] = []
    for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        if not spans or start > spans[-1][1] + 1:
            spans.append((start, start + length))
    return spans
