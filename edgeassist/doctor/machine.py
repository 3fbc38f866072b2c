"""The machine under the assistant: files of the kernel and of the system, and programs that tell more."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Board = Literal["Raspberry Pi 5", "Raspberry Pi 4", "x86-64", "other"]

_PROGRAM_S = 5.0


@dataclass(frozen=True, slots=True)
class Machine:
    """Where the machine tells about itself."""

    root: Path = Path("/")
    """The folder that holds proc, sys, etc and run."""
    programs: str | None = None
    """Folders of programs, as in PATH; None: those of PATH, and where the system keeps its own."""

    def text(self, path: str) -> str | None:
        """Return what a file below the root holds; None: there is no such file, or nobody may read it."""
        try:
            return (self.root / path).read_text(encoding="utf-8", errors="replace").strip("\0\n ")
        except OSError:
            return None

    def number(self, path: str) -> int | None:
        """Return the number that a file holds; None: it holds none."""
        try:
            return int(self.text(path) or "")
        except ValueError:
            return None

    def find(self, pattern: str) -> Iterator[Path]:
        """Yield the files below the root that a pattern fits, in order."""
        yield from sorted(self.root.glob(pattern))

    def has(self, program: str) -> bool:
        """Return whether a program is installed."""
        return self._where(program) is not None

    def output(self, *command: str, limit_s: float = _PROGRAM_S) -> str | None:
        """Return what a program prints; None: it is missing, failed, or did not end in time."""
        program = self._where(command[0])
        if program is None:
            return None
        try:
            done = subprocess.run(  # noqa: S603  programs by name, arguments of our own
                [program, *command[1:]],
                capture_output=True,
                text=True,
                errors="replace",
                timeout=limit_s,
                check=False,
                env={**os.environ, "LC_ALL": "C"},
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return done.stdout.strip() if done.returncode == 0 else None

    def properties(self, *command: str) -> dict[str, str]:
        """Return the lines "Key=value" that a program prints."""
        lines = (self.output(*command) or "").splitlines()
        return dict(line.split("=", 1) for line in lines if "=" in line)

    def model(self) -> str:
        """Return what the maker calls the board; empty: nothing tells."""
        return self.text("proc/device-tree/model") or self.text("sys/class/dmi/id/product_name") or ""

    def board(self) -> Board:
        """Return which of the boards that we know of this is."""
        model = self.model()
        if model.startswith(("Raspberry Pi 5", "Raspberry Pi 500", "Raspberry Pi Compute Module 5")):
            return "Raspberry Pi 5"
        if model.startswith(("Raspberry Pi 4", "Raspberry Pi Compute Module 4")):
            return "Raspberry Pi 4"
        return "x86-64" if "x86_64" in (self.text("proc/version") or "") or os.uname().machine == "x86_64" else "other"

    def _where(self, program: str) -> str | None:
        if self.programs is not None:
            return shutil.which(program, path=self.programs)
        return shutil.which(program) or shutil.which(program, path="/usr/sbin:/sbin:/usr/bin:/opt/vc/bin")
