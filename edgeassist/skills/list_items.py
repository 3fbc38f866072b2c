"""A list as it is, and what becomes of its items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from edgeassist.skills.items import Item


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list."""

    item: Item
    done: bool = False


@dataclass(frozen=True, slots=True)
class ItemList:
    """A list as it is now."""

    key: str
    id: str
    """What it is called in topics."""
    name: str
    entries: tuple[Entry, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the list as it is published."""
        items = [{"text": entry.item.text, "done": entry.done} for entry in self.entries]
        return {"id": self.id, "name": self.name, "items": items}

    @property
    def open(self) -> tuple[Item, ...]:
        """What is still to be bought or done."""
        return tuple(entry.item for entry in self.entries if not entry.done)

    @property
    def done(self) -> tuple[Item, ...]:
        """What is ticked off."""
        return tuple(entry.item for entry in self.entries if entry.done)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of some items."""

    done: tuple[Item, ...] = ()
    """What was added, removed or ticked off."""
    rest: tuple[Item, ...] = ()
    """What was there before, or was not there."""
    unclear: tuple[tuple[Item, ...], ...] = ()
    """Of each item that several fit: those."""


def meant(wanted: Item, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return the item that is `wanted`, else those that are kinds of it, as oat milk is of milk.

    >>> from edgeassist.skills.items import item_of
    >>> [item.text for item in meant(item_of("milk"), [item_of("oat milk"), item_of("bread")])]
    ['oat milk']
    """
    items = [*items]
    same = tuple(item for item in items if item.key == wanted.key)
    words = set(wanted.key.split())
    return same or tuple(item for item in items if words and words <= set(item.key.split()))
