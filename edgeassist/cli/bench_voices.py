"""How soon a voice begins an answer, cold and when it is a usual one, and how much of a core it takes to speak."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from edgeassist.cli.bench_said import ANSWERS
from edgeassist.cli.figures import Figure, spread
from edgeassist.engines import model_store
from edgeassist.settings import EspeakSettings, PiperSettings, Settings
from edgeassist.speaking import Speaking
from edgeassist.stages import Synthesizer
from edgeassist.store import catalog
from edgeassist.voices import build_voice, chosen_tts
from edgeassist.worker import Worker

_GOAL_MS = 50.0
_TIMES = 5


class _FirstSample:
    """A loudspeaker that only knows when it was first given something."""

    def __init__(self) -> None:
        self.at: float | None = None

    async def play(self, pcm: bytes, sample_rate: int) -> None:  # noqa: ARG002
        """Take note of the time."""
        self.at = time.perf_counter() if self.at is None else self.at

    def stop(self) -> None:
        """Do nothing: nothing sounds."""


def measure_voices(settings: Settings) -> list[Figure]:
    """Measure the voice of the settings, and every other one that is installed."""
    return [
        figure
        for chosen in _installed(settings)
        for figure in _measured(settings.model_copy(update={"tts": chosen}), f"Voice {_name(chosen)}")
    ]


def _measured(settings: Settings, part: str) -> list[Figure]:
    """Measure the voice of the settings as it is when it has just been loaded, and then with what it has kept."""
    with TemporaryDirectory(prefix="edgeassist-") as folder:
        alone = settings.model_copy(update={"state_dir": Path(folder), "tts": _by_path(settings)})
        began = time.perf_counter()
        voice = build_voice(alone)
        figures = [Figure("loads", time.perf_counter() - began, "s", part=part, noise=0.3)]
        with Worker[Synthesizer](voice, "voice") as worker:
            cold = asyncio.run(_first_samples(worker, 1))
            usual = asyncio.run(_first_samples(worker, _TIMES))
        used_s, lasted_s = _spoken(build_voice(alone))
    return [
        *figures,
        spread("first sample of an answer", cold, part=part),
        spread("first sample of an answer given before", usual, goal=_GOAL_MS, part=part),
        Figure("speaking, of real time", 100 * used_s / max(lasted_s, 1e-9), "%", None, len(ANSWERS), part),
    ]


async def _first_samples(worker: Worker[Synthesizer], times: int) -> list[float]:
    """Return the milliseconds from an answer to its first sample at the loudspeaker."""
    found = []
    for text in ANSWERS * times:
        speaker = _FirstSample()
        speaking = Speaking(worker, speaker, chimes=False)
        began = time.perf_counter()
        await speaking.answer(await speaking.begin(text))
        if speaker.at is not None:
            found.append(1000 * (speaker.at - began))
    return found


def _spoken(voice: Synthesizer) -> tuple[float, float]:
    """Return the seconds it took to make all answers, and how long they are."""
    began = time.perf_counter()
    samples = sum(len(pcm) // 2 for text in ANSWERS for pcm in voice.synthesize(text))
    return time.perf_counter() - began, samples / voice.sample_rate


def _installed(settings: Settings) -> Iterator[EspeakSettings | PiperSettings]:
    """Yield the voice of the settings, then the others."""
    chosen, store = chosen_tts(settings), model_store(settings)
    yield chosen
    if not isinstance(chosen, EspeakSettings) and find_spec("espeakng_loader"):
        yield EspeakSettings()
    for name, entry in catalog().items():
        if entry.kind == "piper" and store.installed(name) and find_spec("piper") and name != _name(chosen):
            yield PiperSettings(model=name)


def _by_path(settings: Settings) -> EspeakSettings | PiperSettings:
    """Return the voice by the path of its file, which is the same from any state directory."""
    chosen = chosen_tts(settings)
    if isinstance(chosen, EspeakSettings):
        return chosen
    return chosen.model_copy(update={"model": str(model_store(settings).path(chosen.model))})


def _name(chosen: EspeakSettings | PiperSettings) -> str:
    return f"espeak-ng {chosen.voice}" if isinstance(chosen, EspeakSettings) else Path(chosen.model).stem
