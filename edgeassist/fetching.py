"""Files from the network or from a folder: gone on with where they broke off, whole or not there at all."""

from __future__ import annotations

import errno
import math
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import BinaryIO, TypeAlias
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from edgeassist.checksums import sha256_of
from edgeassist.errors import ModelError

Told: TypeAlias = Callable[[int, int | None], None]
"""Is told how many bytes there are, and how many there will be where that is known."""

_BLOCK = 1 << 18
_TIMEOUT_S = 30.0
"""Without a byte; then the connection counts as broken."""
_NO_SUCH_PART = 416
_TRIES = 6
"""In a row that bring nothing."""
_FIRST_WAIT_S = 1.0
"""Before the second try; twice as long before each further one."""
_BUSY = {408, 425, 429}
"""What a server answers, besides its own faults (500 and more), that may be other a moment later."""


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches files; what was fetched of one is kept beside it as `.part` until it is whole."""

    told: Told = lambda _here, _all: None
    sleep: Callable[[float], None] = time.sleep
    timeout_s: float = _TIMEOUT_S

    def fetch(self, source: str, target: Path, sha256: str = "", most_mb: float = math.inf) -> None:
        """Fetch the file at `source`, an address or a path, to `target`.

        Raises ModelError where it cannot be had, where the disk is full, and where it is longer than `most_mb` or not
        what `sha256` says.
        """
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        with _named(part):
            if source.startswith(("http://", "https://")):
                _Download(source, part, self, most_mb).run()
            else:
                self._copy(Path(source), part)
            if sha256 and sha256_of(part) != sha256:
                _throw_away(part)
                raise ModelError(f"{source}: not the file that the catalogue names (its checksum differs); thrown away")
            part.replace(target)
            _mark(part).unlink(missing_ok=True)

    def _copy(self, source: Path, part: Path) -> None:
        size = source.stat().st_size
        _room(part, size)
        with source.open("rb") as old, part.open("wb") as new:
            while block := old.read(_BLOCK):
                new.write(block)
                self.told(new.tell(), size)


class _Broken(Exception):  # noqa: N818  it is no error yet
    """The connection ended before the file did."""


class _Download:
    """One file from one address."""

    def __init__(self, address: str, part: Path, fetcher: Fetcher, most_mb: float) -> None:
        self._address = address
        self._most_mb = most_mb
        self._part = part
        self._fetcher = fetcher

    def run(self) -> None:
        """Fetch until all is there; raises ModelError where nothing comes for long, or what comes is no such file."""
        failed = most = 0
        while True:
            before = self._here()
            try:
                self._go_on()
            except (OSError, HTTPException, _Broken) as error:
                if isinstance(error, HTTPError) and error.code == _NO_SUCH_PART:
                    if error.headers.get("Content-Range") == f"bytes */{before}":
                        return  # all was there already
                    _throw_away(self._part)
                if self._local(error):
                    raise
                failed = 1 if self._here() > most else failed + 1
                most = max(most, self._here())
                if failed == _TRIES or _final(error):
                    raise ModelError(f"{self._address}: {_told(error)}{self._kept()}") from error
                self._fetcher.sleep(_FIRST_WAIT_S * 2 ** (failed - 1))
            else:
                return

    def _kept(self) -> str:
        here = self._here()
        return f"; {here / 1e6:.1f} MB are kept: the same command goes on from there" if here else ""

    def _go_on(self) -> None:
        here = self._here()
        request = Request(self._address, headers={"User-Agent": "edgeassist"})  # noqa: S310  `fetch` lets in no other
        mark = _mark(self._part)
        if here and mark.exists():
            request.add_header("Range", f"bytes={here}-")
            request.add_header("If-Range", mark.read_text())
        with urlopen(request, timeout=self._fetcher.timeout_s) as answer:  # noqa: S310
            begin, total = self._span(answer, here)
            self._bounded(total or 0)
            _room(self._part, 0 if total is None else total - begin)
            _note(mark, answer)
            with self._part.open("r+b" if begin else "wb") as file:
                file.seek(begin)
                file.truncate()
                self._take(answer, file, total)

    def _span(self, answer: HTTPResponse, here: int) -> tuple[int, int | None]:
        """Return where the answer begins in the file, and how long the file is, where it says so."""
        if "text/html" in answer.headers.get("Content-Type", "") and not self._address.endswith((".html", ".htm")):
            raise ModelError(f"{self._address}: a web page came instead of the file: a login page of your network?")
        length = answer.headers.get("Content-Length")
        if answer.status != 206:
            return 0, None if length is None else int(length)
        span, _, total = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("/")
        if span.split("-")[0] != str(here) or not total.isdigit():
            _throw_away(self._part)
            raise _Broken("the server sent another part than was asked for")
        return here, int(total)

    def _take(self, answer: HTTPResponse, file: BinaryIO, total: int | None) -> None:
        while block := answer.read(_BLOCK):
            file.write(block)
            self._bounded(file.tell())
            self._fetcher.told(file.tell(), total)
        if total is not None and file.tell() != total:
            raise _Broken(f"the connection ended at {file.tell():,} of {total:,} bytes")

    def _bounded(self, size: int) -> None:
        """Refuse a file that is far too long, before it fills the disk."""
        if size > self._most_mb * 1e6:
            _throw_away(self._part)
            raise ModelError(f"{self._address}: it is longer than {self._most_mb:,.1f} MB, not the model; thrown away")

    def _here(self) -> int:
        return self._part.stat().st_size if self._part.exists() else 0

    @staticmethod
    def _local(error: Exception) -> bool:
        """Return whether it is the disk that fails, and no connection."""
        if not isinstance(error, OSError) or isinstance(error, HTTPError):
            return False
        return error.filename is not None or error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}


def _final(error: Exception) -> bool:
    """Return whether trying again would bring the same."""
    return isinstance(error, HTTPError) and error.code < 500 and error.code not in {_NO_SUCH_PART, *_BUSY}


def _told(error: Exception) -> str:
    """Return an error in one line."""
    words = " ".join(str(error).split())
    if isinstance(error, HTTPError):
        leads = "; it leads somewhere else, again and again or to no web address" if error.code < 400 else ""
        return f"{error.code} {error.reason.splitlines()[0] if not leads else 'redirected'}{leads}"
    return words or type(error).__name__


def _mark(part: Path) -> Path:
    """Return the file that holds by what the server knows whether its file is still the one we have a part of."""
    return part.with_name(f"{part.name}.mark")


def _note(mark: Path, answer: HTTPResponse) -> None:
    known = answer.headers.get("ETag", "")
    if known and not known.startswith("W/"):
        mark.write_text(known)
    elif modified := answer.headers.get("Last-Modified"):
        mark.write_text(modified)
    else:
        mark.unlink(missing_ok=True)


def _throw_away(part: Path) -> None:
    part.unlink(missing_ok=True)
    _mark(part).unlink(missing_ok=True)


def _room(part: Path, needed: int) -> None:
    free = shutil.disk_usage(part.parent).free
    if needed > free:
        raise ModelError(f"{part.parent}: {needed / 1e6:,.0f} MB are needed and {free / 1e6:,.0f} MB are free")


@contextmanager
def _named(part: Path) -> Iterator[None]:
    """Turn what the disk says into a ModelError."""
    try:
        yield
    except OSError as error:
        raise ModelError(f"{error.filename or part}: {error.strerror or error}") from error
