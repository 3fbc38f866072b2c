"""Run as a process of its own: loads a wake-word model that nobody knows, prints what it makes of no word at all."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk
from edgeassist.wake.following import Following
from edgeassist.wake.micro_wakeword import MicroWakeWord, Word
from edgeassist.wake.words import read_word

_CHUNKS = 100


def main() -> None:
    """Print the highest scores on silence and on noise, and milliseconds a chunk, as JSON."""
    try:
        model = read_word(Path(sys.argv[1]))
        word = Word(model, Following(model.cutoff))
    except ModelError as error:
        sys.exit(str(error))
    detector, scores = MicroWakeWord([word]), list[float]()
    began = time.process_time()
    for number, samples in enumerate(_sounds()):
        detector.process(Chunk(samples.astype("<i2").tobytes(), number * CHUNK_S))
        scores.append(word.score)
    took_ms = 1000 * (time.process_time() - began) / len(scores)
    found = {"silence": max(scores[:_CHUNKS]), "noise": max(scores[_CHUNKS:]), "ms": took_ms}
    sys.stdout.write(json.dumps(found))


def _sounds() -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    noise = np.random.default_rng(0).normal(0, 2_000, (_CHUNKS, CHUNK_SAMPLES)).clip(-32_768, 32_767)
    return np.concatenate([np.zeros((_CHUNKS, CHUNK_SAMPLES)), noise])


if __name__ == "__main__":
    main()
