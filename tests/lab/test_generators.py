"""What each generator of the corpus is to show is there, often enough, with the right answer."""

from collections.abc import Callable
from itertools import islice, pairwise
from random import Random

import pytest

from edgeassist.lab.corpus import NOTHING, Corpus, Row
from edgeassist.lab.corrections import Corrections
from edgeassist.lab.drawing import Drawing
from edgeassist.lab.manners import polite, with_another, with_time
from edgeassist.lab.nothings import Nothings
from edgeassist.lab.said import Said, inside
from edgeassist.lab.several import Several
from edgeassist.text import normalise


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return Drawing(Random(4), unseen=False, language="en")


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    return list(islice(Corpus(6).rows(), 4_000))


def drawn(draw: Callable[[], Said | None], count: int) -> list[Said]:
    found: list[Said] = []
    while len(found) < count:
        if said := draw():
            found.append(said)
    return found


def test_the_last_word_counts_when_people_correct_themselves(drawing: Drawing) -> None:
    corrected = drawn(Corrections(drawing, Several(drawing)).drawn, 300)
    assert all(len(said.frames) == 1 and said.is_whole() for said in corrected)
    assert sum(" i mean " in f" {said.text} " for said in corrected) > 10
    after = [said for said in corrected if " no wait " in said.text]
    assert after
    late = [said for said in after if any(span in said.text.rpartition(" no wait ")[2] for span in said.spans)]
    assert len(late) > 0.5 * len(after)


def test_on_no_off() -> None:
    corrections = Corrections(own := Drawing(Random(5), unseen=False, language="en"), Several(own))
    said = [said for said in drawn(corrections.drawn, 500) if said.text.split()[-1] in {"on", "off"}]
    put_right = [each for each in said if len({"on", "off"} & set(each.text.split())) > 1]
    turned = [each for each in put_right if each.frames[0].intent in {"turn_on", "turn_off"}]
    assert len(turned) > 3
    plain = [each for each in turned if not {"be", "leave", "keep", "sleep"} & set(each.text.split())]
    assert all(each.frames[0].intent == f"turn_{each.text.split()[-1]}" for each in plain)


def test_several_commands_in_one_sentence(drawing: Drawing) -> None:
    several = drawn(Several(drawing).drawn, 500)
    counts = [len(said.frames) for said in several]
    assert counts.count(2) > 350
    assert counts.count(3) > 10
    about_it = [said for said in several if said.frames[1].slots.get("ref") == "it"]
    assert len([said for said in about_it if "name" in said.frames[0].slots]) > 30
    about_them = [said for said in several if said.frames[1].slots.get("ref") == "them"]
    assert any("name2" in said.frames[0].slots for said in about_them)
    assert all(said.is_whole() for said in several)


def test_a_second_name_or_exception_is_joined(drawing: Drawing) -> None:
    slots: set[str] = set()
    for _ in range(2_000):
        if sentence := drawing.sentence():
            joined = with_another(sentence, drawing)
            assert joined.said.is_whole()
            slots |= set(joined.frame.slots) - set(sentence.frame.slots)
    assert {"name2", "area2", "except_name2", "except_area2"} <= slots


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


def test_politeness_leaves_the_frame_alone(drawing: Drawing) -> None:
    said = Said("turn on the lamp")
    polites = {polite(said, drawing).text for _ in range(400)}
    assert len(polites) > 40
    assert all(said.text in text for text in polites)
    assert {"please turn on the lamp", "turn on the lamp please"} <= polites


def test_near_commands_ask_for_nothing(drawing: Drawing) -> None:
    nothings = drawn(Nothings(drawing, Several(drawing)).drawn, 1_000)
    assert all(said.frames == () for said in nothings)
    starts = [said.text for said in nothings]
    assert sum(text.startswith(("don't ", "do not ", "please don't ", "never ")) for text in starts) > 20
    assert sum(text.endswith(("don't", "never mind", "forget it", "no stop")) for text in starts) > 10
    assert sum(text.endswith((" the", " to", " in", " and")) for text in starts) > 20
    assert sum(text.startswith(("how do i ", "he asked me to ", "i forgot to ")) for text in starts) > 10


def test_a_fifth_or_more_ask_for_nothing(rows: list[Row]) -> None:
    shares = {kind: sum(row.kind == kind for row in rows) / len(rows) for kind in ("command", "pair", NOTHING)}
    assert shares["command"] == pytest.approx(0.57, abs=0.03)
    assert shares["pair"] == pytest.approx(0.2, abs=0.03)
    assert shares[NOTHING] == pytest.approx(0.23, abs=0.03)


def test_people_hesitate_and_mistype(rows: list[Row]) -> None:
    words = [row.text.split() for row in rows]
    assert sum("um" in each for each in words) > 20
    assert sum("teh" in each or "pls" in each for each in words) > 10
    assert sum(any(one == two for one, two in pairwise(each)) for each in words) > 40
