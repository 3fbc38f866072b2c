import time
from collections.abc import Callable
from itertools import islice
from math import log
from pathlib import Path
from threading import Thread

import pocketsphinx
import pytest

from edgeassist.errors import EngineError
from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.sphinx import Decoder
from tests.stt.speech import spoken

MODEL = Path(pocketsphinx.get_model_path()) / "en-us"
OPTIONS: dict[str, str | float | bool] = {
    "hmm": str(MODEL / "en-us"),
    "bestpath": False,
    "compallsen": True,
    "lw": 6.5,
    "loglevel": "FATAL",
}
WORDS = {"turn": "T ER N", "on": "AA N", "off": "AO F", "the": "DH AH", "kitchen": "K IH CH AH N", "light": "L AY T"}
SAID = "turn on the kitchen light"
MEAN = "41,-5,-1,-1,-9,-6,-8,-3,-6,1,-2,0,-2"


@pytest.fixture(scope="module")
def options(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | float | bool]:
    folder = tmp_path_factory.mktemp("words")
    (folder / "words.dict").write_text("".join(f"{word} {phones}\n" for word, phones in WORDS.items()))
    (folder / "words.gram").write_text(f"#JSGF V1.0; grammar words; public <words> = ({' | '.join(WORDS)})+;")
    return OPTIONS | {"dict": str(folder / "words.dict"), "jsgf": str(folder / "words.gram")}


def heard_by_theirs(options: dict[str, str | float | bool], frames: bytes) -> pocketsphinx.Decoder:
    theirs = pocketsphinx.Decoder(**options)
    theirs.set_cmn(MEAN)
    theirs.start_utt()
    theirs.process_cep(bytearray(frames))
    theirs.end_utt()
    return theirs


@pytest.fixture(scope="module")
def frames(options: dict[str, str | float | bool]) -> bytes:
    for _ in range(10):  # the voice never says it twice in the same way
        said = Cepstra().feed(b"".join(chunk.pcm for chunk in spoken(SAID)))
        if heard_by_theirs(options, said).hyp().hypstr == SAID:
            return said
    raise AssertionError(SAID)


@pytest.fixture
def decoder(options: dict[str, str | float | bool]) -> Decoder:
    return Decoder(**options)


def hear(decoder: Decoder, frames: bytes) -> str:
    decoder.set_mean(MEAN)
    decoder.start()
    decoder.decode(frames)
    decoder.end()
    return decoder.words()


def test_the_same_is_heard_as_by_the_librarys_own_module(
    decoder: Decoder, options: dict[str, str | float | bool], frames: bytes
) -> None:
    theirs = heard_by_theirs(options, frames)
    assert hear(decoder, frames) == theirs.hyp().hypstr == SAID
    ours = [(part.name, part.first, part.last) for part in decoder.stretches()]
    assert ours == [(part.word, part.start_frame, part.end_frame + 1) for part in theirs.seg()]
    scores = [part.score * (part.last - part.first) for part in decoder.stretches()]
    assert scores == pytest.approx([1024 * log(part.ascore) for part in theirs.seg()], rel=1e-6)
    assert [text for text, _ in islice(decoder.best(), 5)] == [guess.hypstr for guess in islice(theirs.nbest(), 5)]


def test_what_was_heard_may_be_asked_for_before_the_end(decoder: Decoder, frames: bytes) -> None:
    decoder.start()
    assert decoder.words() == ""
    decoder.decode(frames)
    assert decoder.words().startswith("turn on")
    decoder.decode(b"")
    decoder.end()


def test_only_the_search_that_is_used_is_heard(decoder: Decoder, frames: bytes) -> None:
    decoder.add_grammar("off", "#JSGF V1.0; grammar off; public <off> = turn off the kitchen light;")
    decoder.use("off")
    assert hear(decoder, frames) == "turn off the kitchen light"
    decoder.use("_default")
    decoder.remove("off")
    assert hear(decoder, frames) == "turn on the kitchen light"
    with pytest.raises(EngineError, match="use off"):
        decoder.use("off")


def test_words_are_known(decoder: Decoder) -> None:
    assert decoder.knows("kitchen")
    assert not decoder.knows("gazebo")


@pytest.mark.parametrize("wrong", [Decoder.end, lambda decoder: decoder.add_grammar("a", "no grammar")])
def test_what_fails_is_an_error(decoder: Decoder, wrong: Callable[[Decoder], None]) -> None:
    with pytest.raises(EngineError, match="pocketsphinx"):
        wrong(decoder)


def test_without_models_there_is_no_decoder(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="no decoder"):
        Decoder(hmm=tmp_path, loglevel="FATAL")
    with pytest.raises(EngineError, match="no option tea"):
        Decoder(tea=True)


def test_what_another_has_scored_is_heard_as_if_it_were_heard_itself(
    options: dict[str, str | float | bool], frames: bytes, tmp_path: Path
) -> None:
    """So far as the library allows: its second pass is a frame early."""
    writer, reader = Decoder(**options, senlogdir=tmp_path), Decoder(**options, pl_window=0)
    assert hear(writer, frames) == hear(reader, frames)
    itself = reader.stretches()
    (scores,) = tmp_path.iterdir()
    hear(reader, frames[: len(frames) // 2])
    reader.hear_scored(scores)
    assert [part.name for part in reader.stretches()] == [part.name for part in itself]
    assert all(abs(part.first - other.first) <= 2 for part, other in zip(reader.stretches(), itself, strict=True))
    with pytest.raises(EngineError, match="cannot read"):
        reader.hear_scored(tmp_path / "none")


def test_others_run_while_it_hears(decoder: Decoder, frames: bytes) -> None:
    """With the interpreter held, nothing else would run from the beginning of a call to its end."""
    thread = Thread(target=hear, args=(decoder, frames * 5))
    began = before = time.monotonic()
    longest = 0.0
    thread.start()
    while thread.is_alive():
        now = time.monotonic()
        before, longest = now, max(longest, now - before)
    assert longest < (time.monotonic() - began) / 3
