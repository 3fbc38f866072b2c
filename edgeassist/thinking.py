"""From a transcript to what is told of the turn: understand, act, put it in words. The same for speech and for text."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Literal

from edgeassist.courtesy import Courtesy
from edgeassist.errors import EngineStuckError
from edgeassist.home.consent import Answered, Consent, without_asked
from edgeassist.home.registry import Registry
from edgeassist.messages import Context, Plan, Reply, Step, Transcript, TurnRecord
from edgeassist.stages import Answerer, Dispatcher, Reporter, Understander
from edgeassist.text import normalise
from edgeassist.turn import Stopwatch, Turn, new_id
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

REMEMBERED = timedelta(minutes=1)
"""How long "it" stands for what was last acted on, and the last answer can be repeated."""

_MOST_EXCHANGES = 20
"""How many turns of a conversation without a longer pause are remembered."""

APOLOGY = Reply("Sorry, something went wrong with that.", "failed")

Source = Literal["voice", "mqtt", "cli", "hermes"]


@dataclass(frozen=True, slots=True)
class Mind:
    """What every turn needs, spoken or typed."""

    understander: Worker[Understander]
    dispatcher: Dispatcher
    answerer: Answerer
    registry: Registry
    reporter: Reporter
    consent: Consent | None = None
    """Who is asked before what is risky is done; None: nobody is."""
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


@dataclass(frozen=True, slots=True)
class _Memory:
    """The turn before."""

    at: datetime
    targets: tuple[str, ...] = ()
    answer: str = ""
    history: tuple[tuple[str, str], ...] = ()


class Thinking:
    """Carries out what was said, and remembers the turn before for a minute."""

    def __init__(self, mind: Mind, place: Place) -> None:
        self._mind = mind
        self._place = place
        self._memory: _Memory | None = None
        self.tasks: asyncio.TaskGroup | None = None
        """Where what a turn has begun is waited for when the turn itself is given up."""

    async def think(
        self, transcript: Transcript | None, source: Source, *, area: str | None = None, watch: Stopwatch | None = None
    ) -> TurnRecord:
        """Return the turn, not yet reported; `transcript` None: the recogniser failed, and an apology is due."""
        heard = transcript or Transcript("")
        turn = Turn(heard, self._context(heard.text, source, area), watch or Stopwatch())
        began = time.perf_counter()
        with self._mind.courtesy.turn():
            reply = APOLOGY if transcript is None else await self._carry_out(turn)
        self._memory = self._after(turn, reply)
        latency_ms = turn.watch.latency_ms
        latency_ms["total"] = 1000 * (time.perf_counter() - began) + latency_ms.get("stt", 0.0)
        return turn.record(self._place.node, reply)

    async def report(self, record: TurnRecord) -> None:
        """Tell of the turn: on MQTT, and in a line of the log."""
        with self._mind.courtesy.turn():
            await self._mind.reporter.turn(record)
        _log(record)

    async def _carry_out(self, turn: Turn) -> Reply:
        watch = turn.watch
        try:
            with watch.stage("understand"):
                answered = await self._understand(turn)
            with watch.stage("act"):
                turn.steps = await self._act(turn)
            if answered is not None and answered.reply is not None:
                return answered.reply
            if turn.plan.dialogue is not None and turn.plan.dialogue.intent == "repeat":
                return self._again(turn.context.now)
            return await self._reply(turn, replace(turn.plan, dialogue=None) if answered else turn.plan)
        except EngineStuckError:
            raise
        except Exception:  # whatever one sentence breaks, the next one is heard
            logger.exception("a turn failed")
            return APOLOGY

    async def _understand(self, turn: Turn) -> Answered | None:
        """Fill in the plan; return what the turn answers, where it is the answer to a question of ours."""
        mind, tiers, consent = self._mind, self._mind.understander, self._mind.consent
        text = turn.transcript.text
        answered = await consent.pin_given(text, turn.context) if consent else None
        if consent and (answered or consent.is_secret(text)):
            turn.transcript, turn.context = Transcript(""), replace(turn.context, said="")  # a PIN is told to nobody
        if answered is None:
            turn.plan = await tiers.call(
                tiers.engine.understand, turn.transcript, mind.registry.home, turn.context, tiers.stop
            )
            answered = await consent.answered(turn.plan, turn.context) if consent else None
        if answered is not None:
            turn.plan, turn.context = answered.plan, answered.context
        return answered

    async def _reply(self, turn: Turn, plan: Plan) -> Reply:
        """Return what is said about the plan, and the question that has to be answered before the rest is done."""
        mind, home = self._mind, self._mind.registry.home
        question = await mind.consent.question(plan, turn.steps, home, turn.context) if mind.consent else None
        if question is None:
            return mind.answerer.reply(plan, turn.steps, home, turn.context)
        rest, steps = without_asked(plan, turn.steps)
        if not rest.actions and not rest.refusals and rest.dialogue is None:
            return question
        told = mind.answerer.reply(rest, steps, home, turn.context)
        return Reply(f"{told.text} {question.text}", question.outcome)

    async def _act(self, turn: Turn) -> tuple[Step, ...]:
        """Return what became of the plan; where the turn is given up meanwhile, what was begun is reported later."""
        acting = asyncio.ensure_future(self._mind.dispatcher.execute(turn.plan, turn.context))
        try:
            return await asyncio.shield(acting)
        except asyncio.CancelledError:
            if self.tasks is None:
                acting.cancel()
            else:
                self.tasks.create_task(self._report_given_up(turn, acting))
            raise

    async def _report_given_up(self, turn: Turn, acting: asyncio.Future[tuple[Step, ...]]) -> None:
        turn.steps = await acting
        await self.report(turn.record(self._place.node, Reply("", "cancelled")))

    def _recalled(self, now: datetime) -> _Memory:
        memory = self._memory
        return memory if memory is not None and now - memory.at < REMEMBERED else _Memory(now)

    def _context(self, text: str, source: Source, area: str | None) -> Context:
        place, now = self._place, self._place.now()
        before = self._recalled(now)
        return Context(
            now=now,
            area=area or place.area,
            source=source,
            units=place.units,
            previous=before.targets,
            history=before.history,
            said=normalise(text),
            turn=new_id(),
        )

    def _after(self, turn: Turn, reply: Reply) -> _Memory:
        targets = tuple(target for action in turn.plan.actions for target in action.targets)
        history = (*turn.context.history, (turn.transcript.text, reply.text))[-_MOST_EXCHANGES:]
        return _Memory(turn.context.now, targets or turn.context.previous, reply.text, history)

    def _again(self, now: datetime) -> Reply:
        answer = self._recalled(now).answer
        return Reply(answer, "done") if answer else Reply("There is nothing to repeat.", "refused")


def _log(record: TurnRecord) -> None:
    """One line a turn; words at debug only."""
    intents = ",".join(action.intent for action in record.plan.actions) or "-"
    logger.info(
        "turn %s %s: %s %s by %s (%.2f), %.0f ms",
        record.id, record.source, record.reply.outcome, intents, record.plan.tier, record.plan.confidence,
        record.latency_ms.get("total", 0.0),
    )  # fmt: skip
    logger.debug("turn %s: %r -> %r", record.id, record.text, record.reply.text)
