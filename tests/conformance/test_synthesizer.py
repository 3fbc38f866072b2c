"""Laws of every voice."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.stages import Synthesizer
from edgeassist.tts.espeak_ng import EspeakNg
from edgeassist.tts.kept import Kept
from edgeassist.tts.piper import Piper
from edgeassist.tts.voice import Voice
from tests.tts.tiny_piper_voice import write_voice


@pytest.fixture(params=["espeak_ng", "piper", "piper_kept"])
def voice(request: pytest.FixtureRequest, tmp_path: Path) -> Synthesizer:
    if request.param == "espeak_ng":
        return Voice(EspeakNg())
    write_voice(tmp_path / "hum.onnx")
    kept = Kept(tmp_path / "sounds", "hum", most_bytes=1_000_000) if request.param == "piper_kept" else None
    return Voice(Piper(tmp_path / "hum.onnx"), kept=kept)


def test_it_says_its_rate(voice: Synthesizer) -> None:
    assert 8_000 <= voice.sample_rate <= 48_000


def test_it_yields_one_sound_a_sentence_lazily(voice: Synthesizer) -> None:
    speech = voice.synthesize("The lamp is on. The door is open. It is late.")
    assert isinstance(speech, Iterator)
    sounds = list(speech)
    assert len(sounds) == 3
    for sound in sounds:
        assert len(sound) % 2 == 0
        assert 0.2 < len(sound) / 2 / voice.sample_rate < 5
        assert any(sound)


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_to_say_yields_nothing(voice: Synthesizer, text: str) -> None:
    assert list(voice.synthesize(text)) == []


@pytest.mark.parametrize(
    "text",
    ["21.5 °C", "a\x00b\x01c\x1b[31m", "Kuche \U0001f600 \ud83d", "[[raw]]", "<speak>x</speak>", "?!...", "Ünïcödé"],
)
def test_odd_text_breaks_nothing(voice: Synthesizer, text: str) -> None:
    assert all(isinstance(sound, bytes) for sound in voice.synthesize(text))


def test_a_text_without_end_begins_at_once_and_takes_no_memory(voice: Synthesizer) -> None:
    speech = voice.synthesize("the window in the bathroom is open and " * 260)
    began = time.perf_counter()
    first = next(speech)
    assert time.perf_counter() - began < 5
    assert 0 < len(first) / 2 / voice.sample_rate < 40
