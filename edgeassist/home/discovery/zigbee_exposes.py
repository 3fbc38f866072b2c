"""The `exposes` of a device of zigbee2mqtt → its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from edgeassist.home.discovery.announcement import Found, Ignored
from edgeassist.home.discovery.cleaning import name_in, text_in
from edgeassist.home.discovery.parsing import objects_in
from edgeassist.home.discovery.quantities import SENSED, sensor_config
from edgeassist.home.discovery.zigbee_leaves import Leaf, Place, as_read, features_of, leaf_of
from edgeassist.home.discovery.zigbee_specific import SPECIFIC

_MOST_EXPOSES = 200
_MAIN = ("contact", "occupancy", "presence", "water_leak", "smoke", "gas", "carbon_monoxide", "vibration")
"""What a sensor is for, the first counts: it is called as the device is."""
_OF_ITSELF = frozenset(
    {"linkquality", "device_temperature", "power_outage_count", "battery_low", "tamper", "update", "update_available"}
)
"""What a device tells of itself where it does not say so."""
_FOREMOST = ("climate", "fan", "cover", "lock", "light", "switch")
"""What a device of several kinds is called after; its other parts say what they are."""
_ENOUGH = frozenset({"state", "position", "local_temperature", "system_mode"})
"""One of these at least makes a cover or a thermostat."""
_MOMENTS = frozenset({"action", "click", "action_group", "action_duration"})
_WIDEST = 65_535
Parted = tuple[tuple[Found, ...], tuple[Ignored, ...]]


def parts_of(place: Place, exposes: object) -> Parted:
    """Return what can be made of a device, and what was left out."""
    items = objects_in(exposes)[:_MOST_EXPOSES]
    whole = [item for item in items if str(item.get("type")) in SPECIFIC]
    counts = Counter(str(item["type"]) for item in whole if _setting(item) is None)
    found = [_specific(place, item, counts) for item in whole]
    leaves = _Leaves(place, bool(whole), _main(items) if not whole else None)
    found += [leaves.part(item) for item in items if str(item.get("type")) not in SPECIFIC]
    return (
        tuple(each for each in found if isinstance(each, Found)),
        tuple(each for each in found if isinstance(each, Ignored)),
    )


def _specific(place: Place, expose: Mapping[str, Any], counts: Counter[str]) -> Found | Ignored:
    kind, features = str(expose["type"]), features_of(expose)
    make, needed = SPECIFIC[kind]
    if needed not in features and (needed or not features.keys() & _ENOUGH):
        return Ignored(f"{place.parts.name} {kind}", f"it exposes a {kind} without {needed or 'anything to set'}")
    config = make(place, features)
    if (setting := _setting(expose)) is not None:
        return place.parts.part(kind, setting.key, {**config, "entity_category": "config"}, setting.label.lower())
    endpoint = name_in(expose.get("endpoint"), 20)
    label = _ordinal(endpoint) if counts[kind] > 1 else ""
    if kind != next(each for each in _FOREMOST if counts[each]) and kind not in place.parts.name.lower():
        label = f"{kind} {label}"
    return place.parts.part(kind, f"{kind}_{endpoint}" if endpoint else kind, config, label)


def _setting(expose: Mapping[str, Any]) -> Leaf | None:
    """Return what sets the child lock or the window detection of a device, as switches and locks may; else None."""
    state = features_of(expose).get("state") if expose.get("type") in {"switch", "lock"} else None
    return state if state is not None and not state.key.startswith("state") else None


def _ordinal(endpoint: str) -> str:
    """Return an endpoint as it is said: the 2 of a wall switch, its left.

    >>> _ordinal("l2"), _ordinal("left")
    ('2', 'left')
    """
    return endpoint[1:] if endpoint[:1] == "l" and endpoint[1:].isdigit() else endpoint.replace("_", " ")


def _main(exposes: Sequence[Mapping[str, Any]]) -> str | None:
    names = {name_in(item.get("name")) for item in exposes if item.get("type") == "binary"}
    return next((name for name in _MAIN if name in names), None)


@dataclass(frozen=True, slots=True)
class _Leaves:
    """Makes parts of what stands alone in `exposes`."""

    place: Place
    beside: bool
    """Whether the device is something as a whole, so that what else can be set is a setting of it."""
    main: str | None

    def part(self, expose: Mapping[str, Any]) -> Found | Ignored:
        """Return the entity for one of them, or why there is none."""
        what = f"{self.place.parts.name} {name_in(expose.get('label')) or name_in(expose.get('property'))}".strip()
        make = _GENERIC.get(str(expose.get("type")))
        leaf = leaf_of(expose)
        if make is None:
            return Ignored(what, f"settings of the kind {name_in(expose.get('type'), 20) or 'unknown'} are not spoken")
        if leaf is None:
            return Ignored(what, "its property cannot be addressed")
        if leaf.name in _MOMENTS:
            return Ignored(what, "what a button does is an event and no state")
        platform, config = make(self.place, leaf)
        category = self._category(leaf)
        part = leaf.key
        label = "" if leaf.name == self.main and not leaf.settable else leaf.label.lower()
        return self.place.parts.part(platform, part, {**config, **category}, label)

    def _category(self, leaf: Leaf) -> dict[str, str]:
        if leaf.name == "battery":
            return {}
        if leaf.category in {"config", "diagnostic"}:
            return {"entity_category": leaf.category}
        if leaf.settable and (self.beside or self.main):
            return {"entity_category": "config"}
        return {"entity_category": "diagnostic"} if leaf.name in _OF_ITSELF else {}


_Made = tuple[str, dict[str, Any]]


def _binary(place: Place, leaf: Leaf) -> _Made:
    on, off = leaf.word("value_on", True), leaf.word("value_off", False)
    if leaf.settable:
        states = {"state_on": as_read(on), "state_off": as_read(off), "value_template": leaf.template}
        return "switch", {**place.both, "payload_on": leaf.payload(on), "payload_off": leaf.payload(off), **states}
    kind = SENSED.get(leaf.name)
    config = {"state_topic": place.topic, "value_template": leaf.template}
    words = {"payload_on": as_read(on), "payload_off": as_read(off)}
    return "binary_sensor", {**config, **words, **({"device_class": kind} if kind else {})}


def _numeric(place: Place, leaf: Leaf) -> _Made:
    measured = sensor_config(leaf.name, text_in(leaf.content.get("unit"), 20))
    if not leaf.settable:
        return "sensor", {"state_topic": place.topic, "value_template": leaf.template, **measured}
    measured.pop("state_class", None)
    limits = {"min": leaf.number("value_min"), "max": leaf.number("value_max"), "step": leaf.number("value_step")}
    known = {key: value for key, value in limits.items() if value is not None}
    config = {**place.both, "value_template": leaf.template, "command_template": leaf.number_template}
    return "number", {**config, "min": 0, "max": _WIDEST, "step": 1, **known, **measured}


def _enum(place: Place, leaf: Leaf) -> _Made:
    if leaf.settable and not leaf.published and len(leaf.values) == 1:
        return "button", {"command_topic": f"{place.topic}/set", "payload_press": leaf.payload(leaf.values[0])}
    if leaf.settable:
        config = {**place.both, "value_template": leaf.template, "command_template": leaf.word_template}
        return "select", {**config, "options": leaf.values}
    config = {"state_topic": place.topic, "value_template": leaf.template, "device_class": "enum"}
    return "sensor", {**config, "options": leaf.values}


def _text(place: Place, leaf: Leaf) -> _Made:
    return "text", {**place.both, "value_template": leaf.template, "command_template": leaf.word_template}


_GENERIC: Mapping[str, Callable[[Place, Leaf], _Made]] = MappingProxyType(
    {"binary": _binary, "numeric": _numeric, "enum": _enum, "text": _text}
)


def group_exposes(kind: str, members: Sequence[Sequence[Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
    """Return what a group exposes whose members all have something of `kind`: every feature that some member has."""
    features: dict[str, Mapping[str, Any]] = {}
    for exposes in members:
        own = next((item for item in exposes if item.get("type") == kind), {})
        for feature in objects_in(own.get("features")):
            name = str(feature.get("name"))
            features.setdefault(name, {**feature, "property": name, "endpoint": None})
    return [{"type": kind, "features": list(features.values())}]
