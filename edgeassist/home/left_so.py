"""What is to stay as it is: "leave the bedroom one open" after the blinds were closed, or before anything was done."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.house import Setting
from edgeassist.home.names import words_of
from edgeassist.messages import Context, ParsedAction, Refusal, Target, Understanding
from edgeassist.text import normalise

MAKES: Mapping[str, str] = MappingProxyType(
    {"on": "turn_on", "off": "turn_off", "open": "open", "closed": "close", "locked": "lock", "unlocked": "unlock"}
)
"""State in which a thing is left → what makes sure of it."""
_AGAINST: Mapping[str, str] = MappingProxyType(
    {"on": "turn_off", "off": "turn_on", "open": "close", "closed": "open", "locked": "unlock", "unlocked": "lock"}
)
"""State in which a thing is left → the command that it is left out of."""

_LEAVES = re.compile(r"(?:(?:no|oh|but|and|just|only|sorry|please|can you) )*(?:leave|keep|not|except|apart from)\b")

_ELSE = re.compile(r"\b(?:everything|anything|all|lights?|lamps?|blinds?) else\b")

NOT_AMONG_THEM = Refusal("cannot", "That was not among them.")


def left_so(understanding: Understanding, context: Context) -> Understanding:
    """Return what was understood: what was said after a command that ends that state is left out of the command.

    After anything else it is seen to that the thing is in that state, which it mostly is; alone it asks for nothing.
    """
    parsed = understanding.actions[0] if len(understanding.actions) == 1 else None
    if parsed is not None and parsed.intent == "also" and _left_just_now(context):
        left = tuple(replace(target, excepts=()) for target in parsed.targets)
        return replace(understanding, actions=(ParsedAction("correct", (Target(excepts=left),)),))
    if parsed is None or parsed.intent != "correct" or parsed.values.get("state") not in MAKES:
        return understanding
    if not context.before:
        return replace(understanding, actions=())
    state, before = parsed.values["state"], context.before[-1]
    left = tuple(target for each in parsed.targets for target in each.excepts)
    alone = len(before.targets) == len(left) == 1 and left[0].name and left[0].name == before.targets[0].name
    if before.intent == _AGAINST[state] and not alone:
        return replace(understanding, actions=(replace(parsed, values={}),))
    kinds = {target.domain for target in before.targets if target.domain}
    domain = kinds.pop() if len(kinds) == 1 else None
    meant = tuple(target if target.name or target.domain else replace(target, domain=domain) for target in left)
    if any(target == Target(area=target.area, floor=target.floor) for target in meant):
        return replace(understanding, actions=())
    return replace(understanding, actions=(ParsedAction(MAKES[state], meant),))


def all_else(parsed: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return "everything else off" without what was spoken of; None: that is not said, or something is named."""
    named = any(target.name or target.ref or target.ids for target in parsed.targets)
    if named or not parsed.targets or not _ELSE.search(setting.context.said):
        return None
    spoken_of = tuple(each.id for each in setting.spoken_of)
    if not spoken_of and any(target.excepts for target in parsed.targets):
        return None
    spared = Target(ids=spoken_of) if spoken_of else Target(ref="them")
    return replace(parsed, targets=tuple(replace(each, excepts=(*each.excepts, spared)) for each in parsed.targets))


def _left_just_now(context: Context) -> bool:
    """Return whether something was left out of a command just now, so that "and the tv" is left out, too."""
    before = context.before[-1] if context.before else ParsedAction("")
    left = any(target.excepts for target in before.targets)
    return left and bool(context.history) and _LEAVES.match(normalise(context.history[-1][0])) is not None


def was_among(parsed: ParsedAction, setting: Setting) -> bool:
    """Return whether what is left out by its name or room was among what was spoken of, where that is known."""
    left = [each for target in parsed.targets for each in target.excepts]
    before = setting.spoken_of
    if not before or not all(each.name or each.area for each in left):
        return True
    house, areas = setting.house, setting.home.areas
    rooms = (areas.get(each.area or "") for each in before)
    known = [
        house.things.words(each.id) | frozenset(words_of(normalise(room.name if room else "")))
        for each, room in zip(before, rooms, strict=True)
    ]
    wanted = [frozenset(words_of(f"{each.area or ''} {each.name or ''}")) for each in left]
    return all(any(words <= some for some in known) for words in wanted)
