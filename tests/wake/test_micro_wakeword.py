from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES
from tests.wake.words import SILENCE, detector, hear, say


@pytest.mark.parametrize("voice", ["rms", "awb"])
@pytest.mark.parametrize("model", ["okay_nabu", "hey_jarvis", "hey_mycroft", "alexa"])
def test_the_word_is_heard_once_where_it_ends(tmp_path: Path, voice: str, model: str) -> None:
    words = model.replace("_", " ")
    word = say(words, tmp_path, voice)
    (detection,) = hear(detector(model), [*[SILENCE] * 40, *word, *[SILENCE] * 60])
    assert detection.phrase.casefold() == words
    assert 0.8 < detection.score <= 1
    end_s = (40 + len(word)) * CHUNK_S
    assert end_s - 0.6 < detection.time < end_s + 0.3


def test_it_is_heard_again_after_the_refractory_time(tmp_path: Path) -> None:
    word = [*say("okay nabu", tmp_path), *[SILENCE] * 40]
    twice = [*[SILENCE] * 40, *word, *word]
    assert len(hear(detector(threshold=0.6), twice)) == 2
    assert len(hear(detector(threshold=0.6, refractory_s=5), twice)) == 1


@pytest.mark.parametrize(
    "words", ["turn the heating up in the living room by two degrees", "what did you have for lunch on sunday"]
)
@pytest.mark.parametrize("voice", ["slt", "rms"])
def test_other_speech_is_not_the_word(tmp_path: Path, words: str, voice: str) -> None:
    pcm = [*[SILENCE] * 40, *say(words, tmp_path, voice), *[SILENCE] * 40]
    for model in ("okay_nabu", "hey_jarvis"):
        assert hear(detector(model), pcm) == []


def test_noise_and_silence_are_not_the_word() -> None:
    noise = np.random.default_rng(5).normal(scale=4_000, size=(500, CHUNK_SAMPLES)).clip(-32768, 32767)
    pcm = [*(row.astype("<i2").tobytes() for row in noise), *[SILENCE] * 300]
    assert hear(detector(), pcm) == []


def test_a_higher_threshold_is_obeyed(tmp_path: Path) -> None:
    pcm = [*[SILENCE] * 40, *say("okay nabu", tmp_path), *[SILENCE] * 40]
    assert hear(detector(threshold=0.9999), pcm) == []
    assert hear(detector(threshold=0.3), pcm)[0].time <= hear(detector(), pcm)[0].time


def test_an_unknown_word_is_refused_with_those_that_exist() -> None:
    with pytest.raises(
        ModelError, match=r"no wake word 'hey_you'; wake.model can be alexa, hey_jarvis, hey_mycroft, okay_nabu"
    ):
        detector("hey_you")


def test_each_of_several_words_is_heard(tmp_path: Path) -> None:
    pause = [SILENCE] * 40
    said = [*pause, *say("alexa", tmp_path, "rms"), *pause, *say("hey mycroft", tmp_path, "awb"), *pause]
    ears = detector("okay_nabu", "hey_mycroft", "alexa")
    assert [each.phrase for each in hear(ears, said)] == ["Alexa", "Hey Mycroft"]


def test_threshold_and_sensitivity_are_turned_for_all_words_at_once() -> None:
    ears = detector("okay_nabu", "alexa")
    ears.words[1].following.sensitivity = 0.9
    ears.sensitivity = 0.7
    assert [word.following.sensitivity for word in ears.words] == [0.7, 1.0]
    ears.threshold = 0.6
    assert [word.following.base for word in ears.words] == [0.6, 0.6]
    assert (ears.threshold, ears.sensitivity) == (0.6, 0.7)
    assert ears.words[0].following.threshold < 0.6


def test_more_sensitive_hears_what_was_almost_the_word(tmp_path: Path) -> None:
    pcm = [*[SILENCE] * 40, *say("okay kaboom", tmp_path, "slt"), *[SILENCE] * 40]
    strict, eager = detector(sensitivity=0.2), detector(sensitivity=1.0)
    assert (hear(strict, pcm), strict.near_misses) == ([], 1)
    assert len(hear(eager, pcm)) == 1
