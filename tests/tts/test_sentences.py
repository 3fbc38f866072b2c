from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.tts.sentences import breaths, sentences


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The lamp is on.", ["The lamp is on."]),
        ("Done. Anything else?", ["Done.", "Anything else?"]),
        ("No. The door is locked!", ["No.", "The door is locked!"]),
        ("It is 21.5 degrees at 6 p.m. outside", ["It is 21.5 degrees at 6 p.m. outside"]),
        ("Dr. Who's lamp is off. Good.", ["Dr. Who's lamp is off.", "Good."]),
        ('She said "stop." Then it stopped', ['She said "stop."', "Then it stopped"]),
        ("Well... perhaps", ["Well...", "perhaps"]),
        ("It is No. 5. No. It is not", ["It is No. 5.", "No.", "It is not"]),
        ("See p. 12. The max. power, etc. is told", ["See p. 12.", "The max. power, etc. is told"]),
        ("Ask Max. No. 5 is his", ["Ask Max.", "No. 5 is his"]),
        ("On Nov. 3 at max. 21 °C. Now", ["On Nov. 3 at max. 21 °C.", "Now"]),
        ("milk\nbread\n\neggs", ["milk", "bread", "eggs"]),
        ("", []),
        (" \n ", []),
    ],
)
def test_text_is_cut_where_a_reader_would_pause(text: str, parts: list[str]) -> None:
    assert list(sentences(text)) == parts


@given(st.text(alphabet="ab .!?,;\n1\"'", max_size=600))
def test_nothing_is_lost_and_nothing_is_long(text: str) -> None:
    parts = list(sentences(text))
    assert "".join("".join(parts).split()) == "".join(text.split())
    short = [part for sentence in parts for part in breaths(sentence)]
    assert "".join("".join(short).split()) == "".join(text.split())
    assert all(part and part == part.strip() and len(part) <= 240 for part in short)


def test_a_long_sentence_is_cut_at_a_comma() -> None:
    first, *_ = breaths("the window in the bathroom, " * 20)
    assert first.endswith("bathroom,")


@pytest.mark.parametrize("text", ["." * 100_000, " " * 100_000, "a. " * 33_000, "x" * 100_000, '."' * 50_000])
def test_hostile_text_takes_no_time(text: str) -> None:
    began = time.perf_counter()
    list(sentences(text))
    assert time.perf_counter() - began < 2
