"""The sensors of a simulated home: what each measures, how it reports, and what can go wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from edgeassist.lab.sensor_appliances import Appliances
from edgeassist.lab.sensor_calendar import DAY_S, HOUR_S, Array, Calendar, Span
from edgeassist.lab.sensor_doors import doors, motion
from edgeassist.lab.sensor_manners import manner
from edgeassist.lab.sensor_people import Household
from edgeassist.lab.sensor_rooms import ROOMS, Air
from edgeassist.lab.sensor_tracks import Curve, Manner, Sensor, square
from edgeassist.lab.sensor_weather import Weather, wander

SLOW = ("spike", "stuck", "dropout", "drift", "level_shift", "out_of_range", "noise", "rate")
"""What befalls sensors of slow quantities."""

_BURSTY = ("spike", "dropout", "out_of_range")
_FAST = frozenset({"fridge_power", "freezer_power", "mains_power", "water_flow"})
"""Sensors that report several times a minute."""

_COUNTER = ("stuck", "dropout", "rate")

_Row = tuple[float, float, float, tuple[float, ...]]
_CLASSES: dict[str, tuple[str, _Row]] = {
    "temperature": ("°C", (0.1, 1.6, 0.05, (-127.0, 85.0, -40.0, 127.9))),
    "humidity": ("%", (0.1, 8.0, 0.3, (-1.0, 119.0, 127.0, 655.35))),
    "carbon_dioxide": ("ppm", (1.0, 300.0, 8.0, (0.0, -1.0, 65535.0))),
    "illuminance": ("lx", (1.0, 300.0, 0.5, (-1.0, 6_000_000.0))),
    "atmospheric_pressure": ("hPa", (0.1, 5.0, 0.08, (0.0, 300.0, 1999.9))),
    "sound_pressure": ("dB", (0.1, 14.0, 1.2, (-10.0, 250.0))),
    "pm25": ("µg/m³", (1.0, 18.0, 0.8, (-1.0, 9999.0))),
    "voltage": ("V", (0.1, 6.0, 0.4, (0.0, 6553.5))),
    "signal_strength": ("dBm", (1.0, 12.0, 1.5, (127.0, -255.0))),
    "power": ("W", (0.1, 250.0, 0.0, (65535.0, -32768.0))),
    "water": ("L/min", (0.1, 6.0, 0.0, (-1.0, 655.35))),
}
"""Device class → unit, (rounded to, scale of an error, noise, impossible values)."""


@dataclass(frozen=True, slots=True)
class World:
    """Everything that the sensors of a home can see."""

    calendar: Calendar
    house: Household
    outside: Weather
    windows: dict[str, list[Span]]
    rooms: Air
    running: Appliances


def sensors(world: World, chance: Generator) -> list[Sensor]:
    """Return the sensors of a home, about sixty."""
    return [
        *_room_climate(world, chance),
        *_outdoors(world, chance),
        *_around(world, chance),
        *_cold(world, chance),
        *_electricity(world, chance),
        *_water(world, chance),
        *_batteries(world, chance),
        *_openings(world, chance),
        *_switched(world, chance),
        *_quiet(world, chance),
    ]


def _gauge(name: str, kind: str, truth: Curve, chance: Generator, faults: tuple[str, ...] = SLOW) -> Sensor:
    unit, (step, scale, noise, impossible) = _CLASSES[kind]
    step = step * float(chance.choice([1, 1, 1, 5])) if step < 0.5 else step
    way = manner(chance, step, deadband=max(step, scale / 8), fast=name in _FAST)
    noise *= float(chance.uniform(0.5, 1.6))
    if way.deadband and way.heartbeat_s is None:  # its silence says nothing
        faults = tuple(fault for fault in faults if fault not in {"stuck", "dropout"})
    swing = float(np.percentile(truth.value, 95) - np.percentile(truth.value, 5))
    return Sensor(
        f"sensor.{name}", kind, unit, truth, way,
        scale=max(scale, 0.3 * swing), noise=noise, faults=faults, impossible=impossible,
    )  # fmt: skip


def _room_climate(world: World, chance: Generator) -> Iterator[Sensor]:
    at, rooms = world.calendar.minutes, world.rooms
    for number, room in enumerate(ROOMS):
        offset = chance.normal(0, 0.3)
        yield _gauge(f"{room}_temperature", "temperature", Curve(at, rooms.temperature[:, number] + offset), chance)
        if room in {"bathroom", "bedroom", "kitchen"}:
            yield _gauge(f"{room}_humidity", "humidity", Curve(at, rooms.humidity[:, number]), chance)
        if room in {"living_room", "bedroom", "office"}:
            yield _gauge(f"{room}_co2", "carbon_dioxide", Curve(at, rooms.co2[:, number]), chance)
    lit = 160 * (rooms.people[:, 0] > 0.2) * ((world.calendar.hour > 17) | (world.calendar.hour < 8))
    lux = 900 * world.outside.sun * chance.uniform(0.3, 1.0) + lit
    yield _gauge("living_room_illuminance", "illuminance", Curve(at, lux), chance, ("stuck", "dropout", "out_of_range"))
    busy = np.clip(rooms.people[:, 0], 0, 4)
    sound = 33 + 14 * (1 - np.exp(-busy)) + 3 * wander(chance, len(at), hours=0.3, spread=1.0) * (busy > 0.1)
    yield _gauge(
        "living_room_sound", "sound_pressure", Curve(at, sound), chance, ("stuck", "dropout", "out_of_range", "noise")
    )


def _outdoors(world: World, chance: Generator) -> Iterator[Sensor]:
    at, sky = world.calendar.minutes, world.outside
    faults = ("spike", "stuck", "dropout", "level_shift", "out_of_range", "noise", "rate")
    hit_by_sun = chance.uniform(0, 5) * sky.sun
    yield _gauge("outdoor_temperature", "temperature", Curve(at, sky.temperature + hit_by_sun), chance, faults)
    yield _gauge("outdoor_humidity", "humidity", Curve(at, sky.humidity), chance, faults)
    yield _gauge("barometer", "atmospheric_pressure", Curve(at, sky.pressure), chance)
    lux = 70_000 * sky.sun
    yield _gauge("outdoor_illuminance", "illuminance", Curve(at, lux), chance, ("stuck", "dropout", "out_of_range"))
    garage = wander(chance, len(at), hours=60, spread=0.4) + 6 + 0.6 * _smooth(sky.temperature, 600)
    yield _gauge("garage_temperature", "temperature", Curve(at, garage), chance)
    cellar = 58 + 6 * wander(chance, len(at), hours=80, spread=0.6) + 0.1 * _smooth(sky.humidity - 70, 900)
    yield _gauge("cellar_humidity", "humidity", Curve(at, cellar), chance)


def _smooth(values: Array, minutes: int) -> Array:
    padded = np.concatenate([np.full(minutes - 1, values[0]), values])
    total = np.cumsum(np.concatenate([[0.0], padded]))
    smooth: Array = (total[minutes:] - total[:-minutes]) / minutes
    return smooth


def _around(world: World, chance: Generator) -> Iterator[Sensor]:
    at, count = world.calendar.minutes, len(world.calendar.minutes)
    fried = np.zeros(count)
    for start, end in world.house.meals:
        first, last = world.calendar.index(start), world.calendar.index(end)
        fried[first:last] += chance.exponential(1.2)
    dust = 0.6 * world.outside.dust + np.convolve(fried, np.exp(-np.arange(200) / 40))[:count]
    yield _gauge("kitchen_pm25", "pm25", Curve(at, dust), chance)
    volts = 231 + 1.6 * np.cos((world.calendar.hour - 3) / 12 * np.pi) + 2.5 * world.outside.sun
    volts += wander(chance, count, hours=1, spread=0.7)
    yield _gauge("mains_voltage", "voltage", Curve(at, volts), chance)
    for name in ("porch_camera", "garden_sensor", "attic_sensor"):
        level = chance.uniform(-78, -48) + 3 * wander(chance, count, hours=12, spread=0.7)
        kinds = ("stuck", "dropout", "level_shift", "noise")
        yield _gauge(f"{name}_signal", "signal_strength", Curve(at, level), chance, kinds)


def _cold(world: World, chance: Generator) -> Iterator[Sensor]:
    curves = world.running.curves
    for name in ("fridge", "freezer"):
        sensor = _gauge(f"{name}_temperature", "temperature", curves[f"{name}_temperature"], chance)
        yield _as(sensor, scale=1.6, faults=(*SLOW, "thaw", "thaw"))
    tank = _gauge("hot_water_temperature", "temperature", curves["tank"], chance)
    faults = ("stuck", "dropout", "out_of_range", "noise", "spike", "missing_cycle", "missing_cycle")
    yield _as(tank, faults=faults, rest=20.0, cycle_s=DAY_S / 2)


def _as(sensor: Sensor, **changed: object) -> Sensor:
    values = {name: getattr(sensor, name) for name in Sensor.__slots__}
    return Sensor(**{**values, **changed})


def _electricity(world: World, chance: Generator) -> Iterator[Sensor]:
    curves = world.running.curves
    for name in ("fridge", "freezer"):
        kinds: tuple[str, ...] = ("spike", "dropout", "out_of_range", "missing_cycle", "missing_cycle", "level_shift")
        power = _gauge(f"{name}_power", "power", curves[name], chance, kinds)
        yield _as(power, rest=2.0, cycle_s=1.0 * HOUR_S, scale=60.0)
    for name in ("washer", "dishwasher", "tv", "pc"):
        yield _gauge(f"{name}_power", "power", curves[name], chance, _BURSTY)
    yield _gauge("mains_power", "power", curves["mains"], chance, ("spike", "stuck", "dropout", "level_shift"))
    solar = _gauge("solar_power", "power", curves["solar"], chance, ("stuck", "dropout", "missing_cycle"))
    yield _as(solar, rest=0.0, cycle_s=DAY_S)
    for name in ("mains", "solar"):
        way = Manner(float(chance.choice([60, 300, 600])), 0.03, round_to=0.01, loss=0.002)
        kinds = _COUNTER if name == "mains" else ("dropout",)
        yield Sensor(f"sensor.{name}_energy", "energy", "kWh", curves[f"{name}_energy"], way, faults=kinds)
    way = Manner(float(chance.choice([60, 300])), 0.03, round_to=0.01, loss=0.002)
    yield Sensor("sensor.energy_today", "energy", "kWh", curves["energy_today"], way, faults=("dropout",))


def _water(world: World, chance: Generator) -> Iterator[Sensor]:
    curves = world.running.curves
    flow = _gauge("water_flow", "water", curves["water"], chance, ("dropout", "level_shift"))
    yield _as(flow, device_class="volume_flow_rate", scale=0.8)
    way = Manner(float(chance.choice([60, 300, 900])), 0.03, round_to=0.001)
    yield Sensor("sensor.water_meter", "water", "m³", curves["water_meter"], way, faults=_COUNTER)


def _batteries(world: World, chance: Generator) -> Iterator[Sensor]:
    at = world.calendar.minutes
    days = (at - at[0]) / DAY_S
    for name in ("front_door", "hallway_motion", "bedroom_climate", "radiator"):
        level = chance.uniform(25, 100) - days * chance.uniform(0.02, 0.25)
        way = Manner(float(chance.choice([3600, 7200, 21600])), 0.1, round_to=1.0, loss=0.01)
        yield Sensor(
            f"sensor.{name}_battery", "battery", "%", Curve(at, np.clip(level, 3, 100)), way, scale=20.0,
            faults=("dropout", "out_of_range", "level_shift", "rate"), impossible=(255.0, 200.0, -1.0),
        )  # fmt: skip


def _openings(world: World, chance: Generator) -> Iterator[Sensor]:
    start = world.calendar.start
    for name, spans in doors(world.calendar, world.house, chance).items():
        kind = "garage_door" if name == "garage_door" else "door"
        yield _on_off(name, kind, square(spans, start), chance, ("left_open", "left_open", "night_activity", "rate"))
    for room, spans in world.windows.items():
        kinds = ("left_open", "left_open", "night_activity", "rate") if room != "bedroom" else ("left_open", "rate")
        yield _on_off(f"{room}_window", "window", square(spans, start), chance, kinds)
    for room, spans in motion(world.calendar, world.house, world.rooms, chance).items():
        quiet = room in {"living_room", "kitchen", "office"}
        kinds = ("stuck", "rate", "night_activity", "night_activity") if quiet else ("stuck", "rate")
        yield _on_off(f"{room}_motion", "motion", square(spans, start), chance, kinds)


def _switched(world: World, chance: Generator) -> Iterator[Sensor]:
    start, spans = world.calendar.start, world.running.spans
    for name, kind in (("pump", "running"), ("boiler", "heat")):
        sensor = _on_off(name, kind, square(spans[name], start), chance, ("missing_cycle", "missing_cycle", "rate"))
        yield _as(sensor, cycle_s=DAY_S / (3 if name == "pump" else 2))
    for name in ("washer", "dishwasher"):
        yield _on_off(f"{name}_running", "running", square(spans[name], start), chance, ("rate",))


def _quiet(world: World, chance: Generator) -> Iterator[Sensor]:
    """Yield what hardly ever changes, and who is at home."""
    start = world.calendar.start
    for name, kind in (("kitchen_leak", "moisture"), ("cellar_leak", "moisture"), ("smoke", "smoke"), ("gas", "gas")):
        yield _on_off(name, kind, square([], start), chance, ("dropout",))
    for number, spans in enumerate(world.house.persons[:2], 1):
        yield _on_off(f"person_{number}", "presence", square(spans, start), chance, ())


def _on_off(name: str, kind: str, switching: Curve, chance: Generator, faults: tuple[str, ...]) -> Sensor:
    heartbeat = (
        float(chance.choice([3000, 3600, 7200, 21600])) if chance.random() < 0.5 or len(switching.at) < 2 else None
    )
    faults = faults if heartbeat is None else (*faults, "dropout")
    lengths = np.diff(switching.at)[1::2] if len(switching.at) > 2 else [60.0]
    return Sensor(
        f"binary_sensor.{name}", kind, None, switching, Manner(0.0, heartbeat_s=heartbeat, round_to=1.0),
        faults=faults, is_on_off=True, usual_s=float(np.percentile(lengths, 98)),
    )  # fmt: skip
