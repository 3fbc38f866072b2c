"""What speaks against a model's reading: words of the sentence that it has left out and that matter."""

from __future__ import annotations

import re
from collections.abc import Sequence

from edgeassist.intent.conditions import waits
from edgeassist.intent.days import overlooks_days
from edgeassist.intent.happenings import comes_first, happens_by_itself, speaks_of_a_scene, times_a_thing
from edgeassist.intent.naming import known_words, overlooks_named
from edgeassist.intent.no_question import asks_nothing
from edgeassist.intent.objects import mistakes_opening, overlooks_object
from edgeassist.intent.overlooking import (
    contradicts,
    is_so,
    overlooks,
    overlooks_day,
    overlooks_mine,
    overlooks_mode,
    overlooks_order,
    overlooks_owner,
    overlooks_side,
    overlooks_value,
    runs_into_state,
    spares_none,
    takes_twice,
    times_by_value,
    times_what_is_owned,
)
from edgeassist.intent.purposes import speaks_of_no_such
from edgeassist.intent.schema import SPAN, Frame
from edgeassist.intent.settling import PLACED, holds_on, settled_by
from edgeassist.intent.speaking import is_no_command, speaks_of_else
from edgeassist.intent.strung import strung
from edgeassist.messages import Vocabulary

_TURNING = frozenset(
    {"not", "no", "don't", "never", "nobody", "cancel", "forget", "unless", "if", "when", "whenever", "after", "before"}
    | {"or", "instead", "rather", "only"}
)
"""Words that make a sentence no plain command, where they are part of no value."""

_EXCEPTING = frozenset(
    {"but", "except", "besides", "without", "minus", "excluding", "excepting", "bar", "barring", "save", "sparing"}
)

_NO_ORDER = re.compile(
    r"\b(?:should|shall) (?:i|we)\b|^(?:does|did) |^do (?:the|my|our|any|all) \w+ (?:go|come|turn|switch|open|close)\b|"
    r"^(?:i'll|i will|we'll|we will|he|she|they|(?:mum|mom|dad)(?! and \S+'s)) |\bas soon as\b|"
    r"\b(?:ignore|disregard|forget) (?:all|any|every|the|your|my|previous)\b|\b(?:intent|targets|prompt|json)\b"
)
"""Questions for advice, reports of what others do, conditions, and orders that were made for a machine to trip over."""

_ONCE = re.compile(
    r"\b(?:if|when|whenever|as soon as|once(?! more| again| a )|(?:every|each|any) time|in case|provided|as long as|"
    r"the (?:moment|minute|second)(?= \S+ \S))\b"
)
"""What stands before a condition; "unless" is part of it."""

_LEFT = re.compile(r"\bleave\b")
"""What is to stay as it is, where that is no exception."""

_PLAIN = re.compile(
    r"\b(?:if you (?:can|could|would|will|please|like|don't mind|wouldn't mind)|if (?:it's )?possible|"
    r"when you (?:can|get|have)|when (?:the |my )?(?:\S+ )?timer|why (?:don't you|don't we|not)|after that|"
    r"not (?:so|that|too) \S+|not \S+ enough|(?:i|we) don't (?:need|like)|no sound|no more(?! than))\b"
)
"""What holds such words and turns nothing round."""

_AT_THE_END = re.compile(
    r"\bwhen (?:it's|it is|that's|that is|it) (?:over|done|up|finished|finishes|ends|rings|goes off)\b"
)
"""When a timer ends."""

_HARMLESS = re.compile(
    r"(?:get|list|timer|alarm|reminder|note)_.*|announce|nevermind|undo|correct|also|"
    r"question|clarify|help|repeat|yes|no"
)
"""Intents that move nothing in the house, and may have such words of their own: "cancel the timer"."""

_DOES_IT_TOO = frozenset({"also", "correct"})
"""What does what was done before, and that not at once where it is to wait for something."""

_ASKS = re.compile(r"(?:is|are|was|were|did|do|does|has|have|what|what's|which|who|how)\b")
_TOLD = re.compile(
    rf"(?!{_ASKS.pattern}|tell|check|see|say|can|could|if|whether|any|when)(?:\S+ ){{1,4}}?(?:is|are) (?:still )?"
    r"(?:on|off|open|closed|shut|locked|unlocked)\b"
)
_ORDERS = re.compile(
    r"\b(?:and|then|also|please) (?:(?:then|also|please|just) )*(?:turn|switch|put|set|open|close|shut|lock|unlock|dim|"
    r"start|stop|play|pause|make|raise|lower|bring|send|run|add|remind|mute|arm|disarm|activate|brighten|change)\b"
)
"""A command that follows a question."""

_SWITCHING = ("turn_", "open", "close", "lock", "unlock", "set_")
_SAYS_LITTLE = frozenset(
    {"the", "a", "thanks", "thank", "you", "please", "then", "now", "off", "on", "that's", "it", "be", "quick", "also"}
)
"""Words after an "and" that stand for nothing more to be done."""

