"""The sorts of series: what is measured, without anything odd in it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, Array


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


def _bursts(chance: Generator, count: int, rate: float, width: float) -> Array:
    """Return heights that come now and then and last for a while, 0 elsewhere."""
    out = np.zeros(count)
    for start in np.flatnonzero(chance.random(count) < rate).tolist():
        out[start : start + 1 + int(chance.poisson(width))] += chance.lognormal(0, 0.5)
    return out


def _load(at: Array, chance: Generator) -> Array:
    """Processor load: a base, jitter, and jobs that come now and then."""
    base = float(chance.choice([2, 15, 45, 85]))
    noise = base * chance.uniform(0.01, 0.1) * _walk(chance, len(at), chance.uniform(0, 0.9))
    jobs = base * 0.3 * _bursts(chance, len(at), float(chance.choice([0, 0.002, 0.01])), 4)
    day = base * float(chance.choice([0, 0, 0.3])) * _daily(at, chance, 1.0)
    return np.asarray(np.clip(base + noise + jobs + day, 0, 100), dtype=np.float64)


def _latency(at: Array, chance: Generator) -> Array:
    """How long answers take: skewed, with slow moments."""
    usual = chance.lognormal(0, float(chance.choice([0.1, 0.3, 0.6])), len(at))
    return np.asarray(40 * usual + 60 * _bursts(chance, len(at), 0.003, 2))


def _requests(at: Array, chance: Generator) -> Array:
    """Requests to a service: day and week, counted."""
    return chance.poisson(chance.uniform(20, 900) * (0.15 + _daily(at, chance, 1.3))).astype(np.float64)


def _mentions(at: Array, chance: Generator) -> Array:
    """How often something is spoken of: counts with a heavy tail."""
    tail = np.exp(chance.uniform(0.2, 0.6) * chance.standard_t(4, len(at)).clip(-3, 3))
    rate = chance.uniform(2, 40) * (0.4 + _daily(at, chance, 1.0)) * tail
    talk = chance.uniform(10, 60) * _bursts(chance, len(at), 0.001, 6)
    return chance.poisson(rate + talk).astype(np.float64)


def _few(at: Array, chance: Generator) -> Array:
    """Something that is counted, and hardly ever happens."""
    return chance.poisson(chance.uniform(0.05, 1.5) * (0.5 + _daily(at, chance, 1.0))).astype(np.float64)


def _passengers(at: Array, chance: Generator) -> Array:
    """People under way in a town: a smooth day and week."""
    shape = _daily(at, chance, 0.8) + 0.5 * _daily(at + DAY_S / 3, chance, 2.0)
    return np.asarray(chance.uniform(5_000, 20_000) * (0.2 + shape) * chance.normal(1, 0.03, len(at)))


def _speed(at: Array, chance: Generator) -> Array:
    """Speed on a road: free, but for the rush hours."""
    jam = _daily(at, chance, 6.0) + _daily(at, chance, 6.0)
    jammed = 25 * jam * chance.uniform(0.5, 1.1, len(at))
    speed = chance.uniform(60, 75) - jammed + chance.normal(0, 3, len(at))
    return np.asarray(np.round(np.clip(speed, 3, 95)), dtype=np.float64)


def _occupancy(at: Array, chance: Generator) -> Array:
    """Share of the time that a place is taken: empty at night, unsteady by day."""
    taken = chance.uniform(5, 50) * _daily(at, chance, 2.0) * chance.lognormal(0, 0.4, len(at))
    return np.asarray(np.round(np.clip(taken, 0, 100), 2), dtype=np.float64)


def _machine(at: Array, chance: Generator) -> Array:
    """The temperature of a machine: slow, with steps as its load changes."""
    steps = np.cumsum((chance.random(len(at)) < 0.0008) * chance.normal(0, 3, len(at)))
    slow = chance.uniform(1, 4) * _walk(chance, len(at), float(chance.choice([0.99, 0.995, 0.998])))
    return np.asarray(chance.uniform(60, 90) + steps + slow + chance.normal(0, 0.4, len(at)))


def _room(at: Array, chance: Generator) -> Array:
    """The temperature of a hall: a weak day, weather, now and then rounded."""
    value = 20 + chance.uniform(0.5, 3) * _daily(at, chance, 1.0) + _walk(chance, len(at), 0.97)
    return np.round(value, int(chance.choice([0, 1, 4])))


def _bytes(at: Array, chance: Generator) -> Array:
    """Traffic of a network card: nearly nothing, and bursts."""
    bursts = (chance.random(len(at)) < 0.02) * chance.lognormal(11, 1.2, len(at))
    return np.asarray(chance.uniform(50, 5_000) * chance.lognormal(0, 0.3, len(at)) + bursts)


def _rare(at: Array, chance: Generator) -> Array:
    """Nothing but crumbs, and now and then a lot."""
    lots = chance.lognormal(3, 0.5, len(at))
    return np.where(chance.random(len(at)) < chance.uniform(0.005, 0.05), lots, 0.1 * chance.random(len(at)))


def _price(at: Array, chance: Generator) -> Array:
    """The price of an advertisement: skewed, with a weak day."""
    skewed = chance.lognormal(0, chance.uniform(0.2, 0.6), len(at))
    return np.asarray(chance.uniform(0.05, 2) * skewed * (0.8 + 0.4 * _daily(at, chance, 1.0)))


def _clicks(at: Array, chance: Generator) -> Array:
    """The share of those shown something who want more of it: noise round a level that wanders."""
    level = 0.02 * np.exp(0.2 * _walk(chance, len(at), 0.999))
    shown = chance.poisson(200 * (0.3 + _daily(at, chance, 1.0)), len(at)) + 1
    return np.asarray(chance.binomial(shown, level) / shown)


def _square(at: Array, chance: Generator) -> Array:
    """Something that is switched by a clock."""
    wave = (at % DAY_S) / DAY_S < chance.uniform(0.3, 0.6)
    noise = chance.normal(0, float(chance.choice([0.01, 1.5, 5])), len(at))
    return np.where(wave, chance.uniform(40, 90), chance.uniform(0, 20)) + noise


def _filling(at: Array, chance: Generator) -> Array:
    """Memory in use, or a disk: more and more, until somebody tidies up."""
    value = np.empty(len(at))
    level = 50.0
    for number, more in enumerate(chance.uniform(0, 0.04, len(at)).tolist()):
        level += more
        if level > 90 or chance.random() < 0.001:
            level = 50 + float(chance.normal(0, 3))
        value[number] = level
    return value + chance.normal(0, 0.05, len(at))


def _cycles(at: Array, chance: Generator) -> Array:
    """A machine that does the same over and over, not quite to the minute."""
    turns = np.cumsum(1 + chance.normal(0, 0.1, len(at))) / chance.uniform(20, 120)
    return np.asarray(10 * np.sin(2 * np.pi * turns) ** int(chance.choice([1, 3])) + chance.normal(0, 0.5, len(at)))


def _noise(at: Array, chance: Generator) -> Array:
    """Nothing to be known but how it is spread."""
    drawn = (chance.normal(0, 1, len(at)), chance.standard_t(5, len(at)), chance.uniform(-1, 1, len(at)))
    return np.asarray(50 + chance.uniform(0.5, 10) * drawn[int(chance.integers(3))])


def _plateaus(at: Array, chance: Generator) -> Array:
    """What is set by hand, and stays for long."""
    level = np.cumsum((chance.random(len(at)) < 0.003) * np.round(chance.normal(0, 5, len(at))))
    return np.asarray(100 + level - 0.5 * np.round(level / 10) * 10)


SORTS: dict[str, Callable[[Array, Generator], Array]] = {
    "load": _load,
    "latency": _latency,
    "requests": _requests,
    "mentions": _mentions,
    "few": _few,
    "passengers": _passengers,
    "speed": _speed,
    "occupancy": _occupancy,
    "machine": _machine,
    "room": _room,
    "bytes": _bytes,
    "rare": _rare,
    "price": _price,
    "clicks": _clicks,
    "square": _square,
    "filling": _filling,
    "cycles": _cycles,
    "noise": _noise,
    "plateaus": _plateaus,
}
