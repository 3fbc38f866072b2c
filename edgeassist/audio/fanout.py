"""One microphone, several listeners: each gets every chunk, from a time of its choice on."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Self

from edgeassist.errors import AudioError
from edgeassist.messages import CHUNK_S, Chunk
from edgeassist.stages import Microphone
from edgeassist.worker import Worker

HISTORY_S = 2.0
"""How far back a listener may start."""

BEHIND_S = 10.0
"""How far it may fall behind before it loses its oldest chunks: a board is busiest when it has just been started."""

_ALIVE_S = 1.0
"""A microphone that has not delivered for so long is gone."""

_HISTORY, _BEHIND = round(HISTORY_S / CHUNK_S), round(BEHIND_S / CHUNK_S)


class Fanout:
    """Hands the chunks of one thread to listeners on the event loop."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._history: deque[Chunk] = deque(maxlen=_HISTORY)
        self._listeners: set[Listener] = set()
        self._published_at = -math.inf
        self._opened_at = math.inf
        self.dropped = 0
        """Chunks that listeners lost because they were too slow, all of them together."""

    @property
    def alive(self) -> bool:
        """Whether chunks are coming in."""
        return time.monotonic() - self._published_at < _ALIVE_S

    def silent_s(self) -> float:
        """Return how long the microphone has delivered nothing; 0: none is being read."""
        return max(0.0, time.monotonic() - max(self._published_at, self._opened_at))

    @property
    def waiting(self) -> int:
        """How many chunks the slowest listener has still to take."""
        with self._lock:
            return max((listener.waiting for listener in self._listeners), default=0)

    async def run(self, microphone: Microphone) -> None:
        """Read the microphone in a thread of its own until cancelled; its AudioError also ends every listener."""
        with Worker(microphone, "microphone") as worker:
            self._opened_at = time.monotonic()
            try:
                await worker.call(microphone.run, self.publish, worker.stop)
            except AudioError as error:
                self.interrupt(error)
                raise
            finally:
                self._opened_at = math.inf

    def publish(self, chunk: Chunk) -> None:
        """Hand out one chunk; callable from any thread, never blocks for long."""
        with self._lock:
            self._published_at = time.monotonic()
            self._history.append(chunk)
            self.dropped += sum(listener.offer(chunk) for listener in self._listeners)

    def interrupt(self, error: AudioError) -> None:
        """Raise `error` in everyone who listens now, after the chunks they have; who listens later is not affected."""
        with self._lock:
            self._published_at = -math.inf
            self._history.clear()
            for listener in self._listeners:
                listener.fail(error)

    @contextmanager
    def listen(self, since: float | None = None) -> Iterator[Listener]:
        """Return the chunks from now on, or from the one that was being heard at `since`, at most 2 s ago.

        Must be called on the event loop.
        """
        with self._lock:
            past = () if since is None else (chunk for chunk in self._history if chunk.time + CHUNK_S > since)
            listener = Listener(past)
            self._listeners.add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners.discard(listener)


class Listener(AsyncIterator[Chunk]):
    """An endless stream of chunks; it ends with an AudioError when the microphone does."""

    def __init__(self, past: Iterator[Chunk] | tuple[()] = ()) -> None:
        self._chunks: deque[Chunk] = deque(past, maxlen=_BEHIND)
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        self._error: AudioError | None = None
        self.dropped = 0
        """Chunks lost because the reader was too slow."""

    @property
    def waiting(self) -> int:
        """Chunks that the reader has still to take."""
        return len(self._chunks)

    def offer(self, chunk: Chunk) -> bool:
        """Take a chunk from another thread; return whether the oldest one was lost for it."""
        lost = len(self._chunks) == _BEHIND
        self.dropped += lost
        self._chunks.append(chunk)
        self._loop.call_soon_threadsafe(self._arrived.set)
        return lost

    def fail(self, error: AudioError) -> None:
        """End with `error` once the chunks are read."""
        self._error = error
        self._loop.call_soon_threadsafe(self._arrived.set)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Chunk:
        while not self._chunks:
            if self._error is not None:
                raise self._error
            self._arrived.clear()
            if not self._chunks and self._error is None:
                await self._arrived.wait()
        return self._chunks.popleft()
