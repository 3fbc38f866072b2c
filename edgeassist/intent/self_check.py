"""Models that are new here are tried in another process before they come into this one."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edgeassist.errors import ModelError
from edgeassist.replacing import write_whole
from edgeassist.trying import tried

logger = logging.getLogger(__name__)

SLOWEST_MS = 500.0
"""Median for a sentence; with more, nobody would wait for an answer."""

KEPT = 20
"""Files that are remembered."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found."""

    median_ms: float
    """Of a sentence."""
    memory_mb: float
    """The most that the process which ran it had, libraries included."""
    sentences: int
    """How many it was tried on."""
    misunderstood: list[str]


def check(path: Path) -> None:
    """Return where the model at `path` is fit for work; raises ModelError where it is not."""
    found = look(path)
    if found.misunderstood:
        raise ModelError(
            f"{path}: fails its self-check: misunderstands {len(found.misunderstood)} of {found.sentences} sentences, "
            f"the first {found.misunderstood[0]!r}"
        )
    if found.median_ms > SLOWEST_MS:
        raise ModelError(f"{path}: fails its self-check: {found.median_ms:.0f} ms a sentence is too slow")


def look(path: Path) -> Checked:
    """Return what another process finds out about the edge model at `path`; raises ModelError where it does not run."""
    return Checked(**json.loads(tried("edgeassist.intent.check_model", path, "llama.cpp")))


def loads(path: Path) -> None:
    """Return where another process can load the model at `path`; raises ModelError where it cannot."""
    tried("edgeassist.intent.check_loading", path, "llama.cpp")


class SelfCheck:
    """Checks each file once, and remembers those that passed in `memory`, so that a start is quick."""

    def __init__(self, memory: Path, by: Callable[[Path], None] | None = None) -> None:
        """Check with `by`, which raises ModelError; without it as an edge model."""
        self._memory = memory
        self._by = by

    def passes(self, path: Path) -> None:
        """Return where the model at `path` is fit for work; raises ModelError where it is not."""
        known = self._known()
        place, now = str(path.resolve()), stamp(path)
        if known.get(place) == now:
            return
        (self._by or check)(path)
        if now != stamp(path):
            raise ModelError(f"{path}: was changed while it was being checked; write it elsewhere and rename it")
        known.pop(place, None)
        self._remember(dict([*known.items(), (place, now)][-KEPT:]))

    def _known(self) -> dict[str, str]:
        try:
            known = json.loads(self._memory.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def _remember(self, known: dict[str, str]) -> None:
        try:
            write_whole(self._memory, json.dumps(known))
        except OSError as error:
            logger.info("%s: %s; the model is checked again at the next start", self._memory, error.strerror)


def stamp(path: Path) -> str:
    """Return what changes whenever the file does."""
    try:
        found = path.stat()
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}") from error
    return f"{found.st_size} {found.st_mtime_ns} {found.st_ino}"
