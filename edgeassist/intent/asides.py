"""A reason or an apology before a command, and where it says that is: "it's gloomy in the hall, can we have a lamp"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from edgeassist.intent.naming import names_something
from edgeassist.messages import Vocabulary
from edgeassist.text import normalise

_BREAK = re.compile(r"\s*(?<!\b[dms]r)(?<!\bmrs)(?<!\bst)[,;.!?]+\s+|\s+[-\u2013\u2014]+\s+", re.IGNORECASE)
_ASKING = (
    r"(?:(?:please|maybe|perhaps|just|now) )*(?:(?:can|could|would|will|might|may) (?:you|we|i|somebody|someone)|"
    r"would you mind|do you mind|(?<!you )mind(?= \w+ing)|"
    r"(?:i|we)'d (?:like|love|appreciate it if)|i would like|i want you to|i need you to|"
    r"(?:he|she|they) (?:wants?|needs?|would like)|"
    r"make sure|see that)\b"
)
_POLITE = re.compile(_ASKING)
_VERB = (
    r"(?:(?:please|just|now|then|you can|you could|you may|go ahead and|better|let's|do (?:me|us) a favou?r and|"
    r"do) )*(?:turn|switch|put|"
    r"pop|stick|"
    r"set|open|close|shut|lock|unlock|dim|brighten|start|stop|play|pause|mute|raise|lower|bring|send|run|bump|"
    r"crank|get|"
    r"let|give|add|draw|pull|boil|warm|heat|cool|kill|light|have|fire|bang|stick|chuck|knock|crack|try|reboot|"
    r"restart|ring|feed|charge|dock|water|keep|silence|tone|(?:off|on) with|"
    r"take(?! (?:a|down|this|that|note)\b)|remove|cancel|skip|delete)\b"
    r"(?! (?:to|me|him|us|used|home|better|ready)\b)(?<!get(?= up\b))"
)
_POLITELY = r"(?: (?:please|would you|will you|could you|thanks|ta|love|now|again))"
_COMMAND = re.compile(
    rf"(?:(?:so|and|but|then) )?(?P<command>(?:{_ASKING}|{_VERB}) \S.*|"
    rf"(?:the |my |our )?(?P<name>\S+(?: \S+){{0,3}}?) (?:on|off|up|down|open|closed|shut){_POLITELY}*(?: (?:and|"
    rf"for|until) .*)?|"
    r"it's (?:far |way |much |a bit |so )*(?:too )?(?:dark|bright|loud|noisy|hot|cold|warm|stuffy|humid|dry)"
    r"(?: in here)?|"
    rf"(?:the |my |our )?\S+(?: \S+){{0,3}}? (?:to|at) (?:\d+(?: percent| degrees)?|[a-z]+(?: mode)?){_POLITELY}*|"
    rf"(?:the |my |our )?(?P<alone>\S+(?: \S+){{0,3}}?){_POLITELY}+)"
)
_STATED = re.compile(r"(?<!ing )\b(?:on|off|up|down|open|closed|shut)$")
_IS_SO = re.compile(r"\b(?:is|are|was|were|still|gone|came)\b|'s ")
"""What is told of a thing; without it "lamp on" is a command, or the first of several reports."""
_BEGINS = re.compile(rf" (?:(?:so|and|but) (?={_ASKING}|{_VERB})|(?={_ASKING}))")
"""Where a command may begin that no comma was heard before; a verb needs a word that joins it to what was said."""

_REASON = re.compile(
    r"(?:(?:oh|well|right|okay|hey|ugh|so|now|and|look|listen|gosh|blimey|god|phew|brr+|wow|man|hi|hello|honey|"
    r"love|dear) )*"
    r"(?:it's|it is|it|i'm|i am|we're|we are|i've|we've|i'd|we'd|i'll|we'll|i|we|there's|there is|there are|"
    r"since|as|the|my|"
    r"our|that|this|these|those|someone|somebody|nobody|no one|everyone|everybody|sorry|apologies|excuse|good|"
    r"too|so|what|"
    r"looks like|sounds like|feels like|smells like|seems|\w+(?:'s| is| are| has| have| just| wants| needs|"
    r" left| forgot| already| bought| took|"
    r" can't| keeps| complains| won't))(?!\S)"
)
"""How a reason begins, or an apology."""
_NO_REASON = re.compile(
    r"\b(?:if|when|whenever|unless|until|till|once|told|tell|tells|said|say|says|asked|ask|asks|yesterday|not to|never|"
    r"(?<!i )(?<!we )(?<!they )(?<!you )don't|remind|note|ignore|disregard|forget|turn|switch|put|set|why|how)\b"
)
"""What makes more of it than a reason: a condition, a report, or another command."""
_MORE_OF_IT = re.compile(
    r"\b(?:on|off|up|down|open|closed|shut|too|not|no|also|until|till|"
    r"meant?|sorry|wait|actually|rather|instead|oops|lie|better)\b"
)
"""What makes more of a reason after a command, or no reason."""
_ANNOUNCES = re.compile(
    r"\b(?:can|could|would|will) (?:you|we|i) (?:believe|imagine|guess|see|hear|tell|say|talk|help)\b"
)
_THERE = re.compile(r"\b(?:in|over|out) there\b|\bin (?:that|this) room\b|\bin it\b", re.IGNORECASE)
_IT = re.compile(r"(?<!keep )\b(?:it(?!')|them|that one)\b")
_SOME_TIME = re.compile(r"\b(?:tonight|today|this (?:evening|afternoon|morning|weekend))\b", re.IGNORECASE)
_OWNED = re.compile(r"\b(?:his|her|their) (?=\w+)", re.IGNORECASE)
_DICTATES = re.compile(r"\b(?:remind|reminder|note|memo|announce|tell|say|message|list)\b", re.IGNORECASE)
"""What is followed by words that are kept as they are said."""
_OWNER = re.compile(r"\S+(?='s )")
_ASKED = re.compile(r"(?:is|are|was|did|do|does|has|have|should|what|what's|how|how's|which|where|where's)\b")
_LED = re.compile(
    r"(?:(?:oh|okay|ok|well|right|so|and|also|but|hey|now) )+"
    rf"(?P<asked>(?:when|when's|who|who's|{_ASKED.pattern}|(?:turn|switch|open|close|shut|lock|dim)\b(?!.* then$)).+)"
)
_OCCASION = re.compile(r" (?:time|night|morning|evening|day|mode|party|session|nap)$")
"""How the name of a scene ends, and no lamp's."""


