from pathlib import Path

import numpy as np
import pocketsphinx
import pytest
from numpy.typing import NDArray

from edgeassist.stt.cepstra import Cepstra
from tests.stt.speech import spoken

MODEL = Path(pocketsphinx.get_model_path()) / "en-us" / "en-us"
SAID = b"".join(chunk.pcm for chunk in spoken("turn on the kitchen light"))
NOISY = (np.frombuffer(SAID, "<i2") + np.random.default_rng(1).normal(0, 900, len(SAID) // 2)).astype("<i2").tobytes()


def of_the_library(pcm: bytes, folder: Path) -> NDArray[np.float64]:
    (folder / "words.dict").write_text("a AH\n")
    decoder = pocketsphinx.Decoder(
        hmm=str(MODEL),
        dict=str(folder / "words.dict"),
        lm=None,
        keyphrase="a",
        loglevel="FATAL",
        mfclogdir=str(folder),
    )
    decoder.start_utt()
    decoder.process_raw(pcm, no_search=True)
    decoder.end_utt()
    (log,) = folder.glob("*.mfc")
    return np.frombuffer(log.read_bytes()[4:], ">f4").reshape(-1, 13).astype(float)


def ours(pcm: bytes, step: int) -> NDArray[np.float64]:
    cepstra = Cepstra()
    frames = [cepstra.feed(pcm[at : at + step]) for at in range(0, len(pcm), step)]
    return np.frombuffer(b"".join([*frames, cepstra.rest()]), "<f4").reshape(-1, 13).astype(float)


@pytest.mark.parametrize("pcm", [SAID, NOISY], ids=["quiet", "noisy"])
def test_the_same_as_the_librarys(pcm: bytes, tmp_path: Path) -> None:
    library, frames = of_the_library(pcm, tmp_path), ours(pcm, 1_024)
    assert len(frames) == len(library)
    assert np.abs(frames - library)[:-1].max() < 1e-3


@pytest.mark.parametrize("step", [2, 700, 40_000])
def test_chunks_of_any_length_give_the_same(step: int) -> None:
    pcm = SAID[:20_000]
    assert np.abs(ours(pcm, step) - ours(pcm, 1_024)).max() < 1e-4


def test_mean_is_that_of_all_frames_that_hold_a_sound() -> None:
    cepstra = Cepstra()
    frames = np.frombuffer(cepstra.feed(NOISY), "<f4").reshape(-1, 13)
    cepstra.feed(bytes(20_000))
    likening = cepstra.likening()
    assert likening.means / likening.factors == pytest.approx(frames.mean(axis=0), abs=1)


@pytest.mark.parametrize("pcm", [b"", b"\0\0", bytes(800)])
def test_next_to_nothing_is_no_error(pcm: bytes) -> None:
    cepstra = Cepstra()
    assert cepstra.feed(pcm) == b""
    assert len(cepstra.rest()) <= 13 * 4
    assert np.isfinite(cepstra.likening().means).all()
