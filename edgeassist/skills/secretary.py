"""Looks after notes beside the turns: ends dictations that fell silent, sums notes up, and tells of them on MQTT."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from edgeassist.aside import Scribe
from edgeassist.errors import BrokerError, EngineError, StateError
from edgeassist.grounding import is_borne_out
from edgeassist.skills.dictation import Dictation
from edgeassist.skills.gists import SHORT, Gist, gist_of
from edgeassist.skills.note_store import Note, NoteStore
from edgeassist.stems import Stems
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_AGAIN_S = 10.0
"""How soon it is tried again to tell of a note, where the broker is away."""
_SUMMARISE = "Sum this note up in one short sentence. Use only its own words, names and numbers. Add nothing."
_LIST = (
    "List what has to be done according to this note, each errand in a few of its own words, separated by semicolons. "
    "Keep names, numbers and times as they are. If nothing has to be done, write: nothing."
)

Tell = Callable[[str, dict[str, Any]], Awaitable[None]]
"""Publishes a message below our topic; raises BrokerError where it cannot."""


@dataclass(frozen=True, slots=True)
class Secretary:
    """Does what is to be done about notes, once it runs."""

    worker: Worker[Any]
    """The thread that the state file is used in."""
    notes: NoteStore
    dictation: Dictation
    tell: Tell
    now: Callable[[], datetime]
    scribe: Scribe | None = None
    """Has a general model write; None: there is none."""
    with_text: bool = True
    """Whether words are published."""

    async def run(self) -> None:
        """Work whenever there is something to do, until cancelled."""
        wanted = asyncio.Event()
        self.dictation.changed.append(wanted.set)
        try:
            wait_s: float | None = 0.0
            while True:
                with suppress(TimeoutError):
                    await asyncio.wait_for(wanted.wait(), wait_s)
                wanted.clear()
                wait_s = await self._work()
        finally:
            self.dictation.changed.remove(wanted.set)

    async def _work(self) -> float | None:
        """Do what is due; return in how many seconds there is more, None: when something happens."""
        try:
            due = await self.dictation.end_overdue(self.now().timestamp())
            for note in await self.worker.call(self.notes.untold):
                await self._take_up(note)
        except BrokerError:
            return _AGAIN_S
        except StateError as error:
            logger.warning("notes: %s", error)
            return _AGAIN_S
        return None if due is None else max(0.1, due - self.now().timestamp())

    async def _take_up(self, note: Note) -> None:
        """Sum a note up, tell of it, and keep that: in this order, so that it is told at least once."""
        gist = await self._gist(note.text)
        await self.tell(f"note/{note.number}", self._payload(note, gist))
        await self.worker.call(self.notes.keep_gist, note.number, gist)

    async def _gist(self, text: str) -> Gist:
        """Return what a note comes to in the words of the model, as far as they are the note's, else by rules."""
        ours = gist_of(text)
        if self.scribe is None or len(text) <= SHORT:
            return ours
        stems = Stems()
        try:
            summary = await self._checked(_SUMMARISE, text, ours.summary, stems)
            items = await self._items(text, ours.items, stems)
        except EngineError as error:
            logger.warning("notes: %s; going on without the general model", error)
            return ours
        finally:
            stems.close()
        return Gist(summary, items)

    async def _checked(self, rules: str, text: str, ours: str, stems: Stems) -> str:
        written = await self.scribe.written(rules, text) if self.scribe else None
        if written is None or len(written) >= len(text) or not is_borne_out(written, text, written, "", stems):
            return ours
        return written

    async def _items(self, text: str, ours: tuple[str, ...], stems: Stems) -> tuple[str, ...]:
        written = await self.scribe.written(_LIST, text) if self.scribe else None
        parts = [part.strip(" .-*\n") for part in (written or "").split(";")]
        right = [part for part in parts if part and is_borne_out(part, text, part, "", stems)]
        return tuple(right) if right and len(right) == len(parts) else ours

    def _payload(self, note: Note, gist: Gist) -> dict[str, Any]:
        return note_json(Note(note.number, note.text, note.taken, gist), self.now(), with_text=self.with_text)


def note_json(note: Note, now: datetime, *, with_text: bool = True) -> dict[str, Any]:
    """Return a note as it is published, its time in the zone of `now`."""
    taken = datetime.fromtimestamp(note.taken, now.tzinfo)
    told: dict[str, Any] = {"id": note.number, "taken": taken.isoformat(timespec="seconds")}
    gist = note.gist or Gist()
    if not with_text:
        return {**told, "words": len(note.text.split())}
    return {**told, "transcript": note.text, "summary": gist.summary, "action_items": list(gist.items)}
