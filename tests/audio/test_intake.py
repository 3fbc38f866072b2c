from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from edgeassist.audio.clock import ChunkClock
from edgeassist.audio.high_pass import HighPass
from edgeassist.audio.intake import Intake, Loudest, Taking
from edgeassist.audio.pcm import from_floats, to_floats
from edgeassist.audio.resampling import resample
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES
from tests.wake.words import SILENCE, detector, hear, say

Frames = NDArray[np.float32]


def _tone(hertz: float, seconds: float = 1.0, rate: int = 16_000, level: float = 0.3) -> Frames:
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def _taken(taking: Taking, channels: list[Frames], rate: int = 16_000) -> Frames:
    intake, pcm = Intake(taking, rate, len(channels)), from_floats(np.stack(channels, axis=1).ravel())
    step = 2 * len(channels) * round(rate * 0.02)
    pieces = (pcm[start : start + step] for start in range(0, len(pcm), step))
    return to_floats(b"".join(chunk for piece in pieces for chunk in intake.feed(piece)))


def _level(samples: Frames) -> float:
    return float(np.sqrt(np.mean(np.square(samples[4_000:]))))


@pytest.mark.parametrize(("channel", "hertz"), [(1, 300), (2, 500), (4, 900), (9, 900)])
def test_the_channel_that_is_named_is_taken(channel: int, hertz: int) -> None:
    samples = _taken(Taking(channel), [_tone(each) for each in (300, 500, 700, 900)])
    assert np.abs(np.fft.rfft(samples)).argmax() * 16_000 / len(samples) == pytest.approx(hertz, abs=5)


def test_a_mix_is_the_mean() -> None:
    samples = _taken(Taking("mix"), [_tone(400), _tone(400), np.zeros(16_000, np.float32)])
    assert _level(samples) == pytest.approx(2 / 3 * _level(_tone(400)), rel=0.01)


def test_the_channel_where_somebody_speaks_is_taken_and_not_the_noisiest() -> None:
    chance = np.random.default_rng(3)
    fan = chance.normal(0, 0.1, 48_000).astype(np.float32)
    quiet = chance.normal(0, 0.001, 48_000).astype(np.float32)
    speech = np.concatenate([np.zeros(32_000, np.float32), _tone(300, 1.0, level=0.05)])
    loudest = Loudest(2, 16_000)
    frames = np.stack([fan, quiet + speech], axis=1)
    blocks = [loudest.choose(frames[start : start + 512]) for start in range(0, 48_000, 512)]
    assert loudest.channel == 1
    assert _level(np.concatenate(blocks)[-8_000:]) == pytest.approx(0.05 / 2**0.5, rel=0.05)


@pytest.mark.parametrize("channels", [1, 2, 8])
@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_the_wake_word_is_heard_from_devices_of_other_rates(tmp_path: Path, rate: int, channels: int) -> None:
    word = b"".join([*[SILENCE] * 40, *say("okay nabu", tmp_path, "rms"), *[SILENCE] * 20])
    sound = to_floats(resample(word, 16_000, rate))
    taken = _taken(Taking("mix", high_pass_hz=80), [sound] * channels, rate)
    pcm = from_floats(taken)
    chunks = [pcm[start : start + 2 * CHUNK_SAMPLES] for start in range(0, len(pcm), 2 * CHUNK_SAMPLES)]
    assert [each.phrase for each in hear(detector(), chunks)] == ["Okay Nabu"]


def test_hum_and_offset_go_and_speech_stays() -> None:
    offset = np.full(16_000, 0.2, np.float32)
    alone = _taken(Taking(high_pass_hz=80), [_tone(50) + offset])
    speech = _taken(Taking(high_pass_hz=80), [_tone(200) + offset])
    assert _level(alone) < 0.17 * _level(_tone(50))
    assert _level(speech) == pytest.approx(_level(_tone(200)), rel=0.01)
    assert abs(float(speech[4_000:].mean())) < 2e-3


def test_gain_raises_the_level_and_clips_softly_at_the_end() -> None:
    assert _level(_taken(Taking(gain_db=6.02), [_tone(300, level=0.1)])) == pytest.approx(0.2 / 2**0.5, rel=0.01)
    assert np.abs(_taken(Taking(gain_db=40), [_tone(300)])).max() <= 1.0


def test_the_filter_costs_next_to_nothing() -> None:
    filtering, noise = HighPass(80), np.random.default_rng(0).normal(0, 0.1, CHUNK_SAMPLES).astype(np.float32)
    took = []
    for _ in range(50):
        began = time.thread_time()
        filtering.filter(noise)
        took.append(time.thread_time() - began)
    assert float(np.median(took)) < 0.01 * CHUNK_S


@pytest.mark.parametrize("drift", [-500e-6, 0.0, 500e-6])
def test_times_follow_a_device_whose_clock_is_off_and_chunks_that_come_late(drift: float) -> None:
    chance, clock, worst = np.random.default_rng(4), ChunkClock(), 0.0
    for number in range(20_000):
        truth = number * CHUNK_S * (1 + drift)
        late = chance.exponential(0.004) + (0.1 if chance.random() < 0.002 else 0.0)
        worst = max(worst, abs(clock.stamp(truth + late) - truth))
    assert worst < 0.05


def test_after_lost_samples_times_are_right_again() -> None:
    clock = ChunkClock()
    for number in range(100):
        clock.stamp(number * CHUNK_S)
    assert clock.stamp(100 * CHUNK_S + 3.0) == pytest.approx(100 * CHUNK_S + 3.0)
