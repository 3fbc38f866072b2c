"""What is asked of the things of the house, and which of those that fit are meant: by name, by number, by room."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from types import MappingProxyType

from edgeassist.home.capabilities import DONE_TO_MANY, INTENT_DOMAINS, STARTED, cannot
from edgeassist.home.evidence import of_the_play, several_of_kind
from edgeassist.home.forms import singular
from edgeassist.home.house import Scope, Selection, Wanted
from edgeassist.home.names import ALL_WORDS, ASKED_SCORE, EXACT, LEAST_SCORE, Hit, words_of
from edgeassist.home.refusals import did_you_mean, unable, which_of
from edgeassist.home.states import is_in_state
from edgeassist.home.vocabulary import spoken_names
from edgeassist.home.words import Kind, nouns_of
from edgeassist.messages import Entity, Refusal
from edgeassist.text import normalise

SWITCHED_TOGETHER = frozenset({"light", "switch", "fan", "media_player"})
"""What a room alone, or "everything", stands for."""

_COMMANDED = frozenset[str]().union(*INTENT_DOMAINS.values())
_PREFERRED = ("light", "switch", "fan", "media_player", "cover", "lock", "climate")
_SAME_SCORE = 0.005
_NEARLY_AS_GOOD = 0.08
_BEYOND_DOUBT = 0.9
_ALL_SAID = 0.95
"""Where no word of a name was left out."""
_WAYS_IN = frozenset({"door", "garage", "gate"})
_BOTH = 2
_BOTH_SAID = re.compile(r"\bboth\b")
_ONLY_ONE = 0.8
"""How sure it is that the only thing with such a word in its name is meant, where it can do what few kinds can."""
_ONLY_SUCH = 0.85
"""The same, where most of its name was said."""
_AT_REST = frozenset({"off", "unavailable", "unknown", None})
_ACTIVE = MappingProxyType(
    {"media_pause": ("playing",), "media_resume": ("paused",), "media_play": ("paused", "playing"), "unmute": ()}
)


def choose(hits: Sequence[Hit], wanted: Wanted, *, several: bool) -> Selection | Refusal | None:
    """Return which of the things that bear a name is meant; None where none fits well enough.

    `several`: a plural or "all" was said, so that all which fit equally well are meant.
    """
    sure = [hit for hit in hits if hit.score >= LEAST_SCORE]
    if not sure:
        return _perhaps(hits, wanted)
    hits = sure
    entities = wanted.setting.home.entities
    able = [hit for hit in hits if wanted.takes(entities[hit.key])]
    able = (_near_and_whole(able, wanted) if not several else []) or able
    best = hits[0]
    if not able or (able[0].score < best.score - _NEARLY_AS_GOOD and entities[best.key].domain in _COMMANDED):
        return _unable_or_nothing(best, wanted)
    tied = [entities[hit.key] for hit in able if hit.score >= able[0].score - _SAME_SCORE]
    if several and len(tied) == 1 and able[0].score < EXACT:
        least = ALL_WORDS if able[0].score >= _ALL_SAID else LEAST_SCORE
        tied = [entities[hit.key] for hit in able if hit.score >= least]  # "the sprinklers" of both lawns
    score = max(able[0].score, _ONLY_SUCH) if len(tied) == len(able) else able[0].score
    if several:
        return Selection(frozenset(entity.id for entity in tied), named=len(tied) == 1, score=score)
    tied = _narrowed(tied, wanted)
    if len(tied) == 1 and able[0].score < _BEYOND_DOUBT and _is_grave(tied[0], wanted.intent):
        return did_you_mean(tied[0])
    if len(tied) == 1 or (wanted.question and able[0].score == 1.0):
        return Selection(frozenset(entity.id for entity in tied), named=True, score=score)
    return which_of(tied, wanted.setting.home)


def _perhaps(hits: Sequence[Hit], wanted: Wanted) -> Selection | Refusal | None:
    """Return the one thing of whose name too little was said: where many kinds can do it, as a question."""
    found = [hit for hit in hits if hit.score >= ASKED_SCORE and wanted.takes(_entity(hit, wanted))]
    if len(found) != 1 or wanted.within is not None:
        return None
    if wanted.intent not in DONE_TO_MANY or wanted.question:
        return Selection(frozenset({found[0].key}), named=True, score=max(found[0].score, _ONLY_ONE))
    return did_you_mean(_entity(found[0], wanted))


def _entity(hit: Hit, wanted: Wanted) -> Entity:
    return wanted.setting.home.entities[hit.key]


def _is_grave(entity: Entity, intent: str) -> bool:
    """Return whether this lets somebody in, so that a name that was only guessed is not enough."""
    opens = intent in {"open", "set_position", "toggle"} and entity.device_class in _WAYS_IN
    return opens or intent == "unlock" or (intent == "turn_off" and entity.domain == "alarm_control_panel")


def _near_and_whole(hits: Sequence[Hit], wanted: Wanted) -> list[Hit]:
    """Return what in this room bears the whole name but for the words of its room: what is elsewhere is not meant."""
    near = wanted.setting.near(frozenset(hit.key for hit in hits if hit.score >= ALL_WORDS))
    return [hit for hit in hits if hit.key in near]


def _unable_or_nothing(best: Hit, wanted: Wanted) -> Selection | Refusal | None:
    entity = wanted.setting.home.entities[best.key]
    if wanted.within is not None:
        return None
    if wanted.question:
        return Selection(frozenset({best.key}), named=True, score=best.score)
    return unable(entity, wanted.intent)


def _narrowed(tied: list[Entity], wanted: Wanted) -> list[Entity]:
    """Of things that fit equally well, those of this room, then those of the kind that people mean, or ask about."""
    if len(tied) > 1 and (near := wanted.setting.near(frozenset(entity.id for entity in tied))):
        tied = [entity for entity in tied if entity.id in near]
    same_name = len({entity.name.casefold() for entity in tied}) == 1
    if len(tied) > 1 and same_name and not wanted.question:
        rank = min(_rank(entity) for entity in tied)
        tied = [entity for entity in tied if _rank(entity) == rank]
    if len(tied) > 1 and wanted.question:
        return [entity for entity in tied if wanted.attribute and entity.device_class == wanted.attribute] or tied
    able = [entity for entity in tied if not cannot(entity, wanted.intent, wanted.params)] if len(tied) > 1 else []
    return able or tied


def _rank(entity: Entity) -> int:
    return _PREFERRED.index(entity.domain) if entity.domain in _PREFERRED else len(_PREFERRED)


def by_quantity(ids: frozenset[str], quantity: str | None, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    """Return how many of the things of a kind are meant; `ids` is not empty."""
    if len(ids) > _BOTH and _BOTH_SAID.search(wanted.setting.context.said):
        near = frozenset[str]() if scope.said else wanted.setting.near(ids)
        ids = near if len(near) >= _BOTH else ids
        two = ids if len(ids) == _BOTH else _so_called(ids, wanted)
        two = two if len(two) == _BOTH else _pair(two, wanted) or two
        return Selection(two) if len(two) == _BOTH else which_of(wanted.entities(two or ids), wanted.setting.home)
    everything = Selection(ids, named=len(ids) == 1)
    if _one_by_one(ids, wanted):
        quantity = None
    if len(ids) == 1 or quantity in {"all", "both", "every"} or (quantity == "any" and wanted.question):
        return everything
    quantity = None if quantity == "any" else quantity
    group = ids if scope.said else wanted.setting.near(ids)
    if quantity and quantity.isdecimal() and quantity != "1":
        exact = next((some for some in (group, ids) if len(some) == int(quantity)), None)
        return replace(everything, ids=exact) if exact else which_of(wanted.entities(group or ids), wanted.setting.home)
    if not scope.said and (active := _active(group or ids, wanted)):
        return Selection(active, named=len(active) == 1)
    located = bool(group) and not _one_by_one(group, wanted)
    group = group or _whole_house(ids, wanted)
    if len(group) == 1 or wanted.question or (quantity is None and (located or _all_at_once(group, wanted))):
        return Selection(group, named=len(group) == 1)
    return which_of(wanted.entities(_so_called(group, wanted) or group), wanted.setting.home)


def _one_by_one(ids: frozenset[str], wanted: Wanted) -> bool:
    """Return whether these are scenes and the like, of which nobody means several."""
    entities = wanted.setting.home.entities
    return not wanted.question and all(entities[key].domain in STARTED for key in ids)


def _pair(ids: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return the two of `ids` that are in one room where no other room has just two; nothing: there is no such pair."""
    rooms: dict[str | None, set[str]] = {}
    for entity in map(wanted.setting.home.entities.__getitem__, ids):
        rooms.setdefault(entity.area, set()).add(entity.id)
    pairs = [some for room, some in rooms.items() if room is not None and len(some) == _BOTH]
    return frozenset(pairs[0]) if len(pairs) == 1 else frozenset()


