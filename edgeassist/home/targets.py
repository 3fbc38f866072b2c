"""From a target as it was said to the entities that are meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import zip_longest

from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.forms import singular
from edgeassist.home.house import Scope
from edgeassist.home.names import EXACT, Hit
from edgeassist.home.places import HERE, OUTSIDE, WHOLE_HOUSE, scope_of
from edgeassist.home.selection import (
    SWITCHED_TOGETHER,
    Selection,
    Wanted,
    by_quantity,
    central_heating,
    choose,
    measuring,
    unable,
    ways_in,
    which_of,
)
from edgeassist.home.words import Kind, kinds_of, nouns_of
from edgeassist.messages import Refusal, Target
from edgeassist.text import normalise

_EVERYTHING = frozenset(
    {"everything", "all", "all of it", "all of them", "all devices", "every device", "all things", "them all", "it all"}
)
_NEED_A_TARGET = frozenset(
    {"turn_on", "turn_off", "toggle", "open", "close", "unlock", "set_position", "select_option"}
)
_NOT_BY_ROOM = frozenset({"unlock"})
"""What is never done to a whole room."""
_LOCK_STATES = frozenset({"locked", "unlocked"})
_MEASURED = frozenset({"temperature", "humidity"})
_SURE = 0.95
_AMOUNTS = (
    *(("all the ", "all"), ("all of the ", "all"), ("all ", "all"), ("every ", "all")),
    *(("both the ", "both"), ("both ", "both")),
)
"""What may stand before a name → how many are meant."""


def select(target: Target, wanted: Wanted) -> Selection | Refusal:
    """Return the entities that `target` means for what is wanted."""
    if target.ref:
        return _spoken_of(target, wanted)
    target = _tidied(target)
    scope = scope_of(target, wanted.setting)
    if isinstance(scope, Refusal):
        return _place_in_name(target, wanted) or scope
    found = _in_scope(target, scope, wanted)
    if isinstance(found, Refusal) or not target.excepts:
        return found
    return _without(found, target.excepts, wanted)


def _tidied(target: Target) -> Target:
    name = normalise(target.name or "").removeprefix("the ").removeprefix("my ")
    quantity = normalise(target.quantity or "") or None
    if name in _EVERYTHING:
        name, quantity = "", "all"
    for prefix, amount in _AMOUNTS:
        if name.startswith(prefix):
            name, quantity = name.removeprefix(prefix), amount
    return replace(
        target,
        name=name or None,
        quantity=quantity,
        domain=normalise(target.domain or "").replace(" ", "_") or None,
        device_class=normalise(target.device_class or "").replace(" ", "_") or None,
    )


def _in_scope(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    if target.name:
        return _named(target, scope, wanted)
    kinds = _kinds(target, wanted)
    return _of_kinds(kinds, target, scope, wanted) if kinds else _implied(target, scope, wanted)


# --- by name ---------------------------------------------------------------------------------------


def _named(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    name = target.name or ""
    plural = _is_plural(name)
    several = plural or target.quantity in {"all", "any", "both"}
    hits = _hits(target, scope, wanted)
    sure = [hit for hit in hits if hit.score >= (EXACT if plural else _SURE)]
    return (
        choose(sure, wanted, several=several)
        or _kind_as_name(target, scope, wanted)
        or choose(hits, wanted, several=several)
        or _refused(f"There is no {name} {scope.phrase}.")
    )


def _is_plural(name: str) -> bool:
    last = name.rsplit(maxsplit=1)[-1]
    return singular(last) != last


def _hits(target: Target, scope: Scope, wanted: Wanted) -> list[Hit]:
    """Return what bears the name in this part of the house, of the kind that was said where there is one."""
    things = wanted.setting.house.things
    hits = things.find(target.name or "")
    if scope.ids is not None:
        inside = [hit for hit in hits if hit.key in scope.ids]
        hits = tuple(inside) or tuple(hit for hit in things.find(f"{target.area} {target.name}") if hit.score >= _SURE)
    if wanted.within is not None:
        hits = tuple(hit for hit in hits if hit.key in wanted.within)
    entities = wanted.setting.home.entities
    return [hit for hit in hits if target.domain is None or entities[hit.key].domain == target.domain]


def _kind_as_name(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal | None:
    """Return what a name means that is no name: a kind ("the telly"), a room, or both ("kitchen lights")."""
    name = target.name or ""
    plain = replace(target, name=None, quantity=target.quantity or ("all" if _is_plural(name) and scope.said else None))
    found: Selection | Refusal | None = None
    if kinds := kinds_of(name):
        found = _of_kinds(kinds, plain, scope, wanted)
    elif not target.area and (parts := wanted.setting.house.kind_in_area(name)):
        place = scope_of(Target(area=parts[1]), wanted.setting)
        quantity = target.quantity or ("all" if _is_plural(name) else None)
        if isinstance(place, Scope):
            found = _of_kinds(parts[0], replace(plain, quantity=quantity), place, wanted)
    if isinstance(found, Selection) or (isinstance(found, Refusal) and found.reason == "ambiguous"):
        return found
    if not target.area and not target.floor and (name in HERE or name in WHOLE_HOUSE or _is_place(name, wanted)):
        place = scope_of(Target(area=name), wanted.setting)
        if isinstance(place, Scope):
            return _in_scope(plain, place, wanted)
    return found


def _is_place(name: str, wanted: Wanted) -> bool:
    house = wanted.setting.house
    return any(hit.score >= _SURE for index in (house.areas, house.floors) for hit in index.find(name))


def _place_in_name(target: Target, wanted: Wanted) -> Selection | Refusal | None:
    """Return what is meant where the "room" is no room of the house but part of a name: the driveway light."""
    nouns = [target.name] if target.name else [word for word in (target.domain, target.device_class) if word]
    spans = [f"{normalise(target.area or '')} {noun}".strip().removeprefix("the ") for noun in (*nouns, "")]
    for span in spans if target.area and target.area not in HERE else ():
        hits = [hit for hit in wanted.setting.house.things.find(span) if hit.score >= _SURE]
        hits = [
            hit for hit in hits if not target.domain or wanted.setting.home.entities[hit.key].domain == target.domain
        ]
        found = choose(hits, wanted, several=target.quantity == "all")
        if isinstance(found, Selection):
            return found
    return None


# --- by kind and room ------------------------------------------------------------------------------


def _kinds(target: Target, wanted: Wanted) -> frozenset[Kind]:
    """Return the kinds that are meant; a kind may also stand as a word ("telly")."""
    known = wanted.setting.house.by_kind
    domain, device_class = target.domain, target.device_class
    if wanted.question and wanted.state in _LOCK_STATES:
        return frozenset({Kind("lock"), Kind("binary_sensor", "lock")})
    measured = wanted.question and not domain and (device_class or wanted.attribute)
    if measured in _MEASURED:
        also = {Kind("weather")} if target.area in OUTSIDE else set()
        also |= {Kind("climate")} if measured == "temperature" and not also else set()
        return frozenset({Kind("sensor", str(measured)), *also})
    if not domain and not device_class:
        return frozenset()
    if domain and device_class and Kind(domain, device_class) in known:
        return frozenset({Kind(domain, device_class)})
    if device_class:
        of_class = frozenset(kind for kind in known if kind.device_class == device_class)
        own = frozenset({Kind(domain, device_class)}) if domain else frozenset()
        return own | of_class | (frozenset() if of_class else kinds_of(device_class.replace("_", " ")))
    domain = domain or ""
    whole = frozenset({Kind(domain)})
    return whole if Kind(domain) in known else kinds_of(domain.replace("_", " ")) or whole


def _of_kinds(kinds: Iterable[Kind], target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    house, kinds = wanted.setting.house, sorted(kinds, key=str)
    others: frozenset[str] = frozenset()
    for tier in zip_longest(*(house.of_kind(kind) for kind in kinds), fillvalue=frozenset[str]()):
        ids = frozenset[str]().union(*tier)
        ids = ids if scope.ids is None else ids & scope.ids
        if fitting := wanted.taking(ids):
            if wanted.question and len(kinds) > 1:
                fitting = measuring(fitting, scope, wanted)
            return by_quantity(fitting, target.quantity, scope, wanted)
        others = others or ids
    if others and wanted.within is None and not wanted.question:
        return unable(wanted.entities(others)[0], wanted.intent)
    if scope.said and scope.ids is not None and wanted.intent.startswith("vacuum_"):
        return _of_kinds(kinds, target, Scope(), wanted)  # the room is where to clean, not where it is
    if central := central_heating(kinds, scope, wanted):
        return Selection(central, named=True)
    noun = _noun(kinds, target)
    if wanted.question and target.device_class in _MEASURED:
        return _refused(f"Nothing measures the {noun} {scope.phrase}.")
    return _refused(f"There is no {noun} {scope.phrase}.")


def _noun(kinds: list[Kind], target: Target) -> str:
    word = target.device_class or target.domain or target.name or kinds[0].domain
    return next(iter(nouns_of(word, None)), word.replace("_", " "))


def _implied(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    """Return what a room alone, "everything", or nothing at all stands for."""
    setting = wanted.setting
    ids = frozenset(setting.home.entities) if scope.ids is None else scope.ids
    if wanted.within is not None:
        return Selection(ids & wanted.within)
    named = scope.said or target.quantity is not None
    if not named and wanted.intent in _NEED_A_TARGET:
        return Refusal("nothing_before", "Which device do you mean?", wanted.intent)
    if named and wanted.intent in _NOT_BY_ROOM:
        return Refusal("cannot", "I only do that to one thing at a time.", wanted.intent)
    domains = _implied_domains(wanted)
    entities = setting.home.entities
    ids = wanted.taking(key for key in ids if domains is None or entities[key].domain in domains)
    if wanted.intent == "open" and scope.area is None:
        ids -= ways_in(wanted)
    if not ids and scope.said and wanted.intent.startswith("vacuum_"):
        return _implied(target, Scope(), wanted)
    if not ids:
        return _refused(f"There is nothing {scope.phrase} that I can do that with.")
    return by_quantity(ids, "all" if target.quantity == "all" else None, scope, wanted)


def _implied_domains(wanted: Wanted) -> frozenset[str] | None:
    if wanted.question:
        return None if wanted.state not in {None, "on", "off"} else SWITCHED_TOGETHER
    domains = INTENT_DOMAINS.get(wanted.intent, frozenset())
    return domains & SWITCHED_TOGETHER or domains


# --- what was said before, and what is left out ------------------------------------------------------


def _spoken_of(target: Target, wanted: Wanted) -> Selection | Refusal:
    entities = wanted.setting.home.entities
    before = [key for key in wanted.setting.context.previous if key in entities]
    if not before:
        if wanted.intent in _NEED_A_TARGET or wanted.question or target.ref == "other":
            return Refusal("nothing_before", f"I don't know what you mean by {_pronoun(target)}.", wanted.intent)
        return select(replace(target, ref=None), wanted)
    if target.ref == "other":
        return _the_other(before, wanted)
    fitting = frozenset(key for key in before if wanted.takes(entities[key]))
    if not fitting:
        return unable(entities[before[0]], wanted.intent)
    of_kind = frozenset(key for key in fitting if entities[key].domain == target.domain)
    return Selection(of_kind or fitting, named=len(fitting) == 1)


def _pronoun(target: Target) -> str:
    return "the other one" if target.ref == "other" else f"{target.ref}"


def _the_other(before: list[str], wanted: Wanted) -> Selection | Refusal:
    """Return the one of the same kind that was not spoken of, in the same room first."""
    entities, house = wanted.setting.home.entities, wanted.setting.house
    first = entities[before[0]]
    alike = wanted.taking(house.by_kind.get(Kind(first.domain), ())) - set(before)
    near = alike & house.by_area.get(first.area or "", frozenset())
    rest = near or alike
    if not rest:
        return _refused("There is no other one.")
    return Selection(rest, named=True) if len(rest) == 1 else which_of(wanted.entities(rest), wanted.setting)


def _without(found: Selection, excepts: Iterable[Target], wanted: Wanted) -> Selection | Refusal:
    left = found.ids
    for target in excepts:
        everyone = replace(target, quantity="all", excepts=())
        out = select(everyone, replace(wanted, intent="get_state", state=None, attribute=None, within=found.ids))
        if isinstance(out, Refusal):
            out = select(everyone, replace(wanted, intent="get_state", state=None, attribute=None))
        if isinstance(out, Selection):
            left -= out.ids
        elif target.name or isinstance(scope_of(target, wanted.setting), Refusal):
            return out  # better nothing than what was to be left alone
    return replace(found, ids=left) if left else _refused("Nothing is left to do.")


def _refused(text: str) -> Refusal:
    return Refusal("no_such_device", text)
