"""What the recogniser may hear: the sentence templates with the names of a home, summed up as expected word counts."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import permutations
from math import sqrt
from typing import Any

from hassil.expression import Alternative, Expression, ListReference, Permutation, RuleReference, TextChunk
from hassil.expression import Sequence as InOrder
from hassil.intents import RangeSlotList, TextSlotList

from edgeassist.messages import Vocabulary
from edgeassist.stt.ngrams import IMPOSSIBLE, NOTHING, Phrases, chain, either, phrase
from edgeassist.templates import HOME_LISTS, Form, TemplateSet
from edgeassist.text import in_words

logger = logging.getLogger(__name__)

MOST_SPELLINGS = 2000
"""In how many ways a part without spaces may be written ("light[s]") before its items are taken as separate words."""

_JOINT = "joined_sentences"
"""The rule for the words between two sentences that are said in one breath."""

_OWN = 10.0
"""How much likelier than one of ours an intent of the user's own is: those sentences were written to be said."""

_TWO_AT_ONCE = 0.05
"""How often that is so."""

_TALK = 0.05
"""How often what is said is no command."""

_ROUND = 4.0
"""How much likelier a multiple of five is than other numbers, and again one of ten."""

_TEENS = range(13, 20)
_TEEN = 32.0
"""How much likelier these are made than other numbers: each sounds like a round one, and nearly always loses to it
where both are as likely. Of 15 synthetic voices 11 in place of 1 set a timer for fifteen minutes, and 11 in place of 13
one for fifty."""

_MANY = 30
"""From so many numbers on the round ones are likelier."""

_LESS = 0.4
"""How much rarer a sample is for each value more that it holds."""

_LATER_BLOCK = 0.5
_LATER_SENTENCE = 0.2
"""How much rarer a block of an intent, or a sentence of a block, is with each before it: the usual stand first."""

_KINDS, _LATER_KIND = "kind", 0.5
"""How the lists of kinds of things end, and how much rarer a kind is with each before it: people ask for lights."""

_ALONE = 0.1
"""How often somebody says one word and no more, beside how often that comes of the sentences. Of 36 times that three
synthetic voices said such a word in a kitchen at 12 dB 26 were heard without it, 31 with it."""

AROUND = 0.5
"""How often anything stands before or after a sentence that may have it there, by what is empty in it besides."""

Lists = Mapping[str, Any]
Choices = Sequence[tuple[Expression, float]]


