"""Microphone and loudspeaker: they open, and what comes in is neither silence nor noise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Event

import numpy as np
from numpy.typing import NDArray

from edgeassist.audio.chimes import chime
from edgeassist.doctor.finding import Finding, bad, good, unchecked, warning
from edgeassist.errors import AudioError
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, SAMPLE_RATE, Chunk
from edgeassist.stages import Microphone, Speaker

_LISTEN_S = 1.0
_SETTLE = 4
"""Chunks at the beginning that are left out: many devices begin with a crack."""

_FULL = 32_767
_TOO_FAINT_DB, _NOISY_DB, _TOO_NOISY_DB = -75.0, -42.0, -30.0
_CLIPPED_PCT, _OFFSET_PCT, _OFF_RATE_PCT = 0.1, 2.0, 15.0
_QUIETEST_PCT = 10
"""The noise floor is what a tenth of the chunks stay below."""
_SPEAKER_RATE = 22_050
_SILENCE_S = 0.2

_BUSY = "busy"
_MIXER = "alsamixer -c 1    # F4, the microphone's column"


@dataclass(frozen=True, slots=True)
class Level:
    """What a second of sound is like; decibels below full scale."""

    level_db: float
    floor_db: float
    clipped_pct: float
    zeros_pct: float
    offset_pct: float

    @classmethod
    def of(cls, samples: NDArray[np.int16]) -> Level:
        """Return it of whole chunks."""
        floats = samples.astype(np.float64) / (_FULL + 1)
        offset = float(floats.mean())
        chunks = (floats - offset).reshape(-1, CHUNK_SAMPLES)
        loudness = np.sqrt((chunks**2).mean(axis=1))
        return cls(
            level_db=_decibels(float(np.sqrt((chunks**2).mean()))),
            floor_db=_decibels(float(np.percentile(loudness, _QUIETEST_PCT))),
            clipped_pct=100 * float((np.abs(samples.astype(np.int32)) >= _FULL).mean()),
            zeros_pct=100 * float((samples == 0).mean()),
            offset_pct=100 * abs(offset),
        )


def look_at_microphone(microphone: Microphone | None, *, needed: bool) -> Iterator[Finding]:
    """Yield whether it opens and how it sounds; `needed`: whether the settings say that there is one."""
    if microphone is None:
        yield unchecked("opens", "audio.enabled is false: it is never opened", "edgeassist config show | grep audio")
        return
    try:
        samples, rate = _heard(microphone)
    except AudioError as error:
        yield _closed(error, needed=needed, cure="arecord -l")
        return
    yield good("opens", f"{len(samples) / SAMPLE_RATE:.1f} s were heard")
    off_pct = 100 * abs(rate / SAMPLE_RATE - 1)
    told = f"{rate:,.0f} samples a second, {SAMPLE_RATE:,} are wanted"
    yield (
        warning("rate", f"{told}: some are lost, or its clock is off", "dmesg | grep -i usb | tail")
        if (off_pct > _OFF_RATE_PCT)
        else good("rate", told)
    )
    yield from judged(Level.of(samples))


def look_at_speaker(speaker: Speaker | None, *, needed: bool, sound: bool) -> Iterator[Finding]:
    """Yield whether it opens, and whether it played a sound where that was wished."""
    if speaker is None:
        yield unchecked("opens", "audio.enabled is false: it is never opened", "edgeassist config show | grep audio")
        return
    pcm = chime("ring", _SPEAKER_RATE) if sound else bytes(2 * int(_SILENCE_S * _SPEAKER_RATE))
    try:
        asyncio.run(speaker.play(pcm, _SPEAKER_RATE))
    except AudioError as error:
        yield _closed(error, needed=needed, cure="aplay -l")
        return
    yield good("opens", "it takes sound")
    if sound:
        yield good("sounds", "a ring was played; heard nothing? alsamixer, or another audio.output")
    else:
        yield unchecked("sounds", "nothing was played", "edgeassist doctor --only speaker --sound")


def judged(level: Level) -> Iterator[Finding]:
    """Yield what is to be said of a level."""
    if level.zeros_pct >= 100.0 - _CLIPPED_PCT:
        cure = f"{_MIXER}: unmute; or set audio.input"
        yield bad("level", "nothing but zeros: it is muted, or it is another device's monitor", cure)
        return
    told = f"level {level.level_db:.0f} dBFS, noise floor {level.floor_db:.0f} dBFS"
    if level.floor_db > _TOO_NOISY_DB:
        yield bad("level", f"{told}: too loud to hear words in, unless somebody spoke", _MIXER)
    elif level.floor_db > _NOISY_DB:
        yield warning("level", f"{told}: a noisy place, or too much gain", _MIXER)
    elif level.level_db < _TOO_FAINT_DB:
        yield warning("level", f"{told}: very faint, speech may not be noticed", _MIXER)
    else:
        yield good("level", told)
    clipped = f"{level.clipped_pct:.1f} % of the samples are at full scale"
    yield (
        warning("clipping", f"{clipped}: turn the gain down", _MIXER)
        if (level.clipped_pct > _CLIPPED_PCT)
        else good("clipping", clipped)
    )
    offset = f"{level.offset_pct:.1f} % of full scale"
    yield (
        warning("offset", f"{offset}: bad electronics, or a loose plug", "arecord -l")
        if (level.offset_pct > _OFFSET_PCT)
        else good("offset", offset)
    )


def _heard(microphone: Microphone) -> tuple[NDArray[np.int16], float]:
    """Return a second of sound, and how many samples came a second."""
    stop, pieces, times = Event(), list[bytes](), list[float]()
    wanted = _SETTLE + round(_LISTEN_S / CHUNK_S)

    def _keep(chunk: Chunk) -> None:
        pieces.append(chunk.pcm)
        times.append(time.monotonic())
        if len(pieces) >= wanted:
            stop.set()

    microphone.run(_keep, stop)
    kept, since = pieces[_SETTLE:wanted], times[_SETTLE - 1 : wanted]
    rate = len(kept) * CHUNK_SAMPLES / max(1e-3, since[-1] - since[0])
    return np.frombuffer(b"".join(kept), "<i2"), rate


def _closed(error: AudioError, *, needed: bool, cure: str) -> Finding:
    if _BUSY in str(error):
        taken = f"{error} (the running assistant does, mostly)"
        return unchecked("opens", taken, "sudo systemctl stop edgeassist, then edgeassist doctor again")
    if needed:
        return bad("opens", str(error), cure)
    return warning("opens", f"{error}; without one there is text from MQTT and the command line", cure)


def _decibels(amplitude: float) -> float:
    return 20 * float(np.log10(max(amplitude, 1e-6)))
