import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from edgeassist.errors import EngineError
from edgeassist.espeak import Espeak
from edgeassist.intent.sentences import SentenceParser
from edgeassist.messages import Chunk, Transcript, Vocabulary
from edgeassist.stt.pocketsphinx import PocketSphinx
from edgeassist.templates import TemplateSet, load_templates
from tests.stt.speech import chunks, spoken

SENTENCES = """
language: en
intents:
  turn_on: {data: [{sentences: ["(turn|switch) on [the] {name}", "(turn|switch) [the] {name} on"]}]}
  turn_off: {data: [{sentences: ["(turn|switch) off [the] {name}", "(turn|switch) [the] {name} off"]}]}
  set_light: {data: [{sentences: ["set [the] {name} to {0..100:brightness_pct} percent"]}]}
  get_time: {data: [{sentences: ["what time is it"]}]}
"""
HOME = Vocabulary(names=("bedroom fan", "kitchen light", "reading lamp"))


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> TemplateSet:
    folder: Path = tmp_path_factory.mktemp("sentences")
    (folder / "few.yaml").write_text(SENTENCES)
    return load_templates([folder], "en")


@pytest.fixture(scope="module")
def engine(few: TemplateSet) -> PocketSphinx:
    engine = PocketSphinx(few, Espeak().phonemes, SentenceParser(few).matches)
    engine.prepare(HOME)
    return engine


def hear(engine: PocketSphinx, sound: list[Chunk], *hints: str) -> Transcript:
    engine.start(hints)
    for chunk in sound:
        engine.feed(chunk)
    return engine.finish(Event())


def test_what_is_likely_now_is_heard_and_takes_the_place_of_no_sentence(engine: PocketSphinx) -> None:
    hints = ("50 percent", "60 percent", "switch it off again", "turn off the percent")
    said = spoken("fifty percent")
    assert hear(engine, said).text == ""
    assert hear(engine, said, *hints).text == "fifty percent"
    for sentence in ("turn on the kitchen light", "what time is it"):
        sound = spoken(sentence)
        assert hear(engine, sound, *hints).text == hear(engine, sound).text != ""


def test_what_is_likely_now_is_heard_where_the_words_stand_as_in_no_sentence(engine: PocketSphinx) -> None:
    hints = ("set it on the bedroom", "lamp off", "60 percent")
    heard = [hear(engine, spoken(hints[0]), *hints).text for _ in range(3)]
    assert heard.count(hints[0]) >= 2
    assert hear(engine, spoken(hints[0])).text == ""


def test_what_makes_sense_now_is_heard_though_it_is_no_sentence(engine: PocketSphinx) -> None:
    asked: list[str] = []

    def makes_sense(text: str) -> bool:
        asked.append(text)
        return text == "set the reading lamp off"

    said = spoken("set the reading lamp off")
    assert hear(engine, said).text == ""
    engine.start((), makes_sense)
    for chunk in said:
        engine.feed(chunk)
    assert engine.finish(Event()).text == "set the reading lamp off"
    assert asked


@pytest.mark.parametrize(
    "sentence",
    ["turn on the kitchen light", "switch on the bedroom fan", "set the kitchen light to fifty five percent"],
)
def test_sentences_are_heard(engine: PocketSphinx, sentence: str) -> None:
    heard = [hear(engine, spoken(sentence)) for _ in range(3)]  # the voice never says it twice in the same way
    right = [each for each in heard if each.text == sentence]
    assert len(right) >= 2
    assert {each.text for each in heard} <= {sentence, sentence.replace("the ", ""), ""}
    assert all(each.confidence > 0.8 and sentence not in each.alternatives for each in right)


@pytest.mark.parametrize(
    "sentence",
    [
        "the committee will meet again on thursday to discuss the budget",
        "my grandmother used to bake the most wonderful apple cake",
        "honestly i have never seen such a boring football match",
    ],
)
def test_foreign_speech_is_rejected(engine: PocketSphinx, sentence: str) -> None:
    assert hear(engine, spoken(sentence)) == Transcript("", confidence=0.0)


def test_what_no_sentence_sounds_like_is_rejected_whatever_the_words_say(few: TemplateSet) -> None:
    trusting = PocketSphinx(few, Espeak().phonemes, lambda _text, _names: True)
    trusting.prepare(HOME)
    assert hear(trusting, spoken("turn on the kitchen light")).text == "turn on the kitchen light"
    foreign = [hear(trusting, spoken("my grandmother used to bake the most wonderful apple cake")) for _ in range(3)]
    assert sum(heard.text == "" for heard in foreign) >= 2  # espeak-ng never says it twice in the same way


@pytest.mark.parametrize("level", [0.0, 0.01, 0.3])
def test_noise_and_silence_are_rejected(engine: PocketSphinx, level: float) -> None:
    assert hear(engine, chunks(np.random.default_rng(3).normal(0, 1, 40_000) * level)).text == ""


