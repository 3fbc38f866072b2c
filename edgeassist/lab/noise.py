"""What people and recognisers do to a sentence: words dropped, doubled, added; those that fill a slot stay."""

from __future__ import annotations

from collections.abc import Collection
from random import Random

_BEFORE = (
    "please", "could you", "can you", "would you", "could you please", "would you mind and", "i'd like you to", "hey",
    "okay", "so", "now", "um", "uh", "er", "well", "alright", "hey there", "i want you to", "go ahead and", "quickly",
    "just", "then", "also", "and", "can you please", "you know what", "sorry", "excuse me", "computer", "assistant",
    "would you be so kind and", "be a dear and", "i think you should", "time to", "let's",
)  # fmt: skip
_QUESTION_BEFORE = (
    "hey",
    "okay",
    "so",
    "um",
    "uh",
    "well",
    "tell me",
    "and",
    "say",
    "sorry",
    "excuse me",
    "computer",
    "now",
)
_AFTER = (
    "please", "thanks", "thank you", "now", "for me", "right now", "will you", "okay", "if you can", "would you",
    "real quick", "at once", "my dear", "if you don't mind", "right away", "as well", "too", "again", "mate",
)  # fmt: skip
_QUESTION_AFTER = ("please", "right now", "at the moment", "now", "do you know", "by the way", "again", "then")
_FILLERS = ("um", "uh", "er", "like", "you know", "well", "i mean", "hm")
_DROPPED = frozenset({"the", "a", "an", "my", "our", "please", "to", "of", "at", "is", "are", "that", "some"})


def noisy(text: str, spans: Collection[str], chance: Random, *, question: bool) -> str:
    """Return `text` as it may arrive; the words of `spans` stay as they are."""
    words = text.split()
    kept = _inside(words, spans)
    if chance.random() < 0.35:
        words, kept = _without(words, kept, chance)
    if chance.random() < 0.08:
        words, kept = _with_filler(words, kept, chance)
    before, after = (_QUESTION_BEFORE, _QUESTION_AFTER) if question else (_BEFORE, _AFTER)
    out = " ".join(words)
    if chance.random() < 0.22:
        out = f"{chance.choice(before)} {out}"
    if chance.random() < 0.14:
        out = f"{out} {chance.choice(after)}"
    return out


def find(words: list[str], span: str) -> int:
    """Return where `span` begins in `words`, as whole words; -1: nowhere."""
    parts = span.split()
    starts = range(len(words) - len(parts) + 1)
    return next((n for n in starts if words[n : n + len(parts)] == parts), -1)


def _inside(words: list[str], spans: Collection[str]) -> list[bool]:
    kept = [False] * len(words)
    for span in spans:
        if (start := find(words, span)) >= 0:
            for n in range(start, start + len(span.split())):
                kept[n] = True
    return kept


def _without(words: list[str], kept: list[bool], chance: Random) -> tuple[list[str], list[bool]]:
    """Drop small words, as people in a hurry do and recognisers that miss them."""
    stays = [keep or word not in _DROPPED or chance.random() < 0.4 for word, keep in zip(words, kept, strict=True)]
    pairs = [pair for pair, stay in zip(zip(words, kept, strict=True), stays, strict=True) if stay]
    return [word for word, _ in pairs], [keep for _, keep in pairs]


def _with_filler(words: list[str], kept: list[bool], chance: Random) -> tuple[list[str], list[bool]]:
    """Put a filler, or a word said twice, between words that belong to no common span."""
    gaps = [n for n in range(1, len(words)) if not (kept[n - 1] and kept[n])]
    if not gaps:
        return words, kept
    at = chance.choice(gaps)
    repeats = not kept[at - 1] and chance.random() < 0.3
    filler = [words[at - 1]] if repeats else chance.choice(_FILLERS).split()
    return words[:at] + filler + words[at:], kept[:at] + [False] * len(filler) + kept[at:]
