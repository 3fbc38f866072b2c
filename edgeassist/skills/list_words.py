"""What is said of lists: what is on them now, and what is not."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.home.figures import listed
from edgeassist.home.own_lists import TO_DO
from edgeassist.home.spoken import sentence
from edgeassist.home.tasks import is_task
from edgeassist.skills.items import Item
from edgeassist.skills.list_items import Change, ItemList

_MOST_NAMED = 6
"""Things that are named in an answer; of more they are counted."""
_MOST_READ = 10
"""Things that are read out where somebody wants to hear what is on a list."""

STANDS_IN = "That is a list of mine: I can't see the one in your hub."
_HAD = re.compile(r"\b(?:have|did) (?:i|we) (?!put\b|add|writ|wrote|sa[iy]|mention|need\b)")


def your(key: str) -> str:
    """Return what a list is called inside a sentence.

    >>> your("to do"), your("camping"), your("anna's")
    ('your to-do list', 'your camping list', "Anna's list")
    """
    if "'s" in key:
        return f"{key[:1].upper()}{key[1:]} list"
    return f"your {'to-do' if key == TO_DO else key} list"


def added(change: Change, key: str) -> str:
    """Return what is said after things were put on a list."""
    here = your(key)
    if not change.rest:
        return sentence(f"{_are(change.done)} on {here}")
    if not change.done:
        return sentence(f"{_are(change.rest)} already on {here}")
    were = "were" if _is_plural(change.rest) else "was"
    return sentence(f"{_are(change.done)} on {here}; {_names(change.rest)} {were} there already")


def taken(change: Change, key: str, where: str) -> str:
    """Return what is said after things were taken `where`: off a list, or ticked off on it."""
    here, done = your(key), []
    if change.done:
        done.append(sentence(f"{_are(change.done)} {where} {here}"))
    if change.rest:
        done.append(sentence(f"{_are(change.rest)} not on {here}"))
    done += [f"On {here} there are {_names(several)}: say which one." for several in change.unclear]
    return " ".join(done)


def found(items: Sequence[Item], open_: Sequence[Item], done: Sequence[Item], key: str, said: str) -> str:
    """Return whether some things are on a list: `open_` and `done` are what of it was found.

    Where it was `said` "have I packed", it is asked if they are done, and not if they are there.
    """
    here = your(key)
    if _HAD.search(said) and (open_ or done):
        return f"No, {_are(open_)} still on {here}." if open_ else f"Yes, {_are(done)} ticked off on {here}."
    if open_:
        return f"Yes, {_are(open_)} on {here}."
    if done:
        return sentence(f"{_are(done)} ticked off on {here}")
    return f"No, {_are(items)} not on {here}."


def content(known: ItemList | None, key: str, *, count_only: bool) -> str:
    """Return what is on a list, or how much."""
    here, items = your(key), () if known is None else known.open
    if not items:
        return sentence(f"everything on {here} is done" if known and known.done else f"{here} is empty")
    if len(items) == 1:
        return f"There is one thing on {here}: {_said(items[0])}."
    counted = f"There are {len(items)} things on {here}"
    if count_only:
        return f"{counted}."
    if len(items) > _MOST_READ:
        return f"{counted}, the last {_MOST_READ}: {listed([_said(item) for item in items[-_MOST_READ:]])}."
    return f"{counted}: {listed([_said(item) for item in items])}."


def place(which: str, item: Item, key: str) -> str:
    """Return what is at a place of a list: `which` is "first thing"."""
    return f"The {which} on {your(key)} is {_said(item)}."


def overview(lists: Sequence[ItemList]) -> str:
    """Return which lists there are."""
    if not lists:
        return "There are no lists yet."
    counted = [f"{your(each.key)} with {_count(len(each.open))}" for each in lists]
    if len(counted) > _MOST_NAMED:
        return f"There are {len(counted)} lists, among them {listed(counted[:_MOST_NAMED])}."
    return f"There {'is' if len(counted) == 1 else 'are'} {listed(counted)}."


def which(keys: Sequence[str]) -> str:
    """Return the question which list is meant."""
    return f"Which list: {listed([your(key) for key in keys[:_MOST_NAMED]], 'or')}?"


def missing(key: str) -> str:
    """Return that there is no such list."""
    return f"There is no list called {key}." if "'s" in key else f"There is no {your(key).removeprefix('your ')}."


def _count(number: int) -> str:
    return f"{number} thing{'' if number == 1 else 's'}" if number else "nothing on it"


def _said(item: Item) -> str:
    return f'"{item.text}"' if is_task(item.text) else item.text


def _names(items: Sequence[Item]) -> str:
    if len(items) > _MOST_NAMED:
        return f"{len(items)} things"
    return listed([_said(item) for item in items])


def _is_plural(items: Sequence[Item]) -> bool:
    return len(items) > 1 or items[0].is_plural


def _are(items: Sequence[Item]) -> str:
    return f"{_names(items)} {'are' if _is_plural(items) else 'is'}"
