"""Announces this assistant to hubs as a device of its own, by Home Assistant's MQTT discovery in either form."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from edgeassist import __version__
from edgeassist.messages import Command
from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.self_entities import SelfEntity
from edgeassist.mqtt.sending import Sender

Form = Literal["device", "component"]

_PREFIX = "homeassistant"
_STATUS = f"{_PREFIX}/status"
_LONGEST_BIRTH_S = 5.0
"""A hub that has just started is not told everything by everybody in the same moment."""
_SETTLE_S = 0.5
"""How long to look, after connecting, at what was announced before."""
_TAKEN_OVER_S = 1.0
"""How long a hub may take to move its entities from one form to the other."""
_MOST_OLD = 1_000
"""Announcements under our name that are looked after; nobody but a stranger makes more."""
_MIGRATE = '{"migrate_discovery": true}'


@dataclass(frozen=True, slots=True)
class Announced:
    """What is announced, and in which form."""

    node: str
    form: Form
    entities: Sequence[SelfEntity]
    area: str | None = None

    @property
    def identifier(self) -> str:
        """What the hub knows the device by."""
        return f"edgeassist_{self.node}"

    def messages(self) -> dict[str, dict[str, Any]]:
        """Return topic → payload."""
        shared = {"device": self._device(), "origin": {"name": "edgeassist", "sw_version": __version__}}
        if self.form == "component":
            return {self._component(each.platform, each.key): {**each.config, **shared} for each in self.entities}
        components = {each.key: {"platform": each.platform, **each.config} for each in self.entities}
        return {self._whole(): {**shared, "components": components}}

    def topics(self) -> frozenset[str]:
        """Return the filters under which either form is found."""
        return frozenset({self._whole(), f"{_PREFIX}/+/{self.identifier}/+/config"})

    def _whole(self) -> str:
        return f"{_PREFIX}/device/{self.identifier}/config"

    def _component(self, platform: str, key: str) -> str:
        return f"{_PREFIX}/{platform}/{self.identifier}/{key}/config"

    def _device(self) -> dict[str, Any]:
        name = "edgeassist" if self.node == "edgeassist" else f"edgeassist {self.node}"
        about = {"manufacturer": "edgeassist", "model": "voice assistant", "sw_version": __version__}
        room = {"suggested_area": self.area} if self.area else {}
        return {"identifiers": [self.identifier], "name": name, **about, **room}


@dataclass
class SelfDiscovery:
    """Announces after every connection and every start of a hub; clears away what was announced in another form."""

    sender: Sender
    announced: Announced
    chance: Callable[[], float] = random.random
    """Returns a number from 0 to 1."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _there: dict[str, bytes] = field(default_factory=dict)
    """What the broker keeps of us: topic → payload."""
    _wanted: asyncio.Event = field(default_factory=asyncio.Event)
    _delay_s: float = _SETTLE_S

    def serve(self, broker: MqttBroker) -> None:
        """Listen for hubs and for what was announced before."""
        broker.watch({_STATUS, *self.announced.topics()}, self.receive)
        broker.greet(self._greet)

    def receive(self, topic: str, payload: bytes) -> None:
        """Take the birth of a hub, or one of our own announcements as the broker keeps it."""
        if topic == _STATUS:
            if payload == b"online":
                self._want(self.chance() * _LONGEST_BIRTH_S)
        elif not payload:
            self._there.pop(topic, None)
        elif payload != _MIGRATE.encode() and len(self._there) < _MOST_OLD:
            self._there[topic] = payload
            if topic not in self.announced.messages():
                self._want(_SETTLE_S)

    async def run(self) -> None:
        """Announce whenever it is wanted, until cancelled."""
        while True:
            await self._wanted.wait()
            await self.sleep(self._delay_s)
            self._wanted.clear()
            await self._announce()

    async def _greet(self) -> None:
        self._want(_SETTLE_S)

    def _want(self, delay_s: float) -> None:
        self._delay_s = delay_s
        self._wanted.set()

    async def _announce(self) -> None:
        messages = self.announced.messages()
        old = [topic for topic in self._there if topic not in messages]
        moved = [topic for topic in old if _form(topic) != self.announced.form]
        for topic in moved:
            await self._publish(topic, _MIGRATE, retain=False)
        for topic, payload in messages.items():
            if gone := self._gone(topic, payload):
                await self._publish(topic, json.dumps({**payload, "components": {**payload["components"], **gone}}))
            await self._publish(topic, json.dumps(payload))
        if moved:
            await self.sleep(_TAKEN_OVER_S)
        for topic in old:
            await self._publish(topic, "")
            self._there.pop(topic, None)

    def _gone(self, topic: str, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Return the components that were announced on a topic of the device form before, as a hub forgets them."""
        try:
            before = json.loads(self._there.get(topic, b"{}")).get("components", {})
            return {
                key: {"platform": str(config["platform"])}
                for key, config in before.items()
                if key not in payload.get("components", before)
            }
        except (ValueError, RecursionError, TypeError, AttributeError, KeyError):
            return {}

    async def _publish(self, topic: str, payload: str, *, retain: bool = True) -> None:
        await self.sender.send(Command(topic, payload, qos=1, retain=retain))


def _form(topic: str) -> Form:
    return "device" if topic.startswith(f"{_PREFIX}/device/") else "component"
