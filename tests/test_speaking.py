"""What is said begins at once, can be stopped, and may be anything: with the embedded voice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import numpy as np
import pytest

from edgeassist.errors import AudioError
from edgeassist.speaking import Speaking
from edgeassist.stages import Synthesizer
from edgeassist.tts.espeak_ng import EspeakNg
from edgeassist.tts.voice import Voice
from edgeassist.worker import Worker
from tests.fakes import FakeSpeaker

LONG = "The window in the bathroom is open, and it is 21.5 °C. " * 180
"""Ten thousand characters."""


class Loudspeaker(FakeSpeaker):
    """Takes its time; remembers when it was first asked to play, and how loud that was."""

    def __init__(self, length_s: float = 0.02) -> None:
        super().__init__(length_s)
        self.began_at: list[float] = []
        self.loudest: list[int] = []

    async def play(self, pcm: bytes, sample_rate: int) -> None:
        self.began_at.append(time.monotonic())
        self.loudest.append(int(np.abs(np.frombuffer(pcm, np.int16).astype(int)).max(initial=0)))
        await super().play(pcm, sample_rate)


@pytest.fixture
def loudspeaker() -> Loudspeaker:
    return Loudspeaker()


@pytest.fixture
async def speaking(loudspeaker: Loudspeaker) -> AsyncIterator[Speaking]:
    with Worker[Synthesizer](Voice(EspeakNg()), "voice") as worker:
        yield Speaking(worker, loudspeaker, chimes=False)


async def test_ten_thousand_characters_begin_at_once_and_are_stopped_at_once(
    speaking: Speaking, loudspeaker: Loudspeaker
) -> None:
    asked_at = time.monotonic()
    saying = asyncio.create_task(speaking.say(LONG))
    while len(loudspeaker.began_at) < 3:  # noqa: ASYNC110  a loudspeaker tells nobody
        await asyncio.sleep(0.01)
    assert loudspeaker.began_at[0] - asked_at < 5
    stopped_at = time.monotonic()
    speaking.stop()
    await saying
    assert time.monotonic() - stopped_at < 5
    heard = len(loudspeaker.began_at)
    await asyncio.sleep(0.05)
    assert len(loudspeaker.began_at) == heard < 20


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "***", "\U0001f600", "?!..."])
async def test_nothing_to_say_is_silence(speaking: Speaking, loudspeaker: Loudspeaker, text: str) -> None:
    await speaking.say(text)
    await speaking.answer(await speaking.begin(text))
    assert loudspeaker.began_at == []
    await speaking.say("Done.")
    assert len(loudspeaker.began_at) == 1


async def test_the_volume_is_that_of_what_comes_next(speaking: Speaking, loudspeaker: Loudspeaker) -> None:
    await speaking.say("The lamp is on.")
    speaking.volume = 50
    await speaking.say("The lamp is on.")
    assert loudspeaker.loudest[1] == pytest.approx(loudspeaker.loudest[0] / 4, rel=0.1)


async def test_a_loudspeaker_that_is_gone_is_told_and_the_next_sentence_is_tried(
    speaking: Speaking, loudspeaker: Loudspeaker
) -> None:
    loudspeaker.missing = True
    with pytest.raises(AudioError, match="no speaker"):
        await speaking.say("The lamp is on.")
    loudspeaker.missing = False
    await speaking.say("The lamp is on.")
    assert len(loudspeaker.heard) == 1
