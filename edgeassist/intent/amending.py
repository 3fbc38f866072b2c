"""What somebody puts right in one breath, as it was meant: "the tv, sorry, the radio off" is the radio."""

from __future__ import annotations

import re
from functools import lru_cache

from edgeassist.intent.naming import names_something
from edgeassist.intent.settling import TAKEN_BACK, with_marks
from edgeassist.messages import Vocabulary
from edgeassist.text import normalise


def _listed(words: str) -> list[str]:
    return words.split()


_SMALL = r"oh|er|erm|um|uh|ah|hmm|well|okay|so|ooh|eh|ahem|but|and"
_SLIP = (
    rf"{TAKEN_BACK}|no|nope|wait|sorry|i'm sorry|actually|rather|better|hang on|hold on|silly me|my fault|"
    r"not (?:that|those|this|these)(?: one| ones)?|what am i saying|i take that back|"
    r"did i say (?:(?!i mean)\S+ ){1,5}?i meant?|(?:let's )?make (?:it|that)|let's say|let's go with|"
    r"go on(?: then)?|i'd rather have|or(?= just )"
)
_MARK = re.compile(rf"\b(?:(?:{_SMALL}|or) )*(?:{_SLIP})(?: (?:{_SMALL}|{_SLIP}|let's do|let's try))* (?=\S)")
_AFTERWARDS = re.compile(r" (?:i should (?:say|have said)|i mean|i meant(?: to say)?|that is|rather)$")
"""What puts right the words just before it."""
_IN_THE_MIDDLE = re.compile(r"rather|i mean|i should say|that is")

_POLITE = re.compile(
    r"(?: (?:please|thanks|thank you|instead|then|i think|(?:is|that's) better|that's it|of course|will you))+$"
)
_LEAD = re.compile(r"^(?:(?:please|for|in|on|at|to|by|of|just|i want|i'd like) )+(?=\S)")
_ARTICLES = frozenset({"the", "my", "our", "a"})
_NO_NOUN = frozenset(
    _listed(
        "on off up down to in of at and an for no by it all here turn switch put open close shut go good out is set "
        "stop start end run play pause lock unlock with please again now then some everything"
    )
)
"""Words that may stand in names and are none by themselves."""

_COUNT = r"(?:minus )?\d[\d.]*"
_UNIT = r"(?:percent|degrees?(?: celsius| fahrenheit)?|minutes?|mins?|hours?|seconds?|am|pm|o'clock|kelvin)"
_AMOUNT = re.compile(rf"(?<!\S){_COUNT}(?: \d\d(?! \d))?(?: (?P<unit>{_UNIT}))?(?!\S)")

_OPPOSED = (
    ("on", "off"),
    ("up", "down"),
    ("open", "close", "shut"),
    ("lock", "unlock"),
    ("raise", "lower"),
    ("louder", "quieter"),
    ("brighter", "dimmer", "darker"),
    ("warmer", "cooler", "colder", "hotter"),
    ("mute", "unmute"),
    ("play", "pause", "stop", "resume"),
    ("red", "green", "blue", "yellow", "orange", "purple", "pink", "turquoise", "violet", "white"),
)
"""Words of which one can take the place of another."""
_VERB = re.compile(
    r"(?:turn|switch|put|set|open|close|shut|lock|unlock|dim|brighten|start|stop|play|pause|resume|mute|unmute|"
    r"raise|lower|"
    r"make|bring)(?: (?:on|off|up|down))?(?= |$)"
)
_IT = re.compile(r"\b(?:it|that|them|those)\b")
_ONES = re.compile(r" (?:ones?|1s?)$")
_MORE = re.compile(r" (?:too|also|as well)$")
_SPARED = re.compile(r"(?:not|leave|keep) (?:(?:the|my|our) )?(\S.*?)(?: (?:on|alone|as it is|out|out of it))?")
_BOTH = re.compile(r"(?:both|all)(?: of them)?")
_AT_ONCE = re.compile(r"(?P<before>.+) (?P<wrong>\w+) (?P<right>\w+) (?:sorry|i meant?|actually)")
"""A word that is put right by the next: "lamp on off sorry"."""
_DENIED = re.compile(r"not (?!the |my |our )(\S+) (?=\S)")
_WAITS = re.compile(r"\b(?:if|unless|when|whenever|once|in case|as soon as|every time)\b")
"""What makes something wait: it is put right with that, or not at all."""
_ASKS = re.compile(r"(?:remind|note|remember|announce|tell|add|say|what|who|how|why|(?:(?:no|oh|sorry) )*not)\b")
"""Begins what takes any words, or what puts something right itself: "not the hall, i meant the bedroom"."""


