"""Timers on MQTT: `timer/<id>`, kept by the broker while one runs, is paused or rings, then empty."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from edgeassist.mqtt.broker import MqttBroker
from edgeassist.mqtt.sending import Sender
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.dues import Due, local

_STATES = {"waiting": "running", "paused": "paused", "begun": "ringing"}


class TimerTopics:
    """Publishes the timers that are in the table, and clears away those that no longer are."""

    def __init__(self, sender: Sender, agenda: Agenda, now: Callable[[], datetime], *, publish_text: bool) -> None:
        self._sender = sender
        self._agenda = agenda
        self._now = now
        self._publish_text = publish_text
        self._published: dict[str, Due | None] = {}
        """What the broker has been told, by id; None: it keeps one that has to be looked at."""
        self._wanted = asyncio.Event()

    def serve(self, broker: MqttBroker) -> None:
        """Look after the timers that the broker keeps, and after every connection publish those that there are."""
        broker.watch({f"{self._sender.base}/timer/+"}, self.receive)
        broker.greet(self._greet)

    def receive(self, topic: str, payload: bytes) -> None:
        """Take a timer as the broker keeps it: one that was over while nobody told it is cleared."""
        key = topic.rpartition("/")[2]
        if payload and key not in self._published:
            self._published[key] = None
            self._wanted.set()

    async def run(self) -> None:
        """Publish whenever something has changed, until cancelled."""
        self._agenda.hearers.append(self._wanted.set)
        try:
            await self._agenda.look()
            while True:
                await self._publish()
                await self._wanted.wait()
                self._wanted.clear()
        finally:
            self._agenda.hearers.remove(self._wanted.set)

    async def _greet(self) -> None:
        self._published = dict.fromkeys(self._published)
        await self._publish()

    async def _publish(self) -> None:
        timers = {due.id: due for due in self._agenda.dues if due.kind == "timer"}
        for key in [*timers, *(self._published.keys() - timers.keys())]:
            timer = timers.get(key)
            if key in self._published and timer is not None and self._published[key] == timer:
                continue
            payload = "" if timer is None else json.dumps(self._message(timer))
            if timer is None:
                self._published.pop(key)
            else:
                self._published[key] = timer
            await self._sender.keep(f"timer/{key}", payload, again=False)

    def _message(self, timer: Due) -> dict[str, Any]:
        now = self._now()
        left_s = timer.left_s(now.timestamp())
        ends = None if timer.state == "paused" else local(timer.due, now).isoformat(timespec="seconds")
        out = {"id": timer.id, "ends": ends, "remaining_s": round(left_s, 1), "state": _STATES[timer.state]}
        out["length_s"] = timer.payload.get("length_s")
        return out | ({"name": timer.name or None} if self._publish_text else {})
