"""Hearing an utterance anew, by the noise and the mean of all of it, as voices of several kinds would have said it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.noise import NoiseFilter
from edgeassist.stt.sound import Sound

USUAL = 1.0
OTHERS = (0.92, 1.08)
"""How much higher than usual a voice resonates: men with a long throat; some women, and children."""


def sounds(heard: Sequence[bytes], voices: Iterable[float]) -> Iterator[Sound]:
    """Yield what was heard as if each of the `voices`, by how much higher it resonates, were a usual one."""
    noise = NoiseFilter()
    noise.learn(b"".join(heard))
    clean = [*map(noise.clean, heard), noise.rest()]
    for voice in voices:
        cepstra = Cepstra(voice)
        frames = [*map(cepstra.feed, clean), cepstra.rest()]
        likening = cepstra.likening()
        yield Sound([*map(likening.usual, frames)], likening.mean)
