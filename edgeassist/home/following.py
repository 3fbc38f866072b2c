"""Follows the devices: what they report over MQTT becomes the state of the home."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from edgeassist.courtesy import give_way
from edgeassist.errors import EdgeAssistError
from edgeassist.home.commands.device import Device, Source
from edgeassist.home.commands.reading import Reading, object_of
from edgeassist.home.commands.table import UNAVAILABLE, DeviceCommander
from edgeassist.home.registry import Registry
from edgeassist.home.templating import Templates
from edgeassist.home.timestamps import measured_at
from edgeassist.messages import Entity
from edgeassist.messages import Reading as Measured

logger = logging.getLogger(__name__)

_UNKNOWN = "unknown"
_MEASURING = frozenset({"sensor", "binary_sensor"})
_WORDS = frozenset({"on", "off", UNAVAILABLE})
"""What a sensor may say that is no number and still means something."""
_MAX_ATTRIBUTES = 64
_LONGEST_KEPT = 2_048
"""Bytes of a message that is remembered."""


@dataclass(slots=True)
class _Presence:
    """Whether one device is there."""

    heard: dict[str, bool] = field(default_factory=dict)
    """Availability topic → what it said last."""
    here: bool = True
    behind: str | float | None = None
    """The state that it had, or reported meanwhile, while it is shown as unavailable."""


class Follower:
    """Takes messages of devices and keeps the registry true; what makes no sense is logged once and ignored."""

    def __init__(
        self, registry: Registry, commander: DeviceCommander, templates: Templates, now: Callable[[], datetime]
    ) -> None:
        self._registry = registry
        self._commander = commander
        self._templates = templates
        self._now = now
        self._interested: dict[str, list[str]] = {}
        self._presence: dict[str, _Presence] = {}
        self._complained: set[tuple[str, str]] = set()
        self._last: dict[str, bytes] = {}
        """What came last on each topic: for things that are met after their device has reported."""
        self._new: list[tuple[str, str]] = []
        self.measured: Callable[[Measured], None] | None = None
        """Is told whatever a sensor reports, the same again too."""

    def topics(self) -> frozenset[str]:
        """Return the topics to subscribe to for the home as it is now; call again when devices come or go.

        It takes a while for thousands of devices, and may be called in another thread than the rest.
        """
        interested: dict[str, list[str]] = {}
        for entity in self._registry.home.entities.values():
            give_way()
            for topic in {source.topic for source in self._sources(entity)}:
                interested.setdefault(topic, []).append(entity.id)
        for topic, ids in interested.items():
            before = self._interested.get(topic)
            self._new += [(entity_id, topic) for entity_id in ids if before is not None and entity_id not in before]
        self._interested = interested
        return frozenset(interested)

    def catch_up(self) -> None:
        """Read for new devices what came before on topics that were followed already: nobody sends it again."""
        new, self._new = self._new, []
        for entity_id, topic in new:
            entity, payload = self._registry.home.entities.get(entity_id), self._last.get(topic)
            if entity is not None and payload is not None:
                self._take(entity, topic, payload, old=True)
        for topic in self._last.keys() - self._interested.keys():
            del self._last[topic]
        for entity_id in self._presence.keys() - self._registry.home.entities.keys():
            del self._presence[entity_id]

    def receive(self, topic: str, payload: bytes) -> None:
        """Take a message; never raises, whatever it holds."""
        self._receive(topic, payload, old=False)

    def receive_old(self, topic: str, payload: bytes) -> None:
        """Take a message that the broker had kept: it tells how things are, and not when that was found."""
        self._receive(topic, payload, old=True)

    def _receive(self, topic: str, payload: bytes, *, old: bool) -> None:
        ids = self._interested.get(topic, ())
        if ids and len(payload) <= _LONGEST_KEPT:
            self._last[topic] = payload
        for entity_id in ids:
            entity = self._registry.home.entities.get(entity_id)
            if entity is not None:
                self._take(entity, topic, payload, old=old)

    def _sources(self, entity: Entity) -> tuple[Source, ...]:
        if entity.mqtt is None:
            return ()
        device = Device(entity, entity.mqtt, self._templates)
        attributes = device.source("json_attributes_topic", "json_attributes_template", _read_attributes)
        return (*attributes, *self._commander.sources(entity), *_availability(device))

    def _take(self, entity: Entity, topic: str, payload: bytes, *, old: bool) -> None:
        reading: dict[str, Any] = {}
        trouble: Exception | None = None
        for source in self._sources(entity):
            if source.topic != topic:
                continue
            try:
                reading |= source.read(payload.decode())
            except (ValueError, ArithmeticError, EdgeAssistError) as error:
                trouble = error
        self._complain(entity.id, topic, trouble)
        said, told = reading.get("state"), UNAVAILABLE in reading
        self._update(entity, topic, reading)
        if self.measured is not None and entity.domain in _MEASURING:
            value = UNAVAILABLE if told and not self._presence[entity.id].here else said
            if isinstance(value, float) or value in _WORDS:
                self.measured(_reading(entity, value, payload, old=old))

    def _complain(self, entity_id: str, topic: str, trouble: Exception | None) -> None:
        """Log what could not be read, once until it can be read again."""
        if trouble is None:
            self._complained.discard((entity_id, topic))
        elif (entity_id, topic) not in self._complained:
            self._complained.add((entity_id, topic))
            logger.warning("%s: ignored what came on %s: %s", entity_id, topic, trouble)

    def _update(self, entity: Entity, topic: str, reading: dict[str, Any]) -> None:
        presence = self._presence.setdefault(entity.id, _Presence())
        state = reading.pop("state", None)
        if (here := reading.pop(UNAVAILABLE, None)) is not None:
            state = self._present(entity, presence, topic, here=here)
        elif not presence.here:
            presence.behind, state = state if state is not None else presence.behind, None
        if state is not None or reading:
            self._registry.update(entity.id, state=state, attributes=reading, at=self._now())

    def _present(self, entity: Entity, presence: _Presence, topic: str, *, here: bool) -> str | float | None:
        """Note whether the device is there and return the state to show; None: as it was."""
        presence.heard[topic] = here
        mode = (entity.mqtt or {}).get("availability_mode", "latest")
        heard = presence.heard.values()
        before, presence.here = presence.here, {"all": all(heard), "any": any(heard)}.get(str(mode), here)
        if before and not presence.here:
            presence.behind = entity.state
            return UNAVAILABLE
        return (presence.behind or _UNKNOWN) if presence.here and not before else None


def _reading(entity: Entity, value: float | str | None, payload: bytes, *, old: bool) -> Measured:
    now = time.time()
    unit = entity.attributes.get("unit_of_measurement")
    return Measured(
        entity.id, value, measured_at(payload, now), now, entity.device_class, None if unit is None else str(unit), old
    )


def _read_attributes(text: str) -> Reading:
    message = object_of(text)
    return {
        name: value for name, value in list(message.items())[:_MAX_ATTRIBUTES] if name not in {"state", UNAVAILABLE}
    }


def _availability(device: Device) -> tuple[Source, ...]:
    """Return the sources that tell whether the device is there, in either form of the config."""
    items: Any = device.config.get("availability")
    if not isinstance(items, list | tuple):
        items = [items] if isinstance(items, Mapping) else []
    configs = [item for item in items if isinstance(item, Mapping)]
    if (topic := device.config.get("availability_topic")) is not None:
        kept = {
            key: device.config[key] for key in ("payload_available", "payload_not_available") if key in device.config
        }
        configs.append({**kept, "topic": topic, "value_template": device.config.get("availability_template")})
    return tuple(source for config in configs for source in _presence_source(device, config))


def _presence_source(device: Device, config: Mapping[str, Any]) -> tuple[Source, ...]:
    item = Device(device.entity, config, device.templates)
    words = {item.word("payload_available", "online"): True, item.word("payload_not_available", "offline"): False}

    def _read(text: str) -> Reading:
        if text not in words:
            raise ValueError(f"{text[:60]!r} is none of {', '.join(words)}")
        return {UNAVAILABLE: words[text]}

    return item.source("topic", "value_template", _read)
