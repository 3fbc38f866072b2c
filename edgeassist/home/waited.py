"""The words of a condition linked to the things of this house: what is waited for, or why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.figures import listed
from edgeassist.home.happening import limit_of, number_in
from edgeassist.home.house import Selection, Setting, Wanted
from edgeassist.home.how_often import ALWAYS
from edgeassist.home.left_so import MAKES
from edgeassist.home.measures import read_number
from edgeassist.home.names import words_of
from edgeassist.home.spoken import the
from edgeassist.home.states import asked_word
from edgeassist.home.targets import select
from edgeassist.home.telling import telling
from edgeassist.messages import Entity, ParsedAction, Refusal, Target
from edgeassist.moments import read_clock, read_duration, read_sun
from edgeassist.text import normalise, normalised_name
from edgeassist.when import TIME

_OF_WHAT = Refusal("cannot", "Tell me also when, for example: tell me when the front door opens.", "notify")
_WITHOUT_DEVICES = frozenset({"notify", "reminder_set"})
_LIMITS = frozenset({"above", "below", "at_least", "at_most"})
_OF_ALL = frozenset({"closed", "locked", "off", "home", "disarmed"})
"""States in which all of several things are meant: "the windows are closed"."""
_ONCE_SO = re.compile(r"\b(?:if|once|as soon as|unless|provided|as long as|in case|the moment)$")
"""What stands before a condition that is enough as it is; "when" waits for a change."""
_NUMBERS = frozenset({"sensor", "number", "climate", "water_heater", "humidifier", "weather", "todo"})
_INSTEAD: Mapping[str, tuple[Target, ...]] = MappingProxyType(
    {
        "weather": (Target(name="rain sensor"), Target(name="rain gauge"), Target(name="rain")),
    }
)
"""What may tell it where a house has nothing of the kind that was said."""
_CONTACTS = ("door", "garage_door", "window", "opening")
_STRIKES = re.compile(rf"it(?:'s| is| gets to| hits| strikes| turns| reaches) (?P<time>{TIME})")


def waited_for(parsed: ParsedAction, setting: Setting) -> Mapping[str, Any] | Refusal | None:
    """Return the condition of an action as it is published; None: it has none."""
    if parsed.condition is None:
        return _OF_WHAT if parsed.intent == "notify" else None
    if parsed.intent not in INTENT_DOMAINS and parsed.intent not in _WITHOUT_DEVICES:
        return Refusal("cannot", "I can't do that when something happens, only now or at a time.", parsed.intent)
    if " but " in parsed.condition:
        return Refusal(
            "cannot", "I can wait for one thing alone, and not for another one or a time as well.", parsed.intent
        )
    questions = setting.conditions(parsed.condition, setting.home)
    refusal = Refusal("cannot", f"I can't tell {_when(parsed.condition)}.", parsed.intent)
    for question in questions:
        linked = _linked(question, parsed.about, setting)
        if not isinstance(linked, Refusal):
            return linked | _manner(parsed, setting)
        refusal = refusal if refusal.reason == "ambiguous" else replace(linked, intent=parsed.intent)
    return refusal


def by_the_clock(parsed: ParsedAction, said: str) -> ParsedAction:
    """Return an action; what was said to wait for a time of day is done at that time: "when it gets to 4".

    "If it is dark" may mean now.
    """
    if_so = f"if {parsed.condition}" in said
    if parsed.condition and not parsed.when and not if_so and read_sun(normalise(parsed.condition)):
        return replace(parsed, condition=None, when=parsed.condition)
    match = _STRIKES.fullmatch(parsed.condition or "")
    if match is None or parsed.when or parsed.intent not in INTENT_DOMAINS or read_clock(match["time"]) is None:
        return parsed
    return replace(
        parsed, condition=None, when=f"at {match['time']}", repeat=None if parsed.repeat == ALWAYS else parsed.repeat
    )


def narrowed(parsed: ParsedAction, setting: Setting) -> tuple[ParsedAction, ...]:
    """Return what was to wait for something, now for another thing: "the kitchen one", of several, or "and anna"."""
    before = setting.context.before[-1] if setting.context.before else None
    condition = waited_for(before, setting) if before is not None and before.condition else None
    if before is None or not isinstance(condition, Mapping):
        return ()
    said = {word for target in parsed.targets for word in words_of(f"{target.area or ''} {target.name or ''}")}
    things = [setting.home.entities[key] for key in condition["targets"]]
    meant = tuple(thing.id for thing in things if said and said <= _words_for(thing, setting))
    if not 0 < len(meant) < len(things):
        meant = () if meant else _others(parsed, before, things[0], setting)
    return (replace(before, about=meant),) if meant else ()


def _others(parsed: ParsedAction, before: ParsedAction, thing: Entity, setting: Setting) -> tuple[str, ...]:
    """Return what is named in place of the thing that was waited for; nothing where it cannot be so."""
    found: list[str] = []
    questions = setting.conditions(before.condition or "", setting.home)
    for target in parsed.targets if questions else ():
        kind = Target(area=target.area, floor=target.floor, domain=thing.domain, device_class=thing.device_class)
        named = (Target(name=target.name), Target(name=f"{target.name} {thing.name.rpartition(' ')[2]}"))
        for other in named if target.name else (kind,):
            linked = _linked(replace(questions[0], targets=(other,)), (), setting)
            if not isinstance(linked, Refusal):
                found += linked["targets"]
                break
    return tuple(found)


def speaks_of_it(parsed: ParsedAction, setting: Setting) -> bool:
    """Return whether a planned action is done to the very thing that it waits for: "if the gate is open close it"."""
    before = setting.context.before[-1] if setting.context.before else parsed
    return bool(before.condition) and any(target.ref for target in before.targets)


def _words_for(thing: Entity, setting: Setting) -> set[str]:
    area = setting.home.areas.get(thing.area or "")
    names = (thing.name, *thing.aliases, *((area.name, *area.aliases) if area else ()))
    return {word for name in names for word in words_of(normalised_name(name))}


def settings_after(condition: Mapping[str, Any], parsed: ParsedAction, setting: Setting) -> Iterator[Setting]:
    """Yield in what settings a command is understood after its condition, the likeliest first.

    "If the garage is open, close it"; "when there's motion in the hall, turn on the light".
    """
    context, entities = setting.context, setting.home.entities
    rooms = {entities[key].area for key in condition["targets"]}
    refers = any(target.ref for target in parsed.targets)
    if refers and MAKES.get(str(condition.get("state"))) != parsed.intent:
        yield replace(setting, context=replace(context, previous=tuple(condition["targets"])))
        if len(rooms) == 1 and len(condition["targets"]) > 1:  # "if the shop is open lock it" speaks of a room
            ids = sorted(setting.house.by_area.get(rooms.pop() or "", ()))
            if able := tuple(key for key in ids if entities[key].domain in INTENT_DOMAINS.get(parsed.intent, ())):
                yield replace(setting, context=replace(context, previous=able))
            return
        if not context.previous:
            return
    yield setting
    if len(rooms) == 1 and context.area is None and not refers:
        yield replace(setting, context=replace(context, area=rooms.pop()))


def refers_to(parsed: ParsedAction, setting: Setting) -> bool:
    """Return whether a condition speaks of what the command is done to: "close the gate if it is open"."""
    if parsed.condition is None:
        return False
    questions = setting.conditions(parsed.condition, setting.home)
    return any(target.ref for question in questions[:1] for target in question.targets)


def _when(words: str) -> str:
    return f"whether {words.removeprefix('unless ')}" if words.startswith("unless ") else f"when {words}"


def _manner(parsed: ParsedAction, setting: Setting) -> dict[str, Any]:
    """Return whether it counts every time, and whether it is enough that it is so already."""
    if parsed.repeat == ALWAYS:
        return {"always": True}
    words = normalise(parsed.condition or "")
    before, said_now, _ = setting.context.said.partition(words)
    at_once = words.startswith("unless ") or bool(said_now and _ONCE_SO.search(before.strip()))
    return {"at_once": True} if at_once else {}


def _linked(question: ParsedAction, about: tuple[str, ...], setting: Setting) -> dict[str, Any] | Refusal:
    """Return what one way to read a condition comes to in this house; `about`: the things that were chosen."""
    target = question.targets[0] if question.targets else Target()
    state = asked_word(question.values["state"]) if question.values.get("state") else None
    wanted = Wanted("get_state", setting, state, question.values.get("attribute"))
    known = tuple(key for key in about if key in setting.home.entities)
    found = known or (_people(target, state, setting) if target.domain == "person" else _things(target, wanted))
    if isinstance(found, Refusal):
        return found
    entities = [setting.home.entities[key] for key in found]
    out = _told(question, entities[0], setting)
    if isinstance(out, Refusal):
        return out
    entities = telling(entities, out, setting)
    if refusal := _unfit(entities, out, wanted):
        contact = None if known or target.device_class else _contact(question, setting)
        return _linked(contact, (), setting) if contact else refusal
    several = {"quantity": _quantity(target, state)} if len(entities) > 1 else {}
    return {"targets": sorted(entity.id for entity in entities), **out, **several}


def _told(question: ParsedAction, entity: Entity, setting: Setting) -> dict[str, Any] | Refusal:
    """Return the state or the number that is waited for, and for how long."""
    values = question.values
    out: dict[str, Any] = {"state": asked_word(values["state"])} if values.get("state") else {}
    out |= {"attribute": values["attribute"]} if values.get("attribute") else {}
    for how in _LIMITS & values.keys():
        if (limit := _limit(values[how], entity, setting)) is None:
            return Refusal("out_of_range", f"I didn't understand {values[how]}.")
        out[how] = limit
    if values.get("for_s"):
        out["for_s"] = read_duration(normalise(values["for_s"]))
    return out | ({"negated": True} if values.get("negated") else {})


def _things(target: Target, wanted: Wanted) -> tuple[str, ...] | Refusal:
    """Return the things that are meant, or those that can tell the same."""
    found = select(target, wanted)
    others = _INSTEAD.get(target.device_class or target.domain or "", ()) if isinstance(found, Refusal) else ()
    for other in others:
        tried = select(replace(other, area=target.area, floor=target.floor, quantity=target.quantity), wanted)
        if isinstance(tried, Selection):
            return tuple(sorted(tried.ids))
    return tuple(sorted(found.ids)) if isinstance(found, Selection) else found


def _people(target: Target, state: str | None, setting: Setting) -> tuple[str, ...] | Refusal:
    if target.name:
        return _things(target, Wanted("get_state", setting, "home"))
    everyone = tuple(sorted(key for key, entity in setting.home.entities.items() if entity.domain == "person"))
    if not everyone:
        return Refusal("no_such_device", "I don't know who is at home: nothing here tells me.")
    return _speaker(everyone, state, setting) if target.quantity == "1" and len(everyone) > 1 else everyone


def _speaker(everyone: tuple[str, ...], state: str | None, setting: Setting) -> tuple[str, ...] | Refusal:
    """Return the person who speaks: known by name, from what was said before, or the only one who is in to leave."""
    entities, context = setting.home.entities, setting.context
    if context.person in everyone:
        return (context.person,)
    called_so = context.speaker.partition(" ")[2]
    named = [key for key in everyone if normalise(entities[key].name) == normalise(called_so)]
    leaving = [key for key in everyone if entities[key].state == "home"] if state == "away" else []
    for only in (named, leaving):
        if len(only) == 1:
            return tuple(only)
    names = tuple(entities[key].name for key in everyone)
    return Refusal("ambiguous", f"Who are you: {listed(names, 'or')}?", choices=names, entities=everyone)


def _quantity(target: Target, state: str | None) -> str:
    if target.quantity in {"all", "any"}:
        return target.quantity
    return "all" if state in _OF_ALL else "any"


def _limit(words: str, entity: Entity, setting: Setting) -> float | None:
    """Return a number in the unit of the thing that shows it."""
    text = normalise(words)
    amount = re.match(r"(?:minus )?\d+(?:\.\d+)?", text)
    value = read_number(amount[0]) if amount else None
    if value is None:
        return None
    unit = str(entity.attributes.get("unit_of_measurement") or entity.attributes.get("temperature_unit") or "")
    if "kilowatt" in text and unit == "W":
        return value * 1000
    own = "F" if setting.context.units == "imperial" else "C"
    said = "F" if "fahrenheit" in text else "C" if "celsius" in text else own
    shown = unit[-1] if unit in {"°C", "°F"} else own if entity.domain in {"climate", "water_heater"} else said
    if entity.device_class == "temperature" or entity.domain in {"climate", "water_heater"}:
        return (
            value if said == shown else round((value - 32) * 5 / 9, 2) if shown == "C" else round(value * 9 / 5 + 32, 2)
        )
    return value


def _contact(question: ParsedAction, setting: Setting) -> ParsedAction | None:
    """Return a question about the lock called "front door" as one about the contact of that door; None: it has none."""
    target = question.targets[0] if question.targets else Target()
    for device_class in _CONTACTS if target.name and question.values.get("state") in {"open", "closed"} else ():
        other = replace(target, domain="binary_sensor", device_class=device_class)
        if isinstance(select(other, Wanted("get_state", setting, "open")), Selection):
            return replace(question, targets=(other,))
    return None


def _unfit(entities: list[Entity], waited: Mapping[str, Any], wanted: Wanted) -> Refusal | None:
    """Return why things can never be as it is waited for; None: they can."""
    if limit_of(waited):
        numbers = [e for e in entities if e.domain in _NUMBERS or number_in(e, waited.get("attribute")) is not None]
        return None if numbers else Refusal("cannot", f"{the(entities[0].name)} shows no number.")
    if any(wanted.takes(entity) for entity in entities) or waited.get("state") == "finished":
        return None
    return Refusal("cannot", f"I can't tell when {the(entities[0].name).replace('The ', 'the ', 1)} is {wanted.state}.")
