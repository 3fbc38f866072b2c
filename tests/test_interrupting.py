"""Words that silence us, with the real spotter and synthetic voices; our own voice does not count."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from edgeassist.audio.pcm import Cutter
from edgeassist.errors import EngineError
from edgeassist.espeak import Espeak
from edgeassist.interrupting import Attention, Interrupting, Overheard
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk
from edgeassist.stt.pronunciation import Lexicon
from edgeassist.stt.spotting import Spotter
from edgeassist.wake.acoustics import model_folder
from edgeassist.worker import Worker
from tests.fakes import SILENCE, FakeEars, FakeSpeaker
from tests.flite import flite

STOP = b"stop"
WORDS = ("stop", "be quiet", "shut up")
REPLY = "To stop the timer at the top, say stop. The shop opens at nine, and stop is a word like any other."


@pytest.fixture(scope="module")
def attention() -> Attention:
    folder = model_folder()
    assert folder is not None
    pronounce = Lexicon(folder / "cmudict-en-us.dict", Espeak().phonemes).pronunciations
    return Attention(Spotter(WORDS, pronounce), Spotter(WORDS, pronounce, lenient=True))


@pytest.fixture
def voice(tmp_path: Path) -> Callable[..., bytes]:
    return lambda text, name="slt": flite(text, name, tmp_path)


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * SAMPLE_RATE))


def room(pcm: bytes) -> bytes:
    """Return a sound as it is in a room: with a little noise, and not as loud."""
    samples = np.frombuffer(pcm, "<i2") * 0.3
    noise = np.random.default_rng(1).normal(0, 30, len(samples))
    return (samples + noise).clip(-32768, 32767).astype("<i2").tobytes()


def pieces(pcm: bytes) -> Iterator[bytes]:
    return Cutter().feed(pcm)


def told_to_stop(attention: Attention, heard: bytes, played: bytes = b"") -> list[float]:
    """Return when somebody told us to stop, in what is heard while something is played a quarter of a second later."""
    attention.reset()
    own = list(pieces(played))
    return [
        (number + 1) * CHUNK_S
        for number, pcm in enumerate(pieces(heard))
        if attention.process(Chunk(pcm, 0.0), own[number] if number < len(own) else b"")
    ]


@pytest.mark.parametrize(("word", "name"), [("stop", "slt"), ("stop", "rms"), ("stop", "awb"), ("be quiet", "rms")])
def test_the_word_is_heard_as_soon_as_it_is_said(
    attention: Attention, voice: Callable[..., bytes], word: str, name: str
) -> None:
    said = voice(word, name)
    loud = np.flatnonzero(np.abs(np.frombuffer(said, "<i2").astype(int)) > 600)
    (at,) = told_to_stop(attention, room(silence(0.6) + said + silence(0.6)))
    assert at - (0.6 + loud[-1] / SAMPLE_RATE) < 0.15


def test_our_own_voice_stops_nothing_whatever_it_says(attention: Attention, voice: Callable[..., bytes]) -> None:
    reply = voice(REPLY)
    echo = room(silence(0.35) + reply + silence(1.0))
    assert told_to_stop(attention, echo)  # as if somebody else said it
    assert told_to_stop(attention, echo, reply) == []


def test_after_our_own_word_somebody_elses_counts_again(attention: Attention, voice: Callable[..., bytes]) -> None:
    own = voice("say stop")
    heard = room(silence(0.35) + own + silence(1.5) + voice("stop", "rms") + silence(0.5))
    (at,) = told_to_stop(attention, heard, own)
    assert at > 0.35 + len(own) / 32_000 + 1.0


def test_other_talk_stops_nothing(attention: Attention, voice: Callable[..., bytes]) -> None:
    talk = voice("what would you like to have for dinner tomorrow when the neighbours come to see us", "rms")
    assert told_to_stop(attention, room(talk)) == []


class Spots:
    """Hears the word in the chunk that is the word; `broken` makes it fail."""

    broken = False

    def process(self, chunk: Chunk) -> bool:
        if self.broken:
            raise EngineError("fake", "broken on purpose")
        return chunk.pcm == STOP

    def reset(self) -> None:
        pass


class Spoken:
    """A loudspeaker that plays for ten seconds, with who listens to it."""

    def __init__(self) -> None:
        self.ears = FakeEars()
        self.speaker = Overheard(FakeSpeaker(length_s=10.0))
        self.spots = Spots()
        self.stops = 0
        self.hushed = 0
        self.listens = False

    def stop(self) -> None:
        self.stops += 1

    async def hush(self) -> None:
        self.hushed += 1

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Interrupting]:
        with Worker(Attention(self.spots, Spots()), "attention") as worker:
            interrupting = Interrupting(self.ears, worker, self.speaker)
            interrupting.hush = self.hush
            task = asyncio.create_task(interrupting.run(self.stop, lambda: self.listens))
            yield interrupting
            task.cancel()
            await asyncio.wait({task})

    async def playing(self, pcm: bytes = bytes(320_000)) -> asyncio.Task[None]:
        """Begin to play, and return once somebody listens."""
        playing = asyncio.create_task(self.speaker.play(pcm, SAMPLE_RATE))
        while not self.ears._listeners:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        return playing

    async def hear(self, *sounds: bytes) -> None:
        for sound in sounds:
            self.ears.hear(sound)
            await asyncio.sleep(0.02)


async def test_the_word_counts_while_something_is_played_and_at_no_other_time() -> None:
    spoken = Spoken()
    async with spoken.running():
        await spoken.hear(STOP, SILENCE)
        assert spoken.stops == 0
        playing = await spoken.playing()
        await spoken.hear(SILENCE, STOP, SILENCE)
        assert (spoken.stops, spoken.hushed) == (1, 1)
        playing.cancel()
        await asyncio.sleep(0.7)
        await spoken.hear(SILENCE, STOP, SILENCE)
        assert spoken.stops == 1


async def test_it_counts_between_two_rounds_of_ringing() -> None:
    spoken = Spoken()
    async with spoken.running() as interrupting:
        interrupting.rings = lambda: True
        playing = await spoken.playing(bytes(320))
        playing.cancel()
        await asyncio.sleep(0.8)
        await spoken.hear(SILENCE, STOP)
        assert spoken.hushed == 1


async def test_a_turn_that_listens_hears_the_word_itself() -> None:
    spoken = Spoken()
    spoken.listens = True
    async with spoken.running():
        playing = await spoken.playing()
        await spoken.hear(SILENCE, STOP, SILENCE)
        playing.cancel()
    assert spoken.stops == 0


async def test_an_engine_that_fails_is_tried_again() -> None:
    spoken = Spoken()
    async with spoken.running():
        spoken.spots.broken = True
        first = await spoken.playing()
        await spoken.hear(SILENCE, STOP)
        spoken.spots.broken = False
        await asyncio.sleep(0.6)
        second = await spoken.playing()
        await spoken.hear(SILENCE, STOP)
        first.cancel()
        second.cancel()
    assert spoken.stops == 1


async def test_what_is_played_is_listened_to_ahead_of_time_and_each_sample_once() -> None:
    speaker = Overheard(FakeSpeaker(length_s=0.5))
    sound = np.arange(8_000, dtype="<i2").tobytes()
    playing, got, began = asyncio.create_task(speaker.play(sound, 8_000)), [], time.monotonic()
    await asyncio.sleep(0)
    while not playing.done():
        piece, rate = speaker.soon()
        got.append(piece)
        ahead_s = len(b"".join(got)) / 16_000 - (time.monotonic() - began)
        assert rate == 8_000
        assert ahead_s > 0.2 or b"".join(got) == sound
        await asyncio.sleep(0.03)
    assert sound.startswith(b"".join(got))
    assert len(b"".join(got)) / 16_000 > 0.6
