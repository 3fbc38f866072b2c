"""What is spoken of after another thing, without a room: it is looked for beside that."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace

from edgeassist.home.bearing import is_plural
from edgeassist.home.evidence import several_of_kind
from edgeassist.home.house import Scope, Setting
from edgeassist.home.places import scope_of
from edgeassist.messages import Action, ParsedAction, Target
from edgeassist.text import normalise

_OF_LISTS = frozenset({"list_add", "list_remove", "list_complete_item"})
_SOME_LIST = Target(domain="todo")
_THERE = re.compile(r"\b(?:in|out|up|down|over) there$")
_ROOM_FIRST = re.compile(r"(?:in|inside) (?:the|my|our)\b")
_SURE = 0.95


def there_too(parsed: ParsedAction, before: Iterable[Action], setting: Setting) -> ParsedAction:
    """Return an action on the list that was just named, or in the room of what was: "and turn the fan off in there"."""
    before = tuple(before)
    if parsed.intent in _OF_LISTS:
        return _on_that_list(parsed, before, setting)
    rooms = {setting.home.entities[key].area for action in before for key in action.targets}
    room = setting.home.areas.get(next(iter(rooms), None) or "")
    if len(rooms) != 1 or room is None or not _THERE.search(setting.context.said):
        return parsed
    placed = (target if target.area or target.floor else replace(target, area=room.name) for target in parsed.targets)
    return replace(parsed, targets=tuple(placed))


def _on_that_list(parsed: ParsedAction, before: Iterable[Action], setting: Setting) -> ParsedAction:
    named = {key for action in before for key in action.targets if action.intent in _OF_LISTS}
    if {*parsed.targets} - {_SOME_LIST} or len(named) != 1:
        return parsed
    return replace(parsed, targets=(Target(name=setting.home.entities[next(iter(named))].name),))


def in_one_place(targets: tuple[Target, ...], setting: Setting) -> tuple[Target, ...]:
    """Return the things with the room that was said of one of them, where that has them too.

    "The left and right lamps in the rose room": without it the second one might be anywhere. And of several such things
    those of each room: "the bedside lamps in the rose room and the oak room".
    """
    first = targets[0] if targets else Target()
    if first.name and first.area and is_plural(first.name):
        targets = tuple(replace(each, name=first.name) if _is_only_a_room(each) else each for each in targets)
    placed = [target for target in targets if target.area or target.floor]
    if len(targets) == 1 or len(placed) != 1:
        return targets
    scope = scope_of(placed[0], setting)
    inside = scope.ids if isinstance(scope, Scope) and scope.ids else frozenset[str]()
    return tuple(
        replace(target, area=placed[0].area, floor=placed[0].floor)
        if target.name and target not in placed and _is_among(target.name, inside, placed[0].area or "", setting)
        else target
        for target in targets
    )


def _is_only_a_room(target: Target) -> bool:
    return target == Target(area=target.area)


def _is_among(name: str, ids: frozenset[str], place: str, setting: Setting) -> bool:
    """Return whether a thing is so called here of which another may be elsewhere, its place being said after it."""
    said = setting.context.said
    is_after = setting.area is None or said.rfind(normalise(place)) > said.rfind(name.split(maxsplit=1)[0])
    return is_after and any(hit.key in ids and hit.score >= _SURE for hit in setting.house.things.find(name))


def beside(
    parsed: ParsedAction, last: ParsedAction | None, end: ParsedAction, before: Iterable[Action], setting: Setting
) -> Setting:
    """Return the setting of an action on one thing: that beside what was just named, unless one is here.

    "Turn off Ella's light and close the blind" means hers, "left lamp off in the library, right lamp on" the one there.
    Where nothing came of what was said `last`, the room that it named is meant all the same. What is only a kind of
    things is in the room with which the `end` of the sentence closes: "shut the curtains and dim the lamps in the den".
    """
    target = parsed.targets[0] if len(parsed.targets) == 1 else Target()
    bare = replace(target, domain=None, device_class=None)
    entities = setting.home.entities
    rooms = {entities[key].area for action in before for key in action.targets} or _rooms_said(last, setting)
    if target.name and setting.area is None and bare == Target(name=target.name):
        return _in_room(rooms, setting)
    if _ROOM_FIRST.match(setting.context.said) and bare in (Target(), Target(quantity="all")):
        return _in_room(rooms, setting)
    if not target.domain or bare != Target():
        return setting
    if not rooms and end is not parsed and setting.area is None and _closes(end, setting.context.said):
        rooms = {room for room in _rooms_said(end, setting) if _has(room, target.domain, setting)}
        return _in_room(rooms, setting)
    here = setting.house.by_area.get(setting.area.id, ()) if setting.area else ()
    is_here = any(entities[key].domain == target.domain for key in here)
    if is_here or several_of_kind(setting.context.said, target.domain, target.device_class):
        return setting
    return _in_room(rooms, setting)


def _closes(parsed: ParsedAction, said: str) -> bool:
    """Return whether a sentence closes with the one room of an action."""
    rooms = [target.area or "" for target in parsed.targets]
    return len(rooms) == 1 and bool(rooms[0]) and said.removesuffix(" please").endswith(f" {normalise(rooms[0])}")


def _has(room: str | None, domain: str, setting: Setting) -> bool:
    inside = setting.house.by_area.get(room or "", ())
    return any(setting.home.entities[key].domain == domain for key in inside)


def _rooms_said(parsed: ParsedAction | None, setting: Setting) -> set[str | None]:
    scopes = [scope_of(target, setting) for target in (parsed.targets if parsed else ()) if target.area]
    return {scope.area for scope in scopes if isinstance(scope, Scope) and scope.area}


def _in_room(rooms: Collection[str | None], setting: Setting) -> Setting:
    """Return the setting as if it was said in the one of these rooms; as it is where they are several."""
    return replace(setting, context=replace(setting.context, area=next(iter(rooms)))) if len(rooms) == 1 else setting
