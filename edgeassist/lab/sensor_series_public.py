"""Series that were measured in the world, with odd things put into them: those that come with the package of river."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from river import datasets

from edgeassist.lab.sensor_calendar import DAY_S, Array
from edgeassist.lab.sensor_series import Series, made_odd

_POLLSTERS = ("gallup", "ipsos", "morning_consult", "rasmussen", "you_gov")
_SHARES = ("AAPL", "AMZN", "KO", "XOM")
_MOST_ODD = 3


def public_series(seed: int, *, each: int = 2) -> list[Series]:
    """Return every measured series `each` times, every time with other things odd in it.

    What is odd in them by nature is not labelled: an alarm there counts as false, for every detector alike.
    """
    out = []
    for place, (name, at, value) in enumerate(_measured()):
        for number in range(each):
            chance = np.random.default_rng([seed, place, number])
            odd = int(chance.integers(1, _MOST_ODD + 1))
            out.append(made_odd(f"{name}_{number}", at, value, odd, chance))
    return out


def _measured() -> Iterator[tuple[str, Array, Array]]:
    water = list(datasets.WaterFlow())
    yield "water_flow", _moments([row["Time"] for row, _ in water]), _numbers([flow for _, flow in water])
    shares = [row for row, _ in datasets.SP500Stocks()]
    for name in _SHARES:
        price = 100 * np.cumprod(1 + _numbers([row[name] for row in shares]) / 100)
        yield f"price_of_{name}", _numbers([DAY_S * day for day in range(len(price))]), _numbers(price.tolist())
    polls = [row for row, _ in datasets.TrumpApproval()]
    days = DAY_S * _numbers([row["ordinal_date"] for row in polls])
    for name in _POLLSTERS:
        yield f"approval_by_{name}", days - days[0], _numbers([row[name] for row in polls])


def _numbers(values: Sequence[Any]) -> Array:
    return np.array(values, dtype=np.float64)


def _moments(times: list[dt.datetime]) -> Array:
    return np.array([time.timestamp() for time in times])
