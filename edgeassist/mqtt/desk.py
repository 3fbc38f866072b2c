"""Where requests are taken: who floods us with them waits, or is not heard, and slows down nobody else."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Callable

from edgeassist.mqtt.routes import Incoming, RequestHandler
from edgeassist.mqtt.seldom import Seldom

_INTERVAL_S = 0.02
"""Pace of requests that never end."""
_BURST = 20
"""So many may come at once without waiting."""
_LONGEST_WAIT_S = 1.0
_MOST = 32
"""In work at a time, of topics that begin alike; a request is in work until it is answered."""
_MOST_ALIKE = 8
"""Of the same words."""
_READABLE = 8_192
"""A longer payload is not looked into to see whether it is like another."""


class Desk:
    """Carries out requests beside one another, at a pace; what is too much is dropped, with one line a minute."""

    def __init__(self, logger: logging.Logger, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seldom = Seldom(logger, clock)
        self._running: set[asyncio.Task[None]] = set()
        self._in_work: Counter[str] = Counter()
        """Of each kind of topics: broken Hermes messages keep nobody from asking on ours."""
        self._alike: Counter[object] = Counter()
        self._waiting: set[object] = set()
        self._slots: dict[str, float] = {}
        """Kind of topics → when the last one could begin."""
        self.dropped = 0
        """Requests that were not carried out because there were too many."""

    @property
    def busy(self) -> int:
        """How many requests are in work."""
        return len(self._running)

    def take(self, handler: RequestHandler, request: Incoming, tasks: asyncio.TaskGroup) -> None:
        """Have the request carried out by a task of the group, now or soon, or drop it."""
        now, words, kind = self._clock(), _words(request), _kind(request)
        earliest = now - _BURST * _INTERVAL_S
        slot = max(self._slots.get(kind, earliest) + _INTERVAL_S, earliest)
        wait_s = slot - now
        if wait_s > _LONGEST_WAIT_S or (wait_s > 0 and words in self._waiting) or self._is_full(kind, words):
            self.dropped += 1
            self._seldom.warning("too many requests at once: dropped one on %s", request.topic)
            return
        self._slots[kind] = slot
        self._in_work[kind] += 1
        self._alike[words] += 1
        if wait_s > 0:
            self._waiting.add(words)
        task = tasks.create_task(self._carry_out(handler, request, words, wait_s))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _is_full(self, kind: str, words: object) -> bool:
        return self._in_work[kind] >= _MOST or self._alike[words] >= _MOST_ALIKE

    async def _carry_out(self, handler: RequestHandler, request: Incoming, words: object, wait_s: float) -> None:
        try:
            if wait_s > 0:
                await asyncio.sleep(wait_s)
                self._waiting.discard(words)
            if request.expires_s is None or wait_s < request.expires_s:
                await handler(request)
        finally:
            self._waiting.discard(words)
            self._in_work[_kind(request)] -= 1
            self._alike[words] -= 1
            if not self._alike[words]:
                del self._alike[words]


def _kind(request: Incoming) -> str:
    """Return the first level of the topic: "hermes", or ours."""
    return request.topic.partition("/")[0]


def _words(request: Incoming) -> object:
    """Return what makes two requests alike: topic and text, whatever transaction they are of."""
    payload = request.payload
    if payload.lstrip()[:1] == b"{" and len(payload) <= _READABLE:
        try:
            fields = json.loads(payload)
        except (ValueError, RecursionError):
            return request.topic, payload
        fields.pop("transaction", None)
        return request.topic, json.dumps(fields, sort_keys=True)
    return request.topic, payload
