"""What a question asks for: the words that count, and what an answer to it must have."""

from __future__ import annotations

import re
from dataclasses import dataclass

from edgeassist.documents.synonyms import Thesaurus
from edgeassist.documents.wanted import has, wanted_by, words_of
from edgeassist.stems import Stems, searchable
from edgeassist.text import MAX_CHARACTERS

_POLITE = (
    r"(?:(?:hey|so|and|well|um|uh|okay|hi|hello|please|sorry|excuse me|just|quick question)\b[ ,]*|"
    r"(?:can|could|would|will) you (?:please )?(?:tell me|look up|say|check|find out|remind me)\b[ ,]*|"
    r"(?:do|would) you (?:happen to )?(?:know|remember)\b[ ,]*|"
    r"(?:tell me|remind me|look up|i forg[eo]t|i (?:want|need|would like|'d like) to know|i wonder|any idea)\b[ ,]*)*"
)
_OPEN = r"(?:what|what's|whats|when|when's|where|where's|who|who's|whose|which|how|how's|why)\b"
_CLOSED = r"(?:is|are|am|was|were|do|does|did|can|could|may|must|should|has|have|will)\b"
_ASKS_OPENLY = re.compile(_POLITE + r"(?:(?:in|at|on|until|from|for|to|by|since) )?" + _OPEN)
_ASKS = re.compile(_POLITE + rf"(?:(?:(?:in|at|on|until|from|for|to|by|since) )?{_OPEN}|{_CLOSED}|the |my |our )")

_POINTS = re.compile(
    r"(?!when (?:do|does|will|did) they (?!turn|switch|go|come|open|close|stop|start)\w+ \w+)"
    r"(?:why |when |who |how (?:warm|cold|hot|cool|humid|damp|dark|bright|loud) )?"
    rf"{_CLOSED} (?:it|they|that|this|those|these)\b"
)
_LEANS = re.compile(r"\b(?:it|they|them|that|this|those|these)\b|^are we\b")
_STOPPED = frozenset(
    """a an the this that these those my our your his her its their me us you he she it they them i we one
    is are am was were be been being do does did done doing have has had having can could may might must shall should
    will would what when where who whom whose which how why and or but if then than so as of in on at to for from by
    with about into over under up down out off again please tell know remind say says said mean means there here any
    some all not no also just much many often long ever get got go goes going need needs want wants let us's s d ll re
    ve m t hey okay happen remember idea look find forgot called supposed
    wonder ok too very now manual manuals instructions handbook document documents before after during
    while when keep keeps kept""".split()  # noqa: SIM905
)
_WEAK = frozenset(
    """use used using make makes made put take takes taken give gives show shows work works come comes open opens opened
    turn switch set press thing things way kind sort right time day days date number phone telephone name call ring last
    next best possible happens happen change changed keep first house home stay leave due times week year month today
    tomorrow customer left right wrong allowed ask person people period mean belong belongs responsible available full
    fits""".split()  # noqa: SIM905
)
"""Words that say little by themselves."""
_WEAKLY = 0.35
_POINTING = frozenset({"next", "last", "first", "second", "third", "fourth"})
"""Words that ask for nothing where no other stands beside them."""
_HOLLOW = frozenset(
    {"set", "put", "take", "make", "made", "give", "change", "changed", "turn", "switch", "keep", "left"}
)
"""Words that alone are said of what we did: "what did I set"."""

_CODE = re.compile(r"[a-z]+\d+")
_OF_CODES = frozenset({"error", "fault", "code", "message"})
"""Words that say nothing beside an error's own: "what does error E18 mean"."""

_HOW_TO = re.compile(r"\bhow (?:do|can|should|to|would|does)\b|\bwhat (?:do|should|must|can) (?:i|we) do\b")

_ABOUT = re.compile(r"\b(?:say|says|said|know|tell|anything|something) (?:\w+ )?(?:about|on)\b")
_OPPOSITES = (("last", "next"), ("next", "last"), ("first", "last"))


def points(text: str) -> bool:
    """Return whether a question is about what was spoken of before, or is seen: no document knows that.

    >>> points("is it shut"), points("why is that on"), points("is the fuse box locked")
    (True, True, False)
    """
    return bool(_POINTS.match(text[:MAX_CHARACTERS].strip().lower()))


def asks(text: str, *, openly: bool = False) -> bool:
    """Return whether a text asks something; `openly`: with a question word, so that more than yes or no is wanted.

    >>> asks("Can you tell me where the stopcock is?"), asks("turn on the tap"), asks("is it on", openly=True)
    (True, False, False)
    """
    said = text[:MAX_CHARACTERS].strip().lower().replace("\u2019", "'")
    return bool((_ASKS_OPENLY if openly else _ASKS).match(said))


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a question that counts."""

    word: str
    stem: str
    alike: frozenset[str]
    """Stems of other words for it."""
    weight: float

    @property
    def is_code(self) -> bool:
        """Whether there is a digit in it: then no other word is meant."""
        return any(c.isdigit() for c in self.word)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, taken apart."""

    terms: tuple[Term, ...]
    wants: str | None
    """What an answer must have; None: nothing in particular."""
    is_how_to: bool
    wants_more: bool = False
    """Whether one sentence is hardly enough."""
    opposite: str = ""
    """A word that an answer may not have: "next" where the last is asked for."""
    leans: bool = False
    """Whether it is about what was spoken of: with weak words alone it asks for nothing: "where did I put them"."""

    @property
    def says_much(self) -> bool:
        """Whether any of its words says what it is about: "which one is next" asks for nothing."""
        strong = [term for term in self.terms if term.weight == 1 and term.word not in _POINTING]
        words = {term.word for term in self.terms}
        return bool(strong) or not (self.leans or words & _POINTING or words <= _HOLLOW)

    def is_met_by(self, text: str) -> bool:
        """Return whether a text has what an answer must have."""
        if self.opposite and re.search(rf"\b{self.opposite}\b", text, re.IGNORECASE):
            return False
        if self.wants in {
            "person",
            "named person",
        }:  # "who is the landlord" is not answered by a landlord without a name
            text = re.sub(
                rf"\b(?:{'|'.join(re.escape(term.word) for term in self.terms)})\b", "", text, flags=re.IGNORECASE
            )
        return has(text, self.wants)


class Analyst:
    """Takes questions apart."""

    def __init__(self, stems: Stems) -> None:
        self._stems = stems
        self._thesaurus = Thesaurus(stems)

    def question(self, text: str) -> Question:
        """Return what a question asks for."""
        said = searchable(text[:MAX_CHARACTERS])
        wants = wanted_by(said)
        aside = _STOPPED | words_of(wants)
        words = [word for word in re.findall(r"[^\W_]+", said) if word not in aside]
        if any(_CODE.fullmatch(word) for word in words):
            words = [word for word in words if word not in _OF_CODES]
        terms = {term.stem: term for term in map(self._term, words)}
        opposite = next((other for word, other in _OPPOSITES if word in words), "")
        leans = _LEANS.search(said) is not None
        how_to = bool(_HOW_TO.search(said))
        return Question(
            tuple(terms.values()), wants, how_to, how_to or bool(_ABOUT.search(said)) or not asks(text), opposite, leans
        )

    def _term(self, word: str) -> Term:
        stem = (self._stems.of(word) or [word])[0]
        return Term(word, stem, self._thesaurus.alike(stem), _WEAKLY if word in _WEAK else 1.0)
