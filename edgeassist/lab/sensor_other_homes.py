"""Other simulated homes, made by other means than `sensor_homes`: what was tuned on those can be checked here.

Days are formulas with coloured noise; sensors report on a grid or on change; faults have other sizes, lengths and
onsets. The results are of the same kind, so that they are measured alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Array, Calendar, Span
from edgeassist.lab.sensor_homes import KINDS, SimulatedHome
from edgeassist.lab.sensor_other_curves import day
from edgeassist.lab.sensor_other_faults import Column, break_number, break_switch
from edgeassist.lab.sensor_other_things import Contact, Quantity, contacts, quantities
from edgeassist.lab.sensor_tracks import Curve, Label, Manner, Reports, Sensor, Simulated, inside, square

_PERIODS_S = (30.0, 60.0, 120.0, 300.0, 300.0, 600.0, 900.0, 1800.0)
_ZONES = ("Europe/Madrid", "America/Chicago", "Europe/Helsinki", "Asia/Singapore")
_APART_S = 5 * DAY_S
_LEARNING_S = 7 * DAY_S

Plan = dict[str, list[tuple[str, float]]]


@dataclass(slots=True)
class _Making:
    calendar: Calendar
    chance: Generator
    plan: Plan = field(default_factory=dict)


def other_home(seed: int, *, number: int = 0, weeks: int = 6, faults_a_kind: int = 5) -> SimulatedHome:
    """Return a home; another `number` is another home of the same seed."""
    chance = np.random.default_rng([seed, number, 9])
    first = date(2025, 1, 6) + timedelta(days=int(chance.integers(0, 330)))
    calendar = Calendar(_ZONES[number % len(_ZONES)], first, 7 * weeks)
    life = day(calendar, chance)
    numbers, switches = list(quantities(life, chance)), list(contacts(life, chance))
    making = _Making(calendar, chance)
    able = {each.name: each.faults for each in numbers} | {each.name: each.faults for each in switches}
    making.plan = _plan(able, making, faults_a_kind)
    home = [_number(each, making) for each in numbers] + [_switch(each, making) for each in switches]
    benign = [Label("*", "holiday", *span) for span in life.away] + [Label("*", "party", *span) for span in life.party]
    benign.append(_power_cut(home, making))
    for happens in (_announced_unit, _exchanged, _meter_reset, _late_rows, _repeated):
        happens(home, making)
    return SimulatedHome(f"other_{number:02d}", str(calendar.zone), calendar.start, calendar.end, home, benign)


def _plan(able: dict[str, tuple[str, ...]], making: _Making, faults_a_kind: int) -> Plan:
    plan: Plan = {name: [] for name in able}
    calendar, chance = making.calendar, making.chance
    for kind in KINDS * faults_a_kind:
        names = [name for name, faults in able.items() if kind in faults]
        for _ in range(60):
            name = names[int(chance.integers(len(names)))]
            start = float(chance.uniform(calendar.start + _LEARNING_S, calendar.end - 2.5 * DAY_S))
            if all(abs(start - other) > _APART_S + 4 * DAY_S for _, other in plan[name]):
                plan[name].append((kind, start))
                break
    return plan


def _number(thing: Quantity, making: _Making) -> Simulated:
    calendar, chance = making.calendar, making.chance
    period = thing.period_s or float(chance.choice(_PERIODS_S))
    at = np.arange(calendar.start + chance.uniform(0, period), calendar.end, period)
    at = np.round(at + chance.uniform(0, 0.04) * period * chance.standard_normal(len(at)).clip(-3, 3), 1)
    value = np.interp(at, calendar.minutes, thing.truth) + chance.normal(0, thing.noise, len(at))
    if thing.truth.min() >= 0:
        np.maximum(value, 0.0, out=value)
    column = Column(thing.kind, at, value, thing.size, thing.broken)
    labels = []
    for kind, start in sorted(making.plan[thing.name], key=lambda each: each[1]):
        begin, end = break_number(column, kind, start, chance)
        labels.append(Label(f"sensor.{thing.name}", kind, begin, end))
    value = np.round(np.round(column.value / thing.step) * thing.step, 3)
    sent = ~np.isnan(value) & (chance.random(len(at)) > float(chance.choice([0, 0.002, 0.02])))
    if chance.random() < 0.3 and thing.kind not in {"energy", "gas", "water"}:
        sent &= _changes(at, value, max(thing.step, thing.size / 25), float(chance.choice([1800, 3600])))
    truth = Curve(calendar.minutes, thing.truth)
    sensor = Sensor(f"sensor.{thing.name}", thing.kind, thing.unit, truth, Manner(period))
    return Simulated(sensor, Reports.of(at[sent], value[sent]), labels)


def _changes(at: Array, value: Array, least: float, heartbeat_s: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return what is sent where only changes are, and a sign of life now and then."""
    sent = np.zeros(len(at), dtype=bool)
    last, when = np.inf, -np.inf
    for place, (moment, each) in enumerate(zip(at.tolist(), value.tolist(), strict=True)):
        if np.isnan(each):
            continue
        if not abs(each - last) < least or moment - when >= heartbeat_s:
            sent[place] = True
            last, when = each, moment
    return sent


