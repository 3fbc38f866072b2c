"""Laws of every recogniser."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from edgeassist.espeak import Espeak
from edgeassist.messages import CHUNK_SAMPLES, Chunk, Transcript, Vocabulary
from edgeassist.stages import Transcriber
from edgeassist.stt.both import Both
from edgeassist.stt.faster_whisper import FasterWhisper
from edgeassist.stt.pocketsphinx import PocketSphinx
from edgeassist.templates import load_templates
from tests.stt.tiny_whisper import write_model

NAMES = Vocabulary(names=("desk lamp",), areas=("hall",))


def _pocketsphinx(folder: Path) -> Transcriber:
    (folder / "few.yaml").write_text('intents: {turn_on: {data: [{sentences: ["turn on [the] {name}"]}]}}')
    return PocketSphinx(load_templates([folder], "en"), Espeak().phonemes, lambda _text, _names: True)


def _faster_whisper(folder: Path) -> Transcriber:
    return FasterWhisper(write_model(folder), threads=1)


def _both(folder: Path) -> Transcriber:
    return Both(
        _pocketsphinx(folder), FasterWhisper(write_model(folder, sure=True), threads=1), lambda text, _: bool(text)
    )


@pytest.fixture(scope="module", params=[_pocketsphinx, _faster_whisper, _both])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Transcriber:
    make: Callable[[Path], Transcriber] = request.param
    engine = make(tmp_path_factory.mktemp("engine"))
    engine.prepare(NAMES)
    return engine


def _sound(count: int) -> list[Chunk]:
    values = np.random.default_rng(1).normal(scale=2_000, size=(count, CHUNK_SAMPLES))
    return [Chunk(row.astype("<i2").tobytes(), 0.0) for row in values]


def _hear(engine: Transcriber, sound: list[Chunk], stop: Event) -> Transcript:
    engine.start(["desk lamp"])
    for chunk in sound:
        engine.feed(chunk)
    return engine.finish(stop)


@pytest.mark.parametrize("count", [0, 1, 31, 70])
def test_any_length_gives_a_transcript(engine: Transcriber, count: int) -> None:
    heard = _hear(engine, _sound(count), Event())
    assert 0 <= heard.confidence <= 1
    assert heard.text not in heard.alternatives


@pytest.mark.parametrize("length", [0, 2, 700, 2 * CHUNK_SAMPLES + 2])
def test_a_chunk_of_any_length_is_taken(engine: Transcriber, length: int) -> None:
    assert isinstance(_hear(engine, [*_sound(3), Chunk(bytes(length), 0.0)], Event()), Transcript)


def test_the_same_sound_is_heard_the_same_whatever_came_before(engine: Transcriber) -> None:
    first = _hear(engine, _sound(40), Event())
    _hear(engine, _sound(70), Event())
    assert _hear(engine, _sound(40), Event()) == first


def test_stop_gives_an_empty_transcript(engine: Transcriber) -> None:
    stop = Event()
    stop.set()
    assert _hear(engine, _sound(40), stop).text == ""


@pytest.mark.parametrize("count", [3, 20, 70])
def test_to_ask_at_the_end_what_was_heard_so_far_changes_nothing(engine: Transcriber, count: int) -> None:
    expected = _hear(engine, _sound(count), Event())
    engine.start(["desk lamp"])
    assert engine.partial() == ""
    for chunk in _sound(count):
        engine.feed(chunk)
    assert engine.partial() == engine.partial()
    assert engine.finish(Event()) == expected
    assert engine.partial() == ""


@pytest.mark.parametrize("count", [3, 20, 70])
def test_to_be_told_of_a_pause_at_the_end_changes_nothing(engine: Transcriber, count: int) -> None:
    expected = _hear(engine, _sound(count), Event())
    engine.start(["desk lamp"])
    for chunk in _sound(count):
        engine.feed(chunk)
    engine.pause()
    engine.pause()
    assert engine.finish(Event()) == expected


def test_prepare_during_an_utterance_does_not_disturb_it(engine: Transcriber) -> None:
    expected = _hear(engine, _sound(40), Event())
    engine.start(["desk lamp"])
    for chunk in _sound(40):
        engine.feed(chunk)
    engine.prepare(NAMES)
    assert engine.finish(Event()) == expected
