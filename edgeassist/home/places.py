"""Which part of the house is meant."""

from __future__ import annotations

import re
from dataclasses import replace

from edgeassist.home.forms import singular
from edgeassist.home.house import OUTSIDE, Scope, Setting
from edgeassist.home.names import ASKED_SCORE, EXACT, NameIndex, words_of
from edgeassist.home.vocabulary import spoken_names
from edgeassist.home.words import Kind
from edgeassist.messages import Area, Floor, Home, Refusal, Target
from edgeassist.text import normalise

HERE = frozenset({"here", "in here", "this room", "the room", "room", "this area"})
WHOLE_HOUSE = frozenset(
    {
        "house",
        "home",
        "everywhere",
        "all rooms",
        "every room",
        "whole house",
        "entire house",
        "whole home",
        "entire home",
        "apartment",
        "flat",
        "whole place",
        "all over the house",
    }
)
_OUTDOOR_WORDS = frozenset(
    {
        *("outside", "outdoor", "outdoors", "exterior", "garden", "balcony", "patio", "terrace", "porch", "driveway"),
        *("deck", "lawn", "orchard", "courtyard"),
    }
)
"""Words of rooms and of things that are outside."""
_GROUND = frozenset({"ground", "downstairs", "main"})
_BELOW = frozenset({"basement", "cellar", "lower", "outbuildings", "outside", "outdoors", "garden", "grounds"})
"""Words of floors from which one goes upstairs, and of those where nobody is upstairs."""
_EACH = re.compile(r"^(?:both|all|(?:all )?\d+|every one of|each of) (?:the |my |our )?")
_LEAST_SCORE = 0.75
"""A place that fits less well is not taken for it."""


def scope_of(target: Target, setting: Setting) -> Scope | Refusal:
    """Return the part of the house that `target` names."""
    area, floor = _clean(target.area), _clean(target.floor)
    if not area:
        return _floor_scope(floor, setting) if floor else Scope()
    if area in HERE:
        return _here(setting)
    return _several(area, setting) or _room_or_more(area, floor, setting)


def scope_in_part(target: Target, setting: Setting) -> Scope | None:
    """Return the room of which a part of the name was said that no other room has: "in the guest"."""
    area = _clean(target.area)
    found = setting.house.areas.find(area) if area and area not in OUTSIDE else ()
    if len(found) != 1 or found[0].score < ASKED_SCORE:
        return None
    return _area_scope(setting.home.areas[found[0].key], setting)


def _room_or_more(area: str, floor: str, setting: Setting) -> Scope | Refusal:
    found = _area_ids(area, floor, setting)
    near = setting.area
    if len(found) == 1 or (near and near.id in found):
        return _area_scope(setting.home.areas[near.id if near and near.id in found else found[0]], setting)
    if not found and area in OUTSIDE:
        return _outside(setting)
    if found:
        return Refusal("ambiguous", "Which room do you mean?", choices=_told_apart(found, setting.home))
    if area in WHOLE_HOUSE and not setting.house.floors.named(area):
        return Scope(said=True, phrase="in the house")
    return _floor_scope(area, setting)


def _told_apart(keys: list[str], home: Home) -> tuple[str, ...]:
    """Return the names of rooms, with their floor where several have the same name."""
    areas = [home.areas[key] for key in keys]
    names = [area.name for area in areas]
    floors = [home.floors.get(area.floor or "") for area in areas]
    return tuple(
        f"{name} ({floor.name.lower()})" if floor and names.count(name) > 1 else name
        for name, floor in zip(names, floors, strict=True)
    )


def _here(setting: Setting) -> Scope | Refusal:
    if setting.area is not None:
        return replace(_area_scope(setting.area, setting), here=True)
    if len(setting.home.areas) == 1:
        return replace(_area_scope(next(iter(setting.home.areas.values())), setting), here=True)
    return Refusal("no_such_area", "I don't know which room this is.")


def _several(area: str, setting: Setting) -> Scope | None:
    """Return all rooms of a plural, "the guest rooms", where there are several and none is called so itself."""
    rooms = _EACH.sub("", area)
    kept, _, last = rooms.rpartition(" ")
    if singular(last) == last or setting.house.areas.named(rooms):
        return None
    keys = _best(setting.house.areas, f"{kept} {singular(last)}".strip())
    if len(keys) < 2:
        return None
    ids = frozenset[str]().union(*(setting.house.by_area.get(key, frozenset()) for key in keys))
    return Scope(ids, f"in the {rooms}", said=True)


