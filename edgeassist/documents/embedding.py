"""Texts as vectors, by any GGUF embedding model: what means the same lies close together."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TypeAlias

import numpy as np
from llama_cpp import Llama
from numpy.typing import NDArray

from edgeassist.errors import EngineError, ModelError

Vector: TypeAlias = NDArray[np.float32]

_LONGEST = 512
"""Tokens of a text; what follows is left out."""


class Embedder:
    """The model in `path`; any thread may ask, one after the other."""

    def __init__(self, path: Path, threads: int) -> None:
        self._lock = Lock()
        try:
            self._model = Llama(
                str(path),
                embedding=True,
                n_ctx=_LONGEST,
                n_batch=_LONGEST,
                n_threads=threads,
                n_threads_batch=threads,
                verbose=False,
            )
        except (ValueError, OSError, RuntimeError) as error:
            raise ModelError(f"{path}: cannot be used as an embedding model: {error}") from error

    def vector(self, text: str) -> Vector:
        """Return the vector of a text, of length 1."""
        try:
            with self._lock:
                raw = np.asarray(self._model.embed(text, truncate=True), dtype=np.float32)
        except (ValueError, RuntimeError) as error:
            raise EngineError("llama.cpp", str(error)) from error
        mean = raw if raw.ndim == 1 else raw.mean(axis=0)  # a model without pooling gives one vector a token
        length = float(np.linalg.norm(mean))
        return mean / length if length else mean
