import numpy as np
import pytest
from numpy.typing import NDArray

from edgeassist.mel import COEFFICIENTS
from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.likening import Likening
from tests.stt.speech import spoken

SHAPE = slice(3, None)
"""The cepstra that tell the shape of a voice, not how loud and bright it is."""


def cepstra(voice: str) -> tuple[NDArray[np.float64], NDArray[np.float64], Likening]:
    """Return a voice as it is, and made a usual one."""
    front = Cepstra()
    frames = front.feed(b"".join(chunk.pcm for chunk in spoken("set the kitchen light to fifty percent", voice)))
    likening = front.likening()
    return table(frames), table(likening.usual(frames)), likening


def table(frames: bytes) -> NDArray[np.float64]:
    return np.frombuffer(frames, "<f4").reshape(-1, COEFFICIENTS).astype(float)


def test_sharp_voice_becomes_like_others() -> None:
    sharp, likened, _ = cepstra("en-gb")
    assert sharp.std(axis=0)[SHAPE].mean() > 20  # people have 16
    assert 13 < likened.std(axis=0)[SHAPE].mean() < 18


def test_loudness_and_brightness_stay() -> None:
    plain, likened, _ = cepstra("en-gb")
    assert plain[:, :3] == pytest.approx(likened[:, :3])


def test_mean_is_that_of_what_it_returns() -> None:
    _, likened, likening = cepstra("en-gb")
    assert [float(value) for value in likening.mean.split(",")] == pytest.approx(
        likened[likened[:, 0] >= 0].mean(axis=0), abs=1
    )


def test_of_a_few_frames_nothing_is_told() -> None:
    wide, narrow = np.full(COEFFICIENTS, 900.0), np.full(COEFFICIENTS, 30.0)
    for variance in (wide, narrow, np.zeros(COEFFICIENTS)):
        assert Likening.of(variance, variance, 2).factors == pytest.approx(np.ones(COEFFICIENTS), abs=0.1)
    assert (Likening.of(wide, wide, 500).factors[SHAPE] < 0.8).all()
    assert (Likening.of(narrow, narrow, 500).factors[SHAPE] > 1.5).all()


def test_nothing_is_no_error() -> None:
    likening = Cepstra().likening()
    assert likening.usual(b"") == b""
    assert likening.factors == pytest.approx(np.ones(COEFFICIENTS))
