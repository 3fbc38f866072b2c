"""The sentence files of the laboratory: what is drawn from them can be read, and no file undoes another."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
import yaml

from edgeassist.home.how_often import read_repeat
from edgeassist.home.values import read_params
from edgeassist.intent.schema import SPAN, understanding
from edgeassist.lab import drawing
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.messages import Context
from edgeassist.store import sentences_dir

LABORATORY = Path(drawing.__file__).parent / "data" / "sentences"
CLOSED = {
    "kind",
    "domain",
    "device_class",
    "quantity",
    "ref",
    "direction",
    "step",
    "brightness_step_pct",
    "state",
    "attribute",
} | {"sun"}
FIXED = {("area", "here"), ("volume_pct", "100"), ("item", "everything"), ("item", "ticked off"), ("whose", "speaker")}
NOW = Context(datetime(2026, 11, 20, 13, tzinfo=UTC))


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    source = Drawing(Random(4), unseen=False, language="en")
    drawn = [source.sentence() for _ in range(3_000)]
    return [sentence for sentence in drawn if sentence]


def test_what_may_be_any_words_stands_in_the_sentence(sentences: list[Sentence]) -> None:
    unsaid = {
        (slot.rstrip("23"), value)
        for sentence in sentences
        for slot, value in sentence.frame.slots.items()
        if not value.startswith(SPAN) and slot.rstrip("23").removeprefix("except_") not in CLOSED
    }
    assert unsaid <= FIXED


def test_nearly_all_values_can_be_read(sentences: list[Sentence]) -> None:
    refused = [sentence.text for sentence in sentences if not is_readable(sentence)]
    assert len(refused) < 0.02 * len(sentences), refused[:40]


def is_readable(sentence: Sentence) -> bool:
    actions = understanding([sentence.frame], 1.0).actions
    read = (read_params(action, NOW) is not None for action in actions)
    return all(read) and all(read_repeat(action.repeat) for action in actions if action.repeat)


@pytest.mark.parametrize(("kind", "shared"), [("expansion_rules", set()), ("lists", {"color"})])
def test_no_rule_or_list_is_written_twice(kind: str, shared: set[str]) -> None:
    names: Counter[str] = Counter()
    for folder in (sentences_dir(), LABORATORY):
        for path in folder.rglob("en/*.yaml"):
            names.update((yaml.safe_load(path.read_text(encoding="utf-8")).get(kind) or {}).keys())
    assert {name for name, count in names.items() if count > 1} == shared
