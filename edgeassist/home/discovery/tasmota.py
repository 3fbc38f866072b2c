"""Tasmota: each device keeps a description of itself on `tasmota/discovery/<MAC>/config` and `.../sensors`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from edgeassist.home.discovery.announcement import Announcement, Found, Ignored
from edgeassist.home.discovery.parsing import json_of, object_in
from edgeassist.home.discovery.tasmota_device import TasmotaDevice
from edgeassist.home.discovery.tasmota_relays import switched_parts
from edgeassist.home.discovery.tasmota_sensors import measured_parts
from edgeassist.messages import Command

NAME = "tasmota"

_MOST_DEVICES = 1_000
_MAC = re.compile(r"[0-9A-Fa-f]{12}")


class Tasmota:
    """Learns what Tasmota devices tell of themselves."""

    name = NAME

    def __init__(self, prefix: str = "tasmota/discovery") -> None:
        self._prefix = prefix
        self._devices: dict[str, TasmotaDevice] = {}
        self._shapes: dict[str, Mapping[str, Any]] = {}

    def topics(self) -> frozenset[str]:
        """Return the filters to subscribe to."""
        return frozenset(f"{self._prefix}/+/{what}" for what in ("config", "sensors"))

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what the device is made of now; an empty tuple where the message is none of Tasmota's."""
        mac, _, what = topic.removeprefix(f"{self._prefix}/").partition("/")
        if not _MAC.fullmatch(mac) or what not in {"config", "sensors"}:
            return ()
        mac = mac.lower()
        if what == "sensors":
            return self._measures(mac, payload)
        if not payload:
            self._shapes.pop(mac, None)
            return (Announcement(NAME, self._source(mac)),) if self._devices.pop(mac, None) else ()
        content = object_in(json_of(payload))
        if not content or (mac not in self._devices and len(self._devices) >= _MOST_DEVICES):
            return ()
        self._devices[mac] = TasmotaDevice(mac, content)
        return (self._announce(mac, ask=True),)

    def _measures(self, mac: str, payload: bytes) -> tuple[Announcement, ...]:
        if len(self._shapes) >= _MOST_DEVICES and mac not in self._shapes:
            return ()
        shape = object_in(object_in(json_of(payload)).get("sn"))
        if shape == self._shapes.get(mac, {}):
            return ()
        self._shapes[mac] = shape
        return (self._announce(mac, ask=False),) if mac in self._devices else ()

    def _source(self, mac: str) -> str:
        return f"{self._prefix}/{mac.upper()}"

    def _announce(self, mac: str, *, ask: bool) -> Announcement:
        device, source = self._devices[mac], self._source(mac)
        state, status = device.command("STATE"), device.command("STATUS")
        if state is None or status is None or device.topic(2, "LWT") is None:
            return Announcement(NAME, source, ignored=(Ignored(device.name, "its topics cannot be made out"),))
        told = str(device.content.get("mac", mac)).replace(":", "").lower()
        if told != mac:
            return Announcement(NAME, source, ignored=(Ignored(device.name, "it tells another MAC than its topic"),))
        parts = (*switched_parts(device), *measured_parts(device, self._shapes.get(mac, {})))
        return Announcement(
            NAME,
            source,
            tuple(part for part in parts if isinstance(part, Found)),
            tuple(part for part in parts if isinstance(part, Ignored)),
            (Command(state, ""), Command(status, "10")) if ask else (),
        )