class Language:
    """Sums up the sentences of a template set in a home: usual intents, short forms and round numbers are likelier.

    What holds a word that is not `sayable` is left out.
    """

    def __init__(self, templates: TemplateSet, vocabulary: Vocabulary, sayable: Callable[[str], bool]) -> None:
        self._set = templates
        self._sayable = sayable
        self._home = dict(zip(HOME_LISTS, (vocabulary.names, vocabulary.areas, vocabulary.floors), strict=True))
        self._known: dict[tuple[str, int], Phrases] = {}
        self._texts: dict[str, Phrases] = {}
        self._same: dict[Hashable, Phrases] = {}

    def sentences(self, *, own: bool = False, around: float = AROUND) -> Phrases:
        """Return one sentence of the set, drawn at random, without the templates that cannot be heard.

        So often as `around` says something stands around it. `own`: only of those that the user wrote.
        """
        by_form: defaultdict[Form, list[tuple[float, Phrases]]] = defaultdict(list)
        for intent in self._set.bare.intents.values():
            if own and intent.name not in self._set.user_intents:
                continue
            weight = self._set.weights[intent.name] * (_OWN if intent.name in self._set.user_intents else 1.0)
            shares = [max(1, len(block.sentences)) / (1 + _LATER_BLOCK * at) for at, block in enumerate(intent.data)]
            for block, share in zip(intent.data, shares, strict=True):
                said = self._either(
                    (1.0 / (1 + _LATER_SENTENCE * at), self._phrases(sentence.expression, block.slot_lists))
                    for at, sentence in enumerate(block.sentences)
                )
                by_form[self._set.form(intent.name, block)].append((weight * share / sum(shares), said))
        one = self._either(
            (sum(weight for weight, _ in said), self._with_edges(form, self._either(said), around))
            for form, said in by_form.items()
        )
        if not own:
            one = self._either([(1.0, one), (_ALONE, self._alone(one))])
        if self._set.talk and not own:
            talk = self._either((1.0, self._phrases(said, {})) for said in self._set.talk)
            one = self._either([(1.0, one), (_TALK, talk)])
        if _JOINT not in self._set.bare.expansion_rules:
            return one
        joint = self._phrases(RuleReference(rule_name=_JOINT), {})
        return self._either([(1.0, one), (_TWO_AT_ONCE, self._chain([one, joint, one]))])

    def _alone(self, said: Phrases) -> Phrases:
        """Return a word that may be all that is said; the usual ones are less ahead of the others than elsewhere."""
        return self._either((sqrt(chance), self._word(word)) for word, chance in said.singles.items())

    def _with_edges(self, form: Form, said: Phrases, around: float) -> Phrases:
        """Return sentences with what may stand around them, so often as `around` says."""
        edges = (self._phrases(edge, {}) for edge in self._set.edges[form])
        before, after = (self._either([(1 - around, NOTHING), (around, edge)]) for edge in edges)
        return self._chain([before, said, after])

    def _phrases(self, expression: Expression, lists: Lists) -> Phrases:
        match expression:
            case TextChunk():
                return self._words(expression.text)
            case InOrder():
                return self._chain([self._run(run, lists) for run in _runs(expression.items)])
            case Permutation():
                items = [self._phrases(item, lists) for item in expression.items]
                return self._either((1.0, self._chain(order)) for order in permutations(items))
            case Alternative():
                return self._either((1.0, self._phrases(item, lists)) for item in expression.items)
            case RuleReference() | ListReference():
                name = expression.rule_name if isinstance(expression, RuleReference) else f"{{{expression.list_name}}}"
                key = (name, id(lists) if lists else 0)
                if key not in self._known:
                    choices = self._choices(expression, lists)
                    self._known[key] = self._either(
                        (weight, self._phrases(choice, lists)) for choice, weight in choices
                    )
                return self._known[key]
        return IMPOSSIBLE

    def _run(self, run: Sequence[Expression], lists: Lists) -> Phrases:
        """Return a run of items that no space divides."""
        if len(run) == 1:
            return self._phrases(run[0], lists)
        spellings = self._spellings(run, lists)
        if len(spellings) >= MOST_SPELLINGS:
            return self._chain([self._phrases(item, lists) for item in run])
        return self._either((weight, self._words(text)) for text, weight in spellings.items())

    def _words(self, text: str) -> Phrases:
        if text not in self._texts:
            self._texts[text] = said = self._chain([self._word(word) for word in in_words(text).split()])
            if said is IMPOSSIBLE:
                logger.warning("nobody knows how to pronounce %r: it can be typed, not heard", text.strip())
        return self._texts[text]

    def _spellings(self, run: Sequence[Expression], lists: Lists) -> dict[str, float]:
        """Return the ways in which a run can be written with their weights; it ends early when there are too many."""
        texts = {"": 1.0}
        for item in run:
            after: defaultdict[str, float] = defaultdict(float)
            for ending, weight in self._endings(item, lists).items():
                for text, before in texts.items():
                    after[text + ending] += before * weight
                if len(after) >= MOST_SPELLINGS:
                    return after
            texts = after
        return texts

    def _endings(self, item: Expression, lists: Lists) -> dict[str, float]:
        match item:
            case TextChunk():
                return {item.text: 1.0}
            case InOrder():
                return self._spellings(item.items, lists)
            case Permutation():
                choices: Choices = [(InOrder(items=list(order)), 1.0) for order in permutations(item.items)]
            case Alternative():
                choices = [(choice, 1.0) for choice in item.items]
            case _:
                choices = self._choices(item, lists)
        out: defaultdict[str, float] = defaultdict(float)
        total = sum(weight for _, weight in choices)
        for choice, share in choices:
            for text, weight in self._endings(choice, lists).items():
                out[text] += weight * share / total
        return out

    def _choices(self, reference: Expression, lists: Lists) -> Choices:
        """Return what a rule or a list stands for, each with its weight; nothing where it cannot be known."""
        match reference:
            case RuleReference():
                return [(self._set.bare.expansion_rules[reference.rule_name].expression, 1.0)]
            case ListReference():
                return self._fillings(reference, lists)
        return ()

    def _fillings(self, reference: ListReference, lists: Lists) -> Choices:
        name = reference.list_name
        if (limits := reference.get_inline_range()) is not None:
            start, stop, step = limits
            return _numbers(range(start, stop + 1, step))
        if name in self._home:
            return [(TextChunk(said), 1.0) for said in self._home[name]]
        if name in self._set.samples:
            return [(sample, _LESS ** (_values(sample) - 1)) for sample in self._set.samples[name]]
        match lists.get(name) or self._set.bare.slot_lists.get(name):
            case TextSlotList(values=values):
                later = _LATER_KIND if name.endswith(_KINDS) else 0.0
                return [(value.text_in, 1.0 / (1 + later * at)) for at, value in enumerate(values)]
            case RangeSlotList() as numbers:
                return _numbers(list(numbers.get_numbers()))
        logger.warning("sentences with {%s} can be typed, not heard: no samples say what may stand there", name)
        return ()

    def _word(self, word: str) -> Phrases:
        if (said := self._same.get(word)) is None:
            said = self._same[word] = phrase([word]) if self._sayable(word) else IMPOSSIBLE
        return said

    def _chain(self, items: Iterable[Phrases]) -> Phrases:
        """Return the items one after the other; the same value for the same items, so that sums are made once."""
        out = NOTHING
        for item in items:
            key = (id(out), id(item))
            if key not in self._same:
                self._same[key] = chain([out, item])
            out = self._same[key]
        return out

    def _either(self, choices: Iterable[tuple[float, Phrases]]) -> Phrases:
        """Return one of the choices; the same value for the same choices."""
        some = [(weight, choice) for weight, choice in choices]
        key = tuple((weight, id(choice)) for weight, choice in some)
        if key not in self._same:
            self._same[key] = either(some)
        return self._same[key]


