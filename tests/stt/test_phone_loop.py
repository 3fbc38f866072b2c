import subprocess
import sys
from pathlib import Path
from shutil import rmtree

import numpy as np
import pocketsphinx
import pytest

from edgeassist.errors import EngineError
from edgeassist.stt import phone_loop
from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.phone_loop import PhoneLoop, lead
from edgeassist.stt.sphinx import Stretch
from tests.stt.speech import chunks, spoken

MODEL = Path(pocketsphinx.get_model_path()) / "en-us"


@pytest.fixture(scope="module")
def loop() -> PhoneLoop:
    return PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")


def heard(loop: PhoneLoop, pcm: bytes) -> list[Stretch]:
    cepstra = Cepstra()
    frames = cepstra.feed(pcm)
    likening = cepstra.likening()
    loop.start()
    loop.set_mean(likening.mean)
    loop.decode(likening.usual(frames))
    return loop.finish()


def said(text: str) -> bytes:
    return b"".join(chunk.pcm for chunk in spoken(text))


def test_phones_follow_one_another_without_a_gap(loop: PhoneLoop) -> None:
    phones = heard(loop, said("switch off the reading lamp"))
    assert [phone.first for phone in phones] == [0, *(phone.last for phone in phones[:-1])]
    assert {"SIL", "S", "IH"} <= {phone.name for phone in phones}
    assert all(-20 < phone.score <= 0 for phone in phones if phone.name != "SIL")


def test_an_utterance_that_is_given_up_leaves_no_trace(loop: PhoneLoop) -> None:
    pcm = said("close the blind")
    alone = heard(loop, pcm)
    loop.start()
    loop.decode(Cepstra().feed(said("switch off the reading lamp")))
    assert heard(loop, pcm) == alone


@pytest.mark.parametrize("length", [0, 2, 400])
def test_next_to_nothing_is_no_error(loop: PhoneLoop, length: int) -> None:
    loop.start()
    if length:
        loop.decode(Cepstra().feed(bytes(length)))
    assert lead([], loop.finish()) == 0.0


def test_what_the_loop_did_not_hear_does_not_count(loop: PhoneLoop) -> None:
    phones = heard(loop, b"".join(c.pcm for c in chunks(np.random.default_rng(0).normal(0, 0.01, 8_000))))
    frames = phones[-1].last
    assert lead([Stretch("on", frames, frames + 9, -50.0)], phones) == 0.0


def test_scores_are_written_down_until_they_are_forgotten(loop: PhoneLoop) -> None:
    heard(loop, said("close the blind"))
    assert loop.scores.stat().st_size > 500_000
    scores = loop.scores
    loop.forget()
    assert not scores.exists()


def test_a_full_disk_is_an_error_and_not_the_end(loop: PhoneLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full:
        full.setattr(phone_loop, "_LEAST_ROOM", 2**60)
        with pytest.raises(EngineError, match="no room left"):
            loop.start()
    assert heard(loop, said("close the blind"))


def test_what_a_killed_process_left_is_removed_at_the_next_start_and_nothing_of_one_that_lives() -> None:
    make = (
        "from tests.stt.test_phone_loop import MODEL, PhoneLoop\n"
        "loop = PhoneLoop(MODEL / 'en-us', MODEL / 'en-us-phone.lm.bin'); loop.start()\n"
        "print(loop._folder, flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", make], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as killed:
        assert killed.stdout is not None
        left = Path(killed.stdout.readline().strip())
        PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")
        assert left.is_dir()
        killed.kill()
    assert left.is_dir()
    PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")
    assert not left.exists()


def test_what_a_system_clears_while_somebody_speaks_is_told_as_what_it_is(loop: PhoneLoop) -> None:
    heard(loop, said("close the blind"))
    rmtree(loop.scores.parent)
    with pytest.raises(EngineError, match="cleared"):
        _ = loop.scores
    loop.forget()
    assert heard(loop, said("close the blind"))
    assert loop.scores.exists()
