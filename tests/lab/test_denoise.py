"""Learning to take noise out of speech, on a little of it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch")

from edgeassist.lab.denoise import AROUND, Pairs, pairs, train
from edgeassist.lab.noises import any_noise
from edgeassist.stt.denoising import Denoiser

TEXTS = (
    "turn on the kitchen light",
    "set the thermostat to 21",
    "is the garage door open",
    "close the blind in the bedroom",
    "set a timer for 5 minutes",
    "what time is it",
    "lock the front door",
    "add milk to the shopping list",
)


@pytest.fixture(scope="module")
def data() -> Pairs:
    return pairs(TEXTS, 1, sorted(Path("tests/data/coffee").glob("*.flac"))[:2])


def test_it_learns_and_what_is_kept_does_the_same(data: Pairs, tmp_path: Path) -> None:
    made = list(train(data, 6, 1))
    last, clear_db = int(data.last[0]), float(data.clear_db[0])
    noisy, quiet = data.noisy[: last + 1], data.quiet[AROUND : last + 1 - AROUND]
    untouched = np.mean((noisy[AROUND:-AROUND] - quiet) ** 2)
    first, learned = (
        np.mean((denoiser.corrected(noisy, clear_db) - quiet) ** 2) for denoiser, _ in (made[0], made[-1])
    )
    assert learned < min(first, untouched)
    made[-1][0].save(tmp_path / "denoiser.npz")
    kept = Denoiser.load(tmp_path / "denoiser.npz")
    assert kept.around == AROUND
    frames = data.noisy[:60]
    assert np.allclose(kept.corrected(frames, 12.0), made[-1][0].corrected(frames, 12.0), atol=0.02)


def test_both_are_of_the_same_speech_and_each_frame_knows_its_utterance(data: Pairs) -> None:
    assert data.noisy.shape == data.quiet.shape
    assert np.corrcoef(data.noisy[:, 0], data.quiet[:, 0])[0, 1] > 0.7
    assert (data.first <= np.arange(len(data.noisy))).all()
    assert (data.last >= np.arange(len(data.noisy))).all()
    assert len(set(data.first.tolist())) == len(TEXTS) * 2 + 2 * 4
    assert len(np.unique(data.clear_db)) > 8


def test_no_two_noises_are_alike() -> None:
    chance = np.random.default_rng(1)
    some, other = any_noise(16_000, chance), any_noise(16_000, chance)
    assert np.mean(some**2) == pytest.approx(1)
    assert abs(np.corrcoef(some, other)[0, 1]) < 0.2
