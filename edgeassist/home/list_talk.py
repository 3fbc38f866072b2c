"""What "and eggs", "read it to me" and "no oat milk" mean after a list was spoken of."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.about_another import of_whom_else
from edgeassist.home.kept_items import PRONOUNS, as_much, is_past, item_called, item_meant
from edgeassist.home.note_talk import noted_rather
from edgeassist.home.own_lists import TO_DO, before_list, list_told
from edgeassist.home.tasks import is_task
from edgeassist.messages import Context, ParsedAction, Target
from edgeassist.text import normalise

_PUTS_RIGHT = re.compile(r"(?:no|sorry|i (?:meant|mean|said)) ")
_MAKES_IT = re.compile(
    r"(?:no )?(?:(?:make|change) (?:it|that)(?: to)?|(?:swap|replace|exchange) (?:it|that) (?:for|with)) "
)
_SO_MUCH = re.compile(
    r"(?:an?|half an?|\d[\d.]*) (?:dozen|pints?|litres?|kilos?|packs?|packets?|bottles?|tins?|cans?|box(?:es)?|bags?)"
    r"(?P<of> .+)?"
)
_MORE = re.compile(
    r"(?:(?:oh )?and also|oh and|oh also|and|also|plus|oh|no|sorry|i (?:meant|mean|said)) (?P<more>(?:\S+ ){0,11}?\S+?)"
    r"(?: too| as well| please)*|(?P<too>(?:\S+ ){0,7}\S+) (?:too|as well)"
)
_SO = r"(?:(?:and|also|no|oh|actually|then|now|please|okay|so|well|can you|could you) )*"
_OFF = re.compile(
    rf"{_SO}(?:(?:take|cross|get) (?:the )?(?P<taken>(?:\S+ ){{0,4}}?\S+) off"
    r"|(?:remove|delete|take off|drop|scratch|strike|lose|scrap|get rid of) (?:the )?(?P<removed>(?:\S+ ){0,4}?\S+)"
    r"|(?:the )?(?P<gone>(?:\S+ ){0,4}?\S+) (?:can|may|should) (?:go|come off)"
    r"|(?:the )?(?P<useless>(?:\S+ ){0,4}?\S+?)(?:'s| is| are|'re)(?: not needed| no longer needed|n't needed| off)"
    r"|(?:i|we) (?:don't|do not|won't) (?:need|want) (?:the |any )?(?P<unwanted>(?:\S+ ){0,4}?\S+))"
    r"(?: (?:again|too|as well|please|then|any more|after all|now))*"
    r"(?: (?:i|we)(?:'ve| have)?(?: already)?(?: got| have| bought| found)+"
    r" (?:one|\d+|some|it|them|enough|plenty|lots|loads|that|those|any))?"
)
_CLEARED = re.compile(r"(?:clear|empty|wipe) (?:it|that|the list|all of it)(?: please)?")
_NEEDED = re.compile(
    r"(?:(?:and|so|okay|also) )*do (?:i|we) (?:still )?need (?:to (?:buy|get) )?(?:any |some |more |the |an? )*"
    r"(?P<what>(?:\S+ ){0,3}?\S+?)(?: too| as well| still| then)*"
)
_ON_IT = r"on (?:it|there|that)"
_WHAT_IS_ON_IT = re.compile(
    r"(?:(?:so|and|okay|right|now|then|well|please|can you) )*"
    rf"(?:what(?:'s| is| do we have)(?: still| now)* {_ON_IT}|what(?:'s| is) left(?: {_ON_IT})?|"
    rf"how many(?: (?:things|items|are|is|that|there|left|now|{_ON_IT}))*|(?:anything|something) (?:left|else)|"
    rf"what (?:have|do|did) (?:i|we) (?:got |have |put |add )?(?:so far )?{_ON_IT}(?: so far)?|what(?: still)? remains|"
    r"what(?: have|'ve) (?:i|we) got(?: so far| now)?|"
    rf"what else(?: is| was|'s)?(?: {_ON_IT}| do (?:i|we) need)?|anything else(?: {_ON_IT})?|is it empty|"
    rf"is there (?:still )?(?:anything|something|much)(?: left| else)? {_ON_IT}|"
    r"is there (?:still )?(?:anything|something) (?:left|missing)|what(?:'s| is) (?:still |left )?missing|"
    r"read (?:me )?(?:it|them|that|everything|the lot|it all|all of it|the (?:whole |entire |full )?list)"
    r"(?: out| back| again| to me| please)*)(?: now| again| still)?"
)
_IS_ON_IT = re.compile(
    r"(?:did|have) (?:i|we) (?:already )?(?:put|add|added|written|write|wrote|say|said|mention)"
    rf"(?: down)? (?:any )?(?P<put>.+?)"
    rf"(?: (?:{_ON_IT}|to it|down|on))?(?: already)?|(?:is|are)(?: there)? (?:any )?(?P<on>.+?) {_ON_IT}(?: already)?"
)
_HAD = re.compile(
    r"(?:(?:and|so) )*(?:have (?:i|we) (?:already )?(?P<did>\w+)|did (?:i|we) (?P<does>get|buy|pack|order|take))"
    r" (?:the |my |any )?(?P<what>(?:\S+ ){0,3}?\S+)(?: yet| already)?"
)
_ASKED_ON = re.compile(r"(?:and )?(?:what|how) about (?:the )?(?P<on>.+)|and (?P<put>(?!the )(?:\S+ ){0,3}\S+)")
_SWAPPED = re.compile(
    r"(?:change|swap|replace|switch) (?:the )?(?P<old>.+?) (?:to|for|with|by|into) (?P<new>.+?)"
    r"(?: (?:on|in) (?:it|there|(?:the|my|our) .*list))?(?: instead)?(?: please)?"
)
_TICKED = re.compile(
    r"(?:(?:okay|so|and|right|well) )*"
    r"(?:(?:i|we|i've|we've|i have|we have)(?: just| already)? (?P<did>\w+) (?P<done>.+?)"
    r"|(?:tick|check|cross) (?P<ticked>.+?) off|(?:tick|check|cross) off (?P<off>.+?)"
    r"|(?P<is>.+?)(?: is| are|'s|'re) (?:done|packed|bought)"
    r"|(?:just )?(?P<past>\w+(?:ed|ght|id)) (?P<deed>.+?)"
    r"|(?P<both>both)(?: (?:of them|are))* (?:done|packed|bought)|(?:all )?done (?:with )?(?P<finished>.+?))"
    r"(?: (?:now|already|too|as well|today|please))*"
)
_NTH = r"(?:the )?(?:first|second|third|fourth|fifth|last)(?: (?:one|1|thing|item))"
_PLACE = re.compile(_NTH)
_ONLY = re.compile(r'There is one thing on your .+ list: "?(?P<item>.+?)"?\.')
_AND_PLACE = re.compile(rf"(?:and|also|and also|oh and) (?P<place>{_NTH})(?: too| as well)?")
_NOT = re.compile(
    r"(?:(?:actually|oh|no|sorry|wait|well|and|but) )*(?:no|not|without|skip|forget|leave out|never mind)(?: about)?"
    r"(?: the| any)? (?P<what>.+?)(?: (?:please|after all|then|any more))*"
)
_NO_SO_MANY = re.compile(r"no (?:an?|\d\S*) ")
"""Said to put a number right: nobody takes something off as "no a dozen eggs"."""
_BUT = re.compile(r"^(?:but |just |i (?:meant|mean|said|want) |rather |it should be )+")
_CORRECTED = re.compile(
    r"^.+ (?:no actually|actually no|no wait|wait no|no sorry|sorry no|no i mean|i mean|or rather|no) (?=\S)"
)
"""What is taken back within what is to be added: "tea, no, actually green tea"."""
_AND_THE = re.compile(r"(?:and|also|and also|oh and|plus) (?:the |my )?(?P<item>(?:\S+ ){0,4}?\S+)(?: too| as well)?")
_OF_IT = re.compile(
    r"(?:make (?:it|that) )?(?P<count>\d+|an?|a couple of|a few)"
    r" (?P<unit>packs?|packets?|bottles?|tins?|cans?|bags?|boxes|box|jars?|cartons?|litres?|pints?|kilos?|loaves)"
    r"(?: please)?"
)
_COUNTED = re.compile(
    r"(?:(?:no|actually|sorry|rather|make (?:it|that)) )*"
    r"(?P<item>(?:\d+|an?|half an?|a couple of|a few) (?:dozen )?(?:\w+ of )?(?P<what>\w+(?: \w+)??))"
    r"(?: (?:instead|rather|please|actually|then))*"
)
_TO_IT = re.compile(
    r"(?:(?:and|also|then|please|can you|could you) )*(?:add|put|write) (?P<what>.+?) (?:to|on|onto) (?:it|there|that)"
    r"(?: too| as well| please)*"
)
_ADDED = re.compile(
    rf"{_SO}add (?P<what>(?!.*\b(?:minutes?|hours?|seconds?|lists?|note)\b).+?)(?: (?:too|as well|please))*"
)
_ADD_IT = re.compile(
    r"(?:(?:yes|yeah|sure|well|then|okay|no|please|so|oh|can you|could you) )*(?:add|put) (?:it|one|1|some|that|them)"
    r"(?: (?:to|on)(?: (?:it|there|the list|my list))?)?(?: (?:then|please|too|down))*"
)
_VERBS = re.compile(
    r"(?:add|get rid|turn|switch|set|open|close|shut|lock|unlock|start|stop|dim|play|pause|what|who|when|where|how|is"
    r"|are|tell|remind|wake|cancel|put|take|remove|delete|make|go|do|don't|not|that|this|it|the other|i|you|he|she|they"
    r"|we|then|now|me|of|to|yes|no|never)\b"
)
"""Beginnings of what is no item, but a sentence."""


def puts_right(text: str, context: Context) -> bool:
    """Return whether something takes the place of what was put on a list before, or noted: "no oat milk"."""
    said = normalise(text)
    if noted_rather(said, context) is not None:
        return True
    rather = bool(context.before) and _rather(said, context.before[-1], context)
    return (
        bool(_PUTS_RIGHT.match(said))
        and not rather
        and _not_that(said, context) is None
        and not _ADD_IT.fullmatch(said)
    )


def of_its_list(text: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return what is asked of the list that was spoken of, or put "on it": exact sentences may mean another one."""
    before = context.before[-1] if context.before else None
    if (needed := _needed(text, before, context)) is not None:
        return (needed,)
    if before is None or not before.intent.startswith("list_"):
        return None
    before = _of_told(before, context)
    if _WHAT_IS_ON_IT.fullmatch(text):
        return (replace(before, intent="list_query", values={}),)
    if before.intent == "list_query" and before.values.get("item") and _ADD_IT.fullmatch(text):
        return (replace(before, intent="list_add"),)
    if (rather := _counted(text, context) or _rather(text, before, context)) is not None:
        return rather
    added = _TO_IT.fullmatch(text)
    is_item = added is not None and added["what"] not in PRONOUNS | {"one", "1", "some"}
    return (replace(before, intent="list_add", values={"item": added["what"]}),) if added and is_item else None


