"""Commands that concern no device of the house: timers, lists, notes, the time, and the user's own intents."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.house import Setting, Wanted
from edgeassist.home.kept_items import item_meant
from edgeassist.home.missing import missing
from edgeassist.home.names import LEAST_SCORE
from edgeassist.home.own_lists import SHOPPING, TO_DO, before_list, list_key, own_list
from edgeassist.home.places import scope_of
from edgeassist.home.sensors_meant import sensors_meant
from edgeassist.home.targets import select
from edgeassist.home.words import Kind
from edgeassist.messages import Action, Home, ParsedAction, Refusal, Target
from edgeassist.text import normalise
from edgeassist.when import LENGTH

DIALOGUES = frozenset({"question", "clarify", "help", "repeat", "yes", "no", "answer"})
"""What stands beside the actions and never among them."""

_LISTS = frozenset({"list_add", "list_remove", "list_complete_item", "list_query"})
_TIMERS = frozenset(
    f"timer_{verb}"
    for verb in ("start", "cancel", "cancel_all", "pause", "resume", "status", "add", "subtract", "rename")
)
_CLOCK = frozenset({"get_time", "get_date", "sun_query"})
_NAMED = _TIMERS | {"alarm_set", "alarm_cancel", "alarm_move", "alarm_query", "alarm_snooze"}
_ALERTS = frozenset({"anomaly_query", "anomaly_accept", "anomaly_sensitivity", "anomaly_mute"})
_NOTES = frozenset({"note_take", "note_end", "note_query", "note_delete"})
_WAITS = frozenset({"notify", "schedule_query", "schedule_cancel"})
_OTHERS = _WAITS | frozenset({"reminder_set", "announce", "do_not_disturb", "voice_volume", "nevermind", "undo"})
_HEARD = frozenset({"announce", "do_not_disturb", "voice_volume"})
"""What concerns the loudspeakers of a room."""
_NO_ITEM = re.compile(rf"(?:minus |negative )?{LENGTH}|nothing|none")
_TO_DO = re.compile(r" (?:to ?dos? (?:list )?$|to ?dos? list )")
_PAST = "history_query"
_SHOPPING = frozenset({"shopping", "grocery", "groceries"})


def is_device_intent(intent: str) -> bool:
    """Return whether an intent is meant for entities: a command to devices, or a question about their states."""
    return intent == "get_state" or intent in INTENT_DOMAINS


def is_users_own(intent: str) -> bool:
    """Return whether an intent is none of ours, so that it was defined in the user's sentence files."""
    return not (
        is_device_intent(intent)
        or intent in _LISTS | _NAMED | _CLOCK | _ALERTS | _NOTES | _OTHERS | DIALOGUES | {_PAST}
    )


def own_action(parsed: ParsedAction) -> Action:
    """Return the action of a user's own intent: its slots as they are, whatever they are called."""
    slots: dict[str, Any] = {}
    for number, target in enumerate(parsed.targets, start=1):
        for slot in ("name", "area", "floor", "domain", "device_class", "quantity", "ref"):
            if (value := getattr(target, slot)) is not None:
                slots[slot if number == 1 else f"{slot}{number}"] = value
    for slot in ("when", "until", "repeat"):
        if (value := getattr(parsed, slot)) is not None:
            slots[slot] = value
    return Action(parsed.intent, (), slots | dict(parsed.values))


def errand(parsed: ParsedAction, params: Mapping[str, Any], setting: Setting) -> tuple[Action, ...] | Refusal:
    """Return the action of an intent without devices, its list or room linked; `params` are its values, read."""
    target = parsed.targets[0] if parsed.targets else Target()
    out = dict(params)
    if parsed.intent in _LISTS:
        return _of_a_list(parsed, out, setting)
    if parsed.intent in _ALERTS:
        sensors = sensors_meant(parsed.targets, setting)
        return sensors if isinstance(sensors, Refusal) else (Action(parsed.intent, sensors, out),)
    if parsed.intent == _PAST:
        things = _things_meant(parsed.targets, setting)
        return things if isinstance(things, Refusal) else (Action(_PAST, things, out),)
    if target.name and parsed.intent in _NAMED:
        out.setdefault("name", normalise(target.name))
    if parsed.intent in _CLOCK and (place := target.area or target.name):
        out.setdefault("place", normalise(place))
    area = out.get("area") or target.area
    if not isinstance(area, str) or parsed.intent not in _TIMERS | _HEARD:
        return (Action(parsed.intent, (), out),)
    key = _place_id(area, setting) if parsed.intent in _HEARD else _area_id(area, setting)
    return key if isinstance(key, Refusal) else (Action(parsed.intent, (), out | ({"area": key} if key else {})),)


