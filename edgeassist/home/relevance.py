"""The few things of a house that a sentence may be about, for a model that cannot be shown them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from edgeassist.home.house import House
from edgeassist.home.names import words_of
from edgeassist.home.vocabulary import spoken_names
from edgeassist.home.words import kinds_of
from edgeassist.messages import Entity, Home
from edgeassist.text import normalise

MOST = 12
_LONGEST_NAME = 4
"""Words of a name or room that are looked up together."""
_PLACE = 0.4
_KIND = 0.3
"""What a room or a kind counts against a name of which every word was said."""


class Relevance:
    """Ranks things by the names, rooms and kinds that they share with a sentence, misheard names too."""

    def __init__(self, prepare: Callable[[Home], House]) -> None:
        self._prepare = prepare

    def __call__(self, text: str, home: Home) -> Sequence[Entity]:
        """Return at most `MOST` entities of `home`, the likeliest first; none where nothing is shared."""
        house = self._prepare(home)
        scores: defaultdict[str, float] = defaultdict(float)
        for span in _spans(normalise(text)):
            for keys, weight in _found(span, house):
                for key in keys:
                    scores[key] += weight
        ranked = sorted(scores, key=lambda key: (-scores[key], key))
        return [home.entities[key] for key in ranked if spoken_names(home.entities[key])][:MOST]


def _spans(text: str) -> Iterator[str]:
    words = text.split()
    for length in range(1, _LONGEST_NAME + 1):
        for start in range(len(words) - length + 1):
            span = " ".join(words[start : start + length])
            if len(words_of(span)) == length:  # else a shorter one says the same
                yield span


def _found(span: str, house: House) -> Iterator[tuple[Sequence[str], float]]:
    """Yield what a part of the sentence points to, and how strongly: rare words more than common ones."""
    length = len(span.split())
    hits = house.things.find(span)
    for hit in hits:
        yield (hit.key,), length * hit.score / len(hits) ** 0.5
    for place in house.areas.find(span):
        yield sorted(house.by_area.get(place.key, ())), _PLACE * place.score
    for place in house.floors.find(span):
        yield sorted(house.by_floor.get(place.key, ())), _PLACE * place.score
    for kind in kinds_of(span):
        yield sorted(house.of_kind(kind)[0]), _KIND