def _of_told(before: ParsedAction, context: Context) -> ParsedAction:
    """Return what was done to a list, or asked of it, with the name of the list where we told it."""
    named = any(target.name for target in before.targets)
    return (
        before if named or not (told := list_told(context)) else replace(before, targets=(Target(name=f"{told} list"),))
    )


def _needed(text: str, before: ParsedAction | None, context: Context) -> ParsedAction | None:
    """Return the question whether something is on a list: it is, or a list was spoken of; else it is no such."""
    match = _NEEDED.fullmatch(text)
    if match is None or _VERBS.match(match["what"]):
        return None
    of_a_list = before is not None and before.intent.startswith("list_")
    if not of_a_list and item_called(match["what"], context.kept.items) is None:
        return None
    targets = before.targets if before is not None and of_a_list else ()
    return ParsedAction("list_query", targets, {"item": match["what"]})


def said_of_a_list(text: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return what a text means for the list that was spoken of, or that has what is named; None: nothing."""
    swap = _SWAPPED.fullmatch(text)
    old = item_called(swap["old"], context.kept.items) if swap else None
    if swap and old:
        return ParsedAction("list_remove", values={"item": old}), ParsedAction("list_add", values={"item": swap["new"]})
    before = context.before[-1] if context.before else None
    if before is None or not before.intent.startswith("list_"):
        return None
    return (
        _not_that(text, context)
        or _ticked(text, before, context)
        or _asked(text, before, context)
        or _changed(text, before, context)
    )


def _ticked(text: str, before: ParsedAction, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return that something is done which stands on the list: "I've packed the tent", "the first one is done"."""
    match = _TICKED.fullmatch(text)
    if match is None or (match["did"] and not is_past(match["did"])):
        return None
    if match["past"] and not is_past(match["past"]):
        return None
    what = (
        match["deed"]
        or match["done"]
        or match["ticked"]
        or match["off"]
        or match["is"]
        or match["finished"]
        or match["both"]
    )
    item = what if _PLACE.fullmatch(what) else item_called(what, context.kept.items) or _meant_by(what, context)
    return (replace(before, intent="list_complete_item", values={"item": item}),) if item else None


def _meant_by(what: str, context: Context) -> str | None:
    """Return the item that "it" is, or "both" are: what was put on a list, or is the one thing that stands there."""
    only = _ONLY.fullmatch(context.history[-1][1]) if context.history else None
    return (only["item"] if only else item_meant(what, context)) if what in PRONOUNS else None


def _counted(text: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return that there is to be another number of something: "three lemons"."""
    before = context.before[-1].values.get("item", "") if context.before else ""
    if (
        (of_it := _OF_IT.fullmatch(text))
        and before
        and " and " not in before
        and context.before[-1].intent == "list_add"
    ):
        more = f"{of_it['count']} {of_it['unit']} of {before}"
        return tuple(
            ParsedAction(f"list_{do}", values={"item": item}) for do, item in (("remove", before), ("add", more))
        )
    match = _COUNTED.fullmatch(text)
    old = item_called(match["what"], context.kept.items) if match else None
    if match is None or old is None or normalise(old) == match["item"]:
        return None
    much, was = _SO_MUCH.fullmatch(match["item"]), _SO_MUCH.fullmatch(normalise(old))
    what = was["of"] or "" if much and was and not much["of"] else ""  # of a dozen eggs there are to be two dozen
    added = ParsedAction("list_add", values={"item": f"{match['item']}{what}"})
    return ParsedAction("list_remove", values={"item": old}), added


def _rather(text: str, before: ParsedAction, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return that one of several things is swapped for one of its kind: "bread and butter", "i meant brown bread"."""
    made = _MAKES_IT.match(text)
    match, put = made or _PUTS_RIGHT.match(text), f" {normalise(before.values.get('item', ''))} "
    new = text[match.end() :] if match else ""
    old = item_called(new.rpartition(" ")[2], context.kept.items) if new else None
    was_put = f" {old} " in put and (" and " in put or made is not None)
    if old is None or old == new or not (was_put or before.intent == "list_query") or _NOT.fullmatch(text):
        return None
    return ParsedAction("list_remove", values={"item": old}), ParsedAction("list_add", values={"item": new})


def _not_that(text: str, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return that something comes off the list after all, and what takes its place: "not bananas apples"."""
    match, items = None if _NO_SO_MANY.match(text) else _NOT.fullmatch(text), context.kept.items
    words = match["what"].split() if match else []
    for at in range(len(words), 0, -1):
        old = item_called(" ".join(words[:at]), items)
        new = _BUT.sub("", " ".join(words[at:]))
        if old and not (new and _VERBS.match(new)):
            off, on = ParsedAction("list_remove", values={"item": old}), ParsedAction("list_add", values={"item": new})
            return (off, on) if new else (off,)
    return None


def _asked(text: str, before: ParsedAction, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return the question whether something stands on the list."""
    match = _IS_ON_IT.fullmatch(text)
    asked_last = bool(context.history) and context.history[-1][1].startswith(("Yes, ", "No, ", "There "))
    if match is None and (had := _HAD.fullmatch(text)) and (had["does"] or is_past(had["did"])):
        return (replace(_of_told(before, context), intent="list_query", values={"item": had["what"]}),)
    if match is None and (asked_last or before.intent == "list_query"):
        match = _ASKED_ON.fullmatch(text)
    item = (match["on"] or match["put"]) if match else ""
    if not item or item.endswith("list") or _VERBS.match(item):
        return None
    return (replace(before, intent="list_query", values={"item": item}),)


def _changed(text: str, before: ParsedAction, context: Context) -> tuple[ParsedAction, ...] | None:
    """Return a change of the list."""
    if before.intent in {"list_remove", "list_complete_item"}:
        next_one, more = _AND_PLACE.fullmatch(text), _AND_THE.fullmatch(text)
        too = next_one["place"] if next_one else item_called(more["item"], context.kept.items) if more else None
        if too:
            return (replace(before, values={"item": too}),)
    if _CLEARED.fullmatch(text):
        return (replace(before, intent="list_remove", values={"item": "everything"}),)
    if (off := _OFF.fullmatch(text)) is not None:
        return (replace(before, intent="list_remove", values={"item": next(filter(None, off.groups()))}),)
    if (added := _ADDED.fullmatch(text)) is not None and added["what"] not in PRONOUNS | {"some", "one", "1"}:
        return (replace(before, intent="list_add", values={"item": added["what"]}),)
    too = before.intent in {"list_query", "list_complete_item"} and text.endswith((" too", " as well"))
    match = _MORE.fullmatch(text) if before.intent == "list_add" or too else None
    item = _CORRECTED.sub("", match["more"] or match["too"]) if match else ""
    names_list = item.endswith(" list") and not before_list(item)[1]
    if not item or names_list or _VERBS.match(item):
        return None
    item = of_whom_else(item, before.values.get("item", "")) or as_much(item, before.values.get("item", ""))
    was_task = is_task(before.values.get("item", item))
    elsewhere = is_task(item) and not was_task  # a thing to be done is nothing to be packed
    targets = (Target(name=f"{TO_DO} list"),) if elsewhere else before.targets
    return (replace(before, intent="list_add", targets=targets, values={"item": item}),)
