"""What a model has made of the fixed beginning of its prompts, kept on disk from start to start."""

from __future__ import annotations

import hashlib
import logging
import os
from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

logger = logging.getLogger(__name__)

_DIGEST = hashlib.sha256().digest_size


class StateCache:
    """One file a task; a state of another model, another text or another version is as good as none."""

    def __init__(self, folder: Path, model: Path, version: str) -> None:
        self._folder = folder
        status = model.stat()
        self._key = f"{model.name} {status.st_size} {status.st_mtime_ns} {version}"

    def load(self, task: str, tokens: Sequence[int]) -> bytes | None:
        """Return the state after `tokens`; None: none is kept, it is of something else, or damaged."""
        try:
            content = self._file(task).read_bytes()
        except OSError:
            return None
        key, digest, state = content[:_DIGEST], content[_DIGEST : 2 * _DIGEST], content[2 * _DIGEST :]
        if key != self._key_of(tokens):
            return None
        if digest != hashlib.sha256(state).digest():
            logger.warning("%s is damaged: it is made again", self._file(task))
            return None
        return state

    def save(self, task: str, tokens: Sequence[int], state: bytes) -> None:
        """Keep the state after `tokens`; where that fails the next start takes longer, and nothing else."""
        file = self._file(task)
        fresh = file.with_suffix(f".{os.getpid()}")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(self._key_of(tokens) + hashlib.sha256(state).digest() + state)
            fresh.replace(file)
        except OSError as error:
            logger.warning("%s: %s; the next start of the language model takes longer", file, error.strerror)
            with suppress(OSError):
                fresh.unlink()

    def _file(self, task: str) -> Path:
        return self._folder / f"general-{task}.state"

    def _key_of(self, tokens: Sequence[int]) -> bytes:
        return hashlib.sha256(self._key.encode("utf-8", "surrogateescape") + array("i", tokens).tobytes()).digest()
