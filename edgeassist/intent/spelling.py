"""What may be written of one action, token by token: slots in their order, each a literal or words that were said.

A grammar library can say the same, and makes the automaton of every sentence anew: 1 to 5 ms. Here nothing is made: the
pieces of a schema stay as they are, and a place in the words of the sentence is two numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from edgeassist.intent.schema import SPAN

Words: TypeAlias = Sequence[tuple[int, ...]]
"""The tokens of each word of an utterance."""


class Place(NamedTuple):
    """How far an action is written."""

    slot: int = 0
    """Number of the first slot that may still come."""
    at: tuple[tuple[int, int], ...] = ()
    """Where in the utterance the span that is being written may have come to: a word, and how many of its tokens are
    written. Empty: no span is being written."""


class Spelling:
    """The slots of one intent as tokens."""

    def __init__(self, slots: Mapping[str, Sequence[str]], token: Callable[[str], int]) -> None:
        """`slots` are those of a schema; `token` returns the one token of a piece of JSON."""
        pieces = [
            (number, token(f'","{slot}":"{value.strip()}'), value == SPAN)
            for number, (slot, values) in enumerate(slots.items())
            for value in values
        ]
        self._pieces = {piece: (number, is_span) for number, piece, is_span in pieces}
        self._from = [tuple(piece for n, piece, _ in pieces if n >= number) for number in range(len(slots) + 1)]

    def legal(self, place: Place, words: Words, ends: Collection[int]) -> list[int]:
        """Return the tokens that may come next, each once; `ends` are those that end an action."""
        rests = [words[word][done] for word, done in place.at if done < len(words[word])]
        whole = [word for word, done in place.at if done == len(words[word])]
        rests += [words[word + 1][0] for word in whole if word + 1 < len(words)]
        after = (*self._from[place.slot], *ends) if whole or not place.at else ()
        return list(dict.fromkeys((*rests, *after)))

    def then(self, place: Place, token: int, words: Words) -> Place:
        """Return the place after a legal token that does not end the action."""
        goes_on = [(w, done + 1) for w, done in place.at if done < len(words[w]) and words[w][done] == token]
        whole = [w + 1 for w, done in place.at if done == len(words[w]) and w + 1 < len(words)]
        goes_on += [(w, 1) for w in whole if words[w][0] == token]
        if goes_on:
            return Place(place.slot, tuple(goes_on))
        number, is_span = self._pieces[token]
        return Place(number + 1, tuple((word, 0) for word in range(len(words))) if is_span else ())
