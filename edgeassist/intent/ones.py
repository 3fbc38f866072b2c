"""What is said short in one sentence, since its noun stands before: "left lamp off and the right one on"."""

from __future__ import annotations

import re
from collections.abc import Collection

from edgeassist.messages import Vocabulary
from edgeassist.text import ORDINALS, normalise

_APART = r"(?:left|right|front|back|rear|upper|lower|top|bottom|middle|inner|outer)"
_KIND = "door|gate|lamp|light|blind|curtain|shutter|shade|window|fan|speaker|radiator|heater|sprinklers|lock|panel"
_ONE = re.compile(
    rf"\b(?P<first>{_APART})(?:[ -]hand)? (?P<noun>(?!one\b|{_APART}\b)[a-z]+(?: (?:{_KIND})\b)?)\b(?P<between>.*?)"
    rf"\b(?P<other>{_APART})(?:[ -]hand)? (?P<one>ones?)\b",
    re.IGNORECASE,
)
_MODE, _DEGREES = "heat|heating|cool|cooling|auto|dry", r"\d\d(?:\.5)?|[a-z]+ty(?:[ -][a-z]+)?|[a-z]+teen"
_HAS_MODE = re.compile(
    rf"\b(?:{_MODE})\b.* (?:\d\d|\w+(?:ty|teen))|\b(?:\d\d|\w+(?:ty|teen))\b.* (?:{_MODE})\b", re.IGNORECASE
)
"""What a sentence has that names a mode and a temperature, to be found at little cost."""
_MODE_AND_DEGREES = re.compile(
    r"(?P<asks>(?:.*(?:, (?:and )?| and | then ))?(?:(?:please|can you|could you|would you) )*)"
    r"(?P<do>(?:(?:set|put|switch|turn|get|have|run|stick) )?(?P<thing>(?:the |my |our )?(?:[\w'-]+ ){1,4}?))"
    rf"(?:(?:to|on|in|into) (?P<mode>{_MODE})(?: mode)?,? (?:(?:at|and|to|at around|and to) )?(?P<degrees>{_DEGREES})"
    rf"(?: degrees)?|(?:to|at) (?P<to>{_DEGREES})(?: degrees)?,? (?:and )?(?:on|in) (?P<on>{_MODE})(?: mode)?)"
    r"(?P<rest>(?:,| and| then) (?:the |my |our )?[\w'-]+ \S.*|(?: please)?[.!]?)",
    re.IGNORECASE,
)
_ONE_IN = re.compile(
    r"\b(?P<noun>heating|radiator|thermostat|ac|light|lamp|fan|blind|curtain|shade|shutter|tv|speaker|heater|window)"
    r"(?P<between> (?:in|on) (?:the |my |our )?.*?)\bthe one (?P<in>in|on)\b",
    re.IGNORECASE,
)
_OWNER = re.compile(r"[\w-]+'s(?= |,|[.!]?$)", re.IGNORECASE)
_STATE = r"(?:on|off|up|down|open|closed|shut)(?! (?:to|his|her|the|with|already)\b)"
_COLOUR = "red|green|blue|yellow|orange|purple|pink|white|violet|turquoise"
_BECOMES = re.compile(
    rf"(?: please)?[.!]?$|,? (?:{_STATE}|{_COLOUR}|as well|too|and|half|full|"
    r"(?:(?:up |down )?to|at) (?:half|full|\d|(?:five|ten|twelve|[a-z]+(?:ty|teen))\b))\b",
    re.IGNORECASE,
)
"""What follows "Tom's" where its noun stands before."""
_ISH = re.compile(r"(?<=[a-z])[ -]ish\b", re.IGNORECASE)
_SEVERAL, _LONGEST_NOUN = 2, 3
_COUNTED = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ROOMS = re.compile(
    r"\b(?P<owner>[\w-]+(?:'s|s'?)) (?P<room>[\w-]+(?: [\w-]+)?) and (?:the )?(?P<other>[\w-]+(?: room)?)\b",
    re.IGNORECASE,
)
"""Two rooms of one owner."""
_PARENTS = re.compile(
    r"\b(?:(?:mum|mom|mummy|mommy) and (?:dad|daddy)|(?:dad|daddy) and (?:mum|mom|mummy|mommy))'s(?= \S)", re.IGNORECASE
)
_NUMBERED = re.compile(
    rf"\b(?:the |my )?(?P<noun>timer|alarm|reminder|note) number (?P<number>[1-9]|{'|'.join(_COUNTED)})\b",
    re.IGNORECASE,
)
_NUMBER = rf"(?:[1-9]|{'|'.join(_COUNTED)})"
_NUMBERS = re.compile(
    rf"\b(?P<noun>[a-z]+)s (?P<numbers>{_NUMBER}(?:,? {_NUMBER})*,?) and (?P<last>{_NUMBER})\b"
    r"(?! (?:percent|degrees)\b)",
    re.IGNORECASE,
)
"""Things that are told apart by numbers."""
_END = rf"(?: (?:{_STATE}|{_COLOUR})|\d\S*)"
_ENDS_WITH_TOO = re.compile(r" (?:too|also|as well)(?: please)?[.!]?$", re.IGNORECASE)
_TOO = re.compile(
    rf"(?P<all>.+{_END},? and .+{_END}),? (?:too|also|as well)(?= please|[.!]?$)",
    re.IGNORECASE,
)
"""Two commands, of which the second says that it is one more."""
_BEDSIDE = re.compile(r"\b(?:(?:both|all)(?: of)? )?(?:the |my |our )?bedside (?:lamps|lights)\b", re.IGNORECASE)
"""The two lamps of a bedroom, where none is called so."""
_ANOTHER_TOO = re.compile(
    r"^(?P<first>(?:please )?(?:(?:turn|switch) (?:on|off)|lock|unlock|open|close|shut|dim|mute) [^,]+?)"
    r", (?:and )?(?P<more>(?:the |my |our )[^,]+?),? (?:too|also|as well)(?=,|$| and\b)",
    re.IGNORECASE,
)
"""One more thing that the same is done to: "lock the shop, the gate too"."""


