from __future__ import annotations

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.tts.espeak_ng import EspeakNg


def test_each_sentence_is_made_when_it_is_asked_for() -> None:
    speech = EspeakNg().synthesize("The lamp is on. " + "The door is open. " * 2_000)
    first = np.frombuffer(next(speech), np.int16)
    assert 0.5 < len(first) / EspeakNg().sample_rate < 2
    assert np.abs(first).max() > 5_000


def test_the_speed_is_obeyed() -> None:
    (slow,), (fast,) = (EspeakNg(words_per_minute=wpm).synthesize("The lamp is on.") for wpm in (110, 260))
    assert len(slow) > 1.5 * len(fast)


def test_an_unknown_voice_is_refused() -> None:
    with pytest.raises(ModelError, match="no voice 'atlantean'"):
        EspeakNg("atlantean")
