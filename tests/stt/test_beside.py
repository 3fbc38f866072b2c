from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event

import pocketsphinx
import pytest

from edgeassist.errors import EngineError
from edgeassist.espeak import Espeak
from edgeassist.messages import Vocabulary
from edgeassist.stt.beside import Anew, Beside, Ears, Listener
from edgeassist.stt.decoders import Decoders
from edgeassist.stt.house_sentences import HouseSentences
from edgeassist.stt.own_sentences import OwnSentences
from edgeassist.stt.phone_loop import PhoneLoop
from edgeassist.stt.sound import Said
from edgeassist.stt.utterance import Utterance, as_voice
from edgeassist.templates import load_templates
from tests.stt.speech import spoken

SENTENCES = """
language: en
intents:
  turn_on: {data: [{sentences: ["(turn|switch) on [the] {name}"]}]}
  turn_off: {data: [{sentences: ["(turn|switch) off [the] {name}"]}]}
"""
OWN = """
language: en
intents:
  feed_cat: {data: [{sentences: ["give (the cat|molly) [a|one] (small|large) breakfast"]}]}
"""
HOME = Vocabulary(names=("kitchen light", "reading lamp"))
MODEL = Path(pocketsphinx.get_model_path()) / "en-us"
OFF, ON, CAT = "switch off the reading lamp", "turn on the kitchen light", "give the cat one large breakfast"


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Callable[[float | None], Ears]:
    ours, own = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("own")
    (ours / "few.yaml").write_text(SENTENCES)
    (own / "own.yaml").write_text(OWN)
    decoders = Decoders(load_templates([ours], "en", user=[own]), Espeak().phonemes, MODEL, None)
    house, mine = decoders.house(HOME).all, decoders.own(HOME)
    assert mine is not None

    def make(voice: float | None) -> Ears:
        return Ears(
            HouseSentences(decoders.decoder(house, scored=True)),
            OwnSentences(decoders.decoder(mine[0], scored=True), mine[1], lambda _: True),
            partial(as_voice, voice, PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin"), None) if voice else None,
        )

    return make


@pytest.fixture
def beside(make: Callable[[float | None], Ears]) -> Beside:
    return Beside([Listener(lambda: make(None)), Listener(lambda: make(1.0))])


@pytest.fixture(scope="module")
def loop() -> PhoneLoop:
    return PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")


def said(text: str, loop: PhoneLoop) -> Said:
    heard = [chunk.pcm for chunk in spoken(text)]
    return Said(heard, Utterance(None, loop, heard).finish(Event()), loop.scores)


def house(anew: Anew) -> str:
    reading = anew.ears.house.reading(anew.phones, lambda _: True)
    return reading.transcript.text if reading.transcript else ""


def own(anew: Anew) -> str:
    assert anew.ears.own is not None
    reading = anew.ears.own.reading(anew.phones, -1.5)
    return reading.transcript.text if reading.transcript else ""


def test_every_way_of_hearing_hears_the_house_and_what_is_the_users_own(beside: Beside, loop: PhoneLoop) -> None:
    first, second = beside.heard(said(OFF, loop), Event())
    assert house(first) == house(second) == OFF
    assert own(first) == own(second) == ""
    beside.drop()
    first, second = beside.heard(said(CAT, loop), Event())
    assert own(first) == own(second) == CAT


def test_what_has_begun_is_not_begun_again(beside: Beside, loop: PhoneLoop, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = []
    begin = Listener.begin

    def begin_seen(self: Listener, said: Said) -> None:
        begun.append(self)
        begin(self, said)

    monkeypatch.setattr(Listener, "begin", begin_seen)
    utterance = said(ON, loop)
    beside.begin(utterance, 1)
    assert len(begun) == 1
    first, second = beside.heard(utterance, Event())
    assert len(begun) == len(set(begun)) == 2
    assert house(first) == house(second) == ON


def test_what_is_dropped_leaves_no_trace(beside: Beside, loop: PhoneLoop) -> None:
    beside.begin(said(OFF, loop))
    beside.drop()
    beside.drop()
    assert [house(anew) for anew in beside.heard(said(ON, loop), Event())] == [ON, ON]


def test_a_stop_ends_the_waiting(beside: Beside, loop: PhoneLoop) -> None:
    stop = Event()
    stop.set()
    assert list(beside.heard(said(OFF, loop), stop)) == []


def test_what_cannot_be_made_is_an_error_where_it_is_wanted(loop: PhoneLoop) -> None:
    def broken() -> Ears:
        raise EngineError("fake", "broken on purpose")

    with pytest.raises(EngineError, match="broken on purpose"):
        list(Beside([Listener(broken)]).heard(said(OFF, loop), Event()))
