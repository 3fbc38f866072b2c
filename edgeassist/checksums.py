"""What is in the files of models: compared with what is pinned, else with what it was when it was first used."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from edgeassist.errors import ModelError
from edgeassist.replacing import write_whole

FILE = "checksums.json"


@dataclass(frozen=True, slots=True)
class _Seen:
    """A file as it was when its checksum was taken."""

    sha256: str
    size: int
    changed_ns: int


class Checksums:
    """The checksums of the files of one folder, kept in the folder itself unless it comes with the package."""

    def __init__(self, folder: Path, *, kept: bool = True) -> None:
        self._folder = folder
        self._kept = kept
        self._seen = _read(folder / FILE) if kept else {}

    def check(self, files: Mapping[str, str], *, cure: str, again: bool = False) -> None:
        """Compare `files`, path below the folder → sha256 ("": what it was when first seen).

        What has not been touched since is not read, unless `again`. Raises ModelError that ends with `cure`.
        """
        for name, pinned in files.items():
            path = self._folder / name
            if not pinned and not path.exists():
                continue  # another's conversion may do without it; the engine says so if not
            try:
                status = path.stat()
                before = self._seen.get(name)
                untouched = before and (before.size, before.changed_ns) == (status.st_size, status.st_mtime_ns)
                if before and untouched and not again and pinned in {"", before.sha256}:
                    continue
                digest = sha256_of(path)
            except OSError as error:
                raise ModelError(f"{path}: {error.strerror}: {cure}") from error
            expected = pinned or (before.sha256 if before else digest)
            if digest != expected:
                whose = "the catalogue's" if pinned else "what it was when it was first used"
                raise ModelError(f"{path}: damaged, its checksum is not {whose}: {cure}")
            self._keep(name, _Seen(digest, status.st_size, status.st_mtime_ns))

    def forget(self, files: Mapping[str, str]) -> None:
        """Take it that these files are other ones from now on."""
        for name in files:
            self._seen.pop(name, None)
        self._write()

    def _keep(self, name: str, seen: _Seen) -> None:
        if self._seen.get(name) != seen:
            self._seen[name] = seen
            self._write()

    def _write(self) -> None:
        if not self._kept:
            return
        kept = {name: asdict(seen) for name, seen in sorted(self._seen.items())}
        with suppress(OSError):  # no room, or another user's folder: they are compared every time
            write_whole(self._folder / FILE, json.dumps(kept, indent=1))


def sha256_of(path: Path) -> str:
    """Return the checksum of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read(path: Path) -> dict[str, _Seen]:
    try:
        return {name: _Seen(**seen) for name, seen in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}  # none yet, or damaged: all are compared anew
