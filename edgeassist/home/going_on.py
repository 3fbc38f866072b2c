"""What only means something after what was said before: a correction, and the same again elsewhere, or later."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from edgeassist.home.another_value import QUESTIONS, TIMES, asked_after_a_time, kind_before, with_value
from edgeassist.home.bare_values import AMOUNTS
from edgeassist.home.by_degrees import OF_IT, SAID_OF_IT, SETTING, after_a_scene, brightened, stepped, together
from edgeassist.home.capabilities import intent_for
from edgeassist.home.comparing import among_those
from edgeassist.home.halting import (
    asked_of_it,
    halted,
    of_a_timer,
    of_our_voice,
    of_that_player,
    of_the_cleaner,
    told_of_it,
)
from edgeassist.home.house import Scope, Setting
from edgeassist.home.instead import then_too
from edgeassist.home.left_so import NOT_AMONG_THEM, all_else, left_so, was_among
from edgeassist.home.namesakes import named_after
from edgeassist.home.note_talk import reminded_of
from edgeassist.home.own_lists import is_list
from edgeassist.home.places import scope_of
from edgeassist.home.shifting import at_that_time, beside_that
from edgeassist.home.short_of_noun import named_so, with_its_noun
from edgeassist.home.values import read_params
from edgeassist.home.warmth import toned, warmed
from edgeassist.home.which_ones import which_ones
from edgeassist.home.words import Kind, kinds_of
from edgeassist.messages import Context, ParsedAction, Refusal, Target, Understanding

GOING_ON = frozenset({"correct", "also"})
"""Intents of such sentences."""

_NOTHING_BEFORE = Refusal("nothing_before", "I don't know what you mean: we spoke of nothing just now.")
_OF_NO_ROOM = Refusal("cannot", "I know alarms and reminders by their time, not by a room: tell me in full what to do.")
_SAID_ALREADY = Refusal("cannot", "It has been said already, and I can't take that back.", "announce")
_NOT_NOW = Refusal("cannot", "I only know how it is now.")
_ASKED_ON = re.compile(r"^(?:and |okay |so )?(?:what|how) about ")
_NO_GROUND = frozenset(
    {"nevermind", "undo", "question", "note_take", "note_end", "note_delete", "schedule_cancel", "history_query"}
)
"""Intents that nothing goes on from: "and the bedroom" throws no second note away."""
_LIT = frozenset({"light", "switch", "fan"})
_OF_HEATING = frozenset({"set_temperature", "adjust_temperature", "set_humidity"})
_MOVES = (*TIMES, "later_s", "earlier_s")
"""Values of which another time takes the place."""
_THEM = re.compile(r"\bthem\b")
_THEM_ALL = frozenset({"them all", "all of them", "all of those", "them both", "both of them"})
_BY_CLOCK = re.compile(r"(?:alarm|reminder)_.*")
_SAID_OTHERWISE: Mapping[str, str] = MappingProxyType(
    {"turn_on": "open", "turn_off": "close", "open": "turn_on", "close": "turn_off"}
)


def goes_on(parsed: ParsedAction, setting: Setting) -> bool:
    """Return whether an action is understood by what was said before, as "what about the hall light" may be."""
    if parsed.intent in GOING_ON:
        return True
    asked_on = parsed.intent == "get_state" and not parsed.values and _ASKED_ON.match(setting.context.said)
    return bool(asked_on and setting.context.before)


def about_it(parsed: ParsedAction, setting: Setting) -> ParsedAction:
    """Return an action; "make it brighter" and "make it 50" are meant for what was spoken of, as that can be set."""
    parsed = reminded_of(parsed, setting.context)
    for meant in (
        all_else,
        of_a_timer,
        halted,
        of_the_cleaner,
        of_that_player,
        told_of_it,
        toned,
        asked_of_it,
        of_our_voice,
        with_its_noun,
        warmed,
        stepped,
        after_a_scene,
        brightened,
        together,
        among_those,
        which_ones,
    ):
        if (other := meant(parsed, setting)) is not None:
            return then_too(other, parsed)
    parsed = at_that_time(parsed, setting.context)
    said = setting.context.said.removesuffix(f" {(parsed.when or '').strip()}")
    domains = [each.domain for each in setting.spoken_of]
    if domains and any(target.name in _THEM_ALL for target in parsed.targets):
        return replace(parsed, targets=(Target(ref="them"),))
    somewhere = any(target != Target(domain=target.domain, ref=target.ref) for target in parsed.targets)
    if somewhere or not domains or not SAID_OF_IT.search(said):
        return parsed
    ref = "them" if _THEM.search(said) else "it"
    if parsed.intent in OF_IT and any(intent_for(parsed.intent, domain) for domain in domains):
        domain = parsed.targets[0].domain if parsed.targets else None
        return replace(parsed, targets=(Target(ref=ref, domain=domain),))
    amounts = [parsed.values[slot] for _, slot in AMOUNTS.values() if slot in parsed.values]
    intent, slot = AMOUNTS.get(_set_last(setting.context) or domains[0], ("", ""))
    if intent and amounts and parsed.intent in SETTING:
        return replace(parsed, intent=intent, targets=(Target(ref=ref),), values={slot: amounts[0]})
    return parsed


def _set_last(context: Context) -> str:
    """Return the kind of what was set to an amount beside other things that were done; empty: nothing was."""
    slots = {(domain, *told) for domain, told in AMOUNTS.items()}
    found = (
        domain
        for each in reversed(context.before)
        for domain, intent, slot in sorted(slots)
        if each.intent == intent and slot in each.values and len(context.before) > 1
    )
    return next(found, "")


def as_correction(understanding: Understanding, context: Context) -> Understanding:
    """Return what was understood; "the bedroom one" and "for 20 minutes", to no question, correct what was done."""
    understanding = left_so(understanding, context)
    said = understanding.dialogue
    if not context.before or context.expected.get("kind", "confirm") != "confirm":
        return understanding
    if (one := named_so(understanding, context)) is not None:
        return replace(understanding, actions=(one,))
    if said is None or said.intent != "answer":
        return _of_plan(understanding, context)
    target = Target(name=said.params.get("name"), area=said.params.get("area"))
    values = {slot: said.params[slot] for slot in ("duration_s",) if slot in said.params}
    if target == Target() and not values:
        return understanding
    corrected = ParsedAction("correct", (target,) if target != Target() else (), values)
    return replace(understanding, actions=(corrected,), dialogue=None)


def _of_plan(understanding: Understanding, context: Context) -> Understanding:
    """Return what was understood; "make it 50" puts right what was planned for later, and does nothing now.

    Nor does it set what was only asked about, where it may as well be said of a time that was set before.
    """
    planned, parsed = context.before[-1], understanding.actions[0] if len(understanding.actions) == 1 else None
    doubtful = planned.when is not None or asked_after_a_time(context)
    if parsed is None or not doubtful or parsed.when or parsed.condition or parsed.intent not in SETTING:
        return understanding
    named = any(target.name or target.area or target.floor for target in parsed.targets)
    amounts = [parsed.values[slot] for _, slot in AMOUNTS.values() if slot in parsed.values]
    if named or not amounts or not SAID_OF_IT.search(context.said):
        return understanding
    return replace(understanding, actions=(ParsedAction("correct", (), {"amount": amounts[0]}),))


def meant_after(parsed: ParsedAction, setting: Setting) -> list[ParsedAction] | Refusal:
    """Return what was done or asked before, done to what is named now; or why that cannot be."""
    before = [each for each in setting.context.before if each.intent not in _NO_GROUND]
    if not before:
        return _NOTHING_BEFORE
    if parsed.intent == "correct" and parsed.targets and before[-1].intent == "announce":
        return _SAID_ALREADY
    if not was_among(parsed, setting):
        return NOT_AMONG_THEM
    if parsed.targets and len(before) > 1:
        before = [each for each in before if each.targets] or before
    return _with_all(parsed, before, setting)


def _with_all(parsed: ParsedAction, before: list[ParsedAction], setting: Setting) -> list[ParsedAction] | Refusal:
    out = []
    for each in before:
        by_clock = _BY_CLOCK.fullmatch(each.intent) is not None
        if ("duration_s" in parsed.values and each.intent.startswith("alarm_")) or (
            "amount" in parsed.values and (by_clock or each.intent == "notify")
        ):
            return Refusal("out_of_range", "I didn't understand when.", each.intent)
        if by_clock and parsed.intent == "correct" and parsed.targets:
            return _OF_NO_ROOM
        changed = with_value(_elsewhere(each, parsed, setting), parsed, setting)
        if not isinstance(changed, Refusal):
            changed = _at_another_time(changed, parsed, setting)
        if isinstance(changed, Refusal):
            return changed
        out.append(replace(changed, condition=parsed.condition, about=parsed.about) if parsed.condition else changed)
    return out


def _elsewhere(base: ParsedAction, parsed: ParsedAction, setting: Setting) -> ParsedAction:
    """Return the action before with other targets."""
    excepts = parsed.targets[0].excepts if parsed.targets else ()
    named = [replace(target, excepts=()) for target in parsed.targets if target != Target(excepts=target.excepts)]
    if named and base.values.get("item") and not is_list(item := named[0].name or "", setting.home):
        return replace(base, values={**base.values, "item": item}) if item else base
    if not named:
        left_out = tuple(replace(_placed(each, setting), excepts=(*each.excepts, *excepts)) for each in base.targets)
        return replace(base, targets=left_out) if excepts else base
    if base.intent == "announce":
        return replace(base, values={**base.values, "area": named[0].area or named[0].floor or named[0].name or ""})
    old = replace(base.targets[0] if base.targets else Target(), excepts=())
    base = _done_to(_domain_of(named[0]), _asked_of(named[0], base))
    return replace(base, targets=tuple(_moved(old, target, setting) for target in named))


def _placed(target: Target, setting: Setting) -> Target:
    """Return what was meant without a place, at the place where it was: what is left out of it is left out there."""
    room = None if target.floor or target.name or target.quantity else _room_before(setting)
    return replace(target, area=target.area or room)


def _done_to(domain: str | None, base: ParsedAction) -> ParsedAction:
    """Return a command as it is said of another kind of things: who opens a blind turns a lamp on."""
    if base.intent in _OF_HEATING and domain in _LIT:
        return replace(base, intent="turn_on", values={})
    other = _SAID_OTHERWISE.get(base.intent, "")
    fits = domain is None or intent_for(base.intent, domain) or not intent_for(other, domain)
    return base if fits else replace(base, intent=other)


def _domain_of(new: Target) -> str | None:
    """Return of what kind something is, by the noun of its name where that is not said otherwise; None: unknown."""
    domains = {kind.domain for kind in kinds_of((new.name or "").rpartition(" ")[2])}
    return new.domain or (domains.pop() if len(domains) == 1 else None)


def _asked_of(new: Target, base: ParsedAction) -> ParsedAction:
    """Return a question whether doors are locked as one whether windows are closed, or lamps on: "and the windows"."""
    said = base.values.get("state", "")
    if base.intent == "get_state" and said in {"open", "closed", "locked", "unlocked"} and new.domain in _LIT:
        return replace(base, values={**base.values, "state": "on"}, targets=())
    state = {"locked": "closed", "unlocked": "open"}.get(said)
    if base.intent != "get_state" or state is None or new.domain != "cover" or new.device_class == "door":
        return base
    return replace(base, values={**base.values, "state": state}, targets=())


def _moved(old: Target, new: Target, setting: Setting) -> Target:
    """Return the target of before at another place, or another one at the same place."""
    if new.ref or new.name:
        return new
    if (name := named_after(old, new, setting.home.vocabulary)) is not None:
        return replace(new, name=name, area=None)
    kind = (new.domain, new.device_class) if new.domain or new.device_class else (old.domain, old.device_class)
    if kind[0] is None and (old.name or old.ids or old.ref):
        kind = kind_before(old, setting)
    place = (new.area, new.floor)
    if place == (None, None):
        place = (old.area, old.floor) if old.area or old.floor else (_room_before(setting), None)
        place = place if _is_there(kind, place, setting) else (None, None)
    elif kind[1] and not _is_there(kind, place, setting):
        kind = (kind[0], None)  # who speaks of the garage after a blind means its door
    asks = bool(setting.context.before) and setting.context.before[-1].intent == "get_state"
    if asks and kind == ("cover", "window"):
        kind = ("binary_sensor", "window")  # most windows only tell whether they are open
    return Target(
        area=place[0], floor=place[1], domain=kind[0], device_class=kind[1], quantity=new.quantity or old.quantity
    )


def _is_there(kind: tuple[str | None, str | None], place: tuple[str | None, str | None], setting: Setting) -> bool:
    """Return whether a kind of things is in a place, or is in several others: of one alone the place is not asked."""
    scope = scope_of(Target(area=place[0], floor=place[1]), setting)
    if kind[0] is None or not isinstance(scope, Scope) or scope.ids is None:
        return True
    known = next(filter(None, setting.house.of_kind(Kind(kind[0], kind[1]))), frozenset[str]())
    asked = bool(setting.context.before) and setting.context.before[-1].intent in QUESTIONS
    return bool(known & scope.ids) or (len(known) > 1 and not asked)


def _room_before(setting: Setting) -> str | None:
    """Return the room of all that was spoken of; None: they are in several."""
    rooms = {each.area for each in setting.spoken_of}
    area = setting.home.areas.get(rooms.pop() or "") if len(rooms) == 1 else None
    return area.name if area else None


def _at_another_time(base: ParsedAction, parsed: ParsedAction, setting: Setting) -> ParsedAction | Refusal:
    """Return the action before at the time that was said now."""
    if parsed.when is None:
        return base
    if base.intent in QUESTIONS:
        return _NOT_NOW
    if not _BY_CLOCK.fullmatch(base.intent):
        return replace(base, when=beside_that(base, parsed.when, setting.context))
    if any(target.area or target.floor for target in parsed.targets):
        return _OF_NO_ROOM
    said = parsed.when.removeprefix("at ")
    spans = {"duration_s": said.removeprefix("in "), "date": said, "time": said}
    for slot in ("duration_s", "time", "date") if any(map(str.isdecimal, said)) else ("date", "time"):
        kept = {
            key: value for key, value in base.values.items() if key not in _MOVES or (slot, key) == ("date", "time")
        }
        changed = replace(base, values={**kept, slot: spans[slot]})
        params = read_params(changed, setting.context)
        if params is not None and slot in params:
            return changed
    return Refusal("out_of_range", "I didn't understand when.", base.intent)
