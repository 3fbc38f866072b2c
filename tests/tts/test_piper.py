from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.tts.piper import Manner, Piper
from tests.tts.tiny_piper_voice import PHONEME_SAMPLES, RATE, write_voice


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("voice") / "hum.onnx"
    write_voice(path)
    return path


def test_a_sentence_is_a_tone_for_each_phoneme(voice: Path) -> None:
    piper = Piper(voice)
    speech = piper.make("Lamp.")
    samples = np.frombuffer(speech, np.int16)
    assert piper.sample_rate == RATE
    assert len(samples) % PHONEME_SAMPLES == 0
    assert len(samples) > 4 * PHONEME_SAMPLES
    assert np.abs(samples).max() > 10_000


def test_other_words_sound_different(voice: Path) -> None:
    piper = Piper(voice)
    assert piper.make("Lamp.") == piper.make("Lamp.") != piper.make("Door.")


def test_the_speed_is_obeyed(voice: Path) -> None:
    usual, fast, slow = (len(Piper(voice, Manner(speed=speed)).make("Lamp.")) for speed in (1.0, 2.0, 0.5))
    assert usual == pytest.approx(2 * fast, rel=0.01)
    assert slow == pytest.approx(2 * usual, rel=0.01)


def test_the_volume_is_obeyed(voice: Path) -> None:
    loud, quiet, silent = (
        np.abs(np.frombuffer(Piper(voice, Manner(loudness=loudness)).make("Lamp."), np.int16).astype(int)).max()
        for loudness in (1.0, 0.25, 0.0)
    )
    assert quiet == pytest.approx(loud / 4, rel=0.01)
    assert silent == 0


def test_a_voice_of_several_speakers(tmp_path: Path) -> None:
    path = tmp_path / "choir.onnx"
    write_voice(path, speakers=("alto", "bass"))
    first, second, bass = (Piper(path, Manner(speaker=who)).make("Lamp.") for who in (None, 1, "bass"))
    assert second == bass != first
    assert Piper(path, Manner(speaker="1")).make("Lamp.") == bass
    with pytest.raises(ModelError, match=r"no speaker 'tenor'; tts.speaker can be a number below 2 or alto, bass"):
        Piper(path, Manner(speaker="tenor"))
    with pytest.raises(ModelError, match="no speaker 2"):
        Piper(path, Manner(speaker=2))


def test_what_sounds_different_has_another_identity(voice: Path, tmp_path: Path) -> None:
    other = tmp_path / "hum.onnx"
    write_voice(other)
    manners = (Manner(), Manner(speed=1.1), Manner(loudness=0.5))
    assert len({Piper(voice, manner).identity for manner in manners} | {Piper(other).identity}) == 4
    assert Piper(voice).identity == Piper(voice).identity


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"audio": {"sample_rate": 0}}, "audio.sample_rate is 0, not from 8000 to 48000 hertz"),
        ({"audio": {"sample_rate": "fast"}}, "audio.sample_rate is 'fast'"),
        ({"audio": {"sample_rate": 10**9}}, "audio.sample_rate is 1000000000"),
        ({"audio": None}, "is no description of a Piper voice"),
        ({"audio": {}}, "is no description of a Piper voice .*sample_rate"),
        ({"num_speakers": 0}, "num_speakers is 0"),
        ({"num_speakers": 7}, "do not go together"),
        ({"inference": {"length_scale": 0}}, "inference.length_scale is 0"),
        ({"inference": {"length_scale": "slow"}}, "inference.length_scale is 'slow'"),
        ({"phoneme_id_map": {}}, "phoneme_id_map is empty"),
        ({"phoneme_type": "runes"}, "is no description of a Piper voice"),
        ({"espeak": {"voice": "atlantean"}}, "do not go together"),
    ],
)
def test_a_description_that_cannot_be_is_refused(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "x.onnx"
    write_voice(path)
    file = path.with_name("x.onnx.json")
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(ModelError, match=message) as told:
        Piper(path)
    assert "install the voice again" in str(told.value)


def _without_model(path: Path) -> None:
    path.unlink()


def _without_description(path: Path) -> None:
    path.with_name("x.onnx.json").unlink()


def _model_cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _model_empty(path: Path) -> None:
    path.write_bytes(b"")


def _description_is_no_json(path: Path) -> None:
    path.with_name("x.onnx.json").write_text("voice: hum")


def _description_of_something_else(path: Path) -> None:
    path.with_name("x.onnx.json").write_text('{"model_type": "llama"}')


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_without_model, r"x\.onnx: no such file; a Piper voice is x\.onnx and x\.onnx\.json, side by side"),
        (_without_description, r"x\.onnx\.json: no such file"),
        (_model_cut_off, r"x\.onnx: cannot be loaded .*; delete it and install the voice again"),
        (_model_empty, r"x\.onnx: cannot be loaded"),
        (_description_is_no_json, r"x\.onnx\.json: is no description of a Piper voice"),
        (_description_of_something_else, r"x\.onnx\.json: is no description of a Piper voice"),
    ],
)
def test_a_spoilt_voice_is_refused_in_words(tmp_path: Path, spoil: Callable[[Path], None], message: str) -> None:
    path = tmp_path / "x.onnx"
    write_voice(path)
    spoil(path)
    with pytest.raises(ModelError, match=message):
        Piper(path)
