"""Audio files: any format, width, rate and number of channels that libsndfile reads, as the chunks of a microphone."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import soundfile

from edgeassist.audio.pcm import Cutter, Samples, from_floats
from edgeassist.audio.resampling import Resampler
from edgeassist.errors import AudioError
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk

_RATES = range(1_000, 768_001)
_BLOCK_FRAMES = 1_024
"""Few: where a file is damaged, the whole block is lost."""


def read_chunks(path: Path) -> Iterator[Chunk]:
    """Yield the sound at 16 kHz in mono; the last chunk may be shorter, times count from the start of the file.

    A file that was cut off yields what is there. Raises AudioError, with the first chunk asked for, where the file
    is missing, empty or no audio.
    """
    numbers = count()
    for pcm in _cut(path):
        yield Chunk(pcm, next(numbers) * CHUNK_S)
    if next(numbers) == 0:
        raise AudioError(f"{path}: holds no sound")


def write_wav(path: Path, pcm: bytes, sample_rate: int = SAMPLE_RATE) -> None:
    """Write mono signed 16 bit samples."""
    try:
        soundfile.write(path, np.frombuffer(pcm, "<i2"), sample_rate, subtype="PCM_16", format="WAV")
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"{path}: cannot be written ({_reason(error)})") from error


def _cut(path: Path) -> Iterator[bytes]:
    cutter = Cutter()
    with _open(path) as file:
        resampler = Resampler(file.samplerate, SAMPLE_RATE)
        for block in _blocks(file):
            yield from cutter.feed(from_floats(resampler.feed(block)))
        yield from cutter.feed(from_floats(resampler.feed(np.zeros(0, np.float32), last=True)))
    if rest := cutter.rest():
        yield rest


def _open(path: Path) -> soundfile.SoundFile:
    try:
        if path.stat().st_size == 0:
            raise AudioError(f"{path}: is empty")
        with path.open("rb"):
            file = soundfile.SoundFile(path)
    except OSError as error:
        raise AudioError(f"{path}: {_reason(error)}") from error
    except ValueError as error:  # a zero byte, or half a surrogate pair
        raise AudioError(f"{str(path)!r}: cannot be the name of a file") from error
    except (soundfile.SoundFileError, TypeError) as error:  # a headless format raises TypeError
        raise AudioError(f"{path}: no audio file that can be read ({_reason(error)}); WAV and FLAC are best") from error
    if file.samplerate not in _RATES:
        file.close()
        raise AudioError(f"{path}: a sample rate of {file.samplerate} Hz cannot be used ({_RATES[0]} to {_RATES[-1]})")
    return file


def _blocks(file: soundfile.SoundFile) -> Iterator[Samples]:
    """Yield the mean of the channels, until the end or the first place that cannot be decoded."""
    while True:
        try:
            block = file.read(_BLOCK_FRAMES, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            return
        if not len(block):
            return
        within = np.nan_to_num(block).clip(-1.0, 1.0)  # a file of floats may hold anything
        yield within.mean(axis=1, dtype=np.float32)


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        known = {errno.ENOENT: "no such file", errno.EISDIR: "is a folder", errno.EACCES: "may not be read"}
        return known.get(error.errno or 0, os.strerror(error.errno or errno.EIO))
    return str(getattr(error, "error_string", error)).rstrip(".")
