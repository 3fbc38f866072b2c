"""Which of two words was said is asked where both were heard nearly as well, and the answer is heard too."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from edgeassist.espeak import Espeak
from edgeassist.home.expected import phrases_for
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import load_home
from edgeassist.intent.rivals import WithRivals
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import Context, Transcript
from edgeassist.stt.pocketsphinx import PocketSphinx
from edgeassist.templates import load_templates
from tests.stt.speech import spoken

SENTENCES = """
language: en
intents:
  turn_on: {data: [{sentences: ["(turn|switch) on [the] {name}", "(turn|switch) [the] {name} on"]}]}
  set_light: {data: [{sentences: ["set [the] {name} to {0..100:brightness_pct} percent"]}]}
"""
HOME = load_home(Path(__file__).parents[1] / "configs" / "demo-home.json")
NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "questions"), [("fifteen", {"Fifty or fifteen?", "Fifteen or fifty?"}), ("sixty", {""})]
)
def test_which_of_two_numbers_was_said_is_asked_and_heard(tmp_path: Path, number: str, questions: set[str]) -> None:
    (tmp_path / "few.yaml").write_text(SENTENCES)
    templates = load_templates([tmp_path], "en")
    sentences = SentenceParser(templates)
    tiers = WithRivals(Tiers([sentences], HomeLinker(sentences.conditions.read), 0.5))
    ears = PocketSphinx(templates, Espeak().phonemes, sentences.matches)
    ears.prepare(HOME.vocabulary)

    def heard(text: str, *hints: str) -> Transcript:
        ears.start(hints)
        for chunk in spoken(text):
            ears.feed(chunk)
        return ears.finish(Event())

    for _ in range(3):  # the voice says nothing twice alike
        transcript = heard(f"set the kitchen light to {number} percent")
        plan = tiers.understand(transcript, HOME, Context(NOW, None), Event())
        if plan.expects.get("question", "") in questions:
            break
    assert plan.expects.get("question", "") in questions
    if plan.expects:
        answer = heard(f"{number} percent", *phrases_for(plan.expects))
        plan = tiers.understand(answer, HOME, Context(NOW, None, expected=plan.expects), Event())
    assert [action.params["brightness_pct"] for action in plan.actions] == [{"fifteen": 15, "sixty": 60}[number]]
