"""Teaches a small network what speech in noise would be in a quiet room, by the same speech in both.

Synthetic voices say sentences; recordings of people teach it what is not in those.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from edgeassist.audio.files import read_chunks
from edgeassist.audio.pcm import from_floats, to_floats
from edgeassist.lab.heard import cepstra_of
from edgeassist.lab.noises import any_noise
from edgeassist.lab.voices import Voices
from edgeassist.mel import COEFFICIENTS
from edgeassist.messages import SAMPLE_RATE
from edgeassist.stt.denoising import DECIBELS, LAYERS, Denoiser, Values
from edgeassist.text import in_words

AROUND, HIDDEN = 4, 128
"""Frames that the network sees on either side, and its width. Twice as wide and half as far again it was no better."""

_LOUDER_DB = (4.0, 22.0)
_QUIET_DB = 32.0
"""By how much speech is louder than the noise, and than what is left of that in the quiet room."""

_GAIN_DB = (-12.0, 3.0)
_TIMES, _TIMES_RECORDED = 2, 4
"""How often each sentence is said, in other voices and in other noise; in how many noises each recording is."""

_PAUSE_S = 0.5
_SILENT, _SILENCE = -0.5, 0.4
"""What is fainter is no speech, and counts so much."""

_BATCH, _RATE = 512, 1e-3


@dataclass(frozen=True, slots=True)
class Pairs:
    """The same speech in much noise and in little."""

    noisy: Values
    quiet: Values
    """(frames, `COEFFICIENTS`), without their mean, by how much usual ones vary."""
    clear_db: Values
    """By how much the noisy utterance stands out from its noise, of each frame."""
    first: NDArray[np.int64]
    last: NDArray[np.int64]
    """Where the utterance of each frame begins and ends."""


def pairs(texts: Iterable[str], seed: int, recordings: Iterable[Path] = ()) -> Pairs:
    """Return what is learned from: texts that are said, and recordings of what was said in quiet rooms."""
    chance, random = np.random.default_rng(seed), Random(seed)
    voices = Voices(random)
    parts: list[tuple[Values, Values, float]] = []
    for text in texts:
        parts += [_pair(voices.speech(in_words(text)), chance) for _ in range(_TIMES)]
    for file in recordings:
        speech = to_floats(b"".join(chunk.pcm for chunk in read_chunks(file)))
        parts += [_pair(speech, chance) for _ in range(_TIMES_RECORDED)]
    random.shuffle(parts)  # so that those to measure with are of all sorts
    lengths = np.array([len(noisy) for noisy, _, _ in parts])
    ends = np.cumsum(lengths)
    return Pairs(
        np.concatenate([noisy for noisy, _, _ in parts]),
        np.concatenate([quiet for _, quiet, _ in parts]),
        np.repeat(np.array([clear for _, _, clear in parts], np.float32), lengths),
        np.repeat(ends - lengths, lengths),
        np.repeat(ends - 1, lengths),
    )


def _pair(speech: Values, chance: np.random.Generator) -> tuple[Values, Values, float]:
    silence = np.zeros(round(_PAUSE_S * SAMPLE_RATE))
    padded = np.concatenate([silence, speech, silence])
    noise = any_noise(len(padded), chance) * (float(np.sqrt(np.mean(np.square(speech)))) or 1.0)
    gain, louder = 10 ** (chance.uniform(*_GAIN_DB) / 20), chance.uniform(*_LOUDER_DB)
    noisy, clear_db = cepstra_of(_pcm(gain * (padded + noise * 10 ** (-louder / 20))))
    quiet, _ = cepstra_of(_pcm(gain * (padded + noise * 10 ** (-_QUIET_DB / 20))))
    return noisy, quiet, clear_db


def _pcm(samples: NDArray[np.float64]) -> bytes:
    """Return a sound as a microphone gives it, quieter where it would be cut."""
    return from_floats((samples / max(1.0, np.abs(samples).max())).astype(np.float32))


def train(data: Pairs, passes: int, seed: int) -> Iterator[tuple[Denoiser, float]]:
    """Yield the network after each pass over all frames, with its mean square error on the last eighth of them."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    network = _network()
    optimiser = torch.optim.Adam(network.parameters(), _RATE)
    split = len(data.noisy) * 7 // 8
    order, step = np.random.default_rng(seed), 0
    steps = passes * (split // _BATCH)
    for _ in range(passes):
        shuffled = order.permutation(split)
        for at in range(0, split - _BATCH + 1, _BATCH):
            for group in optimiser.param_groups:
                group["lr"] = _RATE * min(1.0, 2 * (1 - step / steps))
            optimiser.zero_grad()
            _error(network, data, shuffled[at : at + _BATCH]).backward()
            optimiser.step()
            step += 1
        with torch.no_grad():
            yield _denoiser(network), float(_error(network, data, np.arange(split, len(data.noisy))))


def _network() -> nn.Sequential:
    widths = [Denoiser.width(AROUND), *[HIDDEN] * (LAYERS - 1), COEFFICIENTS]
    layers = [nn.Linear(before, after) for before, after in pairwise(widths)]
    nn.init.zeros_(layers[-1].weight)
    nn.init.zeros_(layers[-1].bias)
    return nn.Sequential(layers[0], *(part for layer in layers[1:] for part in (nn.ReLU(), layer)))


def _error(network: nn.Sequential, data: Pairs, frames: NDArray[np.int64]) -> torch.Tensor:
    near = np.clip(frames[:, None] + np.arange(-AROUND, AROUND + 1), data.first[frames, None], data.last[frames, None])
    seen = np.concatenate([data.noisy[near].reshape(len(frames), -1), data.clear_db[frames, None] / DECIBELS], axis=1)
    quiet = data.quiet[frames]
    corrected = torch.from_numpy(data.noisy[frames]) + network(torch.from_numpy(seen.astype(np.float32)))
    counts = torch.from_numpy(np.where(quiet[:, 0] > _SILENT, 1.0, _SILENCE).astype(np.float32))
    squares = (corrected - torch.from_numpy(quiet)).square().mean(dim=1)
    return (squares * counts).sum() / counts.sum()


def _denoiser(network: nn.Sequential) -> Denoiser:
    layers = [layer for layer in network if isinstance(layer, nn.Linear)]
    return Denoiser([(layer.weight.detach().numpy().T.copy(), layer.bias.detach().numpy().copy()) for layer in layers])
