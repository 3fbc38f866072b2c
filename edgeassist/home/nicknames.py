"""Names that people have taught us: what was corrected twice, and then confirmed, is remembered for good."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Container, Mapping
from dataclasses import replace
from typing import Any

from edgeassist.errors import EdgeAssistError, StateError
from edgeassist.home.vocabulary import spoken, spoken_names
from edgeassist.messages import Home, Plan
from edgeassist.state import State
from edgeassist.worker import Worker

logger = logging.getLogger(__name__)

_OFTEN = 2
"""After so many corrections of the same kind it is asked."""
_MOST = 500


class Nicknames:
    """The names of one state file, used in the thread of `worker`; more names for what is in the house."""

    def __init__(self, worker: Worker[Any], state: State, things: Callable[[], Container[str]] | None = None) -> None:
        """Know what was taught; `things` returns the ids of what is in the house, where that is known."""
        self._worker = worker
        self._state = state
        self._things = things
        self.known: Mapping[str, str] = _read(state)
        """Name as it is said → entity id."""
        self.changed: Callable[[], Awaitable[None]] | None = None
        """Called when names came or went."""

    def given(self, home: Home) -> Home:
        """Return a home in which things have these names too; its vocabulary is not made anew."""
        names: defaultdict[str, list[str]] = defaultdict(list)
        for said, entity_id in self.known.items():
            names[entity_id].append(said)
        renamed = {
            key: replace(entity, aliases=tuple(dict.fromkeys((*entity.aliases, *names[key]))))
            for key in names
            if (entity := home.entities.get(key)) is not None
        }
        return replace(home, entities={**home.entities, **renamed}) if renamed else home

    async def corrected(self, said: str, entity_id: str, home: Home) -> bool:
        """Note that `said` meant this thing, and return whether it is time to ask if that is to be remembered."""
        name = spoken(said)
        if not name or name in self.known or any(name in spoken_names(each) for each in home.entities.values()):
            return False
        try:
            return await self._worker.call(self._count, name, entity_id) >= _OFTEN
        except StateError as error:
            logger.warning("%s", error)
            return False

    async def learn(self, said: str, entity_id: str) -> None:
        """Give a thing another name; raises EdgeAssistError where that cannot be."""
        name = spoken(said)
        if not name:
            raise EdgeAssistError(f"{said!r} cannot be a name: nobody could say it")
        if self._things is not None and entity_id not in self._things():
            raise EdgeAssistError(f"there is no {entity_id} here: edgeassist devices lists what there is")
        if len(self.known) >= _MOST and name not in self.known:
            raise EdgeAssistError(f"there are {_MOST} names already: remove one first")
        await self._change(
            ("DELETE FROM corrections WHERE said = ?", (name,)),
            ("INSERT OR REPLACE INTO nicknames VALUES (?, ?, ?)", (name, entity_id, time.time())),
        )

    async def forget(self, said: str) -> bool:
        """Take a name away, and forget that it was ever corrected; False: nothing has it."""
        name = spoken(said)
        is_known = name in self.known
        delete = ((f"DELETE FROM {table} WHERE said = ?", (name,)) for table in ("corrections", "nicknames"))  # noqa: S608  our own names
        await self._change(*delete)
        return is_known

    async def about(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Return what `asked["do"]` gives: show, add (name, entity), remove (name); raises EdgeAssistError."""
        name, entity_id = str(asked.get("name") or ""), str(asked.get("entity") or "")
        match asked.get("do"):
            case "show":
                self.known = await self._worker.call(_read, self._state)
            case "add" if name and entity_id:
                await self.learn(name, entity_id)
            case "remove" if name:
                if not await self.forget(name):
                    raise EdgeAssistError(
                        f"nothing was taught the name {name!r}: edgeassist aliases lists those there are"
                    )
            case _:
                raise EdgeAssistError(
                    'aliases takes {"do": "show"}, {"do": "add", "name", "entity"} or {"do": "remove", "name"}'
                )
        return {"ok": True, "aliases": [{"name": said, "entity": key} for said, key in sorted(self.known.items())]}

    async def _change(self, *statements: tuple[str, tuple[Any, ...]]) -> None:
        self.known = await self._worker.call(self._write, statements)
        if self.changed is not None:
            await self.changed()

    def _write(self, statements: tuple[tuple[str, tuple[Any, ...]], ...]) -> Mapping[str, str]:
        with self._state.change() as database:
            for statement, values in statements:
                database.execute(statement, values)
        return _read(self._state)

    def _count(self, said: str, entity_id: str) -> int:
        with self._state.change() as database:
            database.execute(
                "INSERT INTO corrections VALUES (?, ?, 1, ?) ON CONFLICT (said, entity)"
                " DO UPDATE SET times = times + 1, at = excluded.at",
                (said, entity_id, time.time()),
            )
            rows = database.execute("SELECT times FROM corrections WHERE said = ? AND entity = ?", (said, entity_id))
            return int(rows.fetchone()[0])


def name_corrected(plan: Plan, said_before: str) -> tuple[str, str] | None:
    """Return a name and the one thing that it turned out to mean; None: the plan tells no such thing."""
    targets = [target for action in plan.actions for target in action.targets]
    return (said_before, targets[0]) if plan.instead and said_before and len(targets) == 1 else None


def _read(state: State) -> dict[str, str]:
    try:
        return {str(said): str(entity) for said, entity in state.read("SELECT said, entity FROM nicknames")}
    except StateError as error:
        logger.warning("%s; the names that were taught are not known", error)
        return {}
