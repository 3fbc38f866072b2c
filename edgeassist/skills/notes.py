"""Notes: take one, by dictation too, hear the last ones or those about something, and throw them away."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from edgeassist.errors import StateError
from edgeassist.home.figures import day, listed
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Step
from edgeassist.skills.dictation import DICTATED, DICTATING, LAST, Dictation
from edgeassist.skills.gists import gist_of
from edgeassist.skills.note_store import Note, NoteStore
from edgeassist.skills.writing import FORGOTTEN, NotWrittenError, not_written
from edgeassist.text import ORDINALS
from edgeassist.worker import Worker

_MOST_READ = 3
_ONE = re.compile(r"\b(?:last|latest|newest|that|the) (?:note|memo)\b|\bread it\b")
_IN_SHORT = re.compile(r"\bsum(?:mar\w+| up)\b")
_TO_DO = re.compile(r"\b(?:to do|action items?|actions|tasks?)\b")
_PLACED = re.compile(rf"\b(?P<place>{'|'.join(ORDINALS)}) (?:note|memo|one|1)\b")
_REPEATED = 100
"""Characters of a note that is said again when it has been taken; a longer one is only confirmed."""
_MOST_CHOICES = 4
_LABEL = 40
_SILENT = " "
"""What is said to a speaker who must not be interrupted."""
_NOBODY_DICTATES = "I was not taking anything down."
_DEAF = (
    "By ear I only know the words of commands, so I can't take that down. Type it, or have a better recogniser "
    "installed: edgeassist models pull whisper-base.en."
)
_BEGUN = "I'm taking it down. Say 'end note' when you are done."


class NoteSkill:
    """The skill that keeps notes."""

    intents = frozenset({"note_take", "note_end", "note_query", "note_delete"})

    def __init__(self, worker: Worker[Any], store: NoteStore, dictation: Dictation) -> None:
        self._worker = worker
        self._store = store
        self._dictation = dictation

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Take a note, answer what was noted, or throw notes away."""
        dictated = bool(action.params.get(DICTATED))
        does: Mapping[str, Callable[[Action, Context], Awaitable[Step]]] = {
            "note_take": self._dictated if dictated else self._take,
            "note_end": self._end if dictated else self._not_begun,
            "note_delete": self._drop if dictated else self._delete,
            "note_query": self._query,
        }
        try:
            return (await does[action.intent](action, context),)
        except NotWrittenError as error:
            return (_step(action, str(error), "refused", "not_written"),)
        except StateError as error:
            return (_step(action, not_written(error), "failed", "no_disk"),)

    async def _take(self, action: Action, context: Context) -> Step:
        text = _text(action)
        if not text and context.source == "voice" and not self._dictation.hears_any_words:
            return _step(action, _DEAF, "refused", "not_written")
        if not text:
            await self._dictation.begin(context)
            return _step(action, _BEGUN, reason=DICTATING)
        note = await self._worker.call(self._store.take, text, context.now.timestamp())
        self._dictation.told()
        return _step(action, self._noted(note))

    async def _dictated(self, action: Action, context: Context) -> Step:
        if await self._dictation.add(_text(action), context):
            return _step(action, _SILENT if context.source == "voice" else "Go on.", reason=DICTATING)
        note = await self._dictation.end(context.speaker, context.now.timestamp())
        said = "That is as long as a note gets. I kept all but the last."
        return _step(action, said if note else not_written(StateError()))

    async def _end(self, action: Action, context: Context) -> Step:
        if _text(action):
            await self._dictation.add(_text(action), context)
        note = await self._dictation.end(context.speaker, context.now.timestamp())
        return _step(action, "Okay, there was nothing to note." if note is None else self._noted(note))

    async def _not_begun(self, action: Action, context: Context) -> Step:  # noqa: ARG002
        return _step(action, _NOBODY_DICTATES, "refused", "not_written")

    async def _drop(self, action: Action, context: Context) -> Step:
        if action.params.get(LAST):
            await self._dictation.take_back(context)
            return _step(action, "Okay, that is struck out. Go on.", reason=DICTATING)
        await self._dictation.drop(context.speaker)
        return _step(action, "Okay, I threw it away.")

    async def _query(self, action: Action, context: Context) -> Step:
        text = _about(action, context)
        notes: list[Note] = await self._worker.call(self._store.all, text)
        if notes and not text and (one := _placed(notes, context)) is not None:
            return _step(action, _read(one, context.now) if one else _too_few(notes))
        if notes and not text and _TO_DO.search(context.said):
            return _step(action, _items_told(gist_of(notes[0].text).items))
        if notes and not text and _IN_SHORT.search(context.said):
            return _step(action, gist_of(notes[0].text).summary)
        if notes and not text and _ONE.search(context.said):
            return _step(action, _read(notes[:1], context.now))
        return _step(action, _told(notes, text, context.now))

    async def _delete(self, action: Action, context: Context) -> Step:
        text, number = _about(action, context), str(action.params.get("number") or "")
        notes: list[Note] = await self._worker.call(self._store.all, "" if number else text)
        if not notes:
            return _step(
                action, f"I have no note about {text}." if text else "I have no notes.", "refused", "not_written"
            )
        if action.params.get("quantity") == "all" and not number:
            return _asking(action, f"That deletes {_many(notes)}. Are you sure?", {_many(notes): {"number": "all"}})
        if text and not number and len(notes) > 1:
            choices = {_label(note): {"number": str(note.number)} for note in notes[:_MOST_CHOICES]}
            return _asking(action, f"I have {len(notes)} notes about {text}: {listed([*choices], 'or')}?", choices)
        if not text and not number and _placed(notes, context) == []:
            return _step(action, _too_few(notes), "refused", "not_written")
        one = notes[:1] if text else _placed(notes, context) or notes[:1]
        meant = notes if number == "all" else [n for n in notes if str(n.number) == number] if number else one
        for note in meant:
            await self._worker.call(self._store.remove, note.number)
        if not meant:
            return _step(action, "That note is gone already.", "refused", "not_written")
        return _step(action, f"Deleted {_many(meant)}." if number == "all" else f"Deleted: {_label(meant[0])}.")

    def _noted(self, note: Note) -> str:
        """Return what is said of a new note: a short one again, of a long one what is to be done."""
        said = sentence(f"noted: {note.text}")
        if len(note.text) > _REPEATED:
            items = gist_of(note.text).items
            said = f"Noted. To do: {'; '.join(items)}." if items else "Noted."
        return said if self._store.lasts else f"{said} {FORGOTTEN}"