def test_nothing_fed_is_silence_and_the_engine_goes_on(engine: PocketSphinx) -> None:
    assert hear(engine, []).text == ""
    assert hear(engine, spoken("turn on the kitchen light")).text == "turn on the kitchen light"


def test_an_utterance_that_is_given_up_leaves_no_trace(engine: PocketSphinx) -> None:
    engine.start()
    for chunk in spoken("switch off the reading lamp"):
        engine.feed(chunk)
    assert hear(engine, spoken("turn on the kitchen light")).text == "turn on the kitchen light"


def test_what_is_done_in_a_pause_is_what_would_be_done_at_the_end(engine: PocketSphinx) -> None:
    sound = spoken("switch off the reading lamp")
    at_the_end = hear(engine, sound)
    engine.start()
    for chunk in sound:
        engine.feed(chunk)
    before = engine.partial()
    engine.pause()
    engine.pause()
    assert engine.partial() == before
    assert engine.finish(Event()) == at_the_end


@pytest.mark.parametrize("at", [10, 40])
def test_what_is_said_after_a_pause_is_heard_with_what_was_said_before(engine: PocketSphinx, at: int) -> None:
    sound = spoken("turn on the kitchen light")
    assert len(sound) > at + 10
    engine.start()
    for number, chunk in enumerate(sound):
        engine.feed(chunk)
        if number == at:
            engine.pause()
    assert engine.finish(Event()).text == "turn on the kitchen light"


def test_an_utterance_that_is_given_up_in_a_pause_leaves_no_trace(engine: PocketSphinx) -> None:
    engine.start()
    for chunk in spoken("switch off the reading lamp"):
        engine.feed(chunk)
    engine.pause()
    assert hear(engine, spoken("turn on the kitchen light")).text == "turn on the kitchen light"


def test_new_names_count_from_the_next_utterance_on(engine: PocketSphinx) -> None:
    engine.start()
    engine.prepare(Vocabulary(names=("gazebo", "кухня")))
    for chunk in spoken("turn on the kitchen light"):
        engine.feed(chunk)
    assert engine.finish(Event()).text == "turn on the kitchen light"
    assert "gazebo" in hear(engine, spoken("turn on the gazebo")).text
    engine.prepare(HOME)


def test_names_that_nobody_can_pronounce_are_skipped_and_said(
    engine: PocketSphinx, caplog: pytest.LogCaptureFixture
) -> None:
    engine.prepare(Vocabulary(names=("厨房", "kitchen light")))
    assert "nobody knows how to pronounce '厨房': it can be typed, not heard" in caplog.text
    engine.prepare(HOME)


def test_stop_gives_nothing(engine: PocketSphinx) -> None:
    engine.start()
    for chunk in spoken("turn on the kitchen light"):
        engine.feed(chunk)
    stop = Event()
    stop.set()
    assert engine.finish(stop).text == ""


def test_feeding_without_a_start_is_an_error(engine: PocketSphinx) -> None:
    hear(engine, [])
    with pytest.raises(EngineError, match="has to be started"):
        engine.feed(Chunk(b"\0\0", 0.0))


def test_a_model_from_the_cache_hears_the_same(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "few.yaml").write_text(SENTENCES)
    templates = load_templates([tmp_path], "en")
    for names in (HOME, HOME, Vocabulary(names=("attic fan", "厨房"))):
        engine = PocketSphinx(templates, Espeak().phonemes, SentenceParser(templates).matches, cache=tmp_path / "cache")
        engine.prepare(names)
        said = "turn on the kitchen light" if names is HOME else "turn on the attic fan"
        assert hear(engine, spoken(said)).text == said
    assert 2 <= len(list((tmp_path / "cache").glob("*.model"))) <= 4  # those of the usual sentences may still be made
    assert "nobody knows how to pronounce" in caplog.text


def test_blocks_without_sentences_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "few.yaml").write_text(SENTENCES + "  later: {data: [{sentences: []}]}\n")
    templates = load_templates([tmp_path], "en")
    engine = PocketSphinx(templates, Espeak().phonemes, SentenceParser(templates).matches)
    engine.prepare(HOME)
    assert hear(engine, spoken("turn on the kitchen light")).text == "turn on the kitchen light"


def test_in_a_pause_what_was_understood_counts_unless_it_is_less_than_what_was_heard(engine: PocketSphinx) -> None:
    """So the end of "locked", heard as "lock" at first, need not be waited for."""
    said = "turn on the kitchen light"
    engine.start()
    for chunk in spoken(said):
        engine.feed(chunk)
    engine.pause()
    for before in ("", "turn on the kitchen", "turn on the kitchen lights"):
        engine._seen = before
        assert until(lambda: engine.partial() == said), before
    engine._seen = "turn on the kitchen light and then"
    assert engine.partial() == engine._seen
    assert engine.finish(Event()).text == said


def until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 30
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.01)
    return holds()
