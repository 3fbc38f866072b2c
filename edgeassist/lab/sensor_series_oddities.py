"""What may be odd about a series, from a row on, put into its values in place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import Array


def _spread(value: Array) -> float:
    return float(np.percentile(value, 95) - np.percentile(value, 5)) or float(np.ptp(value)) or 1.0


def _jitter(value: Array) -> float:
    """Return the size of a large, but usual change."""
    return float(np.percentile(np.abs(np.diff(value)), 95)) or 0.1 * _spread(value)


def _sign(chance: Generator) -> float:
    return float(chance.choice([-1, 1, 1]))


def _stretch(value: Array, place: int, half: int, chance: Generator) -> slice:
    return slice(place, min(len(value), place + max(3, int(chance.uniform(0.3, 1.0) * half))))


def _spike(value: Array, place: int, half: int, chance: Generator) -> None:  # noqa: ARG001
    height = max(chance.uniform(0.8, 4) * _spread(value), 2.5 * _jitter(value))
    value[place : place + int(chance.integers(1, 5))] += _sign(chance) * height


def _peaks(value: Array, place: int, half: int, chance: Generator) -> None:
    part = _stretch(value, place, half, chance)
    some = chance.random(part.stop - part.start) < chance.uniform(0.1, 0.4)
    value[part] += some * chance.uniform(0.7, 2.5) * _spread(value)


def _shift(value: Array, place: int, half: int, chance: Generator) -> None:  # noqa: ARG001
    value[place:] += chance.choice([-1, 1]) * max(chance.uniform(0.5, 2) * _spread(value), 0.8 * _jitter(value))


def _passing_shift(value: Array, place: int, half: int, chance: Generator) -> None:
    size = max(chance.uniform(0.5, 2) * _spread(value), 0.8 * _jitter(value))
    value[_stretch(value, place, half, chance)] += _sign(chance) * size


def _flat(value: Array, place: int, half: int, chance: Generator) -> None:
    part = _stretch(value, place, half, chance)
    value[part] = value[place] if chance.random() < 0.5 else np.percentile(value, chance.choice([1, 5, 50]))


def _outage(value: Array, place: int, half: int, chance: Generator) -> None:
    length = max(2, int(chance.uniform(0.05, 0.5) * half))
    value[place : place + length] = min(0.0, float(value.min()))


def _louder(value: Array, place: int, half: int, chance: Generator) -> None:
    part = _stretch(value, place, half, chance)
    size = chance.uniform(1.2, 3) * max(_jitter(value), 0.1 * _spread(value))
    value[part] += chance.normal(0, size, part.stop - part.start)


def _quieter(value: Array, place: int, half: int, chance: Generator) -> None:
    part = _stretch(value, place, half, chance)
    smooth = np.convolve(np.pad(value[part], 5, "edge"), np.ones(11) / 11, "valid")
    value[part] = smooth


def _rising(value: Array, place: int, half: int, chance: Generator) -> None:
    part = _stretch(value, place, half, chance)
    value[part] += _sign(chance) * np.linspace(0, chance.uniform(0.8, 2.5), part.stop - part.start) * _spread(value)


def _failing(value: Array, place: int, half: int, chance: Generator) -> None:
    """Go astray slowly, then break down, then come back."""
    part = _stretch(value, place, half, chance)
    value[part] -= np.linspace(0, 1, part.stop - part.start) ** 3 * chance.uniform(1.5, 4) * _spread(value)


def _damped(value: Array, place: int, half: int, chance: Generator) -> None:
    """Swing less, or more, than on other days, as on a holiday."""
    part = _stretch(value, place, half, chance)
    middle = float(np.percentile(value, chance.choice([5, 50])))
    value[part] = middle + (value[part] - middle) * chance.choice([chance.uniform(0.1, 0.5), chance.uniform(1.5, 2.5)])


def _turned(value: Array, place: int, half: int, chance: Generator) -> None:
    """Put the day where the night is."""
    part = _stretch(value, place, half, chance)
    value[part] = value[part].max() + value[part].min() - value[part]


def _hurried(value: Array, place: int, half: int, chance: Generator) -> None:
    """Run faster, or slower, than usual."""
    part = _stretch(value, place, half, chance)
    pace = float(chance.choice([0.4, 2, 3]))
    where = part.start + (np.arange(part.stop - part.start) * pace).astype(int)
    value[part] = value[np.minimum(where, len(value) - 1)]


def put(value: Array, place: int, half: int, chance: Generator) -> None:
    """Make `value` odd from row `place` on, for at most `half` rows unless it stays so for good."""
    shares = np.array(list(_ODDITIES.values()))
    kind = list(_ODDITIES)[int(chance.choice(len(_ODDITIES), p=shares / shares.sum()))]
    kind(value, place, half, chance)


_ODDITIES: dict[Callable[[Array, int, int, Generator], None], float] = {
    _spike: 4,
    _peaks: 2,
    _shift: 2,
    _passing_shift: 2,
    _flat: 1,
    _outage: 2,
    _louder: 1,
    _quieter: 0.5,
    _rising: 2,
    _failing: 2,
    _damped: 1,
    _turned: 0.5,
    _hurried: 0.5,
}
"""How common each is."""
