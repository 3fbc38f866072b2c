"""Synthetic speech for the recogniser, in the chunks that a microphone gives."""

import numpy as np
import soxr

from edgeassist.espeak import Espeak
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, SAMPLE_RATE, Chunk


def spoken(text: str, voice: str = "en-us") -> list[Chunk]:
    """Return the sentence with a little silence around it."""
    espeak = Espeak(voice)
    said = np.frombuffer(espeak.synthesize(text, 150), np.int16).astype(np.float32) / 32768
    said = soxr.resample(said, espeak.sample_rate, SAMPLE_RATE)
    return chunks(np.concatenate([np.zeros(4_000), said, np.zeros(6_000)]))


def chunks(samples: np.ndarray) -> list[Chunk]:
    """Return samples between -1 and 1 as chunks."""
    whole = samples[: len(samples) // CHUNK_SAMPLES * CHUNK_SAMPLES].reshape(-1, CHUNK_SAMPLES)
    pcm = (whole.clip(-1, 1) * 32767).astype("<i2")
    return [Chunk(row.tobytes(), at * CHUNK_S) for at, row in enumerate(pcm)]
