"""Usual answers are made ahead with a real voice, while nobody speaks and never in the way."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import Mock

import pytest

from edgeassist.errors import EngineError
from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.homefile import load_home
from edgeassist.messages import Action, Context, Plan
from edgeassist.progress import Progress
from edgeassist.rehearsing import Rehearsal, rehearsal
from edgeassist.stages import Synthesizer
from edgeassist.tts.espeak_ng import EspeakNg
from edgeassist.tts.kept import Kept
from edgeassist.tts.piper import Piper
from edgeassist.tts.voice import Voice
from edgeassist.usual import usual_answers
from edgeassist.worker import Worker
from tests.daemons import HOME
from tests.tts.tiny_piper_voice import write_voice

USUAL = ("Okay.", "The hall light is on. The fan is off.")


class Counting(Piper):
    """The tiny voice, and what it has made."""

    def __init__(self, path: Path) -> None:
        self.made: list[str] = []
        super().__init__(path)
        self.made.clear()

    def make(self, sentence: str) -> bytes:
        self.made.append(sentence)
        return super().make(sentence)


@pytest.fixture
def maker(tmp_path: Path) -> Counting:
    write_voice(tmp_path / "hum.onnx")
    return Counting(tmp_path / "hum.onnx")


def voice_of(maker: Piper, folder: Path) -> Voice:
    return Voice(maker, kept=Kept(folder / "sounds", maker.identity, most_bytes=4_000_000))


@asynccontextmanager
async def practising(voice: Voice, progress: Progress, *, rest_s: float = 0.0) -> AsyncIterator[Worker[Synthesizer]]:
    with Worker[Synthesizer](voice, "voice") as worker:
        practice = Rehearsal(worker, voice, lambda: iter(USUAL), progress.resting_s, rest_s=rest_s)
        task = asyncio.create_task(practice.run())
        try:
            yield worker
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _until(made: list[str], count: int) -> None:
    async with asyncio.timeout(5):
        while len(made) < count:  # noqa: ASYNC110  the voice tells nobody
            await asyncio.sleep(0.005)


async def test_usual_answers_are_at_hand_and_outlast_a_restart(maker: Counting, tmp_path: Path) -> None:
    async with practising(voice_of(maker, tmp_path), Progress()) as worker:
        await _until(maker.made, 3)
    assert maker.made == ["Okay.", "The hall light is on.", "The fan is off."]
    again = voice_of(maker, tmp_path)
    assert len(list(again.synthesize("The hall light is on. Okay."))) == 2
    assert len(maker.made) == 3
    assert worker.busy_s() == 0


async def test_nothing_is_practised_while_somebody_speaks_or_is_answered(maker: Counting, tmp_path: Path) -> None:
    progress = Progress()
    with progress.stage("listening"):
        async with practising(voice_of(maker, tmp_path), progress, rest_s=0.1):
            await asyncio.sleep(0.3)
            assert maker.made == []


async def test_it_waits_until_nobody_has_spoken_for_a_while(maker: Counting, tmp_path: Path) -> None:
    progress = Progress()
    async with practising(voice_of(maker, tmp_path), progress, rest_s=0.2):
        with progress.stage("listening"):
            await asyncio.sleep(0.25)
        ended = time.monotonic()
        await _until(maker.made, 1)
        assert time.monotonic() - ended >= 0.19


async def test_a_voice_that_fails_is_asked_again_another_time(tmp_path: Path) -> None:
    write_voice(tmp_path / "hum.onnx")

    class Hoarse(Counting):
        def make(self, sentence: str) -> bytes:
            if self.made:
                raise EngineError("piper", "hoarse")
            return super().make(sentence)

    hoarse = Hoarse(tmp_path / "hum.onnx")
    async with practising(voice_of(hoarse, tmp_path), Progress()) as worker:
        await _until(hoarse.made, 1)
        await asyncio.sleep(0.1)
        assert await worker.call(lambda: "still there") == "still there"


def test_a_fast_voice_does_not_practise(tmp_path: Path) -> None:
    with Worker[Synthesizer](Voice(EspeakNg()), "voice") as worker:
        assert rehearsal(worker, lambda: iter(USUAL), Progress().resting_s) is None
    write_voice(tmp_path / "hum.onnx")
    with Worker[Synthesizer](voice_of(Piper(tmp_path / "hum.onnx"), tmp_path), "voice") as worker:
        assert rehearsal(worker, lambda: iter(USUAL), Progress().resting_s) is not None


def _answers(area: str | None = None) -> Iterator[str]:
    return usual_answers(load_home(HOME), HomeAnswerer(), Context(datetime(2026, 11, 20, 14, tzinfo=UTC), area))


def test_what_is_usual_is_what_would_be_answered() -> None:
    home, context = load_home(HOME), Context(datetime(2026, 11, 20, 14, tzinfo=UTC))
    usual = list(_answers())
    assert len(usual) == len(set(usual)) <= 200
    lights = [entity for entity in home.entities.values() if entity.domain == "light"]
    for light in lights:
        for intent in ("turn_on", "turn_off"):
            plan = Plan((Action(intent, (light.id,)),))
            assert HomeAnswerer().reply(plan, None, home, context).text in usual


def test_the_own_room_comes_first() -> None:
    home = load_home(HOME)
    area = next(
        area for area in home.areas if any(e.area == area and e.domain == "light" for e in home.entities.values())
    )
    names = [entity.name.lower() for entity in home.entities.values() if entity.area == area]
    first = next(text for text in _answers(area) if text.startswith("The "))
    assert any(name in first.lower() for name in names)


def test_a_house_of_thousands_costs_little() -> None:
    home = load_home(HOME)
    light = next(entity for entity in home.entities.values() if entity.domain == "light")
    many = {f"light.{n}": replace(light, id=f"light.{n}", name=f"Lamp {n}") for n in range(5_000)}
    answerer = Mock(wraps=HomeAnswerer())
    texts = list(usual_answers(replace(home, entities=many), answerer, Context(datetime.now(UTC))))
    assert len(texts) == 200
    assert answerer.reply.call_count <= 200
