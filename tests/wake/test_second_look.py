from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest

from edgeassist import wiring
from edgeassist.messages import CHUNK_S
from edgeassist.settings import Settings
from edgeassist.wake.acoustics import AcousticModel, model_folder
from edgeassist.wake.cepstra import features
from edgeassist.wake.micro_wakeword import MicroWakeWord
from edgeassist.wake.second_look import WINDOW_S, SecondLook, bar_at
from tests.wake.words import SILENCE, hear, say

_PHRASES = {"okay nabu": "OW K EY N AA B UW", "hey mycroft": "HH EY M AY K R AO F T", "alexa": "AH L EH K S AH"}
_BAR = bar_at(0.5)
_PAUSE = [SILENCE] * 30


@pytest.fixture(scope="module")
def acoustics() -> AcousticModel:
    folder = model_folder()
    assert folder is not None
    return AcousticModel.load(folder / "en-us")


def _look(acoustics: AcousticModel, phrase: str) -> SecondLook:
    return SecondLook(acoustics, [_PHRASES[phrase].split()])


def _said(words: str, folder: Path, voice: str) -> bytes:
    return b"".join([*_PAUSE, *say(words, folder, voice)])[-2 * round(16_000 * WINDOW_S) :]


def _open(tmp_path: Path, **wake: object) -> MicroWakeWord:
    detector = wiring.build_wake(Settings(state_dir=tmp_path, wake=wake))
    assert isinstance(detector, MicroWakeWord)
    return detector


def test_the_model_knows_the_sounds_of_speech(acoustics: AcousticModel, tmp_path: Path) -> None:
    scores = acoustics.scores(features(_said("see", tmp_path, "slt")))
    best = [acoustics.phones[number] for number in scores.max(axis=2).argmax(axis=1)]
    assert {"S", "IY"} <= {*best}
    assert best.index("S") < best.index("IY")


@pytest.mark.parametrize(
    ("voice", "phrase", "close"),
    [
        ("slt", "okay nabu", "okay kaboom"),
        ("rms", "okay nabu", "okay kaboom"),
        ("rms", "hey mycroft", "they might cross it"),
        ("slt", "alexa", "elixir"),
        ("rms", "alexa", "a letter"),
    ],
)
def test_the_phrase_fits_and_a_close_one_does_not(
    acoustics: AcousticModel, tmp_path: Path, voice: str, phrase: str, close: str
) -> None:
    look = _look(acoustics, phrase)
    assert look.fit(_said(phrase, tmp_path, voice)) > _BAR > look.fit(_said(close, tmp_path, voice))


def test_nothing_and_noise_are_no_phrase(acoustics: AcousticModel) -> None:
    noise = np.random.default_rng(2).normal(0, 1_000, round(16_000 * WINDOW_S)).astype("<i2").tobytes()
    look = _look(acoustics, "okay nabu")
    assert look.fit(b"") == look.fit(bytes(500)) == float("-inf")
    assert look.fit(noise) < _BAR


def test_it_takes_less_than_what_a_chunk_lasts(acoustics: AcousticModel) -> None:
    look, noise = _look(acoustics, "okay nabu"), bytes(2 * round(16_000 * WINDOW_S))
    took = []
    for _ in range(7):
        began = time.thread_time()
        look.fit(noise)
        took.append(time.thread_time() - began)
    assert min(took) < CHUNK_S


@pytest.mark.parametrize("model", ["okay_nabu", "hey_mycroft", "hey_jarvis", "alexa"])
def test_each_word_of_ours_is_heard_at_its_second_look(tmp_path: Path, model: str) -> None:
    ears, words = _open(tmp_path, model=model), model.replace("_", " ")
    assert len(hear(ears, [*_PAUSE, *say(words, tmp_path, "rms"), *[SILENCE] * 40])) == 1
    assert ears.words[0].fit > _BAR


def test_what_scores_as_the_word_and_is_none_is_refused(tmp_path: Path) -> None:
    close, word = say("hey my cough", tmp_path, "slt"), say("hey mycroft", tmp_path, "rms")
    pcm = [*_PAUSE, *close, *[SILENCE] * 60, *word, *[SILENCE] * 60]
    once, twice = (_open(tmp_path, model="hey_mycroft", verify=verify) for verify in (False, True))
    assert [len(hear(once, pcm)), once.refused] == [2, 0]
    assert [len(hear(twice, pcm)), twice.refused, twice.near_misses] == [1, 1, 0]


def test_the_settings_name_words_and_how_sensitive_each_is(tmp_path: Path) -> None:
    models = ("alexa", "hey_jarvis")
    detector = _open(tmp_path, models=models, sensitivity=0.4, sensitivities={"hey_jarvis": 0.8}, threshold=0.7)
    assert [(word.name, word.following.sensitivity) for word in detector.words] == [("alexa", 0.4), ("hey_jarvis", 0.8)]
    assert detector.threshold == 0.7
    assert detector.words[0].bar > _BAR > detector.words[1].bar