def _so_called(ids: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return those of `ids` whose names hold the very noun that was said: both lamps, and not the ceiling light."""
    said = {singular(word) for word in wanted.setting.context.said.split()}
    bearing: dict[str, set[str]] = {word: set() for word in said}
    for entity in map(wanted.setting.home.entities.__getitem__, ids):
        for word in said & _words_of(entity.name):
            bearing[word].add(entity.id)
    return frozenset(min((some for some in bearing.values() if len(some) > 1), key=len, default=()))


@lru_cache(maxsize=20_000)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(singular(word) for word in normalise(name).split())


def _all_at_once(ids: frozenset[str], wanted: Wanted) -> bool:
    """Return whether "the lights" without a room may be all; "the lamp", "the TV", what opens the house is one."""
    entities = map(wanted.setting.home.entities.__getitem__, ids)
    kinds = {Kind(*each) for each in {(entity.domain, entity.device_class) for entity in entities}}
    if wanted.one_of(kinds):
        return False
    if wanted.intent in {"turn_off", "close", "lock"}:
        return all(kind.domain != "media_player" for kind in kinds)
    if any(several_of_kind(wanted.setting.context.said, *kind) for kind in kinds):
        return wanted.intent != "unlock"
    return all(
        kind.domain == "light" or (kind.domain == "cover" and kind.device_class not in _WAYS_IN) for kind in kinds
    )


def ways_in(wanted: Wanted) -> frozenset[str]:
    """Return what lets people or water in: "open everything" means the blinds, and none of these."""
    house = wanted.setting.house
    doors = (house.of_kind(Kind("cover", device_class))[0] for device_class in _WAYS_IN)
    return frozenset(house.by_kind.get(Kind("valve"), ())).union(*doors)


def _active(ids: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return what is at it: only players that play can be paused or made louder, only the heating that is on warmer."""
    if wanted.question or wanted.intent in {"turn_on", "toggle", "play_media"}:
        return frozenset()
    if wanted.intent == "adjust_temperature":
        running = [entity.id for entity in wanted.entities(ids) if entity.state not in _AT_REST]
        return frozenset(running) if len(running) == 1 else frozenset()
    entities = wanted.setting.home.entities
    players = wanted.entities(key for key in ids if entities[key].domain == "media_player")
    if wanted.intent == "turn_off":
        running = [entity.id for entity in players if is_in_state(entity, "on")]
        return frozenset(running) if len(running) == 1 and len(players) == len(ids) else frozenset()
    states = _ACTIVE.get(wanted.intent, ("playing",))
    return of_the_play([entity for entity in players if entity.state in states], wanted.setting.context.said)


def _whole_house(ids: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Of several thermostats, the one of this floor, or the one that belongs to no room and so to the house."""
    here, entities = wanted.setting.area, wanted.setting.home.entities
    if here and all(entities[key].domain == "climate" for key in ids):
        ids = _of_floor(wanted.entities(ids), here.id, None, wanted) or ids
    roomless = [key for key in ids if entities[key].area is None]
    if len(ids) > 1 and len(roomless) == 1 and entities[roomless[0]].domain in {"climate", "water_heater"}:
        return frozenset(roomless)
    return ids


def central_heating(kinds: Iterable[Kind], scope: Scope, wanted: Wanted) -> frozenset[str] | None:
    """Return the thermostat that warms a room without one, or a floor: that of the floor, or of the whole house."""
    if not scope.said or any(kind.domain != "climate" for kind in kinds):
        return None
    every = wanted.entities(wanted.setting.house.by_kind.get(Kind("climate"), ()))
    if of_floor := _of_floor(every, scope.area, scope.floor, wanted):
        return of_floor
    if scope.area is None or wanted.question:
        return None
    roomless = [entity for entity in every if entity.area is None]
    meant = roomless if scope.here and roomless else every if scope.here or roomless else []
    return frozenset({meant[0].id}) if len(meant) == 1 else None


def who_cleans(found: Selection | Refusal, scope: Scope, wanted: Wanted) -> Selection | Refusal:
    """Return the cleaner of a floor where several could be meant: the room is where to clean, not where it stands."""
    home = wanted.setting.home
    floor = scope.floor or (home.areas[scope.area].floor if scope.area else None)
    if isinstance(found, Selection) or floor is None:
        return found
    inside = frozenset(found.entities) & wanted.setting.house.by_floor.get(floor, frozenset())
    return Selection(inside, named=True) if len(inside) == 1 else found


def _of_floor(entities: Iterable[Entity], area: str | None, floor: str | None, wanted: Wanted) -> frozenset[str] | None:
    """Return the one of `entities` that is called after a floor, or after that of a room; None: none, or several."""
    home, things = wanted.setting.home, wanted.setting.house.things
    place = home.floors.get(floor or (home.areas[area].floor if area else None) or "")
    spans = [frozenset(words_of(name)) for name in spoken_names(place)] if place else []
    called = [entity.id for entity in entities if any(words <= things.words(entity.id) for words in spans)]
    return frozenset(called) if len(called) == 1 else None


def measuring(ids: frozenset[str], scope: Scope, wanted: Wanted) -> frozenset[str]:
    """Of what measures a temperature, sensors know that of a room, and the thermostat that of the house."""
    if scope.phrase == "outside" and (air := wanted.setting.house.outdoors(ids)):
        return air  # and not the water of the pool
    ids = wanted.setting.house.of_air(ids)
    near = ids if scope.said else wanted.setting.near(ids)
    sensors = frozenset(entity.id for entity in wanted.entities(near or ids) if entity.domain == "sensor")
    others = (near or ids) - sensors
    if not sensors or not others:
        return ids
    return sensors if near else others


def called_after(kinds: Iterable[Kind], place: Scope, wanted: Wanted) -> Selection | Refusal | None:
    """Return the one light of a room that is called after it: by "bedroom light" not every light of the bedroom."""
    if place.area is None:
        return None
    room = normalise(wanted.setting.home.areas[place.area].name)
    nouns = (noun for kind in kinds for noun in nouns_of(kind.domain, kind.device_class))
    named = (wanted.setting.house.things.named(f"{room} {noun}") for noun in nouns)
    return choose([Hit(key, EXACT) for key in sorted({*chain(*named)})], wanted, several=False)


def called_by_owner(kinds: Iterable[Kind], owner: str, wanted: Wanted) -> Selection | Refusal | None:
    """Return what of a kind is called after somebody, whatever else: "Papa's lamp" for Papa's Side Lamp."""
    house = wanted.setting.house
    every = frozenset[str]().union(*(house.by_kind.get(kind, ()) for kind in kinds))
    bearing = house.things.bearing(owner, every) if f"{owner}'s " in wanted.setting.context.said else ()
    return choose([Hit(key, ALL_WORDS) for key in sorted(bearing)], wanted, several=False)


def implied_domains(wanted: Wanted) -> frozenset[str] | None:
    """Return what a room alone stands for; None: all that is in it."""
    if wanted.question:
        return None if wanted.state not in {None, "on", "off"} else SWITCHED_TOGETHER
    domains = INTENT_DOMAINS.get(wanted.intent, frozenset())
    return domains & SWITCHED_TOGETHER or domains


def spares_doors(wanted: Wanted, scope: Scope) -> bool:
    """Return whether this is said to the whole house, which opens and closes no garage."""
    return wanted.intent in {"open", "close"} and scope.area is None
