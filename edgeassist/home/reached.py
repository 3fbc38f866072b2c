"""Which devices a command reaches in this house, what is done with each, and which of them cannot do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from edgeassist.home.beside import in_one_place
from edgeassist.home.capabilities import cannot, intent_for, is_restart, no_restart, out_of_range, spelled
from edgeassist.home.house import Selection, Setting, Wanted
from edgeassist.home.measured import as_told, told_by
from edgeassist.home.slightly import a_little
from edgeassist.home.spoken import the
from edgeassist.home.targets import select
from edgeassist.messages import Action, Entity, ParsedAction, Refusal, Target


@dataclass(frozen=True, slots=True)
class Linked:
    """What became of one parsed action."""

    actions: tuple[Action, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    score: float = 1.0
    parsed: ParsedAction | None = None


def link_devices(parsed: ParsedAction, params: Mapping[str, Any], setting: Setting) -> Linked:
    """Return what is done with the devices that are meant; what was named and cannot do it stands in the refusals."""
    wanted = Wanted(parsed.intent, setting, _text(params.get("state")), _text(params.get("attribute")), params=params)
    targets = in_one_place(parsed.targets, setting) or (Target(),)
    found = [_chosen(target, setting) or told_by(select(target, wanted), wanted) for target in targets]
    refusals = [
        replace(each, intent=parsed.intent, asked=replace(parsed, targets=(target,)))
        for target, each in zip(targets, found, strict=True)
        if isinstance(each, Refusal)
    ]
    by_domain: defaultdict[str, set[str]] = defaultdict(set)
    for selection in found:
        if isinstance(selection, Selection):
            able, unable = _able(selection, parsed.intent, params, setting)
            refusals += unable
            for entity in able:
                by_domain[entity.domain].add(entity.id)
    if wanted.question and wanted.attribute != "last_changed":
        params = as_told(params, [setting.home.entities[key] for ids in by_domain.values() for key in ids])
    by_intent: defaultdict[str, set[str]] = defaultdict(set)
    for domain, ids in by_domain.items():
        by_intent[_intent_for(parsed.intent, domain)] |= ids
    actions = [
        Action(intent, tuple(sorted(ids)), spelled(setting.home.entities[min(ids)], params))
        for intent, ids in by_intent.items()
    ]
    actions = [Action("list_query", each.targets) if _asks_of_list(each, setting) else each for each in actions]
    parts = [part for action in actions for part in a_little(action, setting.home, setting.context.said)]
    return Linked(
        actions=tuple(part for part in parts if isinstance(part, Action)),
        refusals=(*refusals, *(part for part in parts if isinstance(part, Refusal))),
        score=min((each.score for each in found if isinstance(each, Selection)), default=1.0),
    )


def _asks_of_list(action: Action, setting: Setting) -> bool:
    """Return whether it is asked what is on lists, or how much: "how many songs are on the set list"."""
    return action.intent == "get_state" and all(setting.home.entities[key].domain == "todo" for key in action.targets)


def _chosen(target: Target, setting: Setting) -> Selection | None:
    """Return the things that were chosen of several when we asked."""
    chosen = frozenset(target.ids) & setting.home.entities.keys()
    return Selection(chosen, named=True) if chosen else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _intent_for(intent: str, domain: str) -> str:
    return intent if intent == "get_state" else intent_for(intent, domain) or intent


def _able(
    selection: Selection, intent: str, params: Mapping[str, Any], setting: Setting
) -> tuple[list[Entity], list[Refusal]]:
    """Return who can do it, and refusals for what was named and cannot; of a group, the others just do it."""
    entities = [setting.home.entities[key] for key in sorted(selection.ids)]
    if intent == "get_state":
        return entities, []
    able: list[Entity] = []
    unable: list[Refusal] = []
    restarts = is_restart(intent, setting.context.said)
    for entity in entities:
        if why := cannot(entity, intent, params) or (no_restart(entity) if restarts else None):
            unable.append(Refusal("cannot", f"{the(entity.name)} {why}.", intent, entity.id))
        elif params and (why := out_of_range(entity, intent, params)):
            unable.append(Refusal("out_of_range", f"{the(entity.name)} {why}.", intent, entity.id))
        else:
            able.append(entity)
    return able, [] if able and not selection.named else unable[:1]