def _numbers(numbers: Sequence[float]) -> Choices:
    """Return numbers with their weights: of many, round ones are said more often, and what sounds like one is made so.

    >>> [weight for _, weight in _numbers(range(18, 22))]
    [1.0, 1.0, 1.0, 1.0]
    >>> [weight for _, weight in _numbers(range(101))][25:29]
    [4.0, 1.0, 1.0, 1.0]
    >>> [weight for _, weight in _numbers(range(101))][18:22]
    [32.0, 32.0, 16.0, 1.0]
    """
    if len(numbers) < _MANY:
        return [(TextChunk(f"{number:g}"), 1.0) for number in numbers]
    weights = {n: _TEEN if n in _TEENS else _ROUND ** ((n % 5 == 0) + (n % 10 == 0)) for n in numbers}
    return [(TextChunk(f"{n:g}"), weight) for n, weight in weights.items()]


def _values(expression: Expression) -> int:
    """Return how many values an expression holds.

    >>> from hassil.parse_expression import parse_sentence
    >>> _values(parse_sentence("{1..24:n} hours [and] {1..59:n} minutes").expression)
    2
    """
    match expression:
        case ListReference():
            return 1
        case InOrder() | Permutation():
            return sum(_values(item) for item in expression.items)
        case Alternative():
            return max((_values(item) for item in expression.items), default=0)
    return 0


def _runs(items: Sequence[Expression]) -> Iterator[list[Expression]]:
    """Yield the items in runs that no space divides.

    >>> [len(run) for run in _runs([TextChunk("the "), TextChunk("light"), TextChunk("s"), TextChunk(" on")])]
    [1, 2, 1]
    """
    run: list[Expression] = []
    for item in items:
        if run and (_spaced(run[-1], -1) or _spaced(item, 0)):
            yield run
            run = []
        run.append(item)
    if run:
        yield run


def _spaced(item: Expression, end: int) -> bool:
    return isinstance(item, TextChunk) and item.text[end : end + 1 or None].isspace()
