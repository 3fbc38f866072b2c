"""What is said while somebody looks for words: "uh", words said twice, and beginnings of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from edgeassist.intent.settling import TAKEN_BACK
from edgeassist.text import normalise
from edgeassist.when import CLOCK, LENGTH

_SOUND = r"(?:u+h+m*|u+g+h+|u+m+|e+r+m*|h+m+|mm+)"
_SOUNDS = re.compile(rf"(?<![\w'-]){_SOUND}(?![\w'-])(?:[,.…]*\s+(?:like|you know)(?![\w'-]))?[,.…]*\s*", re.IGNORECASE)
_RESTART = re.compile(rf"\b(\w+)[,.…]*\s+{_SOUND}[,.…]*\s+(?=\1\b)", re.IGNORECASE)
_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -]\w+)?)"
)
_CHANGED = re.compile(
    rf"\b(?<!at )({_NUMBER})(?:[,.…]*\s+{_SOUND}[,.…]*|\.\.\.+|…)\s+"
    rf"(?={_NUMBER}(?: (?:percent|degrees?|minutes?|actually|please|then))*\W*$)",
    re.IGNORECASE,
)
"""A number that somebody thought better of: "to eighteen, hmm, seventeen"."""
_AGAIN = (
    r"an?|the|my|our|i|we|you|is|are|was|did|does|can|could|would|will|what|what's|whats|how|how's|which|set|"
    r"turn|switch|"
    r"put|add|open|close|shut|start|stop|make|get|please|for|from|of|and|it's|if|any|some"
)
"""What is often said twice, and means nothing more by it: "the the lamp"; no such word as in "turn it on on Monday"."""
_WORD_TWICE = re.compile(rf"\b({_AGAIN})(?:[,.…]*\s+\1)+(?=\s+\S)", re.IGNORECASE)
_WORDS_TWICE = re.compile(
    rf"(?<!half )\b((?:{_AGAIN}|to|in|on|at|do|play)(?:\s+[\w']+){{1,2}})(?:[,.…]*\s+\1)+(?=\s+\S)", re.IGNORECASE
)
_BEGUN_ANEW = re.compile(
    r"\b(set|turn|switch|put|add|open|close|start|stop|make|is|are|what's|can)\s+"
    r"(?:an?|the|my|it|on|off|up|down|you)[,.…]*\s+(?=\1\s)",
    re.IGNORECASE,
)
_BEGINNING = re.compile(r"(?<![\w'-])([b-df-hj-np-tv-xz]{1,3})[-,.…]*\s+(?=\1\w)", re.IGNORECASE)

_ONE_IS = re.compile(r"\bone['\u2019]s (?=\w)", re.IGNORECASE)
_SETTING = re.compile(
    r"\b(on|at|to|in) an? ((?:very )?(?:low|medium|high|slow|fast|gentle))(?: (?:setting|speed|level|one))?"
    r"(?=$|[,.!]| and )",
    re.IGNORECASE,
)
_HOW_IS = re.compile(r"\b(how \w+)['\u2019]s (?=(?:the|my|our)\b)", re.IGNORECASE)
_THEM = re.compile(r"(?<=\s)['\u2018\u2019]?em\b", re.IGNORECASE)
_SHORT_IS = re.compile(
    r"\b(?!(?:it|that|what|who|he|she|there|here|how|where|when|why|let|one|everything)'s)"
    r"(\w+)['\u2019]s "
    r"(?=(?:too(?= \w)|a bit|a little|a touch|so|really|rather|way too|far too|much too|very|not|getting|gone|still|"
    r"crying out|doing (?:my|our)|driving (?:me|us)|giving (?:me|us)|all|like|covered|pitch|bone|"
    r"an? (?=sweatbox|oven|furnace|sauna|fridge|freezer|icebox|swamp)|"
    r"(?:dark|gloomy|cold|freezing|chilly|hot|boiling|roasting|baking|stifling|stuffy|"
    r"damp|dim|loud|noisy)(?=$|[,.!]| and | so | again| in ))\b)",
    re.IGNORECASE,
)
_COLOUR = (
    r"(?:(?:warm|cool|cold|bright|dark|light|deep|pale|soft|neon|sky) )?"
    r"(?:red|orange|yellow|green|blue|purple|pink|white|amber|violet|lilac|turquoise|teal|cyan|magenta|indigo|gold)"
)
_IS_COLOURED = re.compile(rf"^((?:the |my |our )?\w+)['\u2019]s (?={_COLOUR}\W*$)", re.IGNORECASE)
"""What a thing looks like, and not whose light is to be so."""
_AMOUNT = rf"(?:(?<!\.)(?:{CLOCK}|{LENGTH})|\d[\d.]*(?: \d\d(?= ))?(?: (?:percent|degrees?))?)"
_RATHER = (
    rf"(?:(?:{TAKEN_BACK}|sorry|no|eh|ah|ooh|hang on|(?:let's )?make (?:it|that)|let's say|"
    r"(?:that's |that is )?(?:too|a bit|way too|far too) (?:much|many|bright|dim|dark|loud|high|low|hot|cold|warm)) )+"
    r"(?:(?:i mean|at|for|to|in) )*"
)
_WRONG = re.compile(rf"\b{_AMOUNT} {_RATHER}(?={_AMOUNT}(?!\S))")
_WRONG_COLOUR = re.compile(rf"\b{_COLOUR} {_RATHER}(?={_COLOUR}\b)")
_WRONG_MINUTE = re.compile(rf"\b(\d{{1,2}}) {_RATHER}(?:a )?((?:half|quarter) (?:past|to))(?! \d)")

_LIKE_DIGITS: Mapping[str, str] = MappingProxyType(
    {"won": "1", "to": "2", "too": "2", "tree": "3", "for": "4", "fore": "4", "ate": "8"}
)
_DIGIT_MISHEARD = re.compile(
    rf"\b([2-9])0 ({'|'.join(_LIKE_DIGITS)})(?= (?:percent|degrees?|minutes?|seconds?|kelvin)\b|(?<! for)$)"
)
"""Words for what sounds like them after a number: "sixty ate"."""
_CUT_SHORT = re.compile(r"\b([2-9])0 (?=\1[1-9]\b)")
"""A number that was begun anew: "seventy, seventy one"."""
_NOT_THE_OTHER = re.compile(
    r"^(?!.*\b(?:remind|remember|note|list|add|buy|tell|announce|say|is|are|what|why|how|when|if)\b)"
    rf"(?P<before>.*?)(?:(?P<colour>{_COLOUR}) (?:and )?not {_COLOUR}|not {_COLOUR} (?:but )?(?P<rather>{_COLOUR})"
    rf"|(?<=\w )(?P<amount>{_AMOUNT}) (?:and )?not (?:(?:to|at|for) )?{_AMOUNT})(?P<after>(?: please| and .+)?)$"
)
"""What is meant, and then what is not: "orange, not blue"."""
_NOT_HALFWAY = re.compile(
    r"\b(?:half ?way|half|a bit|a little|part ?way)(?P<way> (?:down|up|open|closed|shut))? "
    rf"(?:(?:{TAKEN_BACK}|well|actually|sorry|no|or|rather|make (?:it|that)) )+"
    r"all the way(?! (?:down|up|open|closed|shut)\b)"
)
"""How far at first, where that was thought better of: "halfway down, well, all the way"."""

_OTHER_ITEM = re.compile(
    rf"^(?P<before>(?:\S+ )??(?:add|put|stick|chuck|pop|get)) (?:(?!and\b|the\b)\S+ ){{1,3}}?(?:{TAKEN_BACK}|sorry) "
    r"(?=(?:(?!to\b|on\b|onto\b)\S+ ){1,3}(?:to|on|onto) (?:\S+ ){0,3}?\S*(?:list|shopping|groceries)$)"
)
"""What is for a list, where something else was named at first."""
_SAID_AFTER = re.compile(r"\bto \d+ (\d+(?: (?:percent|degrees))?) (?:sorry|i meant?|actually)$")
"""What puts right the number before it: "to eighteen, seventeen actually"."""


def put_right(text: str) -> str:
    """Return a text with an amount or a time as it was said last, in its normal form; else the text itself.

    >>> put_right("Timer for ten, no wait, fifteen minutes"), put_right("off at nine no half past")
    ('timer for 15 minutes', 'off at half past 9')
    >>> put_right("dim it to ten, eh, fifteen percent")
    'dim it to 15 percent'
    >>> put_right("heat to eighteen, seventeen actually")
    'heat to 17'
    >>> put_right("heat to sixty ate degrees")
    'heat to 68 degrees'
    >>> put_right("set it to seventy, seventy one")
    'set it to 71'
    >>> put_right("make the lamp orange, not blue"), put_right("dim it to 50, not 40")
    ('make the lamp orange', 'dim it to 50')
    >>> put_right("blind halfway down, well, all the way")
    'blind all the way down'
    >>> put_right("add tomatoes, sorry, capsicum to the shopping")
    'add capsicum to the shopping'
    >>> put_right("Lamp 1, no, lamp 2")
    'Lamp 1, no, lamp 2'
    """
    said = normalise(text)
    right = _DIGIT_MISHEARD.sub(lambda match: match[1] + _LIKE_DIGITS[match[2]], said)
    right = _OTHER_ITEM.sub(r"\g<before> ", right)
    right = _SAID_AFTER.sub(r"to \1", _NOT_HALFWAY.sub(r"all the way\g<way>", right))
    if other := _NOT_THE_OTHER.fullmatch(right):
        right = f"{other['before']}{other['colour'] or other['rather'] or other['amount']}{other['after']}"
    right = _CUT_SHORT.sub("", _WRONG.sub("", _WRONG_COLOUR.sub("", _WRONG_MINUTE.sub(r"\2 \1", right))))
    return text if right == said else right


def fluent(text: str) -> str:
    """Return a text without hesitations, and "is" in full; the text itself where nothing else was said.

    >>> fluent("put uh milk and er eggs on the list"), fluent("is the is the garage door shut")
    ('put milk and eggs on the list', 'is the garage door shut')
    >>> fluent("wh what's on"), fluent("um"), fluent("turn it on on Monday"), fluent("twenty er twenty five minutes")
    ("what's on", 'um', 'turn it on on Monday', 'twenty five minutes')
    >>> fluent("heat to eighteen, hmm, seventeen"), fluent("wake me at six um thirty")
    ('heat to eighteen no seventeen', 'wake me at six thirty')
    >>> fluent("the radio's too loud"), fluent("it's too loud"), fluent("turn Tom's off")
    ('the radio is too loud', "it's too loud", "turn Tom's off")
    >>> fluent("telly's doing my head in")
    'telly is doing my head in'
    >>> fluent("the pool's green"), fluent("make the pool's green")
    ('the pool is green', "make the pool's green")
    """
    said = _BEGINNING.sub("", _SOUNDS.sub("", _CHANGED.sub(r"\1 no ", _RESTART.sub("", text))))
    said = _IS_COLOURED.sub(r"\1 is ", _SETTING.sub(r"\1 \2", said))
    said = _HOW_IS.sub(r"\1 is ", _ONE_IS.sub("one is ", _THEM.sub("them", said)))
    said = _BEGUN_ANEW.sub("", _WORDS_TWICE.sub(r"\1", _WORD_TWICE.sub(r"\1", said))).strip()
    return _SHORT_IS.sub(r"\1 is ", said) or text
