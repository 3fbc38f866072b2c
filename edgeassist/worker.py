"""Where blocking engines meet the event loop: one engine, one thread, one call at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Event
from typing import TYPE_CHECKING, Generic, ParamSpec, Self, TypeVar

from edgeassist.errors import EngineStuckError

if TYPE_CHECKING:
    from types import TracebackType

Engine_co = TypeVar("Engine_co", covariant=True)
P = ParamSpec("P")
T = TypeVar("T")

STUCK_AFTER_S = 2.0
"""How long an engine may go on after it was told to stop."""


class Worker(Generic[Engine_co]):
    """Runs the calls of one engine, one after the other, in one thread of its own.

    Cancelling a call sets `stop` and waits until the engine is idle, so no two calls ever run at once.
    """

    def __init__(self, engine: Engine_co, name: str) -> None:
        self._engine = engine
        self.stop = Event()
        """Handed to engines that can end early; set while a call is being cancelled."""
        self._name = name
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._turn = asyncio.Lock()
        self._began: float | None = None

    @property
    def engine(self) -> Engine_co:
        """The engine, to name its methods in `call`."""
        return self._engine

    def busy_s(self) -> float:
        """Return how long the present call has been going on; 0: there is none."""
        began = self._began
        return 0.0 if began is None else time.monotonic() - began

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the blocking `function` returns; raises EngineStuckError when it does not end after a cancel."""
        async with self._turn:
            self.stop.clear()
            self._began = time.monotonic()
            context = copy_context()  # what is logged in there says for which turn
            future = asyncio.get_running_loop().run_in_executor(
                self._pool, lambda: context.run(function, *args, **kwargs)
            )
            try:
                return await asyncio.shield(future)
            except asyncio.CancelledError:
                self.stop.set()
                await self._settle(future)
                raise
            finally:
                self._began = None

    async def _settle(self, future: asyncio.Future[T]) -> None:
        """Wait for the engine, however often the caller is cancelled again meanwhile."""
        deadline = time.monotonic() + STUCK_AFTER_S
        while not future.done():
            left = deadline - time.monotonic()
            if left <= 0:
                raise EngineStuckError(self._name, f"did not stop within {STUCK_AFTER_S:.0f} s")
            try:
                await asyncio.wait({future}, timeout=left)
            except asyncio.CancelledError:
                continue
        if not future.cancelled():
            future.exception()  # the call was given up: what it ended with matters to nobody

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
