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

SYSTEM = Path("/")
_UNKNOWN = 1 << 62
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
    system: Path = SYSTEM
    """Where `proc` and `sys` are."""


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
        free = free_bytes(self._keep.system)
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
            elif (free := free_bytes(self._keep.system)) < self._keep.reserve_bytes:
                self._drop(f"only {free >> 20} MB of memory are free")
            else:
                self._watch()

    def _drop(self, why: str) -> None:
        if self._resident is not None:
            self._resident.close()
            self._resident = None
            logger.info("%s is dropped: %s", self._file.name, why)


def free_bytes(system: Path = SYSTEM) -> int:
    """Return how much memory can be had: of the machine without swapping, and of what our service is allowed.

    Where the system does not tell, as much as anybody wants.
    """
    return min(_free_here(system), _left_to_us(system))


def _free_here(system: Path) -> int:
    try:
        return 1024 * _number(system / "proc" / "meminfo", "MemAvailable:")
    except (OSError, ValueError):
        return _UNKNOWN


def _left_to_us(system: Path) -> int:
    """Return what is left of the limit of our control group (MemoryMax of a service); file pages can be given back."""
    try:
        own = (system / "proc" / "self" / "cgroup").read_text(encoding="utf-8").rpartition("0::/")[2].partition("\n")[0]
        group = system / "sys" / "fs" / "cgroup" / own
        return int((group / "memory.max").read_text(encoding="ascii")) - _number(group / "memory.stat", "anon")
    except (OSError, ValueError):
        return _UNKNOWN


def _number(file: Path, name: str) -> int:
    """Return the number in the line that begins with `name`; raises ValueError where there is none."""
    for line in file.read_text(encoding="ascii").splitlines():
        key, *values = line.split() or [""]
        if key == name and values:
            return int(values[0])
    raise ValueError(f"{file}: no {name}")
