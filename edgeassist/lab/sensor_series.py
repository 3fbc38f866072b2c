"""Series like those that machines, shops and roads publish, with windows round what is odd in them; all made here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, Array

_START = 1_700_000_000.0
_WINDOWS_SHARE = 0.1
"""How much of a series its windows cover together."""


@dataclass(frozen=True, slots=True)
class Series:
    """Values at moments, and the windows [first, last] (numbers of rows) in which an alarm is right."""

    name: str
    at: Array
    value: Array
    windows: tuple[tuple[int, int], ...]


def all_series(seed: int, *, each: int = 4) -> list[Series]:
    """Return `each` series of every sort, the first of each sort without anything odd in it."""
    return [_series(sort, number, seed) for sort in _SORTS for number in range(each)]


def _series(sort: str, number: int, seed: int) -> Series:
    chance = np.random.default_rng([seed, list(_SORTS).index(sort), number])
    count = int(chance.integers(1500, 9000))
    step = float(chance.choice([300.0, 300.0, 1800.0, 3600.0]))
    at: Array = _START + step * np.arange(count, dtype=np.float64)
    value = _SORTS[sort](at, chance)
    odd = 0 if number == 0 else int(chance.integers(1, 5))
    half = int(_WINDOWS_SHARE * count / max(odd, 1) / 2)
    places = np.sort(chance.uniform(0.2, 0.95, odd) * count).astype(int)
    kept = [place for n, place in enumerate(places) if n == 0 or place - places[n - 1] > 2.5 * half]
    for place in kept:
        _ODD[str(chance.choice(list(_ODD)))](value, int(place), half, chance)
    if chance.random() < 0.3:  # a few rows are missing
        stays = chance.random(count) > 0.01
        numbers = np.cumsum(stays) - 1
        at, value = at[stays], value[stays]
        kept = [int(numbers[place]) for place in kept]
    windows = tuple((max(0, int(place) - half // 3), min(len(at) - 1, int(place) + 2 * half)) for place in kept)
    return Series(f"{sort}_{number}", at, np.asarray(np.round(value, 4), dtype=np.float64), windows)


def _daily(at: Array, chance: Generator, power: float) -> Array:
    phase = (at % DAY_S) / DAY_S - chance.uniform(0.3, 0.7)
    week = np.where((at // DAY_S + 4) % 7 >= 5, chance.uniform(0.4, 0.95), 1.0)
    return np.asarray(week * (0.5 + 0.5 * np.cos(2 * np.pi * phase)) ** power)


def _walk(chance: Generator, count: int, keep: float) -> Array:
    out = np.empty(count)
    level = 0.0
    for number, shock in enumerate(chance.normal(0, np.sqrt(1 - keep * keep), count).tolist()):
        level = keep * level + shock
        out[number] = level
    return out


def _load(at: Array, chance: Generator) -> Array:
    """Processor load: a base, jitter, and jobs that come now and then."""
    jobs = np.convolve(chance.random(len(at)) < 0.004, np.ones(int(chance.integers(3, 15))))[: len(at)].clip(0, 1)
    base = chance.uniform(2, 40)
    return np.clip(base + chance.uniform(0.2, 3) * chance.normal(0, 1, len(at)) + chance.uniform(5, 30) * jobs, 0, 100)


def _requests(at: Array, chance: Generator) -> Array:
    """Requests to a service: day and week, counted."""
    return chance.poisson(chance.uniform(20, 900) * (0.15 + _daily(at, chance, 1.3))).astype(np.float64)


def _mentions(at: Array, chance: Generator) -> Array:
    """How often something is spoken of: counts with a heavy tail."""
    rate = (
        chance.uniform(2, 40)
        * (0.4 + _daily(at, chance, 1.0))
        * np.exp(0.5 * chance.standard_t(4, len(at)).clip(-3, 3))
    )
    return chance.poisson(rate).astype(np.float64)


def _passengers(at: Array, chance: Generator) -> Array:
    """People under way in a town: a smooth day and week."""
    shape = _daily(at, chance, 0.8) + 0.5 * _daily(at + DAY_S / 3, chance, 2.0)
    return chance.uniform(5_000, 20_000) * (0.2 + shape) * chance.normal(1, 0.03, len(at))


def _speed(at: Array, chance: Generator) -> Array:
    """Speed on a road: free, but for the rush hours."""
    jam = _daily(at, chance, 6.0) + _daily(at, chance, 6.0)
    return np.clip(
        chance.uniform(60, 75) - 25 * jam * chance.uniform(0.5, 1.1, len(at)) + chance.normal(0, 3, len(at)), 3, 95
    )


def _machine(at: Array, chance: Generator) -> Array:
    """The temperature of a machine: slow, with steps as its load changes."""
    steps = np.cumsum((chance.random(len(at)) < 0.0008) * chance.normal(0, 3, len(at)))
    return chance.uniform(60, 90) + steps + 2 * _walk(chance, len(at), 0.995) + chance.normal(0, 0.4, len(at))


def _bytes(at: Array, chance: Generator) -> Array:
    """Traffic of a network card: nearly nothing, and bursts."""
    bursts = (chance.random(len(at)) < 0.02) * chance.lognormal(11, 1.2, len(at))
    return chance.uniform(50, 5_000) * chance.lognormal(0, 0.3, len(at)) + bursts


def _price(at: Array, chance: Generator) -> Array:
    """The price of an advertisement: skewed, with a weak day."""
    return chance.uniform(0.05, 2) * chance.lognormal(0, 0.35, len(at)) * (0.8 + 0.4 * _daily(at, chance, 1.0))


def _square(at: Array, chance: Generator) -> Array:
    """Something that is switched by a clock."""
    wave = (at % DAY_S) / DAY_S < chance.uniform(0.3, 0.6)
    return np.where(wave, chance.uniform(40, 90), chance.uniform(0, 20)) + chance.normal(
        0, chance.uniform(0, 1.5), len(at)
    )


_SORTS: dict[str, Callable[[Array, Generator], Array]] = {
    "load": _load,
    "requests": _requests,
    "mentions": _mentions,
    "passengers": _passengers,
    "speed": _speed,
    "machine": _machine,
    "bytes": _bytes,
    "price": _price,
    "square": _square,
}


def _spread(value: Array) -> float:
    return float(np.percentile(value, 95) - np.percentile(value, 5)) or 1.0


def _spike(value: Array, place: int, half: int, chance: Generator) -> None:  # noqa: ARG001
    length = int(chance.integers(1, 6))
    value[place : place + length] += chance.choice([-1, 1, 1]) * chance.uniform(1.2, 4) * _spread(value)


def _shift(value: Array, place: int, half: int, chance: Generator) -> None:  # noqa: ARG001
    value[place:] += chance.choice([-1, 1]) * chance.uniform(0.5, 1.5) * _spread(value)


def _lull(value: Array, place: int, half: int, chance: Generator) -> None:
    value[place : place + half] = np.percentile(value, chance.choice([1, 5, 50]))


def _louder(value: Array, place: int, half: int, chance: Generator) -> None:
    end = place + half
    level = float(np.median(value))
    value[place:end] = level + (value[place:end] - level) * chance.uniform(1.8, 4)


def _rising(value: Array, place: int, half: int, chance: Generator) -> None:
    ramp = np.linspace(0, chance.uniform(0.8, 2), half) * _spread(value)
    value[place : place + half] += ramp[: len(value[place : place + half])]


def _turned(value: Array, place: int, half: int, chance: Generator) -> None:  # noqa: ARG001
    """Put the day where the night is."""
    part = value[place : place + half]
    value[place : place + half] = part.max(initial=0) + part.min(initial=0) - part


_ODD: dict[str, Callable[[Array, int, int, Generator], None]] = {
    "spike": _spike,
    "shift": _shift,
    "lull": _lull,
    "louder": _louder,
    "rising": _rising,
    "turned": _turned,
}
