"""A home prepared for linking: what is where, of what kind, under which names; and what is asked of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import intent_for
from edgeassist.home.evidence import one_of_kind
from edgeassist.home.names import Label, NameIndex, words_of
from edgeassist.home.vocabulary import spoken_names
from edgeassist.home.words import NOUNS, Kind, kinds_of, nouns_of
from edgeassist.messages import Area, Context, Entity, Floor, Home
from edgeassist.stages import ReadCondition
from edgeassist.text import normalise

LIGHT = Kind("light")
OUTSIDE = frozenset({"outside", "outdoors", "outdoor", "outdoor area"})
"""What is in no room, as it is said."""
_HOLDING = frozenset(
    {"freezer", "fridge", "refrigerator", "oven", "boiler", "tank", "aquarium", "pool", "pond", "water", "incubator"}
    | {"cooler", "grill", "smoker", "hay", "soil", "cylinder", "flow", "spa", "tub", "cold", "store"}
)
"""What is colder or warmer than the room it stands in."""
_OFTEN_UNCLASSED = frozenset({"cover", "media_player"})
"""Domains of which many devices do not tell their class."""

_SENSORS = frozenset({"sensor", "binary_sensor"})

_BETWEEN = (" in the ", " in my ", " in ", " on the ", " at the ", " of the ", " from the ")
"""What stands between a thing and its room."""
_OPENINGS = frozenset({"door", "window", "garage_door", "opening"})
_ASKED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("open", "closed", "opening", "closing"), (frozenset({"cover", "valve"}), _OPENINGS)),
        **dict.fromkeys(("locked", "unlocked"), (frozenset({"lock"}), frozenset({"lock"}))),
        "low": (frozenset(), frozenset({"battery"})),
        "charging": (frozenset({"vacuum", "lawn_mower"}), frozenset({"battery", "battery_charging"})),
        **dict.fromkeys(("playing", "paused", "muted"), (frozenset({"media_player"}), frozenset[str]())),
        **dict.fromkeys(("cleaning", "docked", "mowing"), (frozenset({"vacuum", "lawn_mower"}), frozenset[str]())),
        **dict.fromkeys(("home", "away", "not_home"), (frozenset({"person", "device_tracker"}), frozenset[str]())),
        **dict.fromkeys(("armed", "disarmed"), (frozenset({"alarm_control_panel"}), frozenset[str]())),
        **dict.fromkeys(("wet", "dry", "leaking"), (frozenset(), frozenset({"moisture"}))),
        **dict.fromkeys(("heating", "cooling"), (frozenset({"climate", "water_heater"}), frozenset[str]())),
    }
)
"""State asked about → the domains that have it, and the device classes of sensors that tell it."""


@dataclass(frozen=True, slots=True)
class House:
    """The names and places of one home; states and attributes are read from the `Home` itself."""

    things: NameIndex
    areas: NameIndex
    floors: NameIndex
    by_area: Mapping[str, frozenset[str]]
    by_floor: Mapping[str, frozenset[str]]
    by_kind: Mapping[Kind, tuple[str, ...]]
    """Kind → entity ids; a device class of None holds the whole domain, an empty one those that tell none."""
    by_noun: Mapping[str, frozenset[str]]
    """Canonical word → ids whose name holds it."""
    _meant: dict[Kind, tuple[frozenset[str], ...]] = field(default_factory=dict)
    """What may be meant by the kinds that were asked for."""
    _able: dict[str, frozenset[str]] = field(default_factory=dict)
    """What can do what was asked for."""

    def area_of(self, said: str | None, home: Home) -> Area | None:
        """Return the area with this id or name, as settings and messages give it; None: there is no such area."""
        if said is None:
            return None
        if said in home.areas:
            return home.areas[said]
        keys = self.areas.named(normalise(said))
        return home.areas[keys[0]] if len(keys) == 1 else None

    def able(self, intent: str) -> frozenset[str]:
        """Return the entities of domains for which an intent makes sense."""
        if intent not in self._able:
            some = (ids for kind, ids in self.by_kind.items() if intent_for(intent, kind.domain) is not None)
            self._able[intent] = frozenset[str]().union(*some)
        return self._able[intent]

    def of_kind(self, kind: Kind) -> tuple[frozenset[str], ...]:
        """Return the entities that may be meant by a kind: the very ones first, then those that people also call so."""
        if kind not in self._meant:
            self._meant[kind] = tuple(self._of_kind(kind))
        return self._meant[kind]

    def _of_kind(self, kind: Kind) -> Iterator[frozenset[str]]:
        unclassed = frozenset(self.by_kind.get(Kind(kind.domain, ""), ())) if kind.device_class else frozenset()
        yield frozenset(self.by_kind.get(kind, ())) | self._called(NOUNS.get(kind, ()), unclassed)
        if not unclassed and kind.device_class is None:
            yield self._called(NOUNS[kind], self.by_kind.get(Kind("switch"), ())) if kind == LIGHT else frozenset()
            return
        nouns = set(NOUNS.get(kind, ()))
        others = [other for other in NOUNS if other.domain == kind.domain and other.device_class]
        alike = [other for other in others if nouns & set(NOUNS[other])]
        yield frozenset(key for other in alike for key in self.by_kind.get(other, ()))
        if kind.domain in _OFTEN_UNCLASSED:
            strange = [noun for other in others if other not in alike for noun in NOUNS[other]]
            yield unclassed - self._called(strange, unclassed)

    def outdoors(self, ids: frozenset[str]) -> frozenset[str]:
        """Return those of `ids` that are called after the open air."""
        return ids & frozenset[str]().union(*(self.by_noun.get(word, frozenset()) for word in (*OUTSIDE, "exterior")))

    def of_air(self, ids: frozenset[str]) -> frozenset[str]:
        """Return those of `ids` that measure no food and no water, by their names; all where there are no others."""
        return ids - frozenset[str]().union(*(self.by_noun.get(word, frozenset()) for word in _HOLDING)) or ids

    def _called(self, nouns: Iterable[str], among: Iterable[str]) -> frozenset[str]:
        """Return those of `among` whose name holds one of the nouns."""
        nothing = frozenset[str]()
        bearing = (
            nothing.union(among).intersection(*(self.by_noun.get(word, nothing) for word in words_of(noun)))
            for noun in nouns
        )
        return nothing.union(*bearing)

    def kind_in_area(self, span: str) -> tuple[frozenset[Kind], str] | None:
        """Return the kinds and the place of "kitchen lights" or "lights in the kitchen"; None: it is no such span."""
        for between in _BETWEEN:
            noun, found, place = span.partition(between)
            if found and kinds_of(noun):
                return kinds_of(noun), place
        words = span.removeprefix("the ").split()
        for at in range(1, len(words)):
            place, noun = " ".join(words[:at]).removesuffix("'s"), " ".join(words[at:])
            if kinds_of(noun) and (self.areas.find(place) or self.floors.find(place)):
                return kinds_of(noun), place
        return None


@dataclass(frozen=True, slots=True)
class Scope:
    """A part of the house."""

    ids: frozenset[str] | None = None
    """The entities there; None: the whole house."""
    phrase: str = "here"
    """Where that is, to be said after "There is no light"."""
    said: bool = False
    """Whether a place was named at all, be it the whole house."""
    area: str | None = None
    """The id of the room, where it is one."""
    here: bool = False
    """Whether it is the room of the microphone, and was called "here"."""
    floor: str | None = None
    """The id of the floor, where it is one."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sentence is linked against."""

    home: Home
    house: House
    context: Context
    conditions: ReadCondition = lambda _, __: ()
    """What the words of a condition can mean, each as a question about states."""

    @property
    def area(self) -> Area | None:
        """The microphone's area, where the home has it."""
        return self.house.area_of(self.context.area, self.home)

    @property
    def spoken_of(self) -> list[Entity]:
        """The things that were spoken of last, each once, as far as they are still there."""
        entities = self.home.entities
        return [entities[key] for key in dict.fromkeys(self.context.previous) if key in entities]

    def near(self, ids: frozenset[str]) -> frozenset[str]:
        """Return those of `ids` that are in the microphone's room."""
        area = self.area
        return ids & self.house.by_area.get(area.id, frozenset()) if area else frozenset()