def _outside(setting: Setting) -> Scope:
    """Return what is outside: in the garden, on the balcony, or called so."""
    areas, house = setting.home.areas, setting.house
    outdoors = [key for key in areas if not _OUTDOOR_WORDS.isdisjoint(words_of(normalise(areas[key].name)))]
    called = (house.by_noun.get(word, frozenset[str]()) for word in _OUTDOOR_WORDS)
    weather = frozenset(house.by_kind.get(Kind("weather"), ()))
    return Scope(weather.union(*called, *(house.by_area.get(key, ()) for key in outdoors)), "outside", said=True)


def _area_ids(area: str, floor: str, setting: Setting) -> list[str]:
    areas = setting.home.areas
    floors = _best(setting.house.floors, floor) if floor else []
    hits = _best(setting.house.areas, f"{area} {floor}") if floor and not floors else []
    hits = hits or _best(setting.house.areas, area) or _of_an_owner(area, setting)
    return [key for key in hits if not floors or areas[key].floor in floors]


def _of_an_owner(area: str, setting: Setting) -> list[str]:
    """Return the room on the floor that somebody lives on: "mum and dad's kitchen" where they have a flat."""
    home = setting.home
    for floor in home.floors.values():
        for owner in (name.rpartition(" ")[0] for name in spoken_names(floor)):
            if owner.endswith("s") and area.startswith(f"{owner} "):
                room = frozenset(words_of(area.removeprefix(f"{owner} ")))
                rooms = (each for each in home.areas.values() if each.floor == floor.id)
                return [each.id for each in rooms if any(room <= {*words_of(name)} for name in spoken_names(each))]
    return []


def _best(index: NameIndex, said: str) -> list[str]:
    hits = [hit for hit in index.find(said) if hit.score >= _LEAST_SCORE]
    so_called = index.bearing(said, (hit.key for hit in hits))
    hits = [hit for hit in hits if hit.key in so_called or hit.score == EXACT] if so_called else hits
    return [hit.key for hit in hits if hit.score >= hits[0].score - 0.01]


def _area_scope(area: Area, setting: Setting) -> Scope:
    return Scope(setting.house.by_area.get(area.id, frozenset()), f"in {_plain(area)}", said=True, area=area.id)


def _floor_scope(said: str, setting: Setting) -> Scope | Refusal:
    near = setting.area
    if said in {"this floor", "here", "floor"} and near and near.floor:
        keys = [near.floor]
    else:
        keys = _best(setting.house.floors, said)
    if len(keys) == 1:
        ids = setting.house.by_floor.get(keys[0], frozenset())
        return Scope(ids, f"on {_plain(setting.home.floors[keys[0]])}", said=True, floor=keys[0])
    if keys:
        return Refusal(
            "ambiguous", "Which floor do you mean?", choices=tuple(setting.home.floors[key].name for key in keys)
        )
    if storeys := _storeys(said, setting.home):
        ids = frozenset[str]().union(*(setting.house.by_floor.get(key, frozenset()) for key in storeys))
        return Scope(ids, said, said=True)
    return Refusal("no_such_area", f"There is no {said} here.")


def _storeys(said: str, home: Home) -> list[str]:
    """Return the floors that are upstairs, or downstairs, where none is called so: all above the ground, or that."""
    words = {key: set(normalise(" ".join((floor.name, *floor.aliases))).split()) for key, floor in home.floors.items()}
    ground = [key for key in words if not _GROUND.isdisjoint(words[key])]
    above = [key for key in words if words[key].isdisjoint(_GROUND | _BELOW)]
    return {"upstairs": above, "downstairs": ground}.get(said, []) if len(ground) == 1 else []


def _plain(place: Area | Floor) -> str:
    """Return the name of a place as it stands inside a sentence."""
    if "'s " in place.name:
        return place.name
    return f"the {place.name.removeprefix('The ').removeprefix('the ').lower()}"


def _clean(said: str | None) -> str:
    return normalise(said or "").removeprefix("in ").removeprefix("the ").removeprefix("my ")
