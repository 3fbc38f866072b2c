"""Files that are there whole or not at all; those that are damaged are kept aside."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: str | bytes, *, durable: bool = False) -> None:
    """Write a file in place of the one before, its folder too; OSError where it cannot be, and then that one stays.

    `durable`: it is on the disk when this returns, whenever the power fails.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.new")
    with new.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    new.replace(path)


def put_aside(path: Path, *endings: str) -> Path:
    """Rename a damaged file, and those of its name with these endings, where that can be; return its name now."""
    aside = path.with_name(f"{path.name}.damaged-{time.time_ns() // 1_000_000}")
    for ending in ("", *endings):
        with suppress(OSError):
            path.with_name(path.name + ending).rename(aside.with_name(aside.name + ending))
    return aside if aside.exists() else path
