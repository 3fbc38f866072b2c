"""A Tasmota device by its discovery message: its topics, its words, its relays and their names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from edgeassist.home.discovery.cleaning import name_in, text_in, topic_in
from edgeassist.home.discovery.parsing import list_in, number_in, object_in
from edgeassist.home.discovery.parts import Parts

_MOST_RELAYS = 32
_UNNAMED = frozenset({"", "Tasmota"})
_TOKEN = re.compile(r"%\w+%")


@dataclass(frozen=True, slots=True)
class TasmotaDevice:
    """What its `config` message says; every access checks what it finds."""

    mac: str
    content: Mapping[str, Any]

    def topic(self, prefix: int, what: str) -> str | None:
        """Return a topic: prefix 0 for commands, 1 for answers, 2 for telemetry; None where it cannot be used."""
        prefixes = [name_in(each) for each in list_in(self.content.get("tp"))]
        full = self.content.get("ft", "%prefix%/%topic%/")
        if len(prefixes) <= prefix or not isinstance(full, str):
            return None
        tokens = {
            "%prefix%": prefixes[prefix],
            "%topic%": name_in(self.content.get("t")),
            "%hostname%": name_in(self.content.get("hn")),
            "%id%": self.mac[-6:],
        }
        unknown = set(_TOKEN.findall(full)) - tokens.keys()
        if unknown or not tokens["%topic%"]:
            return None
        for token, text in tokens.items():
            full = full.replace(token, text)
        return topic_in(full.rstrip("/") + "/" + what)

    def command(self, what: str) -> str | None:
        """Return the topic of a command."""
        return self.topic(0, what)

    def states(self) -> list[str | None]:
        """Return where it reports what can be switched: at once, and every few minutes."""
        return [self.topic(1, "RESULT"), self.topic(2, "STATE")]

    def readings(self) -> list[str | None]:
        """Return where it reports what it measures: every few minutes, and when it is asked."""
        return [self.topic(2, "SENSOR"), self.topic(1, "STATUS10")]

    @property
    def words(self) -> dict[str, str]:
        """The payloads for on and off."""
        listed = list_in(self.content.get("state"))
        off, on = [*listed, None, None][:2]
        return {"payload_on": text_in(on) or "ON", "payload_off": text_in(off) or "OFF"}

    def option(self, number: int) -> bool:
        """Return whether a SetOption is set."""
        return bool(number_in(object_in(self.content.get("so")).get(str(number))))

    def numbers(self, key: str) -> list[int]:
        """Return a list of whole numbers; what is none counts as 0."""
        return [round(number_in(each) or 0) for each in list_in(self.content.get(key))[:_MOST_RELAYS]]

    def number(self, key: str) -> int:
        """Return a whole number, 0 where there is none."""
        return round(number_in(self.content.get(key)) or 0)

    @property
    def name(self) -> str:
        """What the device is called."""
        named = (name_in(self.content.get(key)) for key in ("dn", "t", "hn"))
        return next((name for name in named if name not in _UNNAMED), f"Tasmota {self.mac[-6:]}")

    def name_of(self, relay: int) -> str:
        """Return what the user calls a relay (the first is 0): its friendly name, or the device's with a number."""
        names = list_in(self.content.get("fn"))
        own = name_in(names[relay]) if relay < len(names) else ""
        if own not in _UNNAMED:
            return own
        return f"{self.name} {relay + 1}" if sum(map(bool, self.numbers("rl"))) > 1 else self.name

    def parts(self, name: str) -> Parts:
        """Return what makes parts that are called `name`."""
        words = {"payload_available": "onln", "payload_not_available": "ofln"}
        there = {key: text for key, field in words.items() if (text := text_in(self.content.get(field)))}
        shared = {"availability_topic": self.topic(2, "LWT"), "payload_available": "Online"}
        return Parts(self.mac, name, f"mac:{self.mac}", {**shared, "payload_not_available": "Offline", **there})
