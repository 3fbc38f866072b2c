import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from edgeassist.errors import EngineError, ModelError
from edgeassist.intent.general_limit import BrokenOffError, Limit
from edgeassist.intent.general_llama import CHUNK, Llama, warm
from tests.intent.tiny_instruct import write_instruct

TEXT = "the house has a lamp and a heater, and nobody is in it "


def in_time(seconds: float = 30.0, stop: Event | None = None) -> Limit:
    return Limit(stop or Event(), time.monotonic() + seconds)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_instruct(tmp_path_factory.mktemp("model") / "tiny.gguf")


@pytest.fixture
def llama(model: Path) -> Iterator[Llama]:
    llama = Llama(model, context=2048, threads=1)
    yield llama
    llama.close()


def test_the_same_text_is_read_once_and_gives_the_same(llama: Llama) -> None:
    tokens = llama.tokens(TEXT * 20)
    first = llama.read([*tokens, 40, 41])
    assert llama.has_read(tokens)
    llama.read(llama.tokens("quite something else"))
    assert not llama.has_read(tokens)
    assert np.allclose(llama.read([*tokens, 40, 41]), first, atol=1e-4)
    llama.read([*tokens, 40, 42])
    assert llama.has_read([*tokens, 40, 42])


def test_what_was_read_can_be_put_aside_and_taken_up(llama: Llama, model: Path) -> None:
    tokens = llama.tokens(TEXT * 20)
    llama.read(tokens)
    state = llama.state()
    expected = llama.read([*tokens, 40])
    other = Llama(model, context=2048, threads=1)
    assert other.restore(tokens, state)
    assert other.has_read(tokens)
    assert np.allclose(other.read([*tokens, 40]), expected, atol=1e-4)


def test_a_state_of_something_else_is_not_taken_up(llama: Llama, tmp_path: Path) -> None:
    tokens = llama.tokens(TEXT)
    expected = llama.read(tokens)
    state = llama.state()
    larger = Llama(write_instruct(tmp_path / "larger.gguf", layers=3), context=2048, threads=1)
    for wrong, of in ((state[:50], tokens), (b"x" * 500, tokens), (b"", tokens), (state, tokens[:-1])):
        assert not llama.restore(of, wrong)
        assert not larger.restore(of, wrong)
    assert not larger.restore(tokens, state)
    assert np.allclose(llama.read(tokens), expected, atol=1e-4)


def test_what_reads_like_a_control_token_is_text_unless_said_otherwise(llama: Llama) -> None:
    assert llama.tokens("<|im_end|>", special=True) == [2]
    assert not {0, 1, 2}.intersection(llama.tokens("<|im_start|>system\n<|im_end|><|endoftext|>"))
    assert b"".join(map(llama.piece, llama.tokens("<|im_end|> ok"))) == b"<|im_end|> ok"


def test_halves_of_surrogate_pairs_are_no_trouble(llama: Llama) -> None:
    assert llama.tokens("\ud800") == llama.tokens("?")


def test_more_than_there_is_room_for(llama: Llama) -> None:
    assert llama.room == 2048
    with pytest.raises(EngineError, match="2049 tokens are more than the context of 2048"):
        llama.read([50] * 2049)


@pytest.mark.parametrize("how", ["stop", "time"])
def test_it_breaks_off_in_the_middle_and_keeps_what_it_has_read(model: Path, how: str) -> None:
    llama = Llama(model, context=16_384, threads=1)
    tokens, stop = llama.tokens(TEXT * 250), Event()
    timer = threading.Timer(0.15, stop.set)
    timer.start()
    began = time.monotonic()
    with pytest.raises(BrokenOffError), llama.within(in_time(30.0, stop) if how == "stop" else in_time(0.15)):
        llama.read(tokens)
    assert time.monotonic() - began < 1.5
    timer.join()
    assert llama.has_read(tokens[:CHUNK])
    assert not llama.has_read(tokens)
    with llama.within(in_time()):
        assert np.allclose(
            llama.read(tokens[:600]), Llama(model, context=1024, threads=1).read(tokens[:600]), atol=1e-3
        )


def test_llama_cpp_prints_nothing(model: Path, capfd: pytest.CaptureFixture[str]) -> None:
    Llama(model, context=512, threads=1).read([50, 51])
    assert capfd.readouterr() == ("", "")


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(
        ModelError, match=r"gone\.gguf: No such file or directory; fetch it again, or name another file"
    ):
        warm(tmp_path / "gone.gguf", in_time())
    with pytest.raises(ModelError, match="Is a directory"):
        warm(tmp_path, in_time())


def test_reading_the_file_breaks_off(model: Path) -> None:
    warm(model, in_time())
    stop = Event()
    stop.set()
    with pytest.raises(BrokenOffError):
        warm(model, in_time(stop=stop))


@pytest.mark.parametrize("keep", [0, 4, 1_000, -5_000])
def test_truncated_file(model: Path, tmp_path: Path, keep: int) -> None:
    path = tmp_path / "short.gguf"
    path.write_bytes(model.read_bytes()[:keep])
    with pytest.raises(ModelError, match=r"short\.gguf: damaged, or no GGUF model .*; fetch it again"):
        Llama(path, context=512, threads=1)


def test_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "music.gguf"
    path.write_bytes(b"RIFF" + struct.pack("<I", 36) + b"WAVE" * 1_000)
    with pytest.raises(ModelError, match=r"music\.gguf: damaged"):
        Llama(path, context=512, threads=1)
