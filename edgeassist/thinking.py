"""From a transcript to what is told of the turn: understand, act, put it in words. The same for speech and for text."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from threading import Event
from typing import Literal

from edgeassist.courtesy import Courtesy
from edgeassist.errors import EngineStuckError
from edgeassist.home.asking import Asking
from edgeassist.home.consent import Answered, without_asked
from edgeassist.home.likely import likely
from edgeassist.home.registry import Registry
from edgeassist.messages import Context, Kept, Plan, Reply, Transcript, TurnRecord
from edgeassist.past import Acted, Past
from edgeassist.skills.dictation import DICTATING, Dictation
from edgeassist.stages import Answerer, Dispatcher, MakesSense, Records, Reporter, Sense, Understander
from edgeassist.talks import Speaker, Talks
from edgeassist.text import normalise
from edgeassist.turn import Stopwatch, Turn, new_id
from edgeassist.turn_mark import current_turn, in_turn
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_SENSE_S = 0.5
"""So long a recogniser waits at most to be told whether words make sense: the tiers may be busy with another turn."""

APOLOGY = Reply("Sorry, something went wrong with that.", "failed")


@dataclass(frozen=True, slots=True)
class Mind:
    """What every turn needs, spoken or typed."""

    understander: Worker[Understander]
    dispatcher: Dispatcher
    answerer: Answerer
    registry: Registry
    reporter: Reporter
    asking: Asking | None = None
    """Who asks back, and before what is risky is done; None: nobody does."""
    records: Records | None = None
    """Who brings lists and timers back; None: nobody does."""
    dictation: Dictation | None = None
    """Who takes down what is dictated; None: nobody does."""
    kept: Callable[[Context], Awaitable[Kept]] | None = None
    """Who knows what has a name of its own because people have had it kept; None: nothing has."""
    sense: Sense | None = None
    """Who tells what means something at a moment, in the thread of `understander`; None: nobody does."""
    courtesy: Courtesy = field(default_factory=Courtesy)
    """Who is told that a turn runs, so that other work gives way."""


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


class Thinking:
    """Carries out what was said, and remembers the turn before for a minute."""

    def __init__(self, mind: Mind, place: Place) -> None:
        self._mind = mind
        self._place = place
        self._talks = Talks()
        self._past = Past(mind.registry, mind.dispatcher, mind.records)
        self.tasks: asyncio.TaskGroup | None = None
        """Where what a turn has begun is waited for when the turn itself is given up."""

    async def think(
        self, transcript: Transcript | None, speaker: Speaker, *, watch: Stopwatch | None = None
    ) -> TurnRecord:
        """Return the turn, not yet reported; `transcript` None: the recogniser failed, and an apology is due."""
        heard = transcript or Transcript("")
        turn = Turn(heard, self._context(heard.text, speaker), watch or Stopwatch())
        began = time.perf_counter()
        with self._mind.courtesy.turn(), in_turn(turn.context.turn):
            reply = APOLOGY if transcript is None else await self._carry_out(turn)
        self._talks.note(turn.context, turn.transcript.text, turn.plan, reply)
        latency_ms = turn.watch.latency_ms
        latency_ms["total"] = 1000 * (time.perf_counter() - began) + latency_ms.get("stt", 0.0)
        return turn.record(self._place.node, reply)

    async def hints(self, speaker: Speaker) -> tuple[str, ...]:
        """Return phrases that a speaker is likely to say now: short answers to a question, words for what is kept."""
        asking, kept, context = self._mind.asking, self._mind.kept, self._context("", speaker)
        answers = await asking.phrases(context) if asking else ()
        if answers:
            return answers
        return likely(replace(context, kept=await kept(context)) if kept else context)

    def makes_sense(self, speaker: Speaker) -> MakesSense | None:
        """Return who tells another thread what means something now where a speaker says it; None: nobody can.

        Who has not answered in time is not asked again.
        """
        loop, sense, tiers = asyncio.get_running_loop(), self._mind.sense, self._mind.understander
        if sense is None:
            return None

        async def _makes_sense(text: str) -> bool:
            context, home = await self._grounded(self._context(text, speaker)), self._mind.registry.home
            return await tiers.call(sense, text, home, context, tiers.stop)

        late = Event()

        def _told(text: str) -> bool:
            if late.is_set():
                return False
            told = asyncio.run_coroutine_threadsafe(_makes_sense(text), loop)
            try:
                error = told.exception(_SENSE_S)
            except (TimeoutError, CancelledError):
                late.set()
                return False
            if error is not None:
                logger.error("nobody knows whether something makes sense", exc_info=error)
            return error is None and told.result()

        return _told

    async def _grounded(self, context: Context) -> Context:
        """Return a context with the question that is open, and with what is kept."""
        if self._mind.asking:
            context = await self._mind.asking.expecting(context)
        return replace(context, kept=await self._mind.kept(context)) if self._mind.kept else context

    async def fallen_silent(self, speaker: Speaker) -> None:
        """End what a speaker dictates who says nothing any more."""
        if self._mind.dictation:
            await self._mind.dictation.fallen_silent(speaker.key, self._place.now().timestamp())

    async def report(self, record: TurnRecord) -> None:
        """Tell of the turn."""
        with self._mind.courtesy.turn(), in_turn(record.id):
            await self._mind.reporter.turn(record)

    async def _carry_out(self, turn: Turn) -> Reply:
        watch = turn.watch
        try:
            with watch.stage("understand"):
                answered = await self._understand(turn)
            with watch.stage("act"):
                acted = await self._act(turn)
            turn.plan, turn.steps = acted.plan, acted.steps
            if answered is not None and answered.reply is not None:
                return answered.reply
            if turn.plan.dialogue is not None and turn.plan.dialogue.intent == "repeat":
                return self._again(turn.context, of_speaker=turn.plan.dialogue.params.get("whose") == "speaker")
            reply = await self._reply(turn, replace(turn.plan, dialogue=None) if answered else turn.plan, acted)
            return self._waiting_for_more(turn, reply)
        except EngineStuckError:
            raise
        except Exception:  # whatever one sentence breaks, the next one is heard
            logger.exception("a turn failed")
            return APOLOGY

    async def _understand(self, turn: Turn) -> Answered | None:
        """Fill in the plan; return what the turn answers, where it is the answer to a question of ours."""
        mind, tiers, asking = self._mind, self._mind.understander, self._mind.asking
        text = turn.transcript.text
        turn.context = await self._grounded(turn.context)
        answered = await asking.pin_given(text, turn.context) if asking else None
        if asking and (answered or asking.is_secret(text)):
            turn.transcript, turn.context = Transcript(""), replace(turn.context, said="")  # a PIN is told to nobody
        dictated = await mind.dictation.plan(turn.transcript.text, turn.context) if mind.dictation else None
        if dictated is not None and answered is None:
            turn.plan = dictated
        elif answered is None:
            turn.plan = await tiers.call(
                tiers.engine.understand, turn.transcript, mind.registry.home, turn.context, tiers.stop
            )
            answered = await asking.answered(turn.plan, turn.context) if asking else None
        if answered is not None:
            turn.plan, turn.context = answered.plan, answered.context
        return answered

    async def _reply(self, turn: Turn, plan: Plan, acted: Acted) -> Reply:
        """Return what is said about the plan, and the question that has to be answered before the rest is done."""
        asking, home = self._mind.asking, self._mind.registry.home
        question = await asking.question(plan, turn.steps, home, turn.context) if asking else None
        if question is None:
            told = acted.told(self._mind.answerer.reply(plan, turn.steps, home, turn.context))
            return await asking.asked_back(told, plan, turn.steps, home, turn.context) if asking else told
        rest, steps = without_asked(plan, turn.steps)
        if not rest.actions and not rest.refusals and rest.dialogue is None:
            return question
        told = acted.told(self._mind.answerer.reply(rest, steps, home, turn.context))
        return replace(question, text=f"{told.text} {question.text}".strip())

    def _waiting_for_more(self, turn: Turn, reply: Reply) -> Reply:
        """Return a reply that has the microphone stay open where somebody dictates."""
        dictation = self._mind.dictation
        if dictation is None or all(step.reason != DICTATING for step in turn.steps):
            return reply
        return replace(reply, text=reply.text.strip(), listens=True, patience_s=dictation.silence_s)

    async def _act(self, turn: Turn) -> Acted:
        """Return what became of the plan; where the turn is given up meanwhile, what was begun is reported later."""
        acting = asyncio.ensure_future(self._past.act(turn.plan, turn.context))
        try:
            return await asyncio.shield(acting)
        except asyncio.CancelledError:
            if self.tasks is None:
                acting.cancel()
            else:
                self.tasks.create_task(self._report_given_up(turn, acting))
            raise

    async def _report_given_up(self, turn: Turn, acting: asyncio.Future[Acted]) -> None:
        acted = await acting
        turn.plan, turn.steps = acted.plan, acted.steps
        await self.report(turn.record(self._place.node, Reply("", "cancelled")))

    def _context(self, text: str, speaker: Speaker) -> Context:
        place, now, key = self._place, self._place.now(), speaker.key
        before = self._talks.recalled(key, now)
        return Context(
            now=now,
            area=speaker.area or place.area,
            source=speaker.source,
            units=place.units,
            previous=before.targets,
            together=before.together,
            earlier=before.earlier,
            history=before.history,
            said=normalise(text),
            turn=current_turn() or new_id(),
            speaker=key,
            before=before.understood,
            person=before.person,
        )

    def _again(self, context: Context, *, of_speaker: bool) -> Reply:
        if of_speaker and context.history:
            return Reply(f"You said: {context.history[-1][0]}.", "done")
        answer = self._talks.recalled(context.speaker, context.now).answer
        if context.expected:
            return Reply(answer or str(context.expected.get("question", "")), "clarify", listens=True)
        return Reply(answer, "done") if answer else Reply("There is nothing to repeat.", "refused")
