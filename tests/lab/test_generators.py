"""What each generator of the corpus is to show is there, often enough, with the right answer."""

import re
from collections import Counter
from collections.abc import Callable
from itertools import islice, pairwise
from pathlib import Path
from random import Random

import pytest
import yaml

from edgeassist.intent.schema import Frame
from edgeassist.lab import drawing as drawing_module
from edgeassist.lab.asides import with_aside
from edgeassist.lab.corpus import NOTHING, Corpus, Row
from edgeassist.lab.corrections import Corrections
from edgeassist.lab.drawing import Drawing
from edgeassist.lab.exceptions import Exceptions
from edgeassist.lab.manners import polite, with_another, with_time
from edgeassist.lab.nothings import Nothings
from edgeassist.lab.said import Said, inside
from edgeassist.lab.several import Several
from edgeassist.text import normalise

DATA = Path(drawing_module.__file__).parent / "data"


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing(Random(4), unseen=False, language="en")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(islice(Corpus(6).rows(), 1_200))


@pytest.fixture(scope="module")
def exceptions(drawing: Drawing) -> list[Said]:
    return drawn(Exceptions(drawing).drawn, 1_200)


@pytest.fixture(scope="module")
def corrected(drawing: Drawing) -> list[Said]:
    return drawn(Corrections(drawing, Several(drawing).part).drawn, 1200)


def drawn(draw: Callable[[], Said | None], count: int) -> list[Said]:
    found: list[Said] = []
    while len(found) < count:
        if said := draw():
            found.append(said)
    return found


def test_the_last_word_counts_when_people_correct_themselves(corrected: list[Said]) -> None:
    assert all(len(said.frames) == 1 and said.is_whole() for said in corrected)
    assert sum(" i mean " in f" {said.text} " for said in corrected) > 10
    after = [said for said in corrected if " no wait " in said.text]
    assert after
    late = [said for said in after if any(span in said.text.rpartition(" no wait ")[2] for span in said.spans)]
    assert len(late) > 0.25 * len(after)


def test_on_no_off(corrected: list[Said]) -> None:
    said = [said for said in corrected if said.text.split()[-1] in {"on", "off"}]
    put_right = [each for each in said if len({"on", "off"} & set(each.text.split())) > 1]
    turned = [each for each in put_right if each.frames[0].intent in {"turn_on", "turn_off"}]
    assert len(turned) > 3
    right = [each for each in turned if each.frames[0].intent == f"turn_{each.text.split()[-1]}"]
    assert len(right) > 0.95 * len(turned)


@pytest.mark.parametrize(
    "form",
    [
        *("uh i mean", "oh i tell a lie", "scratch that", "or rather", "make that", "actually", "better", "no sorry"),
        r"the [\w' ]+ ones$",
        r"the (left|right|big|small|front|back) one$",
        r"not (the|my|our) [\w' ]+ (the|my|our) ",
        r"\d+ (no|sorry|make that|i mean)( to| make it)? \d+",
        "actually (lock|unlock|open|close|turn it|switch it)",
    ],
)
def test_corrections_in_many_forms(corrected: list[Said], form: str) -> None:
    assert any(re.search(form, said.text) for said in corrected)


def test_the_other_of_two_is_called_what_it_is_called(corrected: list[Said]) -> None:
    ends = [re.search(r"the (\w+) one$", said.text) for said in corrected]
    others = [
        (said, end[1]) for said, end in zip(corrected, ends, strict=True) if end and "name" in said.frames[0].slots
    ]
    assert len(others) > 3
    assert sum(said.frames[0].slots["name"] == f" {other}" for said, other in others) > 0.7 * len(others)


def test_several_commands_in_one_sentence(drawing: Drawing) -> None:
    several = drawn(Several(drawing).drawn, 500)
    counts = [len(said.frames) for said in several]
    assert counts.count(2) > 350
    assert counts.count(3) > 10
    assert counts.count(4) > 0
    about_it = [said for said in several if said.frames[1].slots.get("ref") == "it"]
    assert len([said for said in about_it if "name" in said.frames[0].slots]) > 15
    about_them = [said for said in several if said.frames[1].slots.get("ref") == "them"]
    assert any("name2" in said.frames[0].slots for said in about_them)
    assert all(said.is_whole() for said in several)


def test_commands_meet_with_any_word_between_them_or_none(drawing: Drawing) -> None:
    several = [said.text for said in drawn(Several(drawing).drawn, 800)]
    for joint in (" and ", " then ", " but ", " plus ", " also ", " oh and ", " while you're at it "):
        assert sum(joint in text for text in several) > 1, joint
    joints = {"and", "then", "but", "plus", "also", "oh", "after", "next", "while", "besides", "finally", "now", "well"}
    run_on = [text for text in several if joints.isdisjoint(text.split())]
    assert len(run_on) > 40


def test_a_command_stands_beside_a_question(drawing: Drawing) -> None:
    kinds = {
        tuple(frame.intent.startswith("get_") for frame in said.frames) for said in drawn(Several(drawing).drawn, 700)
    }
    assert {(True, False), (False, True), (True, True), (False, False)} <= kinds


def test_a_second_name_or_exception_is_joined(drawing: Drawing) -> None:
    slots: set[str] = set()
    for _ in range(2_000):
        if sentence := drawing.sentence():
            joined = with_another(sentence, drawing)
            assert joined.said.is_whole()
            slots |= set(joined.frame.slots) - set(sentence.frame.slots)
    assert {"name2", "name3", "area2", "except_name2", "except_area2"} <= slots