def at_once(text: str, vocabulary: Vocabulary) -> str:
    """Return the command in `text` without a reason before it that says when this is so, which is not when to do it.

    >>> at_once("We have guests tonight, please turn on the lamp", Vocabulary())
    'please turn on the lamp'
    >>> at_once("please turn on the lamp tonight", Vocabulary())
    'please turn on the lamp tonight'
    """
    found = _apart(text, vocabulary) if _SOME_TIME.search(text) and _BREAK.search(text) else None
    return found[1] if found and _SOME_TIME.search(found[0]) and not _SOME_TIME.search(found[1]) else text


def without_lead(text: str) -> str:
    """Return a question, or a command, without the words that lead up to it; empty: none do.

    >>> without_lead("oh and when is sunset"), without_lead("and the bedroom"), without_lead("when is sunset")
    ('when is sunset', '', '')
    >>> without_lead("and turn off everything downstairs"), without_lead("and turn on the lamp then")
    ('turn off everything downstairs', '')
    """
    match = _LED.fullmatch(normalise(text))
    return match["asked"] if match else ""


def there_named(text: str, vocabulary: Vocabulary) -> str:
    """Return a text with the one room named before "in there" in its place, and who was for "her": else itself.

    >>> there_named("The study's stuffy, could the heating go down in there?", Vocabulary((), ("study", "hall")))
    "The study's stuffy, could the heating go down in the study?"
    >>> there_named("Mei is cold, turn her blanket on", Vocabulary(("mei's lamp", "tom's blanket"), ()))
    "Mei is cold, turn mei's blanket on"
    >>> there_named("make her night light red", Vocabulary(("night light",), ()))
    'make the night light red'
    >>> there_named("remind Mei to feed her cat", Vocabulary(("mei's lamp", "tom's cat"), ()))
    'remind Mei to feed her cat'
    """
    if there := _THERE.search(text):
        room = _room_in(normalise(text[: there.start()]), vocabulary)
        return f"{text[: there.start()]}in the {room}{text[there.end() :]}" if room else text
    if (owned := _OWNED.search(text)) and not _DICTATES.search(text):
        owners = _owners_in(normalise(text[: owned.start()]), vocabulary)
        if not owners and any(f"{normalise(text[owned.end() :])} ".startswith(f"{name} ") for name in vocabulary.names):
            return f"{text[: owned.start()]}the {text[owned.end() :]}"
        if len(owners) == 1 and _is_somebodys(normalise(text[owned.end() :]), owners, vocabulary):
            return f"{text[: owned.start()]}{owners.pop()}'s {text[owned.end() :]}"
    return text


def _is_somebodys(said: str, owners: set[str], vocabulary: Vocabulary) -> bool:
    """Return whether a text begins with what somebody has in this house, or they have a room."""
    is_named = any(f"'s {said.partition(' ')[0]}" in name for name in vocabulary.names)
    return is_named or any(area.startswith(f"{owner}'s ") for area in vocabulary.areas for owner in owners)


