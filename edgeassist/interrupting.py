"""Who says "stop" while we speak or something rings is obeyed without the wake word; we ourselves are not."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from edgeassist.audio.pcm import Cutter, from_floats, to_floats
from edgeassist.audio.resampling import Resampler
from edgeassist.errors import EdgeAssistError, EngineStuckError
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk
from edgeassist.stages import Ears, Speaker
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_LINGERS_S = 0.6
"""How long it still listens after the last sound, as between two sentences."""
_AHEAD_S = 0.25
"""So much before it is played our own sound is listened to."""
_DEAF_S = 0.9
"""How long our own word is in the room: from its end ahead of time to the end of its echo."""
_LOST_S = 0.5


class Spots(Protocol):
    """Listens for a few words."""

    def process(self, chunk: Chunk) -> bool:
        """Return whether the chunk completes one of them."""

    def reset(self) -> None:
        """Forget what was heard."""


class Overheard:
    """A loudspeaker of which one knows what it plays."""

    def __init__(self, speaker: Speaker) -> None:
        self._speaker = speaker
        self._playing = 0
        self._sound = (b"", SAMPLE_RATE, 0.0)
        self._told = 0
        self._silent_since = float("-inf")
        self.started = asyncio.Event()
        """Set when something is played."""

    @property
    def silent_s(self) -> float:
        """How long nothing has been played."""
        return 0.0 if self._playing else time.monotonic() - self._silent_since

    async def play(self, pcm: bytes, sample_rate: int) -> None:
        """Play it as the loudspeaker does."""
        self._sound, self._told = (pcm, sample_rate, time.monotonic()), 0
        self._playing += 1
        self.started.set()
        try:
            await self._speaker.play(pcm, sample_rate)
        finally:
            self._playing -= 1
            self._silent_since = time.monotonic()

    def stop(self) -> None:
        """Silence it."""
        self._speaker.stop()

    def soon(self) -> tuple[bytes, int]:
        """Return what is played next, up to a quarter of a second from now, each sample once; and its rate."""
        pcm, rate, began = self._sound
        until = 2 * round((time.monotonic() - began + _AHEAD_S) * rate)
        told, self._told = self._told, max(self._told, until)
        return pcm[told:until], rate


class Attention:
    """Tells a word that somebody says from the same word of our own; plain synchronous code for one worker thread."""

    def __init__(self, spotter: Spots, own: Spots) -> None:
        self._spotter = spotter
        self._own = own
        self._deaf_s = 0.0
        self.reset()

    def reset(self) -> None:
        """Forget what was heard."""
        self._spotter.reset()
        self._own.reset()
        self._deaf_s = 0.0
        self._form = (SAMPLE_RATE, Resampler(SAMPLE_RATE, SAMPLE_RATE))
        self._cutter = Cutter()

    def process(self, chunk: Chunk, own: bytes = b"", rate: int = SAMPLE_RATE) -> bool:
        """Return whether the chunk completes a word of somebody else, while we play `own`."""
        self._deaf_s = max(0.0, self._deaf_s - CHUNK_S)
        if rate != self._form[0]:
            self._form = rate, Resampler(rate, SAMPLE_RATE)
        for pcm in self._cutter.feed(from_floats(self._form[1].feed(to_floats(own)))):
            if self._own.process(Chunk(pcm, chunk.time)):
                self._deaf_s = _DEAF_S
        return self._spotter.process(chunk) and not self._deaf_s


class Interrupting:
    """Listens for the word while there is something to be silenced, and at no other time."""

    def __init__(self, ears: Ears, attention: Worker[Attention], speaker: Overheard) -> None:
        self._ears = ears
        self._attention = attention
        self._speaker = speaker
        self.rings: Callable[[], bool] = lambda: False
        """Whether something rings, be it between two rounds."""
        self.hush: Callable[[], Awaitable[object]] | None = None
        """Ends what rings."""

    async def run(self, stop: Callable[[], None], listens: Callable[[], bool]) -> None:
        """Call `stop` when the word is said, until cancelled; not while a turn `listens`, which hears it itself."""
        while True:
            await self._speaker.started.wait()
            self._speaker.started.clear()
            try:
                await self._attend(stop, listens)
            except EngineStuckError:
                raise
            except EdgeAssistError as error:  # the wake word still interrupts
                logger.debug("nobody listens for the word to stop now: %s", error)
                await asyncio.sleep(_LOST_S)
            finally:  # no call is running; a resampler that outlives the loop complains at the end of the process
                self._attention.engine.reset()

    async def _attend(self, stop: Callable[[], None], listens: Callable[[], bool]) -> None:
        attention = self._attention
        with self._ears.listen() as chunks:
            async for chunk in chunks:
                if self._speaker.silent_s > _LINGERS_S and not self.rings():
                    return
                said = await attention.call(attention.engine.process, chunk, *self._speaker.soon())
                if said and not listens():
                    logger.debug("told to stop")
                    stop()
                    if self.hush is not None:
                        await self.hush()
