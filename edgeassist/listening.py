"""What comes from the microphone: wake words, and after them an utterance up to its end."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from edgeassist.errors import AudioError, EngineError, EngineStuckError
from edgeassist.hearing import Heard, Hearing
from edgeassist.messages import CHUNK_S, Chunk, Detection
from edgeassist.stages import Ears, MakesSense, Reporter, WakeDetector
from edgeassist.turn import Stopwatch
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_ZEROS_S = 10.0
"""Nothing but zeros for so long comes from no microphone that works."""


class Listening:
    """A recogniser at a microphone."""

    def __init__(self, ears: Ears, hearing: Worker[Hearing]) -> None:
        self._ears = ears
        self._hearing = hearing
        self.attends = False
        """Whether an utterance is being followed."""

    async def wake_words(self, wake: Worker[WakeDetector]) -> AsyncIterator[Detection]:
        """Yield each wake word that `wake` hears, for ever; a microphone that is gone is waited for."""
        while True:
            with (
                suppress(AudioError),
                self._ears.listen() as chunks,
            ):  # who reads the microphone says it and tries again
                zeros = _Zeros()
                async for chunk in chunks:
                    zeros.note(chunk)
                    if detection := await wake.call(wake.engine.process, chunk):
                        yield detection

    async def utterance(
        self,
        began: Detection,
        watch: Stopwatch,
        reporter: Reporter,
        hints: Sequence[str] = (),
        makes_sense: MakesSense | None = None,
    ) -> Heard | None:
        """Return what is said from a wake word on to the end of the utterance; None: the recogniser failed.

        `hints` are phrases that are likely now, and others may be what `makes_sense` now; without a phrase it was not
        the wake word that began it.
        """
        self.attends = True
        try:
            await reporter.state("listening")
            hearing = self._hearing
            await hearing.call(hearing.engine.start, hints, makes_sense, after_wake=bool(began.phrase))
            return await self._follow(began, watch, reporter)
        except EngineStuckError:
            raise
        except EngineError as error:
            logger.warning("turn: %s", error)
            return None
        finally:
            self.attends = False

    async def _follow(self, began: Detection, watch: Stopwatch, reporter: Reporter) -> Heard:
        hearing = self._hearing
        with self._ears.listen(began.time) as chunks:
            async for chunk in chunks:
                if not await hearing.call(hearing.engine.feed, chunk):
                    break
        await reporter.state("transcribing")
        with watch.stage("stt"):
            heard = await hearing.call(hearing.engine.finish, hearing.stop)
        watch.latency_ms["endpoint"] = 1000 * heard.waited_s
        return heard


class _Zeros:
    """Says once that a microphone has delivered nothing but zeros since it was opened."""

    def __init__(self) -> None:
        self._left_s = _ZEROS_S

    def note(self, chunk: Chunk) -> None:
        """Take the next chunk."""
        if self._left_s <= 0:
            return
        self._left_s = 0.0 if chunk.pcm.strip(b"\0") else self._left_s - CHUNK_S
        if self._left_s <= 0 and not chunk.pcm.strip(b"\0"):
            logger.warning(
                "the microphone delivers nothing but zeros: see whether it is muted (a switch on it; alsamixer, F4; "
                "pactl set-source-mute @DEFAULT_SOURCE@ 0), or choose another: edgeassist audio list"
            )
