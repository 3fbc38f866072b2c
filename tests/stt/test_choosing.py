import json
from pathlib import Path
from typing import Any

import pytest

from edgeassist.messages import Transcript
from edgeassist.stt.choosing import Candidate, choose
from edgeassist.text import normalise

RECORDED = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "two_recognisers.jsonl").read_text(encoding="utf-8").splitlines()
]
"""What two recognisers heard of three synthetic voices: pocketsphinx with the sentences of the demo home, and with a
language model of all words. The second one has no score that tells anything: it is given Whisper's usual one."""

OPEN = 0.7


def candidates(row: dict[str, Any], confidence: float) -> tuple[Candidate, Candidate]:
    closed = Transcript(row["closed"], confidence if row["closed"] else 0.0)
    opened = Transcript(row["open"], OPEN)
    return Candidate(closed, makes_sense=bool(row["closed"])), Candidate(opened, makes_sense=row["open_makes_sense"])


def right(row: dict[str, Any], heard: str) -> bool:
    return normalise(heard).replace("a timer", "the timer") == normalise(row["said"]).replace("a timer", "the timer")


def share(heard: list[bool]) -> float:
    return sum(heard) / len(heard)


@pytest.mark.parametrize("confidence", [None, 0.9, 0.7])
def test_two_hear_more_than_either(confidence: float | None) -> None:
    """However sure the closed one is; None: as it was."""
    chosen = [choose(*candidates(row, confidence or row["confidence"])).text for row in RECORDED]
    together = share([right(row, text) for row, text in zip(RECORDED, chosen, strict=True)])
    assert together > share([right(row, row["closed"]) for row in RECORDED]) + 0.2
    assert together > share([right(row, row["open"]) for row in RECORDED]) + 0.15
    assert together >= 0.76


def test_no_command_is_lost_by_the_second_one() -> None:
    commands = [row for row in RECORDED if row["closed"] and right(row, row["closed"])]
    lost = [row for row in commands if not right(row, choose(*candidates(row, row["confidence"])).text)]
    assert lost == []


def test_foreign_speech_never_becomes_a_command() -> None:
    foreign = [row for row in RECORDED if not row["closed"]]
    assert not any(choose(*candidates(row, 0.0)).text != row["open"] for row in foreign)


def test_neither_has_heard_anything() -> None:
    nothing = Candidate(Transcript("", confidence=0.0), makes_sense=False)
    assert choose(nothing, nothing).text == ""


@pytest.mark.parametrize(("confidence", "heard"), [(0.8, "lamp on"), (0.4, "")])
def test_what_only_the_closed_one_heard_needs_some_likelihood(confidence: float, heard: str) -> None:
    closed = Candidate(Transcript("lamp on", confidence), makes_sense=True)
    assert choose(closed, Candidate(Transcript("", 0.0), makes_sense=False)).text == heard


def test_both_together_are_surer_than_each() -> None:
    closed = Candidate(Transcript("lamp on", 0.7, ("lamp off",)), makes_sense=True)
    both = choose(closed, Candidate(Transcript("Lamp on.", 0.6), makes_sense=True))
    assert both.confidence == pytest.approx(0.88)
    assert (both.text, both.alternatives) == ("lamp on", ("lamp off",))


def test_a_long_sentence_is_not_cut_to_the_command_in_it() -> None:
    closed = Candidate(Transcript("turn on the lamp", 0.8), makes_sense=True)
    opened = Candidate(Transcript("Did you turn on the lamp that my aunt gave us?", 0.6), makes_sense=False)
    assert choose(closed, opened).text == opened.transcript.text
    assert choose(closed, opened).alternatives == ("turn on the lamp",)
