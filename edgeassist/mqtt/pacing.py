"""A client that reads at a pace, so that who floods the broker does not have all of our time."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiomqtt

_SHARE = 0.2
"""So much of the time it reads at most; what it has not read waits at the broker, which drops what is too much."""
_BURST_S = 0.005
"""So long it may read at once after it has been idle."""


class PacedClient(aiomqtt.Client):
    """Is not asked by the loop to read while it has read for its share of the time."""

    def _on_socket_open(self, client: Any, userdata: Any, sock: Any) -> None:
        super()._on_socket_open(client, userdata, sock)
        reader = _Reader(self._loop, client, self._disconnected, sock.fileno())
        self._loop.call_soon_threadsafe(reader.resume)


class _Reader:
    """Reads a message at a time while it has time left; it has more of it the longer it waits."""

    def __init__(self, loop: asyncio.AbstractEventLoop, client: Any, broken: asyncio.Future[None], number: int) -> None:
        self._loop = loop
        self._client = client
        self._broken = broken
        self._number = number
        self._left_s, self._at = _BURST_S, time.perf_counter()

    def resume(self) -> None:
        """Have the loop call us when there is something to read."""
        if self._client.socket() is not None and not self._broken.done():
            self._loop.add_reader(self._number, self._read)

    def _read(self) -> None:
        began = time.perf_counter()
        try:
            self._client.loop_read()
            while self._client.socket() is not None and _deciphered(self._client.socket()):
                self._client.loop_read()
        except (OSError, ValueError, LookupError) as error:
            if not self._broken.done():
                self._broken.set_exception(error)
        now = time.perf_counter()
        self._left_s = min(_BURST_S, self._left_s + _SHARE * (now - self._at)) - (now - began)
        self._at = now
        if self._left_s < 0:
            self._loop.remove_reader(self._number)
            self._loop.call_later(-self._left_s / _SHARE, self.resume)


def _deciphered(sock: Any) -> bool:
    """Return whether an encrypted connection holds something that the loop cannot see."""
    return hasattr(sock, "pending") and sock.pending() > 0
