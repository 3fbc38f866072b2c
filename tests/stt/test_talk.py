from pathlib import Path

import pytest

from edgeassist.errors import ModelError
from edgeassist.espeak import Espeak
from edgeassist.intent.sentences import SentenceParser
from edgeassist.messages import Vocabulary
from edgeassist.store import share_dir
from edgeassist.stt.classes import CLASSES, named
from edgeassist.stt.language import Language
from edgeassist.stt.ngrams import Counts, counts
from edgeassist.stt.pocketsphinx import Learned, PocketSphinx
from edgeassist.stt.talk import entries, scaled, thinned, write
from edgeassist.templates import load_templates
from tests.stt.speech import spoken
from tests.stt.test_pocketsphinx import hear

SENTENCES = """
language: en
intents:
  turn_on: {data: [{sentences: ["(turn|switch) on [the] {name}"]}]}
  turn_off: {data: [{sentences: ["(turn|switch) off [the] {name}"]}]}
"""
TALK = """
language: en
intents:
  turn_on: {data: [{sentences: ["the {name} is too bright for me", "my sister bought a new {name} [today]"]}]}
  nothing: {data: [{sentences: ["my sister has a new job", "we went to see a movie"]}]}
"""
HOME = Vocabulary(names=("kitchen light", "reading lamp"))
COUNTS = Counts({("<s>", "my"): 0.25, ("my", "lamp"): 0.5}, {("<s>", "my", "lamp"): 0.125})


def test_counts_come_back_from_their_file(tmp_path: Path) -> None:
    write(COUNTS, file := tmp_path / "talk.gz")
    expected: list[object] = [*COUNTS.pairs.items(), *COUNTS.triples.items()]
    assert list(entries(file)) == sorted(expected, key=repr)


@pytest.mark.parametrize("content", [b"", b"not gzip", None])
def test_a_file_that_is_damaged_or_gone_is_an_error_with_its_cure(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "talk.gz"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ModelError, match=rf"{file} .*install edgeassist again"):
        list(entries(file))


def test_half_a_file_is_an_error(tmp_path: Path) -> None:
    write(COUNTS, file := tmp_path / "talk.gz")
    file.write_bytes(file.read_bytes()[:-9])
    with pytest.raises(ModelError):
        list(entries(file))


def test_what_is_rarely_said_is_left_out() -> None:
    rare = Counts({**COUNTS.pairs, ("my", "zither"): 1e-9}, {**COUNTS.triples, ("<s>", "my", "zither"): 1e-9})
    assert thinned(rare) == COUNTS


def test_what_is_said_to_the_house_counts_more() -> None:
    house = scaled(Counts({("a", "b"): 1.0}, {}))
    assert house.pairs["a", "b"] > 0.5
    both = named({("a", "b"): 0.1, ("c", "d"): 0.2}.items(), HOME, lambda _: True, house)
    assert both.pairs["a", "b"] == pytest.approx(house.pairs["a", "b"] + 0.1)
    assert both.pairs["c", "d"] == 0.2


def test_the_file_that_comes_with_us_is_whole_and_knows_names_as_classes() -> None:
    words = {word for each, _ in entries(share_dir() / "models" / "talk.en.gz") for word in each}
    assert {"<name>", "<area>", "please", "tablets"} <= words
    assert len(words) > 2_000


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> PocketSphinx:
    ours, loose = tmp_path_factory.mktemp("ours"), tmp_path_factory.mktemp("loose")
    (ours / "few.yaml").write_text(SENTENCES)
    (loose / "talk.yaml").write_text(TALK)
    templates = load_templates([ours], "en")
    summed = counts(Language(load_templates([ours, loose], "en"), CLASSES, lambda _: True).sentences())
    write(summed, file := loose / "talk.gz")
    engine = PocketSphinx(templates, Espeak().phonemes, SentenceParser(templates).matches, learned=Learned(talk=file))
    engine.prepare(HOME)
    return engine


def test_what_people_say_by_no_template_is_heard(engine: PocketSphinx) -> None:
    said = "the kitchen light is too bright for me"
    assert hear(engine, spoken(said)).text == said


def test_a_word_or_two_is_no_talk(engine: PocketSphinx) -> None:
    assert hear(engine, spoken("a new")).text == ""


def test_sentences_of_the_house_are_heard_as_before(engine: PocketSphinx) -> None:
    assert hear(engine, spoken("turn on the kitchen light")).text == "turn on the kitchen light"


def test_a_damaged_file_is_said_and_costs_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "few.yaml").write_text(SENTENCES)
    (file := tmp_path / "talk.gz").write_bytes(b"damaged")
    templates = load_templates([tmp_path], "en")
    engine = PocketSphinx(templates, Espeak().phonemes, SentenceParser(templates).matches, learned=Learned(talk=file))
    engine.prepare(HOME)
    assert hear(engine, spoken("photosynthesis happens inside a chloroplast")).text == ""
    assert hear(engine, spoken("turn on the kitchen light")).text == "turn on the kitchen light"
    assert f"{file} cannot be read" in caplog.text


def test_talk_with_the_name_of_a_thing_is_no_order(engine: PocketSphinx) -> None:
    assert "turn" not in hear(engine, spoken("my sister bought a new kitchen light")).text


def test_what_it_has_no_words_for_is_not_made_of_others(engine: PocketSphinx) -> None:
    assert hear(engine, spoken("photosynthesis happens inside a chloroplast")).text == ""
