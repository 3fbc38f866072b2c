from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pocketsphinx
import pytest

from edgeassist.espeak import Espeak
from edgeassist.messages import Vocabulary
from edgeassist.stt.decoders import Decoders
from edgeassist.stt.own_sentences import OwnSentences
from edgeassist.stt.phone_loop import PhoneLoop
from edgeassist.stt.utterance import Utterance
from edgeassist.templates import load_templates
from tests.stt.speech import spoken

OURS = """
language: en
intents:
  turn_on: {data: [{sentences: ["turn on [the] {name}"]}]}
"""
OWN = """
language: en
intents:
  feed_cat: {data: [{sentences: ["give (the cat|molly) [a|one] (small|large) breakfast"]}]}
"""
HOME = Vocabulary(names=("kitchen light",))
MODEL = Path(pocketsphinx.get_model_path()) / "en-us"


@pytest.fixture(scope="module")
def decoders(tmp_path_factory: pytest.TempPathFactory) -> Decoders:
    ours, own = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("own")
    (ours / "few.yaml").write_text(OURS)
    (own / "own.yaml").write_text(OWN)
    return Decoders(load_templates([ours], "en", user=[own]), Espeak().phonemes, MODEL, None)


def hear(decoders: Decoders, said: str, *, first: float = -1.5, refused: Sequence[str] = ()) -> str:
    words = decoders.own(HOME)
    assert words is not None
    own = OwnSentences(decoders.decoder(words[0]), words[1], accepts=lambda text: text not in refused)
    loop = PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")
    utterance = Utterance(own.decoder, loop, [chunk.pcm for chunk in spoken(said)])
    phones = utterance.finish(Event())
    utterance.end()
    reading = own.reading(phones, first)
    return reading.transcript.text if reading.transcript else ""


def test_own_sentence_is_heard_and_no_other(decoders: Decoders) -> None:
    said = "give the cat one large breakfast"
    assert [hear(decoders, said) for _ in range(3)].count(said) >= 2  # the voice never says it twice in the same way
    assert hear(decoders, "turn on the kitchen light") == ""


def test_sentence_that_is_refused_does_not_count(decoders: Decoders) -> None:
    said = "give the cat one large breakfast"
    assert hear(decoders, said, refused=[said]) != said


def test_what_fits_the_words_of_the_house_far_better_was_said_to_it(decoders: Decoders) -> None:
    assert hear(decoders, "give the cat one large breakfast", first=5.0) == ""


def test_who_wrote_no_sentences_has_no_second_hearing(tmp_path: Path) -> None:
    (tmp_path / "few.yaml").write_text(OURS)
    assert Decoders(load_templates([tmp_path], "en"), Espeak().phonemes, MODEL, None).own(HOME) is None
