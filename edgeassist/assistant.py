"""The voice loop: wake, listen, understand, act, speak. A turn is one coroutine that awaits these in order."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from edgeassist.audio import chimes
from edgeassist.errors import AudioError, EdgeAssistError, EngineStuckError
from edgeassist.hearing import Heard, Hearing
from edgeassist.home.registry import Registry
from edgeassist.messages import Context, Detection, Plan, Reply, Step, Transcript, TurnRecord
from edgeassist.stages import (
    Answerer,
    Dispatcher,
    Ears,
    Reporter,
    Speaker,
    Synthesizer,
    Understander,
    WakeDetector,
)
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

REMEMBERED = timedelta(minutes=1)
"""How long "it" stands for what was last acted on."""

Source = Literal["voice", "mqtt", "cli", "hermes"]


@dataclass(frozen=True, slots=True)
class Mind:
    """What every turn needs, spoken or typed."""

    understander: Worker[Understander]
    dispatcher: Dispatcher
    answerer: Answerer
    registry: Registry
    reporter: Reporter


@dataclass(frozen=True, slots=True)
class Body:
    """What a spoken turn needs besides."""

    ears: Ears
    wake: Worker[WakeDetector] | None
    hearing: Worker[Hearing]
    voice: Worker[Synthesizer]
    speaker: Speaker
    chimes: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """Where this satellite stands, and how its people count."""

    node: str = "edgeassist"
    area: str | None = None
    units: Literal["metric", "imperial"] = "metric"
    zone: tzinfo | None = None

    def now(self) -> datetime:
        """Return the present with its zone."""
        return datetime.now(self.zone) if self.zone else datetime.now().astimezone()


@dataclass(slots=True)
class _Watch:
    """Milliseconds a stage of one turn."""

    latency_ms: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.latency_ms[name] = 1000 * (time.perf_counter() - began)


class Assistant:
    """Runs turns: text by `ask`, speech by wake word or `listen`. One spoken turn at a time, the newest wins."""

    def __init__(self, mind: Mind, place: Place, body: Body | None = None) -> None:
        self._mind = mind
        self._place = place
        self._body = body
        self._tasks: asyncio.TaskGroup | None = None
        self._turn: asyncio.Task[TurnRecord | None] | None = None
        self._muted = False
        self._previous: tuple[datetime, tuple[str, ...]] | None = None

    async def run(self) -> None:
        """Serve until cancelled: react to the wake word where there is a microphone."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            try:
                await self._mind.reporter.state("idle")
                await self._wait_for_wake_word(tasks)
            finally:
                self._tasks = None

    async def ask(self, text: str, *, source: Source, area: str | None = None) -> TurnRecord:
        """Return the turn that the text leads to; it is acted on and reported, not spoken."""
        record = await self._think(Transcript(text), self._context(source, area), _Watch())
        await self._report(record)
        return record

    async def say(self, text: str) -> None:
        """Speak the text; raises AudioError where there is no speaker."""
        if self._body is None:
            raise AudioError("no loudspeaker here: set audio.enabled, or connect one")
        sentences, pcm = await self._begin_to_speak(self._body, text)
        await self._speak(self._body, sentences, pcm)

    def listen(self) -> asyncio.Task[TurnRecord | None]:
        """Begin a spoken turn at once, as if the wake word had been heard; raises AudioError without a microphone.

        The task gives the turn, or None where nothing was said.
        """
        if self._body is None or self._tasks is None or not self._body.ears.alive:
            raise AudioError("no microphone here: set audio.enabled, or connect one")
        return self._begin(self._tasks, self._body, Detection("", time.monotonic()))

    def stop(self) -> None:
        """End the spoken turn and be silent."""
        if self._turn is not None:
            self._turn.cancel()
        if self._body is not None:
            self._body.speaker.stop()

    async def drain(self, longest_s: float) -> None:
        """Let a running spoken turn end, for `longest_s` seconds at most."""
        if self._turn is not None:
            await asyncio.wait({self._turn}, timeout=longest_s)

    async def mute(self, *, muted: bool) -> None:
        """Stop or begin to react to the wake word."""
        self._muted = muted
        await self._mind.reporter.state("muted" if muted else "idle")

    async def _wait_for_wake_word(self, tasks: asyncio.TaskGroup) -> None:
        if self._body is None or self._body.wake is None:
            await asyncio.Event().wait()
            return
        while True:
            with suppress(AudioError):  # the microphone is gone: who reads it says so and tries again
                await self._react(tasks, self._body, self._body.wake)

    async def _react(self, tasks: asyncio.TaskGroup, body: Body, wake: Worker[WakeDetector]) -> None:
        with body.ears.listen() as chunks:
            async for chunk in chunks:
                detection = await wake.call(wake.engine.process, chunk)
                if detection is not None and not self._muted:
                    logger.debug("wake word %r, score %.2f", detection.phrase, detection.score)
                    self._begin(tasks, body, detection)

    def _begin(self, tasks: asyncio.TaskGroup, body: Body, detection: Detection) -> asyncio.Task[TurnRecord | None]:
        """Start a spoken turn; the one before, listening or speaking, ends."""
        self.stop()
        self._turn = tasks.create_task(self._spoken_turn(body, detection, before=self._turn))
        return self._turn

    async def _spoken_turn(
        self, body: Body, detection: Detection, *, before: asyncio.Task[TurnRecord | None] | None
    ) -> TurnRecord | None:
        if before is not None:
            await asyncio.wait({before})
        try:
            return await self._converse(body, detection)
        except EngineStuckError:
            raise
        except EdgeAssistError as error:
            logger.warning("turn: %s", error)
            await self._mind.reporter.state("error")
            return None
        finally:
            await self._mind.reporter.state("muted" if self._muted else "idle")

    async def _converse(self, body: Body, detection: Detection) -> TurnRecord | None:
        watch = _Watch()
        _, heard = await asyncio.gather(self._chime(body, "wake"), self._listen(body, detection.time, watch))
        if not heard.spoken:
            await self._chime(body, "error")
            return None
        await self._mind.reporter.state("thinking")
        record = await self._think(heard.transcript, self._context("voice", None), watch)
        with watch.stage("tts"):
            sentences, pcm = await self._begin_to_speak(body, record.reply.text)
        await self._report(record)
        await self._chime(body, "done" if record.reply.outcome in {"done", "partly"} else "error")
        await self._speak(body, sentences, pcm)
        return record

    async def _listen(self, body: Body, since: float, watch: _Watch) -> Heard:
        await self._mind.reporter.state("listening")
        hearing = body.hearing
        await hearing.call(hearing.engine.start)
        with body.ears.listen(since) as chunks:
            async for chunk in chunks:
                if not await hearing.call(hearing.engine.feed, chunk):
                    break
        await self._mind.reporter.state("transcribing")
        with watch.stage("stt"):
            heard = await hearing.call(hearing.engine.finish, hearing.stop)
        watch.latency_ms["endpoint"] = 1000 * heard.waited_s
        return heard

    async def _think(self, transcript: Transcript, context: Context, watch: _Watch) -> TurnRecord:
        """Return the turn: what was understood, what was done and what is to be answered."""
        mind, began = self._mind, time.perf_counter()
        plan: Plan = Plan()
        steps: tuple[Step, ...] = ()
        try:
            with watch.stage("understand"):
                tiers = mind.understander
                plan = await tiers.call(tiers.engine.understand, transcript, mind.registry.home, context, tiers.stop)
            with watch.stage("act"):
                steps = await mind.dispatcher.execute(plan, context)
            reply = mind.answerer.reply(plan, steps, mind.registry.home, context)
        except EngineStuckError:
            raise
        except Exception:  # whatever one sentence breaks, the next one is heard
            logger.exception("a turn failed")
            reply = Reply("Sorry, something went wrong with that.", "failed")
        self._remember(plan, context)
        watch.latency_ms["total"] = 1000 * (time.perf_counter() - began) + watch.latency_ms.get("stt", 0.0)
        return TurnRecord(
            id=uuid.uuid4().hex[:12],
            ts=context.now,
            node=self._place.node,
            source=context.source,
            text=transcript.text,
            plan=plan,
            steps=steps,
            reply=reply,
            latency_ms=watch.latency_ms,
            area=context.area,
        )

    async def _report(self, record: TurnRecord) -> None:
        await self._mind.reporter.turn(record)
        _log(record)

    async def _begin_to_speak(self, body: Body, text: str) -> tuple[Iterator[bytes], bytes | None]:
        sentences = body.voice.engine.synthesize(text)
        return sentences, await body.voice.call(next, sentences, None)

    async def _speak(self, body: Body, sentences: Iterator[bytes], pcm: bytes | None) -> None:
        """Speak a sentence while the next one is made; a cancel silences it."""
        await self._mind.reporter.state("speaking")
        voice = body.voice
        while pcm is not None:
            _, pcm = await asyncio.gather(
                body.speaker.play(pcm, voice.engine.sample_rate), voice.call(next, sentences, None)
            )

    async def _chime(self, body: Body, kind: chimes.Chime) -> None:
        if body.chimes:
            rate = body.voice.engine.sample_rate
            await body.speaker.play(chimes.chime(kind, rate), rate)

    def _context(self, source: Source, area: str | None) -> Context:
        now = self._place.now()
        previous = self._previous[1] if self._previous and now - self._previous[0] < REMEMBERED else ()
        place = self._place
        return Context(now=now, area=area or place.area, source=source, units=place.units, previous=previous)

    def _remember(self, plan: Plan, context: Context) -> None:
        if targets := tuple(target for action in plan.actions for target in action.targets):
            self._previous = (context.now, targets)


def _log(record: TurnRecord) -> None:
    """One line a turn; words at debug only."""
    intents = ",".join(action.intent for action in record.plan.actions) or "-"
    logger.info(
        "turn %s %s: %s %s by %s (%.2f), %.0f ms",
        record.id, record.source, record.reply.outcome, intents, record.plan.tier, record.plan.confidence,
        record.latency_ms["total"],
    )  # fmt: skip
    logger.debug("turn %s: %r -> %r", record.id, record.text, record.reply.text)
