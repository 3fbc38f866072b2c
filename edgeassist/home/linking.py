"""Names as said → entities of this home: what a sentence means in this house, and what of it cannot be done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from edgeassist.home.another_day import on_another_day
from edgeassist.home.bare_values import says_by_how_much
from edgeassist.home.beside import beside, in_one_place, there_too
from edgeassist.home.by_degrees import amount_alone
from edgeassist.home.capabilities import INTENT_DOMAINS, cannot, intent_for, no_restart, out_of_range, spelled
from edgeassist.home.errands import DIALOGUES, errand, is_device_intent, is_users_own, own_action
from edgeassist.home.expected import answered, asking, clarify, question_of
from edgeassist.home.going_on import about_it, as_correction, goes_on, meant_after, takes_place
from edgeassist.home.house import House, Selection, Setting, Wanted, prepare_house
from edgeassist.home.how_often import ALWAYS
from edgeassist.home.impossible import possible
from edgeassist.home.joined import merged
from edgeassist.home.kept_plans import called_off, moved_to
from edgeassist.home.kept_words import about_kept
from edgeassist.home.list_talk import puts_right
from edgeassist.home.measured import as_told, told_by
from edgeassist.home.missing import as_reminder, missing
from edgeassist.home.otherwise import at_first, otherwise
from edgeassist.home.playing import on_its_player
from edgeassist.home.retiming import retimed
from edgeassist.home.short_of_noun import spellings
from edgeassist.home.slightly import a_little
from edgeassist.home.spoken import the
from edgeassist.home.targets import select
from edgeassist.home.timing import at_the_same_time, moment_of, times_of
from edgeassist.home.values import read_params
from edgeassist.home.waited import by_the_clock, narrowed, refers_to, settings_after, speaks_of_it, waited_for
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
from edgeassist.stages import ReadCondition
from edgeassist.text import normalise

_SURE = 0.9
"""How well a thing must be named that is told to do another thing than the words say."""
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
    parsed: ParsedAction | None = None


class HomeLinker:
    """Links what was understood to the entities of a home, whatever words it holds."""

    def __init__(self, conditions: ReadCondition = lambda _, __: ()) -> None:
        """`conditions` reads what is waited for; without it nothing can be."""
        self._conditions = conditions
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
        setting = Setting(home, self.prepare(home), context, self._conditions)
        understanding = at_the_same_time(as_correction(understanding, context), context.said)
        talk = [action for action in understanding.actions if action.intent in DIALOGUES]
        linked: list[_Linked] = []
        for last, said in zip((None, *understanding.actions), understanding.actions, strict=False):
            so_far = linked[-1].actions if linked else ()
            near = beside(said, last, understanding.actions[-1], so_far, setting)
            parsed = there_too(said, so_far, setting)
            for each in _unfolded(parsed, near) if parsed.intent not in DIALOGUES else ():
                linked.append(_link(each, near))
                setting = _after(linked[-1] if linked[-1].actions else _asked_about(each, near), setting)
        is_some = any(each.actions for each in linked)
        refusals = tuple(
            refusal for each in linked for refusal in each.refusals if refusal.reason != "nothing_left" or not is_some
        )
        dialogue = understanding.dialogue or next((Dialogue(each.intent, dict(each.values)) for each in talk), None)
        asked = asking(refusals)
        plan = Plan(
            actions=merged(action for each in linked for action in each.actions),
            dialogue=dialogue or (clarify(asked) if asked else None),
            refusals=refusals,
            confidence=understanding.confidence * min((each.score for each in linked), default=1.0),
            tier=understanding.tier,
            understood=tuple(each.parsed for each in linked if each.parsed),
            instead=any(takes_place(parsed, context.said) for parsed in understanding.actions),
            expects=question_of(asked, home) if asked else {},
        )
        return possible(plan, context)

    def answered(self, text: str, home: Home, context: Context, *, free: bool) -> Plan | None:
        """Return what an answer to the open question leads to; None: the text does not answer it.

        `free`: whether it may be the answer where any words are.
        """
        another_time = None if free or context.expected else retimed(text, context)
        kept = None if another_time or free or context.expected else about_kept(text, context, home)
        first = None if another_time else kept
        if first is None and not (another_time or free or context.expected):
            first = amount_alone(normalise(text), context)
        meant = another_time[0] if another_time else (first,) if first else answered(text, context, free=free)
        other = (
            called_off(text, context) or moved_to(text, context, home.vocabulary) if meant is None and free else None
        )
        if other is not None:
            meant = (other,)
        if meant is None:
            return None
        plan = self.link(Understanding(meant, None, 1.0, "sentences"), home, context)
        rather = puts_right(text, context) or on_another_day(text, context) is not None or says_by_how_much(text)
        instead = another_time[1] if another_time else not context.expected and rather
        return replace(plan, answers=True, instead=instead)


def _after(linked: _Linked, setting: Setting) -> Setting:
    """Return the setting of the next action of a sentence: "turn on the fan and turn it off at 8"."""
    spoken_of = tuple(key for action in linked.actions for key in action.targets)
    before = (linked.parsed,) if linked.parsed else setting.context.before
    context = replace(setting.context, previous=spoken_of, before=before)
    return replace(setting, context=context) if spoken_of else setting


def _asked_about(wordings: Refusal | tuple[ParsedAction, ...], setting: Setting) -> _Linked:
    """Return what is named in a command that cannot be carried out: "close the patio door and lock it"."""
    named = () if isinstance(wordings, Refusal) else tuple(each for each in wordings if _names_one(each))
    asked = tuple(ParsedAction("get_state", each.targets) for each in named)
    return replace(_link(asked, setting), parsed=None) if asked else _Linked()


def _names_one(parsed: ParsedAction) -> bool:
    return len(parsed.targets) == 1 and parsed.targets[0].name is not None


def _unfolded(parsed: ParsedAction, setting: Setting) -> Iterable[Refusal | tuple[ParsedAction, ...]]:
    """Return an action, or what it means after the one before: "and the bedroom"; of each, in what words to try it."""
    if not goes_on(parsed, setting):
        said = setting.context.said
        plain = on_its_player(by_the_clock(as_reminder(parsed, said), said), setting)
        return ((*at_first(plain, said), about_it(plain, setting)),)
    meant = meant_after(parsed, setting)
    if isinstance(meant, Refusal):
        return (meant,)
    narrow = narrowed(parsed, setting)
    if narrow and (narrow[0].intent not in INTENT_DOMAINS or speaks_of_it(parsed, setting)):
        return (narrow,)
    return [(*spellings(each, setting), *narrow) for each in meant]


def _link(wordings: Refusal | tuple[ParsedAction, ...], setting: Setting) -> _Linked:
    """Return what an action comes to in this house, in the first words that lead to something."""
    if isinstance(wordings, Refusal):
        return _refused(wordings)
    tried = [replace(_linked(each, setting), parsed=each) for each in wordings]
    return next((each for each in tried if not each.refusals), tried[-1])


def _linked(parsed: ParsedAction, setting: Setting) -> _Linked:
    """Return what an action comes to, with what it waits for: never without that."""
    if is_users_own(parsed.intent):
        return _Linked((own_action(parsed),))
    always = parsed.repeat == ALWAYS and parsed.condition is not None
    bare = replace(parsed, condition=None, repeat=None if always else parsed.repeat)
    first = _linked_bare(bare, setting) if parsed.condition is None or refers_to(parsed, setting) else None
    condition = waited_for(parsed, _after(first, setting) if first else setting)
    if first is None and condition and not isinstance(condition, Refusal):
        tried = [_linked_bare(bare, each) for each in settings_after(condition, bare, setting)]
        first = next((each for each in tried if not each.refusals), tried[0])
    if isinstance(condition, Refusal) and (first is None or first.actions):
        return _refused(replace(condition, asked=parsed, of_condition=True))
    linked = first or _Linked()
    return linked if parsed.condition is None else _waiting(linked, condition, parsed)


def _waiting(linked: _Linked, condition: object, parsed: ParsedAction) -> _Linked:
    """Return what waits for its condition, be it until it is known which thing was meant."""
    asked = (
        replace(each, asked=replace(each.asked, condition=parsed.condition, repeat=parsed.repeat))
        if each.asked
        else each
        for each in linked.refusals
    )
    known = condition if isinstance(condition, Mapping) else None
    actions = tuple(replace(action, condition=known) for action in linked.actions if known)
    return replace(linked, actions=actions, refusals=tuple(asked))


def _linked_bare(parsed: ParsedAction, setting: Setting) -> _Linked:
    params = read_params(parsed, moment_of(parsed, setting.context))
    times = times_of(parsed, setting.context)
    if isinstance(times, Refusal):
        return _refused(times)
    if params is None:
        unread = missing(parsed) or Refusal("out_of_range", "I didn't understand that value.", parsed.intent)
        linked = _as_it_can(parsed, setting) or _refused(unread)
    elif is_device_intent(parsed.intent):
        linked = _link_devices(parsed, params, setting)
        if linked.refusals and not linked.actions:
            linked = _as_it_can(parsed, setting) or linked
    else:
        done = errand(parsed, params, setting)
        if isinstance(done, Refusal):
            return _refused(replace(done, intent=parsed.intent, asked=done.asked or parsed))
        linked = _Linked(done)
    return replace(linked, actions=tuple(replace(action, **times) for action in linked.actions))


def _as_it_can(parsed: ParsedAction, setting: Setting) -> _Linked | None:
    """Return what the same comes to where it is read in another way; None: nothing that is called so can do it."""
    for other in otherwise(parsed, setting.context.said):
        if (params := read_params(other, setting.context)) is not None:
            linked = _link_devices(other, params, setting)
            if linked.actions and not linked.refusals and (parsed.values or linked.score >= _SURE):
                return linked
    return None


def _refused(refusal: Refusal) -> _Linked:
    return _Linked(refusals=(refusal,))


def _link_devices(parsed: ParsedAction, params: Mapping[str, Any], setting: Setting) -> _Linked:
    wanted = Wanted(parsed.intent, setting, _text(params.get("state")), _text(params.get("attribute")), params=params)
    targets = in_one_place(parsed.targets, setting) or (Target(),)
    found = [_chosen(target, setting) or told_by(select(target, wanted), wanted) for target in targets]
    refusals = [
        replace(each, intent=parsed.intent, asked=replace(parsed, targets=(target,)))
        for target, each in zip(targets, found, strict=True)
        if isinstance(each, Refusal)
    ]
    by_domain: defaultdict[str, set[str]] = defaultdict(set)
    for selection in found:
        if isinstance(selection, Selection):
            able, unable = _able(selection, parsed.intent, params, setting)
            refusals += unable
            for entity in able:
                by_domain[entity.domain].add(entity.id)
    if wanted.question and wanted.attribute != "last_changed":
        params = as_told(params, [setting.home.entities[key] for ids in by_domain.values() for key in ids])
    by_intent: defaultdict[str, set[str]] = defaultdict(set)
    for domain, ids in by_domain.items():
        by_intent[_intent_for(parsed.intent, domain)] |= ids
    actions = [
        Action(intent, tuple(sorted(ids)), spelled(setting.home.entities[min(ids)], params))
        for intent, ids in by_intent.items()
    ]
    parts = [part for action in actions for part in a_little(action, setting.home, setting.context.said)]
    return _Linked(
        actions=tuple(part for part in parts if isinstance(part, Action)),
        refusals=(*refusals, *(part for part in parts if isinstance(part, Refusal))),
        score=min((each.score for each in found if isinstance(each, Selection)), default=1.0),
    )


def _chosen(target: Target, setting: Setting) -> Selection | None:
    """Return the things that were chosen of several when we asked."""
    chosen = frozenset(target.ids) & setting.home.entities.keys()
    return Selection(chosen, named=True) if chosen else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _intent_for(intent: str, domain: str) -> str:
    return intent if intent == "get_state" else intent_for(intent, domain) or intent


def _able(
    selection: Selection, intent: str, params: Mapping[str, Any], setting: Setting
) -> tuple[list[Entity], list[Refusal]]:
    """Return who can do it, and refusals for what was named and cannot; of a group, the others just do it."""
    entities = [setting.home.entities[key] for key in sorted(selection.ids)]
    if intent == "get_state":
        return entities, []
    able: list[Entity] = []
    unable: list[Refusal] = []
    for entity in entities:
        if why := cannot(entity, intent, params) or no_restart(entity, intent, setting.context.said):
            unable.append(Refusal("cannot", f"{the(entity.name)} {why}.", intent, entity.id))
        elif params and (why := out_of_range(entity, intent, params)):
            unable.append(Refusal("out_of_range", f"{the(entity.name)} {why}.", intent, entity.id))
        else:
            able.append(entity)
    return able, [] if able and not selection.named else unable[:1]
