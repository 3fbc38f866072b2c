"""How well any sounds of the language fit what was said: what a sentence has to be compared with."""

from __future__ import annotations

from collections.abc import Iterable
from math import log
from pathlib import Path
from sys import float_info
from threading import Event
from typing import NamedTuple

import pocketsphinx

from edgeassist.stt.sound import Sound

_UNIT = 1024
"""The library tells scores of sounds this many times too near to one."""

_SILENCE = ("SIL", "+NSN+", "+SPN+")
"""The library's names of silence and noise."""


class Stretch(NamedTuple):
    """What the sounds of one word or phone score."""

    name: str
    first: int
    last: int
    """The frame after it."""
    score: float
    """In nats a frame."""


class PhoneLoop:
    """Hears an utterance as phones in any order, a twentieth of real time."""

    def __init__(self, acoustic_model: Path, phones: Path) -> None:
        self._decoder = pocketsphinx.Decoder(
            hmm=str(acoustic_model),
            allphone=str(phones),
            allphone_ci=True,
            beam=1e-20,
            pbeam=1e-20,
            lw=2.0,
            bestpath=False,
            compallsen=True,
            loglevel="FATAL",
        )
        self._begun = False

    def start(self) -> None:
        """Begin an utterance, also where nobody asked for the end of the last one."""
        if self._begun:
            self._decoder.end_utt()
        self._decoder.start_utt()
        self._begun = True

    def set_mean(self, mean: str) -> None:
        """Set the mean of the cepstra for what is decoded next."""
        self._decoder.set_cmn(mean)

    def decode(self, frames: bytes) -> None:
        """Take the next cepstra."""
        if frames:  # the library fails on nothing
            self._decoder.process_cep(bytearray(frames))  # it takes the mean from what it is given

    def finish(self) -> list[Stretch]:
        """End the utterance; return the phones that fit it best."""
        self._decoder.end_utt()
        self._begun = False
        return stretches(self._decoder)

    def hear(self, sound: Sound, stop: Event) -> list[Stretch]:
        """Return the phones that fit a whole utterance best, or a part of it where `stop` is set."""
        sound.decode(self._decoder, stop)
        return stretches(self._decoder)


def stretches(decoder: pocketsphinx.Decoder) -> list[Stretch]:
    """Return what a decoder heard, in order; its scores can be compared where it computes those of all sounds."""
    return [
        Stretch(part.word, part.start_frame, part.end_frame + 1, _nats(part.ascore) / _frames(part))
        for part in decoder.seg() or ()
    ]


def _nats(chance: float) -> float:
    return log(max(chance, float_info.min)) * _UNIT


def _frames(part: pocketsphinx.Segment) -> int:
    return int(part.end_frame - part.start_frame + 1)


def lead(words: Iterable[Stretch], phones: Iterable[Stretch]) -> float:
    """Return by how much words fit better than phones in any order do, in nats a frame, where there are phones at all.

    >>> words = [Stretch("<s>", 0, 5, -9.0), Stretch("lights", 5, 9, -3.0), Stretch("on", 9, 10, -5.0)]
    >>> lead(words, [Stretch("SIL", 0, 5, -1.0), Stretch("L", 5, 10, -2.0)])
    -1.4
    """
    fits = [None if phone.name in _SILENCE else phone.score for phone in phones for _ in range(phone.first, phone.last)]
    leads = [
        word.score - fit
        for word in words
        if word.score <= 0.0  # what stands for a pause between words has a score of another kind
        for fit in fits[word.first : word.last]
        if fit is not None
    ]
    return sum(leads) / len(leads) if leads else 0.0
