"""What happens to the reports of healthy sensors: restarts, late messages, wrong clocks, other units, new batteries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Calendar, Span
from edgeassist.lab.sensor_manners import rounded
from edgeassist.lab.sensor_tracks import UNAVAILABLE, Label, Mask, Reports, Sensor, Simulated, inside

_YEAR_S = 365 * DAY_S
_SINCE_1970 = 1_700_000_000.0

Benign = Callable[[Simulated, float, Generator], Span]
"""Sensor, moment, chance → from and to; changes the reports."""


def befall(home: list[Simulated], calendar: Calendar, chance: Generator) -> list[Simulated]:
    """Let everything happen that has to raise nothing; returns the sensors, replaced ones under a second name."""
    for name, count, able in _EVENTS:
        can = [each for each in home if able(each.sensor)]
        for number in chance.permutation(len(can))[:count]:
            _one(can[number], name, calendar, chance)
    home = home + _renamed(home, calendar, chance)
    for _ in range(int(chance.integers(2, 6))):
        _restart(home, calendar, chance)
    for _ in range(int(chance.integers(2, 5))):
        _outage(home, calendar, chance)
    return home


def _one(simulated: Simulated, name: str, calendar: Calendar, chance: Generator) -> None:
    moment = _free(simulated, calendar, chance)
    if moment is not None:
        start, end = _ACTS[name](simulated, moment, chance)
        simulated.benign.append(Label(simulated.sensor.entity, name, start, end))


def _free(simulated: Simulated, calendar: Calendar, chance: Generator) -> float | None:
    """Return a moment that is a day and a half away from every fault of the sensor."""
    for _ in range(30):
        moment = chance.uniform(calendar.start + 3 * DAY_S, calendar.end - 2 * DAY_S)
        if all(moment + 1.5 * DAY_S < each.start or moment - 1.5 * DAY_S > each.end for each in simulated.labels):
            return float(moment)
    return None


def _unavailable(simulated: Simulated, moment: float, chance: Generator) -> Span:
    length = float(np.clip(chance.lognormal(0.5, 1.3), 0.05, 30)) * HOUR_S
    span = (moment, moment + length)
    simulated.reports = _silenced(simulated.reports, span).plus(Reports.of(np.array([moment]), np.array([UNAVAILABLE])))
    if simulated.sensor.is_on_off:
        state = _state(simulated.reports, moment)
        simulated.reports = simulated.reports.plus(Reports.of(np.array([span[1]]), np.array([state])))
    return span


def _silenced(reports: Reports, span: Span) -> Reports:
    return reports.where(~inside(reports.at, span))


def _state(reports: Reports, moment: float) -> float:
    known = np.isfinite(reports.value) & (reports.received <= moment)
    return float(reports.value[known][-1]) if known.any() else 0.0


def _replaced(simulated: Simulated, moment: float, chance: Generator) -> Span:
    """Another device of the same kind takes its place: it reads a little differently."""
    start, end = _unavailable(simulated, moment, chance)
    reports, step = simulated.reports, simulated.sensor.manner.round_to
    offset = float(chance.normal(0, 0.12)) * simulated.sensor.scale
    later = (reports.at >= end) & np.isfinite(reports.value)
    value = reports.value.copy()
    value[later] = rounded(value[later] + offset, step)
    simulated.reports = replace(reports, value=value)
    return start, end


def _fahrenheit(simulated: Simulated, moment: float, chance: Generator) -> Span:  # noqa: ARG001
    reports = simulated.reports
    value = reports.value.copy()
    later = (reports.received >= moment) & np.isfinite(value)
    value[later] = rounded(value[later] * 1.8 + 32, 0.1)
    simulated.reports = replace(reports, value=value, units=((moment, "°F"),))
    return moment, moment + DAY_S


def _wrong_clock(simulated: Simulated, moment: float, chance: Generator) -> Span:
    step = float(chance.choice([-HOUR_S, HOUR_S, 2 * HOUR_S, -540, 3 * _YEAR_S, -_SINCE_1970]))
    span = (moment, moment + float(chance.uniform(0.2, 72)) * HOUR_S)
    reports = simulated.reports
    at = np.where(inside(reports.received, span), np.maximum(reports.at + step, 0.0), reports.at)
    simulated.reports = replace(reports, at=at)
    return span


def _reset(simulated: Simulated, moment: float, chance: Generator) -> Span:  # noqa: ARG001
    """The meter was without power: it counts from 0 again."""
    reports = simulated.reports
    later = (reports.at >= moment) & np.isfinite(reports.value)
    value = reports.value.copy()
    if later.any():
        value[later] -= value[later].min()
    simulated.reports = replace(reports, value=np.round(value, 4))
    return moment, moment + DAY_S


def _new_battery(simulated: Simulated, moment: float, chance: Generator) -> Span:
    reports = _silenced(simulated.reports, (moment - 600, moment))
    value = reports.value.copy()
    charged = float(chance.uniform(98, 100)) - _state(reports, moment)
    later = (reports.at >= moment) & (value >= 0) & (value <= 100)  # what is broken later stays as it is
    value[later] = rounded(np.clip(value[later] + charged, 0, 100), 1.0)
    simulated.reports = replace(reports, value=value)
    return moment, moment + DAY_S


def _late(simulated: Simulated, moment: float, chance: Generator) -> Span:
    reports = simulated.reports
    late = (chance.random(len(reports.at)) < 0.01) & (reports.received >= moment)
    arrival = reports.received + late * chance.uniform(2, 400, len(reports.at))
    order = np.argsort(arrival, kind="stable")
    moved = replace(reports, received=arrival).where(np.ones(len(late), dtype=bool))
    simulated.reports = Reports(
        moved.at[order], moved.received[order], moved.value[order], moved.retained[order], moved.units
    )
    return moment, float(reports.received[-1])


def _twice(simulated: Simulated, moment: float, chance: Generator) -> Span:
    reports = simulated.reports
    again = (chance.random(len(reports.at)) < 0.02) & (reports.received >= moment)
    copies = reports.where(again)
    copies = replace(copies, received=copies.received + chance.uniform(0.05, 8, len(copies.at)), units=())
    simulated.reports = reports.plus(copies)
    return moment, float(reports.received[-1])


def _renamed(home: list[Simulated], calendar: Calendar, chance: Generator) -> list[Simulated]:
    """Give one sensor a new name in the middle; the old one is unavailable from then on."""
    able = [each for each in home if not each.labels and not each.sensor.is_on_off and not each.benign]
    if not able:
        return []
    old = able[int(chance.integers(len(able)))]
    moment = float(chance.uniform(0.3, 0.8) * (calendar.end - calendar.start) + calendar.start)
    entity = f"{old.sensor.entity}_2"
    before: Mask = old.reports.at < moment
    new = Simulated(replace(old.sensor, entity=entity), old.reports.where(~before))
    old.reports = old.reports.where(before).plus(Reports.of(np.array([moment]), np.array([UNAVAILABLE])))
    old.benign.append(Label(old.sensor.entity, "renamed", moment, calendar.end))
    new.benign.append(Label(entity, "renamed", moment, moment + 3 * DAY_S))
    return [new]


def _restart(home: list[Simulated], calendar: Calendar, chance: Generator) -> None:
    """The broker comes back and repeats what it had kept."""
    moment = float(chance.uniform(calendar.start + DAY_S, calendar.end - DAY_S))
    keeps_time = chance.random() < 0.5
    for each in home:
        known = np.flatnonzero(each.reports.received < moment)
        if not len(known) or chance.random() < 0.3:
            continue
        last = each.reports.where(np.isin(np.arange(len(each.reports.at)), known[-1:]))
        arrival = np.array([moment + chance.uniform(0, 3)])
        last = replace(last, received=arrival, retained=np.array([True]), units=())
        each.reports = each.reports.plus(last if keeps_time else replace(last, at=arrival))
        each.benign.append(Label(each.sensor.entity, "restart", moment, moment + HOUR_S))


def _outage(home: list[Simulated], calendar: Calendar, chance: Generator) -> None:
    """A gateway is cut off for a while, and afterwards delivers what it had kept, or nothing."""
    start = float(chance.uniform(calendar.start + DAY_S, calendar.end - DAY_S))
    end = start + float(chance.uniform(2, 40)) * 60
    keeps, share = chance.random() < 0.7, chance.uniform(0.1, 0.5)
    for each in home:
        if chance.random() > share:
            continue
        cut = inside(each.reports.received, (start, end))
        if keeps or each.sensor.is_on_off:
            arrival = np.where(cut, end + np.cumsum(cut) * 0.01, each.reports.received)
            each.reports = replace(each.reports, received=arrival)
        else:
            each.reports = each.reports.where(~cut)
        each.benign.append(Label(each.sensor.entity, "outage", start, end + HOUR_S))


def _is_number(sensor: Sensor) -> bool:
    return not sensor.is_on_off and sensor.device_class not in {"energy", "water"}


def _is_temperature(sensor: Sensor) -> bool:
    return sensor.device_class == "temperature"


def _is_counter(sensor: Sensor) -> bool:
    return sensor.device_class in {"energy", "water"}


def _is_battery(sensor: Sensor) -> bool:
    return sensor.device_class == "battery"


def _any(sensor: Sensor) -> bool:  # noqa: ARG001
    return True


_ACTS: dict[str, Benign] = {
    "unavailable": _unavailable,
    "replaced": _replaced,
    "unit": _fahrenheit,
    "clock": _wrong_clock,
    "battery": _new_battery,
    "reset": _reset,
    "late": _late,
    "twice": _twice,
}
_EVENTS: tuple[tuple[str, int, Callable[[Sensor], bool]], ...] = (
    ("replaced", 2, _is_number),
    ("unit", 2, _is_temperature),
    ("unavailable", 6, _any),
    ("battery", 1, _is_battery),
    ("reset", 1, _is_counter),
    ("clock", 3, _is_number),
    ("late", 4, _any),
    ("twice", 4, _any),
)
"""What happens, to how many sensors of a home, and to which it can."""
