"""Taking back what was done: which commands bring things to how they were."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from edgeassist.home.bare_values import STEP_SLOTS
from edgeassist.home.capabilities import INVERSE, cannot, intent_for
from edgeassist.home.states import finite
from edgeassist.messages import Action, Entity, Home, Plan, Step
from edgeassist.text import normalise

_FULL = 255
_FINAL = frozenset({"scene", "script", "button", "alarm_control_panel"})
"""Domains of which nothing can be taken back."""
_FOR_GOOD = frozenset({"unlock", "toggle_lock", "play_media", "media_next", "media_previous", "vacuum_locate"})
"""What was let in, heard, or seen is not undone by a command."""
_NOT_NOW = frozenset({"later", "no_answer"})
"""Reasons of steps that have done nothing yet, or of which that is not known."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done, and how the thing was before."""

    intent: str
    before: Entity
    params: Mapping[str, Any] = field(default_factory=dict)


def things_done(steps: Iterable[Step], before: Home) -> tuple[Done, ...]:
    """Return what was done to things of the house; nothing of what was put down for later, or did not work."""
    good = (step for step in steps if step.result in {"confirmed", "unconfirmed"} and _is_deed(step))
    entities = ((step, before.entities.get(step.entity or "")) for step in good if step.reason not in _NOT_NOW)
    return tuple(Done(step.intent, entity, step.params) for step, entity in entities if entity is not None)


def _is_deed(step: Step) -> bool:
    """Return whether a step did something to a thing: what skills say of theirs is none, but for a list of the hub."""
    return step.said is None or (step.intent.startswith("list_") and step.intent != "list_query")


def restoring(done: Sequence[Done], now: Home) -> tuple[Action, ...]:
    """Return the commands that bring things to how they were; nothing for what is so, or cannot be taken back."""
    actions: list[Action] = []
    for each in done:
        entity = now.entities.get(each.before.id)
        if entity is None or is_for_good(each):
            continue
        for intent, params in _listed(each, entity) if entity.domain == "todo" else _commands(each, entity):
            action, able = Action(intent, (entity.id,), params), intent_for(intent, entity.domain) == intent
            if action not in actions and (entity.domain == "todo" or (able and not cannot(entity, intent, params))):
                actions.append(action)
    return tuple(actions)


def _listed(done: Done, now: Entity) -> list[tuple[str, dict[str, Any]]]:
    """Return what brings a list of the hub back, as far as it reports what is on it; what was ticked off is put on."""
    was, is_now = _items(done.before), _items(now)
    about = str(done.params.get("item") or "").casefold()
    changed_items = [item for item in {**was, **is_now} if item in about and was.get(item) != is_now.get(item)]
    off = [("list_remove", {"item": item}) for item in changed_items if item in is_now]
    return [*off, *(("list_add", {"item": item}) for item in changed_items if was.get(item) is False)]


def _items(entity: Entity) -> dict[str, bool]:
    """Return what is on a list, and whether it is done."""
    rows = entity.attributes.get("items")
    return {str(row["text"]).casefold(): row["done"] for row in rows} if isinstance(rows, list) else {}


def changed(done: Sequence[Done], now: Home) -> tuple[Done, ...]:
    """Return what is another than before: a lamp that was on, and was turned on, is not."""
    found = ((each, now.entities.get(each.before.id)) for each in done)
    return tuple(each for each, entity in found if is_for_good(each) or _looks(entity) != _looks(each.before))


def said_last(done: Sequence[Done], text: str) -> tuple[Done, ...]:
    """Return what was done to the thing whose name stands last in a text; to all of them where none stands alone."""
    places = {each.before.id: text.rfind(normalise(each.before.name)) for each in done}
    last = max(places.values(), default=-1)
    return tuple(each for each in done if places[each.before.id] == last)


def _looks(entity: Entity | None) -> tuple[object, object] | None:
    return None if entity is None else (entity.state, entity.attributes)


def is_step(action: Action) -> bool:
    """Return whether it goes so much up or down from how it is, and so from how it was before where that was wrong."""
    return not STEP_SLOTS.isdisjoint(action.params)


def is_for_good(done: Done) -> bool:
    """Return whether it cannot be taken back."""
    return done.intent in _FOR_GOOD or done.before.domain in _FINAL


def plan_of(actions: Sequence[Action], plan: Plan) -> Plan:
    """Return the plan of an undoing, the word for it first."""
    return Plan((Action("undo"), *actions), confidence=plan.confidence, tier=plan.tier)


