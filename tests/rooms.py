"""A room with a daemon in it: a virtual microphone and loudspeaker, devices, and what is said there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from edgeassist.audio.resampling import resample
from edgeassist.messages import CHUNK_SAMPLES, SAMPLE_RATE, Chunk
from edgeassist.vad.silero import Silero
from tests.audio.virtual import SPEAKER_RATE, VirtualAudio
from tests.brokers import Mosquitto, Tap, tap
from tests.daemons import HOME, Daemon

OURS = "edgeassist/den"
PAUSE = bytes(SAMPLE_RATE)
WAKE_WORD = "okay nabu"


@dataclass(frozen=True)
class Room:
    """What stands in the room: the daemon, its microphone and its loudspeaker."""

    daemon: Daemon
    audio: VirtualAudio
    broker: Mosquitto

    @asynccontextmanager
    async def quiet(self) -> AsyncIterator[Tap]:
        """Listen to the broker from a moment on in which nothing goes on."""
        async with tap(self.broker.port) as listener:
            await listener.until(f"{OURS}/state", "idle")
            listener.got.clear()
            self.audio.forget()
            yield listener


@contextmanager
def devices(port: int) -> Iterator[None]:
    """Play the devices of the home, which know nothing of how we make commands."""
    command = [sys.executable, "-m", "edgeassist.cli.demo_devices", str(HOME), "--port", str(port)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as played:
        try:
            yield
        finally:
            played.terminate()


def speech_s(pcm: bytes) -> float:
    """Return for how long somebody speaks in what the loudspeaker played."""
    samples = resample(pcm, SPEAKER_RATE, SAMPLE_RATE)
    chunks = [samples[at : at + 2 * CHUNK_SAMPLES] for at in range(0, len(samples), 2 * CHUNK_SAMPLES)]
    detector = Silero()
    spoken = [detector.process(Chunk(chunk.ljust(2 * CHUNK_SAMPLES, b"\0"), 0.0)) > 0.5 for chunk in chunks]
    return sum(spoken) * CHUNK_SAMPLES / SAMPLE_RATE


async def next_turn(listener: Tap, within_s: float = 12.0) -> dict[str, Any]:
    """Return the next turn that is told of."""
    turn: dict[str, Any] = json.loads(await listener.until(f"{OURS}/turn", within_s=within_s))
    return turn


async def rest(listener: Tap) -> None:
    """Wait until nothing goes on."""
    await listener.until(f"{OURS}/state", "idle", within_s=10)
