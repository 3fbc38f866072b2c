"""The disk: room for the state, and whether it can be written at all."""

from __future__ import annotations

import errno
import getpass
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from edgeassist.doctor.finding import Finding, bad, good, unchecked, warning
from edgeassist.doctor.machine import Machine
from edgeassist.state import FILE

_LITTLE_MB, _LEAST_MB = 500, 50
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})


def look_at_disk(machine: Machine, state_dir: Path) -> Iterator[Finding]:
    """Yield how much room there is for the state, and whether it is kept."""
    existing = next(folder for folder in (state_dir, *state_dir.parents) if folder.is_dir())
    writable = _written(state_dir, existing)
    yield writable
    yield _room(existing)
    mount, kind, options = _mounted(machine, existing)
    if kind in _IN_MEMORY:
        text = f"{state_dir} is in memory ({mount}): timers and what was learned are gone after a restart"
        yield warning("kept", text, "edgeassist config show | grep state_dir")
    root = _mounted(machine, Path("/"))[2]
    if "ro" in root.split(","):
        yield _read_only(writable, options)
    if (database := state_dir / FILE).is_file():
        yield _whole(database)


def _written(state_dir: Path, existing: Path) -> Finding:
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"doctor")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        cures = {errno.EACCES: _owned(state_dir), errno.EPERM: _owned(state_dir), errno.ENOSPC: _largest(existing)}
        cure = cures.get(error.errno or 0, "dmesg | tail")
        return bad("writable", f"{existing}: cannot be written: {error.strerror}", cure)
    return good(
        "writable", f"{state_dir} can be written" + ("" if existing == state_dir else ", it is made at the start")
    )


def _owned(path: Path) -> str:
    """Return the command that gives a path to who we are."""
    name = getpass.getuser()
    return f"sudo chown -R {name}: {path} && sudo systemctl restart edgeassist"


def _largest(folder: Path) -> str:
    return f"sudo du -xh {folder} --max-depth=2 | sort -h | tail"


def _room(folder: Path) -> Finding:
    usage = shutil.disk_usage(folder)
    free_mb, share = usage.free / 1e6, usage.free / max(1, usage.total)
    text, cure = f"{free_mb:,.0f} MB free ({share:.0%})", _largest(folder)
    if free_mb < _LEAST_MB:
        return bad("room", text, cure)
    return warning("room", text, cure) if free_mb < _LITTLE_MB else good("room", text)


def _mounted(machine: Machine, folder: Path) -> tuple[str, str, str]:
    """Return mount point, kind and options of the file system that a folder is on."""
    best = ("", "", "")
    for line in (machine.text("proc/mounts") or "").splitlines():
        _, mount, kind, options, *_ = [*line.split(), "", "", "", ""]
        if folder.resolve().is_relative_to(mount or "?") and len(mount) >= len(best[0]):
            best = (mount, kind, options)
    return best


def _read_only(writable: Finding, options: str) -> Finding:
    """Return what a root that cannot be written means: an overlay, or a card that is worn out."""
    if writable.verdict == "good" and "ro" not in options.split(","):
        return good("root", "the system is read-only and the state is elsewhere")
    return bad("root", "the system is read-only: a file system goes so when its disk fails", "dmesg | grep -i error")


def _whole(database: Path) -> Finding:
    if not os.access(database, os.R_OK | os.W_OK):
        text = f"{database} belongs to somebody else: what happens is forgotten at the end"
        return bad("database", text, _owned(database.parent))
    try:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=2.0)) as connection:
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        return unchecked("database", f"{database}: {error}", f"sudo sqlite3 {database} 'PRAGMA quick_check'")
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # what is said of it repeats bytes of it
        said = str(error)
    if said != "ok":
        text = f"{database} is damaged ({said}): the next start puts it aside and begins anew"
        return bad("database", text, "sudo systemctl restart edgeassist")
    return good("database", f"{database} is whole, {database.stat().st_size / 1e6:.1f} MB")
