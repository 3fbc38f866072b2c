"""Who tells us to stop is obeyed, and we ourselves are not: a daemon at a virtual microphone and loudspeaker."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from threading import Event, Thread

import numpy as np

from edgeassist.audio.resampling import resample
from edgeassist.messages import SAMPLE_RATE
from tests.audio.virtual import SPEAKER_RATE, VirtualAudio
from tests.rooms import OURS, PAUSE, WAKE_WORD, Room, rest, speech_s

TALE = "One morning the whole house was quiet. " * 10
SILENT_WITHIN_S = 0.15
BUSY_S = 0.35
"""What a machine may take more that does other things at the same time."""


def until_silent_s(room: Room, word: bytes) -> float:
    """Say a word, and return how long after its last sound the loudspeaker gets the last of its own."""
    loud = np.flatnonzero(np.abs(np.frombuffer(word, "<i2").astype(int)) > 600)
    room.audio.feed(word + PAUSE)
    said_at = time.monotonic() + float(loud[-1]) / SAMPLE_RATE
    time.sleep(len(word) / 32_000 + 1.5)
    return room.audio.last_sound_at() - said_at


async def test_stop_alone_silences_what_is_being_said(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        took = []
        for name in ("rms", "slt"):
            await listener.publish(f"{OURS}/cmd/say", TALE)
            await listener.until(f"{OURS}/state", "speaking")
            await asyncio.sleep(1.5)
            took.append(await asyncio.to_thread(until_silent_s, room, voice("stop", name)))
            await rest(listener)
            listener.got.clear()
        assert min(took) < SILENT_WITHIN_S + BUSY_S, took
        assert max(took) < 1.0, took


async def test_a_ringing_timer_ends_by_the_word_alone(room: Room, voice: Callable[..., bytes]) -> None:
    async with room.quiet() as listener:
        await listener.publish(f"{OURS}/cmd/ask", "set a timer for 1 second")
        await listener.until(f"{OURS}/state", "speaking", within_s=10)
        await rest(listener)
        await asyncio.sleep(1.0)  # the pause between two rounds
        room.audio.feed(voice("stop", "rms") + PAUSE)
        await asyncio.sleep(3.0)
        room.audio.forget()
        await asyncio.sleep(4.0)
        assert speech_s(room.audio.heard()) == 0.0


def echo(audio: VirtualAudio, end: Event) -> None:
    """Let the microphone hear what the loudspeaker plays, a little later and not as loud."""
    done = 0
    while not end.wait(0.05):
        heard = audio.heard()
        piece, done = heard[done:], len(heard)
        if piece:
            quieter = (np.frombuffer(piece, "<i2") * 0.3).astype("<i2").tobytes()
            audio.feed(resample(quieter, SPEAKER_RATE, SAMPLE_RATE))


async def test_our_own_voice_is_nobody_we_listen_to(room: Room) -> None:
    """Neither a stop nor a wake word of our own interrupts us or begins a turn, nor is it heard after a question."""
    text = f"If it rings, say stop. To ask me, say {WAKE_WORD}. Then say stop once more, and stop is what I do."
    async with room.quiet() as listener:
        end = Event()
        mirror = Thread(target=echo, args=(room.audio, end))
        mirror.start()
        try:
            await listener.publish(f"{OURS}/cmd/say", text)
            await listener.until(f"{OURS}/state", "speaking")
            await listener.until(f"{OURS}/state", "idle", within_s=20)
            await asyncio.sleep(1.0)
        finally:
            end.set()
            mirror.join()
        assert listener.on(f"{OURS}/state") == ["speaking", "idle"]
        assert speech_s(room.audio.heard()) > 4.0
