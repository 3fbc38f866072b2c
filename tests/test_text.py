import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.text import MAX_CHARACTERS, in_words, normalise

TRICKY = (
    "one two twenty thirty hundred thousand point five and a half oh the other this o'clock 7 7:30 21.5 50% 05 3rd "
    "twenty-one -5 2,000 p.m. don't light first second percent kelvin 2700K 21°C"
)
WORDS = st.lists(st.sampled_from(TRICKY.split()), max_size=8).map(" ".join)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Turn ON the Kitchen-Light, please!", "turn on the kitchen light please"),
        ("twenty one and a half degrees", "21.5 degrees"),
        ("fifty percent", "50 percent"),
        ("50%", "50 percent"),
        ("fifty per cent", "50 percent"),
        ("two hundred", "200"),
        ("one hundred and five", "105"),
        ("a hundred percent", "100 percent"),
        ("two thousand seven hundred", "2700"),
        ("twenty seven hundred kelvin", "2700 kelvin"),
        ("2700K", "2700 kelvin"),
        ("point five", "0.5"),
        ("set point twenty two degrees", "set point 22 degrees"),
        ("point five set", "0.5 set"),
        ("two point two five", "2.25"),
        ("seven thirty", "7 30"),
        ("7:30 PM", "7 30 pm"),
        ("7:00 p.m.", "7 pm"),
        ("six oh five", "6 05"),
        ("half past seven", "half past 7"),
        ("a quarter to eight", "a quarter to 8"),
        ("the other one", "the other one"),
        ("turn that one off", "turn that one off"),
        ("which one is on", "which one is on"),
        ("this one hour timer", "this 1 hour timer"),
        ("turn on light one", "turn on light 1"),
        ("minus five", "minus 5"),
        ("-5°C", "minus 5 degrees celsius"),
        ("1,500 steps", "1500 steps"),
        ("2½ hours", "2.5 hours"),
        ("the 21st of May", "the twenty first of may"),
        ("a twenty second timer", "a 20 second timer"),
        ("What\u2019s on the boys' T.V.?", "what's on the boys tv"),
        ("salt & pepper", "salt and pepper"),
        ("whats on", "what's on"),
        ("tab\tnew\nline \x00\x07bell", "tab new line bell"),
        ("Привет, МИР!", "привет мир"),
        ("कमरे की बत्ती", "कमरे की बत्ती"),
        ("\uff26\uff35\uff2c\uff2c \uff37", "full w"),
        ("", ""),
        ("...", ""),
    ],
)
def test_normal_form(said: str, expected: str) -> None:
    assert normalise(said) == expected


@given(st.text(max_size=60) | WORDS)
@settings(max_examples=300, deadline=None)
def test_normal_form_stays_as_it_is(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=300, deadline=None)
def test_number_survives_being_spoken(number: int, half: bool) -> None:  # noqa: FBT001
    digits = f"{number}.5" if half else str(number)
    assert not any(c.isdigit() for c in in_words(digits))
    assert normalise(in_words(digits)) == digits


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("21.5 degrees", "twenty one point five degrees"),
        ("at 7 30", "at seven thirty"),
        ("at 7 05", "at seven oh five"),
        ("2700 kelvin", "two thousand seven hundred kelvin"),
        ("0 percent", "zero percent"),
        ("sensor 2b", "sensor 2b"),
    ],
)
def test_spoken_form(text: str, spoken: str) -> None:
    assert in_words(text) == spoken


def test_very_long_text_is_cut() -> None:
    assert len(normalise("light " * 20_000)) <= MAX_CHARACTERS
