"""The leaves of zigbee2mqtt's `exposes`: one property of a device each, read and set by its name in JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.home.discovery.cleaning import name_in, text_in
from edgeassist.home.discovery.parsing import number_in, objects_in
from edgeassist.home.discovery.parts import Parts

_PROPERTY = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_ .-]{0,63}")
"""Names that can stand inside a template between quotes; zigbee2mqtt's own are of these characters."""

_SETTABLE, _PUBLISHED = 2, 1
_MOST_FEATURES = 32


@dataclass(frozen=True, slots=True)
class Leaf:
    """One property."""

    name: str
    key: str
    """What it is called in JSON."""
    label: str
    endpoint: str
    category: str | None
    settable: bool
    published: bool
    content: Mapping[str, Any]

    @property
    def template(self) -> str:
        """The value template that reads it."""
        return f"{{{{ value_json['{self.key}'] }}}}"

    def payload(self, value: object) -> str:
        """Return the payload that sets it to `value`."""
        return json.dumps({self.key: value})

    @property
    def number_template(self) -> str:
        """The command template that sets it to a number."""
        return f'{{"{self.key}": {{{{ value }}}}}}'

    @property
    def word_template(self) -> str:
        """The command template that sets it to a word."""
        return f'{{"{self.key}": {{{{ value | tojson }}}}}}'

    def number(self, key: str) -> float | None:
        """Return a number that it tells of itself: a limit, a step."""
        return number_in(self.content.get(key))

    def word(self, key: str, default: str | float) -> str | float:
        """Return a value that it takes or shows: a word, a truth value or a number."""
        value = self.content.get(key)
        if isinstance(value, bool):
            return value
        told = text_in(value) or number_in(value)
        return default if told is None else told

    @property
    def values(self) -> list[str]:
        """The words that it knows."""
        listed = self.content.get("values")
        items = listed[:64] if isinstance(listed, list) else []
        return [str(item) for item in items if text_in(item) is not None or number_in(item) is not None]


def leaf_of(expose: Mapping[str, Any]) -> Leaf | None:
    """Return the leaf that an expose is; None where its property is missing or cannot be named in a template."""
    prop, access = expose.get("property"), expose.get("access")
    if not isinstance(prop, str) or not _PROPERTY.fullmatch(prop):
        return None
    access = access if isinstance(access, int) else 0
    return Leaf(
        name=name_in(expose.get("name")) or prop,
        key=prop,
        label=name_in(expose.get("label")) or prop.replace("_", " "),
        endpoint=name_in(expose.get("endpoint"), 20),
        category=text_in(expose.get("category"), 20),
        settable=bool(access & _SETTABLE),
        published=bool(access & _PUBLISHED),
        content=expose,
    )


def features_of(expose: Mapping[str, Any]) -> dict[str, Leaf]:
    """Return the leaves of a light, a cover and so on, by name."""
    leaves = map(leaf_of, objects_in(expose.get("features"))[:_MOST_FEATURES])
    return {leaf.name: leaf for leaf in leaves if leaf is not None}


def as_read(value: object) -> str:
    """Return how a template writes a value of JSON.

    >>> as_read(True), as_read("ON"), as_read(1)
    ('True', 'ON', '1')
    """
    return str(value)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a device or a group of zigbee2mqtt is commanded and followed."""

    parts: Parts
    topic: str

    @property
    def both(self) -> dict[str, Any]:
        """The keys that nearly every part has."""
        return {"command_topic": f"{self.topic}/set", "state_topic": self.topic}
