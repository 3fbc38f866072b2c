from collections.abc import Iterator

import pytest

from edgeassist.messages import Transcript
from edgeassist.stt.hypotheses import SECOND_THOUGHT, Reading, is_whole, likelier, most_fitting
from edgeassist.stt.sphinx import Stretch

NOTHING = Reading(None, -1.4)


def reading(text: str, lead: float, confidence: float = SECOND_THOUGHT) -> Reading:
    return Reading(Transcript(text, confidence), lead)


def text(first: Reading, *later: Reading) -> str | None:
    found = most_fitting(first, later)
    return found.transcript.text if found.transcript else None


def test_best_fit_is_believed() -> None:
    assert text(NOTHING, reading("lights on", -2.1), NOTHING, reading("lights off", -1.7)) == "lights off"
    assert text(NOTHING, NOTHING) is None


def test_what_was_heard_before_counts_more_than_the_best_fit() -> None:
    first = reading("lights off", -1.9)
    assert text(first, reading("lights on", -1.7), reading("lights off", -2.0)) == "lights off"
    assert text(NOTHING, reading("on", -2.2), reading("off", -1.9), reading("on", -2.1)) == "on"


def test_word_alone_is_believed_where_it_is_sure_or_heard_twice() -> None:
    assert text(NOTHING, reading("snooze", -1.0), NOTHING) is None
    assert text(NOTHING, reading("snooze", -0.4)) == "snooze"
    assert text(NOTHING, reading("snooze", -1.0), reading("snooze", -1.2)) == "snooze"


@pytest.mark.parametrize("sure", [reading("lights on", -0.4), reading("lights on", -1.5, 1.0)])
def test_nothing_is_heard_after_what_is_sure(sure: Reading) -> None:
    def readings() -> Iterator[Reading]:
        yield sure
        pytest.fail("there was no need to hear it again")

    found = most_fitting(NOTHING, readings())
    assert found.transcript == Transcript("lights on", SECOND_THOUGHT)


def test_guess_that_was_not_the_best_has_to_fit_better() -> None:
    assert [reading("lights on", lead).sure for lead in (-0.4, -1.5)] == [True, False]
    assert [reading("lights on", lead, 1.0).sure for lead in (-1.5, -1.7)] == [True, False]
    assert not NOTHING.sure


def test_what_the_second_pass_has_spoilt_is_taken_from_the_first() -> None:
    early = Reading(Transcript("close both", SECOND_THOUGHT), -0.3)
    assert likelier(early, Reading(None, -0.9)) == early
    assert likelier(Reading(None, -0.3), Reading(Transcript("close it"), -0.9)).transcript == Transcript("close it")
    chosen = likelier(early, Reading(Transcript("closed now"), -0.9)).transcript
    assert chosen == Transcript("close both", SECOND_THOUGHT)


def test_passes_that_differ_in_a_word_that_is_often_misheard_are_rivals() -> None:
    early = Reading(Transcript("turn it back down", SECOND_THOUGHT), -0.3)
    chosen = likelier(early, Reading(Transcript("turn it back on"), -0.2)).transcript
    assert chosen is not None
    assert (chosen.text, chosen.rivals) == ("turn it back on", ("turn it back down",))


def test_what_lacks_a_word_is_not_believed() -> None:
    parts = [Stretch("towel", 0, 20, -4.0), Stretch("warmer", 20, 50, -4.0), Stretch("[SPEECH]", 50, 67, -6.2)]
    assert not is_whole(parts)
    assert is_whole([*parts[:2], Stretch("[SPEECH]", 50, 58, -6.2)])
    lacking = Reading(Transcript("towel warmer"), 0.2, whole=False)
    assert not lacking.sure
    assert text(lacking, lacking, reading("towel warmer on", -1.9)) == "towel warmer on"
