"""Notes, as the skill takes them and reads them out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgeassist.messages import Action, Context, Step
from edgeassist.skills.dictation import Dictation
from edgeassist.skills.draft_store import DraftStore
from edgeassist.skills.items import cleaned
from edgeassist.skills.note_store import MOST_NOTES, NoteStore
from edgeassist.skills.notes import NoteSkill
from edgeassist.skills.writing import LONGEST_NOTE, NotWrittenError
from edgeassist.state import State
from edgeassist.worker import Worker

FRIDAY = datetime(2026, 11, 20, 8, tzinfo=UTC)


class Talk:
    """Says things to the skill on a day, and returns what it answers."""

    def __init__(self, skill: NoteSkill) -> None:
        self.skill = skill
        self.last: Step = Step("", None, {}, "confirmed")

    async def __call__(self, intent: str, text: str = "", days: float = 0.0) -> str:
        context = replace(Context(now=FRIDAY), now=FRIDAY + timedelta(days=days))
        [self.last] = await self.skill.run(Action(intent, (), {"text": text} if text else {}), context)
        return self.last.said or ""


@asynccontextmanager
async def talking(folder: Path | None) -> AsyncIterator[Talk]:
    with State(folder) as state, Worker("notes", "notes") as worker:
        notes = NoteStore(state)
        yield Talk(NoteSkill(worker, notes, Dictation(worker, DraftStore(state), notes, 30.0)))


async def test_notes_are_taken_and_read(tmp_path: Path) -> None:
    async with talking(tmp_path) as say:
        assert await say("note_query") == "I have no notes."
        assert await say("note_take", "the plumber comes on Tuesday", -9) == "Noted: the plumber comes on Tuesday."
        assert await say("note_query") == (
            "I have one note. On Wednesday, the 11th of November 2026: The plumber comes on Tuesday."
        )
        assert await say("note_take", "my locker is 42", -3) == "Noted: my locker is 42."
        assert await say("note_take", "the spare key is under the pot", -1)
        assert await say("note_take", "x " * 60) == "Noted."
    async with talking(tmp_path) as say:
        said = await say("note_query")
        assert said.startswith("I have 4 notes, the last ones. Today: X x")
        assert said.endswith("Yesterday: The spare key is under the pot. On Tuesday: My locker is 42.")


async def test_notes_about_something() -> None:
    async with talking(None) as say:
        await say("note_take", "the plumber comes on Tuesday")
        await say("note_take", "Anna's keys are at the office")
        assert await say("note_query", "the plumber") == (
            "I have one note about the plumber. Today: The plumber comes on Tuesday."
        )
        assert (await say("note_query", "my key")).endswith("Today: Anna's keys are at the office.")
        assert await say("note_query", "the dentist") == "I have no note about the dentist."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x" * 10_000, f"That is too long: a note has {LONGEST_NOTE} characters at most."),
        ("\x00\n\u200b", "There is nothing in that to write down."),
    ],
)
async def test_what_cannot_be_noted_is_said(text: str, expected: str) -> None:
    async with talking(None) as say:
        assert await say("note_take", text) == expected
        assert say.last.result == "refused"
        assert await say("note_query") == "I have no notes."


async def test_a_full_disk_and_a_forgetful_state_are_said() -> None:
    with State(None) as state, Worker("notes", "notes") as worker:
        notes = NoteStore(state)
        say = Talk(NoteSkill(worker, notes, Dictation(worker, DraftStore(state), notes, 30.0)))
        assert await say("note_take", "a") == (
            "Noted: a. I can't keep it on my disk, though: it is forgotten when I stop."
        )
        with closing(state._database.execute("PRAGMA page_count")) as pages:
            state._database.execute(f"PRAGMA max_page_count={pages.fetchone()[0]}")
        said = [await say("note_take", "x" * LONGEST_NOTE) for _ in range(9)]
        assert said[-1] == "I can't write that down: my disk is full or broken."
        assert say.last.result == "failed"


def test_there_is_an_end_to_notes_and_each_can_go() -> None:
    with State(None) as state:
        store = NoteStore(state)
        numbers = [store.take(f"note {number}", 0.0).number for number in range(MOST_NOTES)]
        with pytest.raises(NotWrittenError, match="1000 notes"):
            store.take("one more", 0.0)
        assert store.remove(numbers[5])
        assert not store.remove(numbers[5])
        assert store.take("one more", 0.0).number > numbers[-1]


@given(st.text(max_size=200))
def test_any_note_is_found_again_by_its_own_words(text: str) -> None:
    with State(None) as state:
        store = NoteStore(state)
        if cleaned(text):
            note = store.take(text, 1.0)
            assert note in store.all()
            assert note in store.all(note.text)
