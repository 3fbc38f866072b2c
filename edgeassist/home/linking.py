"""Names as said → entities of this home: what a sentence means in this house, and what of it cannot be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeAlias

from edgeassist.home.another_day import on_another_day
from edgeassist.home.as_before import as_before
from edgeassist.home.bare_values import says_by_how_much
from edgeassist.home.beside import beside, there_too
from edgeassist.home.by_degrees import amount_alone
from edgeassist.home.capabilities import INTENT_DOMAINS
from edgeassist.home.clock_or_value import clock_or_value
from edgeassist.home.errands import DIALOGUES, errand, is_device_intent, is_users_own, own_action
from edgeassist.home.expected import answered, asking, clarify, question_of
from edgeassist.home.going_on import about_it, as_correction, goes_on, meant_after
from edgeassist.home.house import House, Setting, prepare_house
from edgeassist.home.how_often import ALWAYS
from edgeassist.home.impossible import possible
from edgeassist.home.instead import takes_place
from edgeassist.home.joined import merged
from edgeassist.home.kept_plans import called_off, moved_to
from edgeassist.home.kept_words import about_kept
from edgeassist.home.list_talk import puts_right
from edgeassist.home.missing import as_reminder, missing
from edgeassist.home.otherwise import at_first, otherwise
from edgeassist.home.playing import on_its_player
from edgeassist.home.reached import Linked, link_devices
from edgeassist.home.retiming import retimed
from edgeassist.home.shifting import on_waking
from edgeassist.home.short_of_noun import spellings
from edgeassist.home.slightly import with_steps
from edgeassist.home.timing import at_the_same_time, moment_of, times_of
from edgeassist.home.values import read_params
from edgeassist.home.waited import by_the_clock, narrowed, refers_to, settings_after, speaks_of_it, waited_for
from edgeassist.messages import (
    Context,
    Dialogue,
    Home,
    ParsedAction,
    Plan,
    Refusal,
    Understanding,
    Vocabulary,
)
from edgeassist.stages import ReadCondition
from edgeassist.text import normalise

_Wordings: TypeAlias = Refusal | tuple[ParsedAction, ...]
"""What an action may mean, in the order in which it is tried, or why it means nothing."""

_SURE = 0.9
"""How well a thing must be named that is told to do another thing than the words say."""
_HOUSES_KEPT = 32
"""Prepared homes that are remembered: a batch may go through several."""
_LARGE = 300
"""Things of a home of which only the last two are remembered: it changes, and an index of thousands is large."""


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
        understanding = on_waking(understanding, context)
        understanding = replace(understanding, actions=with_steps(understanding.actions, context.said))
        talk = [action for action in understanding.actions if action.intent in DIALOGUES]
        linked: list[Linked] = []
        before: list[tuple[Linked, _Wordings]] = []
        near = setting
        for last, said in zip((None, *understanding.actions), understanding.actions, strict=False):
            for became, wordings in before:
                setting = _after(became if became.actions else _asked_about(wordings, near), setting)
            so_far = linked[-1].actions if linked else ()
            near = beside(said, last, understanding.actions[-1], so_far, setting)
            parsed = as_before(there_too(said, so_far, setting), last, so_far, setting)
            unfolded = _unfolded(parsed, near) if parsed.intent not in DIALOGUES else ()
            before = [(_link(each, near), each) for each in unfolded]
            linked += (became for became, _ in before)
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
            instead=any(takes_place(parsed, context) for parsed in understanding.actions),
            expects=question_of(asked, home) if asked else {},
        )
        return clock_or_value(possible(plan, context), context)

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


def _after(linked: Linked, setting: Setting) -> Setting:
    """Return the setting of the next action of a sentence: "turn on the fan and turn it off at 8"."""
    spoken_of = tuple(key for action in linked.actions for key in action.targets)
    before = (linked.parsed,) if linked.parsed else setting.context.before
    context = replace(setting.context, previous=spoken_of, before=before)
    return replace(setting, context=context) if spoken_of else setting


def _asked_about(wordings: _Wordings, setting: Setting) -> Linked:
    """Return what is named in a command that cannot be carried out: "close the patio door and lock it"."""
    named = () if isinstance(wordings, Refusal) else tuple(each for each in wordings if _names_one(each))
    asked = tuple(ParsedAction("get_state", each.targets) for each in named)
    return replace(_link(asked, setting), parsed=None) if asked else Linked()


def _names_one(parsed: ParsedAction) -> bool:
    return len(parsed.targets) == 1 and parsed.targets[0].name is not None


def _unfolded(parsed: ParsedAction, setting: Setting) -> Iterable[_Wordings]:
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


def _link(wordings: _Wordings, setting: Setting) -> Linked:
    """Return what an action comes to in this house, in the first words that lead to something."""
    if isinstance(wordings, Refusal):
        return _refused(wordings)
    tried = [replace(_linked(each, setting), parsed=each) for each in wordings]
    return next((each for each in tried if not each.refusals), tried[-1])


def _linked(parsed: ParsedAction, setting: Setting) -> Linked:
    """Return what an action comes to, with what it waits for: never without that."""
    if is_users_own(parsed.intent):
        return Linked((own_action(parsed),))
    waits = parsed.condition is not None
    always = waits and parsed.repeat == ALWAYS
    bare = replace(parsed, condition=None, repeat=None if always else parsed.repeat) if waits else parsed
    first = _linked_bare(bare, setting) if not waits or refers_to(parsed, setting) else None
    condition = waited_for(parsed, _after(first, setting) if first and waits else setting)
    if first is None and condition and not isinstance(condition, Refusal):
        tried = [_linked_bare(bare, each) for each in settings_after(condition, bare, setting)]
        first = next((each for each in tried if not each.refusals), tried[0])
    if isinstance(condition, Refusal) and (first is None or first.actions):
        return _refused(replace(condition, asked=parsed, of_condition=True))
    linked = first or Linked()
    return linked if parsed.condition is None else _waiting(linked, condition, parsed)


def _waiting(linked: Linked, condition: object, parsed: ParsedAction) -> Linked:
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


def _linked_bare(parsed: ParsedAction, setting: Setting) -> Linked:
    params = read_params(parsed, moment_of(parsed, setting.context))
    times = times_of(parsed, setting.context)
    if isinstance(times, Refusal):
        return _refused(times)
    if params is None:
        unread = missing(parsed) or Refusal("out_of_range", "I didn't understand that value.", parsed.intent)
        linked = _as_it_can(parsed, setting) or _refused(unread)
    elif is_device_intent(parsed.intent):
        linked = link_devices(parsed, params, setting)
        if linked.refusals and not linked.actions:
            linked = _as_it_can(parsed, setting) or linked
    else:
        done = errand(parsed, params, setting)
        if isinstance(done, Refusal):
            return _refused(replace(done, intent=parsed.intent, asked=done.asked or parsed))
        linked = Linked(done)
    return replace(linked, actions=tuple(replace(action, **times) for action in linked.actions))


def _as_it_can(parsed: ParsedAction, setting: Setting) -> Linked | None:
    """Return what the same comes to where it is read in another way; None: nothing that is called so can do it."""
    for other in otherwise(parsed, setting.context.said):
        if (params := read_params(other, setting.context)) is not None:
            linked = link_devices(other, params, setting)
            if linked.actions and not linked.refusals and (parsed.values or linked.score >= _SURE):
                return linked
    return None


def _refused(refusal: Refusal) -> Linked:
    return Linked(refusals=(refusal,))
