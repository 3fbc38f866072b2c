"""Language models on disk, so that a start with the same names need not count again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

logger = logging.getLogger(__name__)

_MOST_KEPT = 12
"""Three for every home."""
_SUFFIX = ".model"
_SUM_BYTES = 16


@dataclass(frozen=True, slots=True)
class WordModel:
    """What the decoder reads: which words follow one another, and how they sound."""

    grams: str
    """In the ARPA format."""
    dictionary: str

    def encoded(self) -> bytes:
        """Return both in one block that tells whether it is whole."""
        body = f"{len(self.grams)}\n{self.grams}{self.dictionary}".encode()
        return _sum(body) + body

    @classmethod
    def decoded(cls, block: bytes) -> WordModel | None:
        """Return what `encoded` made a block of; None where it is damaged."""
        head, body = block[:_SUM_BYTES], block[_SUM_BYTES:]
        if head != _sum(body):
            return None
        length, _, rest = body.decode().partition("\n")
        return cls(rest[: int(length)], rest[int(length) :])


def _sum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_SUM_BYTES).digest()


class ModelCache:
    """Keeps the models that were used last in a folder; None: nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def get(self, key: str, build: Callable[[], WordModel]) -> WordModel:
        """Return the model of `key`, built where there is none or a damaged one.

        A folder that cannot be written costs time at the next start and nothing else.
        """
        if self._folder is None:
            return build()
        path = self._folder / f"{blake2b(key.encode(), digest_size=16).hexdigest()}{_SUFFIX}"
        try:
            model = WordModel.decoded(path.read_bytes())
        except FileNotFoundError:
            model = None
        except OSError as error:
            logger.warning("%s: %s; the recogniser is built anew", path, error.strerror)
            model = None
        if model is None:
            model = build()
            self._keep(path, model)
        return model

    def _keep(self, path: Path, model: WordModel) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, suffix=".draft", delete=False) as draft:
                draft.write(model.encoded())
            Path(draft.name).replace(path)
            kept = sorted(path.parent.glob(f"*{_SUFFIX}"), key=lambda old: old.stat().st_mtime, reverse=True)
            for old in kept[_MOST_KEPT:]:
                old.unlink(missing_ok=True)
        except OSError as error:
            logger.warning("%s: %s; the next start takes longer", path.parent, error.strerror)
