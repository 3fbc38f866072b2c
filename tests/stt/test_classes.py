from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.messages import Vocabulary
from edgeassist.stt.classes import CLASSES, named
from edgeassist.stt.language import Language
from edgeassist.stt.ngrams import RARE_TRIPLE, Counts, counts
from edgeassist.templates import TemplateSet, load_templates

SENTENCES = """
language: en
intents:
  turn_on: {data: [{sentences: ["turn on [the] {name}", "{name} on in the {area}", "is {name}'s light on {floor}"]}]}
"""
HOME = Vocabulary(names=("fan", "desk lamp", "old oak wall lamp"), areas=("hall",), floors=("first floor",))


def listed(summed: Counts) -> Iterator[tuple[tuple[str, ...], float]]:
    yield from summed.pairs.items()
    yield from summed.triples.items()


@pytest.fixture
def templates(tmp_path: Path) -> TemplateSet:
    (tmp_path / "few.yaml").write_text(SENTENCES)
    return load_templates([tmp_path], "en")


def test_counts_with_names_are_those_of_sentences_with_these_names(templates: TemplateSet) -> None:
    expected = counts(Language(templates, HOME, lambda _: True).sentences())
    summed = counts(Language(templates, CLASSES, lambda _: True).sentences())
    found = named(listed(summed), HOME, lambda _: True)
    assert dict(found.pairs) == pytest.approx(expected.pairs)
    assert dict(found.triples) == pytest.approx(expected.triples, abs=RARE_TRIPLE)


def test_names_that_nobody_can_say_and_what_a_home_does_not_have_are_left_out(templates: TemplateSet) -> None:
    summed = counts(Language(templates, CLASSES, lambda _: True).sentences())
    home = named(listed(summed), Vocabulary(names=("fan", "xqz lamp")), lambda word: word != "xqz")
    assert {"fan", "fan's"} <= set(home.words)
    assert not {"xqz", "lamp", "hall"} & set(home.words)
    assert not any("<" in word for word in home.words)