def amended(text: str, vocabulary: Vocabulary) -> str:
    """Return a text with what was said last in the place of what it puts right; the text itself where nothing is.

    >>> home = Vocabulary(("sofa lamp", "tv lamp", "stove"), ("kitchen", "hall"))
    >>> amended("Turn the sofa lamp off, sorry, the TV lamp", home)
    'turn the tv lamp off'
    >>> amended("close the kitchen blinds oh i tell a lie the hall ones", home)
    'close the hall blinds'
    >>> amended("stove and tv lamp on, no not the stove", home), amended("stove on... off, sorry", home)
    ('tv lamp on', 'stove off')
    >>> amended("Tom's lamp and Mei's lamp on, scratch Tom's", home)
    "mei's lamp on"
    >>> amended("sofa lamp off, stove, sorry", home), amended("turn off the stove, sorry", home)
    ('stove off', 'turn off the stove, sorry')
    >>> amended("turn off the sofa lamp, no, both of them", home)
    'turn off both lamps'
    >>> amended("sofa lamp blue, wait not blue, green", home), amended("stove off no... the tv lamp rather", home)
    ('sofa lamp green', 'the tv lamp off')
    >>> amended("lamp 30 percent no wait 40", home), amended("no light in the hall", home)
    ('lamp 40 percent', 'no light in the hall')
    """
    said = _POLITE.sub("", normalise(with_marks(text)))
    if _ASKS.match(said):
        return text
    if (at_once := _AT_ONCE.fullmatch(said)) and any({*at_once.groups()[1:]} <= {*words} for words in _OPPOSED):
        return f"{at_once['before']} {at_once['right']}"
    if trailing := _AFTERWARDS.search(said):
        before = said[: trailing.start()]
        right = _put_right_at_end(before, vocabulary) if _MARK.search(before) is None else amended(before, vocabulary)
        return text if right in {None, before} else right
    for mark in reversed(list(_MARK.finditer(said))):
        before, after = _POLITE.sub("", said[: mark.start()].strip()), said[mark.end() :].strip()
        if not before or _adds(mark[0], after):
            continue
        right = _put_right(before, _without_denied(before, after, vocabulary), vocabulary)
        if right is None and _IN_THE_MIDDLE.fullmatch(mark[0].strip()):
            right = (just := _put_right_at_end(before, vocabulary)) and f"{just} {after}"
        if right is not None:
            return text if _WAITS.search(before) and not _WAITS.search(right) else amended(right, vocabulary)
    return text


def _without_denied(before: str, after: str, vocabulary: Vocabulary) -> str:
    """Return what comes after a mark without what that takes back by its name: "not the kitchen, the bathroom"."""
    found = _noun_in(before, vocabulary)
    if found and (rest := after.removeprefix(f"not {before[found[0] : found[1]]} ")) != after:
        return rest
    denied = _DENIED.match(after)
    return after[denied.end() :] if denied and denied[1] in before.split() else after


def _adds(mark: str, after: str) -> bool:
    """Return whether it is one thing more that follows: "and actually turn the fan on too"."""
    return _MORE.search(after) is not None or mark.strip() in {"and actually", "but actually"}


def _put_right_at_end(said: str, vocabulary: Vocabulary) -> str | None:
    """Return what is meant where the words that put something right just follow those: "the lamp the tv i mean"."""
    words = said.split()
    for start in range(len(words) - 1, 1, -1):
        after = " ".join(words[start:])
        is_name = after in vocabulary.names and words[start - 1] not in _ARTICLES
        if is_name or (words[start] in _ARTICLES and _is_noun(after, vocabulary)):
            return _with_noun(" ".join(words[:start]), after, vocabulary)
    return None


def _put_right(before: str, after: str, vocabulary: Vocabulary) -> str | None:
    """Return `before` with `after` in the place of what that puts right; None where there is no such place."""
    if spared := _SPARED.fullmatch(after):
        return _without(before, spared[1])
    if _BOTH.fullmatch(after):
        return _with_all(before, after.split(maxsplit=1)[0], vocabulary)
    bare = _LEAD.sub("", after)
    if amount := _AMOUNT.fullmatch(bare):
        return _with_amount(before, bare, amount["unit"])
    for words in _OPPOSED:
        if bare in words:
            return _with_opposite(before, bare, words)
    if verb := _VERB.match(bare):
        return _with_verb(before, bare, bare[verb.end() :].strip(), vocabulary)
    return _with_owner(before, bare) or _with_noun_first(before, bare, vocabulary)


def _with_all(before: str, quantity: str, vocabulary: Vocabulary) -> str | None:
    """Return a command for one of several as one for all of them: "the left blind" is "both blinds"."""
    found = _noun_in(before, vocabulary)
    if found is None or " " not in _bare(before[found[0] : found[1]]):
        return None
    kind = before[found[0] : found[1]].rsplit(maxsplit=1)[-1].removesuffix("s")
    return f"{before[: found[0]]}{quantity} {kind}s{before[found[1] :]}"


def _without(before: str, noun: str) -> str | None:
    """Return a command for several things without one of them; None: it is for no such one."""
    said = rf"(?:(?:the|my|our) )?{re.escape(noun)}" + (r"(?: \w+)?" if noun.endswith("'s") else r"\b")
    found = re.search(rf" and {said}|\b{said} and ", before)
    return found and before[: found.start()] + before[found.end() :]


