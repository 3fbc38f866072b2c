"""Keeps the index as the folders are: what was added, changed or removed there is noticed when it looks."""

from __future__ import annotations

import hashlib
import logging
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event

from edgeassist.courtesy import Courtesy
from edgeassist.documents.index import Document, Index
from edgeassist.documents.passages import Passage
from edgeassist.documents.reading import KINDS, LARGEST, StoppedError, UnreadableError, passages_in

logger = logging.getLogger(__name__)

_MOST_FILES = 5_000
_DEEPEST = 6
_MANY = 20
"""From so many new files on it is said how far it is."""


class Librarian:
    """Looks after the documents of some folders."""

    def __init__(self, index: Index, folders: Sequence[Path]) -> None:
        self.index = index
        self.folders = tuple(folders)
        """The first is where documents are added."""
        self.courtesy = Courtesy()
        """Knows of the turns that indexing gives way to."""
        self._seen: dict[Path, int] = {}
        """Each folder, and when something came into it or went, as it was looked at last."""

    def look(self, stop: Event) -> bool:
        """Bring the index up to date; returns whether anything was new. Raises StateError; ends early by `stop`."""
        self.courtesy.observe()
        self._seen = {folder: _changed(folder) for top in self.folders for folder in (top, *_folders(top))}
        known = {document.path: document for document in self.index.documents()}
        there = {str(path): path for folder in self.folders for path in _documents(folder)}
        for name in sorted(known.keys() - there.keys()):
            self.index.forget(name)
            logger.info("documents: %s is gone", name)
        new = [(path, known.get(name)) for name, path in there.items() if not _is_same(path, known.get(name))]
        for number, (path, before) in enumerate(new, 1):
            if stop.is_set():
                return True
            self._take(path, before, stop)
            if len(new) >= _MANY and number % _MANY == 0:
                logger.info("documents: %d of %d are indexed", number, len(new))
        return bool(new) or known.keys() != there.keys()

    def stirs(self) -> bool:
        """Return whether something came into a folder, or went, since it was looked at."""
        return any(_changed(folder) != before for folder, before in self._seen.items())

    def _take(self, path: Path, before: Document | None, stop: Event) -> None:
        """Index a file, or keep why it cannot be."""
        problem, passages = "", list[Passage]()
        try:
            document = _described(path)
            if before is not None and before.hash == document.hash:
                self.index.touch(document)
                return
            passages = passages_in(path, stop)
        except StoppedError:
            return
        except OSError as error:
            document, problem = Document(str(path), title_of(path)), f"cannot be read: {error.strerror}"
        except UnreadableError as error:
            problem = str(error)
        document = Document(
            document.path, document.title, document.modified, document.size, document.hash, problem=problem
        )
        self.index.put(document, passages)
        if problem and (before is None or before.problem != problem):
            logger.warning("documents: %s is left out: it %s", path, problem)
        elif not problem:
            logger.info("documents: %s is indexed, %d passages", path, len(passages))


def title_of(path: Path) -> str:
    """Return how a document is called: the name of its file, as it is said.

    >>> title_of(Path("The_boiler-manual (2).pdf"))
    'boiler manual'
    """
    name = re.sub(r"\s*\(\d+\)$", "", path.stem)
    name = " ".join(re.sub(r"[_\-+.]+", " ", name).split())
    return re.sub(r"^(?:the|our|my)\s+(?=\w)", "", name, flags=re.IGNORECASE) or path.name


def _changed(folder: Path) -> int:
    """Return when something came into a folder or went; 0: it is not there."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0


def _folders(folder: Path) -> Iterator[Path]:
    """Yield the folders inside of one."""
    for walked, folders, _ in os.walk(folder):
        depth = len(Path(walked).relative_to(folder).parts)
        folders[:] = [name for name in folders if not name.startswith(".")] if depth < _DEEPEST else []
        yield from (Path(walked) / name for name in folders)


def _documents(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that may be documents; none where it is not there."""
    found = 0
    for walked, folders, names in os.walk(folder):
        top = Path(walked)
        depth = len(top.relative_to(folder).parts)
        folders[:] = [name for name in sorted(folders) if not name.startswith(".")] if depth < _DEEPEST else []
        for name in sorted(names):
            if not name.startswith((".", "~")) and Path(name).suffix.lower() in KINDS:
                found += 1
                if found > _MOST_FILES:
                    return
                yield top / name


def _is_same(path: Path, known: Document | None) -> bool:
    if known is None:
        return False
    try:
        status = path.stat()
    except OSError:
        return False
    return (status.st_mtime, status.st_size) == (known.modified, known.size)


def _described(path: Path) -> Document:
    status = path.stat()
    digest = ""
    if status.st_size <= LARGEST:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Document(str(path), title_of(path), status.st_mtime, status.st_size, digest)
