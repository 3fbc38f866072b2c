"""A property of a Homie device, and its node: read from a description that may hold anything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.home.discovery.cleaning import name_in, text_in
from edgeassist.home.discovery.parsing import object_in

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_MOST_NODES, _MOST_PROPERTIES = 64, 200
NUMBERS = frozenset({"integer", "float"})


@dataclass(frozen=True, slots=True)
class Property:
    """One property."""

    key: str
    topic: str
    name: str
    datatype: str
    format: str
    settable: bool
    retained: bool
    unit: str | None
    version: int

    @property
    def set_topic(self) -> str:
        """Where it is set."""
        return f"{self.topic}/set"

    @property
    def both(self) -> dict[str, Any]:
        """The keys of what is only one property."""
        return (
            {"command_topic": self.set_topic, "state_topic": self.topic}
            if self.settable
            else {"state_topic": self.topic}
        )

    @property
    def words(self) -> list[str]:
        """The values of an enumeration, the labels of a yes or no, the forms of a colour."""
        return [word for each in self.format.split(",")[:64] if (word := each.strip())]

    @property
    def is_number(self) -> bool:
        """Whether its values are numbers."""
        return self.datatype in NUMBERS

    @property
    def limits(self) -> tuple[float | None, float | None, float | None]:
        """The least, the greatest and the step of a number, as far as it tells."""
        parts = [*self.format.split(":"), "", "", ""][:3] if self.is_number else ["", "", ""]
        low, high, step = (_number(part) for part in parts)
        return low, high, step

    def called(self, *words: str) -> bool:
        """Return whether one of these words stands in its id."""
        return any(word in self.key for word in words)


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d{1,12}(\.\d{1,9})?", text) else None


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a device, with its properties in their order."""

    key: str
    name: str
    kind: str
    properties: tuple[Property, ...]

    def is_a(self, *words: str) -> bool:
        """Return whether its type or its id says that it is one of these."""
        return any(word in self.kind or word in self.key for word in words)


def nodes_of(device_topic: str, description: Mapping[str, Any], version: int) -> list[Node]:
    """Return the nodes of a description; ids that cannot be part of a topic are left out."""
    nodes = []
    for key, item in list(object_in(description.get("nodes")).items())[:_MOST_NODES]:
        if isinstance(key, str) and _ID.fullmatch(key):
            node = object_in(item)
            kind = name_in(node.get("type")).lower()
            properties = _properties(f"{device_topic}/{key}", node, version)
            nodes.append(Node(key, name_in(node.get("name")) or key.replace("-", " "), kind, properties))
    return nodes


def _properties(node_topic: str, node: Mapping[str, Any], version: int) -> tuple[Property, ...]:
    items = list(object_in(node.get("properties")).items())[:_MOST_PROPERTIES]
    return tuple(
        _property(key, f"{node_topic}/{key}", object_in(item), version)
        for key, item in items
        if isinstance(key, str) and _ID.fullmatch(key)
    )


def _property(key: str, topic: str, item: Mapping[str, Any], version: int) -> Property:
    return Property(
        key,
        topic,
        name_in(item.get("name")) or key.replace("-", " "),
        name_in(item.get("datatype")),
        text_in(item.get("format"), 1_000) or "",
        settable=item.get("settable") is True,
        retained=item.get("retained") is not False,
        unit=text_in(item.get("unit"), 20),
        version=version,
    )
