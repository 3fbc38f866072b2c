"""Names of this house that stand in a sentence: a model has not seen the house, and may cut them short or miss them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from edgeassist.intent.excepting import LEFT_OUT, with_left_out
from edgeassist.intent.schema import SPAN, Frame
from edgeassist.messages import Vocabulary

_LONGEST = 6
"""Words of a name that is looked for."""

KINDS = re.compile(
    r"(?:light|lamp|bulb|switch|plug|socket|outlet|fan|blind|curtain|shutter|shade|cover|door|window|gate|valve|lock|"
    r"heater|thermostat|radiator|tv|speaker|robot|mower|siren|alarm|scene|script|sensor|timer|list)(?:s|es)?|"
    r"lighting|garage|heating|ac|climate|humidifier|telly|television|music|radio|media|player|volume|vacuum|hoover|"
    r"temperature|humidity|battery|everything|all|here|it"
)
"""Words that mean a kind of things rather than the one that bears them as its name."""

_NO_DEVICES = re.compile(r"(?:list|timer|alarm|reminder|note)_.*|get_time|get_date|announce|nevermind|undo|play_media")
_NO_PART_OF_A_NAME = re.compile(
    r"during|while|for|in|because|since|at|so|please|will|would|when|behind|right|again|next|if|until|till|to|"
    r"and|on|off|"
    r"up|down|now|an?"
)
"""What may follow a name and begins something else."""


_SMALL = frozenset({"the", "a", "an", "my", "our", "of", "in", "on", "at", "by", "to", "for", "and"})
"""Words that say nothing by themselves."""

_APART = frozenset({"front", "back", "rear", "left", "right", "upper", "lower", "top", "bottom", "middle", "side"})
"""Words that tell one of several things that are called alike."""

_SWITCHES = re.compile(
    r"\b(?:switches|plugs?|sockets?|outlets?|(?:the|my|our|all|every|any|each|of|that|this|\d) switch)\b"
)
"""What is switched; "switch" alone is what is done to it."""

_VALUED = re.compile(r"set_(?:temperature|humidity|hvac_mode)|adjust_temperature")
"""What the model takes to be done to a room, without a word for the kind of thing."""
_NOT_AFTER = (
    "(?<!i'm)(?<!i am)(?<!we're)(?<! it's)(?<! is)(?<! for)(?<! by)(?<! near)(?<! to)(?<! from)(?<! under)(?<! over)"
    "(?<! with)(?<! like)"
)
COLOURS = "red|green|blue|yellow|orange|purple|pink|white|rose"
_COMMANDED = (
    rf"(?:{_NOT_AFTER}(?<!^) {{0}} \S|^{{0}} (?:on|off|up|down|to|at|open|closed|{COLOURS}|\d)|"
    rf"\b(?:and|then) (?:\S+ ){{{{0,2}}}}\S+{_NOT_AFTER} {{0}}$)"
)
"""How a name stands that is one more thing to do something to; what else ends a sentence is a reason or a place."""
_COUNTED = re.compile(
    r"how many (\w+)(?: (?:have we got|do we have|are there|are we doing))?(?: (?:today|tonight|tomorrow))?$"
)
"""What is asked of a number that bears the name of what it counts."""
_FILLED = frozenset({"full", "empty"})
"""What is asked of a level."""
_WHICH_ONE = re.compile(r"(?:which|what)(?:'s)?\b")
"""What asks for a setting, however the sentence ends: "which cycle is the washer on"."""
_OWNERS = re.compile(rf"\b(?P<first>\S+'s) and (?:the )?\S+'s (?:[\w-]+ ){{0,2}}?(?:{KINDS.pattern})\b")
"""Two whose things of one kind are meant."""
_PLACE_AND_KIND = frozenset({"area", "floor", "domain", "device_class", "quantity"})


def with_names(frames: Sequence[Frame], said: str, vocabulary: Vocabulary) -> tuple[Frame, ...]:
    """Return `frames` with the names of `vocabulary` that stand whole in `said` where a part or none was taken.

    >>> home = Vocabulary(("island lights", "telly"))
    >>> with_names([Frame("set_light", {"domain": "light"})], "these island lights are too bright", home)[0].slots
    {'domain': 'light', 'name': ' island lights'}
    """
    frames = tuple(replace(frame, slots=_of_both(_without_verb(frame, said), said)) for frame in frames)
    frames = tuple(replace(frame, slots=_in_named_place(frame.slots, said, vocabulary)) for frame in frames)
    frames = tuple(replace(frame, slots=_beyond_place(frame, said, vocabulary)) for frame in frames)
    frames = tuple(replace(frame, slots=_told_apart(frame, said, vocabulary)) for frame in frames)
    if len(frames) == 1 and not _NO_DEVICES.fullmatch(frames[0].intent):
        slots = with_left_out(frames[0].slots, said, vocabulary, lambda words: _is_known(words, vocabulary))
        frames = (replace(frames[0], slots=slots),)
    names = names_in(said, vocabulary)
    if not names:
        return frames
    frames = tuple(replace(frame, slots=_whole(frame, names)) for frame in frames)
    if len(frames) == 1 and "ref" in frames[0].slots and "name" not in frames[0].slots:
        pointed = [name for name in names if re.search(rf"\b(?:this|that|these|those) {re.escape(name)}\b", said)]
        if len(pointed) == 1:
            others = {slot: value for slot, value in frames[0].slots.items() if slot != "ref"}
            return (replace(frames[0], slots={**others, "name": SPAN + pointed[0]}),)
    if not _are_of_one_kind(frames) or any(slot.startswith("name") or slot == "ref" for slot in frames[0].slots):
        return frames
    if _NO_DEVICES.fullmatch(frames[0].intent):
        return frames
    values = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    unnamed = [name for name in names if _own(name).isdisjoint(values) and f"{name}'s" not in values]
    telling = [name for name in unnamed if _tells_one(name)]
    if len(telling) != 1:
        return frames
    slot = "except_name" if re.search(rf"{LEFT_OUT}(?: the| my| our)? {re.escape(telling[0])}\b", said) else "name"
    return tuple(replace(frame, slots={**frame.slots, slot: SPAN + telling[0]}) for frame in frames)


def _are_of_one_kind(frames: Sequence[Frame]) -> bool:
    """Return whether all is done to one thing, or to things of a kind of which no more is said than what kind it is."""
    kinds = {frame.slots.get("domain") for frame in frames}
    more = {"name", "area", "floor", "quantity", "ref"}
    return len(frames) == 1 or (len(kinds) == 1 and None not in kinds and all(more.isdisjoint(f.slots) for f in frames))


def known_words(span: str, vocabulary: Vocabulary) -> bool:
    """Return whether every word of `span` stands in a name of `vocabulary`, be it in another number.

    >>> home = Vocabulary(("left nightstand lamp", "hall"))
    >>> known_words("left nightstands", home), known_words("hold", home)
    (True, False)
    """
    words = _words(vocabulary)
    return all(not words.keys().isdisjoint({word, f"{word}s", word.removesuffix("s")}) for word in span.split())


def _is_known(span: str, vocabulary: Vocabulary) -> bool:
    return KINDS.fullmatch(span) is not None or known_words(span, vocabulary)


def names_something(span: str, vocabulary: Vocabulary) -> bool:
    """Return whether a word of `span` is one for a kind of things, or stands in a name of `vocabulary`.

    >>> home = Vocabulary(("lamp by the window", "hall"))
    >>> [names_something(span, home) for span in ("the halls", "my fan", "the film")]
    [True, True, False]
    """
    words = [word for word in span.split() if word not in _SMALL]
    return any(KINDS.fullmatch(word) or known_words(word, vocabulary) for word in words)


def overlooks_named(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether amid `text` the whole name of a thing of this house stands, and no word of it in a value.

    Then a command was left out: "deck lights red plinth lights green".
    """
    if any(_NO_DEVICES.fullmatch(frame.intent) for frame in frames):
        return False
    words = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    values = words | {word.removesuffix("'s") for word in words}
    return any(
        _tells_one(name) and _own(name).isdisjoint(values) and re.search(_COMMANDED.format(re.escape(name)), text)
        for name in names_in(text, vocabulary)
    )


