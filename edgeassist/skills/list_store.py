"""Our own lists in the state file: every change is read and written in one go, so that two writers lose nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence

from edgeassist.home.forms import plain
from edgeassist.home.own_lists import SHOPPING, TO_DO
from edgeassist.skills.items import LONGEST_ITEM, MOST_AT_ONCE, Item
from edgeassist.skills.list_items import Change, Entry, ItemList, meant
from edgeassist.skills.writing import NotWrittenError
from edgeassist.state import State

LONGEST_NAME = 60
MOST_ITEMS = 500
MOST_LISTS = 100


class ListStore:
    """The lists of one state file. Every method raises StateError where the file cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    @property
    def state(self) -> State:
        """The file, for what else is kept of lists."""
        return self._state

    @property
    def lasts(self) -> bool:
        """Whether lists are still there after a restart."""
        return self._state.lasts

    def all(self) -> list[ItemList]:
        """Return every list, in the order in which they were begun."""
        rows = self._state.read(
            "SELECT l.key, l.id, l.name, i.text, i.key, i.done FROM lists l LEFT JOIN items i ON i.list = l.number"
            " ORDER BY l.number, i.number"
        )
        lists: dict[str, ItemList] = {}
        for key, id_, name, text, item_key, done in rows:
            known = lists.get(str(key), ItemList(str(key), str(id_), str(name)))
            more = () if text is None else (Entry(Item(str(text), str(item_key)), bool(done)),)
            lists[known.key] = ItemList(known.key, known.id, known.name, (*known.entries, *more))
        return [*lists.values()]

    def find(self, key: str) -> ItemList | None:
        """Return a list; None: nothing was ever put on one of this name."""
        return next((each for each in self.all() if each.key == key), None)

    def add(self, key: str, items: Sequence[Item]) -> Change:
        """Put items on a list, which is begun where there is none; raises NotWrittenError where they are too many."""
        _check_items(items)
        with self._state.change() as database:
            number = number_of(database, key) or begun(database, key)
            known = _entries(database, number)
            fresh = [item for item in items if _put(database, number, item, known.get(item.key))]
            if len(_entries(database, number)) > MOST_ITEMS:
                raise NotWrittenError(f"A list has {MOST_ITEMS} items at most.")
        return Change(tuple(fresh), tuple(item for item in items if item not in fresh))

    def remove(self, key: str, items: Sequence[Item]) -> Change:
        """Take items off a list."""
        return self._each(key, items, lambda entry: True, "DELETE FROM items WHERE list = ? AND key = ?")  # noqa: ARG005

    def complete(self, key: str, items: Sequence[Item]) -> Change:
        """Tick items off."""
        return self._each(
            key, items, lambda entry: not entry.done, "UPDATE items SET done = 1 WHERE list = ? AND key = ?"
        )

    def clear_done(self, key: str) -> tuple[Item, ...]:
        """Take off a list what is ticked off there, and return what that was."""
        with self._state.change() as database:
            of_list = "list = (SELECT number FROM lists WHERE key = ?) AND done"
            rows = database.execute(f"SELECT text, key FROM items WHERE {of_list}", (key,)).fetchall()  # noqa: S608  our own
            database.execute(f"DELETE FROM items WHERE {of_list}", (key,))  # noqa: S608  our own
        return tuple(Item(str(text), str(item_key)) for text, item_key in rows)

    def clear(self, key: str) -> int:
        """Take everything off a list, and return how much that was."""
        with self._state.change() as database:
            return database.execute(
                "DELETE FROM items WHERE list = (SELECT number FROM lists WHERE key = ?)", (key,)
            ).rowcount

    def drop(self, key: str) -> bool:
        """Forget a list with all that is on it; False: there is none."""
        with self._state.change() as database:
            database.execute("DELETE FROM items WHERE list = (SELECT number FROM lists WHERE key = ?)", (key,))
            return database.execute("DELETE FROM lists WHERE key = ?", (key,)).rowcount > 0

    def first_told(self, key: str) -> bool:
        """Return whether the user has not been told before that this list is ours; from now on they have."""
        with self._state.change() as database:
            return database.execute("UPDATE lists SET told = 1 WHERE key = ? AND told = 0", (key,)).rowcount > 0

    def _each(self, key: str, items: Sequence[Item], wanted: Callable[[Entry], bool], statement: str) -> Change:
        done: list[Item] = []
        rest: list[Item] = []
        unclear: list[tuple[Item, ...]] = []
        with self._state.change() as database:
            number = number_of(database, key) or 0
            for item in items:
                entries = [entry for entry in _entries(database, number).values() if wanted(entry)]
                match meant(item, [entry.item for entry in entries]):
                    case ():
                        rest.append(item)
                    case (one,):
                        database.execute(statement, (number, one.key))
                        done.append(one)
                    case several:
                        unclear.append(several)
        return Change(tuple(done), tuple(rest), tuple(unclear))


