"""What was asked and done, turn by turn, in the state file, for as many days as the settings say."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from edgeassist.errors import StateError
from edgeassist.messages import Context, Detection, Outcome, Step, TurnRecord, step_json
from edgeassist.state import State
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

PLANNED = "schedule"
"""The source of what was put down for its time."""
_DAY_S = 86_400.0
_LONGEST = 1_000
"""Characters of what was said, and of the answer."""
_NOT_KEPT = ("topic", "payload")
_COLUMNS = "id, at, source, area, text, reply, outcome, steps"


@dataclass(frozen=True, slots=True)
class Past:
    """A turn that is over."""

    id: str
    at: float
    """Seconds since the epoch."""
    source: str
    outcome: str
    steps: tuple[Mapping[str, Any], ...] = field(default_factory=tuple)
    """As on the topic `action`, without what was sent."""
    area: str | None = None
    text: str | None = None
    """None: words are not kept."""
    reply: str | None = None

    @property
    def entities(self) -> tuple[str, ...]:
        """What it concerned."""
        return tuple(dict.fromkeys(str(step["entity"]) for step in self.steps if step.get("entity")))


class Chronicle:
    """The turns of one state file. Every method raises StateError where the file cannot be used."""

    def __init__(self, state: State, *, days: float, words: bool) -> None:
        self._state = state
        self._days = days
        self._words = words

    @property
    def days(self) -> float:
        """For how long turns are remembered; 0: not at all."""
        return self._days

    @property
    def words(self) -> bool:
        """Whether the words of people are kept."""
        return self._words

    def add(self, past: Past) -> None:
        """Write a turn down, and forget those that are too old."""
        if not self._days:
            return
        text, reply = (self._kept(words) for words in (past.text, past.reply))
        steps = json.dumps([{key: step[key] for key in step if key not in _NOT_KEPT} for step in past.steps])
        values = (past.id, past.at, past.source, past.area, text, reply, past.outcome, steps)
        with self._state.change() as database:
            database.execute(f"INSERT INTO turns ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)  # noqa: S608
            database.execute("DELETE FROM turns WHERE at < ?", (past.at - self._days * _DAY_S,))

    def between(self, since: float, until: float, entities: Sequence[str] = (), most: int = 1_000) -> list[Past]:
        """Return the turns of some time, the newest first; where given, those that concerned one of `entities`."""
        query = f"SELECT {_COLUMNS} FROM turns WHERE at >= ? AND at < ? ORDER BY at DESC, number DESC"  # noqa: S608
        found = (_past(row) for row in self._state.read(query, since, until))
        wanted = set(entities)
        return [past for past in found if not wanted or wanted.intersection(past.entities)][:most]

    def _kept(self, words: str | None) -> str | None:
        return words[:_LONGEST] if words is not None and self._words else None


class Chronicler:
    """Writes down every turn that is reported, and what is done at its time; used in the thread of the state file."""

    def __init__(self, worker: Worker[Any], chronicle: Chronicle) -> None:
        self._worker = worker
        self._chronicle = chronicle

    async def between(self, since: float, until: float, entities: Sequence[str] = (), most: int = 1_000) -> list[Past]:
        """Return what the chronicle returns; raises StateError."""
        return await self._worker.call(self._chronicle.between, since, until, entities, most)

    @property
    def days(self) -> float:
        """For how long turns are remembered; 0: not at all."""
        return self._chronicle.days

    async def state(self, state: str) -> None:
        """Nothing: a state is no turn."""

    async def turn(self, record: TurnRecord) -> None:
        """Write a turn down."""
        reply, text = record.reply, record.text
        steps = self._steps(record.steps)
        past = Past(
            record.id, record.ts.timestamp(), record.source, reply.outcome, steps, record.area, text, reply.text
        )
        await self._add(past)

    async def began(self, detection: Detection) -> None:
        """Nothing: it is no turn yet."""

    async def nothing_said(self, detection: Detection) -> None:
        """Nothing: it was no turn."""

    async def planned(self, context: Context, steps: Sequence[Step]) -> None:
        """Write down what was done because it was time."""
        done = [step for step in steps if step.result in {"confirmed", "unconfirmed"}]
        outcome: Outcome = "done" if len(done) == len(steps) else "partly" if done else "failed"
        at = context.now.timestamp()
        await self._add(Past(context.turn, at, PLANNED, outcome, self._steps(steps), context.area))

    def _steps(self, steps: Sequence[Step]) -> tuple[Mapping[str, Any], ...]:
        return tuple(step_json(step, with_text=self._chronicle.words) for step in steps)

    async def _add(self, past: Past) -> None:
        try:
            await self._worker.call(self._chronicle.add, past)
        except StateError as error:
            logger.warning("a turn is not remembered: %s", error)


def _past(row: tuple[object, ...]) -> Past:
    id_, at, source, area, text, reply, outcome, steps = row
    words = (None if each is None else str(each) for each in (area, text, reply))
    return Past(str(id_), float(str(at)), str(source), str(outcome), tuple(json.loads(str(steps))), *words)
