"""Rooms, floors and modes that were said and that a reading has left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.intent.settling import PLACED
from edgeassist.intent.strung import closed
from edgeassist.messages import Vocabulary
from edgeassist.text import WEEKDAY

_SET_TO = re.compile(
    r"\b(?:to|on|in|into) (?!(?:the|it|that|this|them|me|us|here|there|now|please|again|then|too|already|for|and|as|"
    r"on|off|up|down|all|full|tonight|today|tomorrow|love|mate|will|would|could|can|thanks|quick|quickly|right|you|in|"
    r"at|my|our|a)\b)(\w+)(?: mode| setting)?$"
)
"""What ends with a mode: "the boiler to performance"."""

_SWITCHES = frozenset({"turn_on", "turn_off"})

_VALUE = re.compile(
    r"\b(?:half|halfway|3 quarters|a (?:third|quarter)|(?:barely|hardly|only just) (?:on|lit|open|there|glowing)|"
    r"(?<!from )(?<!than )(?:red|green|blue|yellow|orange|purple|pink|turquoise|violet|magenta|cyan|teal|white|gold|"
    r"golden|silver|crimson|lavender|lilac|indigo|maroon|coral|lime))\b(?!')"
)
"""Amounts and colours that are no part of a complaint."""

_HOW_BRIGHT = re.compile(r"\b(?:dim|dimmed|dimly|dimmer|low|faint|brightly|half|full)\b")
"""What is said of a light beside its colour."""
_STEPS = ("brightness_step_pct", "step", "step_pct")
_TO_AN_AMOUNT = re.compile(r"\b(?:up|down) to (?:an?|\d)\b")
"""How far something goes up or down, which a mere step leaves out."""
_COLOUR = frozenset({"color", "color_temp_kelvin"})
_APART = r"(?:left|right|front|back|upper|lower|top|bottom|middle|big|small|outer|inner)"
_WHICH = re.compile(rf"\b{_APART} (?:ones?|(?:and|or) (?:the )?{_APART})\b")
_SIDE = re.compile(
    rf"\b(?:the|my|our|up|and|lock|unlock|open|close|shut) {_APART}(?= (?:and|or|too|please|as well)\b|$)"
)
_BECOMES = re.compile(r" (?:on|off|out|up|down|open|closed|shut)$")
_MOVES = frozenset({"open", "close", "stop", "lock", "unlock"})

_STATES = {"turn_on": "off", "turn_off": "on", "open": "(?:closed|shut)", "close": "open", "lock": "unlocked"}
_OPPOSITE = MappingProxyType(
    {
        intent: re.compile(
            rf"(?:(?:to |can |must |should )?(?:stays?|remains?) )?{state}"
            r"(?: (?:and|but|then|please|now|so|as|because|i|i'm|i'll|we|we're|it's|would|could|can|thanks)\b|$)"
        )
        for intent, state in (*_STATES.items(), ("unlock", "locked"))
    }
)
"""Intent → how what follows a thing begins that is not to become so."""

_SPARING = re.compile(
    r"\b(?:except\w*|but|besides|without|minus|bar|barring|save|sparing|spare|excluding|not|never|don't|apart|aside|other|"
    r"others|rest|leave|leaving|leaves|keep|keeping|stays?|unless|omit\w*|skip\w*|ignor\w+|until)\b"
)
"""What is said where something is left out."""

_JOINED = re.compile(
    r" (?:and|then) (?:(?:then|also|please|just) )*(?:turn|switch|put|set|open|close|shut|lock|unlock|dim|start|stop|"
    r"play|pause|raise|lower|bring|send|run|add|remind|mute|arm|disarm|activate|brighten|change|take|"
    r"remove|cancel|ring|dock) "
)
_OWNERS = re.compile(r"\b(\S+'s) and (?:the |my |our )?(\S+'s)\b")
_ONLY_ASKS_TO = re.compile(
    r"(?:(?:please|can you|could you|would you|will you|just) )*(?:go|come|hurry|be|do me|try|wait|stop|get up|"
    r"it's|it is|i'm|i am|we're|we are|is|are|was|were|if|when|once|after|there's|that's)\b"
)
"""How a text begins that has no command before the first "and"."""

_WHOLE = re.compile(
    r"\b(?:in|of|around|across) (?:the|my|our|this) (?:whole |entire )?(house|home|flat|apartment|place)\b"
)
"""No room, whatever some room is called in short; but a floor may be "the flat"."""

_DAY_NAMED = re.compile(
    rf"\b(?:tomorrow|{WEEKDAY}s?|christmas|xmas|boxing day|new years?|valentines?|"
    r"halloween)\b"
)
_AT_A_TIME = re.compile(r"(?:alarm|reminder)_(?:set|move)")

_OURS = re.compile(r"^(?:our|my) ")
_LEVEL = re.compile(r"\b(?:up top|down below|(?:at|round|out) the (?:back|front|side|rear))\b(?! of)")
"""A part of the house, whatever it is called here."""


def overlooks(text: str, frames: Sequence[Frame], vocabulary: Vocabulary) -> bool:
    """Return whether a room or floor of this house stands in `text` and in no value of `frames`.

    Such a reading reaches further than was meant.
    """
    values = [f"{value} " for frame in frames for value in frame.slots.values()]
    places = (f" {_OURS.sub('', place)} " for place in (*vocabulary.areas, *vocabulary.floors))
    text = _WHOLE.sub(lambda match: match[0] if _is_a_floor(match[1], vocabulary) else " ", text)
    if (level := _LEVEL.search(text)) and not any(level[0] in value for value in values):
        return True
    return any(place in f" {text} " and not any(place in value for value in values) for place in places)


def _is_a_floor(said: str, vocabulary: Vocabulary) -> bool:
    return any(floor.removeprefix("the ") == said for floor in vocabulary.floors)


def overlooks_mode(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a thing would just be switched where `text` ends with what it is to be set to, times apart."""
    if not any(frame.intent in _SWITCHES for frame in frames):
        return False
    for value in (frame.slots.get(slot, "") for frame in frames for slot in ("until", "when", "repeat")):
        text = text.removesuffix(value) if value else text
    if not (match := _SET_TO.search(text)):
        return False
    return not any(match[1] in value.split() for frame in frames for value in frame.slots.values())


