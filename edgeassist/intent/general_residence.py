"""A large model that is loaded when it is needed, and dropped when nobody needs it or memory is short."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Timer
from typing import Generic, Protocol, TypeVar

from edgeassist.errors import ModelError
from edgeassist.intent.general_limit import Limit

logger = logging.getLogger(__name__)

MEMINFO = Path("/proc/meminfo")
_WAIT_S = 0.05
_LOOK_S = 10.0
"""How often memory is looked at while a model is loaded."""


class Closeable(Protocol):
    """What can give its memory back."""

    def close(self) -> object:
        """Give it back."""


Resident = TypeVar("Resident", bound=Closeable)


@dataclass(frozen=True, slots=True)
class Keep:
    """How long and under which conditions a model stays loaded."""

    idle_s: float
    """Nobody has asked for so long: it is dropped."""
    reserve_bytes: int
    """Memory that has to stay free for everything else."""
    meminfo: Path = MEMINFO


class Residence(Generic[Resident]):
    """Where one model lives; for any number of threads, one at a time."""

    def __init__(self, file: Path, load: Callable[[Limit], Resident], keep: Keep) -> None:
        self._file = file
        self._load = load
        self._keep = keep
        self._lock = Lock()
        self._resident: Resident | None = None
        self._used = 0.0
        self._failed: tuple[float, int] | None = None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory."""
        return self._resident is not None

    @contextmanager
    def borrowed(self, limit: Limit) -> Iterator[Resident | None]:
        """Give the model, loaded if need be; None: there is not enough memory, or it cannot be loaded.

        Raises BrokenOffError when `limit` passes before it is loaded, or while another thread has it.
        """
        while not self._lock.acquire(timeout=_WAIT_S):
            limit.check()
        try:
            yield self._fetch(limit)
        finally:
            self._used = time.monotonic()
            self._lock.release()

    def drop(self) -> None:
        """Give the memory back; the next who asks loads the model again."""
        with self._lock:
            self._drop("it is not needed any more")

    def _fetch(self, limit: Limit) -> Resident | None:
        free = free_bytes(self._keep.meminfo)
        if self._resident is not None:
            if free >= self._keep.reserve_bytes:
                return self._resident
            self._drop(f"only {free >> 20} MB of memory are free")
            return None
        if (stamp := self._stamp()) == self._failed:
            return None
        needed = self._keep.reserve_bytes + stamp[1]
        if free < needed:
            logger.warning(
                "%s is not loaded: %d MB of memory are free, %d needed", self._file.name, free >> 20, needed >> 20
            )
            return None
        try:
            self._resident = self._load(limit)
        except ModelError as error:
            logger.warning("%s; going on without it until the file changes", error)
            self._failed = stamp
            return None
        logger.info("%s is loaded", self._file.name)
        self._watch()
        return self._resident

    def _stamp(self) -> tuple[float, int]:
        """Return what changes when the file does: one that could not be loaded is not tried again before."""
        try:
            status = self._file.stat()
        except OSError:
            return 0.0, 0
        return status.st_mtime, status.st_size

    def _watch(self) -> None:
        timer = Timer(min(_LOOK_S, self._keep.idle_s), self._look)
        timer.daemon = True
        timer.start()

    def _look(self) -> None:
        with self._lock:
            if self._resident is None:
                return
            if time.monotonic() - self._used >= self._keep.idle_s:
                self._drop("it is not needed any more")
            elif (free := free_bytes(self._keep.meminfo)) < self._keep.reserve_bytes:
                self._drop(f"only {free >> 20} MB of memory are free")
            else:
                self._watch()

    def _drop(self, why: str) -> None:
        if self._resident is not None:
            self._resident.close()
            self._resident = None
            logger.info("%s is dropped: %s", self._file.name, why)


def free_bytes(meminfo: Path = MEMINFO) -> int:
    """Return how much memory can be had without swapping; where the system does not tell, as much as anybody wants."""
    try:
        lines = meminfo.read_text(encoding="ascii").splitlines()
        return next(1024 * int(line.split()[1]) for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError, IndexError):
        return 1 << 62
