import json
import shutil
import time
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk, Transcript, Vocabulary
from edgeassist.stt.faster_whisper import FasterWhisper
from tests.stt.speech import spoken
from tests.stt.tiny_whisper import write_model

HUSH = Chunk(bytes(2 * CHUNK_SAMPLES), 0.0)
TURN, TIME = spoken("turn on the kitchen light"), spoken("what time is it")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def sure(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("sure"), sure=True)


def utterance(seconds: float) -> list[Chunk]:
    noise = np.random.default_rng(0).normal(0, 3000, (int(seconds / CHUNK_S), CHUNK_SAMPLES)).astype("<i2")
    return [Chunk(row.tobytes(), at * CHUNK_S) for at, row in enumerate(noise)]


def heard(engine: FasterWhisper, *sounds: list[Chunk]) -> Transcript:
    """Return what it hears of sounds in a row."""
    engine.start()
    for sound in sounds:
        for chunk in sound:
            engine.feed(chunk)
    return engine.finish(Event())


def settle(engine: FasterWhisper) -> str:
    """Return what it can tell while somebody may still go on."""
    deadline = time.monotonic() + 2
    while not engine.partial() and time.monotonic() < deadline:
        time.sleep(0.01)
    return str(engine.partial())


def test_real_loading_and_decoding_on_a_tiny_model(folder: Path) -> None:
    engine = FasterWhisper(folder, threads=1)
    engine.prepare(Vocabulary(names=("lamp",), areas=("hall",)))
    for _ in range(2):
        engine.start(["fan"])
        for chunk in utterance(1.5):
            engine.feed(chunk)
        assert engine.finish(Event()).text == "", "a random model is unsure of every token"


@pytest.mark.parametrize("window_s", [5.0, 10.0, 30.0])
def test_windows_of_any_length_hear_something_and_what_else_it_may_have_been(sure: Path, window_s: float) -> None:
    engine = FasterWhisper(sure, threads=1, window_s=window_s)
    first, second = heard(engine, TURN), heard(engine, TIME)
    assert first.text
    assert second.text
    assert first.text != second.text
    assert first.text not in first.alternatives
    assert first.alternatives
    assert first == heard(engine, TURN)


def test_what_was_decoded_in_a_pause_is_what_is_heard_at_the_end(sure: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FasterWhisper(sure, threads=1)
    whole = heard(engine, TURN)
    engine.start()
    for chunk in [*TURN, *[HUSH] * 6]:
        engine.feed(chunk)
    early = settle(engine)
    monkeypatch.setattr(type(engine._model), "decode", None)  # nothing is left to decode
    assert engine.finish(Event()) == whole
    assert early == whole.text


def test_speech_after_a_pause_is_heard_as_if_nothing_had_been_decoded(sure: Path) -> None:
    engine = FasterWhisper(sure, threads=1)
    expected = heard(engine, TURN, TIME)
    engine.start()
    for chunk in TURN:
        engine.feed(chunk)
    first = settle(engine)
    assert first
    for chunk in TIME:
        engine.feed(chunk)
    assert engine.finish(Event()) == expected
    assert expected.text != first


def test_dictation_of_a_minute_is_heard_in_parts(sure: Path) -> None:
    engine = FasterWhisper(sure, threads=1)
    long = heard(engine, *[TURN, [HUSH] * 8] * 30)
    assert len(long.text.split()) >= 2
    assert len(long.text) > 2 * len(heard(engine, TURN).text)


def test_stop_is_obeyed_at_once_and_leaves_nothing_behind(sure: Path) -> None:
    engine = FasterWhisper(sure, threads=1)
    expected = heard(engine, TIME)
    engine.start()
    for chunk in TURN * 8:
        engine.feed(chunk)
    stop = Event()
    stop.set()
    began = time.monotonic()
    assert engine.finish(stop).text == ""
    assert time.monotonic() - began < 3
    assert heard(engine, TIME) == expected


def test_nothing_fed_is_silence(folder: Path) -> None:
    engine = FasterWhisper(folder)
    engine.start()
    assert engine.finish(Event()).text == ""


def test_a_language_that_the_model_does_not_know_is_an_error_with_its_cure(folder: Path) -> None:
    FasterWhisper(folder, language="auto")
    with pytest.raises(
        ModelError, match=f"{folder} does not know the language 'de': set stt.language to en, or stt.model"
    ):
        FasterWhisper(folder, language="de")


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"{tmp_path}.*tokenizer.json missing; install the CTranslate2 model again"):
        FasterWhisper(tmp_path)


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "config.json"])
def test_corrupt_file_is_an_error_that_names_the_folder(folder: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    (tmp_path / name).write_bytes(b"\0 damaged")
    with pytest.raises(ModelError, match=f"{tmp_path}.*stt.engine to pocketsphinx"):
        FasterWhisper(tmp_path)


def test_model_is_what_the_library_reads(folder: Path) -> None:
    assert json.loads((folder / "vocabulary.json").read_text())[256] == "<|endoftext|>"
