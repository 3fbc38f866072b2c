"""What is named without its noun, which was said just before: "the left one", "close the bedroom one"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from edgeassist.home.house import Setting
from edgeassist.home.words import kinds_of, nouns_of
from edgeassist.messages import Context, ParsedAction, Target, Understanding

_ONE = re.compile(r"\b(?:the (?:one|1) |\w+ (?:one|1)$)")
_IS_ONE = re.compile(r"(?:^| )(?:ones?|1s?)$")


def spellings(parsed: ParsedAction, setting: Setting) -> Iterator[ParsedAction]:
    """Yield an action, first with the noun of what was spoken of where its name may lack it: "the left one"."""
    nouns = _nouns_before(setting)
    for noun in nouns[:1]:
        named = [replace(target, name=f"{target.name} {noun}") for target in parsed.targets if target.name]
        nounless = _ONE.search(setting.context.said) or not any(map(_has_noun, parsed.targets))
        if nounless and named and len(named) == len(parsed.targets):
            yield replace(parsed, targets=tuple(named))
    yield parsed


def _with_noun(name: str, noun: str) -> str:
    """Return "bedroom light" for "bedroom one", and "lights" for "ones"."""
    plural = "s" if name.endswith("s") else ""
    return _IS_ONE.sub(f" {noun}{plural}", name).strip()


def named_so(understanding: Understanding, context: Context) -> ParsedAction | None:
    """Return "the dino one" as what corrects what was done, where its "one" was read as a value; None: it was not."""
    parsed = understanding.actions[0] if len(understanding.actions) == 1 else ParsedAction("")
    names = [target.name for target in parsed.targets if target.name]
    if (
        [value.removesuffix(".0") for value in parsed.values.values()] != ["1"]
        or len(names) != 1
        or context.said != f"the {names[0]} 1"
    ):
        return None
    return ParsedAction("correct", (Target(name=names[0]),))


def with_its_noun(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return an action on "the bedroom one" with the noun of what was spoken of; None: it names no such "one"."""
    nouns, names = _nouns_before(setting), [target.name or "" for target in parsed.targets]
    if not nouns or not names or not all(_IS_ONE.search(name) for name in names):
        return None
    named = (replace(each, name=_with_noun(each.name or "", nouns[0])) for each in parsed.targets)
    return replace(parsed, targets=tuple(named))


def _nouns_before(setting: Setting) -> list[str]:
    spoken_of = setting.spoken_of
    return [*nouns_of(spoken_of[0].domain, spoken_of[0].device_class)] if spoken_of else []


def _has_noun(target: Target) -> bool:
    return bool(kinds_of((target.name or "").rpartition(" ")[2]))
