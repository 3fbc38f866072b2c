"""The network that takes noise out of cepstra: our own, and damaged files of it."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import numpy as np
import pytest

from edgeassist.errors import ModelError
from edgeassist.lab.heard import cepstra_of
from edgeassist.lab.noises import in_kitchen
from edgeassist.mel import COEFFICIENTS
from edgeassist.messages import CHUNK_SAMPLES
from edgeassist.stt.denoising import Denoised, Denoiser
from edgeassist.stt.likening import USUAL
from edgeassist.stt.utterance import Utterance
from tests.stt.speech import spoken

OURS = Path("models/denoiser.npz")
MEAN = np.zeros(COEFFICIENTS)


def speech() -> bytes:
    return b"".join(chunk.pcm for chunk in spoken("turn on the kitchen light"))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_of_speech_in_a_kitchen_it_makes_what_it_would_be_in_a_quiet_room(seed: int) -> None:
    denoiser = Denoiser.load(OURS)
    noisy, clear_db = cepstra_of(in_kitchen(speech(), 12.0, seed))
    quiet, _ = cepstra_of(in_kitchen(speech(), 32.0, seed))
    inner = slice(denoiser.around, len(noisy) - denoiser.around)
    apart = np.mean((noisy - quiet)[inner] ** 2)
    assert np.mean((denoiser.corrected(noisy, clear_db) - quiet[inner]) ** 2) < 0.8 * apart


def test_piece_by_piece_it_is_the_same_as_at_once() -> None:
    denoiser = Denoiser.load(OURS)
    frames = (USUAL * np.random.default_rng(1).normal(size=(50, COEFFICIENTS))).astype("<f4")
    by_piece, at_once = Denoised(denoiser), Denoised(denoiser)
    pieces = [by_piece.feed(frames[at : at + 3].tobytes(), MEAN) for at in range(0, 50, 3)]
    whole = at_once.feed(frames.tobytes(), MEAN) + at_once.rest(MEAN)
    assert len(whole) == frames.nbytes
    joined = b"".join([*pieces, by_piece.rest(MEAN)])
    assert np.allclose(np.frombuffer(joined, "<f4"), np.frombuffer(whole, "<f4"), atol=1e-3)
    assert Denoised(denoiser).rest(MEAN) == b""


def frames_of(pcm: bytes, denoiser: Denoiser | None) -> bytes:
    """Return what a decoder takes of a sound."""
    utterance = Utterance(None, SILENT, denoiser=denoiser)  # type: ignore[arg-type]
    for start in range(0, len(pcm), 2 * CHUNK_SAMPLES):
        utterance.feed(pcm[start : start + 2 * CHUNK_SAMPLES])
    utterance.finish(Event())
    return b"".join(utterance.sound().frames)


class Silent:
    """Hears nothing: only what it is given counts."""

    def start(self) -> None:
        """Begin."""

    def set_mean(self, mean: str) -> None:
        """Take the mean."""

    def decode(self, frames: bytes) -> None:
        """Take frames."""

    def finish(self) -> list[object]:
        """Return no phones."""
        return []


SILENT = Silent()


def test_what_is_said_in_a_quiet_room_stays_as_it_is() -> None:
    denoiser = Denoiser.load(OURS)
    quiet, loud = in_kitchen(speech(), 35.0, 1), in_kitchen(speech(), 12.0, 1)
    assert frames_of(quiet, denoiser) == frames_of(quiet, None)
    assert len(frames_of(loud, denoiser)) == len(frames_of(loud, None))
    assert frames_of(loud, denoiser) != frames_of(loud, None)


def layers(hidden: int = 8) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    """Return a network that is well formed."""
    widths = [Denoiser.width(1), hidden, hidden, COEFFICIENTS]
    made = {f"matrix{n}": np.zeros(widths[n : n + 2], np.float32) for n in range(3)}
    return made | {f"row{n}": np.zeros(widths[n + 1], np.float32) for n in range(3)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("matrix0", np.zeros((7, 8))),
        ("matrix1", np.zeros((9, 8))),
        ("matrix2", np.zeros((8, 12))),
        ("row1", np.zeros(3)),
        ("row2", np.full(COEFFICIENTS, np.nan)),
        ("matrix1", np.array([None])),
        ("matrix1", None),
    ],
)
def test_a_file_that_is_no_such_network_is_refused_by_name(tmp_path: Path, name: str, value: object) -> None:
    file = tmp_path / "denoiser.npz"
    np.savez(file, **layers())  # type: ignore[arg-type]
    assert Denoiser.load(file).around == 1
    wrong = {key: array for key, array in (layers() | {name: value}).items() if array is not None}
    np.savez(file, **wrong)  # type: ignore[arg-type]
    with pytest.raises(ModelError, match=r"denoiser\.npz"):
        Denoiser.load(file)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"no network"])
def test_so_is_what_is_no_archive(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "denoiser.npz"
    file.write_bytes(content)
    with pytest.raises(ModelError, match="git checkout models"):
        Denoiser.load(file)


def test_a_truncated_one_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "denoiser.npz"
    file.write_bytes(OURS.read_bytes()[:-2000])
    with pytest.raises(ModelError, match="damaged"):
        Denoiser.load(file)
