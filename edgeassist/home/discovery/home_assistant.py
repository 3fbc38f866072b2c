"""Discovery for Home Assistant, which most makers speak: a retained config an entity, or one for a whole device."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from edgeassist.home.discovery.announcement import Announcement, Found, Ignored
from edgeassist.home.discovery.cleaning import id_of, name_in
from edgeassist.home.discovery.expansion import components, expanded, kept
from edgeassist.home.discovery.parsing import json_of, object_in
from edgeassist.home.discovery.traits import traits_of
from edgeassist.messages import Entity

_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_ENTITY_ID = re.compile(r"[a-z_]+\.[a-z0-9_]{1,120}")
_IEEE = re.compile(r"(0x[0-9a-f]{16})_(.+)_[^_]+")
"""A unique id of zigbee2mqtt: device, thing, and base topic."""

_LONGEST_NAME, _LONGEST_AREA = 80, 40

_TAKEN = frozenset(
    {"alarm_control_panel", "binary_sensor", "button", "climate", "cover", "device_tracker", "fan", "humidifier"}
    | {"lawn_mower", "light", "lock", "number", "scene", "select", "sensor", "siren", "switch", "vacuum", "valve"}
    | {"water_heater"}
)
_WITHOUT_USE = frozenset({"camera", "device_automation", "event", "image", "notify", "tag", "text", "update"})
"""Platforms of Home Assistant that nobody commands or asks about by voice."""

_ONLY_NAMES = frozenset(
    {"name", "object_id", "default_entity_id", "entity_category", "enabled_by_default", "device_class"}
)
_OURSELVES = "is an assistant like this one"


class HomeAssistantDiscovery:
    """Reads `<prefix>/<platform>/[<node>/]<id>/config` and `<prefix>/device/[<node>/]<id>/config`."""

    name = "Home Assistant"

    def __init__(self, prefix: str = "homeassistant") -> None:
        self._prefix = prefix

    def topics(self) -> frozenset[str]:
        """Return the filters of both lengths of topics."""
        return frozenset({f"{self._prefix}/+/+/config", f"{self._prefix}/+/+/+/config"})

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what a config announces; an empty one, or one without sense: that nothing is there."""
        levels = topic.removeprefix(f"{self._prefix}/").split("/")
        if not topic.startswith(f"{self._prefix}/") or len(levels) not in {3, 4} or levels[-1] != "config":
            return ()
        platform, *ids, _ = levels
        read = list(self._read(platform, ids, payload))
        found = tuple(each for each in read if isinstance(each, Found))
        return (Announcement(self.name, topic, found, tuple(each for each in read if isinstance(each, Ignored))),)

    def _read(self, platform: str, ids: list[str], payload: bytes) -> Iterator[Found | Ignored]:
        if not payload:
            return
        what = "/".join((platform, *ids))
        config = json_of(payload)
        if not all(map(_ID.fullmatch, ids)):
            yield Ignored(name_in(what), "ids have letters, digits, - and _ only")
        elif not isinstance(config, dict):
            yield Ignored(what, "is no JSON object")
        else:
            yield from _things(platform, what, expanded(config))


def _things(platform: str, what: str, config: Mapping[str, Any]) -> Iterator[Found | Ignored]:
    """Yield what an expanded config announces."""
    if config.get("migrate_discovery") is True:
        return
    if object_in(config.get("origin")).get("name") == "edgeassist":
        yield Ignored(what, _OURSELVES)
    elif platform != "device":
        yield _thing(platform, what, config, object_in(config.get("device")))
    elif not isinstance(config.get("components"), dict):
        yield Ignored(what, "has no components")
    else:
        for key, component in components(config):
            named = f"{what}/{name_in(key)}"
            yield _thing(component.get("platform"), named, component, object_in(config.get("device")))


