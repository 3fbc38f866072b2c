"""While nobody speaks, the voice practises what it will have to say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from edgeassist.errors import EngineError, EngineStuckError
from edgeassist.stages import Synthesizer
from edgeassist.tts.voice import Voice
from edgeassist.worker import Worker

_REST_S = 5.0
"""So long nobody has spoken before it begins; an answer would have to wait for the sentence that is being made."""
_AGAIN_S = 600.0
"""How often it looks whether there is more to practise: other devices, other habits."""
_SHARE = 0.2
"""Of the time, at most; the rest is for what is wanted now, and for the heat to go."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Has usual answers made ahead."""

    worker: Worker[Synthesizer]
    voice: Voice
    """The worker's engine."""
    usual: Callable[[], Iterable[str]]
    """What may be said in the house as it is now."""
    resting_s: Callable[[], float]
    """How long nobody has spoken or been answered."""
    rest_s: float = _REST_S
    again_s: float = _AGAIN_S

    async def run(self) -> None:
        """Practise until cancelled; what was made is there after a restart."""
        try:
            while True:
                await self._practise(await self.worker.call(lambda: list(self.usual())))
                await self.worker.call(self.voice.save)
                await asyncio.sleep(self.again_s)
        finally:
            self.voice.save()

    async def _practise(self, texts: list[str]) -> None:
        """Make one sentence after the other, each when all is quiet; a voice that fails is asked again another time."""
        going_on = True
        while going_on:
            while (short_s := self.rest_s - self.resting_s()) > 0:  # noqa: ASYNC110  it is a time that is waited for
                await asyncio.sleep(short_s)
            began = time.monotonic()
            try:
                going_on = await self.worker.call(self.voice.rehearse, texts)
            except EngineStuckError:
                raise
            except EngineError:
                return
            await asyncio.sleep((time.monotonic() - began) * (1 / _SHARE - 1))


def rehearsal(
    worker: Worker[Synthesizer], usual: Callable[[], Iterable[str]], resting_s: Callable[[], float]
) -> Rehearsal | None:
    """Return what practises with this voice; None: it is fast enough without, and keeps nothing."""
    voice = worker.engine
    return Rehearsal(worker, voice, usual, resting_s) if isinstance(voice, Voice) and voice.keeps else None
