"""Models of the catalogue into the state directory, and out of it again."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from edgeassist.checksums import Checksums
from edgeassist.errors import ModelError
from edgeassist.fetching import Fetcher
from edgeassist.store import CatalogModel, ModelStore, catalog

INCOMING = "incoming"
"""Folder below the models' one: what is not whole yet."""
_TIMES_OFF = 2.0
"""A model is not so many times as long, or as short, as the catalogue says: then something else came."""


@dataclass(frozen=True, slots=True)
class Installer:
    """Installs models: whole, with the right checksums, or not at all."""

    store: ModelStore
    hub: str
    """Address below which a hub of models keeps its repositories."""
    fetcher: Callable[[str], Fetcher]
    """Makes what fetches a file, given its name."""

    def pull(self, name: str, origin: str | None = None) -> Path:
        """Fetch a model and return where it is; `origin`: a folder or a mirror to take it from instead of the hub.

        Raises ModelError where it cannot be had whole; then a model that was there stays.
        """
        entry = _entry(name)
        if not entry.source:
            raise ModelError(f"{name} comes with edgeassist: there is nothing to fetch")
        incoming = self.store.folder / INCOMING / name
        for part, (place, sha256) in zip(entry.parts, entry.files().items(), strict=True):
            target = incoming / place
            if not target.exists():
                self._fetch(list(self._sources(entry, part, place, origin)), target, sha256, _most_mb(entry))
        _weigh(entry, incoming)
        self._put(entry, incoming)
        self.store.check(name)
        return self.store.folder / entry.file

    def remove(self, name: str) -> bool:
        """Delete a model's files; False: it was not installed. What comes with us stays."""
        entry = _entry(name)
        shutil.rmtree(self.store.folder / INCOMING / name, ignore_errors=True)
        path = self.store.folder / entry.file
        if not path.exists():
            return False
        for place in reversed(entry.files()):
            (self.store.folder / place).unlink(missing_ok=True)
        if path.is_dir():
            shutil.rmtree(path)
        Checksums(self.store.folder).forget(entry.files())
        return True

    def _fetch(self, sources: list[str], target: Path, sha256: str, most_mb: float) -> None:
        *others, last = sources
        for source in others:
            try:
                return self.fetcher(target.name).fetch(source, target, sha256, most_mb)
            except ModelError as error:
                if " 404 " not in str(error):
                    raise
        return self.fetcher(target.name).fetch(last, target, sha256, most_mb)

    def _sources(self, entry: CatalogModel, part: str, place: str, origin: str | None) -> Iterator[str]:
        """Yield where a file may be: a mirror holds it as we do, or as the hub does."""
        if origin is None or origin.startswith(("http://", "https://")):
            base = (origin or self.hub).rstrip("/")
            if origin is not None:
                yield f"{base}/{place}"
            yield f"{base}/{entry.source}/resolve/main/{part}"
        else:
            yield str(_found(Path(origin), PurePosixPath(place)))

    def _put(self, entry: CatalogModel, incoming: Path) -> None:
        """Move what has come to its place, what the engine is given last: until then the one before is whole."""
        folder = self.store.folder
        Checksums(folder).forget(entry.files())
        if (incoming / entry.file).is_dir():
            old = folder / INCOMING / f"{entry.name}.old"
            shutil.rmtree(old, ignore_errors=True)
            if (folder / entry.file).exists():
                (folder / entry.file).replace(old)
            (incoming / entry.file).replace(folder / entry.file)
            shutil.rmtree(old, ignore_errors=True)
        else:
            for place in sorted(entry.files(), key=lambda place: place == entry.file):
                (incoming / place).replace(folder / place)
        shutil.rmtree(incoming, ignore_errors=True)


def _most_mb(entry: CatalogModel) -> float:
    return _TIMES_OFF * entry.size_mb or math.inf


def _weigh(entry: CatalogModel, incoming: Path) -> None:
    """Throw away what is far too short: a page of a network or of a server, where no checksum is pinned."""
    came_mb = sum((incoming / place).stat().st_size for place in entry.files()) / 1e6
    if came_mb * _TIMES_OFF < entry.size_mb:
        shutil.rmtree(incoming, ignore_errors=True)
        told = f"{came_mb:,.1f} MB came, and the catalogue says {entry.size_mb:,.0f}"
        raise ModelError(f"{entry.name}: {told}: not the model; thrown away")


def _entry(name: str) -> CatalogModel:
    entry = catalog().get(name)
    if entry is None:
        raise ModelError(f"{name!r} is not in the catalogue: edgeassist models list")
    return entry


def _found(folder: Path, place: PurePosixPath) -> Path:
    """Return the file below `folder` that is called so, in a folder of the model's name where there are several."""
    if not folder.is_dir():
        raise ModelError(f"{folder}: there is no such folder")
    found = sorted(folder.rglob(place.name))
    mine = [path for path in found if len(place.parts) == 1 or path.parent.name == place.parent.name]
    if not mine and len(place.parts) > 1:
        mine = [path for path in found if path.parent == folder]
    if not mine:
        raise ModelError(f"{folder}: there is no {place} in it")
    return mine[0]
