"""The noise that is measured in."""

from __future__ import annotations

import numpy as np
import pytest

from edgeassist.lab.noises import in_kitchen, kitchen


def test_the_same_seed_makes_the_same_noise() -> None:
    assert np.array_equal(kitchen(16_000, 1), kitchen(16_000, 1))
    assert not np.allclose(kitchen(16_000, 1), kitchen(16_000, 2))
    assert np.mean(kitchen(40_000, 3) ** 2) == pytest.approx(1)


def test_speech_is_louder_by_so_much_and_what_is_silent_around_it_does_not_count() -> None:
    speech = np.concatenate([np.zeros(8000), 3000 * np.sin(np.arange(16_000)), np.zeros(8000)]).astype("<i2")
    noise = np.frombuffer(in_kitchen(speech.tobytes(), 12.0, 1), "<i2").astype(float) - speech
    assert 20 * np.log10(np.std(speech[8000:24_000]) / np.std(noise)) == pytest.approx(12, abs=0.1)
    assert noise[:8000].std() > 0


def test_what_is_too_loud_is_turned_down_and_not_clipped() -> None:
    loud = (32_000 * np.sin(np.arange(16_000) / 3)).astype("<i2").tobytes()
    mixed = np.frombuffer(in_kitchen(loud, 0.0, 1), "<i2")
    assert np.abs(mixed.astype(int)).max() == 32_767
    assert np.count_nonzero(np.abs(mixed.astype(int)) == 32_767) == 1


@pytest.mark.parametrize("pcm", [b"", bytes(320)])
def test_silence_stays_silent(pcm: bytes) -> None:
    assert in_kitchen(pcm, 12.0, 1) == pcm