def list_name(key: str) -> str:
    """Return how a list is called where its name stands alone.

    >>> list_name("to do"), list_name("camping"), list_name("anna's")
    ('To-do list', 'Camping list', "Anna's list")
    """
    name = "to-do" if key == TO_DO else key
    return f"{name[:1].upper()}{name[1:]} list"


def _check_items(items: Sequence[Item]) -> None:
    if not items:
        raise NotWrittenError("There is nothing in that to write down.")
    if len(items) > MOST_AT_ONCE:
        raise NotWrittenError(f"That is too much at once: {MOST_AT_ONCE} items are the most.")
    if any(len(item.text) > LONGEST_ITEM for item in items):
        raise NotWrittenError(f"That is too long for a list: an item has {LONGEST_ITEM} characters at most.")


def number_of(database: sqlite3.Connection, key: str) -> int | None:
    """Return the number of a list; None: there is none."""
    row = database.execute("SELECT number FROM lists WHERE key = ?", (key,)).fetchone()
    return int(row[0]) if row else None


def begun(database: sqlite3.Connection, key: str, *, most: int = MOST_LISTS) -> int:
    """Begin a list, and return its number; raises NotWrittenError where there would be too many."""
    if not key or len(key) > LONGEST_NAME:
        raise NotWrittenError(f"The name of a list has {LONGEST_NAME} characters at most.")
    ids = {str(row[0]) for row in database.execute("SELECT id FROM lists")}
    if len(ids) >= most and key not in {SHOPPING, TO_DO}:
        raise NotWrittenError(f"There are {MOST_LISTS} lists already; that is the most.")
    bare = re.sub(r"[^a-z0-9]+", "_", plain(key).casefold()).strip("_") or "list"
    id_, count = bare, 1
    while id_ in ids:
        count += 1
        id_ = f"{bare}_{count}"
    added = database.execute("INSERT INTO lists (key, id, name) VALUES (?, ?, ?)", (key, id_, list_name(key)))
    return added.lastrowid or 0


def _entries(database: sqlite3.Connection, number: int) -> dict[str, Entry]:
    rows = database.execute("SELECT text, key, done FROM items WHERE list = ? ORDER BY number", (number,))
    return {str(key): Entry(Item(str(text), str(key)), bool(done)) for text, key, done in rows}


def _put(database: sqlite3.Connection, number: int, item: Item, known: Entry | None) -> bool:
    """Write one item on a list; False: it stands there already."""
    if known is None:
        database.execute("INSERT INTO items (list, key, text) VALUES (?, ?, ?)", (number, item.key, item.text))
        return True
    says_more = item.has_amount and item.text.casefold() != known.item.text.casefold()
    if not known.done and not says_more:
        return False
    text = item.text if known.done or says_more else known.item.text
    database.execute("UPDATE items SET done = 0, text = ? WHERE list = ? AND key = ?", (text, number, item.key))
    return True
