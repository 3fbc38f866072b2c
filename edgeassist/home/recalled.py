"""What "it", "them" and "the other one" stand for: what was spoken of before."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from edgeassist.home.evidence import swaps
from edgeassist.home.house import Selection, Setting, Wanted
from edgeassist.home.names import words_of
from edgeassist.home.refusals import unable, which_of
from edgeassist.home.states import is_in_state
from edgeassist.home.value_words import STATES
from edgeassist.home.words import Kind
from edgeassist.messages import Context, Entity, Refusal, Target
from edgeassist.text import normalise

NEED_A_TARGET = frozenset({"turn_on", "turn_off", "toggle", "open", "close", "unlock", "set_position", "select_option"})
"""What is done to nothing where nothing is named."""
_OF_CONTACTS = frozenset({"contact", "sensor", "opening", "state"})
_OPENINGS = frozenset({"door", "garage_door", "window", "opening"})
_OF_LOCKS = frozenset({"lock", "smart", "deadbolt"})
_WARMING = frozenset({"set_temperature", "adjust_temperature"})
"""What a thermometer that was spoken of cannot do, so that the heating is meant."""
_MOST_ASKED_ABOUT = 4
"""Things of a question that "it" may stand for: of more it is "them"."""
_WHICH = re.compile(r"\b(?:which|what|what's|any|anything|how many)\b")
_LEAVES_OUT = re.compile(r"^\S+ (?:\S+ ){0,4}(?:it|them|those|these)\b.*\b(?:except|apart from|excluding|but not)\b")
_BOTH = re.compile(r"\bboth\b(?! (?:of )?(?:the |my |our )?\S.* and )")
_OTHERS = re.compile(r"\bothers\b|\bother ones\b|\bthe rest\b")


def spoken_of(target: Target, wanted: Wanted) -> Selection | Refusal | None:
    """Return what a target refers to; None: nothing was spoken of, and what is wanted explains itself."""
    if _LEAVES_OUT.search(wanted.setting.context.said) and not target.excepts:
        return Refusal("cannot", "I didn't understand what to leave out.", wanted.intent)
    selection = _spoken_of(target, wanted)
    many = isinstance(selection, Selection) and len(selection.ids) > _MOST_ASKED_ABOUT
    if many and target.ref == "it" and not wanted.question and _asked_last(wanted.setting.context):
        return Refusal("nothing_before", "I don't know what you mean by it.", wanted.intent)
    return selection


def _spoken_of(target: Target, wanted: Wanted) -> Selection | Refusal | None:
    entities = wanted.setting.home.entities
    context = wanted.setting.context
    said = _them(wanted) if target.ref == "them" else context.previous
    before = [key for key in said if key in entities]
    if wanted.intent in _WARMING and all(entities[key].domain in {"sensor", "weather"} for key in before):
        before = []
    if not before:
        nowhere = wanted.setting.area is None and wanted.intent == "set_light"  # the whole house is no "it"
        if wanted.intent in NEED_A_TARGET or wanted.question or target.ref == "other" or nowhere:
            return Refusal("nothing_before", f"I don't know what you mean by {_pronoun(target)}.", wanted.intent)
        return None
    if target.ref == "other":
        return _the_other(before, wanted)
    if swaps(context.said) and {entities[key].state for key in before} != {"on", "off"}:
        return Refusal("cannot", "I can only swap what is on with what is off.", wanted.intent)
    fitting = frozenset(key for key in before if wanted.takes(entities[key]) and _may_be(entities[key], wanted.state))
    if not fitting:
        talk = (*context.earlier, *context.together)
        told = talk if {*before} <= {*context.together} else ()  # a condition's things are no talk
        known = (entities[key] for key in told if key in entities)
        earlier = frozenset(each.id for each in known if wanted.takes(each) and _may_be(each, wanted.state))
        belongs = _what_belongs_to(entities[before[0]], target, wanted)
        return Selection(earlier, named=len(earlier) == 1) if earlier and isinstance(belongs, Refusal) else belongs
    of_kind = frozenset(key for key in fitting if entities[key].domain == target.domain)
    of_kind = _so_found(of_kind or fitting, wanted) if target.ref in {"it", "them"} else of_kind
    return Selection(of_kind or fitting, named=len(fitting) == 1)


def _may_be(entity: Entity, state: str | None) -> bool:
    """Return whether a thing can be so at all: no door is "running"."""
    return state != "running" or entity.device_class not in _OPENINGS


def spoken_of_together(context: Context) -> tuple[str, ...]:
    """Return what was spoken of as one; where one of several was singled out since, all of them are."""
    one_of_them = len(context.together) == 1 and {*context.together} < {*context.earlier}
    return context.earlier if one_of_them else context.together


def two_of_a_kind(target: Target, setting: Setting) -> Target | None:
    """Return the two things of a kind that were just spoken of, for "both lights"; None: others are meant."""
    context, entities = setting.context, setting.home.entities
    kind = Target(domain=target.domain, device_class=target.device_class, quantity=target.quantity)
    if target.domain is None or target != kind or not _BOTH.search(context.said):
        return None
    for spoken in (context.together, dict.fromkeys((*context.earlier, *context.together))):
        things = [entities[key] for key in spoken if key in entities and entities[key].domain == target.domain]
        alike = [each.id for each in things if target.device_class in {None, each.device_class}]
        if len(alike) == 2:
            return Target(ids=tuple(alike))
    return None


def _them(wanted: Wanted) -> tuple[str, ...]:
    """Return what "them" stands for; where that is one thing alone, with the one of the turn before."""
    context, entities = wanted.setting.context, wanted.setting.home.entities
    said = spoken_of_together(context) or context.previous
    earlier = context.earlier if len(said) == len(context.earlier) == 1 else ()
    takes = all(key in entities and wanted.takes(entities[key]) for key in (*earlier, *said))
    return (*earlier, *said) if takes and not wanted.question else said


def _what_belongs_to(entity: Entity, target: Target, wanted: Wanted) -> Selection | Refusal:
    """Return the lock of a door that was spoken of, or what tells whether it is open; else why nothing is meant."""
    if wanted.question:
        nothing = Refusal("nothing_before", f"I don't know what you mean by {_pronoun(target)}.", wanted.intent)
        return _its_contact(entity, wanted) or nothing
    return _its_lock(entity, wanted) or unable(entity, wanted.intent)


def _its_lock(contact: Entity, wanted: Wanted) -> Selection | None:
    """Return the lock of the door that a contact tells of; None: it tells of none, or there are several."""
    if contact.domain != "binary_sensor" or wanted.intent not in {"lock", "unlock"}:
        return None
    house = wanted.setting.house
    words = house.things.words(contact.id) - _OF_CONTACTS
    locks = [key for key in house.by_kind.get(Kind("lock"), ()) if words and words <= house.things.words(key)]
    return Selection(frozenset(locks), named=True) if len(locks) == 1 else None


def _its_contact(lock: Entity, wanted: Wanted) -> Selection | None:
    """Return what tells whether a door is open whose lock was spoken of; None: nothing does, or several things."""
    if lock.domain != "lock" or wanted.state not in {"open", "closed"}:
        return None
    house = wanted.setting.house
    words, doors = house.things.words(lock.id) - _OF_LOCKS, house.by_kind.get(Kind("binary_sensor", "door"), ())
    contacts = [key for key in doors if words and words <= house.things.words(key)]
    return Selection(frozenset(contacts), named=True) if len(contacts) == 1 else None


def _so_found(ids: frozenset[str], wanted: Wanted) -> frozenset[str]:
    """Return those of which "which ones are on" was the answer, where that was asked; else all of them."""
    context, entities = wanted.setting.context, wanted.setting.home.entities
    asked = context.before[-1] if context.before else None
    state = asked.values.get("state", "") if asked and asked.intent == "get_state" else ""
    if not state or not context.history or not _WHICH.search(context.history[-1][0].casefold()):
        return ids
    return frozenset(key for key in ids if is_in_state(entities[key], STATES.get(state, state))) or ids


def _asked_last(context: Context) -> bool:
    return bool(context.before) and context.before[-1].intent == "get_state"


def _pronoun(target: Target) -> str:
    return "the other one" if target.ref == "other" else f"{target.ref}"


def _the_other(before: Collection[str], wanted: Wanted) -> Selection | Refusal:
    """Return the one of the same kind that was not spoken of, in the same room first; "the others" are all of them."""
    several = _OTHERS.search(wanted.setting.context.said) is not None
    context = wanted.setting.context
    others = wanted.taking(frozenset(before) - _so_found(frozenset(before), wanted)) if several else frozenset()
    if others:
        return Selection(others, named=len(others) == 1)  # "lock the others", after which are locked
    left = wanted.taking(spoken_of_together(context)) - set(before)
    if len(left) == 1 and len(set(before)) == 1:
        return Selection(left, named=True)  # of two that were spoken of, one after the other
    rest = next(filter(None, _alike(before, wanted, by_name=not several)), None)
    if rest is None:
        return Refusal("no_such_device", "There is no other one.")
    if len(rest) == 1 or several:
        return Selection(rest, named=len(rest) == 1)
    return which_of(wanted.entities(rest), wanted.setting.home)


def _alike(before: Collection[str], wanted: Wanted, *, by_name: bool) -> Iterator[frozenset[str]]:
    """Yield what is like the thing spoken of, the most alike first: the other lamp of a room is no strip of lights."""
    entities, house = wanted.setting.home.entities, wanted.setting.house
    first = entities[next(iter(before))]
    room = house.by_area.get(first.area or "", frozenset())
    kind = wanted.taking(house.by_kind.get(Kind(first.domain, first.device_class or ""), ())) - set(before)
    domain = wanted.taking(house.by_kind.get(Kind(first.domain), ())) - set(before)
    called = frozenset(key for key in kind if by_name and _last_word(entities[key]) == _last_word(first))
    yield from (called & room, kind & room, domain & room, called, kind, domain)


def _last_word(entity: Entity) -> str:
    return words[-1] if (words := words_of(normalise(entity.name))) else ""
