"""The air of the rooms: heated, breathed, aired and showered in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import Array, Calendar, Span
from edgeassist.lab.sensor_people import Household
from edgeassist.lab.sensor_weather import Weather, wander

ROOMS = ("living_room", "kitchen", "bedroom", "bathroom", "office", "hallway")


@dataclass(frozen=True, slots=True)
class Air:
    """Every minute (first axis) of every room (second axis, in the order of `ROOMS`)."""

    temperature: Array
    co2: Array
    humidity: Array
    people: Array
    heating: Array
    """Whether the valve of the radiator is open, 0 or 1."""


def air(
    calendar: Calendar, house: Household, outside: Weather, windows: dict[str, list[Span]], chance: Generator
) -> Air:
    """Return the air of the rooms; `windows` says when each room's window is open."""
    people = _people(house, calendar, chance)
    is_open = np.stack([calendar.mask(windows.get(room, [])) for room in ROOMS], axis=1).astype(float)
    temperature, heating = _temperature(calendar, outside, people, is_open, chance)
    return Air(
        temperature,
        _co2(people, is_open, chance),
        _humidity(calendar, house, outside, (temperature, is_open), chance),
        people,
        heating,
    )


def _people(house: Household, calendar: Calendar, chance: Generator) -> Array:
    """Return who is where: asleep in the bedroom, awake where the hour of the day draws them, an hour at a time."""
    hour, count = calendar.hour, len(calendar.minutes)
    weights = np.stack(
        [
            0.25 + 1.5 * (hour > 17) + 0.3 * (calendar.weekday >= 5),
            0.15 + 1.2 * (abs(hour - 7.5) < 1) + 0.8 * (abs(hour - 12.5) < 0.8) + 1.2 * (abs(hour - 18.7) < 1),
            0.1 + 0.5 * (hour > 21),
            0.08 + 0.4 * (abs(hour - 7.2) < 0.8) + 0.3 * (hour > 21.5),
            0.1 + 1.0 * ((hour > 9) & (hour < 17) & (calendar.weekday < 5)),
            np.full(count, 0.05),
        ],
        axis=1,
    )
    jitter = np.repeat(chance.exponential(1.0, (count // 20 + 1, len(ROOMS))), 20, axis=0)[:count]
    weights = weights * jitter
    share = weights**3 / (weights**3).sum(axis=1, keepdims=True)
    people: Array = share * house.awake[:, None]
    people[:, 2] += np.maximum(house.home - house.awake, 0)
    return people


def _temperature(
    calendar: Calendar, outside: Weather, people: Array, is_open: Array, chance: Generator
) -> tuple[Array, Array]:
    rooms = len(ROOMS)
    loss = 1 / (60 * chance.uniform(28, 60, rooms))
    power = chance.uniform(1.6, 2.6, rooms) / 60
    glare = chance.uniform(0.1, 0.9, rooms) / 60
    target = chance.normal(20.8, 0.5, rooms) + np.array([0.5, 0, -1.2, 1.2, 0.3, -1.0])
    setback = chance.choice([0.0, 1.5, 3.0])
    by_night = (calendar.hour < chance.uniform(5, 6.5)) | (calendar.hour > chance.uniform(21.5, 23))
    wanted = target[None, :] - setback * by_night[:, None]
    gain = glare * outside.sun[:, None] + 0.0022 * people
    pull = loss + is_open / 40
    out = np.empty_like(people)
    valves = np.empty_like(people)
    level, valve, radiator = target.copy(), np.zeros(rooms), np.zeros(rooms)
    for minute in range(len(out)):
        low, high = level < wanted[minute] - 0.25, level > wanted[minute] + 0.15
        valve = np.where(low, 1.0, np.where(high, 0.0, valve))
        radiator += (valve - radiator) / 14
        level = level + radiator * power + gain[minute] + pull[minute] * (outside.temperature[minute] - level)
        out[minute] = level
        valves[minute] = valve
    return out, valves


def _co2(people: Array, is_open: Array, chance: Generator) -> Array:
    rooms = people.shape[1]
    breath = chance.uniform(4.0, 7.0, rooms) * np.array([0.7, 0.9, 1.2, 1.4, 1.2, 0.8])
    leak = chance.uniform(0.3, 0.7, rooms) / 60
    rate = leak + is_open * 8 / 60
    base = chance.uniform(408, 432)
    out = np.empty_like(people)
    level = np.full(rooms, 500.0)
    for minute in range(len(out)):
        level = level + breath * people[minute] - rate[minute] * (level - base)
        out[minute] = level
    return out


def _humidity(
    calendar: Calendar, house: Household, outside: Weather, indoors: tuple[Array, Array], chance: Generator
) -> Array:
    temperature, is_open = indoors
    damp = 0.18 * (outside.temperature - 8)[:, None]
    base = chance.normal(47, 4, temperature.shape[1])
    out = base + 2.2 * damp - 1.7 * (temperature - 21) - 6 * is_open
    out += np.stack([wander(chance, len(out), hours=9, spread=1.6) for _ in ROOMS], axis=1)
    for room, spans, size, minutes in (("bathroom", house.showers, 30, 35.0), ("kitchen", house.meals, 9, 25.0)):
        out[:, ROOMS.index(room)] += _puffs(calendar, spans, size, minutes, chance)
    return np.clip(out, 15, 99)


def _puffs(calendar: Calendar, spans: list[Span], size: float, minutes: float, chance: Generator) -> Array:
    """Return what rises while a span lasts and fades in about `minutes` after it."""
    source = np.zeros(len(calendar.minutes))
    for start, end in spans:
        first, last = calendar.index(start), calendar.index(end)
        source[first : last + 1] += size * chance.uniform(0.6, 1.3) / (last - first + 1)
    kernel = np.exp(-np.arange(int(8 * minutes)) / minutes)
    return np.convolve(source, kernel)[: len(source)]
