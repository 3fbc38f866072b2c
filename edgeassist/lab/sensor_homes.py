"""Simulated homes with labelled faults, and with much that looks odd and is none: what sensors are measured on.

    edgeassist lab homes OUT --seed 1 --homes 6 --weeks 6

writes a folder a home: `events.jsonl.gz` (as `edgeassist sensors replay` reads it), `labels.jsonl` (the faults:
entity, kind, start, end), `benign.jsonl` (the same for what has to raise nothing) and `home.json` (time zone and
sensors). Times of labels are seconds since the epoch. The same seed makes the same homes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_appliances import appliances
from edgeassist.lab.sensor_benign import befall
from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Array, Calendar, Span
from edgeassist.lab.sensor_catalogue import World, sensors
from edgeassist.lab.sensor_doors import windows
from edgeassist.lab.sensor_faults import Measured, break_
from edgeassist.lab.sensor_manners import instants, received, reported, rounded
from edgeassist.lab.sensor_people import household
from edgeassist.lab.sensor_rooms import air
from edgeassist.lab.sensor_switch_faults import Switched, break_switch
from edgeassist.lab.sensor_tracks import Label, Reports, Sensor, Simulated
from edgeassist.lab.sensor_weather import weather
from edgeassist.messages import AnomalyKind

KINDS = tuple(kind for kind in get_args(AnomalyKind) if kind != "hazard")
"""What is put into the homes: all that has to be found, and is not said by the sensor itself."""

_PLACES = (
    ("Europe/Berlin", date(2024, 10, 1)),
    ("America/New_York", date(2025, 2, 20)),
    ("Europe/London", date(2025, 3, 8)),
    ("Australia/Sydney", date(2025, 9, 12)),
    ("America/Los_Angeles", date(2024, 10, 10)),
    ("Asia/Tokyo", date(2025, 5, 3)),
)
"""Time zones, and first days that put a change of daylight saving time into the weeks, where there is one."""

_SPACING_S = 2 * DAY_S
"""Between two faults of one sensor."""

_LONGEST_S = {
    "drift": 13 * DAY_S,
    "stuck": 5 * DAY_S,
    "dropout": 4 * DAY_S,
    "level_shift": 6 * DAY_S,
    "missing_cycle": 5 * DAY_S,
}
"""Of what lasts for more than two days."""

_BARE = 14
"""One in so many sensors has no device class."""


@dataclass(frozen=True, slots=True)
class SimulatedHome:
    """A home's weeks: every sensor with its reports, its faults, and what else happened."""

    name: str
    zone: str
    start: float
    end: float
    sensors: Sequence[Simulated]
    benign: Sequence[Label]
    """What concerns the whole home: holidays, guests, a clock that is wrong."""
    clock: tuple[Span, float] | None = None
    """When the clock of the house itself is wrong, and by how much: what arrives then is stamped so."""

    def shown(self, moments: Array, received: Array) -> Array:
        """Return what the clock of the house shows at `moments`, for what arrives at `received`."""
        if self.clock is None:
            return moments
        (start, end), step = self.clock
        return np.where((received >= start) & (received < end), np.maximum(moments + step, 1.0), moments)


def simulated_home(seed: int, *, number: int = 0, weeks: int = 6, faults_a_kind: int = 5) -> SimulatedHome:
    """Return a home; another `number` is another home of the same seed, in another time zone."""
    chance = np.random.default_rng([seed, number])
    zone, first = _PLACES[number % len(_PLACES)]
    first += timedelta(days=int(chance.integers(0, 7)))
    calendar = Calendar(zone, first, 7 * weeks)
    world = _world(calendar, chance)
    parts = sensors(world, chance)
    plan = _plan(parts, calendar, faults_a_kind, chance)
    measured = [_simulated(sensor, plan[sensor.entity], calendar, chance) for sensor in parts]
    benign = [Label("*", "holiday", *span) for span in world.house.away]
    benign += [Label("*", "guests", *span) for span in world.house.guests]
    home = _bare(befall(measured, calendar, chance), chance)
    clock = _wrong_clock(calendar, chance)
    if clock is not None:
        benign.append(Label("*", "clock_step", clock[0][0], clock[0][1] + HOUR_S))
    return SimulatedHome(f"home_{number:02d}", zone, calendar.start, calendar.end, home, benign, clock)


def _wrong_clock(calendar: Calendar, chance: Generator) -> tuple[Span, float] | None:
    """Return when the house has just started and does not know the time yet, or was told a wrong one; None: never."""
    if chance.random() < 0.4:
        return None
    start = float(chance.uniform(calendar.start + 8 * DAY_S, calendar.end - 3 * DAY_S))
    step = float(chance.choice([-HOUR_S, HOUR_S, -300.0, 5 * HOUR_S, -3 * DAY_S, -start + 60.0]))
    return (start, start + float(chance.uniform(30, 2400))), step


