"""What the broker's access list allows us, found by doing what disturbs nobody.

A broker may say nothing to what it does not allow: it takes a message and hands it to nobody. So what was published has
to come back.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import aiomqtt
from paho.mqtt.reasoncodes import ReasonCode

from edgeassist.doctor.finding import Finding, bad, good, warning

_RETURN_S = 1.0
_DEVICES_S = 0.5
_FAILURE = 128


class Seen:
    """The messages that came in."""

    def __init__(self) -> None:
        self.topics: list[str] = []
        self.kept: set[str] = set()
        """Topics of which the broker had kept the last message."""
        self._more = asyncio.Event()

    def take(self, message: aiomqtt.Message) -> None:
        """Remember a message."""
        self.topics.append(message.topic.value)
        if message.retain:
            self.kept.add(message.topic.value)
        self._more.set()

    async def comes(self, topic: str, within_s: float) -> bool:
        """Return whether a message on this topic came, or comes soon."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_s):
                while topic not in self.topics:
                    self._more.clear()
                    await self._more.wait()
        return topic in self.topics


@dataclass(frozen=True, slots=True)
class Allowed:
    """What was tried."""

    own: Sequence[str]
    """Topics of ours of which nothing came back."""
    announcing: bool
    """Whether we may show ourselves to a hub, and see who does."""
    refused: Sequence[str]
    """Filters that the broker would not let us subscribe to."""
    devices: int
    """Announcements of devices that were there."""
    filters: frozenset[str] = field(default_factory=frozenset)


async def tried(client: aiomqtt.Client, node: str, discovery: frozenset[str], seen: Seen) -> Allowed:
    """Return what we may do; what is published belongs to no request, no device and no alert."""
    mark = uuid.uuid4().hex
    own = [f"edgeassist/{node}/{kind}/doctor" for kind in ("resp", "anomaly", "timer")]
    announcing = f"homeassistant/device/edgeassist_{node}_doctor/config"
    filters = sorted(discovery | {announcing, *own})
    codes = await client.subscribe([(each, 1) for each in filters])
    refused = [each for each, code in zip(filters, codes, strict=True) if _value(code) >= _FAILURE]
    lost = [topic for topic in own if not await returns(client, topic, mark, seen)]
    announced = await returns(client, announcing, "", seen)  # what ends an announcement that was never made
    await asyncio.sleep(_DEVICES_S)
    return Allowed(lost, announced, refused, len(seen.kept), frozenset(filters))


async def returns(client: aiomqtt.Client, topic: str, payload: str, seen: Seen) -> bool:
    """Publish, and return whether it comes back soon; the topic is subscribed to."""
    try:
        await client.publish(topic, payload, qos=1)
    except aiomqtt.MqttCodeError:
        return False  # a broker that speaks MQTT 5 says what it does not allow
    return await seen.comes(topic, _RETURN_S)


def judged(allowed: Allowed, user: str | None) -> Iterator[Finding]:
    """Yield what is to be said of that, with the lines that the access list wants."""
    if allowed.own:
        text = f"what we publish on {', '.join(allowed.own)} does not come back: we may not write or not read it"
        yield bad("our topics", text, _granting(user, "edgeassist/#"))
    else:
        yield good("our topics", "what we publish on topics of ours comes back")
    if allowed.announcing:
        yield good("discovery", "we may announce ourselves, and see what is announced")
    else:
        text = "what we publish on homeassistant/# does not come back: hubs do not find us, or we find no devices"
        yield bad("discovery", text, _granting(user, "homeassistant/#"))
    if allowed.refused:
        text = f"the broker refuses {', '.join(allowed.refused)}"
        yield bad("devices", text, _granting(user, "#"))
    elif allowed.devices:
        told = (
            "1 announcement of a device was"
            if allowed.devices == 1
            else f"{allowed.devices} announcements of devices were"
        )
        yield good("devices", f"{told} there")
    else:
        yield warning("devices", "none has announced itself, or we may not read it", "edgeassist devices")


def _granting(user: str | None, topic: str) -> str:
    lines = f"user {user or 'edgeassist'}\\ntopic readwrite {topic}\\n"
    return f"printf '{lines}' | sudo tee -a /etc/mosquitto/edgeassist/acl; sudo systemctl reload mosquitto"


def _value(code: object) -> int:
    return int(code.value if isinstance(code, ReasonCode) else str(code))
