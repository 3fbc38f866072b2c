"""What is likelier to be said."""

from pathlib import Path

import pytest

from edgeassist.messages import Vocabulary
from edgeassist.stt.language import Language
from edgeassist.stt.ngrams import END, START, counts
from edgeassist.templates import load_templates

SENTENCES = """
language: en
intents:
  get_state: {data: [{sentences: ["{LIST:domain} [are] on"]}]}
lists:
  LIST: {values: [{in: "light[s]", out: light}, {in: "fan[s]", out: fan}, {in: "siren[s]", out: siren}]}
"""


@pytest.mark.parametrize(("name", "less"), [("light_kind", [2 / 3, 0.5]), ("thing", [1.0, 1.0])])
def test_kinds_that_stand_first_are_asked_for_more_often(tmp_path: Path, name: str, less: list[float]) -> None:
    (tmp_path / "few.yaml").write_text(SENTENCES.replace("LIST", name))
    pairs = counts(Language(load_templates([tmp_path], "en"), Vocabulary(), lambda _: True).sentences()).pairs
    lights, fans, sirens = (pairs[START, word] for word in ("lights", "fans", "sirens"))
    assert [fans / lights, sirens / lights] == pytest.approx(less)


ALONE = """
language: en
intents:
  help: {data: [{sentences: ["help [me]"]}]}
  pause: {data: [{sentences: ["pause [it|that|this]"]}]}
"""


def test_a_word_alone_is_likelier_than_its_share_of_the_sentences_and_rare_ones_gain_most(tmp_path: Path) -> None:
    (tmp_path / "few.yaml").write_text(ALONE)
    pairs = counts(Language(load_templates([tmp_path], "en"), Vocabulary(), lambda _: True).sentences()).pairs
    assert pairs["help", END] > 0.25 + 0.02
    assert pairs["pause", END] / 0.125 > pairs["help", END] / 0.25
