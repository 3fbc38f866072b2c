from pathlib import Path
from threading import Event

import numpy as np
import pocketsphinx
import pytest
import soxr

from edgeassist.messages import SAMPLE_RATE
from edgeassist.stt.phone_loop import PhoneLoop
from edgeassist.stt.sound import Sound
from edgeassist.stt.utterance import OTHERS, USUAL, Utterance
from tests.stt.speech import spoken

MODEL = Path(pocketsphinx.get_model_path()) / "en-us"
LOOP = PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")
SAID = np.frombuffer(b"".join(chunk.pcm for chunk in spoken("turn on the kitchen light")), "<i2").astype(float)


def heard_as(voice: float, pcm: bytes) -> Sound:
    utterance = Utterance(None, LOOP, [pcm[at : at + 1_024] for at in range(0, len(pcm), 1_024)], voice=voice)
    utterance.finish(Event())
    return utterance.sound()


def mean(sound: Sound) -> np.ndarray:
    return np.array([float(value) for value in sound.mean.split(",")])[1:]


@pytest.mark.parametrize("voice", OTHERS)
def test_other_voice_sounds_like_the_usual_one_when_it_is_heard_as_what_it_is(voice: float) -> None:
    faster = soxr.resample(SAID, voice * SAMPLE_RATE, SAMPLE_RATE)  # which is higher by as much
    other = faster.astype("<i2").tobytes()
    usual = mean(heard_as(USUAL, SAID.astype("<i2").tobytes()))
    known, unknown = (np.abs(mean(heard_as(each, other)) - usual).sum() for each in (voice, USUAL))
    assert known < 0.7 * unknown


def test_every_voice_hears_all_of_it() -> None:
    pcm = SAID.astype("<i2").tobytes()
    lengths = {sum(map(len, heard_as(voice, pcm).frames)) for voice in (USUAL, *OTHERS)}
    assert len(lengths) == 1
    assert lengths.pop() >= 13 * 4 * (len(SAID) // 160 - 3)


def test_silence_is_no_error() -> None:
    assert np.isfinite(mean(heard_as(OTHERS[0], bytes(30_000)))).all()
    assert heard_as(USUAL, b"").frames