def _of_a_list(parsed: ParsedAction, params: dict[str, Any], setting: Setting) -> tuple[Action, ...] | Refusal:
    """Return what is done to a list, or the question which one, or what."""
    target = parsed.targets[0] if parsed.targets else Target()
    found = _list_meant(target, setting)
    if isinstance(found, Refusal):
        return found
    item = str(params.get("item") or "")
    if item and (meant := item_meant(item, setting.context)) is None:
        return missing(replace(parsed, values={})) or Refusal("nothing_before", "I don't know what you mean by it.")
    if item and meant:
        purpose = parsed.values.get("purpose")
        params = {**params, "item": f"{meant} for {purpose}" if purpose else meant}
    if parsed.intent == "list_add" and _NO_ITEM.fullmatch(normalise(item)):
        return Refusal("cannot", "That is nothing to put on a list.", parsed.intent)
    named = None if found else own_list(target.name, setting.context.said, str(params.get("item") or ""))
    if item and parsed.intent == "list_add" and (other := _list_after(str(params["item"]), setting)):
        return (replace(other, params={**params, **other.params}),)
    return (Action(parsed.intent, found, params, named=named),)


def _list_after(item: str, setting: Setting) -> Action | None:
    """Return what is put on the list that is named after it: "and mow the lawn to the chores"; None: none is."""
    entities = setting.home.entities
    todos = {list_key(entity.name): key for key, entity in entities.items() if entity.domain == "todo"}
    put, key = before_list(item)
    if put in {"", "back", "it", "that", "them"} or not (key in {*todos, SHOPPING, TO_DO} or item.endswith(" list")):
        return None
    return Action("list_add", (todos[key],) if key in todos else (), {"item": put}, named=None if key in todos else key)


def _area_id(area: str, setting: Setting) -> str | Refusal | None:
    """Return the id of the room that was said; None where that is the whole house."""
    scope = scope_of(Target(area=area), setting)
    if isinstance(scope, Refusal):
        return scope
    return scope.area


def _place_id(place: str, setting: Setting) -> str | Refusal | None:
    """Return the id of the room or floor where something is to be heard, else the words: another node may know them."""
    scope = scope_of(Target(area=place), setting)
    if isinstance(scope, Refusal):
        return scope if scope.reason == "ambiguous" else normalise(place)
    return scope.area or scope.floor


def _things_meant(targets: Sequence[Target], setting: Setting) -> tuple[str, ...] | Refusal:
    """Return the ids of the things that are spoken of; none where none was named."""
    wanted, ids = Wanted("get_state", setting, None, None, params={}), set[str]()
    for target in targets:
        found = select(target, wanted)
        if isinstance(found, Refusal):
            return found
        ids |= found.ids
    return tuple(sorted(ids))


def _list_meant(target: Target, setting: Setting) -> tuple[str, ...] | Refusal:
    """Return the todo entity that is meant, or nothing: then the list is one of our own."""
    todos: Sequence[str] = setting.house.by_kind.get(Kind("todo"), ())
    name = normalise(target.name or "").removeprefix("the ").removeprefix("my ")
    if not todos:
        return ()
    if name in {"", "list", "lists", "to do list", "todo list"} and len(todos) == 1:
        return (todos[0],)
    if not name:
        return _list_unnamed(todos, setting)
    hits = [hit for hit in setting.house.things.find(name) if hit.key in todos and hit.score >= LEAST_SCORE]
    best = [hit.key for hit in hits if hit.score == hits[0].score]
    best = best or _so_called(name, todos, setting.home)
    if len(best) == 1:
        return (best[0],)
    if best:
        names = tuple(setting.home.entities[key].name for key in best)
        return Refusal("ambiguous", f"Which list do you mean: {' or '.join(names)}?", choices=names)
    before = setting.context.before[-1].targets if setting.context.before else ()
    is_list = name.endswith(" list") or f" {name} list " in f" {setting.context.said} " or target in before
    return () if is_list else Refusal("no_such_device", f"There is no {name} list here.")


def _so_called(name: str, todos: Sequence[str], home: Home) -> list[str]:
    """Return the lists that have all words of a name in theirs: "the gear list" is "Gear to fix"."""
    words = set(list_key(name).split())
    called = {key: normalise(" ".join((home.entities[key].name, *home.entities[key].aliases))) for key in todos}
    return [key for key in todos if words and words <= set(called[key].split())]


def _list_unnamed(todos: Sequence[str], setting: Setting) -> tuple[str, ...]:
    """Return the list whose whole name stands in the sentence, else the one of tasks, or of shopping."""
    said = f" {setting.context.said} "
    named = [key for key in todos if f" {normalise(setting.home.entities[key].name)} " in said]
    shopping = [key for key in todos if any(key in setting.house.by_noun.get(word, ()) for word in _SHOPPING)]
    if not named and _TO_DO.search(said):
        tasks = [key for key in todos if list_key(setting.home.entities[key].name) == TO_DO]
        tasks = tasks or [key for key in todos if key not in shopping]
        return tuple(tasks) if len(tasks) == 1 else ()
    return next((tuple(some) for some in (named, shopping) if len(some) == 1), ())
