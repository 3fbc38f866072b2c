"""What people have had kept, by its names, as each turn knows it: timers, what is on lists, what is planned."""

from __future__ import annotations

from collections.abc import Callable

from edgeassist.errors import StateError
from edgeassist.messages import Context, Home, Kept
from edgeassist.skills.agenda import Agenda
from edgeassist.skills.dues import Due
from edgeassist.skills.lists import ListDesk
from edgeassist.skills.plans import described

_MOST_ITEMS = 200
_MOST_PLANS = 40


class Keeping:
    """Knows what is kept in the state file."""

    def __init__(self, agenda: Agenda, lists: ListDesk, home: Callable[[], Home]) -> None:
        self._agenda = agenda
        self._lists = lists
        self._home = home
        self._plans: tuple[tuple[Due, ...], tuple[str, ...]] | None = None
        """What is due as it was when it was put in words last, and these."""

    async def kept(self, context: Context) -> Kept:
        """Return what is kept now; without the lists where their file cannot be read."""
        if self._plans is None:
            await self._agenda.look()
        dues = self._agenda.dues
        if self._plans is None or self._plans[0] is not dues:
            plans = (described(due, self._home(), context) for due in dues[:_MOST_PLANS] if due.state != "begun")
            self._plans = (dues, tuple(plans))
        timers = tuple(dict.fromkeys(due.name for due in dues if due.kind == "timer" and due.name))
        try:
            lists = await self._lists.look(self._lists.store.all)
        except StateError:
            return Kept(timers, plans=self._plans[1])
        items = dict.fromkeys(item.text for each in lists for item in each.open)
        return Kept(timers, tuple(items)[:_MOST_ITEMS], self._plans[1])
