"""What was meant where several are called alike: the lock of the front door, not the contact; of all lamps, Mei's."""

from __future__ import annotations

from collections.abc import Sequence

from edgeassist.home.capabilities import DONE_TO_MANY, INTENT_DOMAINS
from edgeassist.home.forms import singular
from edgeassist.home.house import Selection, Wanted
from edgeassist.home.names import ALL_WORDS, ASKED_SCORE, Hit
from edgeassist.home.refusals import did_you_mean
from edgeassist.messages import Entity, Refusal, Target, Vocabulary
from edgeassist.text import normalise

_COMMANDED = frozenset[str]().union(*INTENT_DOMAINS.values())
_LOCKING = frozenset({"lock", "unlock"})
_SETTINGS = frozenset({"select", "number"})
"""What is called after a thing, and is not that."""
_MOVING = INTENT_DOMAINS["open"]
_OPENINGS = frozenset({"door", "garage_door", "garage", "gate", "window", "opening"})
"""What is open or closed itself, be it known by a sensor: no blind is meant by the window it hangs at."""
_APART = frozenset({"front", "back", "rear", "left", "right", "upper", "lower", "top", "bottom", "middle", "side"})
"""Words that tell one of several things that are called alike."""
_ONLY_LOCK = 0.8
_MOST_JOINED = 6
"""Names before the last one in a list."""


def in_a_row(name: str, wanted: Wanted) -> str:
    """Return several names that were said without a word between them, with that: "desk lamp and floor lamp".

    Empty: it is not made of known names of several words alone, or is one itself.
    """
    words, known, found, at = name.split(), wanted.setting.house.things, list[str](), 0
    while at < len(words):
        ends = (end for end in range(len(words), at, -1) if known.named(" ".join(words[at:end])))
        if (end := next(ends, 0)) == 0:
            return ""
        found.append(" ".join(words[at:end]))
        at = end
    several = len(found) > 1 and all(" " in each for each in found)
    return " and ".join(found) if several else ""


def each_in_full(name: str) -> list[tuple[str, ...]]:
    """Return for each of the names in a row by which words it may be known: the last one has the noun of them all.

    >>> each_in_full("mei's and tom's desk lamps")
    [("mei's desk lamp", "mei's desk lamps", "mei's"), ("tom's desk lamps",)]
    >>> each_in_full("desk lamp")
    []
    """
    *front, last = (part.removeprefix("the ") for part in name.split(" and "))
    if not front or len(front) > _MOST_JOINED:
        return []
    owner, _, owned = last.partition(" ")
    of_owners = owned and owner.endswith("'s") and front[-1].endswith("'s")
    noun = owned if of_owners else last.rsplit(maxsplit=1)[-1]
    return [*((f"{words} {singular(noun)}", f"{words} {noun}", words) for words in front), (last,)]


def namesakes(hits: Sequence[Hit], wanted: Wanted) -> list[Hit]:
    """Return what else bears such a name, can do what is wanted, and may be meant by the name of the best hit."""
    entities = wanted.setting.home.entities
    best = entities[hits[0].key]
    least = ALL_WORDS if best.domain in _COMMANDED - _SETTINGS and not wanted.question else ASKED_SCORE
    taking = [hit for hit in hits if hit.score >= ASKED_SCORE and wanted.takes(entities[hit.key])]
    enough = (hit for hit in taking if hit.score >= least or _is_setting_of(hit, hits[0], wanted))
    return [hit for hit in enough if _may_be(entities[hit.key], best, wanted)]


def _is_setting_of(setting: Hit, thing: Hit, wanted: Wanted) -> bool:
    """Return whether one thing is the number or the option that another one is set to: the "hot tub temperature"."""
    things, entities = wanted.setting.house.things, wanted.setting.home.entities
    return entities[setting.key].domain in _SETTINGS and things.words(thing.key) <= things.words(setting.key)


def comes_to_nothing(chosen: Selection | Refusal | None, wanted: Wanted) -> bool:
    """Return whether what was chosen by its name cannot do what is wanted."""
    if wanted.within is not None:
        return False
    if isinstance(chosen, Refusal):
        return chosen.reason == "cannot"
    return chosen is not None and wanted.question and not wanted.taking(chosen.ids)


def _may_be(other: Entity, named: Entity, wanted: Wanted) -> bool:
    """Return whether who names one thing may mean another: never a lamp for the fan beside it."""
    if wanted.question:
        return True
    if INTENT_DOMAINS.get(wanted.intent) == _MOVING:
        return named.device_class in _OPENINGS and other.device_class in {*_OPENINGS, None}
    told_by_intent = wanted.intent not in DONE_TO_MANY | {"set_light"} or wanted.intent in _LOCKING
    return named.domain not in _COMMANDED - _SETTINGS or told_by_intent


def only_lock(hits: Sequence[Hit], wanted: Wanted) -> Selection | Refusal | None:
    """Return the one lock of the room where a door is known by its contact alone; what lets somebody in is asked."""
    named = wanted.setting.home.entities[hits[0].key]
    known_by_contact = named.domain == "binary_sensor" and named.device_class in _OPENINGS
    if wanted.intent not in _LOCKING or not known_by_contact or named.area is None:
        return None
    locks = [entity for entity in wanted.setting.home.entities.values() if entity.domain == "lock"]
    inside = [entity for entity in locks if entity.area == named.area]
    if len(inside) != 1:
        return None
    if wanted.intent == "unlock":
        return did_you_mean(inside[0])
    return Selection(frozenset({inside[0].id}), named=True, score=_ONLY_LOCK)


def owned(target: Target, ids: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return those of `ids` that somebody owns, where nothing else is said of them: "all the lamps but Mei's".

    So are those that one word tells from the others: "all locks but the front".
    """
    owner = normalise(target.name or target.area or "")
    things, home = wanted.setting.house.things, wanted.setting.home
    if owner in _APART:
        return things.bearing(owner, ids)
    if not owner.endswith("'s") or " " in owner:
        return frozenset()
    rooms = {area.id for area in home.areas.values() if owner in normalise(area.name).split()}
    theirs = things.bearing(owner.removesuffix("'s"), ids)
    return theirs | {key for key in ids if home.entities[key].area in rooms}


def named_after(old: Target, new: Target, vocabulary: Vocabulary) -> str | None:
    """Return what is named after a room as the thing before is after its own; None: nothing in this house is.

    >>> home = Vocabulary(("bedroom light", "lounge light"), ("bedroom", "hall", "lounge"))
    >>> named_after(Target(name="lounge light"), Target(area="the bedroom"), home)
    'bedroom light'
    >>> named_after(Target(name="lounge light"), Target(area="hall"), home) is None
    True
    """
    said = old.name or ""
    own = max((room for room in vocabulary.areas if said.startswith(f"{room} ")), key=len, default="")
    room = "" if new.domain or new.quantity else normalise(new.area or "").removeprefix("the ")
    name = f"{room}{said.removeprefix(own)}" if own and room else ""
    return name if name in vocabulary.names else None
