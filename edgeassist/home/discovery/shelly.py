"""Shelly, second generation and later: it says only that it is there, and tells the rest when it is asked.

A device keeps `<prefix>/online` on the broker. It is then asked by RPC who it is; one that answers as a Shelly is asked
for its config and its status. It answers on a topic of ours, one for each device, which its entities follow too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, unquote

from edgeassist.home.discovery.announcement import Announcement, Found, Ignored
from edgeassist.home.discovery.cleaning import name_in, topic_in
from edgeassist.home.discovery.parsing import json_of, list_in, number_in, object_in
from edgeassist.home.discovery.shelly_component import Component, Wire, frame
from edgeassist.home.discovery.shelly_parts import parts_of
from edgeassist.messages import Command

NAME = "shelly"

_MOST_DEVICES = 500
_MOST_COMPONENTS = 64
_ONLINE = ("+/online", "+/+/online", "+/+/+/online")
_COMPONENT = re.compile(r"([a-z][a-z0-9_]{0,30}):(\d{1,4})")
_MAC = re.compile(r"[0-9A-Fa-f]{12}")
_METHODS = MappingProxyType(
    {"info": "Shelly.GetDeviceInfo", "config": "Shelly.GetConfig", "status": "Shelly.GetStatus"}
)
"""What is asked for → how; each is answered on a topic of its own, so that no answer takes the place of another."""


@dataclass(slots=True)
class _Device:
    """What one device has told so far."""

    prefix: str
    source: str
    told: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def ask(self, *what: str) -> tuple[Command, ...]:
        """Return the requests for what it shall tell."""
        topic = f"{self.prefix}/rpc"
        return tuple(Command(topic, frame(f"{self.source}/{each}", _METHODS[each])) for each in what)

    @property
    def mac(self) -> str | None:
        """Its address; None while it has not shown itself to be a Shelly that we understand."""
        info = self.told.get("info", {})
        mac, generation = info.get("mac"), number_in(info.get("gen"))
        known = isinstance(mac, str) and _MAC.fullmatch(mac) and generation is not None and generation >= 2
        return str(mac).lower() if known else None

    @property
    def complete(self) -> bool:
        """Whether it has told all that makes entities; their states are asked for once these are followed."""
        return self.mac is not None and self.told.keys() == _METHODS.keys()

    def announce(self, requests: tuple[Command, ...] = ()) -> Announcement:
        """Return what is known of it now: nothing before it has told all."""
        parts = [*self._parts()] if self.complete else []
        return Announcement(
            NAME,
            self.prefix,
            tuple(part for part in parts if isinstance(part, Found)),
            tuple(part for part in parts if isinstance(part, Ignored)),
            requests,
        )

    def _parts(self) -> Iterator[Found | Ignored]:
        config, status = self.told["config"], self.told["status"]
        found = [match for key in config if (match := _COMPONENT.fullmatch(key))][:_MOST_COMPONENTS]
        counts = Counter(match[1] for match in found)
        notifies = object_in(config.get("mqtt")).get("status_ntf") is True
        wire = Wire(self.prefix, self.source, self.mac or "", notifies)
        lit = list_in(object_in(object_in(config.get("sys")).get("ui_data")).get("consumption_types"))
        for match in found:
            kind, number = match[1], int(match[2])
            own = {**object_in(config[match[0]]), "lit": lit[number : number + 1] in (["light"], ["lights"])}
            name = f"{self._name} {number % 100 + 1}" if counts[kind] > 1 else self._name
            yield from parts_of(Component(wire, kind, number, own, object_in(status.get(match[0])), name))

    @property
    def _name(self) -> str:
        info, system = self.told["info"], object_in(object_in(self.told["config"].get("sys")).get("device"))
        names = (info.get("name"), system.get("name"), info.get("app"), self.prefix)
        return next((name for each in names if (name := name_in(each))), "Shelly")


class Shelly:
    """Learns the Shellys that say that they are there; `answers` is the topic of ours under which they answer."""

    name = NAME

    def __init__(self, answers: str = "edgeassist/shelly") -> None:
        self._answers = answers
        self._devices: dict[str, _Device] = {}

    def topics(self) -> frozenset[str]:
        """Return the filters to subscribe to."""
        return frozenset({*_ONLINE, *(f"{self._answers}/+/{what}/rpc" for what in _METHODS)})

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what has become known of a device, and what it has to be asked."""
        if topic.startswith(f"{self._answers}/") and topic.endswith("/rpc"):
            device, _, what = topic.removeprefix(f"{self._answers}/").removesuffix("/rpc").partition("/")
            return self._answered(unquote(device), what, payload)
        prefix, _, what = topic.rpartition("/")
        if what != "online" or not prefix or topic_in(topic) is None:
            return ()
        if not payload:
            gone = self._devices.pop(prefix, None)
            return () if gone is None else (Announcement(NAME, prefix),)
        return self._online(prefix) if payload == b"true" else ()

    def _online(self, prefix: str) -> tuple[Announcement, ...]:
        device = self._devices.get(prefix)
        if device is None:
            if len(self._devices) >= _MOST_DEVICES:
                return ()
            device = self._devices[prefix] = _Device(prefix, f"{self._answers}/{quote(prefix, safe='')}")
        asked = ("info",) if device.mac is None else ("config", "status")
        return (device.announce(device.ask(*asked)),)

    def _answered(self, prefix: str, what: str, payload: bytes) -> tuple[Announcement, ...]:
        device, result = self._devices.get(prefix), object_in(object_in(json_of(payload)).get("result"))
        if device is None or what not in _METHODS or not result:
            return ()
        known = device.told.get(what)
        device.told[what] = result
        if what == "info":
            if device.mac is None:
                why = "it answers, but not as a Shelly of the second generation or later"
                return (Announcement(NAME, prefix, ignored=(Ignored(name_in(prefix), why),)),)
            return (device.announce(device.ask("config", "status")),)
        if device.mac is None or (what == "status" and known is not None and known.keys() == result.keys()):
            return ()
        return (device.announce(device.ask("status") if known is None and device.complete else ()),)