def overlooks_value(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether an amount or a colour stands in `text`, or which of several is meant, and in no value."""
    values = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    sets = any(frame.intent in _SWITCHES or frame.intent.startswith("set_") for frame in frames)
    moves = sets or any(frame.intent in _MOVES for frame in frames)
    steps = any(frame.slots.get(slot) in {"up", "down"} for frame in frames for slot in _STEPS)
    if steps and len(frames) == 1 and _TO_AN_AMOUNT.search(text):
        return True
    coloured = len(frames) == 1 and not _COLOUR.isdisjoint(frames[0].slots)
    if coloured and not values.issuperset(_HOW_BRIGHT.findall(text)):
        return True
    some = [*(_VALUE.finditer(text) if sets else ()), *(_WHICH.finditer(text) if moves else ())]
    return any(values.isdisjoint(match[0].split()) for match in some)


def overlooks_side(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether things are told apart in `text` by where they are, and all there are would be moved.

    >>> overlooks_side("lock up the back", [Frame("lock", {"domain": "lock", "quantity": "all"})])
    True
    """
    if any(PLACED.fullmatch(slot.removeprefix("except_")) for frame in frames for slot in frame.slots):
        return False
    return _SIDE.search(text) is not None and any(frame.intent in _MOVES | _SWITCHES for frame in frames)


def overlooks_day(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a day that was said stands in no value, so that it would ring on another one."""
    if not any(_AT_A_TIME.fullmatch(frame.intent) for frame in frames):
        return False
    values = " ".join(value for frame in frames for value in frame.slots.values())
    return any(match[0] not in values for match in _DAY_NAMED.finditer(text))


def spares_none(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a reading leaves something out where nothing in `text` says so: "just the left one"."""
    spares = any(slot.startswith("except_") for frame in frames for slot in frame.slots)
    return spares and _SPARING.search(text) is None


def runs_into_state(frames: Sequence[Frame]) -> bool:
    """Return whether a name was read with what the thing is to become, as none ends: "awning out" beside another."""
    names = [value for frame in frames for slot, value in frame.slots.items() if slot.startswith("name")]
    return len(names) > 1 and any(_BECOMES.search(name) for name in names)


def overlooks_owner(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether of two whose things are meant one stands in no value: "mum's and dad's lamps"."""
    values = {word for frame in frames for value in frame.slots.values() for word in value.split()}
    return any(len(values.intersection(match.groups())) == 1 for match in _OWNERS.finditer(text))


def overlooks_order(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether commands are joined in `text` of which there are more than frames: "take x off and add y"."""
    values = [value for frame in frames for value in frame.slots.values() if value.startswith(SPAN)]
    several = any(slot[-1].isdecimal() or slot.startswith("except_") for frame in frames for slot in frame.slots)
    if not several and closed(text) >= len(frames):
        return True
    joined = [match for match in _JOINED.finditer(text) if not any(match[0] in value for value in values)]
    return len(joined) >= len(frames) and _ONLY_ASKS_TO.match(text) is None


_AGAINST: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "list_remove": re.compile(r"\b(?:to|onto|into) (?:the|my|our) (?:\w+ )?list$"),
        "turn_on": re.compile(
            r"^(?!.*\b(?:set|kick|goes|let|we're|i'm|(?:turn|switch|get|put) on|stays?|left|leave|keep|be|power|wake|"
            r"get|have|fire|start|run)\b).*\boff(?:$| (?:please|bar|except|but|apart|now|everywhere)\b)"
        ),
        "set_light": re.compile(
            r"\bthrough the (?:\w+ )?(?:windows?|skylights?|blinds?|curtains?|shades?|shutters?)\b"
        ),
        "vacuum_start": re.compile(
            r"\b(?:back|to|onto) (?:(?:to|on|onto|in|at) )?(?:(?:its|his|her|the) )?(?:dock|base|charger|home)\b"
        ),
        "list_add": re.compile(
            r" (?!(?:to|on|onto|in|into|for|of|at|from|is|and|update|with) )\S+ (?:the|my|our) (?:\w+ )?list$"
        ),
    }
)
"""What nobody says who means this: of a list they were misheard."""


def contradicts(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a thing is to become the opposite of what is said right after its name: "heat lamp stays on".

    Or whether something goes to a list that would be taken off it, or stands before one with no word between.

    >>> contradicts("press off heat lamp stays on", [Frame("turn_off", {"name": " heat lamp"})])
    True
    >>> contradicts("please to arm the telly off i'm going to bed", [Frame("turn_on", {"name": " telly"})])
    True
    >>> contradicts("cut marmalade to the shopping list", [Frame("list_remove", {"item": " marmalade"})])
    True
    """
    if len(frames) == 1 and (against := _AGAINST.get(frames[0].intent)) and against.search(text):
        return True
    told = ((frame.slots.get("name", "").strip(), _OPPOSITE.get(frame.intent)) for frame in frames)
    return any(
        name and opposite and any(map(opposite.match, f" {text}".split(f" {name} ")[1:])) for name, opposite in told
    )


_SET_TO_WORDS = frozenset({"query", "option", "mode", "preset", "color", "color_temp_kelvin"})
"""Values that are words, none of them a name's."""
_BROUGHT_ABOUT: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        intent: re.compile(rf"(?: is|'s) (?:still |wide )?{state}\b")
        for intent, state in (
            ("open", "open"),
            ("close", "(?:closed|shut)"),
            ("unlock", "unlocked"),
            ("turn_on", "on"),
            ("turn_off", "off"),
        )
    }
)
"""Intent → how it is told after its name that a thing is so already."""
_MINE_ALONE = re.compile(r"\bmine\b")


