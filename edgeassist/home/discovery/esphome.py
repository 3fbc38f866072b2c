"""ESPHome: a node says on `esphome/discover/<name>` that it is there; what it has shows in the topics of its states.

Its full description is in Home Assistant's discovery, which nodes publish unless told not to. This finds those that
were told so; what both describe is the same thing, by its topics.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from edgeassist.home.discovery.announcement import Announcement, Found, Ignored
from edgeassist.home.discovery.cleaning import name_in
from edgeassist.home.discovery.esphome_things import config_of
from edgeassist.home.discovery.parsing import json_of, object_in
from edgeassist.home.discovery.parts import Parts

NAME = "esphome"

_DISCOVER = "esphome/discover/"
_MOST_NODES, _MOST_THINGS, _LONGEST_REPORT = 500, 200, 4_096
_NODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
_MAC = re.compile(r"[0-9a-f]{12}")
_BELOW = frozenset({"state", "position/state", "speed_level/state"})


@dataclass
class _Node:
    """One node and what it has shown of itself."""

    name: str
    said: str
    mac: str
    reports: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)
    """Kind and id of a thing → what it reported last, by the topic below it."""

    @cached_property
    def parts(self) -> Parts:
        """What makes its parts."""
        return Parts(self.name, self.said, f"mac:{self.mac}", {"availability_topic": f"{self.name}/status"})

    def hears(self, thing: tuple[str, str], below: str, payload: bytes) -> bool:
        """Take a report; returns whether it shows something that was not known."""
        known = self.reports.get(thing)
        if known is None:
            if len(self.reports) >= _MOST_THINGS:
                return False
            known = self.reports[thing] = {}
        if below in known:
            return False
        known[below] = payload[:_LONGEST_REPORT]
        return True

    def announce(self) -> Announcement:
        """Return what is known of it."""
        parts = [*self._things()]
        ignored = [part for part in parts if isinstance(part, Ignored)]
        if not parts:
            ignored.append(Ignored(self.said, "it has reported nothing yet"))
        found = tuple(part for part in parts if isinstance(part, Found))
        return Announcement(NAME, f"{_DISCOVER}{self.name}", found, tuple(ignored))

    def _things(self) -> Iterator[Found | Ignored]:
        for (kind, thing), reports in self.reports.items():
            label = thing.replace("_", " ").replace("-", " ")
            config = config_of(kind, f"{self.name}/{kind}/{thing}", reports)
            if isinstance(config, str):
                yield Ignored(f"{self.said} {label}", config)
            else:
                yield self.parts.part(kind, f"{kind}/{thing}", config, label)


class EspHome:
    """Learns the nodes that say that they are there."""

    name = NAME

    def __init__(self) -> None:
        self._nodes: dict[str, _Node] = {}

    def topics(self) -> frozenset[str]:
        """Return the filters to subscribe to; those of a node's states once it is known."""
        states = (f"{name}/+/+/{below}" for name in self._nodes for below in _BELOW)
        return frozenset({f"{_DISCOVER}#", *states})

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what has become known of a node; an empty tuple where the message shows nothing new."""
        if topic.startswith(_DISCOVER):
            return self._discover(topic.removeprefix(_DISCOVER), payload)
        name, *levels = topic.split("/")
        node = self._nodes.get(name)
        if node is None or not 3 <= len(levels) <= 4 or "/".join(levels[2:]) not in _BELOW:
            return ()
        kind, thing = levels[0], levels[1]
        if not (payload and _NODE.fullmatch(kind) and _NODE.fullmatch(thing)):
            return ()
        return (node.announce(),) if node.hears((kind, thing), "/".join(levels[2:]), payload) else ()

    def _discover(self, name: str, payload: bytes) -> tuple[Announcement, ...]:
        if not payload:
            gone = self._nodes.pop(name, None)
            return () if gone is None else (Announcement(NAME, f"{_DISCOVER}{name}"),)
        content, known = object_in(json_of(payload)), self._nodes.get(name)
        mac = str(content.get("mac", "")).replace(":", "").lower()
        if content.get("name") != name or not _NODE.fullmatch(name) or not _MAC.fullmatch(mac):
            return ()
        if known is None and len(self._nodes) >= _MOST_NODES:
            return ()
        said = name_in(content.get("friendly_name")) or name.replace("-", " ").replace("_", " ")
        self._nodes[name] = _Node(name, said, mac, known.reports if known else {})
        return (self._nodes[name].announce(),)
