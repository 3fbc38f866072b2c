"""Two commands in one sentence, of which the second leaves out what was said; and the words that join two."""

import re
from datetime import UTC, datetime
from random import Random

import pytest

from edgeassist.home.time_values import read_time
from edgeassist.home.values import read_params
from edgeassist.intent.schema import understanding
from edgeassist.lab.doubles import Doubles
from edgeassist.lab.drawing import Drawing
from edgeassist.lab.said import Said, Speech
from edgeassist.lab.several import Several
from edgeassist.messages import Context

NOW = Context(datetime(2026, 11, 20, 13, tzinfo=UTC))


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing(Random(7), unseen=False, language="en")


@pytest.fixture(scope="module")
def doubles(drawing: Drawing) -> list[Said]:
    source = Doubles(drawing)
    return [said for said in (source.drawn() for _ in range(900)) if said]


@pytest.fixture(scope="module")
def several(drawing: Drawing) -> list[str]:
    source = Several(drawing)
    return [said.text for said in (source.drawn() for _ in range(1_200)) if said]


def test_each_is_two_commands_whose_words_stand_in_it(doubles: list[Said]) -> None:
    assert len(doubles) > 800
    assert all(len(said.frames) == 2 and said.is_whole() for said in doubles)
    assert all(said.frames[0] != said.frames[1] for said in doubles)
    assert not any(slot.endswith("2") for said in doubles for frame in said.frames for slot in frame.slots)


def test_all_their_values_can_be_read(doubles: list[Said]) -> None:
    for said in doubles:
        for action in understanding(list(said.frames), 1.0).actions:
            assert read_params(action, NOW) is not None, said
            assert action.when is None or read_time(action.when, NOW), said


def test_the_kind_that_is_said_once_is_meant_twice(doubles: list[Said]) -> None:
    rooms = [said for said in doubles if all({"area", "domain"} <= set(frame.slots) for frame in said.frames)]
    rooms = [said for said in rooms if {"ones", "those", "one"} & set(said.text.split())]
    assert len(rooms) > 10
    assert all(said.frames[0].slots["domain"] == said.frames[1].slots["domain"] for said in rooms)
    assert {"turn_on", "turn_off"} in [{frame.intent for frame in said.frames} for said in rooms]


def test_there_need_be_no_word_between_two(doubles: list[Said]) -> None:
    bare = re.compile(
        r"[\w' ]+ (lights?|lamps?|bulbs?|lighting) (on|off) [\w' ]+ (lights?|lamps?|bulbs?|lighting) (on|off)"
    )
    matches = [(bare.fullmatch(said.text), said) for said in doubles]
    found = [(match, said) for match, said in matches if match and "and" not in said.text.split()]
    assert found
    for match, said in found:
        assert {frame.intent for frame in said.frames} <= {f"turn_{match[2]}", f"turn_{match[4]}"}


def test_what_is_said_of_one_room_is_no_contradiction(doubles: list[Said]) -> None:
    for said in doubles:
        first, second = (dict(frame.slots) for frame in said.frames)
        told = {
            slot
            for slot in ("name", "area", "floor", "when", "time", "duration_s")
            if first.get(slot) or second.get(slot)
        }
        if told == {"area"} and first.get("area") == second.get("area"):
            assert first["domain"] != second["domain"], said


def test_on_and_off_are_those_of_the_sentence(doubles: list[Said]) -> None:
    switched = [said for said in doubles if {frame.intent for frame in said.frames} == {"turn_on", "turn_off"}]
    named = [said for said in switched if " should be " in said.text]
    assert named
    for said in named:
        word = said.text.partition(" should be ")[2].split()[0]
        assert said.frames[0].intent == f"turn_{word}"


def test_two_of_a_sort_with_values_of_their_own(doubles: list[Said]) -> None:
    same = {said.frames[0].intent for said in doubles if said.frames[0].intent == said.frames[1].intent}
    assert same >= {"set_light", "set_temperature", "timer_start", "alarm_set", "list_add", "reminder_set"}


def test_two_times_of_one_thing(doubles: list[Said]) -> None:
    timed = [said for said in doubles if all({"name", "when"} <= set(frame.slots) for frame in said.frames)]
    assert timed
    assert all(said.frames[0].slots["name"] == said.frames[1].slots["name"] for said in timed)
    assert all(said.frames[0].slots["when"] != said.frames[1].slots["when"] for said in timed)


def test_orders_are_announced_joined_and_wound_up(several: list[str]) -> None:
    speech = Speech()
    drawn = {kind: {speech.one(kind, Random(seed)) for seed in range(200)} for kind in ("joints_of_orders", "wound_up")}
    assert sum(text.startswith(("first ", "both ", "2 things ", "to start with ")) for text in several) > 5
    assert sum(any(f" {joint} " in text for joint in drawn["joints_of_orders"]) for text in several) > 40
    assert sum(any(text.endswith(f" {end}") for end in drawn["wound_up"]) for text in several) > 10
