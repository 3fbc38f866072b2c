"""The one thing of a kind that is spoken of after another: it is looked for beside that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from edgeassist.home.evidence import several_of_kind
from edgeassist.home.house import Setting
from edgeassist.messages import Action, ParsedAction, Target


def beside(parsed: ParsedAction, before: Iterable[Action], setting: Setting) -> Setting:
    """Return the setting of an action on the one thing of a kind: that beside what was just named, unless one is here.

    "Turn off Ella's light and close the blind" means hers.
    """
    target = parsed.targets[0] if len(parsed.targets) == 1 else Target()
    if not target.domain or replace(target, domain=None, device_class=None) != Target():
        return setting
    entities = setting.home.entities
    rooms = {entities[key].area for action in before for key in action.targets}
    here = setting.house.by_area.get(setting.area.id, ()) if setting.area else ()
    is_here = any(entities[key].domain == target.domain for key in here)
    if len(rooms) != 1 or is_here or several_of_kind(setting.context.said, target.domain, target.device_class):
        return setting
    return replace(setting, context=replace(setting.context, area=rooms.pop()))
