"""Which of the things that are kept is meant: by its place among them, by its time, or by words of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from edgeassist.home.forms import canonical
from edgeassist.home.kept_words import clocks_said
from edgeassist.messages import Context
from edgeassist.skills.dues import Due, Kind, local
from edgeassist.text import ORDINALS, normalise

PLANS: tuple[Kind, ...] = ("command", "notice", "reminder")
_PLACES = {word: place for place, word in enumerate(ORDINALS)} | {"next": 0, "last": -1}
_SMALL = frozenset({"the", "a", "my", "about", "for", "when", "is", "are", "to", "of", "in", "on", "at", "1", "one"})


def placed(said: str, dues: Sequence[Due], now: float) -> Due | None:
    """Return the first, the last, the shortest ... of what is kept, which stands in its order; None: said otherwise.

    >>> dues = [Due("timer", 60.0, number=2), Due("timer", 90.0, number=1)]
    >>> [placed(word, dues, 0.0).number for word in ("first", "last", "longest", "newest")]
    [2, 1, 1, 2]
    """
    word = said.removesuffix(" one").removesuffix(" 1")
    if not dues:
        return None
    if word in _PLACES:
        at = _PLACES[word]
        return dues[at] if at < len(dues) else None
    match word:
        case "short" | "shorter" | "shortest":
            return min(dues, key=lambda due: due.left_s(now))
        case "long" | "longer" | "longest":
            return max(dues, key=lambda due: due.left_s(now))
        case "new" | "newer" | "newest" | "latest":
            return max(dues, key=lambda due: due.number)
        case _:
            return None


def is_place(said: str) -> bool:
    """Return whether a text names a place among several."""
    return placed(said, [Due("timer", 0.0)] * len(_PLACES), 0.0) is not None


def family(context: Context) -> tuple[Kind, ...]:
    """Return the kinds of things that were spoken of last."""
    said = normalise(" ".join(context.history[-1])) if context.history else ""
    if "timer" in said:
        return ("timer",)
    if "alarm" in said:
        return ("alarm",)
    return ("reminder",) if "remind" in said and "i will" not in said else PLANS


def picked(about: str, dues: Sequence[Due], words_of: Callable[[Due], str], context: Context) -> list[Due]:
    """Return what has a time, or all the words, that were said."""
    clocks = clocks_said(about)
    if clocks:
        times = [(due, f"{local(due.due, context.now):%H:%M}") for due in dues if due.state != "watching"]
        return [due for due, at in times if at in clocks]
    wanted = words([about])
    return [due for due in dues if wanted and wanted <= words([words_of(due), due.kind])]


def words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that count, each in one form."""
    return frozenset(canonical(word) for text in texts for word in normalise(text).split()) - _SMALL
