"""Notes: take one, and hear the last ones or those about something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from edgeassist.errors import StateError
from edgeassist.home.figures import day
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Step
from edgeassist.skills.note_store import Note, NoteStore
from edgeassist.skills.writing import FORGOTTEN, FULL, NotWrittenError
from edgeassist.worker import Worker

_MOST_READ = 3
_REPEATED = 100
"""Characters of a note that is said again when it has been taken; a longer one is only confirmed."""


class NoteSkill:
    """The skill that keeps notes."""

    intents = frozenset({"note_take", "note_query"})

    def __init__(self, worker: Worker[Any], store: NoteStore) -> None:
        self._worker = worker
        self._store = store

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Take a note, or answer what was noted."""
        text = str(action.params.get("text") or "")
        try:
            if action.intent == "note_query":
                notes = await self._worker.call(self._store.all, text)
                return (Step(action.intent, None, action.params, "confirmed", said=_told(notes, text, context.now)),)
            note = await self._worker.call(self._store.take, text, context.now.timestamp())
        except NotWrittenError as error:
            return (Step(action.intent, None, action.params, "refused", reason="not_written", said=str(error)),)
        except StateError:
            return (Step(action.intent, None, action.params, "failed", reason="no_disk", said=FULL),)
        said = sentence(f"noted: {note.text}") if len(note.text) <= _REPEATED else "Noted."
        said = said if self._store.lasts else f"{said} {FORGOTTEN}"
        return (Step(action.intent, None, action.params, "confirmed", said=said),)


def _told(notes: Sequence[Note], about: str, now: datetime) -> str:
    subject = f" about {about}" if about else ""
    if not notes:
        return f"I have no note{subject}." if about else "I have no notes."
    read = " ".join(f"{_when(note, now)}: {sentence(note.text)}" for note in notes[:_MOST_READ])
    if len(notes) == 1:
        return f"I have one note{subject}. {read}"
    last = ", the last ones" if len(notes) > _MOST_READ else ""
    return f"I have {len(notes)} notes{subject}{last}. {read}"


def _when(note: Note, now: datetime) -> str:
    """Return the day on which a note was taken."""
    taken = datetime.fromtimestamp(note.taken, now.tzinfo)
    days = (now.date() - taken.date()) / timedelta(days=1)
    if days in {0.0, 1.0}:
        return "Yesterday" if days else "Today"
    return f"On {taken:%A}" if 0 < days < 7 else f"On {day(taken)}"
