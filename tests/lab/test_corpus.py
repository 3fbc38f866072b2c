from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

from edgeassist.intent.schema import SPAN, read
from edgeassist.lab.corpus import NOTHING, Corpus, Row, load, make, save
from edgeassist.lab.said import find
from edgeassist.text import normalise


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(islice(Corpus(1).rows(), 3_000))


def test_what_is_said_is_normalised(rows: list[Row]) -> None:
    assert [row.text for row in rows if normalise(row.text) != row.text] == []


def test_spans_are_whole_words_of_the_sentence(rows: list[Row]) -> None:
    for row in rows:
        for frame in read(row.answer):
            for slot, value in frame.slots.items():
                assert value
                if value.startswith(SPAN):
                    assert find(row.text.split(), value.strip()) >= 0, (slot, row)


def test_a_fifth_or_more_ask_for_nothing(rows: list[Row]) -> None:
    kinds = Counter(row.kind for row in rows)
    assert kinds[NOTHING] > 0.2 * len(rows)
    assert kinds["pair"] > 0.05 * len(rows)
    assert all((row.answer == "[]") == (row.kind == NOTHING) for row in rows)


def test_every_intent_of_the_templates_is_there(rows: list[Row]) -> None:
    intents = {frame.intent for row in rows for frame in read(row.answer)}
    assert {"turn_on", "set_light", "lock", "get_state", "timer_start", "list_add", "play_media", "undo"} <= intents
    assert len(intents) > 55


def test_the_seed_decides() -> None:
    rows = make(50, 3)
    assert make(50, 3) == rows
    assert make(50, 4) != rows


def test_no_sentence_has_two_answers() -> None:
    answers: dict[str, str] = {}
    for row in make(3_000, 2):
        assert answers.setdefault(row.text, row.answer) == row.answer


def test_no_sentence_comes_often() -> None:
    assert max(Counter(row.text for row in make(3_000, 5, at_most=2)).values()) <= 2


def test_rows_survive_the_file(tmp_path: Path, rows: list[Row]) -> None:
    save(rows[:100], tmp_path / "rows.jsonl")
    assert load(tmp_path / "rows.jsonl") == rows[:100]
