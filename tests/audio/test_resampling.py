from __future__ import annotations

import numpy as np
import pytest

from edgeassist.audio.pcm import from_floats, to_floats
from edgeassist.audio.resampling import Resampler, resample


def _tone(rate: int, hertz: float = 440.0) -> bytes:
    return from_floats((0.5 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)).astype(np.float32))


def _pitch(pcm: bytes, rate: int) -> float:
    samples = to_floats(pcm)
    return float(np.abs(np.fft.rfft(samples)).argmax() * rate / len(samples))


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_a_tone_keeps_its_pitch_length_and_level(rate: int) -> None:
    out = resample(_tone(rate), rate, 16_000)
    assert len(out) == pytest.approx(32_000, abs=4)
    assert _pitch(out, 16_000) == pytest.approx(440, abs=1.5)
    assert np.abs(to_floats(out)[2000:-2000]).max() == pytest.approx(0.5, abs=0.01)


def test_a_stream_is_resampled_like_the_whole() -> None:
    whole = _tone(44_100)
    resampler = Resampler(44_100, 16_000)
    samples = to_floats(whole)
    parts = [resampler.feed(samples[i : i + 1000]) for i in range(0, len(samples), 1000)]
    streamed = np.concatenate([*parts, resampler.feed(samples[:0], last=True)])
    assert len(streamed) == pytest.approx(16_000, abs=2)
    assert np.allclose(streamed[:15_990], to_floats(resample(whole, 44_100, 16_000))[:15_990], atol=0.002)
