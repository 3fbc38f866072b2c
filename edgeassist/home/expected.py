"""Questions that we ask back, as they are kept until they are answered: which one, and how much; and what answers them.

A question is a JSON object, since it outlives the process: `{"kind": "choice", "question", "asked", "options"}` or
`{"kind": "value", "question", "asked", "slots"}`, where "asked" is the action that waits.
An option has a label and words, and may have what all of it is "meant" to do, and what is "also" said for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from difflib import get_close_matches
from typing import Any

from edgeassist.home.another_day import on_another_day
from edgeassist.home.list_talk import of_its_list, said_of_a_list
from edgeassist.home.missing import FREE, slots_missing
from edgeassist.home.names import words_of
from edgeassist.home.note_talk import noted_rather, noted_too
from edgeassist.home.other_list import moved_over, of_the_other, on_the_other
from edgeassist.home.own_lists import list_key
from edgeassist.home.values import read_params
from edgeassist.home.words import nouns_of
from edgeassist.messages import Context, Dialogue, Entity, Home, ParsedAction, Refusal, Target
from edgeassist.text import ORDINALS, normalise, normalised_name

_ASIDE = frozenset(
    {
        "the",
        "one",
        "ones",
        "1",
        "please",
        "i",
        "i'd",
        "i'm",
        "am",
        "me",
        "my",
        "name",
        "name's",
        "this",
        "mean",
        "meant",
        "want",
        "like",
        "said",
        "that",
        "that's",
        "it's",
    }
    | {
        "is",
        "it",
        "um",
        "uh",
        "er",
        "oh",
        "well",
        "just",
        "only",
        "okay",
        "ok",
        "a",
        "an",
        "no",
        "one's",
        "with",
        "next",
    }
    | {"to", "in", "on", "at", "by", "near", "over", "there", "thanks", "thank", "you", "take", "for", "from", "of"}
)
"""What is said around a choice."""
_EVERY = frozenset({"both", "all", "every", "each", "them", "those", "these", "two", "three", "2", "3", "lot"})
_NONE = frozenset({"neither", "none", "nothing", "not", "any", "them", "those"})
_YES = frozenset({"yes", "yeah", "yep", "yup", "sure", "right", "correct", "exactly", "do", "indeed", "course"})
_PLACES = {word: place for place, word in enumerate(ORDINALS)} | {"former": 0, "latter": -1, "last": -1}
_LIKE = 0.75
"""How alike a word must be to one of a name."""
_SHORTEST = 4
"""Letters of a word that may be misspelt."""
_BEFORE_VALUE = re.compile(
    r"^(?:(?:um|uh|er|oh|okay|well|please|let's say|say|make it|i'd say|about|around|set it|i want|i'd like|just)\b ?)+"
)
_AFTER_VALUE = re.compile(r" (?:please|thanks|thank you|i think|would do)$")
_BY_CLOCK = re.compile(r"at .+|\d{1,2}")
"""What is rather a time of day than a length of time, where it may be either."""
_ASKS = re.compile(
    r"(?:when|what|how|who|where|why|which)(?:'s)?(?: \w+)? (?:do|does|did|is|are|was|will|have|has|can)\b"
)
"""A question, which is nothing to be reminded of."""
_BEFORE_SPAN = re.compile(r"^(?:for|of|at|to|on|in) ")
_WHICH = re.compile(
    r"which(?: (?:ones?|1s?))?(?: (?:are there|are they|do you mean|can i choose|is there))?|what (?:are|were) (?:they|"
    r"(?:the|my) (?:choices|options)(?: again)?)|what (?:choices|options) (?:do i have|are there)|what can i choose"
)
_BEFORE_ITEM = re.compile(r"^(?:add|put|write|get|buy|(?:i|we) (?:need|want)|i'd like|that) (?=\S)")
_THING = re.compile(
    r"(?:(?:i mean|i meant|no|sorry|well|okay) )*(?:the|my) (?!.*\b(?:is|are|was|has)\b)"
    r"(?P<name>\w+(?: \w+){0,3}?)(?: please)?"
)
_AFTER_ITEM = re.compile(r" (?:to|on|onto) (?:it|there|that|(?:the|my|our) list)$")


def asks_what(text: str) -> bool:
    """Return whether somebody wants to hear the choices again: "which ones are there"."""
    return _WHICH.fullmatch(normalise(text)) is not None


def asking(refusals: Iterable[Refusal]) -> Refusal | None:
    """Return what to ask back where something can be meant in several ways, or is missing."""
    return next((each for each in refusals if each.reason in {"ambiguous", "missing", "nothing_before"}), None)


def clarify(asked: Refusal) -> Dialogue:
    """Return a question as it is published."""
    return Dialogue("clarify", {"question": asked.text, "choices": list(asked.choices)})


def question_of(refusal: Refusal, home: Home) -> Mapping[str, Any]:
    """Return the question that a refusal is, to be kept; empty: it is none that could be answered."""
    if refusal.asked is None:
        return {}
    if refusal.reason == "missing":
        slots = [*slots_missing(refusal.asked.intent)]
        return {"kind": "value", "question": refusal.text, "asked": asdict(refusal.asked), "slots": slots}
    if refusal.reason == "nothing_before" and refusal.asked.targets:
        return {"kind": "thing", "question": refusal.text, "asked": asdict(refusal.asked)}
    if refusal.reason != "ambiguous" or not refusal.choices:
        return {}
    ids = refusal.entities if len(refusal.entities) == len(refusal.choices) else ("",) * len(refusal.choices)
    options = [_option(label, home.entities.get(key), home) for label, key in zip(refusal.choices, ids, strict=True)]
    of = {"of": "condition"} if refusal.of_condition else {}
    return {"kind": "choice", "question": refusal.text, "asked": asdict(refusal.asked), "options": options, **of}


def phrases_for(expected: Mapping[str, Any]) -> tuple[str, ...]:
    """Return short answers that a recogniser may listen for.

    >>> phrases_for({"kind": "choice", "options": [{"label": "Desk Lamp", "words": ["desk", "light"]}]})
    ('desk lamp', 'the desk lamp', 'desk', 'the desk one', 'the desk')
    """
    options = expected.get("options", ())
    labels = [normalise(option["label"]) for option in options]
    shared = set.intersection(*(set(label.split()) for label in labels)) if len(labels) > 1 else set()
    phrases: list[str] = [phrase for option in options for phrase in option.get("also", ())]
    for label in labels:
        words = label.split()
        own = [word for word in words if word not in shared]
        short = " ".join(own if shared else words[:-1]) or label
        phrases += [label, f"the {label}", short, f"the {short} one", f"the {short} 1", f"the {short}"]
    return tuple(phrase for phrase in dict.fromkeys(phrases) if not phrase.endswith(" 1") or len(labels) > 1)


def answered(text: str, context: Context, *, free: bool) -> tuple[ParsedAction, ...] | None:
    """Return what is to be done after an answer to the open question; None: the text does not answer it.

    `free`: whether any words may be the answer where any words are asked for, as what to put on a list.
    """
    expected = context.expected
    if expected.get("kind") == "choice" and not free:
        return _chosen(normalise(text), expected)
    if expected.get("kind") == "value":
        value = _filled(normalise(text), expected, context, free=free)
        return None if value is None else (value,)
    if expected.get("kind") == "thing" and free and (match := _THING.fullmatch(normalise(text))):
        return (replace(parsed_from(expected["asked"]), targets=(Target(name=match["name"]),)),)
    return None if expected else _gone_on(text, context, free=free)


def _gone_on(text: str, context: Context, *, free: bool) -> tuple[ParsedAction, ...] | None:
    """Return what a text means for a list or a note that was spoken of, or for another day; None: nothing."""
    said = normalise(text)
    if free:
        return moved_over(said, context) or said_of_a_list(said, context)
    if (another := on_another_day(text, context) or noted_rather(said, context)) is not None:
        return (another,)
    of_a_list = on_the_other(said, context) or of_the_other(said, context) or of_its_list(said, context)
    return of_a_list or noted_too(said, context)


def parsed_from(kept: Mapping[str, Any]) -> ParsedAction:
    """Return the action that `dataclasses.asdict` wrote."""
    targets = tuple(_target(each) for each in kept.get("targets", ()))
    about = tuple(kept.get("about", ()))
    return ParsedAction(**{**kept, "targets": targets, "values": dict(kept.get("values", {})), "about": about})


def _target(kept: Mapping[str, Any]) -> Target:
    excepts = tuple(_target(each) for each in kept.get("excepts", ()))
    return Target(**{**kept, "excepts": excepts, "ids": tuple(kept.get("ids", ()))})


def _option(label: str, entity: Entity | None, home: Home) -> dict[str, Any]:
    said = [label, *(entity.aliases if entity else ())]
    if entity is not None:
        area, floor = home.areas.get(entity.area or ""), home.floors.get(entity.floor or "")
        places = [name for place in (area, floor) if place for name in (place.name, *place.aliases)]
        said += [entity.name, *places, *nouns_of(entity.domain, entity.device_class)]
    words = {word for name in said for word in words_of(normalised_name(name))}
    return {"label": label, "id": entity.id if entity else "", "words": sorted(words)}


def _chosen(text: str, expected: Mapping[str, Any]) -> tuple[ParsedAction, ...] | None:
    options: Sequence[Mapping[str, Any]] = expected["options"]
    asked = parsed_from(expected["asked"])
    meant = _which(text, options)
    if meant is None:
        return None
    if not meant:
        return (ParsedAction("nevermind"),)
    picked = [options[number] for number in meant]
    if any("meant" in option for option in picked):
        return tuple(parsed_from(each) for option in picked for each in option["meant"])
    if any(option.get("values") for option in picked):
        return tuple(replace(asked, values={**asked.values, **option["values"]}) for option in picked)
    ids = tuple(option["id"] for option in picked if option["id"])
    if expected.get("of") == "condition":
        return (replace(asked, about=ids),) if ids else None
    targets = (Target(ids=ids),) if ids else tuple(Target(name=option["label"]) for option in picked)
    return (replace(asked, targets=targets),)


def _which(text: str, options: Sequence[Mapping[str, Any]]) -> tuple[int, ...] | None:
    """Return the numbers of the options that are meant, none where none is; None: it cannot be told."""
    words = [word for word in text.split() if word not in _ASIDE]
    if words and len(options) == 1 and _YES.issuperset(words):
        return (0,)
    if not {"neither", "none"}.isdisjoint(words) and _NONE.issuperset(words):
        return ()
    if words and _EVERY.issuperset(words) and not ("both" in words and len(options) != 2):
        return tuple(range(len(options)))
    parts = [_one(part, options) for part in re.split(r" (?:and|or) ", text)]
    found = [number for number in parts if number is not None]
    return tuple(dict.fromkeys(found)) if found and len(found) == len(parts) else None


def _one(text: str, options: Sequence[Mapping[str, Any]]) -> int | None:
    for said in dict.fromkeys((text, " ".join(word for word in text.split() if word not in _ASIDE))):
        words = set(words_of(said))
        if words and (number := _named(words, options)) is not None:
            return number
    ordinals = [word for word in text.split() if word not in _ASIDE or word == "1"]
    ordinals = [word for word in ordinals if word != "number"]
    if len(ordinals) > 1 and ordinals[-1] == "1":
        ordinals.pop()  # "the second one"
    if len(ordinals) != 1:
        return None
    at = int(ordinals[0]) - 1 if ordinals[0].isdecimal() else _PLACES.get(ordinals[0], len(options))
    return at % len(options) if -1 <= at < len(options) else None


def _named(words: set[str], options: Sequence[Mapping[str, Any]]) -> int | None:
    """Return the only option whose words are these, or that has them all; a word may be misspelt a little."""
    same = [at for at, option in enumerate(options) if set(words_of(normalise(option["label"]))) == words]
    if len(same) == 1:
        return same[0]
    having = [at for at, option in enumerate(options) if words <= set(option["words"])]
    if not having:
        having = [at for at, option in enumerate(options) if all(_is_like(word, option["words"]) for word in words)]
    return having[0] if len(having) == 1 else None


def _is_like(word: str, words: Sequence[str]) -> bool:
    return word in words or (len(word) >= _SHORTEST and bool(get_close_matches(word, words, 1, _LIKE)))


def _filled(text: str, expected: Mapping[str, Any], context: Context, *, free: bool) -> ParsedAction | None:
    """Return the action that waits with the value that was missing; None: the text is no such value."""
    asked = parsed_from(expected["asked"])
    said = _AFTER_VALUE.sub("", _BEFORE_VALUE.sub("", text)).strip()
    for slot in expected["slots"]:
        to_it = slot == "item" and _AFTER_ITEM.search(said) is not None
        if not said or (slot in FREE and not to_it) is not free or (slot == "text" and _ASKS.match(said)):
            continue
        if slot == "duration_s" and "time" in expected["slots"] and _BY_CLOCK.fullmatch(said):
            continue
        item = _without_list(_AFTER_ITEM.sub("", said), asked) if slot == "item" else said
        span = _BEFORE_ITEM.sub("", item) if slot in FREE else _BEFORE_SPAN.sub("", said)
        filled = replace(asked, values={**asked.values, slot: span})
        params = read_params(filled, context)
        if params is not None and len(params) > len(asked.values):
            return filled
    return None


def _without_list(item: str, asked: ParsedAction) -> str:
    """Return what is put on the list that was asked about, without the name of that where it is said again."""
    key = list_key(next((target.name for target in asked.targets if target.name), "") or "")
    return re.sub(rf" (?:to|on|onto) (?:the |my |our )?{re.escape(key)}(?: list)?$", "", item) if key else item
