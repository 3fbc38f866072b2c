"""The nodes and properties of a Homie device → entities."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.announcement import Found, Ignored
from edgeassist.home.discovery.homie_property import Node, Property
from edgeassist.home.discovery.homie_whole import switched, whole_of
from edgeassist.home.discovery.parts import Parts
from edgeassist.home.discovery.quantities import SENSED, sensor_config

_WIDEST = 1_000_000.0


def parts_of(parts: Parts, nodes: list[Node]) -> Iterator[Found | Ignored]:
    """Yield the entities of a device: nodes that are one thing, and the other properties by themselves."""
    for node in nodes:
        label = "" if len(nodes) == 1 or node.name.lower() == parts.name.lower() else node.name
        whole = whole_of(node)
        if whole is not None:
            yield parts.part(whole.platform, node.key, whole.config, label)
        rest = [each for each in node.properties if whole is None or each.key not in whole.used]
        for each in rest:
            alone = whole is None and len(rest) == 1
            yield _alone(parts, node, each, label if alone else f"{label} {each.name}")


def _alone(parts: Parts, node: Node, each: Property, label: str) -> Found | Ignored:
    what = f"{parts.name} {label}".strip()
    if not each.retained and not each.settable:
        return Ignored(what, "an event and no state")
    make = _MADE.get(each.datatype)
    if make is None:
        return Ignored(what, f"values of the type {each.datatype or 'unknown'} are not spoken")
    platform, config = make(each)
    return parts.part(platform, f"{node.key}/{each.key}", config, label)


_Made = tuple[str, dict[str, Any]]


def _boolean(each: Property) -> _Made:
    if each.settable and not each.retained:
        return "button", {"command_topic": each.set_topic, "payload_press": "true"}
    if each.settable:
        return "switch", switched(each) | ({"entity_category": "config"} if each.called("child-lock") else {})
    kind = SENSED.get(each.key.replace("-", "_"))
    words = {"payload_on": "true", "payload_off": "false"}
    return "binary_sensor", {**each.both, **words, **({"device_class": kind} if kind else {})}


def _number(each: Property) -> _Made:
    measured = sensor_config(each.key.replace("-", "_"), each.unit)
    if not each.settable:
        return "sensor", {**each.both, **measured}
    measured.pop("state_class", None)
    low, high, step = each.limits
    limits = {"min": -_WIDEST if low is None else low, "max": _WIDEST if high is None else high}
    return "number", {**each.both, **limits, "step": step or (1 if each.datatype == "integer" else 0.1), **measured}


def _enum(each: Property) -> _Made:
    if each.settable and not each.retained and len(each.words) == 1:
        return "button", {"command_topic": each.set_topic, "payload_press": each.words[0]}
    if each.settable:
        return "select", {**each.both, "options": each.words}
    return "sensor", {**each.both, "device_class": "enum", "options": each.words}


def _text(each: Property) -> _Made:
    return ("text" if each.settable else "sensor"), each.both


def _moment(each: Property) -> _Made:
    return "sensor", {"state_topic": each.topic, "device_class": "timestamp"}


_MADE: Mapping[str, Callable[[Property], _Made]] = MappingProxyType(
    {"boolean": _boolean, "integer": _number, "float": _number, "enum": _enum, "string": _text, "datetime": _moment}
)
