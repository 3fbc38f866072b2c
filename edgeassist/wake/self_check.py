"""Wake-word models from elsewhere are tried in another process before they come into this one."""

from __future__ import annotations

import json
import math

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S
from edgeassist.trying import tried
from edgeassist.wake.words import WordModel

_SLOWEST_MS = 1000 * CHUNK_S / 4


def check(word: WordModel) -> None:
    """Return where a model runs, is quick, and hears nothing in silence and noise; raises ModelError otherwise."""
    found = json.loads(tried("edgeassist.wake.check_word", word.file, "its engine"))
    for what in ("silence", "noise"):
        if not math.isfinite(found[what]) or found[what] > word.cutoff:
            raise ModelError(f"{word.file}: fails its self-check: hears its word in {what} (score {found[what]:.2f})")
    if found["ms"] > _SLOWEST_MS:
        raise ModelError(f"{word.file}: fails its self-check: {found['ms']:.0f} ms for a chunk of 32 is too slow")
