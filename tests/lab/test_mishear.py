from pathlib import Path
from random import Random

import pytest

pytest.importorskip("pocketsphinx")

from edgeassist.lab.mishear import Ear, Pair, confusions, heard_pairs, mishear, table
from edgeassist.lab.voices import Voices
from edgeassist.messages import SAMPLE_RATE


@pytest.mark.parametrize(
    ("said", "heard", "found"),
    [
        ("turn on the fan", "turn on the van", [("fan", "van")]),
        ("lights off", "lights off", []),
        ("the geyser is on", "the guys are is on", [("geyser", "guys are")]),
        ("close the garage", "those the porridge now", [("close", "those")]),
        ("lamp", "seventeen dogs", []),
        ("", "noise", []),
    ],
)
def test_only_what_sounds_alike_is_a_confusion(said: str, heard: str, found: list[tuple[str, str]]) -> None:
    assert list(confusions(said.split(), heard.split())) == found


def test_what_came_once_is_chance() -> None:
    pairs = [Pair("the fan", "the van"), Pair("the fan", "the van"), Pair("the lamp", "the lamb")]
    assert table(iter(pairs)) == "fan\tvan\t2\n"


def test_the_voices_are_heard() -> None:
    ear = Ear()
    voices = Voices(Random(3))
    assert ear.knows("turn on the light")
    assert not ear.knows("turn on the lampadario")
    pcm = voices.say("turn on the light")
    assert len(pcm) > SAMPLE_RATE
    assert set(ear.hear(pcm).split()) & {"turn", "on", "the", "light"}
    assert ear.hear(bytes(SAMPLE_RATE)) == ""


def test_goes_on_from_what_was_heard(tmp_path: Path) -> None:
    log = tmp_path / "table.jsonl"
    log.write_text('{"said": "the fan", "heard": "the van"}\n' * 2 + '{"said": "cut', encoding="utf-8")
    assert list(heard_pairs(log, 1, 0)) == [Pair("the fan", "the van")] * 2
    assert mishear(tmp_path / "table.tsv", 1, 0) == 1
    assert (tmp_path / "table.tsv").read_text("utf-8") == "fan\tvan\t2\n"
