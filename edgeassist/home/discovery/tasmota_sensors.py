"""What a Tasmota device measures, by the shape of its last SENSOR message."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.announcement import Found, Ignored
from edgeassist.home.discovery.cleaning import name_in, text_in
from edgeassist.home.discovery.parsing import list_in, number_in
from edgeassist.home.discovery.quantities import sensor_config
from edgeassist.home.discovery.tasmota_device import TasmotaDevice

_KEY = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_SWITCH = re.compile(r"Switch(\d{1,2})")
_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MOST = 100
_SWITCHES_ALONE = 114
"""SetOption: switches are sent by themselves and do not switch the relay beside them."""

_UNITS: Mapping[str, str] = MappingProxyType(
    {
        "Humidity": "%",
        "Moisture": "%",
        "Illuminance": "lx",
        **dict.fromkeys(("CarbonDioxide", "eCO2"), "ppm"),
        "TVOC": "ppb",
        **dict.fromkeys(("PM2.5", "PM10"), "µg/m³"),
        "Power": "W",
        "ApparentPower": "VA",
        "ReactivePower": "var",
        "Voltage": "V",
        "Current": "A",
        "Frequency": "Hz",
        **dict.fromkeys(("Total", "Today", "Yesterday"), "kWh"),
        "Distance": "cm",
    }
)
_TOLD_UNITS = MappingProxyType(
    {"Temperature": "TempUnit", "DewPoint": "TempUnit", "Pressure": "PressureUnit", "SeaPressure": "PressureUnit"}
)
"""Quantity → the key under which the message tells its unit."""
_PASSED_OVER = frozenset({"Time", "TempUnit", "PressureUnit", "SpeedUnit", "Id", "TotalStartTime", "Factor"})


def measured_parts(device: TasmotaDevice, shape: Mapping[str, Any]) -> Iterator[Found | Ignored]:
    """Yield everything that the device measures."""
    items = list(shape.items())[:_MOST]
    groups = [(key, value) for key, value in items if isinstance(value, dict) and not key.startswith("Shutter")]
    shared = Counter(quantity for _, group in groups for quantity in group)
    for key, value in items:
        if (match := _SWITCH.fullmatch(key)) and isinstance(value, str):
            yield _switch(device, int(match[1]))
    for group, values in groups:
        for quantity, value in list(values.items())[:_MOST]:
            if quantity not in _PASSED_OVER:
                reading = _Reading(group, quantity, shared[quantity] > 1)
                yield from reading.parts(device, value, _unit(quantity, shape))


def _unit(quantity: str, shape: Mapping[str, Any]) -> str | None:
    told = text_in(shape.get(_TOLD_UNITS.get(quantity, "")), 10)
    if told is not None and quantity in {"Temperature", "DewPoint"}:
        return f"°{told}"
    return told or _UNITS.get(quantity)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One quantity of one sensor."""

    group: str
    quantity: str
    ambiguous: bool
    """Whether another sensor of the device has the same quantity."""

    def parts(self, device: TasmotaDevice, value: object, unit: str | None) -> Iterator[Found | Ignored]:
        """Yield its sensor, or one for each phase of the mains."""
        what = f"{device.name} {name_in(self.group)} {name_in(self.quantity)}"
        path = f"((value_json['StatusSNS'] or value_json)['{self.group}'] or {{}})['{self.quantity}']"
        if not (_KEY.fullmatch(self.group) and _KEY.fullmatch(self.quantity)):
            yield Ignored(what, "its name cannot be addressed")
        elif unit is None:
            yield Ignored(what, "no quantity that is known")
        elif number_in(value) is not None or value is None:
            yield self._part(device, path, unit, "")
        else:
            for phase, _ in enumerate(list_in(value)[:3], start=1):
                yield self._part(device, f"({path} or [])[{phase - 1}]", unit, str(phase))

    def _part(self, device: TasmotaDevice, path: str, unit: str, phase: str) -> Found:
        config = sensor_config(self.quantity, unit)
        energy = "energy " if config.get("device_class") == "energy" else ""
        sensor = f"{self.group} " if self.ambiguous else ""
        words = self.quantity if self.quantity.isupper() else _WORDS.sub(" ", self.quantity).lower()
        config |= {"state_topic": device.readings(), "value_template": f"{{{{ {path} }}}}"}
        part = f"{self.group}_{self.quantity}{phase and '_'}{phase}".lower()
        return device.parts(device.name).part("sensor", part, config, f"{sensor}{energy}{words} {phase}")


def _switch(device: TasmotaDevice, number: int) -> Found | Ignored:
    names = list_in(device.content.get("swn"))
    own = name_in(names[number - 1]) if 0 < number <= len(names) else ""
    name = own or f"{device.name} switch {number}"
    if not device.option(_SWITCHES_ALONE):
        return Ignored(name, "a wall switch that switches its own relay")
    said = f"(value_json['StatusSNS'] or value_json)['Switch{number}']"
    config = {
        **device.words,
        "state_topic": [device.topic(1, "RESULT"), *device.readings()],
        "value_template": f"{{{{ ({said} or {{}})['Action'] or {said} }}}}",
    }
    return device.parts(name).part("binary_sensor", f"switch{number}", config)
