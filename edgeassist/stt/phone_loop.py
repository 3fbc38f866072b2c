"""How well any sounds of the language fit what was said: what a sentence has to be compared with."""

from __future__ import annotations

import fcntl
import os
import weakref
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from shutil import disk_usage, rmtree
from tempfile import gettempdir, mkdtemp

from edgeassist.errors import EngineError
from edgeassist.stt.sphinx import Decoder, Stretch

_SILENCE = ("SIL", "+NSN+", "+SPN+")
"""The library's names of silence and noise."""

_IN_MEMORY = Path("/dev/shm")  # noqa: S108  a folder of the user's own is made in it
_PREFIX = "edgeassist-sounds-"

_LEAST_ROOM = 48 * 2**20
"""Bytes that must be free: a second takes a million, and the library does not survive a disk that is full."""


class PhoneLoop:
    """Hears an utterance as phones in any order, a twentieth of real time, and writes down how it scores all sounds."""

    def __init__(self, acoustic_model: Path, phones: Path) -> None:
        in_memory = os.access(_IN_MEMORY, os.W_OK) and disk_usage(_IN_MEMORY).free >= _LEAST_ROOM
        parent = _IN_MEMORY if in_memory else Path(gettempdir())
        _sweep(parent)
        self._folder = Path(mkdtemp(prefix=_PREFIX, dir=parent))
        weakref.finalize(self, os.close, _held(self._folder))
        weakref.finalize(self, rmtree, self._folder, ignore_errors=True)
        self._decoder = Decoder(
            hmm=acoustic_model,
            allphone=phones,
            allphone_ci=True,
            beam=1e-20,
            pbeam=1e-20,
            lw=2.0,
            bestpath=False,
            compallsen=True,
            senlogdir=self._folder,
            loglevel="FATAL",
        )
        self._begun = False

    def start(self) -> None:
        """Begin an utterance, also where nobody asked for the end of the last one."""
        if self._begun:
            self._decoder.end()
            self._begun = False
        self._folder.mkdir(mode=0o700, exist_ok=True)  # a system may clear what its users leave in memory
        self.forget()
        if disk_usage(self._folder).free < _LEAST_ROOM:
            raise EngineError("pocketsphinx", f"there is no room left for {self._folder}")
        self._decoder.start()
        self._begun = True

    def set_mean(self, mean: str) -> None:
        """Set the mean of the cepstra for what is decoded next."""
        self._decoder.set_mean(mean)

    def decode(self, frames: bytes) -> None:
        """Take the next cepstra."""
        self._decoder.decode(frames)

    def finish(self) -> list[Stretch]:
        """End the utterance; return the phones that fit it best."""
        self._decoder.end()
        self._begun = False
        return self._decoder.stretches()

    @property
    def scores(self) -> Path:
        """Where the scores of the utterance that was finished last stand, for decoders that score no less."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                return path
        raise EngineError("pocketsphinx", f"somebody has cleared {self._folder}")

    def forget(self) -> None:
        """Forget the scores."""
        with suppress(FileNotFoundError):
            for path in self._folder.iterdir():
                path.unlink()


def _held(folder: Path) -> int:
    """Return what keeps a folder from being swept while its process lives, whoever else may see it."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _sweep(parent: Path) -> None:
    """Remove what processes left that were killed."""
    for folder in parent.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # it is in use, or somebody else's
            os.close(_held(folder))
            rmtree(folder, ignore_errors=True)


def lead(words: Iterable[Stretch], phones: Iterable[Stretch]) -> float:
    """Return by how much words fit better than phones in any order do, in nats a frame, where there are phones at all.

    >>> words = [Stretch("<s>", 0, 5, -9.0), Stretch("lights", 5, 9, -3.0), Stretch("on", 9, 10, -5.0)]
    >>> lead(words, [Stretch("SIL", 0, 5, -1.0), Stretch("L", 5, 10, -2.0)])
    -1.4
    """
    fits = [None if phone.name in _SILENCE else phone.score for phone in phones for _ in range(phone.first, phone.last)]
    leads = [
        word.score - fit
        for word in words
        if word.score <= 0.0  # what stands for a pause between words has a score of another kind
        for fit in fits[word.first : word.last]
        if fit is not None
    ]
    return sum(leads) / len(leads) if leads else 0.0
