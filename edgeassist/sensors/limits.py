"""What a kind of sensor can say at all: physical limits by device class, and what units have to do with each other."""

from __future__ import annotations

from typing import Final

_LIMITS: Final[dict[str, tuple[float, float]]] = {
    "apparent_power": (-1e6, 1e6),
    "aqi": (0.0, 2000.0),
    "atmospheric_pressure": (850.0, 1100.0),
    "battery": (0.0, 100.5),
    "carbon_dioxide": (250.0, 20_000.0),
    "carbon_monoxide": (0.0, 5000.0),
    "current": (-1000.0, 1000.0),
    "distance": (0.0, 1e7),
    "duration": (0.0, 1e10),
    "frequency": (0.0, 1e6),
    "humidity": (0.0, 105.0),
    "illuminance": (0.0, 200_000.0),
    "moisture": (0.0, 100.5),
    "ph": (0.0, 14.0),
    "pm1": (0.0, 5000.0),
    "pm10": (0.0, 5000.0),
    "pm25": (0.0, 5000.0),
    "power": (-30_000.0, 60_000.0),
    "power_factor": (-100.5, 100.5),
    "precipitation_intensity": (0.0, 500.0),
    "signal_strength": (-150.0, 0.0),
    "sound_pressure": (0.0, 194.0),
    "speed": (-500.0, 500.0),
    "temperature": (-55.0, 110.0),
    "volatile_organic_compounds": (0.0, 100_000.0),
    "volatile_organic_compounds_parts": (0.0, 100_000.0),
    "voltage": (-1000.0, 1000.0),
    "volume_flow_rate": (0.0, 1000.0),
    "weight": (0.0, 1e5),
    "wind_speed": (0.0, 150.0),
}
"""Device class → lowest and highest that can be, in the unit most sensors use."""

_BASE: Final[dict[str, tuple[float, float]]] = {
    "°F": (5 / 9, -160 / 9),
    "K": (1.0, -273.15),
    "kW": (1000.0, 0.0),
    "MW": (1e6, 0.0),
    "mW": (1e-3, 0.0),
    "Wh": (1e-3, 0.0),
    "MWh": (1e3, 0.0),
    "mV": (1e-3, 0.0),
    "kV": (1e3, 0.0),
    "mA": (1e-3, 0.0),
    "Pa": (0.01, 0.0),
    "kPa": (10.0, 0.0),
    "bar": (1000.0, 0.0),
    "mbar": (1.0, 0.0),
    "inHg": (33.8639, 0.0),
    "psi": (68.9476, 0.0),
    "L": (1e-3, 0.0),
    "gal": (3.785412e-3, 0.0),
    "ft³": (0.0283168, 0.0),
    "m³/h": (16.66667, 0.0),
    "gal/min": (3.785412, 0.0),
    "km/h": (1 / 3.6, 0.0),
    "mph": (0.44704, 0.0),
}
"""Unit → factor and offset that make the unit of its kind in which we learn (°C, W, kWh, V, A, hPa, m³, L/min, m/s)."""

_SIBLINGS: Final = ("°C", "W", "kWh", "V", "A", "hPa", "m³", "L/min", "m/s")

_NUMBER_MAX = 1e15
"""Beyond it a number is a broken message and no measurement."""

GROWS: Final = frozenset({"energy", "water", "gas", "precipitation"})
"""Device classes that count up, and start again from nothing."""

PEOPLE: Final = frozenset(
    {"door", "garage_door", "lock", "motion", "moving", "occupancy", "opening", "presence", "window"}
)
"""Device classes that go by what people do: that they stay quiet says nothing about them."""

OPENINGS: Final = frozenset({"door", "garage_door", "lock", "opening", "window"})


_TOLD_BY_NAME: Final = {"door": "door", "gate": "door", "window": "window", "mailbox": "opening", "motion": "motion"}


def named_class(entity: str) -> str | None:
    """Return the class of a switch that says none, by the words of its name; None: they do not tell.

    >>> named_class("binary_sensor.fridge_door"), named_class("binary_sensor.pump")
    ('door', None)
    """
    words = entity.partition(".")[2].split("_")
    return next((_TOLD_BY_NAME[word] for word in words if word in _TOLD_BY_NAME), None)


def conversion(unit: str | None) -> tuple[float, float] | None:
    """Return factor and offset to the unit that we learn in; None for a unit that stands for itself.

    >>> conversion("kW")
    (1000.0, 0.0)
    >>> conversion("lx") is None
    True
    """
    if unit in _SIBLINGS:
        return 1.0, 0.0
    return _BASE.get(unit or "")


def limits(device_class: str | None) -> tuple[float, float]:
    """Return the lowest and the highest that a sensor of this class can measure, in the unit that we learn in.

    >>> limits("humidity")
    (0.0, 105.0)
    """
    return _LIMITS.get(device_class or "", (-_NUMBER_MAX, _NUMBER_MAX))
