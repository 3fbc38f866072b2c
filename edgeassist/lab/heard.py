"""What the recogniser's front end makes of a whole sound, for what learns from it and for what measures it."""

from __future__ import annotations

import numpy as np

from edgeassist.mel import COEFFICIENTS
from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.denoising import Values
from edgeassist.stt.likening import USUAL
from edgeassist.stt.noise import NoiseFilter


def cepstra_of(pcm: bytes) -> tuple[Values, float]:
    """Return the cepstra of a sound, as `Denoiser` takes them, and by how much it stands out from its noise, in dB."""
    noise, front = NoiseFilter(), Cepstra()
    noise.learn(pcm)
    frames = front.feed(noise.clean(pcm) + noise.rest())
    likening = front.likening()
    usual = np.frombuffer(likening.usual(frames), "<f4").reshape(-1, COEFFICIENTS)
    return ((usual - likening.means) / USUAL).astype(np.float32), noise.clear_db
