from collections.abc import Sequence
from pathlib import Path
from threading import Event

import pocketsphinx
import pytest

from edgeassist.espeak import Espeak
from edgeassist.messages import Transcript, Vocabulary
from edgeassist.stt.decoders import Decoders
from edgeassist.stt.house_sentences import HouseSentences, _chosen
from edgeassist.stt.phone_loop import PhoneLoop
from edgeassist.stt.utterance import Utterance
from edgeassist.templates import load_templates
from tests.stt.speech import spoken

SENTENCES = """
language: en
intents:
  turn_on: {data: [{sentences: ["(turn|switch) on [the] {name}"]}]}
  turn_off: {data: [{sentences: ["(turn|switch) off [the] {name}"]}]}
  lock: {data: [{sentences: ["(lock|unlock) [the] {name}"]}]}
"""
HOME = Vocabulary(names=("kitchen light", "reading lamp", "front door"))
MODEL = Path(pocketsphinx.get_model_path()) / "en-us"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> HouseSentences:
    folder = tmp_path_factory.mktemp("sentences")
    (folder / "few.yaml").write_text(SENTENCES)
    decoders = Decoders(load_templates([folder], "en"), Espeak().phonemes, MODEL, None)
    return HouseSentences(decoders.decoder(decoders.house(HOME).usual()))


@pytest.fixture(scope="module")
def loop() -> PhoneLoop:
    return PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")


def hear(house: HouseSentences, loop: PhoneLoop, said: str) -> str:
    return hear_sound(house, loop, [chunk.pcm for chunk in spoken(said)])


def hear_sound(house: HouseSentences, loop: PhoneLoop, sound: Sequence[bytes]) -> str:
    utterance = Utterance(house.decoder, loop, sound)
    phones = utterance.finish(Event())
    utterance.end()
    reading = house.reading(phones, lambda _text: True)
    return reading.transcript.text if reading.transcript else ""


def test_usual_sentence_is_heard(house: HouseSentences, loop: PhoneLoop) -> None:
    heard = [hear(house, loop, "switch off the reading lamp") for _ in range(3)]
    assert sum(each.endswith("off the reading lamp") for each in heard) >= 2  # the voice never says it twice alike


def test_what_no_sentence_sounds_like_is_none_whatever_the_words_say(house: HouseSentences, loop: PhoneLoop) -> None:
    foreign = [hear(house, loop, "my grandmother used to bake the most wonderful apple cake") for _ in range(3)]
    assert foreign.count("") >= 2


def test_one_of_the_phrases_that_are_likely_now_is_heard(house: HouseSentences, loop: PhoneLoop) -> None:
    def hinted(said: str, *hints: str) -> str:
        utterance = Utterance(house.decoder, loop, [chunk.pcm for chunk in spoken(said)])
        phones = utterance.finish(Event())
        utterance.end()
        reading = house.hinted(utterance.sound(), phones, hints, Event())
        return reading.transcript.text if reading.transcript else ""

    phrases = ("the door off", "unlock the lamp on", "reading front light", "lock the zyxwv")
    assert sum(hinted(phrase, *phrases) == phrase for phrase in phrases[:3] for _ in range(2)) >= 5
    assert hinted(phrases[3], *phrases) != phrases[3]  # it has a word that the decoder does not know
    assert hinted("my grandmother used to bake the most wonderful apple cake", *phrases) == ""
    assert hinted("the door off") == ""
    assert hear(house, loop, "switch off the reading lamp").endswith("lamp")  # the house is heard as before


def test_silence_is_none(house: HouseSentences, loop: PhoneLoop) -> None:
    for heard in ([], [bytes(1_024)] * 40):
        assert hear_sound(house, loop, heard) == ""


def test_too_is_no_to_where_that_says_nothing() -> None:
    def chosen(heard: str) -> Transcript | None:
        return _chosen([heard], (), {"lock it too", "what is it set to"}.__contains__, lambda _: False)

    assert chosen("lock it to") == Transcript("lock it too", alternatives=("lock it to",))
    assert chosen("what is it set to") == Transcript("what is it set to")
    assert chosen("lock it two") is None


def test_nothing_takes_the_place_of_what_makes_sense_now() -> None:
    heard = ["dim the hall one", "and the hall one"]
    by_itself = _chosen(heard, (), {"and the hall one"}.__contains__, {"dim the hall one"}.__contains__)
    assert by_itself == Transcript("dim the hall one")
