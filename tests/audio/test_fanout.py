from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from threading import Event, Timer, get_ident

import pytest

from edgeassist.audio.fanout import BEHIND_S, HISTORY_S, Fanout, Listener
from edgeassist.errors import AudioError
from edgeassist.messages import CHUNK_S, Chunk

_HISTORY, _BEHIND = round(HISTORY_S / CHUNK_S), round(BEHIND_S / CHUNK_S)


def _chunk(number: int) -> Chunk:
    return Chunk(number.to_bytes(4, "little") * 256, number * CHUNK_S)


async def _numbers(listener: Listener, count: int) -> list[int]:
    return [round((await anext(listener)).time / CHUNK_S) for _ in range(count)]


class CountingMicrophone:
    """Delivers numbered chunks as fast as it may, then fails or waits to be stopped."""

    def __init__(self, chunks: int, error: AudioError | None = None) -> None:
        self.thread = 0
        self._chunks = chunks
        self._error = error

    def run(self, publish: Callable[[Chunk], None], stop: Event) -> None:
        self.thread = get_ident()
        for number in range(self._chunks):
            publish(_chunk(number))
        if self._error:
            raise self._error
        stop.wait()


async def test_every_listener_gets_every_chunk_in_order() -> None:
    fanout = Fanout()
    with fanout.listen() as one, fanout.listen() as two:
        for number in range(20):
            fanout.publish(_chunk(number))
        assert await _numbers(one, 20) == await _numbers(two, 20) == list(range(20))


async def test_a_listener_starts_at_a_time_in_the_past() -> None:
    fanout = Fanout()
    for number in range(200):
        fanout.publish(_chunk(number))
    with fanout.listen(since=189.5 * CHUNK_S) as listener:
        fanout.publish(_chunk(200))
        assert await _numbers(listener, 12) == list(range(189, 201))


async def test_the_past_goes_back_two_seconds() -> None:
    fanout = Fanout()
    for number in range(200):
        fanout.publish(_chunk(number))
    with fanout.listen(since=0.0) as listener:
        assert await _numbers(listener, 1) == [200 - _HISTORY]


async def test_a_slow_listener_loses_the_oldest_and_it_is_counted() -> None:
    fanout = Fanout()
    with fanout.listen() as slow:
        for number in range(_BEHIND + 5):
            fanout.publish(_chunk(number))
        assert (slow.dropped, fanout.dropped) == (5, 5)
        assert await _numbers(slow, _BEHIND) == list(range(5, _BEHIND + 5))


async def test_who_left_gets_nothing_more() -> None:
    fanout = Fanout()
    with fanout.listen() as listener:
        pass
    for number in range(2 * _BEHIND):
        fanout.publish(_chunk(number))
    assert listener.dropped == fanout.dropped == 0


async def test_the_microphone_has_a_thread_of_its_own_and_wakes_the_loop() -> None:
    fanout, microphone = Fanout(), CountingMicrophone(10)
    assert not fanout.alive
    with fanout.listen() as listener:
        run = asyncio.create_task(fanout.run(microphone))
        assert await asyncio.wait_for(_numbers(listener, 10), 10) == list(range(10))
    assert microphone.thread not in {0, get_ident()}
    assert fanout.alive
    cancelled_at = time.monotonic()
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert time.monotonic() - cancelled_at < 10


async def test_a_chunk_wakes_a_loop_that_sleeps() -> None:
    fanout = Fanout()
    with fanout.listen() as listener:
        timer = Timer(0.1, fanout.publish, [_chunk(0)])
        timer.start()
        async with asyncio.timeout(10):
            await anext(listener)


async def test_a_lost_microphone_ends_who_listens_after_the_last_chunk() -> None:
    fanout = Fanout()
    with fanout.listen() as listener:
        with pytest.raises(AudioError, match="unplugged"):
            await fanout.run(CountingMicrophone(3, AudioError("unplugged")))
        assert not fanout.alive
        assert await _numbers(listener, 3) == [0, 1, 2]
        with pytest.raises(AudioError, match="unplugged"):
            await anext(listener)
    with fanout.listen(since=0.0) as later:
        fanout.publish(_chunk(9))
        assert await _numbers(later, 1) == [9]
