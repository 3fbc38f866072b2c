"""What is measured: by the name that a device gives a reading, or by its unit, the class that it is in."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

MEASURED: Mapping[str, str] = MappingProxyType(
    {
        **{name: name for name in ("temperature", "humidity", "battery", "pressure", "illuminance", "power", "energy")},
        **{name: name for name in ("current", "voltage", "frequency", "distance", "pm25", "pm10", "aqi", "speed")},
        "local_temperature": "temperature",
        "device_temperature": "temperature",
        "soil_temperature": "temperature",
        "dewpoint": "temperature",
        "illuminance_lux": "illuminance",
        "lux": "illuminance",
        "soil_moisture": "moisture",
        "co2": "carbon_dioxide",
        "carbondioxide": "carbon_dioxide",
        "eco2": "carbon_dioxide",
        "co": "carbon_monoxide",
        "voc": "volatile_organic_compounds",
        "tvoc": "volatile_organic_compounds",
        "pm2_5": "pm25",
        "pm2.5": "pm25",
        "noise": "sound_pressure",
        "total": "energy",
        "today": "energy",
        "yesterday": "energy",
    }
)
"""Name of a number in small letters → device class of a sensor."""

SENSED: Mapping[str, str] = MappingProxyType(
    {
        "contact": "door",
        "occupancy": "occupancy",
        "presence": "occupancy",
        "motion": "motion",
        "water_leak": "moisture",
        "leak": "moisture",
        "flood": "moisture",
        **{name: name for name in ("smoke", "gas", "carbon_monoxide", "vibration", "tamper", "moving")},
        "battery_low": "battery",
        "alarm": "problem",
        "open": "opening",
    }
)
"""Name of a yes or no in small letters → device class of a binary sensor."""

_BY_UNIT: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("°C", "°F", "K"), "temperature"),
        **dict.fromkeys(("W", "kW"), "power"),
        **dict.fromkeys(("Wh", "kWh", "MWh"), "energy"),
        **dict.fromkeys(("A", "mA"), "current"),
        **dict.fromkeys(("V", "mV"), "voltage"),
        **dict.fromkeys(("hPa", "kPa", "Pa", "bar", "mbar", "psi"), "pressure"),
        "lx": "illuminance",
        "Hz": "frequency",
    }
)


def sensor_config(name: str, unit: str | None) -> dict[str, Any]:
    """Return the keys of a sensor's config that follow from the name and the unit of what it measures.

    >>> sensor_config("Temperature", "°C")
    {'device_class': 'temperature', 'unit_of_measurement': '°C', 'state_class': 'measurement'}
    """
    kind = MEASURED.get(name.lower()) or _BY_UNIT.get(unit or "")
    if unit is None:
        return {} if kind is None else {"device_class": kind}
    state_class = "total_increasing" if kind == "energy" else "measurement"
    return {**({"device_class": kind} if kind else {}), "unit_of_measurement": unit, "state_class": state_class}
