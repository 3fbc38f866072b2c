"""Which of our own lists is meant: by the name that was said, or by what else stands in the sentence."""

from __future__ import annotations

import re

from edgeassist.messages import Context, Home
from edgeassist.text import normalise

SHOPPING, TO_DO = "shopping", "to do"
"""The keys of the lists that everybody has."""

_SAME = (
    dict.fromkeys(("shopping", "grocery", "groceries", "supermarket"), SHOPPING)
    | dict.fromkeys(("to do", "to dos", "todo", "todos", "task", "tasks", "things to do"), TO_DO)
)  # fmt: skip
"""What people say → the key of the list."""
_BEFORE = re.compile(r"^(?:(?:the|my|our|your|a|an|this|that|all|of|whole|entire|full|complete) )+")
_AFTER = re.compile(r"(?:^| )lists?$")
_KIND = re.compile(rf"\b({'|'.join(sorted(_SAME, key=len, reverse=True))})\b")
_CALLED = re.compile(r"\b(?:the|my|our|a) ((?:[\w']+ ){1,3}?)list\b")
_ONTO = re.compile(r"(?P<put>.+) (?:to|onto|on) (?P<list>(?:the|my|our) .+)")
_TOLD = re.compile(r"\b(?:your (?P<key>[\w -]+?)|(?P<whose>\w+'s)) list\b", re.IGNORECASE)
_BUYING = re.compile(r"\bto (?:buy|get)\b")


def list_key(name: str) -> str:
    """Return the one form of a list's name; empty where it names none of several.

    >>> list_key("my Grocery list"), list_key("To-Do"), list_key("the camping list"), list_key("the list")
    ('shopping', 'to do', 'camping', '')
    """
    key = _AFTER.sub("", _BEFORE.sub("", f"{normalise(name)} ").strip())
    return _SAME.get(key, key)


def own_list(name: str | None, said: str, item: str) -> str | None:
    """Return the key of the list that is meant, `said` being the normalised sentence; None: any.

    >>> own_list("camping", "add a tent to the camping list", "a tent")
    'camping'
    >>> own_list(None, "put bread on the shopping list and call mum on my to do list", "call mum")
    'to do'
    >>> own_list(None, "what do i need to buy", ""), own_list(None, "add milk to the list", "milk")
    ('shopping', None)
    """
    if key := list_key(name or ""):
        return key
    before, _, after = said.partition(normalise(item) or said)
    after = after or before or said
    if found := _KIND.search(after):
        return _SAME[found[1]]
    if found := _CALLED.search(after):
        return list_key(found[1]) or None
    return SHOPPING if _BUYING.search(after) else None


def before_list(item: str) -> tuple[str, str]:
    """Return what is put on a list that is named after it, and the key of what may be that list; empty: nothing is.

    >>> before_list("mow the lawn to the chores"), before_list("milk")
    (('mow the lawn', 'chores'), ('', ''))
    >>> before_list("call the vet to my to do list")
    ('call the vet', 'to do')
    """
    match = _ONTO.fullmatch(item)
    return (match["put"], list_key(match["list"])) if match else ("", "")


def list_told(context: Context) -> str:
    """Return the key of the list that we told of last; empty: of none just now."""
    told = [*_TOLD.finditer(context.history[-1][1])] if context.history else []
    return list_key(normalise(told[-1]["key"] or told[-1]["whose"])) if told else ""


def is_list(name: str, home: Home) -> bool:
    """Return whether a name may be a list's, of the hub or of our own: "no, cream cheese" is a thing on one."""
    lists = {list_key(entity.name) for entity in home.entities.values() if entity.domain == "todo"}
    return name.endswith(("list", " 1", " one")) or list_key(name) in lists | {SHOPPING, TO_DO}