def _text(action: Action) -> str:
    return str(action.params.get("text") or "")


def _about(action: Action, context: Context) -> str:
    """Return what a note is to be about; empty: it is meant by its place, or any is."""
    text = _text(action)
    return "" if text.removeprefix("the ").removesuffix(" one") in ORDINALS and _PLACED.search(context.said) else text


def _step(action: Action, said: str, result: Any = "confirmed", reason: str | None = None) -> Step:
    return Step(action.intent, None, action.params, result, reason=reason, said=said)


def _asking(action: Action, question: str, choices: Mapping[str, Mapping[str, str]]) -> Step:
    return Step(action.intent, None, action.params, "refused", reason="ambiguous", said=question, choices=choices)


def _placed(notes: Sequence[Note], context: Context) -> Sequence[Note] | None:
    """Return the note that stands so in the order in which they are read; None: no place is said, empty: too few."""
    match = _PLACED.search(context.said)
    return notes[ORDINALS.index(match["place"]) :][:1] if match else None


def _items_told(items: Sequence[str]) -> str:
    return f"To do: {'; '.join(items)}." if items else "There is nothing to do in that note."


def _too_few(notes: Sequence[Note]) -> str:
    return "I have only one note." if len(notes) == 1 else f"I have only {len(notes)} notes."


def _many(notes: Sequence[Note]) -> str:
    return "1 note" if len(notes) == 1 else f"all {len(notes)} notes"


def _label(note: Note) -> str:
    """Return how a note is called among others: its first words, or its first sentence."""
    first = note.text.partition(". ")[0]
    if len(first) <= _LABEL:
        return first.rstrip(".")
    return note.text[: note.text.rfind(" ", 0, _LABEL)]


def _told(notes: Sequence[Note], about: str, now: datetime) -> str:
    subject = f" about {about}" if about else ""
    if not notes:
        return f"I have no note{subject}." if about else "I have no notes."
    read = _read(notes[:_MOST_READ], now)
    if len(notes) == 1:
        return f"I have one note{subject}. {read}"
    last = ", the last ones" if len(notes) > _MOST_READ else ""
    return f"I have {len(notes)} notes{subject}{last}. {read}"


def _read(notes: Sequence[Note], now: datetime) -> str:
    return " ".join(f"{_when(note, now)}: {sentence(note.text)}" for note in notes)


def _when(note: Note, now: datetime) -> str:
    """Return the day on which a note was taken."""
    taken = datetime.fromtimestamp(note.taken, now.tzinfo)
    days = (now.date() - taken.date()) / timedelta(days=1)
    if days in {0.0, 1.0}:
        return "Yesterday" if days else "Today"
    return f"On {taken:%A}" if 0 < days < 7 else f"On {day(taken)}"
