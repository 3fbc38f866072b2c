from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pytest

from edgeassist.audio.files import read_chunks
from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk, Detection
from edgeassist.wake.micro_wakeword import MicroWakeWord

_SILENCE = bytes(2 * CHUNK_SAMPLES)


def _say(words: str, folder: Path, voice: str = "slt") -> list[bytes]:
    path = folder / f"{voice}.wav"
    subprocess.run(["flite", "-voice", voice, "-t", words, "-o", path], check=True)
    return [chunk.pcm.ljust(2 * CHUNK_SAMPLES, b"\0") for chunk in read_chunks(path)]


def _hear(detector: MicroWakeWord, pcm: list[bytes]) -> list[Detection]:
    chunks = (Chunk(piece, number * CHUNK_S) for number, piece in enumerate(pcm))
    return [detection for chunk in chunks if (detection := detector.process(chunk))]


@pytest.mark.parametrize("voice", ["rms", "awb"])
@pytest.mark.parametrize("model", ["okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"])
def test_the_word_is_heard_once_where_it_ends(tmp_path: Path, voice: str, model: str) -> None:
    words = model.replace("_", " ")
    word = _say(words, tmp_path, voice)
    (detection,) = _hear(MicroWakeWord(model), [*[_SILENCE] * 40, *word, *[_SILENCE] * 60])
    assert detection.phrase.casefold() == words
    assert 0.8 < detection.score <= 1
    end_s = (40 + len(word)) * CHUNK_S
    assert end_s - 0.6 < detection.time < end_s + 0.3


def test_it_is_heard_again_after_the_refractory_time(tmp_path: Path) -> None:
    word = [*_say("okay nabu", tmp_path), *[_SILENCE] * 40]
    twice = [*[_SILENCE] * 40, *word, *word]
    assert len(_hear(MicroWakeWord(threshold=0.6), twice)) == 2
    assert len(_hear(MicroWakeWord(threshold=0.6, refractory_s=5), twice)) == 1


@pytest.mark.parametrize(
    "words", ["turn the heating up in the living room by two degrees", "what did you have for lunch on sunday"]
)
@pytest.mark.parametrize("voice", ["slt", "rms"])
def test_other_speech_is_not_the_word(tmp_path: Path, words: str, voice: str) -> None:
    pcm = [*[_SILENCE] * 40, *_say(words, tmp_path, voice), *[_SILENCE] * 40]
    for model in ("okay_nabu", "hey_jarvis"):
        assert _hear(MicroWakeWord(model), pcm) == []


def test_noise_and_silence_are_not_the_word() -> None:
    noise = np.random.default_rng(5).normal(scale=4_000, size=(500, CHUNK_SAMPLES)).clip(-32768, 32767)
    pcm = [*(row.astype("<i2").tobytes() for row in noise), *[_SILENCE] * 300]
    assert _hear(MicroWakeWord(), pcm) == []


def test_a_higher_threshold_is_obeyed(tmp_path: Path) -> None:
    pcm = [*[_SILENCE] * 40, *_say("okay nabu", tmp_path), *[_SILENCE] * 40]
    assert _hear(MicroWakeWord(threshold=0.9999), pcm) == []
    assert _hear(MicroWakeWord(threshold=0.3), pcm)[0].time <= _hear(MicroWakeWord(), pcm)[0].time


def test_an_unknown_word_is_refused_with_those_that_exist() -> None:
    with pytest.raises(ModelError, match=r"'hey_you' cannot be loaded .*okay_nabu, hey_jarvis, hey_mycroft, alexa"):
        MicroWakeWord("hey_you")
