from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.messages import CHUNK_S
from edgeassist.vad.endpointer import Endpointer, EndpointRule, Outlook

_RULE = EndpointRule()
_PROBABILITIES = st.lists(st.floats(0, 1), max_size=600)
_OUTLOOKS = st.sampled_from(Outlook)
_RULES = st.builds(
    EndpointRule,
    threshold=st.floats(0.2, 0.9),
    silence_s=st.floats(0.05, 2),
    start_s=st.floats(0.05, 8),
    longest_s=st.floats(0.05, 16),
)


def _run(probabilities: list[float], rule: EndpointRule = _RULE) -> tuple[Endpointer, int | None]:
    """Return the endpointer and the number of chunks it took, None where it wants more."""
    endpointer = Endpointer(rule, chunk_s=CHUNK_S)
    for number, probability in enumerate(probabilities, 1):
        if not endpointer.goes_on(probability):
            return endpointer, number
    return endpointer, None


def _chunks(seconds: float) -> int:
    return round(seconds / CHUNK_S)


@given(_PROBABILITIES, _RULES)
def test_it_always_ends_by_the_longest_time(probabilities: list[float], rule: EndpointRule) -> None:
    endpointer, ended = _run(probabilities + [1.0] * 600, rule)
    assert ended is not None
    assert endpointer.heard_s <= rule.longest_s + CHUNK_S


@given(_PROBABILITIES, _RULES)
def test_it_never_ends_within_the_silence_that_belongs_to_speech(
    probabilities: list[float], rule: EndpointRule
) -> None:
    endpointer, ended = _run(probabilities, rule)
    if ended is None or endpointer.heard_s >= rule.longest_s - 1e-6 or not endpointer.speech_started:
        return
    last_speech = max(n for n, p in enumerate(probabilities[:ended], 1) if p >= rule.threshold - 0.15)
    assert (ended - last_speech) * CHUNK_S >= rule.silence_s - 1e-6


@given(_PROBABILITIES, _RULES)
def test_silence_after_speech_always_ends_it(probabilities: list[float], rule: EndpointRule) -> None:
    speech = [*probabilities, 1.0, 1.0]
    before = _run(speech, rule)[1]
    endpointer, ended = _run(speech + [0.0] * 600, rule)
    assert ended is not None
    if before is None:
        assert endpointer.speech_started
        assert (ended - len(speech)) * CHUNK_S <= rule.silence_s + CHUNK_S


@given(_PROBABILITIES)
def test_what_is_below_the_threshold_never_begins_an_utterance(probabilities: list[float]) -> None:
    endpointer, _ = _run([0.49 * p for p in probabilities])
    assert not endpointer.speech_started


@given(_PROBABILITIES, _RULES)
def test_the_silence_it_tells_is_the_silence_at_the_end(probabilities: list[float], rule: EndpointRule) -> None:
    endpointer, ended = _run(probabilities, rule)
    assert (
        0
        <= endpointer.silence_s
        <= endpointer.heard_s
        == pytest.approx((len(probabilities) if ended is None else ended) * CHUNK_S)
    )


def test_who_says_nothing_is_not_waited_for() -> None:
    endpointer, ended = _run([0.02] * 1000)
    assert ended == pytest.approx(_chunks(5), abs=1)
    assert not endpointer.speech_started


def test_a_word_that_begins_at_the_last_moment_is_heard_out() -> None:
    silence, word = [0.0] * _chunks(5), [0.9] * 10
    endpointer, ended = _run(silence + word + [0.0] * 100)
    assert endpointer.speech_started
    assert ended == pytest.approx(len(silence) + len(word) + _chunks(0.7), abs=1)


def test_a_click_begins_nothing_but_two_loud_chunks_do() -> None:
    assert not _run([0.0, 0.95, 0.0, 0.0] * 30)[0].speech_started
    assert _run([0.0, 0.95, 0.95, 0.0])[0].speech_started


def test_faint_ends_of_words_hold_it_open() -> None:
    speech = [0.9] * 5
    assert _run(speech + [0.4] * 100)[1] is None
    assert _run(speech + [0.3] * 100)[1] == pytest.approx(5 + _chunks(0.7), abs=1)


def test_a_pause_inside_a_sentence_does_not_end_it() -> None:
    sentence = [0.9] * 20 + [0.0] * _chunks(0.6) + [0.9] * 20
    assert _run(sentence)[1] is None


def _waits(outlook: Outlook, rule: EndpointRule = _RULE, *, others: float = 0.0) -> float:
    """Return how long it goes on after speech, while others speak so clearly from further away."""
    endpointer = Endpointer(replace(rule, longest_s=60), chunk_s=CHUNK_S)
    for _ in range(20):
        assert endpointer.goes_on(0.9, outlook=outlook)
    return next(n for n in range(1, 600) if not endpointer.goes_on(others, near=False, outlook=outlook)) * CHUNK_S


@pytest.mark.parametrize(
    ("outlook", "wait_s"),
    [
        (Outlook.DONE, 0.15),
        (Outlook.WHOLE, 0.25),
        (Outlook.OPEN, 0.4),
        (Outlook.UNKNOWN, 0.7),
        (Outlook.UNFINISHED, 1.2),
    ],
)
def test_what_was_heard_tells_how_long_to_wait(outlook: Outlook, wait_s: float) -> None:
    assert wait_s <= _waits(outlook) <= wait_s + CHUNK_S


@given(_OUTLOOKS, _RULES, st.floats(0, 1))
def test_others_who_go_on_talking_never_hold_it_open(outlook: Outlook, rule: EndpointRule, others: float) -> None:
    assert _waits(outlook, rule, others=others) <= max(rule.silence_s, rule.unfinished_s) + 2 * CHUNK_S


@given(_RULES)
def test_who_sets_a_shorter_silence_never_waits_longer_for_a_whole_command(rule: EndpointRule) -> None:
    waits = [_waits(outlook, rule) for outlook in (Outlook.DONE, Outlook.WHOLE, Outlook.OPEN, Outlook.UNKNOWN)]
    assert waits[:3] == sorted(waits[:3])
    assert waits[2] <= waits[3]


def test_others_alone_begin_nothing() -> None:
    endpointer = Endpointer(_RULE, chunk_s=CHUNK_S)
    for _ in range(100):
        endpointer.goes_on(0.9, near=False)
    assert not endpointer.speech_started
