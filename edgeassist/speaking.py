"""What the assistant says: an answer sentence by sentence, and the short sounds around it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

from edgeassist.audio import chimes
from edgeassist.audio.pcm import from_floats, to_floats
from edgeassist.errors import AudioError
from edgeassist.stages import Speaker, Synthesizer
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_LOUDEST = 100.0

Play = Callable[[bytes, int], Awaitable[None]]
"""Plays samples at a rate."""


class Speaking:
    """A voice at a loudspeaker. A loudspeaker that is missing is said once in the log and ends nothing."""

    def __init__(self, voice: Worker[Synthesizer], speaker: Speaker, *, chimes: bool) -> None:
        self._voice = voice
        self._speaker = speaker
        self._chimes = chimes
        self.volume = 100.0
        """From 0 to 100, as it seems to the ear; what is said next has it."""
        self.loudest_answer: Callable[[], float] = lambda: _LOUDEST
        """The volume beyond which answers do not go now, whatever `volume` says."""
        self._aloud: asyncio.Task[None] | None = None
        self.trouble = ""
        """Why nothing was heard the last time; empty where it was heard."""

    async def say(self, text: str) -> None:
        """Speak the text until it is said or `stop` is called; raises AudioError where there is no loudspeaker."""
        speech = await self._begin(text, self._play)
        self._aloud = aloud = asyncio.create_task(speech.speak())
        try:
            await asyncio.wait({aloud})
        finally:
            aloud.cancel()
        if not aloud.cancelled():
            aloud.result()

    def stop(self) -> None:
        """Silence what is said now, all of its sentences."""
        if self._aloud is not None:
            self._aloud.cancel()
        self._speaker.stop()

    async def begin(self, text: str) -> Speech:
        """Return an answer with its first sentence made."""
        return await self._begin(text, self._play_answer)

    async def answer(self, speech: Speech) -> None:
        """Speak, where there is a loudspeaker; a cancel silences it."""
        with self._heard_or_not():
            await speech.speak()

    async def chime(self, kind: chimes.Chime) -> None:
        """Play a short sound, where they are wanted and there is a loudspeaker."""
        if self._chimes:
            rate = self._voice.engine.sample_rate
            play = self._play if kind == "ring" else self._play_answer
            with self._heard_or_not():
                await play(chimes.chime(kind, rate), rate)

    async def _begin(self, text: str, play: Play) -> Speech:
        sentences = self._voice.engine.synthesize(text)
        return Speech(self._voice, play, sentences, await self._voice.call(next, sentences, None))

    async def _play(self, pcm: bytes, sample_rate: int) -> None:
        await self._speaker.play(_at_volume(pcm, self.volume), sample_rate)

    async def _play_answer(self, pcm: bytes, sample_rate: int) -> None:
        await self._speaker.play(_at_volume(pcm, min(self.volume, self.loudest_answer())), sample_rate)

    @contextmanager
    def _heard_or_not(self) -> Iterator[None]:
        trouble = ""
        try:
            yield
        except AudioError as error:
            trouble = str(error)
            level = logging.DEBUG if trouble == self.trouble else logging.WARNING
            logger.log(level, "%s. Commands are carried out all the same", trouble)
        self.trouble = trouble


class Speech:
    """Something to say, of which the first sentence is ready."""

    def __init__(
        self,
        voice: Worker[Synthesizer],
        play: Play,
        sentences: Iterator[bytes],
        first: bytes | None,
    ) -> None:
        self._voice = voice
        self._play = play
        self._sentences = sentences
        self._first = first

    async def speak(self) -> None:
        """Speak a sentence while the next one is made; raises AudioError where there is no loudspeaker."""
        voice, pcm = self._voice, self._first
        while pcm is not None:
            _, pcm = await asyncio.gather(
                self._play(pcm, voice.engine.sample_rate), voice.call(next, self._sentences, None)
            )


def _at_volume(pcm: bytes, volume: float) -> bytes:
    """Return samples as loud as `volume` seems to the ear."""
    return pcm if volume >= _LOUDEST else from_floats(to_floats(pcm) * (volume / _LOUDEST) ** 2)
