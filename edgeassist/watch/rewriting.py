"""Alerts in the words of a general language model, as far as it keeps to the facts, and while nobody else needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any

from edgeassist.courtesy import Courtesy
from edgeassist.sensors.summary import STORM, Fact
from edgeassist.watch.checking import is_borne_out
from edgeassist.watch.words import Telling, told
from edgeassist.worker import Worker

_RULES = (
    "Join these sentences about sensors of a house into a short message to be read aloud. Keep every name, number, "
    "unit and time exactly as it is, and what is said of which sensor. Add nothing and leave nothing out."
)
_LOOK_S = 0.02

Write = Callable[[str, str, Event], str | None]
"""Takes rules and a text, returns what a model makes of it; None: nothing, or the event was set."""


@dataclass(frozen=True, slots=True)
class Rewriter:
    """Has a model that also understands commands write, and takes it away from there when a turn begins."""

    worker: Worker[Any]
    """The thread that the model is used in."""
    write: Write
    courtesy: Courtesy

    async def reworded(self, facts: Sequence[Fact], telling: Telling) -> str:
        """Return the facts in the words of the model, or in ours where its text says anything that they don't."""
        ours = told(facts, telling)
        text = await self._written(ours) if len(facts) <= STORM else None
        return text if text and is_borne_out(text, facts, telling) else ours

    async def _written(self, text: str) -> str | None:
        writing = asyncio.ensure_future(self.worker.call(self.write, _RULES, text, self.worker.stop))
        try:
            while not writing.done():
                if self.courtesy.wait_s:
                    return None
                await asyncio.wait({writing}, timeout=_LOOK_S)
            return writing.result()
        finally:
            writing.cancel()
