"""What is said of one list after another: "and the other one", "move it to the shopping list"."""

from __future__ import annotations

import re

from edgeassist.home.kept_items import PRONOUNS, item_called, item_meant
from edgeassist.home.own_lists import SHOPPING, TO_DO, list_key, list_told
from edgeassist.messages import Context, ParsedAction, Target
from edgeassist.text import WEEKDAY, normalise

_SO = r"(?:(?:and|also|no|oh|oops|sorry|wait|actually|then|now|please|okay|so|well|can you|could you) )*"
_LIST = (
    r"(?:(?:the|my|our) (?!other )(?P<name>(?:\S+ ){1,3}?)list|the other (?:one|1|list))"
    r"(?: (?:instead|please|rather))*"
)
_MOVED = re.compile(
    rf"{_SO}(?:move|shift|switch|transfer|put|add|stick|write|pop) (?:the )?(?P<item>(?:\S+ ){{0,4}}?\S+)(?: over)?"
    rf" (?:to|onto|on|in) {_LIST}"
)
_MOVED_TO = re.compile(
    rf"{_SO}(?:move|shift|switch|transfer|(?P<back>put|stick)(?= (?:it|them|that|those) back )) (?:the )?"
    r"(?P<item>(?:\S+ ){0,4}?\S+?)(?: over| back)?"
    r"(?: from (?:(?:the|my|our) )?(?P<old>\S+(?: \S+)??)(?: list)?)? (?:to|onto|on) (?:(?:the|my|our) )?"
    rf"(?P<new>(?!other\b|.* list\b|{WEEKDAY}|tomorrow|today|tonight|noon|midnight|half|quarter)[a-z']+(?: [a-z']+)?)"
    r"(?: (?:instead|please|rather))*"
)
"""Said of what stands on a list, the lists being called by their names alone."""
_FROM_TO = re.compile(
    rf"{_SO}(?:move|shift|switch|transfer) (?:the )?(?P<item>(?:\S+ ){{0,4}}?\S+?)(?: over)?"
    r" from (?:the|my|our) (?P<old>(?:\S+ ){1,3}?)list (?:to|onto) (?:the|my|our) (?P<new>(?:\S+ ){1,3}?)list"
)
_MOVED_TO_LIST = re.compile(
    rf"{_SO}(?:move|shift|switch|transfer) (?:the )?(?P<item>\S.*?)(?: over)? (?:to|onto) (?:the|my|our) "
    r"(?P<new>(?!other )(?:\S+ ){1,3}?)list(?: (?:instead|please|rather))*"
)
"""Said of what stands on a list, though no list was spoken of."""
_RATHER = re.compile(
    rf"(?:(?:no|oh|oops|sorry|wait|actually|i (?:meant|mean)) )+(?:back )?(?:to|on|onto|for) {_LIST}"
    r"|(?:that|it|they|those) (?:should be|should go|belongs?|goes|go) (?:on|to|onto) (?:the|my|our)"
    r" (?P<on>(?:\S+ ){1,3}?)list"
)
_TAKES_BACK = re.compile(r"(?:no|sorry|i (?:meant|mean)) ")
"""Beginnings of what takes back what was put on a list anyway."""
_AND_THE_OTHER = re.compile(
    rf"{_SO}(?:what about |how about |what's on |what is on )?the other (?:one|1|list)(?: too)?"
)
_AND_THAT_LIST = re.compile(
    rf"{_SO}(?:(?:what|how) about |what(?:'s| is) on |on )?(?:the|my|our) (?P<name>(?:\S+ ){{1,3}}?)list(?: too)?"
)
_IS_ADDED = re.compile(rf"{_SO}(?:add|stick|write|pop)\b")
_ON_THE_OTHER = re.compile(r".* (?:to|onto|on|in) the other (?:one|1|list)(?: please| too)?")
_PUT_ON = re.compile(r"^(?!There\b).* (?:is|are) on (?:your|\w+'s) ")
"""What we said of what was put on a list, so that another list rather gets it, too."""


def moved_over(text: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return that something goes from the list that was spoken of to another one; None: it does not."""
    moved, rather = _MOVED.fullmatch(text), _RATHER.fullmatch(text)
    match, here = moved or rather, list_told(context)
    before = _before(context)
    if match is None or not here or not before.startswith("list_") or (rather and before != "list_add"):
        return None
    name = match.group("name") or (rather["on"] if rather else None)
    is_added = _IS_ADDED.match(text) is not None
    if name and is_added:
        return None  # what is added to a list stays on this one as well
    there = list_key(f"{name}list") if name else _other(here)
    if there == here:
        return None
    item = moved["item"] if moved else "it"
    item = item_meant(item, context) or item
    known = item_called(item, context.kept.items)
    stays = is_added or (moved is not None and known is None and item == moved["item"])
    item = known or item
    off, on = (ParsedAction(intent, (Target(name=f"{key} list"),), {"item": item})
               for intent, key in (("list_remove", here), ("list_add", there)))  # fmt: skip
    return (on,) if stays or (rather and _TAKES_BACK.match(text)) else (off, on)


def on_the_other(text: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return what is put on, or moved to, "the other list", which is no list of that name; None: nothing is.

    What stands on a list may be moved to one that is only called by its name: "move the bags to chores".
    """
    if _ON_THE_OTHER.fullmatch(text):
        return moved_over(text, context)
    if (match := _FROM_TO.fullmatch(text)) is not None:
        off, on = (ParsedAction(intent, (Target(name=f"{match[which]}list"),), {"item": match["item"]})
                   for intent, which in (("list_remove", "old"), ("list_add", "new")))  # fmt: skip
        return (off, on) if item_called(match["item"], context.kept.items) else (off,)
    if not list_told(context) and (over := _MOVED_TO_LIST.fullmatch(text)):
        item = item_called(over["item"], context.kept.items)
        on = ParsedAction("list_add", (Target(name=f"{list_key(over['new'] + 'list')} list"),), {"item": item or ""})
        return (ParsedAction("list_remove", values={"item": item}), on) if item else None
    match = _MOVED_TO.fullmatch(text)
    said = match["item"] if match else ""
    item = item_called((said in PRONOUNS and item_meant(said, context)) or said, context.kept.items)
    if match is None or item is None:
        return None
    new, told = list_key(match["new"]), list_told(context)
    if match["back"] and new not in {SHOPPING, TO_DO}:
        return None
    old = match["old"] or (new in {SHOPPING, TO_DO} and (told if told != new else _other(new)))
    here = (Target(name=f"{old} list"),) if old else ()
    on = ParsedAction("list_add", (Target(name=f"{new} list"),), {"item": item})
    is_there = new == told and normalise(item) in normalise(context.history[-1][1])
    return (on,) if is_there else (ParsedAction("list_remove", here, {"item": item}), on)


def of_the_other(text: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return the question what is on the other list, or on one that is named; None: it is none such."""
    here = list_told(context)
    was_put = bool(here) and _PUT_ON.match(context.history[-1][1])
    if here and not was_put and (match := _AND_THAT_LIST.fullmatch(text)):
        return (ParsedAction("list_query", (Target(name=f"{match['name']}list"),)),)
    if not _before(context).startswith("list_") or not here or not _AND_THE_OTHER.fullmatch(text):
        return None
    return (ParsedAction("list_query", (Target(name=f"{_other(here)} list"),)),)


def _before(context: Context) -> str:
    return context.before[-1].intent if context.before else ""


def _other(key: str) -> str:
    return TO_DO if key == SHOPPING else SHOPPING
