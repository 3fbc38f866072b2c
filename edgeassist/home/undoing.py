"""Taking back what was done: which commands bring things to how they were, and what cannot be taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import cannot, intent_for
from edgeassist.home.figures import listed, number
from edgeassist.home.phrases import subject
from edgeassist.home.spoken import called, is_plural, sentence
from edgeassist.messages import Action, Entity, Home, Plan, Step
from edgeassist.rules import NEEDS

_FULL = 255
_FINAL: Mapping[str, str] = MappingProxyType(
    {"scene": "is set", "script": "has run", "button": "was pressed", "alarm_control_panel": "was switched"}
)
"""Domains of which nothing can be taken back, and how that is told."""
_FOR_GOOD = frozenset({"unlock", "toggle_lock", "play_media", "media_next", "media_previous", "vacuum_locate"})
"""What was let in, heard, or seen is not undone by a command."""
_INVERSE: Mapping[str, str] = MappingProxyType(
    {
        "turn_on": "turn_off",
        "turn_off": "turn_on",
        "toggle": "toggle",
        "open": "close",
        "close": "open",
        "lock": "unlock",
    }
)
"""What undoes a command where nobody knows how it was before."""


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done, and how the thing was before."""

    intent: str
    before: Entity
    params: Mapping[str, Any] = field(default_factory=dict)


def things_done(steps: Iterable[Step], before: Home) -> tuple[Done, ...]:
    """Return what was done to things of the house; nothing of what was put down for later, or did not work."""
    entities = before.entities
    return tuple(
        Done(step.intent, entities[step.entity], step.params)
        for step in steps
        if step.entity in entities and step.said is None and step.result in {"confirmed", "unconfirmed"}
        and step.reason not in {"later", "no_answer"}
    )  # fmt: skip


def restoring(done: Sequence[Done], now: Home) -> tuple[Action, ...]:
    """Return the commands that bring things to how they were; nothing for what is so, or cannot be taken back."""
    actions: list[Action] = []
    for each in done:
        entity = now.entities.get(each.before.id)
        if entity is None or is_for_good(each):
            continue
        for intent, params in _commands(each, entity):
            if intent_for(intent, entity.domain) == intent and not cannot(entity, intent, params):
                actions.append(Action(intent, (entity.id,), params))
    return tuple(actions)


def is_for_good(done: Done) -> bool:
    """Return whether it cannot be taken back."""
    return done.intent in _FOR_GOOD or done.before.domain in _FINAL


def regrets(done: Sequence[Done]) -> str:
    """Return what is said of what cannot be taken back; empty: all can be."""
    final = [each for each in done if is_for_good(each)]
    if not final:
        return ""
    what = [f"{called(each.before)} {_FINAL.get(each.before.domain) or _happened(each.intent)}" for each in final]
    return sentence(f"{listed(what)}, and I can't undo that")


def plan_of(actions: Sequence[Action], plan: Plan) -> Plan:
    """Return the plan of an undoing, the word for it first."""
    return Plan((Action("undo"), *actions), confidence=plan.confidence, tier=plan.tier)


def told(done: Sequence[Done], steps: Sequence[Step], now: Home) -> str:
    """Return how the things are again, in short sentences."""
    failed = {step.entity for step in steps if step.result not in {"confirmed", "unconfirmed"}}
    failed |= {step.entity for step in steps if step.reason == "no_answer"}
    asked = {step.entity for step in steps if step.reason in {NEEDS["confirm"], NEEDS["pin"]}}
    again: dict[str, list[Entity]] = {}
    for each in done:
        entity = now.entities.get(each.before.id)
        if entity is not None and entity.id not in asked and not is_for_good(each):
            words = "{who} did not answer" if entity.id in failed else _as_before(each)
            again.setdefault(words, []).append(entity)
    return " ".join(sentence(_said(words, entities)) for words, entities in again.items())


def _said(words: str, entities: Sequence[Entity]) -> str:
    verb = "are" if len(entities) > 1 or is_plural(entities[0]) else "is"
    return words.format(who=subject(entities), **{"is": verb})


def _happened(intent: str) -> str:
    return {"unlock": "was unlocked", "play_media": "was played"}.get(intent, "has moved on")


def _as_before(done: Done) -> str:
    """Return how a thing is again."""
    before = done.before
    attributes, state = before.attributes, str(before.state or "")
    match before.domain:
        case "light" if state == "on" and done.params.keys() & {"color", "color_temp_kelvin"}:
            return "{who} {is} as before"
        case "light" if (
            done.intent == "set_light"
            and state == "on"
            and isinstance(level := attributes.get("brightness"), int | float)
        ):
            return f"{{who}} {{is}} at {number(round(level * 100 / _FULL))} percent again"
        case "climate" | "water_heater" if isinstance(degrees := attributes.get("temperature"), int | float):
            return f"{{who}} {{is}} set to {number(degrees)} again"
        case "cover" | "valve" if 0 < (_position(before) or 0) < 100:
            return f"{{who}} {{is}} at {_position(before)} percent again"
        case "number" | "select":
            return f"{{who}} {{is}} set to {state} again"
    return f"{{who}} {{is}} {state.replace('_', ' ')} again" if state else "{who} {is} as before"


def _commands(done: Done, now: Entity) -> list[tuple[str, dict[str, Any]]]:
    before = done.before
    if before.state is None and not before.attributes:
        return [(_INVERSE[done.intent], {})] if done.intent in _INVERSE else []
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
        return [("set_value", {"value": float(before.state)})] if _is_number(before.state) else []
    return [("select_option", {"option": str(before.state)})]


def _is_number(state: object) -> bool:
    try:
        float(str(state))
    except ValueError:
        return False
    return True


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
