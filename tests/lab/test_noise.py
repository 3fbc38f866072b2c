import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.intent.schema import Frame
from edgeassist.lab.gaps import Gaps
from edgeassist.lab.noise import Noise
from edgeassist.lab.said import Said, Speech, find
from edgeassist.text import in_words, normalise

NAMES = {"name": " reading lamp", "area": " green library"}
FRAME = Frame("set_light", {**NAMES, "brightness_pct": " 40 percent"})
SAID = Said("please turn the reading lamp in the green library to 40 percent", (FRAME,))
SPEECH = Speech()


def noise(seed: int) -> Noise:
    return Noise(Random(seed), SPEECH)


@given(st.integers(0, 10_000))
def test_every_value_stays_whole_or_changes_with_the_words(seed: int) -> None:
    said = noise(seed).noisy(SAID)
    assert said.is_whole()
    assert said.frames[0].slots["brightness_pct"] == " 40 percent"


def test_most_stay_near_what_was_said_and_many_change() -> None:
    said = [noise(seed).noisy(SAID).text for seed in range(500)]
    assert 50 < said.count(SAID.text) < 450
    assert len(set(said)) > 50


def test_a_slip_of_the_fingers_stays_in_the_name() -> None:
    typed = [noise(seed).typed(SAID) for seed in range(300)]
    names = {said.frames[0].slots["name"] for said in typed}
    assert " reading lamp" in names
    assert len(names) > 5
    assert all(said.is_whole() for said in typed)
    assert {"pls", "teh"} <= {word for said in typed for word in said.text.split()}


@pytest.mark.parametrize(
    "form",
    [
        r"\bturnthe\b|\bpleaseturn\b|\binthe\b|\bto40\b",
        r"\btrun\b|\btunr\b",
        r"\b(raeding|redaing|reaidng|readign|readnig)\b",
        r"\b(reding|readng|readin|reaing|rading)\b",
        r"\b(lammp|laamp|lampp|greeen|libbrary)\b",
        r"\b(librari|libraray|librarie|reeding|rieding|grean|grien)\b",
        r"\b(re ading|rea ding|read ing|readi ng|lib rary|libr ary|libra ry|li brary|gr een|gre en)\b",
        r"\b(plz|pleez)\b",
    ],
)
def test_every_slip_of_the_fingers(form: str) -> None:
    assert any(re.search(form, noise(seed).typed(SAID).text) for seed in range(4_000))


@pytest.mark.parametrize(
    ("text", "heard"), [("turn off the light", "turn of the light"), ("the ceiling on", "the sealing on")]
)
def test_words_that_sound_alike(text: str, heard: str) -> None:
    assert heard in {noise(seed).misheard(Said(text)).text for seed in range(500)}


@pytest.mark.parametrize(
    "form",
    [
        "please turn please turn the",
        "the the reading lamp",
        "the rea the reading lamp|the read the reading lamp",
        "the reading (um|uh|er|erm|what's it called)",
        "(um|uh|er|erm|what was it) the reading lamp (yes|yeah|ah yes|oh yes|right) please turn",
        "turn (um|uh|er|like) the",
    ],
)
def test_every_way_to_hesitate(form: str) -> None:
    assert any(re.search(form, noise(seed).hesitating(SAID).text) for seed in range(3_000))


def test_a_seventh_or_so_comes_with_errors_whatever_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    chat = Said("the neighbours always leave the kitchen light on at night")
    command = Said("could you close the blind in the living room tonight", (Frame("close", {"name": " blind"}),))
    monkeypatch.setattr(Noise, "hesitating", lambda _, said: said)
    monkeypatch.setattr(Noise, "without_small_words", lambda _, said: said)
    for said in (chat, command):
        changed = sum(noise(seed).noisy(said).text != said.text for seed in range(2_000)) / 2_000
        assert 0.08 < changed < 0.22


@pytest.mark.parametrize(
    "form",
    [
        "^please the reading lamp in the green library to 40 percent$",
        "^(lease|ease) turn the reading lamp ",
        "reading lamp (the|a|uh|of|so) in the",
    ],
)
def test_what_gets_lost_or_comes_in(form: str) -> None:
    torn = [Gaps(Random(seed), SPEECH.turning).torn(SAID) for seed in range(2_000)]
    assert any(re.search(form, said.text) for said in torn)
    assert all(said.is_whole() for said in torn)


def test_nothing_gets_lost_of_what_is_no_command_or_makes_a_question_a_report() -> None:
    chat = Said("will you have a look at the blind")
    question = Said("have we shut the gate", (Frame("get_state", {"name": " gate"}),), is_question=True)
    for seed in range(300):
        gaps = Gaps(Random(seed), SPEECH.turning)
        assert gaps.torn(chat) == chat
        words = gaps.torn(question).text.split()
        assert {"we", "shut"} <= set(words)
        assert {"have", "ave", "ve"} & set(words)


def test_no_beginning_gets_lost_that_makes_the_opposite() -> None:
    unlock = Said("unlock the gate", (Frame("unlock", {"name": " gate"}),))
    assert all("unlock" in Gaps(Random(seed), SPEECH.turning).torn(unlock).text.split() for seed in range(500))


def test_what_was_misheard_is_copied_as_heard() -> None:
    said = Said("speed the lighting motion away", (Frame("turn_on", {"name": " lighting motion"}),))
    heard = [noise(seed).misheard(said) for seed in range(400)]
    assert all(each.is_whole() for each in heard)
    assert len({each.frames[0].slots["name"] for each in heard}) > 1
    assert len({each.text for each in heard}) > 2


@pytest.mark.parametrize("turning", ["on", "off", "up", "down", "not"])
def test_no_word_that_turns_the_meaning_is_misheard(turning: str) -> None:
    said = Said(f"the {turning} of it")
    for seed in range(300):
        words = noise(seed).misheard(said).text.split()
        assert turning in words or (turning == "off" and "of" in words)  # which sounds the same
        assert set(words) & {"on", "off", "up", "down", "not"} <= {turning}


def test_hesitating_people_say_more_and_nothing_else() -> None:
    for seed in range(300):
        said = noise(seed).hesitating(SAID)
        words = iter(said.text.split())
        assert all(word in words for word in SAID.text.split())
        assert said.is_whole()


@pytest.mark.parametrize(
    ("whisper", "sphinx"),
    [
        ("Set the Lamp to 40%, please.", "set the lamp to forty percent please"),
        ("Set it to 21.5°C at 7:05.", "set it to twenty one point five degrees celsius at seven oh five"),
        ("Wake me up at 6:30 on the 21st!", "wake me up at six thirty on the twenty first"),
        ("Turn on the TV & the fan-heater.", "turn on the tv and the fan heater"),
        ("It's 1,000 Watts? Half an hour…", "it's one thousand watts half an hour"),
    ],
)
def test_recognisers_that_write_differently_say_the_same(whisper: str, sphinx: str) -> None:
    assert normalise(whisper) == normalise(sphinx)


def test_rows_are_what_a_recogniser_of_words_would_give() -> None:
    assert normalise(in_words(SAID.text)) == SAID.text


def test_find() -> None:
    assert find(["the", "big", "lamp", "is", "big"], "big") == 1
    assert find(["the", "big", "lamp"], "big lamp") == 1
    assert find(["the", "bigger", "lamp"], "big") == -1
    assert find([], "big") == -1
