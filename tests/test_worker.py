import asyncio
import time
from threading import Event

import pytest

from edgeassist import worker
from edgeassist.errors import EngineStuckError
from edgeassist.worker import Worker


class Slow:
    """An engine that ends early when told to stop."""

    def __init__(self) -> None:
        self.running = 0
        self.most = 0

    def work(self, seconds: float, stop: Event) -> str:
        self.running += 1
        self.most = max(self.most, self.running)
        stopped = stop.wait(seconds)
        self.running -= 1
        return "stopped" if stopped else "done"


async def test_call_returns_what_the_engine_returns() -> None:
    with Worker(Slow(), "slow") as slow:
        assert await slow.call(slow.engine.work, 0.0, slow.stop) == "done"


async def test_cancelling_stops_the_engine_and_waits_until_it_is_idle() -> None:
    with Worker(Slow(), "slow") as slow:
        task = asyncio.create_task(slow.call(slow.engine.work, 30.0, slow.stop))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert slow.engine.running == 0
        assert await slow.call(slow.engine.work, 0.0, slow.stop) == "done"


async def test_calls_never_overlap() -> None:
    with Worker(Slow(), "slow") as slow:
        await asyncio.gather(*(slow.call(slow.engine.work, 0.01, slow.stop) for _ in range(8)))
        assert slow.engine.most == 1


async def test_engine_that_ignores_stop_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "STUCK_AFTER_S", 0.1)
    with Worker(time, "deaf") as deaf:
        task = asyncio.create_task(deaf.call(time.sleep, 0.6))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(EngineStuckError, match="deaf"):
            await task
