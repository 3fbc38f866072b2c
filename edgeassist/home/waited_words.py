"""What is waited for in words: before it happens, and once it has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.describing import SENSED, state_sentence
from edgeassist.home.figures import duration
from edgeassist.home.happening import WHOLE, Waited, limit_of
from edgeassist.home.moment_words import moment_said
from edgeassist.home.phrases import kind_of, proposal, subject
from edgeassist.home.quantities import measured
from edgeassist.home.spoken import called, is_plural, sentence
from edgeassist.messages import Action, Context, Entity, Home

_BECOMES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "open": ("opens", "open"),
        "closed": ("closes", "close"),
        "on": ("turns on", "turn on"),
        "off": ("turns off", "turn off"),
        "home": ("comes home", "come home"),
        "away": ("leaves", "leave"),
        "playing": ("starts playing", "start playing"),
        "finished": ("is done", "are done"),
    }
)
"""State → how that happens to one thing, and to several."""
_STATES = MappingProxyType({"home": "at home", "finished": "done"})
_SKY = MappingProxyType({"rainy": "raining", "snowy": "snowing"})
_LIMITS = MappingProxyType({"above": "above", "below": "below", "at_least": "at least", "at_most": "at most"})


def proposed(action: Action, home: Home, context: Context) -> str:
    """Return a command in words, with its time and what it waits for: "close the gate at 10 PM if it is open"."""
    entities = [home.entities[target] for target in action.targets if target in home.entities]
    waits = f" {clause(action.condition, home, context.units, at_a_time=bool(action.when))}" if action.condition else ""
    what = proposal(action.intent, action.params, entities, context.units)
    return f"{what}{moment_said(action, context)}{waits}"


def clause(waited: Waited, home: Home, units: str, *, at_a_time: bool = False) -> str:
    """Return what is waited for, to end a sentence with: "when the front door opens".

    `at_a_time`: it is only looked at once, "if the garage door is open".
    """
    entities = _entities(waited, home)
    if not entities:
        return "when something happens that is no longer here"
    once = "as soon as" if waited.get("at_once") else "when"
    joint = "if" if at_a_time else "every time" if waited.get("always") else once
    return f"{joint} {_so(waited, entities, units, happens=not at_a_time)}"


def waiting(action: Action, home: Home, units: str) -> str:
    """Return what an action waits for; "it", where that is the thing itself."""
    said = clause(action.condition or {}, home, units, at_a_time=action.when is not None)
    same = home.entities.get(action.targets[0]) if len(action.targets) == 1 else None
    if same is None or list((action.condition or {}).get("targets", ())) != [same.id]:
        return said
    return said.replace(called(same), "they" if is_plural(same) else "it")


def happened(waited: Waited, home: Home, key: str, context: Context) -> str:
    """Return that it is so now, as a sentence; `key`: the thing that it is of, where one is enough."""
    one = home.entities.get(key)
    entities = _entities(waited, home) if key == WHOLE or one is None else [one]
    if limit_of(waited) and not waited.get("negated") and not waited.get("attribute") and len(entities) == 1:
        return sentence(state_sentence(entities[0], context))
    return sentence(_so(waited, entities, context.units, happens=False)) if entities else "It has happened."


def _entities(waited: Waited, home: Home) -> list[Entity]:
    return [home.entities[key] for key in waited["targets"] if key in home.entities]


def _so(waited: Waited, entities: Sequence[Entity], units: str, *, happens: bool) -> str:
    """Return who is how: "one of the 5 windows opens", "the washer is done"."""
    first, state, negated = entities[0], str(waited.get("state") or ""), bool(waited.get("negated"))
    if first.domain == "weather" and state:
        return f"it is {'not ' if negated else ''}{_SKY.get(state, state)}"
    who, plural = _who(waited, entities)
    if negated and len(entities) > 1:
        who, plural, negated = _none_of(waited, entities), False, False
    be = f"{'are' if plural else 'is'}{' not' if negated else ''}"
    if (limit := limit_of(waited)) is not None:
        unit = first.attributes.get("unit_of_measurement")
        bare = first.domain in {"climate", "water_heater"}
        value = measured(limit[1], str(unit) if unit else "°C" if bare else None, units if unit else "metric")
        return f"{who} {be} {_LIMITS[limit[0]]} {value}"
    if for_s := waited.get("for_s"):
        has = "have" if plural else "has"
        return f"{who} {has} {'not ' if negated else ''}been {_STATES.get(state, state)} for {duration(for_s)}"
    if (sensed := _sensed(first, state)) and not waited.get("negated"):
        return f"{who} {'report' if plural else 'reports'} {sensed}"
    if happens and not waited.get("negated") and not waited.get("at_once") and state in _BECOMES:
        return f"{who} {_BECOMES[state][plural]}"
    return f"{who} {be} {_STATES.get(state, state)}"


def _none_of(waited: Waited, entities: Sequence[Entity]) -> str:
    """Return of whom it is waited that it is not so: "nobody", "none of the 5 windows"."""
    of_all, people = waited.get("quantity") == "all", entities[0].domain == "person"
    if people:
        return "not everybody" if of_all else "nobody"
    return f"{'not every one' if of_all else 'none'} of the {len(entities)} {kind_of(entities)}"


def _sensed(entity: Entity, state: str) -> str | None:
    """Return what a sensor reports that is no state of the thing itself."""
    sensed = SENSED.get(entity.device_class or "") if entity.domain == "binary_sensor" else None
    if sensed is None or state not in {"on", "off"}:
        return None
    return sensed if state == "on" else {"somebody": "nobody"}.get(sensed, f"no {sensed}")


def _who(waited: Waited, entities: Sequence[Entity]) -> tuple[str, bool]:
    """Return what is waited on, and whether that is a plural."""
    of_all = waited.get("quantity") == "all"
    if len(entities) > 1 and entities[0].domain == "person":
        return ("everybody" if of_all else "somebody"), False
    if waited.get("state") == "low" and entities[0].device_class != "battery" and len(entities) == 1:
        return f"the battery of {called(entities[0])}", False
    if len(entities) == 1:
        one = entities[0]
        if waited.get("state") == "finished" and one.device_class == "power":
            one = replace(one, name=one.name.removesuffix(" Power"), domain="switch", device_class=None)
        return called(one), is_plural(one)
    if of_all:
        return (subject(entities), True) if len(entities) == 2 else (f"all {subject(entities)}", True)
    return f"one of the {len(entities)} {kind_of(entities)}", False
