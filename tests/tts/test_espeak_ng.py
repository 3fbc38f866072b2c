from __future__ import annotations

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.espeak import FASTEST
from edgeassist.tts.espeak_ng import EspeakNg


def _loudest(pcm: bytes) -> int:
    return int(np.abs(np.frombuffer(pcm, np.int16).astype(int)).max())


def test_a_sentence_is_speech() -> None:
    pcm = EspeakNg().make("The lamp is on.")
    assert 0.5 < len(pcm) / 2 / EspeakNg().sample_rate < 2
    assert _loudest(pcm) > 5_000


def test_the_speed_is_obeyed() -> None:
    slow, fast = (EspeakNg(words_per_minute=wpm).make("The lamp is on.") for wpm in (110, 260))
    assert len(slow) > 1.5 * len(fast)


def test_a_speed_beyond_what_it_can_is_its_fastest() -> None:
    beyond, fastest = (EspeakNg(words_per_minute=wpm).make("The lamp is on.") for wpm in (800, FASTEST))
    assert len(beyond) == pytest.approx(len(fastest), rel=0.02)


@pytest.mark.parametrize("loudness", [0.5, 0.25, 0.0])
def test_the_volume_is_obeyed_and_forgotten(loudness: float) -> None:
    quiet = _loudest(EspeakNg(loudness=loudness).make("The lamp is on."))
    loud = _loudest(EspeakNg().make("The lamp is on."))
    assert quiet == pytest.approx(loudness * loud, abs=0.05 * loud)


def test_an_unknown_voice_is_refused() -> None:
    with pytest.raises(ModelError, match="no voice 'atlantean'"):
        EspeakNg("atlantean")
