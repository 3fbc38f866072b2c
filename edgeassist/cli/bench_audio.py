"""`edgeassist bench --audio`: from the wake word to the answer, with a real broker, as fast as people speak."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import cycle
from threading import Event
from typing import Any

import numpy as np

from edgeassist import wiring
from edgeassist.audio.pcm import Cutter
from edgeassist.cli.batch import Batch
from edgeassist.cli.bench_endpoint import measure_endpoint
from edgeassist.cli.bench_said import COMMANDS, FREELY, OVERHEARD, SAID, THINGS, chunks, padded
from edgeassist.cli.bench_voices import measure_voices
from edgeassist.cli.figures import Figure, spread
from edgeassist.cli.rig import Rig, SilentSpeaker, demo_home, demo_settings, running_rig
from edgeassist.cli.speakers import clear_speakers, said_by, speakers
from edgeassist.configuring import load_settings
from edgeassist.hearing import Hearing
from edgeassist.home.vocabulary import heard_of
from edgeassist.lab.noises import in_kitchen, kitchen
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, SAMPLE_RATE, Chunk, Context, Detection, Home, Transcript
from edgeassist.stages import WakeDetector
from edgeassist.store import share_dir

_WAKE_PART = "Wake word"
_WAKE_GOAL_MS, _IDLE_GOAL = 50.0, 4.0
_IDLE_S, _HISS = 20.0, 100.0
"""How long nothing is said, and how loud that is."""
_LOOK_S, _MOST_LOOKS = 0.5, 60
"""How long it is looked whether all is quiet, and how often."""
_NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)
"""The time that it is when something is said."""
_PAUSE_S = 0.3
"""Between the wake word and a command."""
_REST_S = 2.0
_KITCHEN_DB = 12.0
"""By how much speech is louder than a kitchen in which somebody cooks."""
_NOISES, _NOISE_S, _NOISE_LOUD = 12, 2.5, 3000.0
"""How often only the kitchen is heard, for how long, and how loud."""


@dataclass
class _Twin:
    """Hears the same as the assistant, afterwards: it tells when the wake word was complete."""

    wake: WakeDetector
    heard: list[Chunk]

    def detections(self) -> list[Detection]:
        """Return every time that the wake word was heard."""
        return [found for chunk in self.heard if (found := self.wake.process(chunk)) is not None]


async def measure_wake(runs: int) -> list[Figure]:
    """Call the assistant and give it a command, in real time; see when it says that it listens."""
    settings = load_settings().settings
    wake = wiring.build_wake(settings)
    if wake is None:
        return []
    called = settings.wake.model.replace("_", " ")
    twin, waits, done = _Twin(wake, []), list[float](), 0
    async with running_rig(SilentSpeaker(), wake=True) as rig:
        for text, speaker in zip(COMMANDS * runs, cycle(clear_speakers()), strict=False):
            before = len(rig.witness.messages)
            call, command = said_by(speaker, called), said_by(speaker, text)
            await _say(rig, twin, call + _silence(_PAUSE_S) + command + _silence(_REST_S))
            seen = rig.witness.messages[before:]
            waits += [message.time for message in seen if message.payload == "listening"][:1]
            done += any(message.topic.startswith("home/") and "/set" in message.topic for message in seen)
    after = [1000 * (at - found.time) for at, found in _pairs(waits, twin.detections())]
    count = len(COMMANDS) * runs
    figures = [Figure("calls heard", 100 * len(waits) / count, "%", None, count, _WAKE_PART, more=True)]
    figures += [spread("wake word to listening", after, goal=_WAKE_GOAL_MS, part=_WAKE_PART)] if after else []
    return [*figures, Figure("calls with a command done", 100 * done / count, "%", None, count, _WAKE_PART, more=True)]


async def measure_listening() -> list[Figure]:
    """Count the processor time of the whole assistant while nobody speaks, in real time."""
    hiss = np.random.default_rng(0).normal(0, _HISS, round(_IDLE_S * SAMPLE_RATE)).astype("<i2").tobytes()
    async with running_rig(SilentSpeaker(), wake=True) as rig:
        await _settled()
        began, used = time.monotonic(), time.process_time()
        await _say(rig, None, hiss)
        share = 100 * (time.process_time() - used) / (time.monotonic() - began)
    return [Figure("the whole assistant, waiting", share, "% core", _IDLE_GOAL, part="Listening for nothing")]


async def _settled() -> None:
    """Wait until what is made behind after a start is made."""
    for _ in range(_MOST_LOOKS):
        used = time.process_time()
        await asyncio.sleep(_LOOK_S)
        if time.process_time() - used < _LOOK_S / 2:
            return


def measure_ends() -> list[Figure]:
    """Measure how soon utterances count as over, and how often too soon; nothing where nobody can say them."""
    if shutil.which("flite") is None:
        return []
    orders = share_dir() / "tests" / "data" / "coffee"  # a checkout has them
    settings = demo_settings(1883, load_settings().settings.state_dir, demo_home())
    if orders.is_dir():
        settings = settings.model_copy(update={"sentences_dir": orders})
    return measure_endpoint(settings, sorted(orders.glob("*.flac")))


def measure_all_voices() -> list[Figure]:
    """Measure the voice of the settings, and every other one that is installed."""
    return measure_voices(load_settings().settings)


def measure_heard() -> list[Figure]:
    """Compare what comes of spoken sentences with what comes of the same in writing."""
    batch = Batch(demo_home(), None, None, _NOW)
    batch.know(batch.homes.of({}))
    hearing = wiring.build_hearing(demo_settings(1883, batch.settings.state_dir, demo_home()), batch.brain)
    hearing.prepare(heard_of(batch.homes.of({})))
    tried = partial(_tried, _House(batch, hearing))
    return [
        *_right(tried(SAID), "Spoken commands understood", each=True),
        *_right(tried(FREELY), "Spoken in other words", each=False),
        *_right(tried(THINGS), "Spoken lists, reminders and timers", each=False),
        *_acted(tried(OVERHEARD), "Spoken to others"),
        *_right(tried(SAID, in_noise=True), f"Spoken commands in kitchen noise at {_KITCHEN_DB:.0f} dB", each=False),
        *_acted(_noises(_House(batch, hearing)), "Kitchen noise alone"),
    ]


@dataclass(frozen=True, slots=True)
class _House:
    """What hears somebody in its kitchen."""

    batch: Batch
    hearing: Hearing

    def hears(self, pcm: bytes) -> Transcript:
        """Return what was said, as the daemon hears it."""
        home, context = self._now()
        return self.hearing.transcribe(chunks(pcm), Event(), self.batch.sense(home, context))

    def does(self, said: Transcript) -> dict[str, Any]:
        """Return what comes of it."""
        return self.batch.actions(said, *self._now(), time.perf_counter())

    def _now(self) -> tuple[Home, Context]:
        return self.batch.homes.of({}), Context(_NOW, "Kitchen")


@dataclass(frozen=True, slots=True)
class _Try:
    """What came of a spoken sentence."""

    speaker: str
    text: str
    right: bool
    """Whether just the same came of it as of the written one."""
    acted: bool


def _tried(house: _House, sentences: Sequence[str], *, in_noise: bool = False) -> list[_Try]:
    """Have all speakers say the sentences."""
    found = []
    for number, text in enumerate(sentences):
        meant = house.does(Transcript(text))
        for speaker in speakers():
            pcm = padded(said_by(speaker, text))
            said = house.hears(in_kitchen(pcm, _KITCHEN_DB, number) if in_noise else pcm)
            done = house.does(said)
            right = done["actions"] == meant["actions"] and done["dialogue"] == meant["dialogue"]
            found.append(_Try(speaker, said.text, right, bool(done["actions"])))
    return found


def _noises(house: _House) -> list[_Try]:
    """Have nobody speak."""
    found = []
    for number in range(_NOISES):
        noise = (_NOISE_LOUD * kitchen(round(_NOISE_S * SAMPLE_RATE), number)).astype("<i2").tobytes()
        said = house.hears(noise)
        found.append(_Try("", said.text, right=not said.text, acted=bool(house.does(said)["actions"])))
    return found


def _right(tried: Sequence[_Try], part: str, *, each: bool) -> list[Figure]:
    """Return how many were right, of `each` speaker too, and how many led to something else."""
    by_speaker = {one.speaker: [other.right for other in tried if other.speaker == one.speaker] for one in tried}
    return [
        _share("right", [one.right for one in tried], part),
        *(_share(f"  of {speaker}", of, part) for speaker, of in by_speaker.items() if each),
        _share("wrong actions", [one.acted and not one.right for one in tried], part, more=False),
    ]


def _acted(tried: Sequence[_Try], part: str) -> list[Figure]:
    return [
        _share("acted on", [one.acted for one in tried], part, more=False),
        _share("heard as words", [bool(one.text) for one in tried], part, more=False),
    ]


def _share(what: str, outcomes: Sequence[bool], part: str, *, more: bool = True) -> Figure:
    count = len(outcomes)
    return Figure(what, 100 * sum(outcomes) / count, "%", None, count, part, noise=1 / count, more=more)


def _pairs(times: list[float], detections: list[Detection]) -> Iterator[tuple[float, Detection]]:
    """Yield each time that it listened with the wake word before it."""
    for at in times:
        if before := [found for found in detections if found.time <= at]:
            yield at, before[-1]


async def _say(rig: Rig, twin: _Twin | None, pcm: bytes) -> None:
    """Have the microphone deliver samples as fast as they would come."""
    began = time.monotonic()
    for number, piece in enumerate(Cutter().feed(pcm), 1):
        await asyncio.sleep(max(0.0, began + number * CHUNK_S - time.monotonic()))
        chunk = Chunk(piece, time.monotonic() - CHUNK_S)
        if twin is not None:
            twin.heard.append(chunk)
        rig.ears.publish(chunk)


def _silence(seconds: float) -> bytes:
    return bytes(2 * CHUNK_SAMPLES * round(seconds / CHUNK_S))
