from threading import Event

import numpy as np
import pytest

from edgeassist.errors import EngineError
from edgeassist.messages import CHUNK_SAMPLES, Chunk, Transcript, Vocabulary
from edgeassist.stt.both import Both
from tests.fakes import FakeTranscriber

SENTENCES = {"lamp on", "lamp on slowly"}
WORDS = ("lamp", "on", "slowly", "the", "moon", "bedroom")
PAUSE = ["hush"] * 8


def sound(word: str) -> Chunk:
    """Return a word as a loudness of its own."""
    level = 0 if word == "hush" else 10_000 + WORDS.index(word)
    return Chunk(np.full(CHUNK_SAMPLES, level, "<i2").tobytes(), 0.0)


class Hears(FakeTranscriber):
    """Writes down words by how loud they are, and counts what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.fed = 0

    def feed(self, chunk: Chunk) -> None:
        self.fed += 1
        level = int(np.frombuffer(chunk.pcm, "<i2")[0])
        if level:
            super().feed(Chunk(WORDS[level - 10_000].encode(), chunk.time))


class Closed(Hears):
    """Knows a few sentences; of all else it hears nothing in the end."""

    def finish(self, stop: Event) -> Transcript:
        heard = super().finish(stop)
        return heard if heard.text in SENTENCES else Transcript("", confidence=0.0)


class Open(Hears):
    """Hears all words."""

    def finish(self, stop: Event) -> Transcript:
        return Transcript(super().finish(stop).text, confidence=0.8)


class House:
    """Two recognisers of one house."""

    def __init__(self) -> None:
        self.closed, self.open = Closed(), Open()
        self.both = Both(self.closed, self.open, lambda text, _names: text in SENTENCES)
        self.both.prepare(Vocabulary())

    def say(self, *words: str, hints: tuple[str, ...] = ()) -> None:
        self.both.start(hints)
        for word in ("hush", *words):
            for _ in range(1 if word == "hush" else 4):
                self.both.feed(sound(word))


def test_a_sentence_of_the_home_is_the_closed_ones_and_the_open_one_stops() -> None:
    house = House()
    house.say("lamp", "on", *PAUSE)
    assert house.both.partial() == "lamp on"
    assert house.open.fed == 0, "it is given nothing while the sentence is whole"
    assert house.both.finish(Event()) == Transcript("lamp on")
    assert house.open.partial() == ""


def test_whatever_else_is_said_the_open_one_hears_all_of_it() -> None:
    house = House()
    house.say("lamp", "on", "the", "moon", *PAUSE)
    assert house.both.partial() == "lamp on the moon"
    assert house.open.fed > 16, "it begins at the pause"
    assert house.both.finish(Event()) == Transcript("lamp on the moon", 0.8)
    assert house.open.fed == 25


def test_a_sentence_that_goes_on_is_heard_to_its_end() -> None:
    house = House()
    house.say("lamp", "on", *PAUSE, "slowly")
    assert house.both.finish(Event()).text == "lamp on slowly"


def test_what_is_likely_now_counts_as_a_sentence() -> None:
    house = House()
    house.say("lamp", "bedroom", *PAUSE, hints=("lamp bedroom",))
    assert house.both.partial() == "lamp bedroom"
    assert house.open.fed == 0


def test_one_that_fails_is_done_without() -> None:
    house = House()
    house.closed.broken = True
    house.say("lamp", "on")
    assert house.both.finish(Event()) == Transcript("lamp on", 0.8)
    house.open.broken = True
    house.say("lamp", "on")
    with pytest.raises(EngineError):
        house.both.finish(Event())


def test_stop_ends_both() -> None:
    house = House()
    house.say("the", "moon")
    stop = Event()
    stop.set()
    assert house.both.finish(stop).text == ""
    assert house.open.partial() == ""
