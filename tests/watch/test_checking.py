"""A language model's text about alerts is believed where every bit of it stands in the facts, and only then."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from edgeassist.messages import Anomaly, AnomalyKind, Home
from edgeassist.text import in_words, normalise
from edgeassist.watch.checking import is_borne_out
from edgeassist.watch.words import ALL_WELL, told
from tests.watch.facts import FIVE, HOME, NOW, TELLING, THAWING, anomaly, facts

LATER = FIVE + 3600
FACTS = facts(THAWING, anomaly("sensor.hall", "dropout", since=LATER), anomaly("sensor.power", "spike", 21.5))
WHERE = "where minus 20 degrees to minus 17 degrees is usual"
GOOD = (
    f"The freezer temperature has been drifting since 5:02 PM: minus 8 degrees, {WHERE}. "
    "The hall temperature has stopped reporting, noticed at 6:02 PM, and the oven power jumped suddenly at 5:02 PM: "
    "21.5 watts."
)


def borne_out(text: str) -> bool:
    return is_borne_out(text, FACTS, TELLING)


def test_other_words_for_the_same_are_believed() -> None:
    assert borne_out(GOOD)
    assert borne_out(GOOD.replace("minus 8", "minus eight").replace("21.5", "twenty one point five"))
    assert borne_out(GOOD.replace("The hall", "In the hall, the hall"))
    assert is_borne_out(ALL_WELL, [], TELLING)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("minus 8", "minus 9"),
        ("minus 8", "8"),
        ("minus 8", "minus eighteen"),
        ("minus 8 degrees", "minus 8 percent"),
        ("minus 8 degrees", "about 8 degrees"),
        ("minus 8 degrees, where", "minus 20 degrees, where"),
        ("minus 17 degrees is", "minus 8 degrees is"),
        ("21.5", "215"),
        ("21.5", "twenty-one"),
        ("21.5 watts", "21.5 kilowatts"),
        ("21.5 watts", "minus 8 degrees"),
        ("5:02 PM: minus", "5:03 PM: minus"),
        ("5:02 PM: minus", "5:02 AM: minus"),
        ("5:02 PM: minus", "6:02 PM: minus"),
        ("5:02 PM: minus", "five: minus"),
        ("5:02 PM: minus", "this morning: minus"),
        ("5:02 PM: minus", "5:02 PM yesterday: minus"),
        ("since 5:02 PM: minus", "since half past four: minus"),
        ("hall temperature", "bathroom temperature"),
        ("hall temperature", "hall"),
        ("The hall temperature", "The kitchen, the hall temperature"),
        ("stopped reporting", "been reporting smoke"),
        ("stopped reporting", "not stopped reporting"),
        ("stopped reporting", "started reporting"),
        ("drifting", "drifting dangerously"),
        ("The hall temperature has", "Also the oven power. The hall temperature has"),
        ("The hall temperature has", "It has stopped reporting. The hall temperature has"),
        ("and the oven power", "and a dozen others, and the oven power"),
        ("The hall temperature has", "Both the hall temperature and the oven power have"),
        (" and the oven power jumped suddenly at 5:02 PM: 21.5 watts", " it is fine"),
    ],
)
def test_anything_else_is_not(right: str, wrong: str) -> None:
    assert right in GOOD
    assert not borne_out(GOOD.replace(right, wrong, 1))


def test_nothing_is_left_out_and_nothing_is_not_everything() -> None:
    assert not borne_out("The hall temperature has stopped reporting.")
    assert not borne_out("")
    assert not borne_out(ALL_WELL)
    assert not is_borne_out("Everything is fine.", [], TELLING)


KINDS: st.SearchStrategy[AnomalyKind] = st.sampled_from(
    ["spike", "stuck", "dropout", "drift", "level_shift", "out_of_range", "noise", "rate"]
)
VALUES = st.floats(-999, 999, allow_nan=False).map(lambda value: round(value, 1))


@st.composite
def alerts(draw: st.DrawFn) -> list[Anomaly]:
    some = draw(st.lists(st.tuples(st.sampled_from(sorted(HOME.entities)), KINDS), min_size=1, max_size=6, unique=True))
    out = []
    for entity, kind in some:
        numeric = entity.startswith("sensor.")
        low, high = sorted((draw(VALUES), draw(VALUES)))
        since = (NOW - timedelta(minutes=draw(st.integers(0, 3000)))).timestamp()
        value = draw(VALUES) if numeric else "on"
        out.append(anomaly(entity, kind, value, since=since, expected=(low, high) if numeric else None))
    return out


@settings(deadline=None)
@given(alerts())
def test_our_own_words_are_borne_out(some: list[Anomaly]) -> None:
    rows = facts(*some)
    text = told(rows, TELLING)
    assert is_borne_out(text, rows, TELLING)


@settings(deadline=None)
@given(alerts(), st.data())
def test_no_number_can_be_altered(some: list[Anomaly], data: st.DataObject) -> None:
    rows = facts(*some)
    text = told(rows, TELLING)
    numbers = list(re.finditer(r"\d+(?:\.\d+)?", text))
    assume(numbers)
    which = data.draw(st.sampled_from(numbers))
    other = data.draw(st.one_of(st.integers(0, 999).map(str), VALUES.map(lambda value: f"{abs(value):g}")))
    assume(float(other) != float(which[0]) or ":" in text[which.start() - 1 : which.end() + 1])
    assume(other != which[0])
    spelled = data.draw(st.booleans())
    altered = f"{text[: which.start()]}{in_words(normalise(other)) if spelled else other}{text[which.end() :]}"
    assume(normalise(altered) != normalise(text))
    assert not is_borne_out(altered, rows, TELLING)


@settings(deadline=None)
@given(alerts(), st.data())
def test_no_sensor_can_be_exchanged_or_invented(some: list[Anomaly], data: st.DataObject) -> None:
    rows = facts(*some)
    text = told(rows, TELLING)
    present = {fact.entity.name.lower() for fact in rows}
    absent = [each.name.lower() for each in HOME.entities.values() if each.name.lower() not in present]
    other = data.draw(st.sampled_from([*absent, "attic window", "nursery", "aunt mary's lamp"]))
    name = data.draw(st.sampled_from(sorted(present)))
    altered = re.sub(re.escape(name), other, text, count=1, flags=re.IGNORECASE)
    assume(altered != text)
    assert not is_borne_out(altered, rows, TELLING)


@settings(deadline=None)
@given(alerts(), st.text(max_size=200))
def test_no_text_breaks_it(some: list[Anomaly], text: str) -> None:
    is_borne_out(text, facts(*some), TELLING)


def test_equal_names_are_told_apart_by_what_is_said_of_them() -> None:
    twins = {key: replace(entity, name="Probe") for key, entity in HOME.entities.items()}
    rows = facts(anomaly("sensor.hall", "dropout"), THAWING, home=Home("home", {}, HOME.areas, twins))
    assert is_borne_out(told(rows, TELLING), rows, TELLING)
