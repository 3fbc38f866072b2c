from __future__ import annotations

import numpy as np
import pytest

from edgeassist.audio.chimes import Chime, chime
from edgeassist.audio.pcm import to_floats

_KINDS: tuple[Chime, ...] = ("wake", "done", "error")


@pytest.mark.parametrize("kind", _KINDS)
@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
def test_a_chime_is_short_moderate_and_does_not_click(kind: Chime, rate: int) -> None:
    samples = to_floats(chime(kind, rate))
    assert 0.2 < len(samples) / rate < 0.4
    assert 0.2 < np.abs(samples).max() <= 0.26
    assert max(abs(samples[0]), abs(samples[-1])) < 0.001
    assert np.abs(samples[: rate // 1000]).max() < 0.05


def test_chimes_can_be_told_apart_and_the_good_ones_rise() -> None:
    def pitch(samples: np.ndarray) -> float:
        return float(np.abs(np.fft.rfft(samples, 22_050)).argmax())

    rises = {}
    for kind in _KINDS:
        samples = to_floats(chime(kind))
        rises[kind] = pitch(samples[-2500:]) / pitch(samples[:1900])
    assert rises["wake"] > 1.2
    assert rises["done"] > 1.2
    assert rises["error"] < 0.9
    assert len({chime(kind) for kind in _KINDS}) == 3
