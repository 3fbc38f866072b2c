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
_MAINS_HZ, _HARMONICS, _HUM_DB, _STANDS_OUT = (50, 60), 4, -50.0, 10.0
_NEIGHBOURS_HZ = 20
_QUIETEST_PCT = 10
"""The noise floor is what a tenth of the chunks stay below."""
_SPEAKER_RATE = 22_050
_SILENCE_S = 0.2

_BUSY = "busy"
_MIXER = "alsamixer -c 1    # F4, the microphone's column"


@dataclass(frozen=True, slots=True)
class Level:
    """What some sound is like; decibels below full scale."""

    level_db: float
    floor_db: float
    clipped_pct: float
    zeros_pct: float
    offset_pct: float
    hum_db: float
    """Of the mains, 50 or 60 Hz with its harmonics, as far as it stands out; -120: it does not."""

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
            hum_db=max(_hum_db(floats - offset, mains) for mains in _MAINS_HZ),
        )


def look_at_microphone(microphone: Microphone | None, *, needed: bool) -> Iterator[Finding]:
    """Yield whether it opens and how it sounds; `needed`: whether the settings say that there is one."""
    if microphone is None:
        yield unchecked("opens", "audio.enabled is false: it is never opened", "edgeassist config show | grep audio")
        return
    try:
        samples, rate = record(microphone, _LISTEN_S)
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
    if level.hum_db > _HUM_DB:
        hum = f"the mains hum at {level.hum_db:.0f} dBFS: another power supply, cable or USB port; the filter helps"
        yield warning("hum", hum, "audio.high_pass_hz = 120, as long as it is there")
    else:
        yield good("hum", "none of the mains")


def record(microphone: Microphone, seconds: float) -> tuple[NDArray[np.int16], float]:
    """Return some seconds of sound, in whole chunks, and how many samples came a second; raises AudioError."""
    stop, pieces, times = Event(), list[bytes](), list[float]()
    wanted = _SETTLE + round(seconds / CHUNK_S)

    def _keep(chunk: Chunk) -> None:
        pieces.append(chunk.pcm)
        times.append(time.monotonic())
        if len(pieces) >= wanted:
            stop.set()

    microphone.run(_keep, stop)
    kept, since = pieces[_SETTLE:wanted], times[_SETTLE - 1 : wanted]
    rate = len(kept) * CHUNK_SAMPLES / max(1e-3, since[-1] - since[0])
    return np.frombuffer(b"".join(kept), "<i2"), rate


def _hum_db(samples: NDArray[np.float64], mains: float) -> float:
    """Return the level of what stands out from its neighbours at the mains' frequency and its harmonics."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)))) ** 2 * (8 / 3) / (len(samples) ** 2 / 2)
    step = SAMPLE_RATE / len(samples)
    total = 0.0
    for harmonic in range(1, _HARMONICS + 1):
        middle, reach = round(harmonic * mains / step), max(2, round(_NEIGHBOURS_HZ / step))
        peak = spectrum[middle - 1 : middle + 2].sum()
        around = np.concatenate([spectrum[max(0, middle - reach) : middle - 1], spectrum[middle + 2 : middle + reach]])
        total += float(peak) if peak > _STANDS_OUT * 3 * around.mean() else 0.0
    return _decibels(total**0.5)


def _closed(error: AudioError, *, needed: bool, cure: str) -> Finding:
    if _BUSY in str(error):
        taken = f"{error} (the running assistant does, mostly)"
        return unchecked("opens", taken, "sudo systemctl stop edgeassist, then edgeassist doctor again")
    if needed:
        return bad("opens", str(error), cure)
    return warning("opens", f"{error}; without one there is text from MQTT and the command line", cure)


def _decibels(amplitude: float) -> float:
    return 20 * float(np.log10(max(amplitude, 1e-6)))
