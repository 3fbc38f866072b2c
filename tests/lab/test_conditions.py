"""What the corpus teaches of conditions: they are spans, times stay times, and nothing is told without one."""

from collections import Counter
from itertools import islice
from random import Random

import pytest

from edgeassist.home.time_values import read_time
from edgeassist.intent.schema import SPAN, read, understanding
from edgeassist.lab.conditions import Conditions
from edgeassist.lab.corpus import Corpus
from edgeassist.lab.drawing import Drawing
from edgeassist.lab.said import Said, find
from edgeassist.lab.several import Several
from edgeassist.moments import read_sun
from tests.lab.test_readable import CONTEXT


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing(Random(9), unseen=False, language="en")


@pytest.fixture(scope="module")
def said(drawing: Drawing) -> list[Said]:
    conditions = Conditions(drawing, Several(drawing).part)
    return [drawn for _ in range(1_400) if (drawn := conditions.drawn())]


def test_each_has_a_condition_that_was_said(said: list[Said]) -> None:
    assert len(said) > 1_350
    for each in said:
        (frame,) = each.frames
        assert frame.slots["condition"].startswith(SPAN), each
        assert find(each.text.split(), frame.slots["condition"].strip()) >= 0, each
    assert all(each.is_whole() for each in said)


def test_commands_notices_and_reminders(said: list[Said]) -> None:
    intents = Counter(each.frames[0].intent for each in said)
    assert 0.2 * len(said) < intents["notify"] < 0.33 * len(said)
    assert 0.1 * len(said) < intents["reminder_set"] < 0.22 * len(said)
    assert len(intents) > 30
    assert not {"timer_start", "alarm_set", "list_add", "get_state", "announce"} & set(intents)
    assert all(each.frames[0].slots.get("text") for each in said if each.frames[0].intent == "reminder_set")


def test_before_and_after_the_command(said: list[Said]) -> None:
    first = [each for each in said if each.text.startswith("if ") or " if " in each.text]
    ends = [each for each in first if each.text.endswith(each.frames[0].slots["condition"])]
    assert 0.2 * len(first) < len(ends) < 0.8 * len(first)


def test_every_time_is_a_repetition_and_unless_belongs_to_the_condition(said: list[Said]) -> None:
    always = [each for each in said if " whenever " in f" {each.text} " and "ready" not in each.text]
    assert len(always) > 25
    assert all(each.frames[0].slots["repeat"] == "always" for each in always)
    unless = [each for each in said if " unless " in f" {each.text} "]
    assert len(unless) > 25
    assert all(each.frames[0].slots["condition"].startswith(" unless ") for each in unless)


def test_times_stay_times(said: list[Said]) -> None:
    frames = [each.frames[0] for each in said]
    timed = [frame.slots["when"].strip() for frame in frames if "when" in frame.slots]
    assert len(timed) > 35
    assert sum(read_time(when, CONTEXT) is None for when in timed) < 0.15 * len(timed)  # "today at 6" is over
    assert [frame for frame in frames if read_sun(frame.slots["condition"].strip())] == []


def test_about_what_was_waited_for(said: list[Said]) -> None:
    about = [each for each in said if each.frames[0].slots.get("ref") == "it"]
    assert len(about) > 15


def test_a_part_of_the_corpus() -> None:
    rows = list(islice(Corpus(12).rows(), 1_800))
    conditional = [row for row in rows if '"condition":' in row.answer]
    assert 0.018 * len(rows) < len(conditional) < 0.045 * len(rows)
    assert all(frame.slots.get("condition") for row in rows for frame in read(row.answer) if frame.intent == "notify")
    (action, *_) = understanding(read(conditional[0].answer), 1.0).actions
    assert action.condition
