"""How soon an utterance counts as over, and how often that is too soon: people who pause are not to be cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from random import Random

import numpy as np

from edgeassist import wiring
from edgeassist.audio.files import read_chunks
from edgeassist.audio.pcm import Cutter
from edgeassist.cli.figures import Figure, spread
from edgeassist.cli.speakers import said_by
from edgeassist.hearing import Hearing
from edgeassist.home.vocabulary import heard_of
from edgeassist.household import build_home
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, SAMPLE_RATE, Chunk
from edgeassist.settings import Settings
from edgeassist.vad.silero import Silero

PAUSED = (
    "turn on | the kitchen light",
    "turn off the light | in the kitchen",
    "turn on the kitchen light | in ten minutes",
    "set the thermostat | to twenty one degrees",
    "set a timer | for ten minutes",
    "set a timer for twenty | five minutes",
    "what's the temperature | in the bedroom",
    "what time | is it",
    "is the garage door | open",
    "close | the living room blind",
    "dim the counter strip | to thirty percent",
    "turn on the bedroom fan | and the reading lamp",
    "switch off | all the lights | in the bedroom",
    "turn on the reading lamp | for one hour",
    "lock the front door",
    "which lights | are on",
    "cancel the timer",
    "remind me | to water the plants | at six",
    "add milk | to the shopping list",
    "stop",
)
"""What is said to the example home, with the places at which people take a breath."""

_PAUSES_S = (0.0,) * 40 + (0.11,) * 7 + (0.15,) * 4 + (0.18,) * 2 + (0.27,) * 3 + (0.34, 0.4)
"""How long: as between the parts of the orders that 153 people gave to a coffee machine, most of them without any."""

_VOICES = ("slt", "rms", "awb")
"""Those of flite: the recogniser hears them as well as people."""
_TIMES = 2
"""How often each voice says it, with other pauses."""
_BEFORE_S, _AFTER_S = 0.3, 2.0
_SPEECH = 0.5
_MOST_BEFORE = round(1.0 / CHUNK_S)
_LEAST_LEFT = 2
"""Chunks of speech that are a word."""
_QUIET_PERCENT = 10


@dataclass(frozen=True, slots=True)
class Ended:
    """One utterance that was streamed until it counted as over."""

    waited_s: float
    """From the last speech to the decision that it was over."""
    cut_off: bool
    """Whether there was speech after that."""
    outlook: str
    """What was expected after the words heard so far."""


def measure_endpoint(settings: Settings, recordings: Sequence[Path] = ()) -> list[Figure]:
    """Measure on commands with pauses, and on recordings of one utterance each.

    Raises ModelError where there is no voice to say them.
    """
    brain, home = wiring.build_brain(settings), build_home(settings)
    hearing = wiring.build_hearing(settings, brain)
    hearing.prepare(heard_of(home))
    figures = _figures("commands", [ended(hearing, sound) for sound in _commands()])
    if recordings:
        clips = (b"".join(chunk.pcm for chunk in read_chunks(path)) for path in recordings)
        figures += _figures("recordings", [ended(hearing, clip) for clip in clips])
    return figures


def ended(hearing: Hearing, pcm: bytes) -> Ended:
    """Stream samples and silence after them, as fast as may be; return when they counted as over."""
    chunks, detector = list(_streamed(pcm)), Silero()
    speech = [number for number, chunk in enumerate(chunks) if detector.process(chunk) >= _SPEECH]
    if speech and speech[0] > _MOST_BEFORE:  # who says nothing for long is not listened to
        return ended(hearing, b"".join(chunk.pcm for chunk in chunks[speech[0] - _MOST_BEFORE :]))
    hearing.start()
    over = next((number for number, chunk in enumerate(chunks) if not hearing.feed(chunk)), len(chunks))
    left = sum(number > over for number in speech)
    last = max((number for number in speech if number <= over), default=over)
    return Ended((over - last) * CHUNK_S, left >= _LEAST_LEFT, hearing.outlook.name.lower())


def _commands() -> Iterator[bytes]:
    """Yield the commands as they are spoken, each with several pauses."""
    chance = Random(7)  # noqa: S311  the same pauses each time
    for text, voice in product(PAUSED, _VOICES):
        parts = [said_by(voice, part) for part in text.split("|")]
        for _ in range(_TIMES):
            pauses = [_silence(chance.choice(_PAUSES_S)) for _ in parts[1:]]
            said = (part + pause for part, pause in zip(parts, [*pauses, b""], strict=True))
            yield _silence(_BEFORE_S) + b"".join(said)


def _silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * SAMPLE_RATE))


def _streamed(pcm: bytes) -> Iterator[Chunk]:
    """Yield samples in chunks, and then silence as it is in them."""
    samples = np.frombuffer(pcm, "<i2").astype(np.float32)
    whole = samples[: len(samples) // CHUNK_SAMPLES * CHUNK_SAMPLES].reshape(-1, CHUNK_SAMPLES)
    quiet = float(np.percentile(whole.std(axis=1), _QUIET_PERCENT)) if len(whole) else 0.0
    silence = np.random.default_rng(0).normal(0, quiet, round(_AFTER_S * SAMPLE_RATE)).astype("<i2")
    for number, piece in enumerate(Cutter().feed(pcm + silence.tobytes())):
        yield Chunk(piece, number * CHUNK_S)


def _figures(kind: str, all_ended: Iterable[Ended]) -> list[Figure]:
    some = list(all_ended)
    part = f"End of speech, {kind}"
    cut_off = Figure("cut off", 100 * sum(each.cut_off for each in some) / len(some), "%", 1.0, len(some), part)
    waits = [cut_off, spread("wait", [1000 * each.waited_s for each in some if not each.cut_off], part=part)]
    for outlook in sorted({each.outlook for each in some}):
        alike = [1000 * each.waited_s for each in some if each.outlook == outlook and not each.cut_off]
        waits += [spread(f"wait, {outlook}", alike, part=part)] if alike else []
    return waits
