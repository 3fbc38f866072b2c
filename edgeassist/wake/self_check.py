"""Wake-word models from elsewhere are tried in another process before they come into this one."""

from __future__ import annotations

import json
import math
import subprocess
import sys

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S
from edgeassist.wake.words import WordModel

_LONGEST_S = 60.0
_SLOWEST_MS = 1000 * CHUNK_S / 4


def check(word: WordModel) -> None:
    """Return where a model runs, is quick, and hears nothing in silence and noise; raises ModelError otherwise."""
    command = [sys.executable, "-m", "edgeassist.wake.check_word", str(word.file)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_LONGEST_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise ModelError(f"{word.file}: fails its self-check: not done after {_LONGEST_S:.0f} s") from error
    if done.returncode < 0:
        raise ModelError(f"{word.file}: its model is damaged: the engine crashes on it (signal {-done.returncode})")
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise ModelError(f"{word.file}: fails its self-check: {said[-1] if said else f'code {done.returncode}'}")
    found = json.loads(done.stdout)
    for what in ("silence", "noise"):
        if not math.isfinite(found[what]) or found[what] > word.cutoff:
            raise ModelError(f"{word.file}: fails its self-check: hears its word in {what} (score {found[what]:.2f})")
    if found["ms"] > _SLOWEST_MS:
        raise ModelError(f"{word.file}: fails its self-check: {found['ms']:.0f} ms for a chunk of 32 is too slow")
