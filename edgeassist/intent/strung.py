"""Commands strung together without a word between them: "hall light on tv off"."""

from __future__ import annotations

import re

_STATES = frozenset({"on", "off", "up", "down", "open", "closed", "shut"})
"""What a thing is to become, said after it."""

_GOES_ON = _STATES | frozenset(
    {"to", "by", "at", "in", "inside", "for", "a", "an", "until", "till", "from", "of", "with", "than", "as", "around"}
    | {"and", "or", "then", "but", "except", "again", "now", "when", "whenever", "if", "unless", "after", "before"}
    | {
        "every",
        "tomorrow",
        "today",
        "tonight",
        "over",
        "near",
        "under",
        "is",
        "are",
        "was",
        "too",
        "also",
        "how",
        "high",
    }
)
"""What comes after such a word where the command is not over."""

_VERBS = frozenset({"turn", "switch", "put", "shut", "flip", "flick", "come", "go", "please"})
"""What makes one verb with the word after it: "turn on"."""

_NO_CHAIN = frozenset(
    {"is", "are", "was", "were", "what", "what's", "which", "who", "why", "how", "did", "does", "has", "have", "been"}
    | {"no", "not", "don't", "nope", "wait", "sorry", "actually", "rather", "mean", "meant", "instead", "leave", "keep"}
    | {"that", "that's", "it", "it's", "them", "i", "i'm", "he", "she", "we", "they", "so", "because", "while", "stays"}
)
"""What asks, tells, or takes back what was said before."""

_OPENINGS = frozenset({"open", "shut"})
_ITS = frozenset({"the", "my", "our", "all", "both", "every", "that", "this", "it"})
"""What follows a verb: "done with that shut the treadmill down"."""

_AFTERWARDS = frozenset({"please", "thanks", "now"})
_FAREWELL = re.compile(r" (?:(?:good ?night|night night|bye|goodbye|cheers|thank you)(?: everyone| all| house)?)$")

_ORDERS = re.compile(
    r"(?:^|(?<=\S) )(?=(?:(?:turn|switch) (?:on|off)|open|close|shut|lock|unlock|dim|mute|unmute|pause|lower|raise) "
    r"(?:the|my|our|all|both|every)\b)"
)
"""Where a command with a verb of its own begins."""
_JOINT = re.compile(r"(?: and| then| plus)+$")

_MOST = 4


def strung(text: str) -> tuple[str, ...]:
    """Return the commands in `text` (normalised), each ending with what a thing is to become; empty: one at most.

    >>> strung("sofa lamp on the tv lamp off please")
    ('sofa lamp on', 'the tv lamp off')
    >>> strung("dryer on iron off and lock the door")
    ('dryer on', 'iron off', 'lock the door')
    >>> strung("turn on the lamp"), strung("lamp on in the hall"), strung("turn the sound up on the tv")
    ((), (), ())
    >>> strung("close the blinds lock the doors and turn off the tv")
    ('close the blinds', 'lock the doors', 'turn off the tv')
    """
    words = _FAREWELL.sub("", text).split()
    while words and words[-1] in _AFTERWARDS:
        words.pop()
    parts: list[str] = []
    start = 0
    for at, word in enumerate(words):
        if word in _STATES and _VERBS.issuperset(words[start:at]):
            continue
        if word in _OPENINGS and at + 1 < len(words) and words[at + 1] in _ITS:
            continue
        if word in _STATES and (at + 1 == len(words) or words[at + 1] not in _GOES_ON):
            parts.append(" ".join(words[start : at + 1]))
            start = at + 1
    if is_no_chain(text):
        return ()
    if start == len(words) and 1 < len(parts) <= _MOST:
        return tuple(parts)
    orders = _ORDERS.split(" ".join(words))
    if not orders[0] and 2 < len(orders) <= _MOST + 1:
        return tuple(_JOINT.sub("", order).strip() for order in orders[1:])
    before, _, last = " ".join(words).rpartition(" and ")
    return (*first, last) if before and (first := strung(before)) else ()


_CLOSED = re.compile(
    r"(?P<said>(?:\S+ )+?)(?:on|off|out|up|down|open|closed|shut)(?: please)? (?:and|then|plus) "
    r"(?!(?:on|off|up|down|out|open|closed|shut|then|now|again|also|please|leave|keep|no|not|all)\b)(?=\S+ \S)"
)
"""A command that is over before another one."""
_BEFORE = _VERBS | {"can", "could", "you", "would", "will", "just", "open", "close", "lock", "roll", "pull"}


def closed(text: str) -> int:
    """Return how many commands in `text` (normalised) are over, each by what a thing is to become, before one more.

    >>> closed("awning out and the speakers on"), closed("turn on and dim the lamp"), closed("the lamp on in the hall")
    (1, 0, 0)
    """
    if is_no_chain(text):
        return 0
    return sum(not _BEFORE.issuperset(match["said"].split()) for match in _CLOSED.finditer(text))


def is_no_chain(text: str) -> bool:
    """Return whether `text` (normalised) asks, tells, or takes back what it said before."""
    return not _NO_CHAIN.isdisjoint(text.split())