def _with_noun_first(before: str, bare: str, vocabulary: Vocabulary) -> str | None:
    """Return `before` with a thing or a room in the place of its own, and what was said of that after it."""
    if _is_noun(bare, vocabulary):
        return _with_noun(before, bare, vocabulary)
    found, first = _noun_in(before, vocabulary), _first_noun(bare, vocabulary)
    if not first or found is None or found[1] != len(before):
        return None
    if not found[0]:
        return bare
    right = _with_noun(before, first, vocabulary)
    return right and f"{right}{bare[len(first) :]}"


def _first_noun(text: str, vocabulary: Vocabulary) -> str:
    """Return the thing or room that a text begins with; "": it begins with none, or goes on with another one."""
    words = text.split()
    count = next(
        (at for at, word in enumerate(words) if word not in _ARTICLES and not _may_be_noun(word, vocabulary)), 0
    )
    return "" if words[count : count + 1] in (["and"], ["or"]) else " ".join(words[:count])


def _with_amount(before: str, amount: str, unit: str | None) -> str | None:
    amounts = list(_AMOUNT.finditer(before))
    if not amounts:
        return None
    last = amounts[-1]
    kept = f" {last['unit']}" if last["unit"] and not unit else ""
    return f"{before[: last.start()]}{amount}{kept}{before[last.end() :]}"


def _with_opposite(before: str, word: str, words: tuple[str, ...]) -> str | None:
    found = list(re.finditer(rf"\b(?:{'|'.join(words)})\b", before))
    return f"{before[: found[-1].start()]}{word}{before[found[-1].end() :]}" if found else None


def _with_verb(before: str, command: str, rest: str, vocabulary: Vocabulary) -> str | None:
    """Return a command that takes another's place, with what that was about where it does not say so itself."""
    if names_something(_IT.sub(" ", rest), vocabulary):
        return command
    found = _noun_in(before, vocabulary)
    if found is None or (rest and not _IT.fullmatch(rest.partition(" ")[0])):
        return None
    noun = before[found[0] : found[1]]
    return _IT.sub(noun, command, count=1) if rest else f"{command} {noun}"


def _with_owner(before: str, after: str) -> str | None:
    """Return "shut Ella's blind" with another's name for hers; None: it is not so."""
    owner = _ONES.sub("", after).removeprefix("the ")
    owners = list(re.finditer(r"\b[a-z]+'s(?= \S)(?<!it's)(?<!that's)(?<!let's)", before))
    if not owners or not re.fullmatch(r"[a-z]+'s", owner):
        return None
    return f"{before[: owners[-1].start()]}{owner}{before[owners[-1].end() :]}"


def _with_noun(before: str, after: str, vocabulary: Vocabulary) -> str | None:
    """Return `before` with another thing or room; a room takes a room's place, or that of one before the thing."""
    found = _noun_in(before, vocabulary)
    if found is None:
        return None
    noun, place = _bare(before[found[0] : found[1]]), _ONES.sub("", after)
    says_one, kind = place != after, noun.split()[-1]
    if _is_place(noun, vocabulary):
        if not _is_place(_bare(place), vocabulary):
            return None
        after = place
    elif says_one or (_is_place(_bare(place), vocabulary) and _bare(place) not in vocabulary.names):
        if " " not in noun:
            return None
        after = f"the {_bare(place)} {kind}"
    return f"{before[: found[0]]}{after}{before[found[1] :]}"


def _bare(noun: str) -> str:
    return " ".join(word for word in noun.split() if word not in _ARTICLES)


def _is_place(noun: str, vocabulary: Vocabulary) -> bool:
    return noun in vocabulary.areas or noun in vocabulary.floors


def _is_noun(text: str, vocabulary: Vocabulary) -> bool:
    """Return whether a text is a thing or a room, in words of this house."""
    words = _ONES.sub("", text).split()
    named = [word for word in words if word not in _ARTICLES]
    return bool(named) and all(_may_be_noun(word, vocabulary) for word in named)


def _noun_in(text: str, vocabulary: Vocabulary) -> tuple[int, int] | None:
    """Return where the last thing or room stands in a text, with its article."""
    found: list[tuple[int, int]] = []
    start = end = -1
    for word in re.finditer(r"\S+", text):
        if word[0] in _ARTICLES or (start < 0 and not _may_be_noun(word[0], vocabulary)):
            start = word.start() if word[0] in _ARTICLES else -1
            end = -1
        elif _may_be_noun(word[0], vocabulary):
            start, end = (word.start() if start < 0 else start), word.end()
            found = [*(each for each in found if each[0] != start), (start, end)]
        else:
            start = end = -1
    return found[-1] if found else None


@lru_cache(maxsize=512)
def _may_be_noun(word: str, vocabulary: Vocabulary) -> bool:
    if word in _NO_NOUN or word.isdecimal():
        return False
    return names_something(word, vocabulary) or any(
        word in place.split() for place in (*vocabulary.areas, *vocabulary.floors)
    )
