"""What people have had kept, by its names, as each turn knows it: timers, what is on lists, what is planned."""

from __future__ import annotations

from collections.abc import Callable

from edgeassist.errors import StateError
from edgeassist.messages import Context, Home, Kept
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.dues import Due
from edgeassist.skills.hub_lists import reported
from edgeassist.skills.lists import ListDesk
from edgeassist.skills.note_store import NoteStore
from edgeassist.skills.plans import all_words

_MOST_ITEMS = 200
_MOST_PLANS = 40
_RINGING = frozenset({"timer", "alarm", "reminder"})


class Keeping:
    """Knows what is kept in the state file."""

    def __init__(self, agenda: Agenda, lists: ListDesk, notes: NoteStore, home: Callable[[], Home]) -> None:
        self._agenda = agenda
        self._lists = lists
        self._store = notes
        self._home = home
        self._notes: tuple[object, tuple[str, ...]] = (None, ())
        """The notes as they were read last."""
        self._plans: tuple[tuple[Due, ...], tuple[str, ...]] | None = None
        """What is due as it was when it was put in words last, and these."""

    async def kept(self, context: Context) -> Kept:
        """Return what is kept now; without the lists where their file cannot be read."""
        if self._plans is None:
            await self._agenda.look()
        dues = self._agenda.dues
        if self._plans is None or self._plans[0] is not dues:
            plans = (all_words(due, self._home(), context) for due in dues[:_MOST_PLANS] if due.state != "begun")
            self._plans = (dues, tuple(plans))
        rings = any(due.state == "begun" and due.kind in _RINGING for due in dues)
        timers = tuple(dict.fromkeys(due.name for due in dues if due.kind == "timer" and due.name))
        try:
            items, notes = await self._lists.look(self._written)
        except StateError:
            return Kept(timers, plans=self._plans[1], rings=rings)
        return Kept(timers, items, self._plans[1], notes, rings)

    def _written(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return what stands on the lists, and the notes; in the journal's thread."""
        todos = (each for each in self._home().entities.values() if each.domain == "todo")
        lists = (*self._lists.store.all(), *filter(None, map(reported, todos)))
        items = dict.fromkeys(item.text for each in lists for item in each.open)
        if (stamp := self._store.stamp()) != self._notes[0]:
            self._notes = (stamp, tuple(note.text for note in self._store.all()))
        return tuple(items)[:_MOST_ITEMS], self._notes[1]
