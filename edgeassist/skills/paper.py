"""Lists and notes together: what is written down in one state file, as it is asked for by voice and by commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from edgeassist.aside import Scribe
from edgeassist.home.own_lists import SHOPPING, list_key
from edgeassist.messages import Home
from edgeassist.skills.dictation import Dictation
from edgeassist.skills.draft_store import DraftStore
from edgeassist.skills.gists import gist_of
from edgeassist.skills.hub_lists import Deliver, HubLists
from edgeassist.skills.items import Item, item_of
from edgeassist.skills.list_items import Change
from edgeassist.skills.list_store import ListStore
from edgeassist.skills.lists import ListDesk, ListSkill
from edgeassist.skills.note_store import Note, NoteStore
from edgeassist.skills.notes import NoteSkill
from edgeassist.skills.secretary import Secretary, Tell
from edgeassist.skills.writing import NotWrittenError
from edgeassist.stages import Skill
from edgeassist.state import State
from edgeassist.worker import Worker

_LONGEST_WORDS = 200


class Paper:
    """The lists and notes of one state file, used in the thread of `worker`."""

    def __init__(self, worker: Worker[Any], state: State, silence_s: float = 30.0) -> None:
        """`silence_s` is how long nobody says anything before a dictation is over."""
        self._worker = worker
        self.notes = NoteStore(state)
        self.lists = ListDesk(worker, ListStore(state))
        self.trouble = state.trouble
        """What the user should be told of the state file; empty: nothing."""
        self.dictation = Dictation(worker, DraftStore(state), self.notes, silence_s)

    def secretary(
        self, tell: Tell, now: Callable[[], datetime], scribe: Scribe | None = None, *, with_text: bool = True
    ) -> Secretary:
        """Return who sums notes up and tells of them, once it runs."""
        return Secretary(self._worker, self.notes, self.dictation, tell, now, scribe, with_text)

    def skills(self, home: Callable[[], Home], deliver: Deliver) -> list[Skill]:
        """Return who speaks of them; lists of the hub are written to by `deliver`."""
        return [
            ListSkill(self.lists, home, HubLists(deliver, home)),
            NoteSkill(self._worker, self.notes, self.dictation),
        ]

    async def about_lists(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what `asked["do"]` gives: show, add, remove, done, clear, drop; raises EdgeAssistError."""
        do, store = asked.get("do"), self.lists.store
        key = list_key(_words(asked, "list") or SHOPPING)
        if do == "show":
            return await self._shown(key if asked.get("list") else None)
        if do in {"clear", "drop"}:
            await self.lists.change(store.clear if do == "clear" else store.drop, key)
            return await self._shown(None if do == "drop" else key)
        changes = {"add": store.add, "remove": store.remove, "done": store.complete}
        if do not in changes:
            raise NotWrittenError(f"There is no {do!r} of lists, only show, {', '.join(changes)}, clear, drop.")
        change = await self.lists.change(changes[str(do)], key, _items(asked.get("items")))
        return {**await self._shown(key), **_told(change)}

    async def about_notes(self, asked: Mapping[str, Any], zone: tzinfo | None = None) -> dict[str, Any]:
        """Return what `asked["do"]` gives: show, add, remove; raises EdgeAssistError."""
        match asked.get("do"):
            case "show":
                notes = await self._worker.call(self.notes.all, _words(asked, "about"))
                return {"ok": True, "notes": [_note(note, zone) for note in notes]}
            case "add":
                text = asked.get("note")
                if not isinstance(text, str):
                    raise NotWrittenError("note is a text.")
                note = await self._worker.call(self.notes.take, text, datetime.now(zone).timestamp())
                self.dictation.told()
                return {"ok": True, "notes": [_note(note, zone)]}
            case "remove":
                number = asked.get("number")
                if not isinstance(number, int) or not await self._worker.call(self.notes.remove, number):
                    raise NotWrittenError(f"There is no note {number!r}.")
                return {"ok": True, "notes": []}
            case other:
                raise NotWrittenError(f"There is no {other!r} of notes, only show, add, remove.")

    async def _shown(self, key: str | None) -> dict[str, Any]:
        lists = await self.lists.look(self.lists.store.all)
        shown = [each.as_json() for each in lists if key is None or each.key == key]
        if key is not None and not shown:
            raise NotWrittenError(f"There is no list {key!r}.")
        return {"ok": True, "lists": shown}


def _told(change: Change) -> dict[str, Any]:
    unclear = [item.text for several in change.unclear for item in several]
    return {"done": _texts(change.done), "rest": _texts(change.rest), "unclear": unclear}


def _texts(items: Sequence[Item]) -> list[str]:
    return [item.text for item in items]


def _items(texts: object) -> tuple[Item, ...]:
    """Return items, each text one of them."""
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise NotWrittenError("items are a list of texts.")
    items = [item for text in texts if (item := item_of(text)).text]
    return tuple({item.key: item for item in items}.values())


def _words(asked: Mapping[str, Any], field: str) -> str:
    words = asked.get(field) or ""
    if not isinstance(words, str) or len(words) > _LONGEST_WORDS:
        raise NotWrittenError(f"{field} has {_LONGEST_WORDS} characters at most.")
    return words


def _note(note: Note, zone: tzinfo | None) -> dict[str, Any]:
    taken = datetime.fromtimestamp(note.taken, zone).astimezone(zone)
    gist = note.gist or gist_of(note.text)
    told = {"number": note.number, "text": note.text, "taken": taken.isoformat(timespec="seconds")}
    return {**told, "summary": gist.summary, "action_items": list(gist.items)}
