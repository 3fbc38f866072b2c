"""Words that were misheard or mistyped, put into words of the templates and of this house that they are nearest to."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from math import inf
from types import MappingProxyType
from typing import TypeAlias

from hassil.expression import Expression, Group, TextChunk

from edgeassist.intent.likeness import SLIP, consonants, kind_of, most_unlike, unlikeness
from edgeassist.intent.misnaming import Misnaming
from edgeassist.messages import Vocabulary
from edgeassist.templates import TemplateSet
from edgeassist.text import in_words, normalise

_ByClass: TypeAlias = dict[tuple[str, int], list[tuple[str, str, int]]]
"""What a word begins with, and its length → such words, their letters, and which consonants are among them."""


def _listed(words: str) -> list[str]:
    return words.split()


_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_HALVES = re.compile(r"\b([^\W\d_]+) (?=([^\W\d_]+))")
_PARTED = re.compile(
    r"(^(?=\w+ \w+ (?:on|off)\b)|\b(?:the|my|our) )((?!(?:the|my|our)\b)[^\W\d_]+) (?=([^\W\d_]+))", re.IGNORECASE
)
"""Where both halves of a word may be words: "dim the down lights"."""
_NUMBERED = re.compile(r"\bin (\d{2,4})\b(?! (?:sec|min|hour|hr|day|degree|percent))")
_GAP = re.compile(r"[ -]+")
_SOUND_LIKE: Mapping[str, str] = MappingProxyType(
    {
        **{f"{verb}{state}": f"{verb} {state}" for verb in ("turn", "switch", "put") for state in ("on", "off")},
        "clothes": "close",
        "shot": "shut",
        "write": "right",
        "rite": "right",
        "lite": "light",
        "lites": "lights",
        "nite": "night",
        "haf": "half",
        "hugh": "hue",
    }
    | {"lied": "light", "fun": "fan", "fen": "fan", "blew": "blue", "read": "red", "agen": "again", "teh": "the"}
)
"""Words that are known and so often stand for another one that it is tried."""
_IS_OF = re.compile(r"\b([^\W\d_]+) is (?=([^\W\d_]+))", re.IGNORECASE)
"""What "Iris's radiator" may be heard as."""
_TV = re.compile(r"\bt(?:ee|ea)?[ -]v(?:ee)?\b", re.IGNORECASE)
_DICTATES = re.compile(
    r"\b(?:remind\w*|notes?|announce|add|list|play|tell|say|call\w*|broadcast|message|timer|alarm|named?)\b",
    re.IGNORECASE,
)
"""What takes any words, which are to stay as they are."""
_PLAYED_ON = re.compile(
    r"(?P<before>play .* (?:on|through|in) )(?P<player>(?:the|my|our) \S+(?: \S+){0,3})", re.IGNORECASE
)
_VERBS = frozenset({"turn", "switch", "put", "turned", "switched", "go", "goes"})
_ENDS = frozenset({None, "then", "and", "please", "now", "again", "pls"})
"""What stands before an "off", and what after it, where "of" was written."""
_COMMON = frozenset(
    _listed(
        "there their they where when while what that this those these with without would could should have been were "
        "will want need like look looks looking think guess know said says some someone something anybody nobody "
        "never ever every again away back here home house room rooms little much more most less last next first late "
        "later early soon good great nice fine sure okay really still just only also even maybe though about around "
        "before after because from into onto over under than then them your yours mine ours hers summer winter spring "
        "autumn weather rain snow sunny cold warm cool hear heard feel feels felt hurt hurts eyes ears head hand "
        "hands face body baby child children kids people friend friends mother father sister brother family work "
        "school office game games book books page story stories food dinner lunch breakfast coffee water milk bread "
        "word words name names thing things stuff time times year years month week weekend today tonight tomorrow "
        "yesterday make makes making made take takes taking took give gives come comes coming came going gone leave "
        "leaves left keep keeps live lives love show shows tell tells told talk talking speak help please thank "
        "thanks sorry hello ready happy tired hungry asleep awake empty full high long short small large huge quite "
        "very pretty almost already always often once twice both each other another same stuffy peace glass grass "
        "past cost move moved door doors wall walls floor table chair sofa couch cooker oven stove toaster freezer "
        "microwave blender sauna cellar pantry veranda attic letter message phone mobile computer laptop "
        "tone sort town street road world storm safe lost share amount choice chance matter life space possibly "
        "probably certain certainly final finally different difference honest honestly planet moon science stage "
        "score song songs sang police doctor captain president council court passport taxes wallet shoes boots "
        "shirt shirts dress gloves nose mouth teeth feet sweet potato plates fork cake guitar violin match "
        "football cricket training village castle bridge horse sheep mouse kitten bear worm cousin butcher farmer "
        "driver drives truck wheel pound pounds easy boring bored stupid clever lonely gentle funny worse sore "
        "sent gave brought broke woke fell drank spoke begun thrown married forever century secret prayer luck "
        "fortune joking staring crying whale hero mike luke grace martin charlie jane nina sally carol clara "
        "rachel peter holly george jerry olivia sofia daisy bless regret suspect direct quote quite"
    )
)
"""English that no template needs, and that is no slip of the tongue."""
_ENDINGS = ("", "s", "es", "'s", "d", "ed", "ing", "r", "er", "ly", "y")
_SHORTEST = 4
_MOST_LONGER = 2
_MOST_CHANGED = 3
"""Words of a text; where more were put right, anybody may have said anything."""


class Respelling:
    """Puts the unknown words of a text right, by what can be said in a house at all."""

    def __init__(self, templates: TemplateSet) -> None:
        numbers = (word for number in range(101) for word in in_words(str(number)).split())
        self._words = frozenset((*_words_of(templates), *numbers))
        self._by_class = _by_class(self._words)

        self._lexicon = lru_cache(maxsize=8)(self._lexicon_of)

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Make now what the first sentence in a house would wait for."""
        self._lexicon(vocabulary)

    def of(self, text: str, vocabulary: Vocabulary) -> str:
        """Return `text` with its unknown words put right; the same where none of them is like a known one."""
        lexicon = self._lexicon(vocabulary)
        text = lexicon.names.right(text, only_unknown=False)
        tokens = list(_TOKEN.finditer(text))
        out, at, changed, skipped = [], 0, 0, False
        for number, token in enumerate(tokens):
            if skipped:
                skipped = False
                continue
            following = tokens[number + 1] if number + 1 < len(tokens) else None
            if following and not _GAP.fullmatch(text, token.end(), following.start()):
                following = None
            put, skipped = lexicon.right(_plain(token), following and _plain(following))
            if put is None:
                continue
            end = following.end() if skipped and following else token.end()
            out += [text[at : token.start()], put]
            at, changed = end, changed + 1
        return "".join([*out, text[at:]]) if changed <= _MOST_CHANGED else text

    def joined(self, text: str, vocabulary: Vocabulary) -> str:
        """Return `text` with the halves of a house's word as one where one of them is no word: "yee light".

        A room that is called by a number is a room: "in 105".
        """
        lexicon = self._lexicon(vocabulary)
        numbered = _NUMBERED.search(said) if lexicon.numbered and (said := normalise(text)) else None
        if numbered and f"room {numbered[1]}" in vocabulary.areas:
            return _NUMBERED.sub(r"in room \1", said)
        text = _IS_OF.sub(lambda match: lexicon.owned(match) or match[0], text)
        text = _PARTED.sub(lambda match: match[1] + match[2] if lexicon.parted(match[2], match[3]) else match[0], text)
        text = _TV.sub("tv", _HALVES.sub(lambda match: match[1] if lexicon.halves(*match.groups()) else match[0], text))
        if played := _PLAYED_ON.fullmatch(text):
            return played["before"] + lexicon.names.right(played["player"], only_unknown=False)
        right = text if _DICTATES.search(text) else lexicon.names.right(text, only_unknown=True)
        return text if right == text else self.of(right, vocabulary)

    def _lexicon_of(self, vocabulary: Vocabulary) -> _Lexicon:
        names = (*vocabulary.names, *vocabulary.areas, *vocabulary.floors)
        house = frozenset(word for name in names for word in name.split())
        by_class = [self._by_class, _by_class(house - self._words)]
        return _Lexicon(vocabulary, house, self._words | house | _COMMON, by_class)