@dataclass(frozen=True, slots=True)
class Selection:
    """The entities that were meant."""

    ids: frozenset[str]
    named: bool = False
    """Whether they were named, so that what one of them cannot do is told; of a group the others just do it."""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of the things, and where."""

    intent: str
    setting: Setting
    state: str | None = None
    """The state asked about."""
    attribute: str | None = None
    within: frozenset[str] | None = None
    """Nothing but these may be meant."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """The values that were said, for who can do what."""

    @property
    def question(self) -> bool:
        """Whether this asks and does nothing."""
        return self.intent == "get_state"

    def takes(self, entity: Entity) -> bool:
        """Return whether what is wanted makes sense for a thing of this kind."""
        if self.within is not None and entity.id not in self.within:
            return False
        if not self.question:
            return intent_for(self.intent, entity.domain) is not None
        asked = _ASKED.get(self.state or "")
        return asked is None or entity.domain in asked[0] or (entity.device_class or "") in asked[1]

    def one_of(self, kinds: Iterable[Kind]) -> frozenset[str]:
        """Return the nouns for these kinds that were said in the singular: "the lamp", and no lamps."""
        said = self.setting.context.said
        return frozenset[str]().union(*(one_of_kind(said, *kind) for kind in kinds)) if said else frozenset()

    def entities(self, ids: Iterable[str]) -> list[Entity]:
        """Return the entities of `ids`, in a fixed order."""
        return [self.setting.home.entities[key] for key in sorted(ids)]

    def taking(self, ids: Iterable[str]) -> frozenset[str]:
        """Return those of `ids` for which this makes sense."""
        if self.question:
            entities = self.setting.home.entities
            return frozenset(key for key in ids if self.takes(entities[key]))
        able = self.setting.house.able(self.intent).intersection(ids)
        return able if self.within is None else able & self.within


def prepare_house(home: Home) -> House:
    """Return the index of `home`; work of milliseconds, tens of them for thousands of entities."""
    by_area: defaultdict[str, set[str]] = defaultdict(set)
    by_floor: defaultdict[str, set[str]] = defaultdict(set)
    by_kind: defaultdict[Kind, list[str]] = defaultdict(list)
    by_noun: defaultdict[str, set[str]] = defaultdict(set)
    for entity in home.entities.values():
        if entity.area:
            by_area[entity.area].add(entity.id)
        if entity.floor:
            by_floor[entity.floor].add(entity.id)
        by_kind[Kind(entity.domain)].append(entity.id)
        by_kind[Kind(entity.domain, entity.device_class or "")].append(entity.id)
        for word in _words(entity):
            by_noun[word].add(entity.id)
    return House(
        things=NameIndex(_label(e, _nouns(e), home) for e in home.entities.values()),
        areas=NameIndex(_label(a, _ROOM, home) for a in home.areas.values()),
        floors=NameIndex(_label(f, _FLOOR, home) for f in home.floors.values()),
        by_area={key: frozenset(ids) for key, ids in by_area.items()},
        by_floor={key: frozenset(ids) for key, ids in by_floor.items()},
        by_kind={key: tuple(ids) for key, ids in by_kind.items()},
        by_noun={key: frozenset(ids) for key, ids in by_noun.items()},
    )


def _words(thing: Entity | Area | Floor) -> frozenset[str]:
    return frozenset(word for name in spoken_names(thing) for word in words_of(name))


def _label(thing: Entity | Area | Floor, nouns: frozenset[str], home: Home) -> Label:
    """Return what `thing` is called, and which words of its kind and place may be said with that."""
    area = home.areas.get(thing.area or "") if isinstance(thing, Entity) else None
    floor = None if isinstance(thing, Floor) else home.floors.get(thing.floor or "")
    places = (_words(place) for place in (area, floor) if place)
    return Label(thing.id, spoken_names(thing), nouns.union(*places), nouns)


def _nouns(entity: Entity) -> frozenset[str]:
    nouns = nouns_of(entity.domain, entity.device_class)
    if entity.domain not in _SENSORS:  # who asks for a value says more words than who commands a thing
        nouns = tuple(noun for noun in nouns if " " not in noun or noun == nouns[0])
    return frozenset(words_of(" ".join((*nouns, *_LEFT_OUT.get(entity.domain, ())))))


_LEFT_OUT: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "number": ("setpoint", "level", "target", "limit", "threshold"),
        "select": ("cycle", "option", "setting", "intensity"),
    }
)
"""What the name of a setting has that people leave out: the dishwasher cycle is the dishwasher."""

_ROOM, _FLOOR = frozenset({"room", "area"}), frozenset({"floor"})
