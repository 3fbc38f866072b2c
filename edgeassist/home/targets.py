"""From a target as it was said to the entities that are meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from edgeassist.home.bearing import SURE, certainty_of_place, hits_for, is_place, is_plural, of_class
from edgeassist.home.evidence import nouns_in
from edgeassist.home.house import Scope, Selection, Wanted
from edgeassist.home.kinds import ALIKE, as_said, kinds_meant, missing, noun_for, nouns_said, very_kinds
from edgeassist.home.names import ALL_WORDS, EXACT, LEAST_SCORE, Hit
from edgeassist.home.namesakes import (
    comes_to_nothing,
    each_in_full,
    in_a_row,
    namesakes,
    only_lock,
    owned,
)
from edgeassist.home.places import HERE, WHOLE_HOUSE, scope_in_part, scope_of
from edgeassist.home.recalled import NEED_A_TARGET, spoken_of
from edgeassist.home.refusals import unable
from edgeassist.home.selection import (
    by_quantity,
    called_after,
    called_by_owner,
    central_heating,
    choose,
    implied_domains,
    measuring,
    spares_doors,
    ways_in,
    who_cleans,
)
from edgeassist.home.tidying import tidied
from edgeassist.home.words import Kind, kinds_of, nouns_of
from edgeassist.messages import Refusal, Target
from edgeassist.text import normalise

_NOT_BY_ROOM = frozenset({"unlock"})
"""What is never done to a whole room."""
_NOTHING_SO_CALLED = frozenset({"no_such_device", "no_such_area"})


def select(target: Target, wanted: Wanted) -> Selection | Refusal:
    """Return the entities that `target` means for what is wanted."""
    if target.ref:
        meant = spoken_of(target, wanted) or select(replace(target, ref=None, excepts=()), wanted)
        return _without(meant, target.excepts, wanted) if isinstance(meant, Selection) and target.excepts else meant
    target = tidied(target, wanted.setting.context.said)
    if target.excepts and not target.name:
        if near := _left_in_room(target, wanted):
            return near
        target = replace(target, quantity="all")
    found = _somewhere(target, wanted)
    if isinstance(found, Refusal) or not target.excepts:
        return found
    left = _without(found, target.excepts, wanted)
    if isinstance(left, Refusal) and left.reason == "nothing_left" and target.device_class and target.domain:
        return select(replace(target, device_class=None), wanted)  # "all blinds but the office" where others are shades
    return left


def _left_in_room(target: Target, wanted: Wanted) -> Selection | None:
    """Return what is left of the lights of this room, where one of them is left out and nobody said "all"."""
    if wanted.setting.area is None or target.area or target.floor or target.quantity or not target.domain:
        return None
    found = _somewhere(target, wanted)
    left = _without(found, target.excepts, wanted) if isinstance(found, Selection) else None
    return left if isinstance(left, Selection) and isinstance(found, Selection) and left.ids < found.ids else None


def _somewhere(target: Target, wanted: Wanted) -> Selection | Refusal:
    """Return what a target means in its part of the house, with what is left out of it."""
    scope = scope_of(target, wanted.setting)
    if isinstance(scope, Scope):
        return _in_scope(target, scope, wanted)
    found = _place_in_name(target, wanted, SURE)
    part = scope_in_part(target, wanted.setting) if not found and scope.reason == "no_such_area" else None
    if part is not None:
        return _in_scope(target, part, wanted)
    return found or _place_in_name(target, wanted, LEAST_SCORE) or _only_one(target, wanted) or scope


def _only_one(target: Target, wanted: Wanted) -> Selection | None:
    """Return the one of its kind in this house, which "in here" means wherever that is; a light is one of many."""
    kind = target.domain or target.device_class
    if normalise(target.area or "") not in HERE or kind in {None, "light"}:
        return None
    found = _in_scope(replace(target, area=None), Scope(), wanted)
    return replace(found, score=SURE) if isinstance(found, Selection) and len(found.ids) == 1 else None


def _in_scope(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    if target.name:
        return _named(target, scope, wanted)
    if target.area and (so_called := _so_called(target, wanted, scope.area)):
        return so_called
    kinds = kinds_meant(target, wanted)
    found = _of_kinds(kinds, target, scope, wanted) if kinds else _implied(target, scope, wanted)
    if not isinstance(found, Refusal):
        return found
    is_open = found.reason == "ambiguous" and not target.area
    so = _so_called(target, wanted) if is_open else _of_such_name(found, target, scope, wanted)
    if isinstance(so, Selection):
        return so
    if not wanted.question:
        return found
    others = (replace(target, domain=None, device_class=other) for other in ALIKE.get(target.device_class or "", ()))
    tried = (_of_kinds(kinds_meant(other, wanted), other, scope, wanted) for other in others)
    return next((each for each in tried if isinstance(each, Selection)), found)


def _so_called(target: Target, wanted: Wanted, area: str | None = None) -> Selection | Refusal | None:
    """Return the one thing whose name was taken for a kind: the "kitchen light" is not every light there.

    That of the "main bedroom" may be called after all of its name, and be the one that is meant by "bedroom light".
    """
    setting = wanted.setting
    if not target.domain or target.quantity or target.floor:
        return None
    said, room = f" {setting.context.said} ", normalise(target.area or "")
    full = normalise(setting.home.areas[area].name) if area else room
    nouns = [noun for noun in nouns_of(target.domain, target.device_class) if f"{room} {noun} " in said]
    named = (setting.house.things.named(f"{place} {noun}".strip()) for noun in nouns for place in {room, full})
    return choose([Hit(key, EXACT) for key in sorted({*chain(*named)})], wanted, several=False)


def _of_such_name(found: Refusal, target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal | None:
    """Return the one thing of another kind here that is called so: the "heater" that is a switch."""
    if found.reason != "no_such_device" or not target.domain or not scope.area or target.quantity or wanted.question:
        return None
    nouns = nouns_in(wanted.setting.context.said, nouns_of(target.domain, target.device_class))
    spans = (replace(target, domain=None, device_class=None, name=noun) for noun in nouns)
    return choose([hit for span in spans for hit in hits_for(span, scope, wanted)], wanted, several=False)


# --- by name ---------------------------------------------------------------------------------------


def _named(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    name = target.name or ""
    if " " in name and (row := in_a_row(name, wanted)):
        return _each_named(replace(target, name=row), scope, wanted) or _refused(f"There is no {name} {scope.phrase}.")
    plural = is_plural(name)
    several = plural or target.quantity in {"all", "any", "both"}
    hits = hits_for(target, scope, wanted)
    sure = [hit for hit in hits if hit.score >= (EXACT if plural else SURE)]
    if not sure and not plural and hits and hits[0].score >= certainty_of_place(target, wanted):
        sure = hits  # a misspelt name is not taken for all that is in a misspelt room
    chosen = _rather_able(choose(sure, wanted, several=several), hits, wanted)
    of_kind = _kind_as_name(target, scope, wanted) if chosen is None else None
    if isinstance(of_kind, Selection) or (of_kind and of_kind.reason not in _NOTHING_SO_CALLED):
        return of_kind
    chosen = chosen or _rather_able(choose(hits, wanted, several=several), hits, wanted)
    if of_kind and not isinstance(chosen, Selection):
        return of_kind
    if isinstance(chosen, Selection) and plural and not (target.quantity or scope.said):
        chosen = replace(chosen, ids=wanted.setting.near(chosen.ids) or chosen.ids)
    return chosen or _each_named(target, scope, wanted) or _refused(f"There is no {name} {scope.phrase}.")


def _rather_able(chosen: Selection | Refusal | None, hits: Sequence[Hit], wanted: Wanted) -> Selection | Refusal | None:
    """Return what was chosen, or where that cannot do it what else is called so and can."""
    if not comes_to_nothing(chosen, wanted):
        return chosen
    return choose(namesakes(hits, wanted), wanted, several=False) or only_lock(hits, wanted) or chosen


def _each_named(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal | None:
    """Return what "front and back doors" means: what is left out of one name stands in the last."""
    found = []
    for spans in each_in_full(target.name or ""):
        tried = [_named(replace(target, name=span), scope, wanted) for span in spans]
        found.append(next((each for each in tried if isinstance(each, Selection)), tried[-1]))
    if not found:
        return None
    if refusal := next((each for each in found if isinstance(each, Refusal)), None):
        return refusal
    chosen = [each for each in found if isinstance(each, Selection)]
    ids = frozenset[str]().union(*(each.ids for each in chosen))
    return Selection(ids, named=len(ids) == len(chosen), score=min(each.score for each in chosen))


def _kind_as_name(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal | None:
    """Return what a name means that is no name: a kind ("the telly"), a room, or both ("kitchen lights")."""
    name = target.name or ""
    plain = replace(target, name=None, quantity=target.quantity or ("all" if is_plural(name) and scope.said else None))
    found: Selection | Refusal | None = None
    if kinds := kinds_of(name):
        found = _of_kinds(very_kinds(kinds, name, wanted), plain, scope, _heard(name, wanted))
    elif not target.area and (parts := wanted.setting.house.kind_in_area(name)):
        place = scope_of(Target(area=parts[1]), wanted.setting)
        quantity = target.quantity or ("all" if is_plural(name) else None)
        found = (called_by_owner(*parts, wanted) or place) if isinstance(place, Refusal) else None
        if isinstance(place, Scope):
            kinds = very_kinds(parts[0], name, wanted)
            one = called_after(parts[0], place, wanted) if quantity is None else None
            found = one or _of_kinds(kinds, replace(plain, quantity=quantity), place, _heard(name, wanted))
    if isinstance(found, Selection) or (isinstance(found, Refusal) and found.reason == "ambiguous"):
        return found
    if not target.area and not target.floor and (name in HERE or name in WHOLE_HOUSE or is_place(name, wanted)):
        place = scope_of(Target(area=name), wanted.setting)
        if isinstance(place, Scope):
            return _in_scope(plain, place, wanted)
    return found


def _heard(name: str, wanted: Wanted) -> Wanted:
    """Return what is wanted as if nothing but its name had been said."""
    context = replace(wanted.setting.context, said=f"the {name}")
    return replace(wanted, setting=replace(wanted.setting, context=context))


def _place_in_name(target: Target, wanted: Wanted, least: float) -> Selection | Refusal | None:
    """Return what is meant where the "room" is no room of the house but part of a name: the driveway light."""
    nouns = [target.name] if target.name else [*nouns_said(target, wanted), ""]
    spans = [f"{normalise(target.area or '')} {noun}".strip().removeprefix("the ") for noun in nouns]
    for span in spans if target.area and target.area not in HERE else ():
        several = target.quantity in {"all", "both"}
        enough = min(least, ALL_WORDS) if several else least
        hits = of_class(hits_for(replace(target, area=None, name=span), Scope(), wanted), target, wanted, enough)
        found = choose(hits, wanted, several=several) or _each_named(replace(target, name=span), Scope(), wanted)
        if isinstance(found, Selection):
            return found
    return None


def _of_kinds(kinds: Iterable[Kind], target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    house, kinds = wanted.setting.house, sorted(kinds, key=str)
    others: frozenset[str] = frozenset()
    for tier in zip_longest(*(house.of_kind(kind) for kind in kinds), fillvalue=frozenset[str]()):
        ids = frozenset[str]().union(*tier)
        ids = ids if scope.ids is None else ids & scope.ids
        able = wanted.taking(ids)
        if fitting := as_said(able, kinds, scope, wanted):
            if wanted.question and len(kinds) > 1 and target.quantity != "all":
                fitting = measuring(fitting, scope, wanted)
            if kinds == [Kind("cover")] and spares_doors(wanted, scope) and "cover" not in wanted.setting.context.said:
                fitting = fitting - ways_in(wanted) or fitting
            return by_quantity(fitting, target.quantity, scope, wanted)
        others = others or (frozenset() if able else ids)
    if others and wanted.within is None and not wanted.question:
        return unable(wanted.entities(others)[0], wanted.intent)
    if scope.said and scope.ids is not None and wanted.intent.startswith("vacuum_"):
        return who_cleans(_of_kinds(kinds, target, Scope(), wanted), scope, wanted)
    if central := central_heating(kinds, scope, wanted):
        return Selection(central, named=True)
    noun = noun_for(kinds, target, wanted.setting.context.said)
    return _refused(f"{missing(noun, target.device_class, question=wanted.question)} {scope.phrase}.")


def _implied(target: Target, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    """Return what a room alone, "everything", or nothing at all stands for."""
    setting = wanted.setting
    ids = frozenset(setting.home.entities) if scope.ids is None else scope.ids
    if wanted.within is not None:
        return Selection(ids & wanted.within)
    named = scope.said or target.quantity is not None
    if not named and wanted.intent in NEED_A_TARGET:
        return Refusal("nothing_before", "Which device do you mean?", wanted.intent)
    entities = setting.home.entities
    domains = implied_domains(wanted)
    ids = wanted.taking(key for key in ids if domains is None or entities[key].domain in domains)
    if named and wanted.intent in _NOT_BY_ROOM and (len(ids) > 1 or not scope.area):
        return Refusal("cannot", "I only do that to one thing at a time.", wanted.intent)
    if spares_doors(wanted, scope):
        ids -= ways_in(wanted)
    if not ids and scope.said and wanted.intent.startswith("vacuum_"):
        return _implied(target, Scope(), wanted)
    if not ids:
        return _refused(f"There is nothing {scope.phrase} that I can do that with.")
    return by_quantity(ids, "all" if target.quantity == "all" or wanted.question else None, scope, wanted)


def _without(found: Selection, excepts: Iterable[Target], wanted: Wanted) -> Selection | Refusal:
    left = found.ids
    for target in excepts:
        left -= frozenset(target.ids)
        if target.ids:
            continue
        if theirs := owned(target, left, wanted):
            left -= theirs
            continue
        everyone = replace(target, quantity="all", excepts=())
        out = select(everyone, replace(wanted, intent="get_state", state=None, attribute=None, within=found.ids))
        if isinstance(out, Refusal):
            out = select(everyone, replace(wanted, intent="get_state", state=None, attribute=None))
        if isinstance(out, Selection):
            left -= out.ids
        elif target.name or target.ref or isinstance(scope_of(target, wanted.setting), Refusal):
            return out  # better nothing than what was to be left alone
    return replace(found, ids=left) if left else Refusal("nothing_left", "Nothing is left to do.")


def _refused(text: str) -> Refusal:
    return Refusal("no_such_device", text)
