"""Which passages mean what a question means, by their vectors."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property
from threading import Event, Lock
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edgeassist.documents.index import Index
from edgeassist.errors import EngineError, ModelError

logger = logging.getLogger(__name__)

_AT_ONCE = 16
_MOST = 20


class Embeds(Protocol):
    """Makes vectors of texts."""

    def vector(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a text, of length 1."""


class Likeness:
    """Compares questions with the passages of an index; `load` gives the model when it is first needed."""

    def __init__(self, index: Index, load: Callable[[], Embeds]) -> None:
        self._index = index
        self._load = load
        self._lock = Lock()

    @cached_property
    def _embedder(self) -> Embeds | None:
        """The model; None: it cannot be loaded, and words alone count until the next start."""
        with self._lock:  # both the thread that indexes and the one that asks may be the first
            if "_embedder" in self.__dict__:
                found: Embeds | None = self.__dict__["_embedder"]
                return found
            try:
                return self._load()
            except (EngineError, ModelError) as error:
                logger.warning("documents: %s; until the next start passages are found by their words alone", error)
                return None

    def closest(self, question: str) -> list[int]:
        """Return the passages that mean most nearly the same, by their number, the closest first."""
        if self._embedder is None:
            return []
        asked = self._embedder.vector(question)
        known = [(number, np.frombuffer(raw, np.float16)) for number, raw in self._index.vectors() if raw]
        known = [(number, vector) for number, vector in known if vector.shape == asked.shape]
        if not known:
            return []
        likeness = np.stack([vector for _, vector in known]).astype(np.float32) @ asked
        return [known[at][0] for at in np.argsort(-likeness, kind="stable")[:_MOST]]

    def catch_up(self, stop: Event) -> None:
        """Give a vector to every passage that has none; ends early by `stop`. Raises StateError, EngineError."""
        if self._embedder is None:
            return
        missing = [number for number, raw in self._index.vectors() if raw is None]
        for first in range(0, len(missing), _AT_ONCE):
            if stop.is_set():
                return
            numbers = missing[first : first + _AT_ONCE]
            self._index.set_vectors([(number, self._vector(number, self._embedder)) for number in numbers])
        if missing:
            logger.info("documents: %d passages have their vectors", len(missing))

    def _vector(self, number: int, embedder: Embeds) -> bytes:
        hit = self._index.passage(number)
        text = f"{hit.document.title}: {hit.passage.heading}: {hit.passage.text}"
        return embedder.vector(text).astype(np.float16).tobytes()