def _thing(platform: object, what: str, config: Mapping[str, Any], device: Mapping[str, Any]) -> Found | Ignored:
    if not isinstance(platform, str) or platform not in _TAKEN | _WITHOUT_USE:
        return Ignored(what, "is of no platform that we know")
    if platform in _WITHOUT_USE:
        return Ignored(what, f"{_a(platform)} is not used by voice")
    clean = kept(config)
    topics = [str(value) for key, value in clean.items() if key.endswith("_topic") and key != "availability_topic"]
    if any(topic.startswith("edgeassist/") for topic in topics):
        return Ignored(what, _OURSELVES)
    if not any(topics):
        return Ignored(what, "has no topic to command it or to follow it")
    return Found(
        entity=_entity(platform, what, clean, device),
        identities=_identities(clean, what),
        area=name_in(device.get("suggested_area"), _LONGEST_AREA) or None,
        aside=_aside(platform, clean),
    )


def _a(word: str) -> str:
    return f"an {word}" if word.startswith(tuple("aeiou")) else f"a {word}"


def _entity(platform: str, what: str, config: dict[str, Any], device: Mapping[str, Any]) -> Entity:
    device_class = config.get("device_class")
    name = _name(config, name_in(device.get("name")), what)
    makers = (name_in(device.get(key)) for key in ("manufacturer", "model"))
    mqtt = {"platform": platform, **{key: value for key, value in config.items() if key not in _ONLY_NAMES}}
    return Entity(
        id=_id(platform, config, name, what),
        name=name,
        domain=platform,
        device_class=device_class if isinstance(device_class, str) and _ID.fullmatch(device_class) else None,
        attributes=traits_of(mqtt),
        device=sys.intern(" ".join(filter(None, makers))) or None,
        mqtt=mqtt,
    )


def _name(config: Mapping[str, Any], device: str, what: str) -> str:
    """Return what the thing is called: the name of its device and its own, each where there is one.

    >>> _name({"name": "Left"}, "Hall lamp", ""), _name({"name": None}, "Hall lamp", "")
    ('Hall lamp Left', 'Hall lamp')
    """
    own = name_in(config.get("name"))
    if "name" not in config:
        own = name_in(config.get("device_class")).replace("_", " ")
    if not own or device.casefold().endswith(own.casefold()):
        name = device or own
    else:
        name = own if own.casefold().startswith(device.casefold()) else f"{device} {own}"
    return name[:_LONGEST_NAME].strip() or what.rpartition("/")[2].replace("_", " ")


def _id(platform: str, config: Mapping[str, Any], name: str, what: str) -> str:
    wished = config.get("default_entity_id")
    if isinstance(wished, str) and _ENTITY_ID.fullmatch(wished) and wished.startswith(f"{platform}."):
        return wished
    candidates = (config.get("object_id"), name, config.get("unique_id"), what.rpartition("/")[2])
    ids = (id_of(each) for each in candidates if isinstance(each, str))
    return f"{platform}.{next((each for each in ids if each != 'unnamed'), 'unnamed')}"


def _identities(config: Mapping[str, Any], what: str) -> frozenset[str]:
    unique_id = config.get("unique_id")
    if not isinstance(unique_id, str) or not unique_id:
        return frozenset({f"topic:{what}"})
    zigbee = _IEEE.fullmatch(unique_id.casefold())
    return frozenset({f"ha:{unique_id}", *([f"ieee:{zigbee[1]}/{zigbee[2]}"] if zigbee else ())})


def _aside(platform: str, config: Mapping[str, Any]) -> str | None:
    """Return why a thing stays out of the house unless the user's file names it.

    How full a battery is, people do ask; what else a device tells of itself, and its own settings, they do not.
    """
    if config.get("enabled_by_default") is False:
        return "is turned off by its maker"
    match config.get("entity_category"):
        case "config":
            return "is a setting of the device"
        case "diagnostic" if config.get("device_class") != "battery" or "sensor" not in platform:
            return "tells only of the device itself"
    return None
