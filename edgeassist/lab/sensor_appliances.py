"""What runs in a simulated home: cold appliances, machines, pumps, taps, and the meters behind them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import HOUR_S, Array, Calendar, Span
from edgeassist.lab.sensor_people import Household
from edgeassist.lab.sensor_rooms import Air
from edgeassist.lab.sensor_tracks import Curve, square
from edgeassist.lab.sensor_weather import Weather, wander

_STEP_S = 20.0


@dataclass(frozen=True, slots=True)
class _Habit:
    """When a machine is started, give or take, on which share of the days, and how long it runs."""

    hour: float
    spread: float
    often: float
    hours: float


@dataclass(frozen=True, slots=True)
class Appliances:
    """Curves by name, and the spans of what is switched."""

    curves: dict[str, Curve]
    spans: dict[str, list[Span]]


def appliances(calendar: Calendar, house: Household, outside: Weather, rooms: Air, chance: Generator) -> Appliances:
    """Return everything that draws power or water."""
    moments = np.arange(calendar.start, calendar.end, _STEP_S)
    spans = {
        "fridge": _cycles(calendar, chance, chance.uniform(10, 22), chance.uniform(22, 45), house),
        "freezer": _cycles(calendar, chance, chance.uniform(14, 26), chance.uniform(30, 60), None),
        "defrost": _defrosts(calendar, chance),
        "pump": _timer(calendar, chance, (6.0, 12.0, 19.0), 0.5),
        "boiler": _timer(calendar, chance, (4.5, 14.0), 0.9),
        "washer": _runs(calendar, house, chance, _Habit(10.5, 3.0, 0.45, 1.9)),
        "dishwasher": _runs(calendar, house, chance, _Habit(20.5, 0.6, 0.75, 2.2)),
        "tv": _watched(calendar, rooms, chance),
    }
    watts = _watts(calendar, rooms, spans, moments, chance)
    watts["solar"] = 4200 * np.interp(moments, calendar.minutes, outside.sun)
    flow = _flow(house, spans, moments, chance)
    curves = {name: Curve(moments, value, steps=True) for name, value in {**watts, "water": flow}.items()}
    for name, rate in (("mains", watts["mains"] / 1000), ("solar", watts["solar"] / 1000)):
        curves[f"{name}_energy"] = Curve(moments, chance.uniform(900, 20_000) + np.cumsum(rate) * _STEP_S / HOUR_S)
    curves["energy_today"] = Curve(moments, _since_midnight(calendar, moments, watts["mains"]))
    curves["water_meter"] = Curve(moments, chance.uniform(50, 900) + np.cumsum(flow) * _STEP_S / 60_000)
    curves["fridge_temperature"] = _cold(calendar, (spans["fridge"], [], house.meals), (3.2, 6.4), chance)
    curves["freezer_temperature"] = _cold(calendar, (spans["freezer"], spans["defrost"], []), (-20.5, -17.0), chance)
    curves["tank"] = _tank(calendar, house, spans["boiler"], chance)
    return Appliances(curves, spans)


def _since_midnight(calendar: Calendar, moments: Array, watts: Array) -> Array:
    """Return kWh that are counted from 0 every day."""
    total = np.cumsum(watts) / 1000 * _STEP_S / HOUR_S
    midnights = np.searchsorted(moments, [calendar.at(day, 0.0) for day in range(calendar.days)])
    return np.asarray(total - np.repeat(total[midnights], np.diff(midnights, append=len(moments))))


def _cycles(calendar: Calendar, chance: Generator, on: float, off: float, house: Household | None) -> list[Span]:
    spans, now = [], calendar.start + chance.uniform(0, 1800)
    while now < calendar.end:
        busy = 1.0 if house is None else 1 + 0.12 * min(3.0, float(house.awake[calendar.index(now)]))
        length = 60 * on * chance.normal(1, 0.08) * busy
        spans.append((now, now + length))
        now += length + 60 * off * chance.normal(1, 0.1)
    return spans


def _defrosts(calendar: Calendar, chance: Generator) -> list[Span]:
    spans, every = [], chance.uniform(10, 26) * HOUR_S
    now = calendar.start + chance.uniform(0, every)
    while now < calendar.end:
        spans.append((now, now + 60 * chance.normal(19, 2)))
        now += every * chance.normal(1, 0.02)
    return spans


def _timer(calendar: Calendar, chance: Generator, hours: tuple[float, ...], length: float) -> list[Span]:
    shift = chance.uniform(-1.0, 1.0)
    starts = [calendar.at(day, hour + shift) + chance.normal(0, 20) for day in range(calendar.days) for hour in hours]
    return [(start, start + length * HOUR_S * chance.normal(1, 0.05)) for start in starts]


def _runs(calendar: Calendar, house: Household, chance: Generator, habit: _Habit) -> list[Span]:
    spans = []
    for day in range(calendar.days):
        start = calendar.at(day, float(np.clip(chance.normal(habit.hour, habit.spread), 6, 22)))
        if chance.random() < habit.often and house.awake[calendar.index(start)] > 0:
            spans.append((start, start + habit.hours * HOUR_S * chance.choice([0.7, 1.0, 1.0, 1.15])))
    return spans


def _watched(calendar: Calendar, rooms: Air, chance: Generator) -> list[Span]:
    evening = (calendar.hour > 18.5) & (calendar.hour < 23.6) & (rooms.people[:, 0] > 0.35)
    edges = np.flatnonzero(np.diff(evening.astype(int), prepend=0, append=0))
    pairs = zip(calendar.start + edges[::2] * 60.0, calendar.start + edges[1::2] * 60.0, strict=True)
    return [(float(a) + chance.uniform(0, 60), float(b)) for a, b in pairs if b - a > 900]


def _watts(
    calendar: Calendar, rooms: Air, spans: dict[str, list[Span]], moments: Array, chance: Generator
) -> dict[str, Array]:
    count = len(moments)

    def _on(name: str) -> Array:
        return square(spans[name], calendar.start)(moments)

    ripple = 1 + chance.normal(0, 0.015, count)
    watts = {
        "fridge": 2.0 + chance.uniform(70, 120) * _on("fridge") * ripple,
        "freezer": 1.5 + chance.uniform(60, 110) * _on("freezer") * ripple + 180 * _on("defrost"),
        "tv": 0.6 + chance.uniform(70, 140) * _on("tv") * np.clip(chance.normal(1, 0.12, count), 0.6, 1.5),
        "washer": 1.0 + _programme(spans["washer"], moments, chance),
        "dishwasher": 0.8 + _programme(spans["dishwasher"], moments, chance),
        "pc": 3.0
        + np.interp(moments, calendar.minutes, 1.0 * (rooms.people[:, 4] > 0.3)) * chance.normal(75, 15, count),
    }
    kettle = np.interp(moments, calendar.minutes, rooms.people[:, 1]) * 0.01 > chance.random(count)
    cooking = np.convolve(kettle, np.ones(9))[:count].clip(0, 1) * 1900
    light = 45 * np.interp(moments, calendar.minutes, rooms.people.sum(axis=1) * (calendar.hour > 16.5)).clip(0, 5)
    base = chance.uniform(70, 180) + 8 * chance.normal(0, 1, count)
    watts["mains"] = np.sum([value for name, value in watts.items()], axis=0) + cooking + light + base
    return watts


def _programme(spans: list[Span], moments: Array, chance: Generator) -> Array:
    """Return the power of a machine that heats, turns and spins."""
    out = np.zeros(len(moments))
    for start, end in spans:
        first, last = (int(np.searchsorted(moments, moment)) for moment in (start, end))
        phase = np.linspace(0, 1, max(1, last - first))
        heats = (phase > 0.06) & (phase < 0.3)
        spins = phase > 0.88
        turning = np.where(chance.random(len(phase)) < 0.6, 160.0, 12.0)
        watts = np.where(heats, 2050, np.where(spins, 380, turning))
        out[first:last] = (watts + chance.normal(0, 6, len(phase)))[: max(0, last - first)]
    return np.clip(out, 0, None)


def _flow(house: Household, spans: dict[str, list[Span]], moments: Array, chance: Generator) -> Array:
    out = np.zeros(len(moments))

    def _run(start: float, seconds: float, litres: float) -> None:
        first, last = (int(np.searchsorted(moments, m)) for m in (start, start + seconds))
        out[first : max(last, first + 1)] += litres

    for start, end in house.showers:
        _run(start, end - start, chance.uniform(6, 10))
    for start, end in house.meals:
        for moment in chance.uniform(start, end + 1200, chance.poisson(5)):
            _run(moment, chance.uniform(8, 90), chance.uniform(3, 8))
    for moment in [*house.night_walks, *house.passages]:
        _run(moment + chance.uniform(60, 600), 60, 6.0)
    for start, end in spans["washer"] + spans["dishwasher"]:
        for moment in np.linspace(start + 60, end - 1500, 4):
            _run(float(moment), 90, 7.0)
    awake = np.repeat(house.awake, 3)[: len(out)]
    for first in np.flatnonzero(chance.random(len(awake)) < awake * _STEP_S / HOUR_S * 0.5):
        out[first : first + int(chance.integers(1, 5))] += chance.uniform(2, 7)
    return out


def _cold(
    calendar: Calendar,
    spans: tuple[list[Span], list[Span], list[Span]],
    band: tuple[float, float],
    chance: Generator,
) -> Curve:
    """Return the temperature inside: in `band` with the compressor, up in a defrost and when the door is opened."""
    cools, warms, meals = spans
    cooling = calendar.mask(cools).astype(float)
    share = cooling.mean()
    slope = np.where(cooling > 0, -(1 - share), share)
    saw = np.cumsum(slope)
    saw -= np.convolve(np.pad(saw, 600, mode="edge"), np.ones(1201) / 1201, mode="valid")
    spread = np.percentile(saw, 97) - np.percentile(saw, 3)
    value = np.mean(band) + saw / spread * (band[1] - band[0]) * 0.8
    rises = np.zeros(len(value))
    for start, end in warms:
        rises[calendar.index(start) : calendar.index(end)] += 0.28
    for start, end in meals:
        for moment in chance.uniform(start, end, chance.poisson(3)):
            rises[calendar.index(moment)] += chance.uniform(0.2, 1.1)
    fade = np.exp(-np.arange(240) / (45 if warms else 20))
    value = value + np.convolve(rises, fade)[: len(value)] + wander(chance, len(value), hours=40, spread=0.25)
    return Curve(calendar.minutes, value)


def _tank(calendar: Calendar, house: Household, heats: list[Span], chance: Generator) -> Curve:
    drawn = calendar.mask(house.showers) * chance.uniform(0.25, 0.45)
    heated = calendar.mask(heats)
    goal = chance.uniform(50, 56)
    level, out = goal, np.empty(len(drawn))
    for minute in range(len(out)):
        level += (goal + 2 - level) / 25 * heated[minute] - drawn[minute] - (level - 20) / 4500
        out[minute] = level = max(level, 22.0)
    return Curve(calendar.minutes, out)
