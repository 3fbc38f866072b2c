"""Dictation: after "take a note" everything that its speaker says is taken down, until "end note" or silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from edgeassist.errors import StateError
from edgeassist.messages import Action, Context, Plan
from edgeassist.skills.draft_store import Draft, DraftStore
from edgeassist.skills.note_store import Note, NoteStore
from edgeassist.worker import Worker

DICTATED = "dictated"
"""The parameter of an action that takes down what was said in a dictation."""
LAST = "last"
"""The parameter of an action that throws away only what was said last."""
DICTATING = "dictating"
"""The reason of a step after which its speaker goes on."""

_SPOKEN_S = 20.0
"""How long an utterance may last that begins just before the silence is over."""

_WHAT = r"(?:(?:the|this|that|my) )?(?:note|memo|dictation|dictating)"
_ENDED = re.compile(
    rf"(?:(?:okay|ok|so|and|now|please)[, ]+)*(?:(?:end|stop|finish|close|save)(?: of)? {_WHAT}|end of {_WHAT}|"
    rf"that(?:'s| is) (?:the end of {_WHAT}|all for {_WHAT}|it|all)|stop"
    r"|(?:i'm |i am )?(?:done|finished))(?:[, ]+(?:now|please|thanks|thank you))*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:^|[\s,.;]+)(?:(?:okay|ok|right|so|and|that's it|that is it|that's all|that is all)[\s,.;]+)*"
    r"(?:end note|end of note|end the note|stop dictation|end dictation)[\s.!]*$",
    re.IGNORECASE,
)
"""What ends it at the end of an utterance, too."""
_DROPPED = re.compile(
    rf"(?:(?:no|okay|please)[, ]+)*(?:cancel|discard|abandon|delete|scrap|throw away|forget) (?:{_WHAT}|that|it)"
    r"|(?:(?:no|okay|oh|please)[, ]+)*(?:never ?mind(?: (?:it|that))?|cancel)",
    re.IGNORECASE,
)

_STRUCK_OUT = re.compile(
    r"(?:(?:no|okay|oh|sorry|wait|please)[, ]+)*(?:scratch|strike(?: out)?|take back|undo)"
    r" (?:that|it|the last (?:bit|part|sentence|line|thing))",
    re.IGNORECASE,
)
"""What takes back the utterance before alone."""


class Dictation:
    """Knows who dictates, and writes it down."""

    def __init__(self, worker: Worker[Any], drafts: DraftStore, notes: NoteStore, silence_s: float) -> None:
        self._worker = worker
        self._drafts = drafts
        self._notes = notes
        self.silence_s = silence_s
        """So long nobody says anything, and it is over."""
        self.hears_any_words = True
        """Whether the recogniser knows more than the words of commands."""
        self.changed: list[Callable[[], None]] = []
        """Called when there is a new note, or a dictation begins or goes on."""
        self._open: set[str] | None = None
        """Who dictates; None: it has not been looked up yet."""

    async def plan(self, text: str, context: Context) -> Plan | None:
        """Return what is to be done with what somebody says who dictates; None: nobody does there."""
        if not await self._is_open(context.speaker):
            return None
        said = " ".join(text.split())
        whole = said.rstrip(" .!?,")
        if _DROPPED.fullmatch(whole):
            return _plan("note_delete", {DICTATED: True})
        if _STRUCK_OUT.fullmatch(whole):
            return _plan("note_delete", {DICTATED: True, LAST: True})
        if _ENDED.fullmatch(whole):
            return _plan("note_end", {DICTATED: True})
        if ends := _ENDS.search(said):
            return _plan("note_end", {"text": said[: ends.start()], DICTATED: True})
        return _plan("note_take", {"text": said, DICTATED: True})

    async def begin(self, context: Context) -> None:
        """Open a dictation; raises StateError."""
        await self._worker.call(self._drafts.begin, context.speaker, context.now.timestamp())
        (await self._speakers()).add(context.speaker)
        self.told()

    async def add(self, text: str, context: Context) -> bool:
        """Take down what was said; False: it is as long as a note gets. Raises StateError."""
        fits = await self._worker.call(self._drafts.add, context.speaker, text, context.now.timestamp())
        self.told()
        return fits

    async def end(self, speaker: str, now: float) -> Note | None:
        """Make a note of what was dictated; None: there is nothing in it. Raises StateError."""
        number = await self._worker.call(self._drafts.to_note, speaker, now)
        (await self._speakers()).discard(speaker)
        self.told()
        return None if number is None else await self._worker.call(self._notes.one, number)

    async def take_back(self, context: Context) -> None:
        """Strike out what was taken down last; raises StateError."""
        await self._worker.call(self._drafts.take_back, context.speaker, context.now.timestamp())
        self.told()

    async def drop(self, speaker: str) -> None:
        """Throw a dictation away; raises StateError."""
        await self._worker.call(self._drafts.close, speaker)
        (await self._speakers()).discard(speaker)
        self.told()

    async def fallen_silent(self, speaker: str, now: float) -> None:
        """End a dictation whose speaker says nothing any more, if there is one."""
        if await self._is_open(speaker):
            await self.end(speaker, now)

    async def end_overdue(self, now: float) -> float | None:
        """End the dictations that were silent for too long; returns when to look again, None: nobody dictates."""
        drafts = await self._worker.call(self._drafts.open)
        over = [each.speaker for each in drafts.values() if self._due(each) <= now]
        for speaker in over:
            await self.end(speaker, now)
        return min((self._due(each) for each in drafts.values() if each.speaker not in over), default=None)

    def _due(self, draft: Draft) -> float:
        return draft.last + self.silence_s + (_SPOKEN_S if draft.speaker.startswith("voice") else 0.0)

    async def _is_open(self, speaker: str) -> bool:
        try:
            return speaker in await self._speakers()
        except StateError:
            return False

    async def _speakers(self) -> set[str]:
        if self._open is None:
            self._open = set(await self._worker.call(self._drafts.open))
        return self._open

    def told(self) -> None:
        """Let everybody look who has to do with new notes."""
        for tell in self.changed:
            tell()


def _plan(intent: str, params: dict[str, Any]) -> Plan:
    return Plan((Action(intent, (), params),), confidence=1.0, tier="sentences")
