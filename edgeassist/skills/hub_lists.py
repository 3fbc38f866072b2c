"""Lists that a hub keeps and MQTT reaches: written to by messages, read where they are reported."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from edgeassist.home.figures import listed
from edgeassist.home.own_lists import list_key
from edgeassist.home.spoken import sentence
from edgeassist.messages import Action, Context, Entity, Home, Step, StepResult
from edgeassist.skills.items import Item, is_everything, item_of, items_of
from edgeassist.skills.list_items import Change, Entry, ItemList, meant
from edgeassist.skills.list_words import added, content, found, taken, your

Deliver = Callable[[Action, str, Context], Awaitable[Step]]
"""Carries out an action on a thing of the house."""

_WHERE = {"list_remove": "off", "list_complete_item": "ticked off on"}


class HubLists:
    """Speaks of lists of the hub; what is not reported is written to all the same."""

    def __init__(self, deliver: Deliver, home: Callable[[], Home]) -> None:
        self._deliver = deliver
        self._home = home

    def reached(self, action: Action) -> Entity | None:
        """Return the list of the hub that is meant; None: it is none, or MQTT does not reach it."""
        entity = self._home().entities.get(action.targets[0]) if action.targets else None
        if entity is None or entity.domain != "todo" or entity.mqtt is None:
            return None
        return entity

    def holding(self, items: Sequence[Item]) -> Entity | None:
        """Return the list that has something of this still to be bought or done; None: none has, or several."""
        todos = (each for each in self._home().entities.values() if each.domain == "todo" and each.mqtt is not None)
        some = [each for each in todos if (known := reported(each)) and any(meant(item, known.open) for item in items)]
        return some[0] if len(some) == 1 else None

    async def run(self, action: Action, entity: Entity, context: Context) -> tuple[Step, ...]:
        """Change the list, or answer what is on it."""
        items, known = items_of(str(action.params.get("item") or "")), reported(entity)
        if action.intent == "list_query":
            return (_step(action, entity, self._answer(known, items, entity, context)),)
        if action.intent == "list_add":
            return await self._add(action, entity, items, context)
        if is_everything(str(action.params.get("item") or "")):
            return (_step(action, entity, f"I can't clear {_called(entity)}: the hub keeps it.", "cannot"),)
        return await self._take(action, entity, items, context)

    async def _add(self, action: Action, entity: Entity, items: Sequence[Item], context: Context) -> tuple[Step, ...]:
        known = reported(entity)
        there = tuple(item for item in items if known and item.key in {each.key for each in known.open})
        fresh = tuple(item for item in items if item not in there)
        if not fresh:
            return (_step(action, entity, added(Change((), there), _key(entity))),)
        return await self._sent(action, entity, fresh, added(Change(fresh, there), _key(entity)), context)

    async def _take(self, action: Action, entity: Entity, items: Sequence[Item], context: Context) -> tuple[Step, ...]:
        known, where = reported(entity), _WHERE[action.intent]
        if known is None:
            said = f"I asked for {listed([item.text for item in items])} to be {where} {_called(entity)}"
            return await self._sent(action, entity, items, sentence(said.replace("be off", "be taken off")), context)
        among = known.open if action.intent == "list_complete_item" else (*known.open, *known.done)
        hits = {item: meant(item, among) for item in items}
        clear = tuple(some[0] for some in hits.values() if len(some) == 1)
        rest = tuple(item for item, some in hits.items() if not some)
        said = taken(Change(clear, rest, tuple(some for some in hits.values() if len(some) > 1)), _key(entity), where)
        if not clear:
            return (_step(action, entity, said, "not_on_the_list"),)
        return await self._sent(action, entity, clear, said, context)

    async def _sent(
        self, action: Action, entity: Entity, items: Sequence[Item], said: str, context: Context
    ) -> tuple[Step, ...]:
        """Return the steps of messages about items, and what is said of all of them in the first."""
        each = [replace(action, params={"item": item.text}) for item in items]
        steps = [await self._deliver(one, entity.id, context) for one in each]
        bad = next((step for step in steps if step.result in {"refused", "failed", "expired"}), None)
        if bad is not None:
            reasons = {"not_commandable": "it takes no such message", "no_connection": "there is no connection"}
            why = reasons.get(bad.reason or "", "it does not answer")
            said = sentence(f"I can't do that with {_called(entity)}: {why}")
        elif any(step.reason == "no_answer" for step in steps):
            said = f"{said} The hub does not show it yet."
        return tuple(replace(step, params=action.params, said=said if step is steps[0] else None) for step in steps)

    def _answer(self, known: ItemList | None, items: Sequence[Item], entity: Entity, context: Context) -> str:
        if known is None:
            return f"I can write on {_called(entity)}, and can't see what is on it."
        if not items:
            return content(known, _key(entity), count_only="how many" in context.said)
        opened, done = ([hit for item in items for hit in meant(item, side)] for side in (known.open, known.done))
        return found(items, opened, done, _key(entity), context.said)


def reported(entity: Entity) -> ItemList | None:
    """Return what is on a list of the hub; None: it is not reported."""
    rows = entity.attributes.get("items")
    if not isinstance(rows, list):
        return None
    entries = tuple(Entry(item_of(row["text"]), row["done"]) for row in rows)
    return ItemList(_key(entity), entity.id, entity.name, entries)


def _key(entity: Entity) -> str:
    return list_key(entity.name) or entity.name.lower()


def _called(entity: Entity) -> str:
    return your(_key(entity))


def _step(action: Action, entity: Entity, said: str, refused: str | None = None) -> Step:
    result: StepResult = "refused" if refused else "confirmed"
    return Step(action.intent, entity.id, action.params, result, reason=refused, said=said)