def _commands(done: Done, now: Entity) -> list[tuple[str, dict[str, Any]]]:
    before = done.before
    if before.state is None and not before.attributes:
        return [(INVERSE[done.intent], {})] if done.intent in INVERSE else []
    restore = _RESTORE.get(before.domain, _switched)
    return restore(before, now)


_Commands = list[tuple[str, dict[str, Any]]]


def _switched(before: Entity, now: Entity) -> _Commands:
    if before.state not in {"on", "off"} or before.state == now.state:
        return []
    return [("turn_on" if before.state == "on" else "turn_off", {})]


def _light(before: Entity, now: Entity) -> _Commands:
    if before.state != "on":
        return _switched(before, now)
    look: dict[str, Any] = {}
    level, kelvin, rgb = (before.attributes.get(key) for key in ("brightness", "color_temp_kelvin", "rgb_color"))
    if isinstance(level, int | float):
        look["brightness_pct"] = round(level * 100 / _FULL)
    white = before.attributes.get("color_mode") == "color_temp" or not rgb
    if isinstance(kelvin, int | float) and white:
        look["color_temp_kelvin"] = round(kelvin)
    elif isinstance(rgb, Sequence) and len(rgb) == 3:
        look["color"] = "#" + "".join(f"{round(part):02x}" for part in rgb)
    return [("set_light", look)] if look else _switched(before, now)


def _position(entity: Entity) -> int | None:
    position = entity.attributes.get("current_position")
    return round(position) if isinstance(position, int | float) else None


def _cover(before: Entity, now: Entity) -> _Commands:
    position = _position(before)
    if position is not None and 0 < position < 100 and not cannot(now, "set_position", {"position": position}):
        return [("set_position", {"position": position})]
    was_open = before.state in {"open", "opening"} if position is None else position > 0
    return [("open" if was_open else "close", {})]


def _climate(before: Entity, now: Entity) -> _Commands:
    commands: _Commands = []
    if isinstance(before.state, str) and before.state != now.state:
        commands.append(("set_hvac_mode", {"mode": before.state}))
    degrees = before.attributes.get("temperature")
    if isinstance(degrees, int | float) and degrees != now.attributes.get("temperature"):
        commands.append(("set_temperature", {"temperature": degrees}))
    return commands


def _fan(before: Entity, now: Entity) -> _Commands:
    speed = before.attributes.get("percentage")
    if before.state == "on" and isinstance(speed, int | float) and speed > 0:
        return [("set_fan_speed", {"percentage": round(speed)})]
    return _switched(before, now)


def _player(before: Entity, now: Entity) -> _Commands:
    commands = [(intent, dict[str, Any]()) for state, intent in _PLAYING if state == before.state != now.state]
    level, muted = before.attributes.get("volume_level"), before.attributes.get("is_volume_muted")
    if isinstance(level, int | float) and level != now.attributes.get("volume_level"):
        commands.append(("set_volume", {"volume_pct": round(level * 100)}))
    if isinstance(muted, bool) and muted is not now.attributes.get("is_volume_muted"):
        commands.append(("mute" if muted else "unmute", {}))
    return commands


_PLAYING = (("playing", "media_play"), ("paused", "media_pause"), ("idle", "media_stop"), ("on", "turn_on"),
            ("off", "turn_off"), ("standby", "turn_off"))  # fmt: skip


def _humidifier(before: Entity, now: Entity) -> _Commands:
    wanted = before.attributes.get("humidity")
    changed = isinstance(wanted, int | float) and wanted != now.attributes.get("humidity")
    return _switched(before, now) + ([("set_humidity", {"humidity": wanted})] if changed else [])


def _lock(before: Entity, _: Entity) -> _Commands:
    return [("unlock" if before.state == "unlocked" else "lock", {})]


def _cleaner(before: Entity, _: Entity) -> _Commands:
    if before.state in {"cleaning", "mowing"}:
        return [("vacuum_start", {})]
    return [("vacuum_pause" if before.state == "paused" else "vacuum_return", {})]


def _value(before: Entity, now: Entity) -> _Commands:
    if before.state == now.state:
        return []
    if before.domain == "number":
        value = finite(before.state)
        return [] if value is None else [("set_value", {"value": value})]
    return [("select_option", {"option": str(before.state)})]


_RESTORE: Mapping[str, Callable[[Entity, Entity], _Commands]] = MappingProxyType(
    {
        "light": _light,
        "cover": _cover,
        "valve": _cover,
        "climate": _climate,
        "water_heater": _climate,
        "fan": _fan,
        "media_player": _player,
        "humidifier": _humidifier,
        "lock": _lock,
        "vacuum": _cleaner,
        "lawn_mower": _cleaner,
        "number": _value,
        "select": _value,
    }
)
