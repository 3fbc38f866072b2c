"""What is known of an assistant from its topics: the picture that the console shows."""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Any

_MOST_TURNS = 100
_FRESH_S = 1.0
"""A level that is older is none."""

TOPICS = ("availability", "state", "turn", "metrics", "controls", "quiet", "level", "anomaly/+", "timer/+", "resp/+")
"""What it is made of, below the assistant's own topic."""

Message = dict[str, Any]


@dataclass(slots=True)
class Picture:
    """The assistant as its last messages told."""

    node: str
    broker: str | None = "connecting"
    """Why there is no connection; None: there is."""
    online: bool = False
    others: set[str] = field(default_factory=set)
    """Other assistants at this broker that are online."""
    state: str = ""
    metrics: Message = field(default_factory=dict)
    controls: Message = field(default_factory=dict)
    quiet: Message = field(default_factory=dict)
    turns: deque[Message] = field(default_factory=lambda: deque(maxlen=_MOST_TURNS))
    """The newest first."""
    alerts: dict[str, Message] = field(default_factory=dict)
    timers: dict[str, Message] = field(default_factory=dict)
    devices: list[Message] = field(default_factory=list)
    """Those that changed last first."""
    changes: int = 0
    """How many messages have changed it."""
    _level: Message = field(default_factory=dict)
    _level_at: float = float("-inf")

    def take(self, topic: str, payload: bytes) -> None:
        """Take a message on a topic below `edgeassist/`; what cannot be read is as if it had not come."""
        node, _, below = topic.partition("/")
        text = payload.decode(errors="replace")
        if below == "availability":
            self._see(node, online=text == "online")
        elif node == self.node and below == "state":
            self.state = text
        elif node == self.node:
            self._put(below, _read(text))
        self.changes += 1

    def lost(self, why: str) -> None:
        """Forget what the broker told: there is no connection."""
        self.broker, self.online = why, False
        self._forget()
        self.others.clear()
        self.changes += 1

    @property
    def level(self) -> Message | None:
        """How loud it is at the microphone now, in decibels; None: nobody tells."""
        return self._level if time.monotonic() - self._level_at < _FRESH_S else None

    def _see(self, node: str, *, online: bool) -> None:
        if node == self.node:
            self.online = online
            if not online:
                self._forget()
        elif online:
            self.others.add(node)
        else:
            self.others.discard(node)

    def _put(self, below: str, message: Message | None) -> None:
        folder, _, name = below.partition("/")
        if name:
            if folder in {"anomaly", "timer"} and name != "summary":
                _keep(self.alerts if folder == "anomaly" else self.timers, name, message)
        elif message is None:
            return
        elif folder == "turn":
            self.turns.appendleft(message)
        elif folder == "level":
            self._level, self._level_at = message, time.monotonic()
        elif folder in {"metrics", "controls", "quiet"}:
            setattr(self, folder, message)

    def show_devices(self, devices: Any) -> None:
        """Take the answer to what devices there are."""
        rows = [row for row in devices if isinstance(row, dict)] if isinstance(devices, list) else []
        self.devices = sorted(rows, key=lambda row: str(row.get("changed") or ""), reverse=True)
        self.changes += 1

    def recall(self, turns: Any) -> None:
        """Take turns that ended before this was opened, the newest first; those that are known already stay."""
        rows = [row for row in turns if isinstance(row, dict)] if isinstance(turns, list) else []
        known = {turn.get("id") for turn in self.turns}
        self.turns.extend(row for row in rows if row.get("id") not in known)
        self.changes += 1

    def _forget(self) -> None:
        """Have nothing on the screen that may no longer be so; turns stay, they are past."""
        self.state, self.metrics, self.controls, self.quiet = "", {}, {}, {}
        self.alerts, self.timers, self.devices, self._level_at = {}, {}, [], float("-inf")


def _keep(table: dict[str, Message], name: str, message: Message | None) -> None:
    if message is None:
        table.pop(name, None)
    else:
        table[name] = message


def _read(text: str) -> Message | None:
    """Return the JSON object that a payload is; None: it is none."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return message if isinstance(message, dict) else None
