"""How sensors report: every so often, when something changed, or when the battery allows."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Array, Calendar
from edgeassist.lab.sensor_tracks import Manner, Mask


def manner(chance: Generator, round_to: float, *, deadband: float = 0.0, fast: bool = False) -> Manner:
    """Return a way of reporting as it is found in homes; `deadband` is what a sensor that reports changes would use."""
    lot = chance.random()
    if fast:
        return Manner(float(chance.choice([20, 60, 60, 120])), 0.05, round_to=round_to)
    if lot < 0.45:  # mains: every minute or a few
        return Manner(float(chance.choice([60, 120, 300, 300, 600])), 0.04, round_to=round_to, loss=0.004)
    if lot < 0.72 and deadband:  # Zigbee: on change, mostly with a heartbeat
        heartbeat = float(chance.choice([1800, 3000, 3600, 7200])) if chance.random() < 0.75 else None
        return Manner(60.0, 0.1, deadband=deadband, heartbeat_s=heartbeat, round_to=round_to)
    if lot < 0.88:  # a battery that sleeps, with bad reception
        return Manner(
            float(chance.choice([600, 600, 900, 1800])), 0.15, round_to=round_to, loss=0.03,
            naps=float(chance.uniform(0.2, 1.2)),
        )  # fmt: skip
    return Manner(300.0, 0.5, round_to=round_to, loss=0.01)


def instants(calendar: Calendar, manner: Manner, chance: Generator) -> Array:
    """Return when a sensor measures."""
    count = int((calendar.end - calendar.start) / manner.period_s) + 2
    steps = manner.period_s * np.clip(chance.normal(1, manner.jitter, count), 0.1, 5)
    moments = calendar.start + chance.uniform(0, manner.period_s) + np.cumsum(steps)
    return np.round(moments[moments < calendar.end], 1)


def reported(moments: Array, measured: Array, manner: Manner) -> Mask:
    """Return which measurements are sent, before any is lost; `measured` is rounded already."""
    if not manner.deadband:
        return np.ones(len(moments), dtype=bool)
    sent = np.zeros(len(moments), dtype=bool)
    last_value, last_time = np.inf, -np.inf
    heartbeat = manner.heartbeat_s or np.inf
    for number, (moment, value) in enumerate(zip(moments.tolist(), measured.tolist(), strict=True)):
        differs = not abs(value - last_value) < manner.deadband - 1e-9  # NaN always does
        if differs or moment - last_time >= heartbeat:
            sent[number] = True
            last_value, last_time = value, moment
    return sent


def received(moments: Array, manner: Manner, chance: Generator) -> Mask:
    """Return which of the reports sent at `moments` arrive: some are lost, and in naps all are."""
    arrives = chance.random(len(moments)) >= manner.loss
    if len(moments) and manner.naps:
        days = (moments[-1] - moments[0]) / DAY_S
        for start in chance.uniform(moments[0], moments[-1], chance.poisson(days * manner.naps)):
            length = HOUR_S * min(22.0, float(chance.lognormal(0.9, 0.7)))
            arrives &= ~((moments >= start) & (moments < start + length))
    return arrives


def rounded(values: Array, step: float) -> Array:
    """Return `values` as the sensor shows them.

    >>> rounded(np.array([20.26]), 0.5).tolist()
    [20.5]
    """
    return np.round(np.round(values / step) * step, 4)
