"""Names as said → entities of this home: what a sentence means in this house, and what of it cannot be done."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from edgeassist.home.capabilities import cannot, intent_for, out_of_range, spelled
from edgeassist.home.errands import DIALOGUES, errand, is_device_intent, is_users_own, own_action
from edgeassist.home.going_on import GOING_ON
from edgeassist.home.house import House, Selection, Setting, Wanted, prepare_house
from edgeassist.home.moments import read_repeat
from edgeassist.home.spoken import the
from edgeassist.home.targets import select
from edgeassist.home.values import read_params, read_time
from edgeassist.messages import (
    Action,
    Context,
    Dialogue,
    Entity,
    Home,
    ParsedAction,
    Plan,
    Refusal,
    Target,
    Understanding,
    Vocabulary,
)

_SET_TO: Mapping[str, str] = MappingProxyType(
    {
        "set_light": "brightness_pct",
        "set_position": "position",
        "set_fan_speed": "percentage",
        "set_volume": "volume_pct",
        "set_humidity": "humidity",
        "set_temperature": "temperature",
        "set_value": "value",
    }
)
"""What sets a thing to a number, and the value that holds it."""

_DIMENSION = re.compile(
    r"\b(?:position|speed|volume|temperature|degrees?|kelvin|celsius|fahrenheit|brightness|bright|dim|humidity|open|closed|"
    r"loud|warm|hot|cold)\b"
)
"""Words that tell what a number measures."""

_MORE_EACH_TIME = frozenset(
    {"toggle", "set_light", "volume_up", "volume_down", "adjust_temperature", "media_next", "media_previous"}
)
"""What does more when it is done twice."""

_HOUSES_KEPT = 32
"""Prepared homes that are remembered: a batch may go through several."""
_LARGE = 300
"""Things of a home of which only the last two are remembered: it changes, and an index of thousands is large."""


@dataclass(frozen=True, slots=True)
class _Linked:
    """What became of one parsed action."""

    actions: tuple[Action, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    score: float = 1.0


class HomeLinker:
    """Links what was understood to the entities of a home, whatever words it holds."""

    def __init__(self) -> None:
        self._houses: dict[int, tuple[Vocabulary, House]] = {}

    def prepare(self, home: Home) -> House:
        """Return the index of `home`, made once for every vocabulary; `link` makes it where that was not done."""
        known = self._houses.get(id(home.vocabulary))
        if known is not None and known[0] is home.vocabulary:
            return known[1]
        house = prepare_house(home)
        for old in list(self._houses)[: 1 - (_HOUSES_KEPT if len(home.entities) <= _LARGE else 2)]:
            self._houses.pop(old, None)  # the next house is made ready in another thread
        self._houses[id(home.vocabulary)] = (home.vocabulary, house)
        return house

    def link(self, understanding: Understanding, home: Home, context: Context) -> Plan:
        """Return what would be done in this house; what cannot be stands in `refusals`, a tie is a question too."""
        setting = Setting(home, self.prepare(home), context)
        talk = [action for action in understanding.actions if action.intent in DIALOGUES]
        linked: list[_Linked] = []
        for parsed in understanding.actions:
            if parsed.intent not in DIALOGUES:
                linked.append(_link(parsed, setting))
                setting = _after(linked[-1], setting)
        is_some = any(each.actions for each in linked)
        refusals = tuple(
            refusal for each in linked for refusal in each.refusals if refusal.reason != "nothing_left" or not is_some
        )
        dialogue = understanding.dialogue or next((Dialogue(each.intent, dict(each.values)) for each in talk), None)
        actions = _merged(action for each in linked for action in each.actions)
        return Plan(
            actions=actions,
            dialogue=dialogue or _question(refusals),
            refusals=refusals,
            confidence=understanding.confidence * min((each.score for each in linked), default=1.0),
            tier=understanding.tier,
        )


def _merged(actions: Iterable[Action]) -> tuple[Action, ...]:
    """Return the actions, those that do the same to several things one after the other as one."""
    out: list[Action] = []
    for action in actions:
        last = out[-1] if out else None
        if last is None or not _does_the_same(last, action):
            out.append(action)
        else:
            out[-1] = replace(last, targets=tuple(sorted({*last.targets, *action.targets})))
    return tuple(out)


def _does_the_same(one: Action, other: Action) -> bool:
    same = replace(other, targets=one.targets) == one and bool(one.targets) and one.intent != "get_state"
    return same and (one.intent not in _MORE_EACH_TIME or set(one.targets).isdisjoint(other.targets))


def _after(linked: _Linked, setting: Setting) -> Setting:
    """Return the setting of the next action of a sentence: "turn on the fan and turn it off at 8"."""
    spoken_of = tuple(key for action in linked.actions for key in action.targets)
    return replace(setting, context=replace(setting.context, previous=spoken_of)) if spoken_of else setting


def _question(refusals: Iterable[Refusal]) -> Dialogue | None:
    """Return what to ask back where something can be meant in several ways."""
    asked = next((refusal for refusal in refusals if refusal.reason in {"ambiguous", "nothing_before"}), None)
    return Dialogue("clarify", {"question": asked.text, "choices": list(asked.choices)}) if asked else None


def _link(parsed: ParsedAction, setting: Setting) -> _Linked:
    if parsed.intent in GOING_ON:
        return _refused(Refusal("nothing_before", "I don't know what you mean: we spoke of nothing just now."))
    if is_users_own(parsed.intent):
        return _Linked((own_action(parsed),))
    params = read_params(parsed, setting.context)
    if params is None:
        return _refused(Refusal("out_of_range", "I didn't understand that value.", parsed.intent))
    times = _times(parsed, setting.context)
    if isinstance(times, Refusal):
        return _refused(times)
    if is_device_intent(parsed.intent):
        linked = _link_devices(parsed, params, setting)
        if linked.refusals and not linked.actions:
            linked = _as_it_can(parsed, setting) or linked
    else:
        done = errand(parsed, params, setting)
        linked = _refused(replace(done, intent=parsed.intent)) if isinstance(done, Refusal) else _Linked(done)
    return replace(linked, actions=tuple(replace(action, **times) for action in linked.actions))


def _as_it_can(parsed: ParsedAction, setting: Setting) -> _Linked | None:
    """Return the link of "the blind to 80" where that was read as a brightness: what a number is, the thing decides.

    None: another word tells what was meant, or nothing that is called so can be set to it.
    """
    slot = _SET_TO.get(parsed.intent, "")
    names = [target.name for target in parsed.targets if target.name and not target.domain]
    said = setting.context.said
    if not names or len(names) < len(parsed.targets) or not said or list(parsed.values) != [slot]:
        return None
    for name in names:
        said = said.replace(name, "")
    if _DIMENSION.search(said):
        return None
    for intent, other in _SET_TO.items():
        tried = replace(parsed, intent=intent, values={other: parsed.values[slot]})
        if intent == parsed.intent or (params := read_params(tried, setting.context)) is None:
            continue
        linked = _link_devices(tried, params, setting)
        if linked.actions and not linked.refusals:
            return linked
    return None


def _refused(refusal: Refusal) -> _Linked:
    return _Linked(refusals=(refusal,))


def _times(parsed: ParsedAction, context: Context) -> dict[str, Any] | Refusal:
    times: dict[str, Any] = {}
    if parsed.when is not None:
        times["when"] = read_time(parsed.when, context)
    if parsed.until is not None:
        times["until"] = read_time(parsed.until, _starting(times.get("when"), context))
    if parsed.repeat is not None:
        times["repeat"] = read_repeat(parsed.repeat)
        if times["repeat"] is None and parsed.repeat.startswith("every"):
            return Refusal("cannot", "I can repeat things daily, or on days of the week.", parsed.intent)
        if times.get("when") and times["repeat"]:
            times["when"] = _first(times["when"], times["repeat"])
    if any(value is None for value in times.values()):
        return Refusal("out_of_range", "I didn't understand when.", parsed.intent)
    return times


def _first(when: Mapping[str, Any], days: tuple[str, ...]) -> Mapping[str, Any]:
    """Return when something that is repeated on these days is first done."""
    if "at" not in when:
        return when
    at = datetime.fromisoformat(when["at"])
    moments = (at + timedelta(days=later) for later in range(7))
    first = next((each for each in moments if f"{each:%a}".lower() in days), at)
    return {**when, "at": first.isoformat(timespec="seconds")}


def _starting(when: Mapping[str, Any] | None, context: Context) -> Context:
    """Return the context at the time when something begins: until 11 is after that."""
    if when and "at" in when:
        return replace(context, now=datetime.fromisoformat(when["at"]))
    return (
        replace(context, now=context.now + timedelta(seconds=when["after_s"]))
        if when and "after_s" in when
        else context
    )


def _link_devices(parsed: ParsedAction, params: Mapping[str, Any], setting: Setting) -> _Linked:
    wanted = Wanted(parsed.intent, setting, _text(params.get("state")), _text(params.get("attribute")), params=params)
    found = [select(target, wanted) for target in parsed.targets or (Target(),)]
    refusals = [replace(each, intent=parsed.intent) for each in found if isinstance(each, Refusal)]
    by_domain: defaultdict[str, set[str]] = defaultdict(set)
    for selection in found:
        if isinstance(selection, Selection):
            able, unable = _able(selection, parsed.intent, params, setting.home)
            refusals += unable
            for entity in able:
                by_domain[entity.domain].add(entity.id)
    by_intent: defaultdict[str, set[str]] = defaultdict(set)
    for domain, ids in by_domain.items():
        by_intent[_intent_for(parsed.intent, domain)] |= ids
    return _Linked(
        actions=tuple(
            Action(intent, tuple(sorted(ids)), spelled(setting.home.entities[min(ids)], params))
            for intent, ids in by_intent.items()
        ),
        refusals=tuple(refusals),
        score=min((each.score for each in found if isinstance(each, Selection)), default=1.0),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _intent_for(intent: str, domain: str) -> str:
    return intent if intent == "get_state" else intent_for(intent, domain) or intent


def _able(
    selection: Selection, intent: str, params: Mapping[str, Any], home: Home
) -> tuple[list[Entity], list[Refusal]]:
    """Return who can do it, and refusals for what was named and cannot; of a group, the others just do it."""
    entities = [home.entities[key] for key in sorted(selection.ids)]
    if intent == "get_state":
        return entities, []
    able: list[Entity] = []
    unable: list[Refusal] = []
    for entity in entities:
        if why := cannot(entity, intent, params):
            unable.append(Refusal("cannot", f"{the(entity.name)} {why}.", intent, entity.id))
        elif params and (why := out_of_range(entity, intent, params)):
            unable.append(Refusal("out_of_range", f"{the(entity.name)} {why}.", intent, entity.id))
        else:
            able.append(entity)
    return able, [] if able and not selection.named else unable[:1]
