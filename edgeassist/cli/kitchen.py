"""What a kitchen sounds like while somebody cooks, for measuring: a fan, a tap, a hum, and now and then a clatter."""

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
    """Return so many samples of noise whose effective value is 1; the same seed makes the same."""
    chance = np.random.default_rng(seed)
    frequencies = np.fft.rfftfreq(count, 1 / SAMPLE_RATE)
    time = np.arange(count) / SAMPLE_RATE
    fan = _shaped(1 / np.sqrt(np.maximum(frequencies, _RUMBLE_TO_HZ)), chance, count)
    tap = _shaped((frequencies > _TAP_FROM_HZ).astype(float), chance, count)
    running = 1 + 0.4 * np.sin(2 * np.pi * (0.7 + chance.random()) * time)
    hum = np.sum([np.sin(2 * np.pi * pitch * time) / number for number, pitch in enumerate(_HUM_HZ, 1)], axis=0)
    noise = fan + 0.5 * tap * running + 0.4 * hum
    ringing = np.arange(round(_CLATTER_S * SAMPLE_RATE)) / SAMPLE_RATE
    for _ in range(int(_CLATTERS_A_S * count / SAMPLE_RATE)):
        clatter = np.exp(-chance.uniform(25, 60) * ringing) * np.sin(2 * np.pi * chance.uniform(1500, 5000) * ringing)
        begin = int(chance.integers(0, max(1, count - len(clatter))))
        part = noise[begin : begin + len(clatter)]
        part += chance.uniform(1, 3) * clatter[: len(part)]
    return np.asarray(noise / np.sqrt(np.mean(noise**2)))


def in_kitchen(pcm: bytes, decibels: float, seed: int) -> bytes:
    """Return speech as a microphone has it that hears the kitchen by so many decibels less."""
    speech = np.frombuffer(pcm, "<i2").astype(float)
    if not (sounding := speech[speech != 0]).size:
        return pcm
    loud = np.sqrt(np.mean(sounding**2)) * 10 ** (-decibels / 20)
    mixed: Samples = speech + loud * kitchen(len(speech), seed)
    quieter = min(1.0, _LOUDEST / float(np.abs(mixed).max()))
    return (quieter * mixed).astype("<i2").tobytes()


def _shaped(gains: Samples, chance: np.random.Generator, count: int) -> Samples:
    """Return noise with the spectrum `gains`, whose effective value is 1."""
    shaped = np.fft.irfft(np.fft.rfft(chance.normal(size=count)) * gains, count)
    return np.asarray(shaped / shaped.std())
