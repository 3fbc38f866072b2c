from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from edgeassist.audio.files import read_chunks, write_wav
from edgeassist.audio.pcm import to_floats
from edgeassist.errors import AudioError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES

_RATE = 16_000


def _tone(rate: int = _RATE, seconds: float = 1.0, channels: int = 1) -> np.ndarray:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(round(rate * seconds)) / rate)
    return np.repeat(tone[:, None], channels, axis=1).astype(np.float32)


def _read(path: Path) -> np.ndarray:
    return to_floats(b"".join(chunk.pcm for chunk in read_chunks(path)))


def test_what_was_written_is_read_bit_by_bit_in_timed_chunks(tmp_path: Path) -> None:
    pcm = np.random.default_rng(1).integers(-32768, 32767, 16_100, dtype="<i2").tobytes()
    write_wav(tmp_path / "noise.wav", pcm)
    chunks = list(read_chunks(tmp_path / "noise.wav"))
    assert b"".join(chunk.pcm for chunk in chunks) == pcm
    assert {len(chunk.pcm) for chunk in chunks[:-1]} == {2 * CHUNK_SAMPLES}
    assert [chunk.time for chunk in chunks] == [pytest.approx(n * CHUNK_S) for n in range(len(chunks))]


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_rate_and_channels_become_16_khz_mono(tmp_path: Path, rate: int, channels: int) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(rate, channels=channels), rate)
    samples = _read(tmp_path / "a.wav")
    assert len(samples) == pytest.approx(_RATE, abs=2)
    assert np.abs(np.fft.rfft(samples)).argmax() == 440
    assert np.abs(samples[2000:-2000]).max() == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize(
    ("ending", "subtype"),
    [
        ("wav", "PCM_U8"),
        ("wav", "PCM_24"),
        ("wav", "PCM_32"),
        ("wav", "FLOAT"),
        ("wav", "ULAW"),
        ("flac", "PCM_16"),
        ("flac", "PCM_24"),
        ("ogg", "VORBIS"),
    ],
)
def test_any_format_and_width_is_read(tmp_path: Path, ending: str, subtype: str) -> None:
    path = tmp_path / f"a.{ending}"
    soundfile.write(path, _tone(), _RATE, subtype=subtype)
    assert np.abs(_read(path)[2000:12_000] - _tone()[2000:12_000, 0]).max() < 0.05


def test_the_name_of_a_file_does_not_matter(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", _tone(), _RATE)
    (tmp_path / "a.wav").rename(tmp_path / "recording")
    assert len(_read(tmp_path / "recording")) == _RATE


@pytest.mark.parametrize("ending", ["wav", "flac"])
def test_a_file_cut_off_gives_what_is_there(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    noise = np.random.default_rng(1).normal(scale=0.1, size=3 * _RATE)
    soundfile.write(path, noise, _RATE)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    samples = _read(path)
    assert 0.7 * 1.5 * _RATE < len(samples) < 1.51 * _RATE
    assert np.allclose(samples, noise[: len(samples)], atol=0.001)


def _empty(path: Path) -> None:
    path.touch()


def _header_alone(path: Path) -> None:
    write_wav(path, b"")


def _half_a_header(path: Path) -> None:
    write_wav(path, bytes(2000))
    path.write_bytes(path.read_bytes()[:20])


def _text(path: Path) -> None:
    path.write_text("this is no sound at all\n" * 20)


def _absurd_rate(path: Path) -> None:
    write_wav(path, bytes(2000), 7)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (_empty, r"x\.wav: is empty"),
        (_header_alone, r"x\.wav: holds no sound"),
        (_half_a_header, r"x\.wav: no audio file that can be read .*WAV and FLAC are best"),
        (_text, r"x\.wav: no audio file that can be read .*not recognised"),
        (_absurd_rate, r"x\.wav: a sample rate of 7 Hz cannot be used"),
        (Path.mkdir, r"x\.wav: is a folder"),
        (lambda _: None, r"x\.wav: no such file"),
    ],
)
def test_what_is_no_sound_is_refused_in_words(tmp_path: Path, make: Callable[[Path], None], message: str) -> None:
    make(tmp_path / "x.wav")
    with pytest.raises(AudioError, match=message):
        list(read_chunks(tmp_path / "x.wav"))


def test_a_format_without_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.raw").write_bytes(bytes(5000))
    with pytest.raises(AudioError, match=r"x\.raw: no audio file"):
        list(read_chunks(tmp_path / "x.raw"))


def test_a_folder_that_is_not_there_cannot_be_written_to(tmp_path: Path) -> None:
    with pytest.raises(AudioError, match=r"no/x\.wav: cannot be written"):
        write_wav(tmp_path / "no" / "x.wav", bytes(100))
