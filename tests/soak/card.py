"""A small memory card of its own for the state directory: it gets full, it breaks, it is repaired. Only for root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

_SIZE_MB = 24
_TRIES = 50
_APART = "SOAK_APART"
_PROGRAMS = ("mkfs.ext4", "e2fsck", "mount", "umount")


def apart(module: str) -> None:
    """Begin this program anew in a view of the file systems of its own, once: else who looks at all of them holds ours.

    Does nothing where there can be no cards.
    """
    if _APART not in os.environ and can_have_cards() and shutil.which("unshare"):
        again = ("unshare", "--mount", "--propagation", "private", sys.executable, "-m", module, *sys.argv[1:])
        os.execvpe(again[0], again, os.environ | {_APART: "1"})  # noqa: S606


def can_have_cards() -> bool:
    """Return whether file systems can be mounted here."""
    return os.geteuid() == 0 and Path("/dev/loop-control").exists() and all(map(shutil.which, _PROGRAMS))


class Card:
    """An ext4 file system of a few megabytes, mounted at `folder`; `with` makes it and takes it away."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._image = folder.with_name(f"{folder.name}.card")

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._image.open("wb") as image:
            image.truncate(_SIZE_MB << 20)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        self.mount()
        return self

    def __exit__(self, *_: object) -> None:
        self.take_out()

    def mount(self, *, read_only: bool = False) -> None:
        """Put it in."""
        _run("mount", "-o", f"loop,noatime{',ro' if read_only else ''}", str(self._image), str(self._folder))

    def take_out(self) -> None:
        """Take it out; nothing may have a file on it open, but for somebody who looks through all folders just now."""
        for _ in range(_TRIES):
            if not subprocess.run(["umount", self._folder], capture_output=True, check=False).returncode:
                return
            time.sleep(0.1)
        _run("umount", str(self._folder))

    def fill(self) -> None:
        """Leave not a block free on it."""
        with (self._folder / "filler").open("ab", buffering=0) as filler:
            for block in (1 << 20, 1 << 10, 1):
                try:
                    while True:
                        filler.write(bytes(block))
                except OSError:
                    continue

    def empty(self) -> None:
        """Give back what `fill` took."""
        (self._folder / "filler").unlink(missing_ok=True)

    def fail(self) -> None:
        """Break it as cards break: from now on nothing can be written, not even to files that are open."""
        _run("sync", "-f", str(self._folder))
        _run("mount", "-o", "remount,abort", str(self._folder))

    def repair(self) -> None:
        """Take it out, mend it and put it in again; nothing may have a file on it open."""
        self.take_out()
        mended = subprocess.run(["e2fsck", "-f", "-y", self._image], capture_output=True, check=False)
        assert mended.returncode <= 1, mended.stdout
        self.mount()


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
