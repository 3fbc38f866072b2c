"""What a command waits for: found in a sentence, and its words read as a question about states would be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from edgeassist.intent.joining import between
from edgeassist.intent.matching import Matcher, Reading
from edgeassist.intent.phrases import Phrases
from edgeassist.intent.slots import parsed_action
from edgeassist.messages import Home, ParsedAction, Vocabulary
from edgeassist.templates import Form, TemplateSet
from edgeassist.text import normalise

ALWAYS = "always"
"""The repetition of what is done every time."""

_PLAIN: frozenset[Form] = frozenset({"plain"})
_MOST_KNOWN = 100
"""Conditions of which the readings are remembered, and texts of which it is what they wait for."""
_LONGEST_NAME = 5
"""Words of a name that nothing here has."""
_LONGEST_TEXT = 40
"""Words of a text that is searched for a condition."""
_MOST_OPENINGS = 3
"""A text with more of them is nobody's command."""
_PLACE = re.compile(r"(?:in|inside|of|outside) (?:the|my|our) ")
"""What belongs to the words before it."""
_SHORT = re.compile(
    r"'s (?=(?:all |now |finally )?(?:done|finished|ready|over|open|closed|shut|locked|unlocked|on|off|home|"
    r"back|empty|full|running|dry|wet|warm|hot|cold|low|dead|above|below|over|under|at|not)\b)"
)
"""An "is" that was swallowed: "the dryer's done"."""
_IS_SO = re.compile(r"\b(?:has|have)\b|\b(?:is|are) (?:\w+ )?(?:done|finished|ready|complete|through)\b")
"""Events of which one asks as well whether they are over: "tell me if the dryer is done"."""
_IF = re.compile(
    r"(?<!\bas)(?<!\bcheck)(?<!\bsee)(?<!\btell me)(?<!\bknow)(?<!\bwonder) (?:if|unless) "
    r"(?!you\b|i may\b|possible|need|necessary|that's (?:ok|all right|alright|fine)|it's (?:no|not too much) |at all)"
)
"""What makes something wait, unless it is said out of politeness."""
_ASKS_WHEN = re.compile(r"when (?:is|are|was|were|do|does|did) ")
_GOES_ON = re.compile(r"(?:(?:oh|okay|so|and|also|then|but)(?: |$))+")
"""What joins a condition to what was said before it."""
_FIRST_WORDS = frozenset({"the", "a", "an", "my", "our", "is", "are", "it", "there", "any", "all", "every", "some"})
"""What no name begins with."""


