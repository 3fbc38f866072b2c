"""A general model writes beside the turns: it is taken away from there when somebody says something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any, TypeAlias

from edgeassist.courtesy import Courtesy
from edgeassist.worker import Worker

_LOOK_S = 0.02

Write: TypeAlias = Callable[[str, str, Event], str | None]
"""Takes rules and a text, returns what a model makes of it; None: nothing, or the event was set."""


@dataclass(frozen=True, slots=True)
class Scribe:
    """Has a model that also understands commands write, while nobody else needs it."""

    worker: Worker[Any]
    """The thread that the model is used in."""
    write: Write
    courtesy: Courtesy

    async def written(self, rules: str, text: str) -> str | None:
        """Return what the model makes of a text by some rules; None: nothing, or a turn began meanwhile."""
        writing = asyncio.ensure_future(self.worker.call(self.write, rules, text, self.worker.stop))
        try:
            while not writing.done():
                if self.courtesy.wait_s:
                    return None
                await asyncio.wait({writing}, timeout=_LOOK_S)
            return writing.result()
        finally:
            writing.cancel()
