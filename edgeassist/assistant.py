"""The voice loop: wake, listen, understand, act, speak. A turn is one coroutine that awaits these in order."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from edgeassist.errors import AudioError, EdgeAssistError, EngineStuckError
from edgeassist.hearing import Heard, Hearing
from edgeassist.home.consent import is_declined
from edgeassist.interrupting import Interrupting
from edgeassist.listening import Listening
from edgeassist.messages import Detection, Reply, Transcript, TurnRecord
from edgeassist.progress import Progress
from edgeassist.speaking import Speaking
from edgeassist.stages import Ears, Reporter, Synthesizer, WakeDetector
from edgeassist.stages import Speaker as Loudspeaker
from edgeassist.talks import Source, Speaker
from edgeassist.text import normalise
from edgeassist.thinking import Mind, Place, Thinking
from edgeassist.turn import Stopwatch, new_id
from edgeassist.turn_mark import in_turn
from edgeassist.worker import Worker

__all__ = ["Assistant", "Body", "Mind", "Place"]

logger = logging.getLogger(__name__)

_TAIL_S = 0.15
"""So long our own voice is still in the room."""

_HERE = Speaker("voice")
"""Whoever is heard by the microphone."""


@dataclass(frozen=True)
class Body:
    """What a spoken turn needs besides."""

    ears: Ears
    wake: Worker[WakeDetector] | None
    hearing: Worker[Hearing]
    voice: Worker[Synthesizer]
    speaker: Loudspeaker
    chimes: bool = True
    volume: float = 100.0
    interrupting: Interrupting | None = None
    """Who silences it when told to stop; None: only the wake word does."""

    @cached_property
    def speaking(self) -> Speaking:
        """The voice at the loudspeaker."""
        speaking = Speaking(self.voice, self.speaker, chimes=self.chimes)
        speaking.volume = self.volume
        return speaking

    @cached_property
    def listening(self) -> Listening:
        """The recogniser at the microphone."""
        return Listening(self.ears, self.hearing)


class Assistant:
    """Runs turns: text by `ask`, speech by wake word or `listen`. One spoken turn at a time, the newest wins."""

    def __init__(
        self,
        mind: Mind,
        place: Place,
        body: Body | None = None,
        *,
        muted: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self._mind = mind
        self._body = body
        self._thinking = Thinking(mind, place)
        self._tasks: asyncio.TaskGroup | None = None
        self._turn: asyncio.Task[TurnRecord | None] | None = None
        self._asking: set[asyncio.Task[Any]] = set()
        self._announcing = asyncio.Lock()
        self._muted = muted
        self._progress = progress or Progress()
        self._saying = ""

    async def run(self) -> None:
        """Serve until cancelled: react to the wake word where there is a microphone."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks = self._thinking.tasks = tasks
            if (body := self._body) is not None and body.interrupting is not None:
                told = body.interrupting.run(self.stop, lambda: self._muted or body.listening.attends)
                tasks.create_task(told)
            try:
                await self._mind.reporter.state(self._at_rest)
                await self._wait_for_wake_word(tasks)
            finally:
                self._tasks = self._thinking.tasks = None

    async def ask(self, text: str, *, source: Source, area: str | None = None, speaker: str = "") -> TurnRecord:
        """Return the turn that the text leads to; it is acted on and reported, not spoken.

        Each `speaker`, else each room, has a conversation of its own.
        """
        if asking := asyncio.current_task():
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)
        with self._progress.stage(f"a turn from {source}"):
            record = await self._thinking.think(Transcript(text), Speaker(source, area, speaker))
            await self._thinking.report(record)
        if record.reply.outcome == "cancelled" and is_declined(record.plan):
            self.stop()
        return record

    async def say(self, text: str) -> None:
        """Speak the text; raises AudioError where there is no speaker."""
        if self._body is None:
            raise AudioError("no loudspeaker here: set audio.enabled, or connect one")
        await self._mind.reporter.state("speaking")
        self._saying = text
        try:
            with self._progress.stage("saying something", text):
                await self._body.speaking.say(text)
        finally:
            self._saying = ""
            if self._turn is None or self._turn.done():
                await self._mind.reporter.state(self._at_rest)

    async def announce(self, text: str, *, even_muted: bool, chime: bool = False) -> bool:
        """Speak unasked, once nobody else speaks, and return whether it was said: not while muted, but `even_muted`.

        A `chime` rings before.

        Raises AudioError where there is no speaker.
        """
        async with self._announcing:
            while self._turn is not None and not self._turn.done():
                await asyncio.wait({self._turn})
            if self._muted and not even_muted:
                return False
            if chime and self._body is not None:
                await self._body.speaking.chime("ring")
            await self.say(text)
        return True

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
            self._body.speaking.stop()

    async def drain(self, longest_s: float) -> None:
        """Let running turns end, and who asked for them answer, for `longest_s` seconds at most."""
        if running := {*self._asking, *([self._turn] if self._turn else [])}:
            await asyncio.wait(running, timeout=longest_s)

    @property
    def _at_rest(self) -> str:
        return "muted" if self._muted else "idle"

    async def mute(self, *, muted: bool) -> None:
        """Stop or begin to react to the wake word."""
        self._muted = muted
        await self._mind.reporter.state(self._at_rest)

    async def _wait_for_wake_word(self, tasks: asyncio.TaskGroup) -> None:
        if self._body is None or self._body.wake is None:
            await asyncio.Event().wait()
            return
        async for detection in self._body.listening.wake_words(self._body.wake):
            if not self._muted and not _is_in(detection.phrase, self._saying):
                logger.debug("wake word %r, score %.2f", detection.phrase, detection.score)
                self._begin(tasks, self._body, detection)

    def _begin(self, tasks: asyncio.TaskGroup, body: Body, detection: Detection) -> asyncio.Task[TurnRecord | None]:
        """Start a spoken turn; the one before, listening or speaking, ends."""
        self.stop()
        if self._saying:
            detection = replace(detection, time=time.monotonic())  # what was heard before was our own voice too
        self._turn = tasks.create_task(self._spoken_turn(body, detection, before=self._turn))
        return self._turn

    async def _spoken_turn(
        self, body: Body, detection: Detection, *, before: asyncio.Task[TurnRecord | None] | None
    ) -> TurnRecord | None:
        if before is not None:
            with self._progress.stage("the end of the turn before"):
                await asyncio.wait({before})
        try:
            record = latest = await self._converse(body, detection)
            while latest is not None and latest.reply.listens and not self._muted:  # who was asked answers at once
                record, latest = latest, await self._following(body, latest.reply)
        except EngineStuckError:
            raise
        except EdgeAssistError as error:
            logger.warning("turn: %s", error)
            await self._mind.reporter.state("error")
            await body.speaking.chime("error")
            return None
        else:
            return latest or record
        finally:
            await self._mind.reporter.state(self._at_rest)

    async def _following(self, body: Body, reply: Reply) -> TurnRecord | None:
        """Return the turn of who goes on without the wake word; None: nothing more was said."""
        await asyncio.sleep(_TAIL_S)
        if not reply.patience_s:
            return await self._converse(body, Detection("", time.monotonic()))
        until = time.monotonic() + reply.patience_s
        while time.monotonic() < until and not self._muted:
            if (record := await self._converse(body, Detection("", time.monotonic()), quietly=True)) is not None:
                return record
        await self._thinking.fallen_silent(_HERE)
        await body.speaking.chime("done")
        return None

    async def _converse(self, body: Body, detection: Detection, *, quietly: bool = False) -> TurnRecord | None:
        watch, speaking, reporter = Stopwatch(), body.speaking, self._mind.reporter
        with in_turn(new_id()):
            with self._progress.stage("listening"):
                hints, makes_sense = await self._thinking.hints(_HERE), self._thinking.makes_sense(_HERE)
                listening = body.listening.utterance(detection, watch, reporter, hints, makes_sense)
                heard = await (listening if quietly else _with_signs(listening, speaking, reporter, detection))
            if heard is not None and not heard.spoken:
                if not quietly:
                    await asyncio.gather(speaking.chime("error"), reporter.nothing_said(detection))
                return None
            await self._mind.reporter.state("thinking")
            said = None if heard is None else heard.transcript
            with self._progress.stage("thinking"):
                record = await self._thinking.think(said, _HERE, watch=watch)
            self._saying = record.reply.text
            try:
                with self._progress.stage("answering", record.reply.text):
                    await _answer(record, speaking, watch, reporter, self._thinking.report)
            finally:
                self._saying = ""
            return record


def _is_in(phrase: str, text: str) -> bool:
    """Tell whether a wake word that was heard is one that we say ourselves."""
    return bool(phrase and text) and normalise(phrase) in normalise(text)


async def _with_signs(
    listening: Awaitable[Heard | None], speaking: Speaking, reporter: Reporter, detection: Detection
) -> Heard | None:
    """Return what is heard, after a sign that somebody listens."""
    _, _, heard = await asyncio.gather(speaking.chime("wake"), reporter.began(detection), listening)
    return heard


async def _answer(
    record: TurnRecord,
    speaking: Speaking,
    watch: Stopwatch,
    reporter: Reporter,
    report: Callable[[TurnRecord], Awaitable[None]],
) -> None:
    """Say what a turn came to, and report it."""
    if not record.reply.text:
        await report(record)
        return
    try:
        with watch.stage("tts"):
            speech = await speaking.begin(record.reply.text)
    finally:  # whatever becomes of the voice: what was done is told
        await report(record)
    await speaking.chime("done" if record.reply.outcome in {"done", "partly", "clarify"} else "error")
    await reporter.state("speaking")
    await speaking.answer(speech)
