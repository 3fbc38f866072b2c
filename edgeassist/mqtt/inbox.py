"""What has come in and is not yet handed out; who floods us holds nobody up."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar

M = TypeVar("M")

_SLICE_S = 0.0005
"""So long messages are handed out at once; then, for as long again, the others have their turn."""


class Inbox(Generic[M]):
    """Hands out messages as they come, of those with the same key that came meanwhile the last; None: all of them.

    It stands where aiomqtt has a queue, whose readers make a task for each message.
    """

    def __init__(self, key: Callable[[M], str | None], take: Callable[[M], None]) -> None:
        self._key = key
        self._take = take
        self._waiting: OrderedDict[object, M] = OrderedDict()
        self._next: asyncio.Handle | None = None
        self._closed = False

    def put_nowait(self, message: M) -> None:
        """Take a message, to be handed out soon."""
        if self._closed:
            return
        key = self._key(message)
        self._waiting[object() if key is None else key] = message
        if self._next is None:
            self._next = asyncio.get_running_loop().call_soon(self._hand_out)

    async def get(self) -> NoReturn:
        """Wait for ever: nobody has to fetch anything here."""
        await asyncio.Event().wait()
        raise AssertionError

    def qsize(self) -> int:
        """Return how many messages wait."""
        return len(self._waiting)

    def close(self) -> None:
        """Forget what was not handed out, and take nothing more."""
        self._closed = True
        self._waiting.clear()

    def _hand_out(self) -> None:
        began = time.perf_counter()
        self._next = None
        try:
            while self._waiting and time.perf_counter() - began < _SLICE_S:
                self._take(self._waiting.popitem(last=False)[1])
        finally:
            took_s = time.perf_counter() - began
            if self._waiting or took_s > _SLICE_S:
                self._next = asyncio.get_running_loop().call_later(3 * took_s, self._hand_out)
