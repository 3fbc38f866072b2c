"""A text is read out sentence by sentence, as people say it, and usual sentences at once."""

from __future__ import annotations

from pathlib import Path

from edgeassist.tts.kept import Kept
from edgeassist.tts.reading import without_markup
from edgeassist.tts.voice import Voice


class Maker:
    """A sentence is its own text, 100 ms long; remembers what was made."""

    sample_rate = 8_000

    def __init__(self) -> None:
        self.made: list[str] = []

    def make(self, sentence: str) -> bytes:
        self.made.append(sentence)
        return sentence.encode().ljust(1_600, b"\0")


def _kept(path: Path | None = None) -> Kept:
    return Kept(path, "maker", most_bytes=100_000)


def test_each_sentence_is_made_when_it_is_asked_for() -> None:
    maker = Maker()
    speech = Voice(maker).synthesize("The lamp is on. It is 21.5 °C.")
    assert maker.made == []
    next(speech)
    assert maker.made == ["The lamp is on."]
    assert [*speech, *speech] != []
    assert maker.made == ["The lamp is on.", "It is twenty one point five degrees Celsius."]


def test_other_languages_keep_their_numbers() -> None:
    maker = Maker()
    list(Voice(maker, read=without_markup).synthesize("Es hat **21,5** Grad."))
    assert maker.made == ["Es hat 21,5 Grad."]


def test_what_was_said_is_not_made_again() -> None:
    maker = Maker()
    voice = Voice(maker, kept=_kept())
    first, second = (list(voice.synthesize("Done. The lamp is on.")) for _ in range(2))
    assert first == second
    assert len(maker.made) == 2


def test_usual_answers_are_made_ahead_one_at_a_time() -> None:
    maker = Maker()
    voice = Voice(maker, kept=_kept())
    usual = ["Done. Okay.", "Done.", "It's 5 °C."]
    assert [voice.rehearse(usual) for _ in range(5)] == [True, True, True, False, False]
    assert maker.made == ["Done.", "Okay.", "It's five degrees Celsius."]
    list(voice.synthesize("Okay. Done."))
    assert len(maker.made) == 3


def test_what_was_said_often_is_made_ahead_first_after_the_voice_has_changed(tmp_path: Path) -> None:
    before = Voice(Maker(), kept=_kept(tmp_path / "sounds"))
    for _ in range(3):
        list(before.synthesize("Good morning, Anna."))
    before.save()
    maker = Maker()
    voice = Voice(maker, kept=Kept(tmp_path / "sounds", "another", most_bytes=100_000))
    assert voice.rehearse(["Done."])
    assert maker.made == ["Good morning, Anna."]


def test_rehearsing_ends_where_there_is_no_room() -> None:
    maker = Maker()
    voice = Voice(maker, kept=Kept(None, "maker", most_bytes=40_000))
    count = 0
    while voice.rehearse(f"Sentence {'very ' * number}long." for number in range(100)):
        count += 1
        assert count < 50
    assert 0 < count < 20


def test_sounds_that_are_longer_than_they_seemed_are_not_made_again_and_again() -> None:
    class Drawling(Maker):
        def make(self, sentence: str) -> bytes:
            return super().make(sentence).ljust(60_000, b"\0")

    maker = Drawling()
    voice = Voice(maker, kept=Kept(None, "maker", most_bytes=100_000))
    assert [voice.rehearse(["One.", "Two.", "Six."]) for _ in range(5)] == [True, True, True, False, False]
    assert maker.made == ["One.", "Two.", "Six."]


def test_a_voice_that_keeps_nothing_has_nothing_to_rehearse() -> None:
    maker = Maker()
    voice = Voice(maker)
    assert not voice.rehearse(["Done."])
    voice.save()
    assert maker.made == []


def test_ten_thousand_characters_begin_at_once_in_little_memory() -> None:
    text = "The window in the bathroom is open, and it is 21.5 °C. " * 190
    maker = Maker()
    speech = Voice(maker, kept=_kept()).synthesize(text + "x" * 10_000)
    next(speech)
    assert len(maker.made) == 1
    pieces = list(speech)
    assert len(pieces) > 200
    assert max(map(len, pieces)) < 10_000
    assert max(map(len, maker.made)) < 1_000