def _own(name: str) -> frozenset[str]:
    """Return the words of a name but for those of its kind, if there are others."""
    words = frozenset(name.split())
    return frozenset(word for word in words if _tells_one(word)) or words


def _without_verb(frame: Frame, said: str) -> Mapping[str, str]:
    """Return the slots, no kind of things in them where its word is a verb: "switch off upstairs"."""
    if frame.slots.get("domain") != "switch" or "device_class" in frame.slots or _SWITCHES.search(said):
        return frame.slots
    return {slot: value for slot, value in frame.slots.items() if slot != "domain"}


def _in_named_place(slots: Mapping[str, str], said: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the slots with the one place that is named in `said` where "here" was read: "our room" may be one.

    >>> _in_named_place({"area": "here"}, "lights off in our room", Vocabulary(areas=("our room",)))
    {'area': ' our room'}
    """
    if slots.get("area") != "here" or "here" in said.split():
        return slots
    places = (place.removeprefix("the ") for place in (*vocabulary.areas, *vocabulary.floors))
    named = {place for place in places if re.search(rf"\b(?:in|on|of) (?:the )?{re.escape(place)}\b(?! \w+'s)", said)}
    return {**slots, "area": SPAN + named.pop()} if len(named) == 1 else slots


def _of_both(slots: Mapping[str, str], said: str) -> Mapping[str, str]:
    """Return the slots, the things of two owners as one row of names, though one stands without its noun.

    >>> _of_both({"name": " priya's", "name2": " mei's lamps"}, "priya's and mei's lamps off")
    {'name': " priya's and mei's lamps"}
    """
    row = _OWNERS.search(said)
    if row is None or f"{SPAN}{row['first']}" not in {slots.get("name"), slots.get("area")}:
        return slots
    taken = {"name", "name2", "area", "area2"} | ({"domain", "device_class"} if "area" in slots else set())
    return {slot: value for slot, value in slots.items() if slot not in taken} | {"name": SPAN + row[0]}


def _beyond_place(frame: Frame, said: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the slots, a name in place of a room where what follows that in `said` makes it one: the kitchen island.

    The same is done where the "room" is no room but a thing that is set to a value.
    """
    slots = dict(frame.slots)
    area = slots.get("area", "").strip()
    if not slots.get("area", "").startswith(SPAN) or any(slot.startswith("name") for slot in slots):
        return slots
    if area not in vocabulary.areas and area in _known(vocabulary) and _VALUED.fullmatch(frame.intent):
        return {slot: value for slot, value in slots.items() if slot not in _PLACE_AND_KIND} | {"name": SPAN + area}
    longer = _longer(area, said, vocabulary)
    return (
        {**{slot: value for slot, value in slots.items() if slot != "area"}, "name": SPAN + longer} if longer else slots
    )


def _told_apart(frame: Frame, said: str, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the slots, a name with the word beside it that tells it apart: "the sprinklers … in the front"."""
    slots = dict(frame.slots)
    name = slots.get("name", "").strip()
    left = {word.removesuffix("'s") for word in said.split()} - {*" ".join(slots.values()).split()}
    left |= {"level"} if left & _FILLED else frozenset()
    if (counted := _COUNTED.match(said)) and frame.intent == "get_state" and not {"name", "state"} & slots.keys():
        return {"name": SPAN + counted[1]} if counted[1] in _known(vocabulary) else slots
    if frame.intent == "get_state" and name and len(longer := _asked_of(name, left, vocabulary)) == 1:
        kept = {slot: value for slot, value in slots.items() if slot != "state" or not _WHICH_ONE.match(said)}
        return {**kept, "name": SPAN + longer[0]}
    apart = left & _APART
    if not name or len(apart) != 1 or not slots["name"].startswith(SPAN) or "name2" in slots:
        return slots
    spans = (f"{word} {each}" for word in apart for each in (name, name.removesuffix("s"), f"{name}s"))
    found = next((span for span in spans if span in _known(vocabulary)), None)
    return slots if found is None else {**slots, "name": SPAN + found}


_NO_NAMES = frozenset[str]()


def _asked_of(name: str, words: Collection[str], vocabulary: Vocabulary) -> list[str]:
    """Return the names that hold `name` and one of `words` more: "what program is the washer on".

    >>> _asked_of("car", {"what", "limit"}, Vocabulary(("car", "car charge limit")))
    ['car charge limit']
    """
    known, bearing = _known(vocabulary), _words(vocabulary)
    found = [each for word in words for each in (f"{name} {word}", f"{word} {name}") if each in known]
    if found or " " in name:
        return found
    telling = (word for word in words if word not in _SMALL and not KINDS.fullmatch(word))
    both = _NO_NAMES.union(*(bearing.get(word, _NO_NAMES) & bearing.get(name, _NO_NAMES) for word in telling))
    shortest = min(both, key=lambda each: (len(each), each), default="")
    return [shortest] if both and all({*shortest.split()} <= {*each.split()} for each in both) else []


def _longer(area: str, said: str, vocabulary: Vocabulary) -> str:
    """Return the room and the words after it that belong to a name with it; empty: there are none."""
    _, found, after = f" {said} ".partition(f" {area} ")
    words, known = area.split(), _words(vocabulary)
    bearing = frozenset[str]().union(known.get(words[0], ())).intersection(*(known.get(word, ()) for word in words))
    for word in after.split() if found else ():
        bearing &= known.get(word, frozenset())
        if not bearing or KINDS.fullmatch(word) or _NO_PART_OF_A_NAME.fullmatch(word) or word.isdecimal():
            break
        words.append(word)
    return " ".join(words) if len(words) > len(area.split()) else ""


def _whole(frame: Frame, names: Iterable[str]) -> dict[str, str]:
    return {
        slot: SPAN + _whole_name(value.strip(), names) if re.fullmatch(r"(?:except_)?name\d?", slot) else value
        for slot, value in frame.slots.items()
    }


def _whole_name(value: str, names: Iterable[str]) -> str:
    """Return the name of which `value` is a part, or that it begins with and runs beyond."""
    for name in names:
        if value == name:
            return value
        if f" {value} " in f" {name} ":
            return name
        if _OWNERS.fullmatch(value):
            continue
        if value.startswith(f"{name} ") and _NO_PART_OF_A_NAME.fullmatch(value.removeprefix(f"{name} ").split()[0]):
            return name
    return value


def _tells_one(name: str) -> bool:
    """Return whether a name is more than a word for a kind of things."""
    return " " in name or not KINDS.fullmatch(name)


def names_in(said: str, vocabulary: Vocabulary) -> list[str]:
    """Return the names that stand in `said`, longest first, without those that stand in a longer one."""
    words, known = said.split(), _known(vocabulary)
    found: list[str] = []
    for length in range(min(_LONGEST, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length])
            if name in known and not any(f" {name} " in f" {longer} " for longer in found):
                found.append(name)
    return found


@lru_cache(maxsize=32)
def _words(vocabulary: Vocabulary) -> Mapping[str, frozenset[str]]:
    """Return word → the names that hold it."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in vocabulary.names:
        for word in name.split():
            found[word].add(name)
    return {word: frozenset(names) for word, names in found.items()}


@lru_cache(maxsize=32)
def _known(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(vocabulary.names)
