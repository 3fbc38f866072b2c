import json
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk, Vocabulary
from tests.stt.tiny_whisper import write_model

faster_whisper = pytest.importorskip("edgeassist.stt.faster_whisper")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("whisper"))


def utterance(seconds: float) -> list[Chunk]:
    noise = np.random.default_rng(0).normal(0, 3000, (int(seconds / CHUNK_S), CHUNK_SAMPLES)).astype("<i2")
    return [Chunk(row.tobytes(), at * CHUNK_S) for at, row in enumerate(noise)]


def test_real_loading_and_decoding_on_a_tiny_model(folder: Path) -> None:
    engine = faster_whisper.FasterWhisper(folder, threads=1)
    engine.prepare(Vocabulary(names=("lamp",), areas=("hall",)))
    for _ in range(2):
        engine.start(["fan"])
        for chunk in utterance(1.5):
            engine.feed(chunk)
        heard = engine.finish(Event())
        assert heard.text == "", "a random model is unsure of every token"


def test_stop_gives_nothing(folder: Path) -> None:
    engine = faster_whisper.FasterWhisper(folder, threads=1)
    engine.start()
    for chunk in utterance(0.5):
        engine.feed(chunk)
    stop = Event()
    stop.set()
    assert engine.finish(stop).text == ""


def test_nothing_fed_is_silence(folder: Path) -> None:
    engine = faster_whisper.FasterWhisper(folder)
    engine.start()
    assert engine.finish(Event()).text == ""


def segment(text: str, *, no_speech: float = 0.1, log_probability: float = -0.2) -> SimpleNamespace:
    return SimpleNamespace(text=text, no_speech_prob=no_speech, avg_logprob=log_probability)


def test_segments_become_one_text_with_its_chance() -> None:
    heard = faster_whisper.transcript([segment(" Turn on"), segment(" the lamp.", log_probability=-0.4)])
    assert heard.text == "Turn on the lamp."
    assert heard.confidence == pytest.approx(np.exp(-0.3))


@pytest.mark.parametrize(
    "made_up", [segment("Thanks!", no_speech=0.7), segment("Thanks!", log_probability=-1.2), segment(" ")]
)
def test_what_was_made_up_is_left_out(made_up: SimpleNamespace) -> None:
    assert faster_whisper.transcript([made_up]).text == ""
    assert faster_whisper.transcript([made_up, segment("yes")]).text == "yes"


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=rf"{tmp_path}.*tokenizer.json missing; install the CTranslate2 model again"):
        faster_whisper.FasterWhisper(tmp_path)


@pytest.mark.parametrize("name", ["model.bin", "tokenizer.json", "config.json"])
def test_corrupt_file_is_an_error_that_names_the_folder(tmp_path: Path, name: str) -> None:
    (write_model(tmp_path) / name).write_bytes(b"\0 damaged")
    with pytest.raises(ModelError, match=f"{tmp_path}.*stt.engine to pocketsphinx"):
        faster_whisper.FasterWhisper(tmp_path)


def test_model_is_what_the_library_reads(folder: Path) -> None:
    assert json.loads((folder / "vocabulary.json").read_text())[:1] == ["<|endoftext|>"]
