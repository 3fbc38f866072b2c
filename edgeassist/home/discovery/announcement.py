"""What a protocol makes of a message: the devices that a source announces, and what of it was left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from edgeassist.messages import Command, Entity


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was announced."""

    entity: Entity
    """With `mqtt` in the long form of Home Assistant's discovery keys, so that every protocol is commanded alike."""
    identities: frozenset[str] = frozenset()
    """What tells that two protocols mean the same thing: "ieee:0x00158d0001/switch_l1", "mac:a4cf12ff/relay1".

    Small letters; of zigbee2mqtt's devices the part after the "/" is what it calls the thing in its own discovery for
    Home Assistant: the kind of light, switch, cover, lock, climate and fan, else the property, with the endpoint.
    """
    area: str | None = None
    """The name of the room that was suggested."""
    aside: str | None = None
    """Why it stays out of the house unless the user's file names it ("a setting of the device"); None: it is in."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Something that was announced and not taken."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """All that one source announces from now on; it replaces what the same source announced before."""

    protocol: str
    source: str
    """Where it came from: a topic, or a device of that protocol."""
    found: tuple[Found, ...] = ()
    """Empty: it is gone."""
    ignored: tuple[Ignored, ...] = ()
    requests: tuple[Command, ...] = ()
    """What has to be published so that the device tells more of itself."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where something was learned."""

    protocol: str
    source: str


class DiscoveryProtocol(Protocol):
    """One way in which devices announce themselves."""

    @property
    def name(self) -> str:
        """What it is called in `edgeassist devices`."""

    def topics(self) -> frozenset[str]:
        """Return the filters to subscribe to; they may become more after a message."""

    def receive(self, topic: str, payload: bytes) -> tuple[Announcement, ...]:
        """Return what the message announces, nothing where it is none of this protocol; never raises."""
