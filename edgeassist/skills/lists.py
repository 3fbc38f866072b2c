"""Lists: put something on one, take it off, tick it off, hear what is on it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, ParamSpec, Protocol, TypeVar

from edgeassist.errors import StateError
from edgeassist.home.own_lists import SHOPPING, TO_DO, list_key
from edgeassist.home.tasks import is_task
from edgeassist.messages import Action, Context, Entity, Home, Step
from edgeassist.rules import NEEDS
from edgeassist.skills.items import Item, is_everything, is_place, items_of, place_of
from edgeassist.skills.list_items import Change, ItemList, meant
from edgeassist.skills.list_store import ListStore
from edgeassist.skills.list_words import STANDS_IN, added, content, found, missing, overview, place, taken, which, your
from edgeassist.skills.writing import FORGOTTEN, NotWrittenError, not_written
from edgeassist.worker import Worker

P = ParamSpec("P")
T = TypeVar("T")


_ALL_LISTS = re.compile(r"\b(?:lists|(?:each|every) list)\b")
_ON_THEM = re.compile(r"^what(?:'s| is) on\b")
_MOVED = re.compile(r"(?:\w+ ){0,3}?(?:move|shift|switch|transfer)\b")
"""Said of a list that something goes to, and maybe not of the one that it comes off."""
_SAYS_LIST = re.compile(r"\blists?\b")
_TICKED_OFF = "ticked off"
"""The item that stands for everything that is."""
_MOST_READ = 4
"""Lists of which all is told."""
_PLACED = re.compile(r"\b(?:first|second|third|last) (?:thing|item)\b")
_NOW_ONLY = "I can only do that with a list now, not at another time."


class ListDesk:
    """The lists, used in the thread of the state file; whoever shows them hears of changes."""

    def __init__(self, worker: Worker[Any], store: ListStore) -> None:
        self._worker = worker
        self.store = store
        self.hearers: list[Callable[[], None]] = []
        """Called after every change."""

    async def look(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a method of the store returns that changes nothing."""
        return await self._worker.call(function, *args, **kwargs)

    async def change(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what a method of the store returns, and tell who wants to know that something has changed."""
        result = await self._worker.call(function, *args, **kwargs)
        for hear in self.hearers:
            hear()
        return result


class OtherLists(Protocol):
    """Lists that are kept elsewhere, as those of the hub."""

    def reached(self, action: Action) -> Entity | None:
        """Return the list that is meant, where it is one of these."""

    def holding(self, items: Sequence[Item]) -> Entity | None:
        """Return the list that has something of this; None: none has, or several."""

    async def run(self, action: Action, entity: Entity, context: Context) -> tuple[Step, ...]:
        """Do to the list what is asked."""


class ListSkill:
    """The skill that keeps lists; one of the hub that MQTT does not reach has one of ours in its place."""

    intents = frozenset({"list_add", "list_remove", "list_complete_item", "list_query"})

    def __init__(self, desk: ListDesk, home: Callable[[], Home], hub: OtherLists | None = None) -> None:
        self._desk = desk
        self._home = home
        self._hub = hub
        self._does: Mapping[str, Callable[[Action, Context], Awaitable[Step]]] = {
            "list_add": self._add,
            "list_remove": self._remove,
            "list_complete_item": self._complete,
            "list_query": self._query,
        }

    async def run(self, action: Action, context: Context) -> tuple[Step, ...]:
        """Change a list, or answer what is on it."""
        action = await self._with_whole_name(action)
        if action.when or action.until or action.repeat:
            return (_step(action, _NOW_ONLY, "not_available_yet"),)
        try:
            if self._hub is not None:
                if (entity := await self._of_the_hub(self._hub, action, context)) is not None:
                    return await self._hub.run(action, entity, context)
                action = replace(action, targets=()) if self._hub.reached(action) else action
            step = await self._does[action.intent](action, context)
            return (await self._with_remarks(step, action, context),)
        except NotWrittenError as error:
            return (_step(action, str(error), "not_written"),)
        except StateError as error:
            return (replace(_step(action, not_written(error), "no_disk"), result="failed"),)

    async def _with_whole_name(self, action: Action) -> Action:
        """Return an action with the name of the only list that may be meant by a part of it: "the packing list"."""
        key = action.named or ""
        if action.intent == "list_add" or not key or key in {SHOPPING, TO_DO}:
            return action
        with suppress(StateError):
            keys = [each.key for each in await self._desk.look(self._desk.store.all)]
            some = [each for each in keys if {*key.split()} <= {*each.split()}]
            return replace(action, named=some[0]) if key not in keys and len(some) == 1 else action
        return action

    async def _of_the_hub(self, hub: OtherLists, action: Action, context: Context) -> Entity | None:
        """Return the list of the hub that is meant: the one that is named, or that has what no other list has."""
        named, items = hub.reached(action), items_of(_text(action))
        says = _SAYS_LIST.search(context.said) is not None or action.named is not None
        if action.intent == "list_add" or says or not items or is_everything(_text(action)) or is_place(_text(action)):
            return named
        if action.intent == "list_query" and named is not None:
            return named
        own = await self._desk.look(self._desk.store.all)
        if any(_all_meant(items, each.open) for each in own):
            return None
        return hub.holding(items) or named

    async def _add(self, action: Action, _: Context) -> Step:
        text = _text(action)
        if is_everything(text):
            return _step(action, "Tell me what to put there, by its name.", "cannot")
        key = self._named(action) or (TO_DO if is_task(text) else SHOPPING)
        change = await self._desk.change(self._desk.store.add, key, items_of(text))
        return _step(action, added(change, key))

    async def _remove(self, action: Action, context: Context) -> Step:
        if is_everything(_text(action)):
            return await self._clear(action, context)
        if _text(action) == _TICKED_OFF:
            return await self._clear_done(action, context)
        return await self._take(action, context, self._desk.store.remove, "off")

    async def _complete(self, action: Action, context: Context) -> Step:
        return await self._take(action, context, self._desk.store.complete, "ticked off on")

    async def _take(
        self, action: Action, context: Context, how: Callable[[str, tuple[Item, ...]], Change], where: str
    ) -> Step:
        items = items_of(_text(action))
        lists = await self._desk.look(self._desk.store.all)
        key = self._taken_from(lists, items, action, context)
        known = next((each for each in lists if each.key == key), None)
        if known is None and key not in {SHOPPING, TO_DO} and not action.targets:
            return _step(action, missing(key), "no_such_list")
        if known and is_place(_text(action)):
            at = place_of(_text(action), len(known.open))
            if at is None:
                return _step(action, content(known, key, count_only=True), "nothing_there")
            items = (known.open[at],)
        if is_everything(_text(action)):
            items = known.open if known else ()
            if not items:
                return _step(action, content(known, key, count_only=True), "nothing_there")
        change = await self._desk.change(how, key, items)
        return _step(action, taken(change, key, where), None if change.done else "not_on_the_list")

    def _taken_from(self, lists: list[ItemList], items: tuple[Item, ...], action: Action, context: Context) -> str:
        """Return the list that something is taken off: the one that is named, or told of; else the one that has it."""
        key, holding = self._named(action), _holding(lists, items)
        if is_place(_text(action)) or is_everything(_text(action)):
            return key or _told_last(lists, context) or holding
        there = {each.key for each in lists if _all_meant(items, each.open)}
        is_said = _SAYS_LIST.search(context.said) is not None or key in context.said
        is_said = is_said and not (_MOVED.match(context.said) and "from" not in context.said.split())
        return key if key and (is_said or key in there or holding not in there) else holding

    async def _clear(self, action: Action, context: Context) -> Step:
        """Take everything off a list, once somebody has said yes to that."""
        lists = await self._desk.look(self._desk.store.all)
        some = [each.key for each in lists if each.entries]
        key = self._named(action) or _told_last([each for each in lists if each.entries], context)
        if not key and some:
            return _step(action, which(some), "ambiguous")
        if key not in some:
            return _step(action, content(None, key or SHOPPING, count_only=True))
        if context.consent == "yes":
            await self._desk.change(self._desk.store.clear, key)
            return _step(action, content(None, key, count_only=True))
        asked = NEEDS["confirm"] if context.consent == "none" else context.consent
        return _step(action, f"clear {your(key)}", asked)

    async def _clear_done(self, action: Action, context: Context) -> Step:
        """Take what is ticked off from the list that is meant, else from all."""
        lists = [each for each in await self._desk.look(self._desk.store.all) if each.done]
        key = self._named(action) or _told_last(lists, context)
        gone = {
            each.key: await self._desk.change(self._desk.store.clear_done, each.key)
            for each in lists
            if key in {"", each.key}
        }
        said = " ".join(taken(Change(items), on, "off") for on, items in gone.items() if items)
        return _step(action, said or f"Nothing is ticked off{f' on {your(key)}' if key else ''}.")

    async def _query(self, action: Action, context: Context) -> Step:
        items = items_of(_text(action))
        lists = await self._desk.look(self._desk.store.all)
        key = self._named(action) or (_holding(lists, items) if items else _told_last(lists, context))
        if not key and not any(each.open for each in lists) and not _ALL_LISTS.search(context.said):
            key = SHOPPING
        if not key or (action.named is None and _ALL_LISTS.search(context.said)):
            told = [content(each, each.key, count_only=False) for each in lists if each.open][:_MOST_READ]
            return _step(action, " ".join(told) if told and _ON_THEM.search(context.said) else overview(lists))
        known = next((each for each in lists if each.key == key), None)
        if known is None and key not in {SHOPPING, TO_DO} and not action.targets:
            return _step(action, missing(key))
        if not items and known and (one := _PLACED.search(context.said)) is not None:
            at = place_of(one[0], len(known.open))
            return _step(
                action, content(known, key, count_only=True) if at is None else place(one[0], known.open[at], key)
            )
        if not items:
            return _step(action, content(known, key, count_only="how many" in context.said))
        opened, done = (_all_meant(items, side) for side in ((known.open, known.done) if known else ((), ())))
        return _step(action, found(items, opened, done, key, context.said))

    def _named(self, action: Action) -> str:
        """Return the key of the list that is meant; empty: any."""
        entity = self._home().entities.get(action.targets[0]) if action.targets else None
        if entity is None:
            return action.named or ""
        return list_key(entity.name) or entity.id

    async def _with_remarks(self, step: Step, action: Action, context: Context) -> Step:
        """Return a step that also says, once, that the list is not that of the hub, and that it will be forgotten."""
        if step.reason == NEEDS["confirm"] or context.consent == "declined" or _ALL_LISTS.search(context.said):
            return step
        said = [step.said or ""]
        if action.targets:
            key = self._named(action)
            known = await self._desk.look(self._desk.store.find, key)
            if known is None or await self._desk.look(self._desk.store.first_told, key):
                said.append(STANDS_IN)
        if action.intent == "list_add" and step.result == "confirmed" and not self._desk.store.lasts:
            said.append(FORGOTTEN)
        return replace(step, said=" ".join(said))


def _text(action: Action) -> str:
    return str(action.params.get("item") or "")


def _all_meant(items: tuple[Item, ...], known: tuple[Item, ...]) -> tuple[Item, ...]:
    """Return what of `known` is meant, each once."""
    return tuple({each.key: each for item in items for each in meant(item, known)}.values())


def _holding(lists: list[ItemList], items: tuple[Item, ...]) -> str:
    """Return the list that has one of the items; the one for shopping where none has, or several."""
    some = [each.key for each in lists if _all_meant(items, each.open)]
    return some[0] if len(some) == 1 else SHOPPING


def _told_last(lists: list[ItemList], context: Context) -> str:
    """Return the list that was told of last, else the only one that has something on it; empty: there are several."""
    for _, reply in reversed(context.history):
        told = [each.key for each in lists if f"{your(each.key)}" in reply]
        if len(told) == 1:
            return told[0]
    some = [each.key for each in lists if each.open]
    return some[0] if len(some) == 1 else ""


def _step(action: Action, said: str, refused: str | None = None) -> Step:
    target = action.targets[0] if action.targets else None
    return Step(action.intent, target, action.params, "refused" if refused else "confirmed", reason=refused, said=said)
