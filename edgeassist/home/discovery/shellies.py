"""Shelly, first generation: what it has it tells by reporting it, on topics below `shellies/<id>/`.

A device keeps `shellies/<id>/online` on the broker and is then asked to report everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from types import MappingProxyType

from edgeassist.home.discovery.announcement import Announcement, Found
from edgeassist.home.discovery.cleaning import name_in, topic_in
from edgeassist.home.discovery.parsing import json_of, object_in
from edgeassist.home.discovery.parts import Parts
from edgeassist.home.discovery.shellies_parts import LIGHTS, SENSORS, light, measured, relay, roller, sensor
from edgeassist.messages import Command

NAME = "shellies"

_MOST_DEVICES, _MOST_PARTS = 500, 32
_REPORTS = ("relay/+", "relay/+/power", "relay/+/energy", "roller/+", "roller/+/pos", "sensor/+")
_NUMBER = re.compile(r"\d{1,2}")
_OWN_NAME = re.compile(r"(shelly[a-z0-9-]*)-[0-9a-f]{2,8}([0-9a-f]{4})")
_MODELS = MappingProxyType(
    {
        "shellyplug-s": "plug S",
        "shellyswitch": "2",
        "shellyswitch25": "2.5",
        "shellybulbduo": "Duo",
        "shellyht": "H and T",
        "shellydw": "door sensor",
        "shellydw2": "door sensor",
    }
)
"""What an id begins with → what the box says, where that is not the same."""


@dataclass(slots=True)
class _Device:
    """What one device has reported so far."""

    id: str
    found: dict[str, Found] = field(default_factory=dict)
    """By what it is of the device: "relay/0", "sensor/temperature"."""

    @property
    def base(self) -> str:
        """What its topics begin with."""
        return f"{NAME}/{self.id}"

    @property
    def parts(self) -> Parts:
        """What makes its entities."""
        there = {
            "availability_topic": f"{self.base}/online",
            "payload_available": "true",
            "payload_not_available": "false",
        }
        return Parts(self.id, _name(self.id), f"{NAME}:{self.id.lower()}", there)

    def announce(self, *, ask: bool) -> tuple[Announcement, ...]:
        """Return all that is known of it; `ask`: it shall report everything again."""
        requests = (Command(f"{self.base}/command", "update"),) if ask else ()
        return (Announcement(NAME, self.id, tuple(self.found.values()), (), requests),)


class Shellies:
    """Learns the Shellys of the first generation from what they report."""

    name = NAME

    def __init__(self) -> None:
        self._devices: dict[str, _Device] = {}

    def topics(self) -> frozenset[str]:
        """Return the filters to subscribe to."""
        below = ("online", *_REPORTS, *(f"{kind}/+/status" for kind in LIGHTS))
        return frozenset(f"{NAME}/+/{each}" for each in below)

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what is known of a device where the message tells something new of it."""
        root, _, rest = topic.partition("/")
        key, _, what = rest.partition("/")
        if root != NAME or not key or topic_in(topic) is None:
            return ()
        if what == "online":
            return self._online(key, payload)
        device = self._device(key)
        if device is None or what in device.found or len(device.found) >= _MOST_PARTS:
            return ()
        found = _part(device.parts, device.base, what, payload)
        if found is None or found[0] in device.found:
            return ()
        device.found[found[0]] = found[1]
        return device.announce(ask=len(device.found) == 1)

    def _online(self, key: str, payload: bytes) -> tuple[Announcement, ...]:
        if not payload:
            return () if self._devices.pop(key, None) is None else (Announcement(NAME, key),)
        device = self._device(key)
        return device.announce(ask=payload == b"true") if device else ()

    def _device(self, key: str) -> _Device | None:
        if key not in self._devices and len(self._devices) < _MOST_DEVICES:
            self._devices[key] = _Device(key)
        return self._devices.get(key)


def _part(parts: Parts, base: str, what: str, payload: bytes) -> tuple[str, Found] | None:
    """Return what the report is of, and its entity; None where it is none of a thing that is spoken of."""
    kind, _, rest = what.partition("/")
    number, _, tail = rest.partition("/")
    if kind == "sensor":
        return (what, sensor(parts, base, rest)) if rest in SENSORS else None
    if not _NUMBER.fullmatch(number):
        return None
    at, found = int(number), None
    match kind, tail:
        case "relay", "":
            found = relay(parts, base, at)
        case "relay", "power" | "energy":
            return what, measured(parts, base, at, tail)
        case "roller", "pos":
            found = roller(parts, base, at, knows_position=not payload.startswith(b"-"))
        case _, "status" if kind in LIGHTS and (status := object_in(json_of(payload))):
            found = light(parts, f"{base}/{kind}/{at}", kind, at, status)
    return (f"{kind}/{at}", found) if found else None


def _name(key: str) -> str:
    """Return what a device is called that has the id of its maker, or one that its owner gave it.

    >>> _name("shellyswitch25-98CDAC1F22B0"), _name("shelly1pm-B1E31C"), _name("pond-pump")
    ('Shelly 2.5 22b0', 'Shelly 1pm e31c', 'pond pump')
    """
    if (own := _OWN_NAME.fullmatch(key.lower())) is None:
        return name_in(key.replace("-", " ").replace("_", " ")) or "Shelly"
    return f"Shelly {_MODELS.get(own[1], own[1].removeprefix('shelly'))} {own[2]}"