def _owners_in(said: str, vocabulary: Vocabulary) -> set[str]:
    """Return who is named in a text and has something in this house."""
    owners = {owner[0] for name in (*vocabulary.names, *vocabulary.areas) for owner in _OWNER.finditer(name)}
    return owners.intersection(word.removesuffix("'s") for word in said.split())


def commands_after_reason(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield the command in `text` that a reason or an apology stands before, in the room that this names, or after.

    >>> home = Vocabulary(("big light",), ("lounge",))
    >>> list(commands_after_reason("It's dark in the lounge, isn't it, can we have a lamp on", home))
    ['can we have a lamp on in the lounge']
    >>> list(commands_after_reason("sorry to bother you but would you mind closing the blind", home))
    ['would you mind closing the blind']
    >>> list(commands_after_reason("the big light is still on, turn it off", home))
    ['turn the big light off']
    >>> list(commands_after_reason("turn the big light off, the film's about to start", home))
    ['turn the big light off']
    >>> list(commands_after_reason("if it rains, close the blind", home))
    []
    """
    found = _apart(text, vocabulary)
    if found is None:
        yield from _named_last(text, vocabulary)
        return
    reason, command = found
    if it := _IT.search(command):
        named = [name for name in vocabulary.names if f" {name} " in f" {reason} "]
        named = [name for name in named if not any(name != other and name in other for other in named)]
        if len(named) == 1 and re.search(rf"(?:^|\b(?:the|my|our|that|this) ){re.escape(named[0])}\b", reason):
            yield f"{command[: it.start()]}the {named[0]}{command[it.end() :]}"
        return
    room = None if _names_room(command, vocabulary) else _room_in(reason, vocabulary)
    if room:
        yield f"{command} in the {room}"
    if not room or any(" " in name and f" {name} " in f" {command} " for name in vocabulary.names):
        yield command


def _named_last(text: str, vocabulary: Vocabulary) -> Iterator[str]:
    """Yield that it is time for a scene whose name alone stands after a reason: "we're watching a film, movie time".

    Of two questions only the last one may be for us: "is it time to water the roses, how wet is the soil".
    """
    *before, last = map(normalise, _BREAK.split(text))
    if before and _ASKED.match(last) and _ASKED.match(before[-1]):
        yield last
    if before and _OCCASION.search(last) and last in vocabulary.names and _REASON.match(before[0]):
        yield f"it's {last}"


def _apart(text: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    parts = [part for part in map(normalise, _BREAK.split(text)) if part]
    said = " ".join(parts)
    breaks = [len(" ".join(parts[:at])) for at in range(1, len(parts))]
    for at in (*breaks, *(begins.start() for begins in _BEGINS.finditer(said))):
        reason, match = said[:at], _COMMAND.fullmatch(said[at:].strip())
        if match is None or (_STATED.search(reason) and not _IS_SO.search(reason)):
            continue
        name = match["name"] or match["alone"]
        if name and (at not in breaks or not _is_named(name, vocabulary)):
            continue
        command = f"turn on the {name}" if match["alone"] else match["command"]
        is_reason = (_REASON.match(reason) or _POLITE.match(command)) and not _NO_REASON.search(reason)
        return (reason, command) if is_reason and " " in reason and not _ANNOUNCES.match(command) else None
    return _before_reason(parts, vocabulary)


def _before_reason(parts: Sequence[str], vocabulary: Vocabulary) -> tuple[str, str] | None:
    """Return no reason before, and the command that the last part of a text is the reason of; None: there is none."""
    command, reason = " ".join(parts[:1]), " ".join(parts[1:])
    match = _COMMAND.fullmatch(command)
    if match is None or match["alone"] or not _REASON.match(reason):
        return None
    if match["name"] and not names_something(match["name"], vocabulary):
        return None
    return None if _NO_REASON.search(reason) or _MORE_OF_IT.search(reason) else ("", match["command"])


def _room_in(said: str, vocabulary: Vocabulary) -> str | None:
    """Return the one room that is named in a text; None: there is none, or several."""
    named = (area for area in vocabulary.areas if area in said)
    found = [area for area in named if f" {area} " in f" {said} " or f" {area}'s " in f" {said} "]
    found = [area for area in found if not any(area != other and area in other for other in found)]
    return found[0].removeprefix("the ") if len(found) == 1 else None


def _is_named(said: str, vocabulary: Vocabulary) -> bool:
    """Return whether words are the beginning of a thing's name, or all of it."""
    return any(f"{name} ".startswith(f"{said} ") for name in vocabulary.names)


def _names_room(said: str, vocabulary: Vocabulary) -> bool:
    return any(f" {place} " in f" {said} " for place in (*vocabulary.areas, *vocabulary.floors))
