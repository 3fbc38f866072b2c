from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.tts.piper import Piper
from tests.tts.tiny_piper_voice import PHONEME_SAMPLES, RATE, write_voice


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("voice") / "hum.onnx"
    write_voice(path)
    return path


def test_a_sentence_is_a_tone_for_each_phoneme(voice: Path) -> None:
    piper = Piper(voice)
    (speech,) = piper.synthesize("Lamp.")
    samples = np.frombuffer(speech, np.int16)
    assert piper.sample_rate == RATE
    assert len(samples) % PHONEME_SAMPLES == 0
    assert len(samples) > 4 * PHONEME_SAMPLES
    assert np.abs(samples).max() > 10_000


def test_other_words_sound_different(voice: Path) -> None:
    piper = Piper(voice)
    assert list(piper.synthesize("Lamp.")) == list(piper.synthesize("Lamp."))
    assert list(piper.synthesize("Lamp.")) != list(piper.synthesize("Door."))


def test_each_sentence_is_made_when_it_is_asked_for(voice: Path) -> None:
    piper = Piper(voice)
    speech = piper.synthesize("The lamp is on. The door is open.")
    first, second = next(speech), next(speech)
    assert [first] == list(piper.synthesize("The lamp is on."))
    assert [second] == list(piper.synthesize("The door is open."))
    assert next(speech, None) is None


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
