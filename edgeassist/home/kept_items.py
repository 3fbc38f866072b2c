"""Which item of a list is meant: by all its words or some, a task in the past where it is done."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from types import MappingProxyType

from edgeassist.home.forms import canonical, singular
from edgeassist.messages import Context, ParsedAction
from edgeassist.text import normalise

_ASIDE = frozenset("the a an my our some any to for of and that those these off up out from".split())  # noqa: SIM905
_PAST: Mapping[str, str] = MappingProxyType(
    {
        "bought": "buy",
        "paid": "pay",
        "rang": "ring",
        "rung": "ring",
        "wrote": "write",
        "written": "write",
        "sent": "send",
    }
    | {"fed": "feed", "got": "get", "took": "take", "taken": "take", "made": "make", "did": "do", "done": "do"}
    | {"told": "tell", "found": "find", "swept": "sweep", "mown": "mow", "hung": "hang", "gave": "give", "put": "put"}
)
"""What ends in no "ed" → its verb."""


_SEVERAL = frozenset({"them", "those", "these", "both", "both of them", "them both", "those 2", "the 2", "them all"})
PRONOUNS = _SEVERAL | {"it", "that", "this", "that one", "that 1"}
_PUT_ON = re.compile(r"(?P<items>.+) (?:is|are) on (?:your .+|.+'s) list\.")
"""What we said of what was put on a list."""
_THE_SAME = re.compile(r"(?:the )?same (?:of|for|with) (?:the )?(?P<what>.+)")
_AMOUNT = re.compile(r"(?:\d+|an?|half an?) (?:\w+ of )?")
_SO_MUCH = re.compile(
    r"(?:(?:yes|yeah|okay|and|then|also|please|can you) )*(?:add|put(?: on)?|get|buy|make (?:it|that)) "
    r"(?P<much>(?:\d+|an?|half an?|a couple of) (?:bottle|pack|packet|tin|can|loaf|loave|bag|box|boxe|jar|carton|litre"
    r"|liter|pint|kilo|gram|pound|dozen|bunch|piece|tub|crate)s?)(?: of (?:it|that))?(?: (?:then|please|to it|on it))*"
)
_NO_DEED = frozenset({"need", "needed", "wanted", "missed", "hated", "loved", "liked", "dropped", "used", "tried"})


def item_called(said: str, items: Sequence[str], *, task: bool = False) -> str | None:
    """Return the item that is called so, or partly so; None: none is, or several are.

    Of a `task` the verb is said, in the past.
    """
    words = words_kept([said], past=task)
    same = [item for item in items if words_kept([item]) == words]
    part = [item for item in items if len(words) > task and words <= words_kept([item])]
    found = dict.fromkeys(same or part)
    return next(iter(found)) if len(found) == 1 else None


def is_past(word: str) -> bool:
    """Return whether a word tells that something was done: "packed", "bought".

    >>> is_past("packed"), is_past("done"), is_past("need"), is_past("needed")
    (True, True, False, False)
    """
    return word in _PAST or (word.endswith("ed") and word not in _NO_DEED)


def words_kept(texts: Iterable[str], *, past: bool = False) -> frozenset[str]:
    """Return the words that count, each in one form; `past`: the first is a verb in the past."""
    words = [word.removesuffix("'s") for text in texts for word in normalise(text).split()]
    if past and words:
        words[0] = _verb(words[0])
    stems = (singular(word) for word in words if word not in _ASIDE and not word.isdecimal())
    return frozenset(canonical(stem[:-1] if stem.endswith("oe") else stem) for stem in stems)


def _verb(word: str) -> str:
    """Return the verb of a word in the past: "called" is "call", "fixed" is "fix"."""
    stem = word.removesuffix("ed")
    if word in _PAST or stem == word or len(stem) < 2:
        return _PAST.get(word, word)
    return stem[:-1] if stem[-1] == stem[-2] and stem[-1] not in "sl" else stem


def item_meant(item: str, context: Context) -> str | None:
    """Return an item as it is written on a list, "it" being what was spoken of last; None: nothing was.

    >>> from datetime import UTC, datetime
    >>> from edgeassist.messages import ParsedAction
    >>> before = ParsedAction("list_add", values={"item": "oat milk"})
    >>> item_meant("it", Context(datetime.now(UTC), before=(before,))), item_meant("that", Context(datetime.now(UTC)))
    ('oat milk', None)
    """
    if normalise(item) not in PRONOUNS:
        return next((kept for kept in context.kept.items if normalise(kept) == normalise(item)), item)
    items = (each.values.get("item") for each in reversed(context.before) if each.intent.startswith("list_"))
    last = next((each for each in items if each and normalise(each) not in PRONOUNS), None)
    several = _put_on(last, context) or last if normalise(item) in _SEVERAL else last
    return None if several and "both" in item and " and " not in several else several


def _put_on(last: str | None, context: Context) -> str | None:
    """Return the things that were put on a list one after the other, where the last of them is one thing alone."""
    if not last or " and " in last:
        return last
    told = list(takewhile(bool, (_PUT_ON.fullmatch(reply) for _, reply in reversed(context.history))))
    return " and ".join(match["items"] for match in reversed(told) if match)


def as_much(item: str, before: str) -> str:
    """Return as much of another thing: "the same of tea", after two packs of coffee; any other item as it is."""
    same, much = _THE_SAME.fullmatch(item), _AMOUNT.match(normalise(before))
    return f"{much[0] if much else ''}{same['what']}" if same else item


def much_of_it(said: str, before: ParsedAction) -> ParsedAction | None:
    """Return that so much of an item is put on its list which was put there, or asked about; None: none was.

    >>> much_of_it("add a kilo", ParsedAction("list_query", values={"item": "flour"})).values
    {'item': 'a kilo of flour'}
    """
    item, much = before.values.get("item", ""), _SO_MUCH.fullmatch(said)
    if much is None or not item or before.intent not in {"list_add", "list_query"} or " and " in item or "," in item:
        return None
    if before.intent == "list_add":
        return None if _AMOUNT.match(normalise(item)) else ParsedAction("correct", values={"amount": f"{much[1]} of"})
    return ParsedAction("list_add", before.targets, {"item": f"{much[1]} of {item}"})
