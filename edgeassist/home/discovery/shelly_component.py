"""One component of a Shelly ("switch:0"): what it is called, how it is told something and where it reports."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.home.discovery.announcement import Found
from edgeassist.home.discovery.cleaning import name_in
from edgeassist.home.discovery.parts import Parts


def frame(source: str, method: str, params: Mapping[str, Any] | None = None) -> str:
    """Return a request as Shelly's RPC takes it; `source` is the topic before "/rpc" on which it answers."""
    content = {"id": 1, "src": source, "method": method}
    return json.dumps(content if params is None else {**content, "params": dict(params)})


@dataclass(frozen=True, slots=True)
class Wire:
    """Where a Shelly is reached, and where its answers to us go."""

    prefix: str
    source: str
    """What our topics begin with on which it answers, one for each kind of answer."""
    mac: str
    status_too: bool
    """Whether it publishes the whole status of a component by itself."""

    @property
    def command_topic(self) -> str:
        """Where it takes requests."""
        return f"{self.prefix}/rpc"


@dataclass(frozen=True, slots=True)
class Component:
    """A component with its config and its last status."""

    wire: Wire
    kind: str
    number: int
    config: Mapping[str, Any]
    status: Mapping[str, Any]
    device: str
    """What the device is called, with a number where it has several of this kind."""

    @property
    def key(self) -> str:
        """What it is called in frames."""
        return f"{self.kind}:{self.number}"

    @property
    def name(self) -> str:
        """What the user calls it, else the device."""
        return name_in(self.config.get("name")) or self.device

    def order(self, method: str, **params: Any) -> str:
        """Return the payload of a command without variables."""
        return frame(f"{self.wire.source}/command", method, {"id": self.number, **params})

    def order_with(self, method: str, variable: str, name: str) -> str:
        """Return the template of a command that gives `variable` as the parameter `name`."""
        return self.order(method, **{name: 0}).removesuffix("0}}") + f"{{{{ {variable} }}}}" + "}}"

    @property
    def status_of(self) -> str:
        """The part of a template that stands for its status: in a notification, an answer, or by itself."""
        return f"((value_json['params'] or value_json['result'] or {{}})['{self.key}'] or value_json)"

    def value(self, path: str) -> str:
        """Return the expression that reads "output" or "aenergy.total"."""
        *outer, last = path.split(".")
        expression = self.status_of
        for name in outer:
            expression = f"({expression}['{name}'] or {{}})"
        return f"{expression}['{last}']"

    def template(self, path: str) -> str:
        """Return the template that reads `path`."""
        return f"{{{{ {self.value(path)} }}}}"

    @property
    def topics(self) -> list[str]:
        """Where its status comes."""
        own = [f"{self.wire.prefix}/status/{self.key}"] if self.wire.status_too else []
        return [f"{self.wire.prefix}/events/rpc", f"{self.wire.source}/status/rpc", *own]

    def part(self, platform: str, part: str, config: Mapping[str, Any], label: str = "") -> Found:
        """Return the entity for the component (`part` empty), or for something that it measures."""
        there = {
            "availability_topic": f"{self.wire.prefix}/online",
            "payload_available": "true",
            "payload_not_available": "false",
        }
        parts = Parts(self.wire.mac, self.name, f"mac:{self.wire.mac}", there)
        label = "" if self.name.lower().endswith(label) else label
        return parts.part(platform, f"{self.key}/{part}" if part else self.key, config, label)
