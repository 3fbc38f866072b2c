"""What is set to an option, or to a number, by a part of its name: "sauna to finnish" for the sauna program."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from edgeassist.messages import Entity
from edgeassist.text import normalise, normalised_name

_SET = (
    r"(?:(?:please|can you|could you|would you|just) )*(?:(?:set|put|switch|change|turn|make|run|do|start|get|stick) )?"
)
_THING = r"(?:(?:the|my|our) )?(?P<thing>\S.*?)"
_TO = r"(?:(?:back|over|up|down) )?(?:to|on|onto|in|into|at)(?: the)?"
_MODE = r"(?: (?:mode|setting|cycle|program|programme|wash))?"
_FIGURE = r"(?P<figure>\d+(?:\.\d+)?) (?P<unit>[a-z]+)"
_TO_A_FIGURE = (
    re.compile(rf"{_SET}{_THING} {_TO} {_FIGURE}"),
    re.compile(rf"(?:give )?{_FIGURE} (?:for|in|into|on) {_THING}"),
    re.compile(rf"give {_THING} {_FIGURE}"),
)
_SERVED = frozenset({"portion", "portions", "serving", "servings", "scoop", "scoops"})
"""What is counted of food, whatever the thing is called that gives it."""
_STATES = frozenset({"on", "off"})
_LEAST = 2
"""Letters of an option that tells what is meant."""
_STEM = 4
"""Letters that words have in common of which one stands for the other: "wash" and "washing"."""


def in_full_name(text: str, entities: Iterable[Entity]) -> str:
    """Return a command that sets something to an option or a number, with its whole name; "": it is no such.

    >>> sauna = Entity("select.heat", "Sauna Program", "select", attributes={"options": ["Mild", "Finnish"]})
    >>> in_full_name("put the sauna on Finnish please", [sauna]), in_full_name("put the kettle on mild", [sauna])
    ('set sauna program to finnish', '')
    >>> wash = Entity("select.wash", "Wash Programme", "select", attributes={"options": ["Cotton 60", "Quick 30"]})
    >>> in_full_name("put the washing on cotton", [wash]), in_full_name("washing on a quick 30", [wash])
    ('set wash programme to cotton 60', 'set wash programme to quick 30')
    >>> in_full_name("three portions for the fish", [Entity("number.fish", "Fish Feeder Portions", "number")])
    'set fish feeder portions to 3'
    """
    said = normalise(text).removesuffix(" please")
    found = {f"set {_names(entity)[0]} to {value}" for entity in entities for value in _values(said, entity)}
    return found.pop() if len(found) == 1 else ""


def _values(said: str, entity: Entity) -> Iterator[str]:
    """Yield what `entity` is to be set to."""
    if entity.domain == "number":
        for match in filter(None, (way.fullmatch(said) for way in _TO_A_FIGURE)):
            if _is_meant(match["thing"], entity) and (match["unit"] in _SERVED or _is_meant(match["unit"], entity)):
                yield match["figure"]
    options = entity.attributes.get("options") if entity.domain == "select" else None
    known = [*map(normalise, map(str, options if isinstance(options, list | tuple) else ()))]
    for option, spoken in _spoken(known):
        end = rf"(?:an? )?{re.escape(spoken)}{_MODE}"
        to = f"(?:{_TO} )?" if option in _STATES else f"{_TO} "
        ways = (rf"{_SET}{_THING} {to}{end}", rf"{_SET}{end} (?:on|for|in) {_THING}") if spoken in said else ()
        matches = (re.fullmatch(way, said) for way in ways if len(option) >= _LEAST)
        if any(match and _is_meant(match["thing"], entity) for match in matches):
            yield option


def _spoken(options: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each option with what it is called: its name, or the first word of that where no other begins so."""
    begins = [option.split()[0] if option else "" for option in options]
    for option, first in zip(options, begins, strict=True):
        yield option, option
        if first != option and begins.count(first) == 1 and len(first) >= _STEM and first.isalpha():
            yield option, first


def _is_meant(thing: str, entity: Entity) -> bool:
    """Return whether every word of `thing` stands in a name of `entity`, or one that begins alike."""
    return any(all(_stands_in(word, name.split()) for word in thing.split()) for name in _names(entity))


def _stands_in(word: str, words: list[str]) -> bool:
    stem = word[:_STEM]
    return word in words or (len(stem) == _STEM and any(each.startswith(stem) for each in words))


def _names(entity: Entity) -> list[str]:
    return [normalised_name(name).removeprefix("the ") for name in (entity.name, *entity.aliases)]
