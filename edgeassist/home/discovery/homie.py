"""Homie: version 5, where a device describes itself in one message, and 4, where it does so in many."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from edgeassist.home.discovery.announcement import Announcement, Found, Ignored
from edgeassist.home.discovery.cleaning import name_in
from edgeassist.home.discovery.homie_parts import parts_of
from edgeassist.home.discovery.homie_property import nodes_of
from edgeassist.home.discovery.parsing import json_of, object_in
from edgeassist.home.discovery.parts import Parts

NAME = "homie"

_MOST_DEVICES, _MOST_ITEMS = 1_000, 400
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_THERE = "{{ 'offline' if value in ['lost', 'disconnected'] else 'online' }}"
_DEVICE_FOUR = ("$homie", "$name", "$nodes", "$state")
_NODE_FOUR = ("$name", "$type", "$properties")
_PROPERTY_FOUR = ("$name", "$datatype", "$format", "$settable", "$retained", "$unit")


def _announce(topic: str, states: list[str], description: Mapping[str, Any], version: int) -> Announcement:
    """Return what a description announces; `states` are the topics that tell whether the device is there."""
    device = topic.rpartition("/")[2]
    there = {"availability": [{"topic": each, "value_template": _THERE} for each in states], "availability_mode": "all"}
    name = name_in(description.get("name")) or device.replace("-", " ")
    parts = Parts(topic, name, f"homie:{topic}", there)
    found = [*parts_of(parts, nodes_of(topic, description, version))]
    return Announcement(
        NAME,
        topic,
        tuple(each for each in found if isinstance(each, Found)),
        tuple(each for each in found if isinstance(each, Ignored)),
    )


@dataclass(slots=True)
class _Four:
    """What a device of version 4 has told so far, in the form of version 5's description."""

    told: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Levels below the device, the attribute last → value."""

    def description(self) -> dict[str, Any] | None:
        """Return the description; None while something that it announced is missing."""
        version, listed = self.told.get(("$homie",)), self.told.get(("$nodes",))
        if version is None or version[:2] not in {"3.", "4."} or listed is None:
            return None
        nodes = {key: self._node(key) for key in _ids(listed)}
        if any(node is None for node in nodes.values()):
            return None
        return {"name": self.told.get(("$name",)), "nodes": nodes}

    def _node(self, key: str) -> dict[str, Any] | None:
        listed = self.told.get((key, "$properties"))
        if listed is None or any((key, each, "$datatype") not in self.told for each in _ids(listed)):
            return None
        properties = {each: self._property(key, each) for each in _ids(listed)}
        return {
            "name": self.told.get((key, "$name")),
            "type": self.told.get((key, "$type")),
            "properties": properties,
        }

    def _property(self, node: str, key: str) -> dict[str, Any]:
        item: dict[str, Any] = {what[1:]: self.told.get((node, key, what)) for what in _PROPERTY_FOUR}
        return item | {"settable": item["settable"] == "true", "retained": item["retained"] != "false"}


def _ids(listed: str) -> list[str]:
    """Return the ids of a list of version 4; "[]" marks an array, which has no topics of its own."""
    return [each for each in listed.split(",")[:_MOST_ITEMS] if _ID.fullmatch(each)]


class Homie:
    """Learns the devices of one or more domains ("homie" unless their owner chose another)."""

    name = NAME

    def __init__(self, *domains: str) -> None:
        self._domains = domains or ("homie",)
        self._five: set[str] = set()
        self._four: dict[str, _Four] = {}

    def topics(self) -> frozenset[str]:
        """Return the filters to subscribe to."""
        four = [f"+/{what}" for what in _DEVICE_FOUR]
        four += [f"+/+/{what}" for what in _NODE_FOUR] + [f"+/+/+/{what}" for what in _PROPERTY_FOUR]
        five = ["5/+/$description", "5/+/$state"]
        return frozenset(f"{domain}/{each}" for domain in self._domains for each in (*four, *five))

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what a device describes; an empty tuple where the message is none of Homie's."""
        domain, _, below = topic.partition("/")
        levels = below.split("/")
        if domain not in self._domains or not all(_ID.fullmatch(each) for each in levels[:-1]):
            return ()
        if levels[0] == "5" and len(levels) == 3 and levels[2] in {"$description", "$state"}:
            return self._take_five(f"{domain}/5/{levels[1]}", levels[2], payload)
        if levels[-1] in {*_DEVICE_FOUR, *_NODE_FOUR, *_PROPERTY_FOUR} and len(levels) > 1:
            return self._take_four(f"{domain}/{levels[0]}", tuple(levels[1:]), payload)
        return ()

    def _take_five(self, device: str, what: str, payload: bytes) -> tuple[Announcement, ...]:
        if not payload:
            known = device in self._five
            self._five.discard(device)
            return (Announcement(NAME, device),) if known else ()
        if what == "$state" or (len(self._five) >= _MOST_DEVICES and device not in self._five):
            return ()
        description = object_in(json_of(payload))
        if not str(description.get("homie", "")).startswith("5."):
            return ()
        self._five.add(device)
        root = description.get("root")
        states = [f"{device}/$state"]
        if isinstance(root, str) and _ID.fullmatch(root):
            states.append(f"{device.rpartition('/')[0]}/{root}/$state")
        return (_announce(device, states, description, 5),)

    def _take_four(self, device: str, levels: tuple[str, ...], payload: bytes) -> tuple[Announcement, ...]:
        if not payload and levels in {("$homie",), ("$state",)}:
            gone = self._four.pop(device, None)
            return (Announcement(NAME, device),) if gone is not None else ()
        if levels == ("$state",) or (len(self._four) >= _MOST_DEVICES and device not in self._four):
            return ()
        four = self._four.setdefault(device, _Four())
        text = payload[:1_000].decode(errors="replace")
        if four.told.get(levels) == text or len(four.told) >= _MOST_ITEMS * len(_PROPERTY_FOUR):
            return ()
        four.told[levels] = text
        description = four.description()
        return () if description is None else (_announce(device, [f"{device}/$state"], description, 4),)