class _Lexicon:
    """The words that are known, by how they begin."""

    def __init__(
        self, vocabulary: Vocabulary, house: frozenset[str], known: frozenset[str], by_class: Sequence[_ByClass]
    ) -> None:
        self.names = Misnaming(vocabulary, self._is_word)
        self._house = house
        self._names = (*vocabulary.names, *vocabulary.areas)
        self._owned = tuple(name for name in self._names if "'s " in name)
        self._known = known
        self._by_class = by_class
        self._like = lru_cache(2_000)(self._nearest)

    @cached_property
    def numbered(self) -> bool:
        """Whether something here has a number for its name, or in it."""
        return any(word.isdecimal() for word in self._house)

    def halves(self, first: str, second: str) -> bool:
        """Return whether two words are one of the house, and not both are words."""
        first, second = first.casefold(), second.casefold()
        return first + second in self._house and not (first in self._known and second in self._known)

    def parted(self, first: str, second: str) -> bool:
        """Return whether two words that stand in no name of the house beside each other are one of its words."""
        first, second = first.casefold(), second.casefold()
        return first + second in self._house and not any(f"{first} {second}" in name for name in self._names)

    def owned(self, match: re.Match[str]) -> str | None:
        """Return the owner of a thing that is called so, where "is" was heard: "iris is radiator"."""
        named = f"{match[1]}'s {match[2]}".casefold()
        return f"{match[1]}'s " if any(f"{name} ".startswith(f"{named} ") for name in self._owned) else None

    def right(self, word: str, following: str | None) -> tuple[str | None, bool]:
        """Return what a word should be, None where it is right, and whether that takes the following one with it."""
        if following and (joined := self._joined(word, following)):
            return joined, True
        if word in _VERBS and following == "of":
            return f"{word} off", True
        if word == "of" and following in _ENDS:
            return "off", False
        if word in _SOUND_LIKE and word not in self._house:
            return _SOUND_LIKE[word], False
        if len(word) < _SHORTEST or word in self._known:
            return None, False
        owners = (f"{word.removesuffix(end)}'s" for end in ("s", "es") if word.endswith(end))
        owner = next((each for each in owners if each in self._house), None)
        return owner or (None if self._knows(word) else self._like(word)), False

    def _is_word(self, word: str) -> bool:
        return len(word) == 1 or word in self._known or self._knows(word)

    def _knows(self, word: str) -> bool:
        """Return whether a word is known, be it in another form."""
        ends = (word.removesuffix(end) for end in _ENDINGS)
        plurals = {f"{word}s", f"{word}'s", word.removesuffix("'s") + "s"}
        return not self._known.isdisjoint(plurals) or any(stem in self._known for stem in ends)

    def _joined(self, word: str, following: str) -> str | None:
        """Return the one word, or the owner and the thing, that two words are: "wire less", "anna slamp"."""
        if word + following in self._house and not (word in self._house and following in self._house):
            return word + following
        if f"{word}'s" in self._house and following[:1] == "s" and following not in self._known:
            return f"{word}'s {following[1:]}" if following[1:] in self._known else None
        if word in self._house or (word in self._known and following in self._known) or len(following) < _SHORTEST - 1:
            return None
        near = self._like(word + following)
        return near if near in self._house and len(near) > _SHORTEST + 2 else None

    def _nearest(self, word: str) -> str | None:
        """Return the known word that is most like another one, of several the one of this house."""
        limit, has, kind = most_unlike(word), consonants(word), kind_of(word)
        near = [
            (least, known, letters)
            for words in self._by_class
            for length in range(len(word) - _MOST_LONGER, len(word) + _MOST_LONGER + 1)
            for known, letters, others in words.get((kind, length), ())
            if (least := max((has & ~others).bit_count(), (others & ~has).bit_count())) <= limit
        ]
        best: tuple[float, bool, str | None] = (inf, True, None)
        for least, known, letters in sorted(near):
            if least * SLIP > best[0]:
                break
            most = min(limit, most_unlike(letters))
            cost = unlikeness(word, letters, min(most, best[0] + SLIP))
            if cost <= most:
                best = min(best, (cost, known not in self._house, known))
        return best[2]