def test_things_are_left_out_by_name_room_floor_and_kind(drawing: Drawing) -> None:
    left_out = drawn(Exceptions(drawing).drawn, 1_000)
    slots = Counter(slot for said in left_out for slot in said.frames[0].slots if slot.startswith("except_"))
    assert {slot for slot, count in slots.items() if count > 5} >= {
        *("except_name", "except_area", "except_floor", "except_domain", "except_name2"),
    }
    assert all(said.is_whole() for said in left_out)
    assert any(said.frames[0].slots.get("except_area", "").endswith("'s") for said in left_out)


@pytest.mark.parametrize(
    "form",
    [
        *(
            " but not ",
            " leave ",
            " everything but | all but ",
            " apart from ",
            " other than ",
            " not .* though",
            " just not ",
        ),
        *(" keep ", " bar ", " save for ", " minus ", " (can|may) stay ", "with the exception of "),
        *("leave .* (but|and) (turn|switch|put|open|close|lock)", " as it is", " alone", "still (need|using)"),
    ],
)
def test_exceptions_in_many_words(exceptions: list[Said], form: str) -> None:
    assert any(re.search(form, f" {said.text} ") for said in exceptions)


def test_what_is_left_out_stays_as_the_others_do_not(exceptions: list[Said]) -> None:
    for said in exceptions:
        if match := re.search(r" can (?:stay|remain) (on|off)\b", said.text):
            assert said.frames[0].intent == {"on": "turn_off", "off": "turn_on"}[match[1]]


def test_times_stand_before_after_and_between(drawing: Drawing) -> None:
    places: set[str] = set()
    for _ in range(3_000):
        sentence = drawing.sentence()
        if sentence is None or "when" in sentence.frame.slots:
            continue
        timed = with_time(sentence, drawing)
        if when := timed.frame.slots.get("when"):
            belongs = inside(timed.text.split(), [when.strip()])
            places.add("first" if belongs[0] else "last" if belongs[-1] else "between")
            assert normalise(timed.text) == timed.text or "oh" in timed.text or timed.said.is_whole()
    assert places == {"first", "last", "between"}


def test_times_from_and_to_and_before_a_request(drawing: Drawing) -> None:
    timed = [with_time(sentence, drawing) for _ in range(6_000) if (sentence := drawing.sentence())]
    spans = [sentence for sentence in timed if sentence.frame.slots.get("until", "").startswith(" to ")]
    assert any(sentence.frame.slots["when"].startswith(" from ") for sentence in spans)
    before = [sentence.frame.slots.get("when", " -").strip() for sentence in timed]
    asked = [when for when, each in zip(before, timed, strict=True) if each.text.startswith(f"{when} could you ")]
    assert asked


def test_stories_around_a_command_are_many_and_no_part_of_it(drawing: Drawing) -> None:
    said = Said("turn on the lamp", (Frame("turn_on", {"name": " lamp"}),))
    told = {with_aside(said.text, said, drawing) for _ in range(1_500)}
    assert len(told) > 700
    assert all(said.text in text for text in told)
    assert any(text.startswith(said.text) for text in told)
    assert any(text.endswith(said.text) for text in told)
    for words in (r"so (that )?(the \w+|i|we) can", "during the ", "<somewhere>", r"\b(because|since|cause|cos|as) "):
        assert any(
            re.search(words.replace("<somewhere>", "on the lawn|near the roses|by the pond|under the table"), text)
            for text in told
        ), words


def test_a_story_never_goes_into_words_that_may_be_anything(drawing: Drawing) -> None:
    note = Said("write down buy milk", (Frame("note_take", {"text": " buy milk"}),))
    assert {with_aside(note.text, note, drawing) for _ in range(100)} == {note.text}


def test_politeness_leaves_the_frame_alone(drawing: Drawing) -> None:
    said = Said("turn on the lamp")
    polites = {polite(said, drawing).text for _ in range(600)}
    assert len(polites) > 40
    assert all(said.text in text for text in polites)
    assert {"please turn on the lamp", "turn on the lamp please"} <= polites
    assert any(text.split()[0] in {"computer", "house", "hey", "otto", "juno", "mate", "love"} for text in polites)


def test_near_commands_ask_for_nothing(drawing: Drawing) -> None:
    nothings = drawn(Nothings(drawing, Several(drawing).part).drawn, 2_000)
    assert all(said.frames == () for said in nothings)
    starts = [said.text for said in nothings]
    assert sum(text.startswith(("don't ", "do not ", "please don't ", "never ")) for text in starts) > 20
    assert sum(text.endswith(("don't", "never mind", "forget it", "no stop")) for text in starts) > 10
    assert sum(text.endswith((" the", " to", " in", " and")) for text in starts) > 20
    phrases = yaml.safe_load((DATA / "speech.yaml").read_text(encoding="utf-8"))["taken_back"]
    after = "|".join(map(re.escape, phrases))
    assert any(re.search(rf" (the|my|our|in|to|and) (?:{after})$", text) for text in starts)
    assert sum(text.startswith(("how do i ", "he asked me to ", "i forgot to ")) for text in starts) > 10


def test_a_fifth_or_more_ask_for_nothing(rows: list[Row]) -> None:
    shares = {kind: sum(row.kind == kind for row in rows) / len(rows) for kind in ("command", "pair", NOTHING)}
    assert shares["command"] == pytest.approx(0.64, abs=0.05)
    assert shares["pair"] == pytest.approx(0.13, abs=0.04)
    assert shares[NOTHING] == pytest.approx(0.23, abs=0.04)


def test_people_hesitate_and_mistype(rows: list[Row]) -> None:
    words = [row.text.split() for row in rows]
    assert sum("um" in each for each in words) > 5
    assert sum(not {"teh", "pls", "plz", "lite", "hte"}.isdisjoint(each) for each in words) > 2
    assert sum(any(one == two for one, two in pairwise(each)) for each in words) > 10
