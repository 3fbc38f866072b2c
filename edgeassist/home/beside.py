"""What is spoken of after another thing, without a room: it is looked for beside that."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from edgeassist.home.evidence import several_of_kind
from edgeassist.home.house import Setting
from edgeassist.messages import Action, ParsedAction, Target

_OF_LISTS = frozenset({"list_add", "list_remove", "list_complete_item"})
_SOME_LIST = Target(domain="todo")


def on_that_list(parsed: ParsedAction, before: Iterable[Action], setting: Setting) -> ParsedAction:
    """Return an action on the list that was just named, where it names none: "take x off the set list and add y"."""
    named = {key for action in before if action.intent in _OF_LISTS for key in action.targets}
    if parsed.intent not in _OF_LISTS or {*parsed.targets} - {_SOME_LIST} or len(named) != 1:
        return parsed
    return replace(parsed, targets=(Target(name=setting.home.entities[next(iter(named))].name),))


def beside(parsed: ParsedAction, before: Iterable[Action], setting: Setting) -> Setting:
    """Return the setting of an action on one thing: that beside what was just named, unless one is here.

    "Turn off Ella's light and close the blind" means hers, "left lamp off in the library, right lamp on" the one there.
    """
    target = parsed.targets[0] if len(parsed.targets) == 1 else Target()
    bare = replace(target, domain=None, device_class=None)
    entities = setting.home.entities
    rooms = {entities[key].area for action in before for key in action.targets}
    if target.name and setting.area is None and bare == Target(name=target.name):
        return _in_room(rooms, setting)
    if not target.domain or bare != Target():
        return setting
    here = setting.house.by_area.get(setting.area.id, ()) if setting.area else ()
    is_here = any(entities[key].domain == target.domain for key in here)
    if is_here or several_of_kind(setting.context.said, target.domain, target.device_class):
        return setting
    return _in_room(rooms, setting)


def _in_room(rooms: Collection[str | None], setting: Setting) -> Setting:
    """Return the setting as if it was said in the one of these rooms; as it is where they are several."""
    return replace(setting, context=replace(setting.context, area=next(iter(rooms)))) if len(rooms) == 1 else setting
