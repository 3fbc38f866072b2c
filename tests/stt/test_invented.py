import json
from math import exp
from pathlib import Path
from typing import Any

import pytest

from edgeassist.stt.invented import Scored, doubt, said

RECORDED = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "whisper_scores.jsonl").read_text(encoding="utf-8").splitlines()
]
"""What Whisper models scored elsewhere, on speech and on silence."""


@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["source"])
def test_scores_that_were_recorded(row: dict[str, Any]) -> None:
    heard = Scored(row["text"], row["log_probability"], row["no_speech"])
    assert (not doubt(heard)) == row["said"], doubt(heard)


@pytest.mark.parametrize(
    ("heard", "reason"),
    [
        (Scored(" . ", -0.1), "no words"),
        (Scored("Thanks!", -0.2, no_speech=0.7), "no speech"),
        (Scored("Thanks!", -1.2), "unlikely words"),
        (Scored("turn on turn on turn on turn on turn on", -0.2), "repeats itself"),
        (Scored("the light in the hall is on", -0.2, loud_s=0.1), "more words than anybody says in that time"),
        (Scored("Thank you.", -0.2, no_speech=0.3), "what is heard in silence"),
    ],
)
def test_each_gate_alone(heard: Scored, reason: str) -> None:
    assert doubt(heard) == reason


@pytest.mark.parametrize(
    "heard",
    [
        Scored("Yes.", -0.7, no_speech=0.5, loud_s=0.15),
        Scored("Thank you.", -0.2, no_speech=0.01, loud_s=0.5),
        Scored("no no no no", -0.3, loud_s=1.0),
        Scored("twenty two twenty two", -0.3, loud_s=1.0),
        Scored("turn off the light in the hall and the lamp in the kitchen", -0.5, loud_s=2.0),
    ],
)
def test_what_is_said_at_home_passes(heard: Scored) -> None:
    assert doubt(heard) == ""


def test_parts_become_one_text_with_its_chance() -> None:
    heard = said([Scored("Turn on", -0.2), Scored("you you you you you you", -0.1), Scored("the lamp.", -0.4)])
    assert heard.text == "Turn on the lamp."
    assert heard.confidence == pytest.approx(exp(-0.3))


def test_a_single_part_keeps_its_other_readings() -> None:
    assert said([Scored("lamp", -0.2, others=("lamb",))]).alternatives == ("lamb",)
    assert said([Scored("Thanks!", -1.2)]).text == ""
