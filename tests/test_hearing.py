"""Real Silero and real PocketSphinx on synthetic speech."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from edgeassist.audio.files import read_chunks
from edgeassist.audio.pcm import Cutter
from edgeassist.errors import EngineError
from edgeassist.hearing import Hearing
from edgeassist.home.registry import load_home
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk
from edgeassist.settings import IntentSettings, Settings
from edgeassist.wiring import build_brain, build_hearing
from tests.daemons import HOME

COMMAND = "turn on the kitchen light"


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    settings = Settings(intent=IntentSettings(edge_model="off"))
    hearing = build_hearing(settings, build_brain(settings))
    hearing.prepare(load_home(HOME).vocabulary)
    return hearing


@pytest.fixture
def voice(tmp_path: Path) -> Callable[..., bytes]:
    def speak(text: str, name: str = "rms") -> bytes:
        file = tmp_path / "speech.wav"
        subprocess.run(["flite", "-voice", name, "-t", text, "-o", file], check=True)
        return b"".join(chunk.pcm for chunk in read_chunks(file))

    return speak


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * SAMPLE_RATE))


def chunks(*sounds: bytes) -> list[Chunk]:
    cutter = Cutter()
    pieces = [*cutter.feed(b"".join(sounds)), cutter.rest()]
    return [Chunk(piece, number * CHUNK_S) for number, piece in enumerate(pieces) if piece]


@pytest.mark.parametrize("name", ["slt", "rms", "awb"])
def test_a_whole_recording_is_one_utterance(hearing: Hearing, voice: Callable[..., bytes], name: str) -> None:
    sound = chunks(silence(0.4), voice(COMMAND, name), silence(2.0))
    assert hearing.transcribe(sound, Event()).text == COMMAND


def test_long_silence_in_a_recording_does_not_end_it(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    sound = chunks(silence(8.0), voice(COMMAND), silence(8.0))
    assert hearing.transcribe(sound, Event()).text == COMMAND


def test_a_live_utterance_ends_by_itself(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    said = voice(COMMAND)
    sound = chunks(silence(1.0), said, silence(5.0))
    hearing.start()
    taken = next(number for number, chunk in enumerate(sound, 1) if not hearing.feed(chunk))
    heard = hearing.finish(Event())
    assert (heard.transcript.text, heard.spoken) == (COMMAND, True)
    assert 0.15 <= heard.waited_s < 0.3
    assert taken * CHUNK_S < 1.0 + len(said) / 32_000 + 0.3


def test_nobody_speaks(hearing: Hearing) -> None:
    sound = chunks(silence(10.0))
    hearing.start()
    taken = next(number for number, chunk in enumerate(sound, 1) if not hearing.feed(chunk))
    heard = hearing.finish(Event())
    assert (heard.transcript.text, heard.spoken) == ("", False)
    assert taken * CHUNK_S == pytest.approx(5.0, abs=CHUNK_S)


@pytest.mark.parametrize("loudness", [100, 3_000])
def test_noise_is_no_command(hearing: Hearing, loudness: int) -> None:
    noise = np.random.default_rng(5).normal(scale=loudness, size=4 * SAMPLE_RATE).clip(-32768, 32767)
    assert hearing.transcribe(chunks(noise.astype("<i2").tobytes()), Event()).text == ""


def test_one_utterance_leaves_nothing_for_the_next(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    hearing.start()
    for chunk in chunks(voice("turn off")):
        hearing.feed(chunk)
    sound = chunks(silence(0.4), voice(COMMAND), silence(0.4))  # the one before was given up
    assert hearing.transcribe(sound, Event()).text == COMMAND


def test_to_hear_before_names_are_known_is_an_error_of_the_engine() -> None:
    settings = Settings(intent=IntentSettings(edge_model="off"))
    with pytest.raises(EngineError, match="no vocabulary was prepared"):
        build_hearing(settings, build_brain(settings)).start()
