import numpy as np
import pytest
from numpy.typing import NDArray

from edgeassist.messages import CHUNK_SAMPLES
from edgeassist.stt.pauses import Pauses
from tests.stt.speech import spoken


def sounds(text: str, noise: float = 0.0) -> list[NDArray[np.float32]]:
    chance = np.random.default_rng(0)
    said = [np.frombuffer(chunk.pcm, "<i2") / 32768 for chunk in spoken(text)]
    return [(sound + chance.normal(0, noise, len(sound))).astype(np.float32) for sound in said]


@pytest.mark.parametrize("noise", [0.0, 0.01, 0.03])
def test_the_end_of_speech_is_a_pause_in_noise_too(noise: float) -> None:
    pauses = Pauses()
    begun = [pauses.feed(sound) for sound in sounds("turn on the lamp in the kitchen", noise)]
    assert any(begun[-8:])
    assert 0.8 < pauses.loud_s < 2


@pytest.mark.parametrize("level", [0.0, 0.001, 0.3])
def test_a_sound_that_stays_the_same_is_no_speech(level: float) -> None:
    pauses, chance = Pauses(), np.random.default_rng(1)
    hiss = chance.normal(0, level, (60, CHUNK_SAMPLES)).astype(np.float32)
    assert not any(pauses.feed(sound) for sound in hiss)
    assert pauses.loud_s == 0


def test_a_click_is_hardly_loud() -> None:
    pauses, hush = Pauses(), np.zeros(CHUNK_SAMPLES, np.float32)
    for sound in (hush, np.full(CHUNK_SAMPLES, 0.5, np.float32), hush, hush):
        pauses.feed(sound)
    assert pauses.loud_s < 0.05


def test_two_sentences_have_a_pause_between_them() -> None:
    pauses = Pauses()
    first = [pauses.feed(sound) for sound in sounds("turn on the lamp")]
    second = [pauses.feed(sound) for sound in sounds("close the blinds")]
    assert sum(first) >= 1
    assert sum(second) >= 1