def _world(calendar: Calendar, chance: Generator) -> World:
    house = household(calendar, chance)
    outside = weather(calendar, chance)
    open_windows = windows(calendar, house, chance)
    rooms = air(calendar, house, outside, open_windows, chance)
    running = appliances(calendar, house, outside, rooms, chance)
    return World(calendar, house, outside, open_windows, rooms, running)


def _plan(
    parts: list[Sensor], calendar: Calendar, faults_a_kind: int, chance: Generator
) -> dict[str, list[tuple[str, float]]]:
    """Return which faults begin when on each sensor: as many of each kind, spread, and none close to another."""
    plan: dict[str, list[tuple[str, float]]] = {sensor.entity: [] for sensor in parts}
    taken: dict[str, list[Span]] = {sensor.entity: [] for sensor in parts}
    for kind in (kind for _ in range(faults_a_kind) for kind in reversed(KINDS)):
        told = "thaw" if kind == "out_of_range" and chance.random() < 0.25 else kind
        able = [sensor.entity for sensor in parts for fault in sensor.faults if fault == told]
        longest = _LONGEST_S.get(kind, 2 * DAY_S)
        for attempt in range(200):
            entity = able[int(chance.integers(len(able)))]
            earliest = calendar.start + (7 if chance.random() < 0.8 else 3) * DAY_S
            start = float(chance.uniform(earliest, calendar.end - min(longest, 4 * DAY_S)))
            is_free = all(start + longest + _SPACING_S < a or start > b + _SPACING_S for a, b in taken[entity])
            if is_free and len(taken[entity]) <= attempt // 20:
                plan[entity].append((told, start))
                taken[entity].append((start, start + longest))
                break
    return plan


def _bare(home: list[Simulated], chance: Generator) -> list[Simulated]:
    """Take the device class from some sensors, as many are set up without one."""
    bare = set(chance.permutation(len(home))[: len(home) // _BARE].tolist())
    return [
        replace(each, sensor=replace(each.sensor, device_class=None)) if number in bare else each
        for number, each in enumerate(home)
    ]


def _simulated(sensor: Sensor, plan: list[tuple[str, float]], calendar: Calendar, chance: Generator) -> Simulated:
    make = _switch if sensor.is_on_off else _gauge
    return make(sensor, sorted(plan, key=lambda each: each[1]), calendar, chance)


def _gauge(sensor: Sensor, plan: list[tuple[str, float]], calendar: Calendar, chance: Generator) -> Simulated:
    at = instants(calendar, sensor.manner, chance)
    value = sensor.truth(at) + chance.normal(0, sensor.noise, len(at))
    if sensor.device_class in {"humidity", "battery"}:
        value = np.clip(value, 0, 100)
    if sensor.device_class in {"illuminance", "pm25"}:
        value = np.clip(value, 0, None)
    measured = Measured(sensor, at, value)
    labels = [break_(measured, kind, start, chance) for kind, start in plan]
    value = rounded(measured.value, sensor.manner.round_to)
    sent = reported(at, value, sensor.manner)
    reports = Reports.of(at[sent], value[sent])
    arrives = received(reports.at, sensor.manner, chance)
    for start, end in measured.silent:
        arrives &= ~((reports.at >= start) & (reports.at < end))
    return Simulated(sensor, reports.where(arrives), labels)


def _switch(sensor: Sensor, plan: list[tuple[str, float]], calendar: Calendar, chance: Generator) -> Simulated:
    switched = Switched(sensor, sensor.truth.at[1:].copy(), sensor.truth.value[1:].copy())
    labels = [break_switch(switched, kind, start, calendar, chance) for kind, start in plan]
    at, value = switched.at, switched.value
    heartbeat = sensor.manner.heartbeat_s
    if heartbeat is not None:
        steps = heartbeat * np.clip(
            chance.normal(1, 0.01, int((calendar.end - calendar.start) / heartbeat) + 2), 0.5, 2
        )
        beats = calendar.start + chance.uniform(0, heartbeat) + np.cumsum(steps)
        order = np.concatenate([[0.0], value])
        state = order[np.searchsorted(at, beats, side="right")]
        moments = np.concatenate([at, beats])
        ranked = np.argsort(moments, kind="stable")
        at, value = moments[ranked], np.concatenate([value, state])[ranked]
    keep = (at >= calendar.start) & (at < calendar.end)
    for start, end in switched.silent:
        keep &= ~((at >= start) & (at < end))
    return Simulated(sensor, Reports.of(np.round(at[keep], 2), value[keep]), labels)
