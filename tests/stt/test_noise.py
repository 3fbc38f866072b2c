import numpy as np
import pytest

from edgeassist.messages import SAMPLE_RATE
from edgeassist.stt.noise import NoiseFilter, Samples
from tests.stt.speech import spoken

SPEECH = np.frombuffer(b"".join(chunk.pcm for chunk in spoken("turn on the kitchen light")), "<i2").astype(float)
HISS = np.random.default_rng(5).normal(0, 300, len(SPEECH))
HUM = 500 * np.sin(2 * np.pi * 120 * np.arange(len(SPEECH)) / SAMPLE_RATE)


def pcm(samples: Samples) -> bytes:
    return samples.astype("<i2").tobytes()


def cleaned(sound: bytes, learned: bytes, step: int = 1_024) -> Samples:
    """Return the sound without noise, beside the speech that is in it."""
    noise = NoiseFilter()
    noise.learn(learned)
    parts = [noise.clean(sound[at : at + step]) for at in range(0, len(sound), step)]
    out = np.frombuffer(b"".join([*parts, noise.rest()]), "<i2").astype(float)
    return out[: len(sound) // 2]


def error(samples: Samples) -> float:
    return float(np.mean((samples - SPEECH) ** 2))


@pytest.mark.parametrize("noise", [HISS, HUM], ids=["hiss", "hum"])
def test_steady_noise_is_taken_out(noise: Samples) -> None:
    sound = pcm(SPEECH + noise)
    assert error(cleaned(sound, sound[: 2 * SAMPLE_RATE])) < 0.6 * np.mean(noise**2)


def test_noise_is_learned_without_a_pause_before_the_first_word() -> None:
    begun = int(np.argmax(np.abs(SPEECH) > 1_000))
    sound = pcm(SPEECH + HISS)
    assert error(cleaned(sound, sound[2 * begun :][: 2 * SAMPLE_RATE])) < 0.6 * np.mean(HISS**2)


@pytest.mark.parametrize("learned", [b"", pcm(SPEECH[:SAMPLE_RATE])], ids=["nothing", "silence and speech"])
def test_speech_without_noise_stays_as_it_is(learned: bytes) -> None:
    assert error(cleaned(pcm(SPEECH), learned)) < 0.01 * np.mean(SPEECH**2)


@pytest.mark.parametrize("step", [2, 700, 4_096])
def test_chunks_of_any_length_give_the_same(step: int) -> None:
    sound = pcm((SPEECH + HISS)[:4_000])
    assert np.array_equal(cleaned(sound, sound, step), cleaned(sound, sound))


def test_silence_is_no_error() -> None:
    assert not cleaned(bytes(8_000), bytes(8_000)).any()
