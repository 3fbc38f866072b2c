"""Weather over a simulated home: fronts that pass, seasons that turn, clouds that come and go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import Array, Calendar


@dataclass(frozen=True, slots=True)
class Weather:
    """Every minute of it."""

    temperature: Array
    """°C in the shade."""
    sun: Array
    """How much of a clear noon's light there is, 0 to 1, clouds taken off."""
    pressure: Array
    """hPa."""
    humidity: Array
    """% relative."""
    dust: Array
    """µg/m³ of PM2.5 outside."""


def weather(calendar: Calendar, chance: Generator) -> Weather:
    """Return weeks of weather of a temperate place."""
    count = len(calendar.minutes)
    day = (calendar.minutes - calendar.start) / 86_400
    front = wander(chance, count, hours=55, spread=1.0)
    cloud = 1 / (1 + np.exp(-1.6 * (0.7 * front + wander(chance, count, hours=5, spread=1.2))))
    phase = np.cos((calendar.hour - 13.0) / 24 * 2 * np.pi)
    length = chance.uniform(-0.1, 0.25)
    elevation = np.clip(phase + length, 0, None) / (1 + length)
    flicker = np.clip(1 + wander(chance, count, hours=0.15, spread=0.18), 0.5, 1.3)
    sun = elevation**1.3 * (1 - 0.82 * cloud * flicker.clip(0.8, 1.15)).clip(0.05, 1)
    slope, start = chance.uniform(-0.2, 0.2), chance.uniform(3, 16)
    lagged = np.cos((calendar.hour - 15.2) / 24 * 2 * np.pi)
    temperature = start + slope * day - 2.5 * front + (2.2 + 3.5 * (1 - cloud)) * lagged
    temperature += wander(chance, count, hours=2, spread=0.4)
    humidity = np.clip(74 + 9 * front - 2.6 * (temperature - start) * 0.8 + 6 * cloud, 22, 99)
    pressure = 1014 - 8 * wander(chance, count, hours=50, spread=0.7) - 3.5 * front
    dust = np.exp(1.9 + wander(chance, count, hours=30, spread=0.5))
    return Weather(temperature, sun, pressure, humidity, dust)


def wander(chance: Generator, count: int, *, hours: float, spread: float) -> Array:
    """Return a random walk that is pulled back to 0: it forgets in about `hours`, and spreads by `spread`."""
    step = max(1, int(hours * 60 / 12))
    knots = count // step + 3
    keep = float(np.exp(-step / (hours * 60)))
    noise = chance.normal(0, spread * np.sqrt(1 - keep**2), knots)
    walk = np.empty(knots)
    level = chance.normal(0, spread)
    for number, shock in enumerate(noise):
        level = keep * level + shock
        walk[number] = level
    return np.interp(np.arange(count) / step, np.arange(knots), walk)