def in_nouns(text: str, vocabulary: Vocabulary | None = None) -> str:
    """Return a text with the noun in place of a "one" beside which stands the counterpart of its first word.

    So it is with what another owner has, and with another room of one owner. What is to be in a mode and at a
    temperature is named for each.

    >>> in_nouns("left curtain closed, right one open")
    'left curtain closed, right curtain open'
    >>> in_nouns("fan off and desk lamp off too")
    'fan off and desk lamp off'
    >>> in_nouns("lock the shop, the yard gate too, and close the awning")
    'lock the shop and the yard gate, and close the awning'
    >>> in_nouns("right garage door shut and the left one open")
    'right garage door shut and the left garage door open'
    >>> in_nouns("front sprinklers on, back ones off")
    'front sprinklers on, back sprinklers off'
    >>> in_nouns("heating in the den to 21 but turn off the one in the hall")
    'heating in the den to 21 but turn off the heating in the hall'
    >>> in_nouns("cancel timer number two")
    'cancel the second timer'
    >>> in_nouns("tables two and four to 60", Vocabulary(("table 2", "table 4")))
    'table two and table four to 60'
    >>> in_nouns("turn right one off"), in_nouns("left lamp off and the blue one on")
    ('turn right one off', 'left lamp off and the blue one on')
    >>> in_nouns("set the AC to cool at 24")
    'set the AC to cool and set the AC to 24 degrees'
    >>> in_nouns("AC on cool at 22 and the lamp pink-ish")
    'AC to cool and AC to 22 degrees and the lamp pink'
    >>> in_nouns("bedside lamps off", Vocabulary(("tom's lamp", "mei's lamp")))
    'both lamps off'
    >>> home = Vocabulary(("tom's bedside lamp", "mei's bedside lamp"), ("mei's study", "mei's bedroom"))
    >>> in_nouns("Tom's bedside lamp blue, Mei's off", home)
    "Tom's bedside lamp blue, Mei's bedside lamp off"
    >>> in_nouns("warm Mei's study and bedroom to 20", home), in_nouns("Tom's bedside lamp on, Mei's asleep", home)
    ("warm Mei's study and Mei's bedroom to 20", "Tom's bedside lamp on, Mei's asleep")
    """
    text = _NUMBERED.sub(_in_its_place, _ISH.sub("", text))
    if (both := _MODE_AND_DEGREES.fullmatch(text) if _HAS_MODE.search(text) else None) is not None:
        mode, degrees = both["mode"] or both["on"], both["degrees"] or both["to"]
        return f"{both['asks']}{both['do']}to {mode} and {both['do']}to {degrees} degrees{both['rest']}"
    text = _ONE.sub(lambda match: f"{match[0].removesuffix(match['one'])}{match['noun']}", text)
    text = _ONE_IN.sub(r"\g<noun>\g<between>the \g<noun> \g<in>", text)
    if _ENDS_WITH_TOO.search(text):
        text = _TOO.sub(r"\g<all>", text)
    text = _ANOTHER_TOO.sub(r"\g<first> and \g<more>", text)
    if vocabulary is None:
        return text
    if _BEDSIDE.search(text) and not any("bedside" in name for name in vocabulary.names):
        text = _BEDSIDE.sub("both lamps", text)
    if _PARENTS.search(text) and any(place.startswith("parents ") for place in vocabulary.areas):
        text = _PARENTS.sub("parents", text)
    text = _NUMBERS.sub(lambda match: _each_number(match, vocabulary.names), text)
    return _ROOMS.sub(lambda match: _of_one_owner(match, vocabulary.areas), _things_of_others(text, vocabulary.names))


def _each_number(match: re.Match[str], names: Collection[str]) -> str:
    numbers = [*match["numbers"].replace(",", " ").split(), match["last"]]
    each = [f"{match['noun']} {number}" for number in numbers]
    return " and ".join(each) if all(normalise(name) in names for name in each) else match[0]


def _in_its_place(match: re.Match[str]) -> str:
    number = match["number"].lower()
    at = _COUNTED.index(number) if number in _COUNTED else int(number) - 1
    return f"the {ORDINALS[at]} {match['noun']}"


def _things_of_others(text: str, names: Collection[str]) -> str:
    """Return a text with the noun of what the first owner has said with each other owner: "Tom's lamp, Mei's"."""
    owners = [*_OWNER.finditer(text)]
    if len(owners) < _SEVERAL:
        return text
    first, *others = owners
    after = text[first.end() :].split()[:_LONGEST_NOUN]
    spans = (" ".join(after[:length]).rstrip(",") for length in range(len(after), 0, -1))
    noun = next((span for span in spans if f"{first[0]} {span}".lower() in names), "")
    for owner in reversed(others):
        if noun and f"{owner[0]} {noun}".lower() in names and _BECOMES.match(text, owner.end()):
            text = f"{text[: owner.end()]} {noun}{text[owner.end() :]}"
    return text


def _of_one_owner(match: re.Match[str], areas: Collection[str]) -> str:
    owner = match["owner"]
    rooms = (normalise(f"{owner} {match['room']}"), normalise(f"{owner} {match['other']}"))
    return f"{owner} {match['room']} and {owner} {match['other']}" if all(room in areas for room in rooms) else match[0]
