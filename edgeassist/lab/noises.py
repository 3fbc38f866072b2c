"""What is heard at home beside speech: fans, taps, something that sizzles, clatter; and one kitchen to measure in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edgeassist.messages import SAMPLE_RATE

Samples = NDArray[np.float64]

_HUM_HZ = (100.0, 200.0)
_TAP_FROM_HZ = 1500.0
_RUMBLE_TO_HZ = 40.0
_CLATTER_S, _CLATTERS_A_S = 0.19, 1.2
_LOUDEST = 32_767


def kitchen(count: int, seed: int) -> Samples:
    """Return so many samples of a kitchen while somebody cooks, for measuring; the same seed makes the same.

    Its effective value is 1.
    """
    chance = np.random.default_rng(seed)
    frequencies, time = _frequencies(count), np.arange(count) / SAMPLE_RATE
    fan = _shaped(1 / np.sqrt(np.maximum(frequencies, _RUMBLE_TO_HZ)), chance, count)
    tap = _shaped((frequencies > _TAP_FROM_HZ).astype(float), chance, count)
    running = 1 + 0.4 * np.sin(2 * np.pi * (0.7 + chance.random()) * time)
    hum = np.sum([np.sin(2 * np.pi * pitch * time) / number for number, pitch in enumerate(_HUM_HZ, 1)], axis=0)
    noise = fan + 0.5 * tap * running + 0.4 * hum
    for _ in range(int(_CLATTERS_A_S * count / SAMPLE_RATE)):
        _put(
            noise,
            chance.uniform(1, 3) * _ring(_CLATTER_S, chance.uniform(25, 60), [chance.uniform(1500, 5000)]),
            chance,
        )
    return _even(noise)


def in_kitchen(pcm: bytes, decibels: float, seed: int) -> bytes:
    """Return speech as a microphone has it that hears the kitchen by so many decibels less."""
    speech = np.frombuffer(pcm, "<i2").astype(float)
    if not (sounding := speech[speech != 0]).size:
        return pcm
    loud = np.sqrt(np.mean(sounding**2)) * 10 ** (-decibels / 20)
    mixed: Samples = speech + loud * kitchen(len(speech), seed)
    quieter = min(1.0, _LOUDEST / float(np.abs(mixed).max()))
    return (quieter * mixed).astype("<i2").tobytes()


def any_noise(count: int, chance: np.random.Generator) -> Samples:
    """Return so many samples of some noise, for learning; its effective value is 1."""
    frequencies, time = _frequencies(count), np.arange(count) / SAMPLE_RATE
    rumble = 1 / np.maximum(frequencies, 60) ** chance.uniform(0.6, 1.1)
    turning = chance.uniform(45, 130) * np.arange(1, 4)
    tones = [np.sin(2 * np.pi * (pitch * time + chance.random())) / number for number, pitch in enumerate(turning, 1)]
    fan = _shaped(rumble, chance, count) + chance.uniform(0.1, 0.5) * np.sum(tones, axis=0)
    band = (frequencies > chance.uniform(800, 2000)) & (frequencies < chance.uniform(5000, 8000))
    running = 1 + 0.5 * np.sin(2 * np.pi * (chance.uniform(0.3, 1.5) * time + chance.random()))
    tap = _shaped(np.where(band, 1.1, 0.1), chance, count) * running
    sizzling = _shaped(np.asarray(np.maximum(frequencies, 100.0) ** chance.uniform(0.1, 0.5)), chance, count)
    noise = _even(np.sum([chance.random() ** 2 * each for each in (fan, tap, sizzling)], axis=0) + 0.01 * fan)
    for _ in range(chance.poisson(0.8 * count / SAMPLE_RATE)):
        pitches = chance.uniform(800, 6500, size=3)
        ring = _ring(chance.uniform(0.05, 0.3), chance.uniform(15, 80), pitches)
        _put(noise, chance.uniform(0.5, 2) * ring, chance)
    return _even(noise)


def _frequencies(count: int) -> Samples:
    return np.asarray(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), np.float64)


def _shaped(gains: Samples, chance: np.random.Generator, count: int) -> Samples:
    """Return noise with the spectrum `gains`, whose effective value is 1."""
    return _even(np.fft.irfft(np.fft.rfft(chance.normal(size=count)) * gains, count))


def _even(noise: Samples) -> Samples:
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))


def _ring(length_s: float, fading: float, pitches: NDArray[np.float64] | list[float]) -> Samples:
    """Return the sound of something that is struck."""
    time = np.arange(round(length_s * SAMPLE_RATE)) / SAMPLE_RATE
    return np.asarray(np.exp(-fading * time) * np.sum([np.sin(2 * np.pi * pitch * time) for pitch in pitches], axis=0))


def _put(noise: Samples, sound: Samples, chance: np.random.Generator) -> None:
    """Put a sound somewhere into noise."""
    begin = int(chance.integers(0, max(1, len(noise) - len(sound))))
    part = noise[begin : begin + len(sound)]
    part += sound[: len(part)]
