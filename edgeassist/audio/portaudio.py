"""Microphone and speaker through PortAudio, by blocking reads and writes: no Python runs in its real-time thread."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from threading import Event

import numpy as np

from edgeassist.audio.clock import ChunkClock
from edgeassist.audio.intake import Intake, Taking
from edgeassist.audio.lines import Device, Kind, Line, portaudio
from edgeassist.audio.resampling import resample
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk
from edgeassist.worker import Worker

_BLOCK_S = 0.02
_TAIL_S = 0.05
"""Silence after the last sample, besides the buffer's: closing a stream drops what is not yet heard."""
_FAINTEST = np.array([1, -1], "<i2").tobytes()


class PortAudioMicrophone:
    """A microphone by name, part of a name, or index; None: the system's default.

    When it delivers nothing but zeros for `zeros_s` it is opened again: a sound server that lost a microphone goes on
    with silence, also after that is back.
    """

    def __init__(self, device: str | int | None = None, taking: Taking | None = None, *, zeros_s: float = 30.0) -> None:
        self._device = device
        self._taking = taking or Taking()
        self._zeros_s = zeros_s

    def run(self, publish: Callable[[Chunk], None], stop: Event) -> None:
        """Read until `stop` is set; raises AudioError when it is missing, busy, or delivers nothing for 2 s."""
        while not stop.is_set():
            with portaudio().open("input", self._device, SAMPLE_RATE, self._taking.channels) as line:
                self._read(line, publish, stop)

    def _read(self, line: Line, publish: Callable[[Chunk], None], stop: Event) -> None:
        intake, clock = Intake(self._taking, line.rate, line.channels), ChunkClock()
        sounded_at = time.monotonic()
        while line.wait(round(CHUNK_S * line.rate), stop):
            pcm, now = line.read(), time.monotonic()
            chunks = list(intake.feed(pcm))
            began = now - (len(chunks) + intake.fill) * CHUNK_S
            for number, chunk in enumerate(chunks):
                publish(Chunk(chunk, clock.stamp(began + number * CHUNK_S)))
            sounded_at = now if any(pcm) else sounded_at
            if now - sounded_at > self._zeros_s:
                return


class PortAudioSpeaker:
    """A speaker by name, part of a name, or index; None: the system's default. Plays one sound after the other.

    One that sleeps when it was quiet for `sleeps_after_s` hears next to nothing for `lead_s` first.
    """

    def __init__(self, device: str | int | None = None, *, lead_s: float = 0.0, sleeps_after_s: float = 10.0) -> None:
        self._device = device
        self._lead_s = lead_s
        self._sleeps_after_s = sleeps_after_s
        self._heard_at = -math.inf
        self._worker = Worker(self, "speaker")

    async def play(self, pcm: bytes, sample_rate: int) -> None:
        """Play mono signed 16 bit PCM and return when it has been heard; cancelling silences it within 50 ms.

        Raises AudioError when there is no speaker, it is busy, or it takes nothing for 2 s.
        """
        await self._worker.call(self._play, pcm, sample_rate)

    def stop(self) -> None:
        """Silence what is being played; its `play` returns."""
        self._worker.stop.set()

    def _play(self, pcm: bytes, sample_rate: int) -> None:
        with portaudio().open("output", self._device, sample_rate, _any_channels) as line:
            tail = bytes(2 * round((line.latency_s + _TAIL_S) * line.rate))
            sound = self._lead(line.rate) + resample(pcm, sample_rate, line.rate) + tail
            frames = round(_BLOCK_S * line.rate)
            for start in range(0, len(sound), 2 * frames):
                if not line.wait(frames, self._worker.stop):
                    break
                line.write(sound[start : start + 2 * frames])
        self._heard_at = time.monotonic()

    def _lead(self, rate: int) -> bytes:
        """Return what wakes the speaker up; zeros would not, some tell them from sound."""
        if time.monotonic() - self._heard_at < self._sleeps_after_s:
            return b""
        return _FAINTEST * round(self._lead_s * rate / 2)


def _any_channels(most: int) -> tuple[int, ...]:
    return tuple(dict.fromkeys((1, min(2, most), most)))


def devices(kind: Kind, chosen: str | int | None = None) -> tuple[Device, ...]:
    """Return the microphones ("input") or speakers ("output") that PortAudio sees now."""
    return portaudio().devices(kind, chosen)
