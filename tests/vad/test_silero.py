from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from edgeassist.audio.files import read_chunks
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk
from edgeassist.vad.endpointer import Endpointer, EndpointRule
from edgeassist.vad.silero import Silero

_SILENCE = bytes(2 * CHUNK_SAMPLES)


@pytest.fixture(params=["slt", "rms"])
def spoken(request: pytest.FixtureRequest, tmp_path: Path) -> list[bytes]:
    path = tmp_path / "said.wav"
    words = "please switch the lamp in the bedroom off"
    subprocess.run(["flite", "-voice", request.param, "-t", words, "-o", path], check=True)
    return [chunk.pcm for chunk in read_chunks(path)]


def _chunks(*pcm: bytes) -> list[Chunk]:
    return [Chunk(piece, number * CHUNK_S) for number, piece in enumerate(pcm)]


def test_speech_scores_high_and_silence_low(spoken: list[bytes]) -> None:
    silero = Silero()
    before = [silero.process(chunk) for chunk in _chunks(*[_SILENCE] * 20)]
    during = [silero.process(chunk) for chunk in _chunks(*spoken)]
    assert max(before) < 0.2
    assert np.median(during) > 0.9


@pytest.mark.parametrize("loudness", [30, 1_000, 8_000])
def test_noise_is_no_speech(loudness: int) -> None:
    noise = np.random.default_rng(3).normal(scale=loudness, size=(200, CHUNK_SAMPLES)).clip(-32768, 32767)
    silero = Silero()
    scores = [silero.process(chunk) for chunk in _chunks(*(row.astype("<i2").tobytes() for row in noise))]
    assert np.median(scores) < 0.1
    assert max(scores) < 0.5


def test_the_endpointer_ends_what_it_hears(spoken: list[bytes]) -> None:
    silero, endpointer = Silero(), Endpointer(EndpointRule(), chunk_s=CHUNK_S)
    pcm = [*[_SILENCE] * 30, *spoken, *[_SILENCE] * 60]
    ended = next(chunk for chunk in _chunks(*pcm) if not endpointer.goes_on(silero.process(chunk)))
    assert endpointer.speech_started
    assert (30 + len(spoken)) * CHUNK_S < ended.time + 0.3
    assert ended.time < (30 + len(spoken)) * CHUNK_S + 0.75
    assert endpointer.silence_s == pytest.approx(0.7, abs=CHUNK_S)