def takes_twice(text: str, frame: Frame) -> bool:
    """Return whether a value would be the very words that name the thing: to play "the jukebox" on the jukebox."""
    spans = {slot: {*value.split()} - {"the", "my", "our"} for slot, value in frame.slots.items() if value[:1] == SPAN}
    places = [words for slot, words in spans.items() if PLACED.fullmatch(slot)]
    values = [words for slot, words in spans.items() if slot in _SET_TO_WORDS]
    both = [place & value for place in places for value in values if value and value <= place]
    return any(text.split().count(word) == 1 for words in both for word in words)


def is_so(text: str, frame: Frame) -> bool:
    """Return whether a thing would be made to be as `text` tells that it is: "it will rain and the window is open"."""
    name = next((value.strip() for slot, value in frame.slots.items() if PLACED.fullmatch(slot)), "")
    name = name.removesuffix("'s") if "when" in frame.slots else name
    state = _BROUGHT_ABOUT.get(frame.intent)
    return bool(name) and state is not None and any(map(state.match, f" {text}".split(f" {name}")[1:]))


def times_by_value(text: str, frame: Frame) -> bool:
    """Return whether what a thing is set to was read as when it is moved.

    >>> times_by_value("get the oven to 2 40", Frame("turn_on", {"name": " oven", "when": " 2 40"}))
    True
    """
    when = frame.slots.get("when", "")
    return when.replace(" ", "").isdecimal() and text.endswith(f" to{when}") and " from " not in text


def times_what_is_owned(frame: Frame) -> bool:
    """Return whether a time was read in what belongs to it: "tonight's cheap rate is on"."""
    return any(frame.slots.get(slot, "").endswith("'s") for slot in ("when", "until"))


def overlooks_mine(text: str, frames: Sequence[Frame]) -> bool:
    """Return whether a thing of the speaker was left out, or taken for another: "Rob's lamp off and mine down"."""
    spares = any(slot.startswith("except_") for frame in frames for slot in frame.slots)
    if spares or not _MINE_ALONE.search(text):
        return False
    return not any("mine" in value.split() for frame in frames for value in frame.slots.values())