def _by_class(words: Iterable[str]) -> _ByClass:
    found: _ByClass = defaultdict(list)
    for word in words:
        if len(word) >= _SHORTEST and word.replace("'", "").isalpha():
            letters = word.replace("'", "")
            found[kind_of(word), len(letters)].append((word, letters, consonants(letters)))
    return found


def _words_of(templates: TemplateSet) -> Iterator[str]:
    bare = templates.bare
    expressions: list[Expression] = [rule.expression for rule in bare.expansion_rules.values()]
    for intent in bare.intents.values():
        expressions += [sentence.expression for block in intent.data for sentence in block.sentences]
    for values in bare.slot_lists.values():
        expressions += [value.text_in for value in getattr(values, "values", ()) if hasattr(value, "text_in")]
    expressions += [each for samples in templates.samples.values() for each in samples]
    for expression in expressions:
        yield from _chunks(expression)


def _chunks(expression: Expression) -> Iterator[str]:
    if isinstance(expression, TextChunk):
        yield from expression.text.split()
    elif isinstance(expression, Group):
        for item in expression.items:
            yield from _chunks(item)
    elif hasattr(expression, "expression"):
        yield from _chunks(expression.expression)


def _plain(token: re.Match[str]) -> str:
    return token[0].casefold().replace("\u2019", "'")
