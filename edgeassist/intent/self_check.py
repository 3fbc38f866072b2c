"""Models that are new here are tried in another process before they come into this one."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from edgeassist.errors import ModelError
from edgeassist.replacing import write_whole

logger = logging.getLogger(__name__)

LONGEST_S = 60.0
"""For a check: a slow machine that is busy may take half of it to begin."""

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
    return Checked(**json.loads(_tried("edgeassist.intent.check_model", path)))


def loads(path: Path) -> None:
    """Return where another process can load the model at `path`; raises ModelError where it cannot."""
    _tried("edgeassist.intent.check_loading", path)


def _tried(program: str, path: Path) -> str:
    """Return what a program of ours says of the model at `path`; raises ModelError where it fails."""
    command = [sys.executable, "-m", program, str(path)]
    quiet = {**os.environ, "GGML_NO_BACKTRACE": "1"}  # else a debugger is started when llama.cpp crashes
    try:
        done = subprocess.run(  # noqa: S603
            command, capture_output=True, text=True, timeout=LONGEST_S, check=False, env=quiet
        )
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{path}: fails its self-check: not done after {LONGEST_S:.0f} s") from error
    if done.returncode < 0:
        raise ModelError(f"{path}: damaged: llama.cpp crashes on it (signal {-done.returncode})")
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ModelError(said[-1] if said else f"{path}: its self-check ended with code {done.returncode}")
    return done.stdout


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