def waits(text: str) -> bool:
    """Return whether a text (normalised) says that something is to wait for something, whatever that is.

    >>> waits("turn on the kettle if it is"), waits("turn on the kettle if you would"), waits("check if it is on")
    (True, False, False)
    """
    return _IF.search(text) is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text with something that is waited for."""

    core: str
    """What is to be done."""
    slots: Mapping[str, str]
    """The condition, and the repetition where it holds for every time."""
    before: str = ""
    """What is to be done without a condition, before all that."""
    asks: bool = False
    """Whether the words would also ask how things are now: "tell me if the door is open"."""


class Conditions:
    """Finds and reads conditions by the templates of them."""

    def __init__(self, templates: TemplateSet, phrases: Phrases) -> None:
        kinds = templates.for_conditions
        self._known, self._any_names = Matcher(kinds, phrases), Matcher(kinds, phrases)
        self._joint = between(phrases.rule("joined_sentences"))
        self._unless = re.compile(rf"{phrases.rule('unless') or '(?!)'}\s+")
        words = {kind: phrases.rule(kind) or "(?!)" for kind in ("unless", "every_time", "once")}
        groups = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in words.items())
        self._opening = re.compile(rf"(?:^|(?<=\s))(?:{groups})\s+(?=\S)")
        self._vocabulary: Vocabulary | None = None
        self._read: dict[str, tuple[ParsedAction, ...]] = {}
        self._apart: dict[tuple[str, bool], Sequence[Waiting]] = {}

    def use_names(self, vocabulary: Vocabulary) -> None:
        """Use the names of `vocabulary`; free when they are in use."""
        if vocabulary is not self._vocabulary:
            self._known.prepare(vocabulary)
            self._vocabulary = vocabulary
            self._read.clear()
            self._apart.clear()

    def warm(self, most: int | None = None) -> bool:
        """Make now what the first sentences would wait for, or so many patterns; returns whether some were missing."""
        return self._known.warm(most)

    def read(self, words: str, home: Home) -> tuple[ParsedAction, ...]:
        """Return what the words of a condition can mean, each as a question about states, best first."""
        self.use_names(home.vocabulary)
        if words not in self._read:
            if len(self._read) >= _MOST_KNOWN:
                self._read.clear()
            self._read[words] = self._questions(words)
        return self._read[words]

    def _questions(self, words: str) -> tuple[ParsedAction, ...]:
        text, unless = _without(self._unless, _SHORT.sub(" is ", normalise(words)))
        readings = self._readings(text) or self._of_any_name(text).readings(text, _PLAIN)
        return tuple(_question(reading, turned=unless) for reading in readings)

    def opens(self, text: str) -> bool:
        """Return whether a condition may begin somewhere in `text`."""
        return self._opening.search(text) is not None

    def splits(self, text: str, *, unknown: bool = False) -> Sequence[Waiting]:
        """Return a text with its condition apart, in every way that can be; `unknown`: with any words for names."""
        if not self.opens(text):
            return ()
        key = text, unknown
        if key not in self._apart:
            if len(self._apart) >= _MOST_KNOWN:
                self._apart.clear()
            self._apart[key] = [*self._split(text, self._of_any_name(text) if unknown else self._known)]
        return self._apart[key]

    def _split(self, text: str, matcher: Matcher) -> Iterator[Waiting]:
        for opening, words in self._openings(text):
            whole = _SHORT.sub(" is ", " ".join(words))
            lengths = matcher.beginnings(whole)
            for end in range(len(words), 0, -1):
                said = _SHORT.sub(" is ", " ".join(words[:end]))
                if f"{whole} ".startswith(f"{said} ") and len(said) not in lengths:
                    continue
                if _PLACE.match(" ".join(words[end:])) or not (readings := matcher.readings(said, _PLAIN)):
                    continue
                asks = opening["once"] == "if" and (readings[0].intent == "standing" or _asks_now(opening, words[:end]))
                yield self._waiting(opening, words, end, asks=asks)

    def unread(self, text: str) -> Iterator[Waiting]:
        """Yield a text with something apart that is no known condition, before it or after it."""
        for opening, words in self._openings(text):
            for end in (len(words),) if opening.start() else range(len(words) - 1, 0, -1):
                yield self._waiting(opening, words, end)

    def _openings(self, text: str) -> Iterator[tuple[re.Match[str], list[str]]]:
        """Yield where a condition may begin, and the words after that."""
        asks = _ASKS_WHEN.match(text) is not None
        found = self._opening.finditer(text) if text.count(" ") < _LONGEST_TEXT and not asks else iter(())
        for opening in islice(found, _MOST_OPENINGS):
            yield opening, text[opening.end() :].split()

    def _waiting(self, opening: re.Match[str], words: list[str], end: int, *, asks: bool = False) -> Waiting:
        core, before = self._core(opening.string[: opening.start()].strip(), words[end:])
        condition = " ".join([opening["unless"] or "", *words[:end]]).strip()
        repeat = {"repeat": ALWAYS} if opening["every_time"] else {}
        return Waiting(core, {"condition": condition, **repeat}, before, asks)

    def _core(self, head: str, tail: list[str]) -> tuple[str, str]:
        """Return what is to be done, and what stands before it with an "and" between."""
        if _GOES_ON.fullmatch(head):
            head = ""
        if tail[:1] == ["then"]:
            tail = tail[1:]
        joints = list(self._joint.finditer(f"{head} "))
        if joints and joints[-1].end() > len(head) and tail:
            return " ".join(tail), head[: joints[-1].start()]
        return " ".join([*head.split(), *tail]), ""

    def _readings(self, text: str) -> list[Reading]:
        return self._known.readings(text, _PLAIN)

    def _of_any_name(self, text: str) -> Matcher:
        """Return what reads parts of `text` with any words for names, so that it can be said that nothing has them."""
        words, vocabulary = text.split(), self._vocabulary or Vocabulary()
        starts = (at for at in range(len(words)) if words[at] not in _FIRST_WORDS)
        spans = (words[at:end] for at in starts for end in range(at + 1, min(at + _LONGEST_NAME, len(words)) + 1))
        names = tuple(sorted({" ".join(span) for span in spans}))
        self._any_names.prepare(Vocabulary(names, names, vocabulary.floors))
        return self._any_names


def _asks_now(opening: re.Match[str], words: list[str]) -> bool:
    """Return whether one is to tell what has happened already, rather than what will."""
    asked = opening.string[: opening.start()].endswith("tell me ")
    return asked and _IS_SO.search(" ".join(words)) is not None


def _without(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    match = pattern.match(text)
    return (text[match.end() :], True) if match else (text, False)


def _question(reading: Reading, *, turned: bool) -> ParsedAction:
    slots = dict(reading.slots)
    negated = bool(slots.pop("negated", "")) != turned
    return parsed_action("get_state", slots | ({"negated": "yes"} if negated else {}))