_OF_OTHERS = re.compile(
    r"\b(?:their|his|her|(?:kids|boys|girls|twins|guests|parents|childrens?|children's)(?= (?:\w+s|heating|stuff)\b))\b"
)
"""Whose things are meant stands before: "the kids are asleep, turn their lights off"."""

_SPOKEN_TO = re.compile(r"(\S+) (?:the |your |all )*(?:lights?|lamps?|telly|tv|music|radio|heating|fan)\b")
"""Who has things of that kind may be told to see to them: "Lily, lights out"."""
_MINE = re.compile(r"\bmine and \S+'s\b|'s and mine\b")
_POINTS = re.compile(r"\b(?:these|those)\b")
_OWNER = re.compile(r"\S+'s(?= )(?! (?:on|in|at|off|out|up|gone|got|been|asleep|just|trying|getting)\b)")


def leaves_out(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether `text` (normalised) has more commands or numbers than `frames`, or says whose things it means."""
    if not frames:
        return False
    return (
        _means_others(text, frames)
        or _tells(text, frames)
        or overlooks_owner(text, frames)
        or overlooks_side(text, frames)
        or runs_into_state(frames)
        or (_leaves_out_end(text, frames) and not frames[0].intent.startswith("set_"))
        or overlooks_day(text, frames)
        or overlooks_days(text, [frame.slots for frame in frames])
        or ((waits(text) or is_no_command(text)) and _moves(frames))
        or any(asks_nothing(text, frame) or speaks_of_else(text, frame) for frame in frames)
        or any(speaks_of_no_such(text, frame) for frame in frames)
        or any(tells(text, frames) for tells in (happens_by_itself, comes_first, speaks_of_a_scene))
        or _takes_all_and_one(frames)
        or _takes_other_kinds(text, frames)
        or any(takes_twice(text, frame) or is_so(text, frame) or times_what_is_owned(frame) for frame in frames)
        or any(times_by_value(text, frame) for frame in frames)
        or (_moves(frames) and overlooks_mine(text, frames))
        or len(strung(text)) > len(frames)
        or holds_on(text, frames)
        or overlooks_value(settled_by(text, frames) or "", frames)
        or overlooks_order(text, frames)
        or spares_none(text, frames)
        or contradicts(text, frames)
        or (settled_by(text, frames) == text and _leaves_out_numbers(text, frames))
    )


def _moves(frames: Sequence[Frame]) -> bool:
    return not all(_HARMLESS.fullmatch(frame.intent) for frame in frames)


def _means_others(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether `text` points at things, or tells whose they are, where a reading just takes all there are."""
    if (_OF_OTHERS.search(text) and all(map(_reaches_far, frames))) or (_MINE.search(text) and _moves(frames)):
        return True
    return _POINTS.search(text) is not None and all(map(_means_all, frames))


def _disowns(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether a reading reaches through the house though `text` says whose things are meant: Mei's stuff."""
    far = bool(frames) and all(map(_reaches_far, frames))
    values = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    spoken_to = _SPOKEN_TO.match(text)
    owners = [*_OWNER.findall(text), *([f"{spoken_to[1]}'s"] if spoken_to else ())]
    return far and any(known_words(owner, vocabulary) for owner in owners if owner not in values)


def _spares_some(frames: Sequence[Frame]) -> bool:
    return any(slot.startswith("except_") for frame in frames for slot in frame.slots)


def misses(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether of several things that are joined in `text` (normalised) one is named that nothing is done to."""
    settled = settled_by(text, frames)
    return settled is not None and " and " in settled and overlooks_named(settled, frames, vocabulary)


def casts_doubt(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether something in `text` (normalised) speaks against the reading `frames`."""
    settled = settled_by(text, frames)
    return (
        settled is None
        or _only_asks(text, frames)
        or _leaves_out_end(text, frames)
        or overlooks_mode(text, frames)
        or overlooks(settled, frames, vocabulary)
        or overlooks_named(settled, frames, vocabulary)
        or overlooks_object(settled, frames, vocabulary)
        or times_a_thing(text, frames, vocabulary)
        or _disowns(text, frames, vocabulary)
        or any(mistakes_opening(settled, frame) for frame in frames)
    )


def may_turn_round(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether something in `text` (normalised) may mean the opposite of the reading `frames`."""
    settled = settled_by(text, frames)
    return settled is not None and turns_round(settled, frames)


def _only_asks(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a question goes on where a reading has a command: "is the door locked and the gate shut"."""
    return _asks_and_acts(frames) and _ASKS.match(text) is not None and _ORDERS.search(text) is None


def _tells(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a state would be asked about that is told as a reason: "the door is shut so turn the fan on"."""
    return _asks_and_acts(frames) and _TOLD.match(text) is not None


def _asks_and_acts(frames: Sequence[Frame]) -> bool:
    first = frames[0].intent if frames else ""
    return first == "get_state" and _moves(frames)


def _leaves_out_end(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether something is joined at the end of which a reading has no word: "tom and grace's lamps"."""
    before, joint, end = text.rpartition(" and ")
    if not joint or len(frames) != 1 or _spares_some(frames):
        return False
    asks = frames[0].intent == "get_state" and end.endswith((" too", " as well", " also"))
    if not asks and not frames[0].intent.startswith(_SWITCHING):
        return False
    taken = {word for value in frames[0].slots.values() for word in value.split()}
    words = set(end.split()) - _SAYS_LITTLE
    return bool(words) and words.isdisjoint(taken) and not taken.isdisjoint(before.split())


def _reaches_far(frame: Frame) -> bool:
    """Return whether a reading that moves something names neither a thing nor a place."""
    cleans = frame.intent.startswith("vacuum_")  # it is she who has her round to make
    return not cleans and not _HARMLESS.fullmatch(frame.intent) and not any(map(PLACED.fullmatch, frame.slots))


def _means_all(frame: Frame) -> bool:
    """Return whether a reading moves whatever there is in the house."""
    return _reaches_far(frame) and frame.slots.get("quantity") == "all" and "ref" not in frame.slots


def _takes_all_and_one(frames: Sequence[Frame]) -> bool:
    """Return whether the same is done to all there is and to one of it: "everything on the deck off"."""
    alls = {frame.intent for frame in frames if _means_all(frame) and "domain" not in frame.slots}
    return any(frame.intent in alls for frame in frames if not _means_all(frame))


def _takes_other_kinds(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether all there is would be moved where all of a kind was said: "all the lights bar the hall off"."""
    kinds = {"domain", "device_class"}
    alls = (frame.slots for frame in frames if frame.slots.get("quantity") == "all" and _moves([frame]))
    bare = any(kinds.isdisjoint(slots) and not any(slot.startswith("name") for slot in slots) for slots in alls)
    return bare and len(frames) == 1 and _ALL_LIGHTS.search(text) is not None


def _leaves_out_numbers(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a number that was said stands in no value: "from 6 to 8" that was read as "from 6"."""
    values = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    text = _COUNTED.sub(" ", _LEFT_AT.sub(" ", text) if _spares_some(frames) else text)
    return any(word.isdecimal() and word not in values for word in text.split())


_ALL_LIGHTS = re.compile(r"\b(?:all(?: of)?(?: the| my| our)?|every|any) (?:lights?|lamps?)\b(?! and\b)")
_COUNTED = re.compile(r"\b(?:all|the|these|those|my|our|both|a|any|next) [1-9]\b|\b1\b")
"""Numbers that say how many are meant, which is no value."""
_LEFT_AT = re.compile(r"\b(?:leav\w+|keep\w*) .+ (?:at|on) \d+\b")
"""What somebody already has who is left out."""


def turns_round(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether `text` has a word that turns its sense round and stands in no value of `frames`.

    >>> turns_round("unlock the front door no", [Frame("unlock", {"name": " front door"})])
    True
    >>> turns_round("and the lamp when Anna leaves", [Frame("also", {"name": " lamp"})])
    True
    """
    if all(_HARMLESS.fullmatch(frame.intent) and "command" not in frame.slots for frame in frames):
        does = any(frame.intent in _DOES_IT_TOO and "condition" not in frame.slots for frame in frames)
        return does and _ONCE.search(_PLAIN.sub(" ", _timeless(text, frames))) is not None
    waits = [frame.slots.get("condition", "").strip() for frame in frames]
    if any(waits) and not all(waits):
        return True  # what is done at once may be meant to wait as well
    for condition in filter(None, waits):
        text = re.sub(rf"(?:\b{_ONCE.pattern} )?\b{re.escape(condition)}\b", " ", text)
    if any("command" in frame.slots for frame in frames):
        text = _AT_THE_END.sub(" ", text)
    if _ONCE.search(_PLAIN.sub(" ", _timeless(text, frames))) or "unless" in _timeless(text, frames).split():
        return True
    excepts = any(slot.startswith("except_") for frame in frames for slot in frame.slots)
    if _NO_ORDER.search(text) or (_LEFT.search(text) and not excepts):
        return True
    values = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    turning = _TURNING - {"not"} if excepts else _TURNING | _EXCEPTING
    if any(_HARMLESS.fullmatch(frame.intent) for frame in frames):
        turning -= {"cancel", "forget", "when"}
    if len(frames) > 1:
        turning -= {"but"}  # "that lamp off but this one on"
    return not turning.isdisjoint({*_PLAIN.sub(" ", text).split()} - values)


def _timeless(text: str, frames: Sequence[Frame]) -> str:
    """Return a text without its spans, which may be times such as "when the sun sets"."""
    spans = (value for frame in frames for value in frame.slots.values() if value.startswith(SPAN))
    for span in sorted(spans, key=len, reverse=True):
        text = f" {text} ".replace(f"{span} ", "  ")
    return text.strip()
