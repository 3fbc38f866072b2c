"""zigbee2mqtt: its bridge lists devices and groups, with all that they can do."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from edgeassist.home.discovery.announcement import Announcement, Found, Ignored
from edgeassist.home.discovery.cleaning import name_in, topic_in
from edgeassist.home.discovery.parsing import json_of, number_in, object_in, objects_in
from edgeassist.home.discovery.parts import Parts
from edgeassist.home.discovery.zigbee_exposes import Parted, group_exposes, parts_of
from edgeassist.home.discovery.zigbee_leaves import Place
from edgeassist.messages import Command

NAME = "zigbee2mqtt"

_MOST_BRIDGES, _MOST_DEVICES, _MOST_GROUPS, _MOST_SCENES = 8, 2_000, 500, 64
_INFO = ("+/bridge/info", "+/+/bridge/info")
_GROUPED = ("light", "cover", "switch", "fan", "lock")
_THERE = "{{ value_json['state'] if value_json is defined else value }}"
"""The bridge says {"state": "online"}, older ones the bare word."""


@dataclass(slots=True)
class _Bridge:
    """One zigbee2mqtt, and what it listed last."""

    base: str
    exposes: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    """Address → what the device exposes."""
    groups: list[Mapping[str, Any]] | None = None
    awake: set[str] = field(default_factory=set)
    """Identities of the devices that have mains."""
    asked: set[Command] = field(default_factory=set)
    """What was asked for before."""

    def take_devices(self, content: object) -> Announcement:
        """Return what the list of devices announces, and keep what groups need of it."""
        found: list[Found] = []
        ignored: list[Ignored] = []
        self.exposes = {}
        for item in objects_in(content)[:_MOST_DEVICES]:
            more, left = self._device(item)
            found += more
            ignored += left
        requests = tuple(self._ask(found))
        return Announcement(NAME, f"{self.base}/bridge/devices", tuple(found), tuple(ignored), requests)

    def _ask(self, found: Iterable[Found]) -> Iterator[Command]:
        """Yield the requests for the states of what is always awake; the bridge does not keep them on the broker."""
        for each in found:
            mqtt = each.entity.mqtt or {}
            request = Command(f"{str(mqtt.get('command_topic')).removesuffix('/set')}/get", _reading(mqtt))
            awake = each.aside is None and each.entity.device in self.awake and each.entity.domain in _GROUPED
            if awake and request not in self.asked and len(self.asked) < _MOST_DEVICES:
                self.asked.add(request)
                yield request

    def take_groups(self) -> Announcement:
        """Return what the list of groups announces, by what is known of their members."""
        found: list[Found] = []
        ignored: list[Ignored] = []
        for item in self.groups or []:
            more, left = self._group(item)
            found += more
            ignored += left
        return Announcement(NAME, f"{self.base}/bridge/groups", tuple(found), tuple(ignored))

    def _device(self, item: Mapping[str, Any]) -> Parted:
        address, friendly = name_in(item.get("ieee_address"), 40).lower(), _friendly(item)
        topic = topic_in(f"{self.base}/{friendly}") if friendly else None
        if not address or topic is None:
            return (), (Ignored(name_in(friendly) or address or "a device", "its address or name cannot be used"),)
        if why := _left_out(item):
            return (), (Ignored(name_in(friendly), why),)
        definition = object_in(item.get("definition"))
        self.exposes[address] = objects_in(definition.get("exposes"))
        name = name_in(definition.get("description")) if name_in(friendly).lower() == address else ""
        if item.get("type") == "Router":
            self.awake.add(f"ieee:{address}")
        parts = Parts(address, name or _said(friendly), f"ieee:{address}", self._shared(topic))
        return parts_of(Place(parts, topic), definition.get("exposes"))

    def _group(self, item: Mapping[str, Any]) -> Parted:
        number, friendly = number_in(item.get("id")), _friendly(item)
        topic = topic_in(f"{self.base}/{friendly}") if friendly else None
        if number is None or topic is None:
            return (), (Ignored(name_in(friendly) or "a group", "its number or name cannot be used"),)
        identity = f"group:{self.base}/{round(number)}".lower()
        parts = Parts(f"{self.base} group {round(number)}", _said(friendly), identity, self._shared(topic))
        addresses = [name_in(member.get("ieee_address"), 40).lower() for member in objects_in(item.get("members"))]
        members = [self.exposes[address] for address in addresses if address in self.exposes]
        kind = next((kind for kind in _GROUPED if members and all(_has(kind, exposes) for exposes in members)), None)
        scenes = _scenes(parts, topic, item.get("scenes"))
        if kind is None:
            why = "it has no members that are known" if not members else "its members have nothing in common"
            return scenes, (Ignored(parts.name, why),)
        found, ignored = parts_of(Place(parts, topic), group_exposes(kind, members))
        return found + scenes, ignored

    def _shared(self, topic: str) -> dict[str, Any]:
        topics = (f"{self.base}/bridge/state", f"{topic}/availability")
        there = [{"topic": each, "value_template": _THERE} for each in topics]
        return {"availability": there, "availability_mode": "all"}


def _reading(mqtt: Mapping[str, Any]) -> str:
    """Return the request for the state that the config sets, whose name may carry an endpoint ("state_left")."""
    orders = (mqtt.get(key) for key in ("payload_on", "command_off_template", "payload_open", "payload_lock"))
    names = (key for order in orders if isinstance(order, str) for key in object_in(json_of(order.encode())))
    return json.dumps({next(names, "state"): ""})


def _friendly(item: Mapping[str, Any]) -> str:
    name = item.get("friendly_name")
    return name if isinstance(name, str) else ""


def _said(friendly: str) -> str:
    """Return a friendly name as it is said.

    >>> _said("kitchen/ceiling_lamp")
    'kitchen ceiling lamp'
    """
    return name_in(friendly.replace("/", " ").replace("_", " "))


def _left_out(item: Mapping[str, Any]) -> str | None:
    """Return why a device is not taken; None: it is."""
    if item.get("type") == "Coordinator":
        return "it is the coordinator"
    if item.get("disabled") is True:
        return "it is disabled in zigbee2mqtt"
    interview = str(item.get("interview_state"))
    if item.get("interview_completed") is False or interview in {"PENDING", "IN_PROGRESS", "FAILED"}:
        return "its interview is not over, or failed; pair it again"
    if item.get("supported") is False or not object_in(item.get("definition")):
        return "zigbee2mqtt does not support it"
    return None


def _has(kind: str, exposes: list[Mapping[str, Any]]) -> bool:
    return any(item.get("type") == kind for item in exposes)


def _scenes(parts: Parts, topic: str, scenes: object) -> tuple[Found, ...]:
    return tuple(
        parts.part("scene", f"scene_{round(number)}", _scene(topic, number), name_in(item.get("name")) or "scene")
        for item in objects_in(scenes)[:_MOST_SCENES]
        if (number := number_in(item.get("id"))) is not None
    )


def _scene(topic: str, number: float) -> dict[str, Any]:
    return {"command_topic": f"{topic}/set", "payload_on": f'{{"scene_recall": {round(number)}}}'}


class Zigbee2Mqtt:
    """Learns what the bridges of zigbee2mqtt list; one with another base topic is found by its `bridge/info`."""

    name = NAME

    def __init__(self, base: str = "zigbee2mqtt") -> None:
        self._bridges = {base: _Bridge(base)}

    def topics(self) -> frozenset[str]:
        """Return the filters to subscribe to; more after a bridge was found."""
        lists = {f"{base}/bridge/{what}" for base in self._bridges for what in ("devices", "groups")}
        return frozenset({*_INFO, *lists})

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what a bridge lists now; an empty tuple where the message is none of a bridge."""
        base, _, what = topic.rpartition("/bridge/")
        bridge = self._bridges.get(base)
        if what == "info" and bridge is None:
            self._meet(base, payload)
        if bridge is None or what not in {"devices", "groups"}:
            return ()
        content = json_of(payload) if payload else []
        if not isinstance(content, list):
            return ()
        if what == "groups":
            bridge.groups = objects_in(content)[:_MOST_GROUPS]
            return (bridge.take_groups(),)
        devices = bridge.take_devices(content)
        return (devices,) if bridge.groups is None else (devices, bridge.take_groups())

    def _meet(self, base: str, payload: bytes) -> None:
        info = object_in(json_of(payload))
        if "coordinator" in info and "version" in info and len(self._bridges) < _MOST_BRIDGES:
            self._bridges[base] = _Bridge(base)
