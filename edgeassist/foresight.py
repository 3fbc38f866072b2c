"""What is to be expected after the words that were heard so far, by the sentences of this home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from itertools import chain

from hassil.expression import Alternative, Expression, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.intents import TextSlotList

from edgeassist.intent.matching import Reading
from edgeassist.intent.sentences import SentenceParser
from edgeassist.messages import Vocabulary
from edgeassist.templates import HOME_LISTS, TemplateSet
from edgeassist.text import normalise
from edgeassist.vad.endpointer import Outlook

_PLACES = frozenset({*HOME_LISTS, "ref"})
_TIMES = frozenset({"when", "until", "repeat", "condition"})
_KINDS = frozenset({"domain", "device_class", "quantity"})
_STATES = ("on", "open", "locked")
"""One of each sort that is asked about."""


class Foresight:
    """Tells commands that are over from those that may go on or must; for one thread, with a parser of its own."""

    def __init__(self, templates: TemplateSet, parser: SentenceParser) -> None:
        self._templates = templates
        self._parser = parser

    def __call__(self, text: str, vocabulary: Vocabulary) -> Outlook:
        """Return what is to be expected after `text`.

        Whole is what fits a template, with nothing in it that any words may fill. It may well go on where it is a
        sentence of the user's own, names a kind of things and no place ("turn off the light … in the kitchen"), says in
        which direction and not how far ("dim the lamp … to thirty percent"), asks about a thing and not yet what ("is
        the garage door … open"), or ends in a number ("at seven … thirty"). Nothing follows another question, nor what
        has its time or is but a word or two.
        """
        words = normalise(text).split()
        if not words:
            return Outlook.UNKNOWN
        readings = self._parser.heard(text, vocabulary)
        if not readings:
            begins_more = self._dangles(words[-1]) or self._parser.heard(" ".join(words[:-1]), vocabulary)
            return Outlook.UNFINISHED if begins_more else Outlook.UNKNOWN
        if any(reading.free for reading in readings) or _lacks_value(readings[-1]):
            return Outlook.UNKNOWN
        if words[-1].isdecimal() or self._may_go_on(readings[-1]) or self._asks_little(text, readings[-1], vocabulary):
            return Outlook.OPEN
        return Outlook.DONE if self._is_over(readings[-1]) else Outlook.WHOLE

    def _may_go_on(self, reading: Reading) -> bool:
        named = {slot.rstrip("23456789") for slot in reading.slots}
        is_vague = bool(named & _KINDS and not named & _PLACES) or any("step" in slot for slot in named)
        is_scene = reading.slots.get("domain") == "scene"  # "set the thermostat": as likely not
        return is_vague or is_scene or reading.intent in self._templates.user_intents

    def _asks_little(self, text: str, reading: Reading, vocabulary: Vocabulary) -> bool:
        """Return whether a thing is asked about, and a state may follow."""
        is_bare = reading.intent == "get_state" and reading.slots.keys() == {"name"}
        return is_bare and any(self._parser.heard(f"{text} {state}", vocabulary) for state in _STATES)

    def _is_over(self, reading: Reading) -> bool:
        is_command = self._templates.forms.get(reading.intent) not in {"question", "plain"}
        return not is_command or not reading.slots or not _TIMES.isdisjoint(reading.slots)

    def _dangles(self, word: str) -> bool:
        return word.isdecimal() or word in self._never_last

    @cached_property
    def _never_last(self) -> frozenset[str]:
        """Words of the templates in which nothing ends that can be said."""
        words = _Words(self._templates)
        sentences = [
            sentence.expression
            for intents in (self._templates.bare, self._templates.conditions)
            for intent in intents.intents.values()
            for block in intent.data
            for sentence in block.sentences
        ]
        after = [edge for _, edge in self._templates.edges.values()]
        last = {word for expression in (*sentences, *after) for word in words.last(expression) if word}
        return frozenset(words.all - last)


def _lacks_value(reading: Reading) -> bool:
    """Tell whether something is to be set and nothing says to what, so that it would be asked for."""
    return reading.intent.endswith(("_set", "_start", "notify")) and not reading.slots


class _Words:
    """The words of expressions, and those that they may end with."""

    def __init__(self, templates: TemplateSet) -> None:
        self._templates = templates
        self._known: dict[str, frozenset[str]] = {}
        self.all: set[str] = set()
        """Every word met so far."""

    def last(self, expression: Expression) -> frozenset[str]:
        """Return the words that an expression may end with; "" where it may be nothing."""
        match expression:
            case TextChunk():
                words = expression.text.lower().split()
                self.all.update(words)
                return frozenset(words[-1:] or [""])
            case Alternative() | Permutation():
                return self._any(expression.items)
            case Group():
                return self._in_order(expression.items)
            case RuleReference() | ListReference():
                name = expression.rule_name if isinstance(expression, RuleReference) else f"{{{expression.list_name}}}"
                if name not in self._known:
                    self._known[name] = frozenset()  # what refers to itself
                    self._known[name] = self._any(self._fillings(expression))
                return self._known[name]
        return frozenset()

    def _any(self, items: Iterable[Expression]) -> frozenset[str]:
        return frozenset(chain.from_iterable(map(self.last, items)))

    def _in_order(self, items: Iterable[Expression]) -> frozenset[str]:
        last = frozenset({""})
        for item in items:
            own = self.last(item)
            last = (own - {""}) | last if "" in own else own
        return last

    def _fillings(self, reference: RuleReference | ListReference) -> Iterable[Expression]:
        bare: Mapping[str, object] = self._templates.bare.slot_lists
        if isinstance(reference, RuleReference):
            return [self._templates.bare.expansion_rules[reference.rule_name].expression]
        match bare.get(reference.list_name):
            case TextSlotList(values=values):
                return [value.text_in for value in values]
        return self._templates.samples.get(reference.list_name, ())