def _switch(thing: Contact, making: _Making) -> Simulated:
    calendar, chance = making.calendar, making.chance
    spans, labels = list(thing.spans), []
    for kind, start in sorted(making.plan[thing.name], key=lambda each: each[1]):
        begin, end = break_switch(spans, kind, start, calendar, chance)
        labels.append(Label(f"binary_sensor.{thing.name}", kind, begin, min(end, calendar.end)))
    curve = square([(max(a, calendar.start), min(b, calendar.end)) for a, b in spans if a < b], calendar.start)
    at, value = np.round(curve.at[1:], 2), curve.value[1:]
    sensor = Sensor(f"binary_sensor.{thing.name}", thing.kind, None, curve, Manner(0.0), is_on_off=True)
    if not len(at) or chance.random() < 0.3:
        beats = np.arange(calendar.start + chance.uniform(0, 3600), calendar.end, 3600.0)
        at, value = np.concatenate([at, beats]), np.concatenate([value, curve(beats)])
        order = np.argsort(at, kind="stable")
        at, value = at[order], value[order]
    return Simulated(sensor, Reports.of(at, value), labels)


def _free(able: Callable[[Sensor], bool], home: list[Simulated]) -> list[Simulated]:
    return [each for each in home if able(each.sensor) and not each.labels and len(each.reports.at)]


def _moment(making: _Making) -> float:
    return float(making.chance.uniform(making.calendar.start + 8 * DAY_S, making.calendar.end - 3 * DAY_S))


def _power_cut(home: list[Simulated], making: _Making) -> Label:
    """Most sensors are silent for a while, and say what they measure as soon as they are back."""
    start = _moment(making)
    span = (start, start + float(making.chance.uniform(0.3, 3)) * HOUR_S)
    for each in home:
        if making.chance.random() < 0.7:
            each.reports = each.reports.where(~inside(each.reports.at, span))
    return Label("*", "power_cut", *span)


def _announced_unit(home: list[Simulated], making: _Making) -> None:
    for each in _free(lambda sensor: sensor.device_class == "temperature", home)[:1]:
        moment, reports = _moment(making), each.reports
        value: Array = np.where(reports.at >= moment, np.round(reports.value * 1.8 + 32, 1), reports.value)
        each.reports = replace(reports, value=value, units=((moment, "°F"),))
        each.benign.append(Label(each.sensor.entity, "unit", moment, moment + DAY_S))


def _exchanged(home: list[Simulated], making: _Making) -> None:
    """Another sensor under the same name reads a little differently."""
    for each in _free(lambda sensor: sensor.device_class in {"humidity", "pressure"}, home)[:1]:
        moment = _moment(making)
        spread = float(np.nanstd(each.reports.value[np.isfinite(each.reports.value)]))
        later = 0.3 * spread * making.chance.normal() * (each.reports.at >= moment)
        each.reports = replace(
            each.reports, value=np.asarray(np.round(each.reports.value + later, 2), dtype=np.float64)
        )
        each.benign.append(Label(each.sensor.entity, "replaced", moment, moment + DAY_S))


def _meter_reset(home: list[Simulated], making: _Making) -> None:
    for each in _free(lambda sensor: sensor.device_class in {"energy", "gas", "water"}, home)[:2]:
        moment, reports = _moment(making), each.reports
        later = reports.at >= moment
        value: Array = reports.value - later * float(reports.value[later][0])
        each.reports = replace(reports, value=np.asarray(np.round(value, 3), dtype=np.float64))
        each.benign.append(Label(each.sensor.entity, "reset", moment, moment + DAY_S))


def _late_rows(home: list[Simulated], making: _Making) -> None:
    for each in _free(lambda sensor: not sensor.is_on_off, home)[:3]:
        reports, chance = each.reports, making.chance
        late = chance.random(len(reports.at)) < 0.05
        moved = replace(reports, received=reports.received + late * chance.exponential(600, len(late)))
        each.reports = moved.plus(moved.where(np.zeros(len(late), dtype=bool)))


def _repeated(home: list[Simulated], making: _Making) -> None:
    """The broker comes back and repeats what it kept, everything in one burst."""
    moment: float = _moment(making)
    for each in home:
        before = np.flatnonzero(each.reports.at < moment)
        if len(before):
            last = each.reports.where(np.isin(np.arange(len(each.reports.at)), before[-1:]))
            span: Span = (moment, moment)
            kept = replace(last, received=np.array([span[0]]), retained=np.array([True]), units=())
            each.reports = each.reports.plus(kept)
