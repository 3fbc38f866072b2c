"""Usual sentences are at hand: bounded, after a restart, and never those of another voice."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.tts.kept import Kept

MOST = 1_000


def kept(path: Path | None = None, *, voice: str = "hum", learns: bool = True, most: int = MOST) -> Kept:
    return Kept(path, voice, most_bytes=most, learns=learns)


def say(sounds: Kept, sentence: str, length: int = 300, times: int = 1) -> None:
    for _ in range(times):
        if sounds.sound(sentence) is None:
            sounds.keep(sentence, sentence[:1].encode() * length)


def test_what_was_said_is_at_hand() -> None:
    sounds = kept()
    assert sounds.sound("Done.") is None
    sounds.keep("Done.", b"done")
    assert sounds.sound("Done.") == b"done"
    assert sounds.size == 4


def test_what_was_said_once_goes_first_the_oldest_before() -> None:
    sounds = kept()
    say(sounds, "Often.", times=3)
    sounds.keep("Usual.", b"u" * 300, usual=True)
    say(sounds, "First.")
    say(sounds, "Second.")
    assert [sounds.sound(s) is not None for s in ("Often.", "Usual.", "First.", "Second.")] == [True, True, False, True]


def test_what_is_said_often_drives_out_what_was_made_ahead() -> None:
    sounds = kept()
    for usual in ("A.", "B.", "C."):
        sounds.keep(usual, b"u" * 300, usual=True)
    say(sounds, "Again.")
    assert sounds.sound("Again.") is None  # once is not enough to drive anything out
    say(sounds, "Again.", times=2)
    assert sounds.sound("Again.") is not None


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.integers(0, 1_500), st.booleans()), max_size=40))
def test_it_is_never_more_than_it_may_be(sentences: list[tuple[str, int, bool]]) -> None:
    sounds = kept()
    for sentence, length, usual in sentences:
        sounds.sound(sentence)
        sounds.keep(sentence, bytes(length), usual=usual)
        assert sounds.size <= MOST
        assert sounds.size == sum(len(sounds.sound(s) or b"") for s in "abcdefgh")


def test_a_restart_keeps_what_is_worth_it(tmp_path: Path) -> None:
    sounds = kept(tmp_path / "sounds")
    say(sounds, "Often.", times=2)
    say(sounds, "My secret.")
    sounds.keep("Usual.", b"u" * 300, usual=True)
    sounds.save()
    again = kept(tmp_path / "sounds")
    assert list(again.often()) == ["Often."]
    assert again.sound("Often.") == b"O" * 300
    assert again.sound("Usual.") == b"u" * 300
    assert again.sound("My secret.") is None
    assert b"secret" not in (tmp_path / "sounds").read_bytes()


def test_nothing_is_written_where_nothing_has_changed(tmp_path: Path) -> None:
    sounds = kept(tmp_path / "sounds")
    say(sounds, "My secret.")
    sounds.save()
    assert not (tmp_path / "sounds").exists()
    say(sounds, "My secret.")
    sounds.save()
    written = (tmp_path / "sounds").stat().st_mtime_ns
    say(sounds, "My secret.", times=3)
    sounds.save()
    assert (tmp_path / "sounds").stat().st_mtime_ns == written


def test_where_answers_are_not_remembered_only_what_was_made_ahead_is_written(tmp_path: Path) -> None:
    sounds = kept(tmp_path / "sounds", learns=False)
    say(sounds, "My secret.", times=5)
    sounds.keep("Usual.", b"u" * 300, usual=True)
    sounds.save()
    assert b"secret" not in (tmp_path / "sounds").read_bytes()
    assert kept(tmp_path / "sounds").sound("Usual.") is not None


def test_another_voice_begins_anew_with_what_was_said(tmp_path: Path) -> None:
    sounds = kept(tmp_path / "sounds")
    say(sounds, "Often.", times=2)
    sounds.save()
    other = kept(tmp_path / "sounds", voice="other")
    assert other.sound("Often.") is None
    assert list(other.often()) == ["Often."]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-10],
        lambda content: content[:20],
        lambda _: b"",
        lambda _: b"\x00\xff" * 100,
        lambda _: b"[]\n",
        lambda _: b'{"voice": "hum", "times": [], "sounds": {}}\n',
        lambda content: content.replace(b"OOO", b"XXX", 1),
    ],
)
def test_a_damaged_file_is_made_anew(tmp_path: Path, damage: object) -> None:
    assert callable(damage)
    path = tmp_path / "sounds"
    sounds = kept(path)
    say(sounds, "Often.", times=2)
    sounds.save()
    path.write_bytes(damage(path.read_bytes()))
    again = kept(path)
    assert again.sound("Often.") is None
    say(again, "Often.", times=2)
    again.save()
    assert kept(path).sound("Often.") == b"O" * 300


def test_a_disk_that_refuses_is_told_once_and_nothing_else_happens(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    sounds = kept(tmp_path / "file" / "sounds")
    say(sounds, "Often.", times=2)
    with caplog.at_level("INFO"):
        sounds.save()
        sounds.save()
    assert caplog.text.count("is not kept") == 1
    assert sounds.sound("Often.") is not None
