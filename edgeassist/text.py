"""One normal form for everything that is said, typed or used as a name: it runs before every tier."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MAX_CHARACTERS = 400
"""Longer text is no spoken command; the rest is cut off."""


def _listed(words: str) -> list[str]:
    return words.split()


_SMALL = _listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = _listed("twenty thirty forty fifty sixty seventy eighty ninety")
ORDINALS = _listed(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
    "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
)
"""Words for 1st to 20th."""
ORDINAL_DAYS = (
    *ORDINALS,
    *("20 second" if word == "second" else f"twenty {word}" for word in ORDINALS[:9]),
    *("thirtieth", "thirty first"),
)
"""The days of a month as `normalise` leaves them, from the first on."""
ORDINAL_DAY = rf"(?:{'|'.join(sorted(ORDINAL_DAYS, key=len, reverse=True))})"
"""One of them, as a pattern."""
MONTHS = tuple(_listed("january february march april may june july august september october november december"))
MONTH = rf"(?:{'|'.join(MONTHS)})"
"""The name of a month, as a pattern."""
WEEKDAYS = tuple(_listed("monday tuesday wednesday thursday friday saturday sunday"))
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
"""The name of a day of the week, as a pattern."""

_VALUES = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * (n + 2) for n, word in enumerate(_TENS)}
_BEGIN_NUMBERS = {*_VALUES, "point", "a", "hundred", "thousand"}
_ORDINALS_AFTER_TENS = {*ORDINALS[:9]} - {"second"}
"""After tens these make a date ("twenty first"); a "twenty second timer" is more often a time."""

_BEFORE_PRONOUN = frozenset(
    _listed(
        "the this that which other another each every any last next first second wrong right left big small little old "
        "new previous skip top bottom middle upper lower front back red green blue white yellow same only"
    )
)
_AFTER_NUMBER = frozenset(
    _listed("hour minute second day week percent degree degrees hundred thousand point oh o'clock am pm")
)
_SPELLINGS = {
    "whats": "what's",
    "wheres": "where's",
    "hows": "how's",
    "dont": "don't",
    "cant": "can't",
    "didnt": "didn't",
    "doesnt": "doesn't",
    "isnt": "isn't",
    "arent": "aren't",
    "whos": "who's",
    "thats": "that's",
    "theres": "there's",
    "ive": "i've",
    "im": "i'm",
    "oclock": "o'clock",
    "ok": "okay",
    "anymore": "any more",
}
_BEFORE_FOLDING = ((re.compile(r"(?<=\d)\s*½"), ".5"), (re.compile(r"½"), " half "))
_CLEANED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\u2018\u2019\u02bc`]"), "'"),
    (re.compile(r"(?<=\d),(?=\d{3}\b)"), ""),
    (re.compile(r"\b(1[3-9]|2[0-3]):00\b"), r"\1 o'clock "),
    (re.compile(r"(?<=\d):00\b"), " "),
    (re.compile(r"(?<![\w.])[-\u2212](?=\d)"), " minus "),
    (re.compile(r"\b(\d{4})\s*k\b"), r"\1 kelvin "),
    (re.compile(r"°\s*c\b"), " degrees celsius "),
    (re.compile(r"°\s*f\b"), " degrees fahrenheit "),
    (re.compile(r"°"), " degrees "),
    (re.compile(r"%|\bper cent\b"), " percent "),
    (re.compile(r"&"), " and "),
    (re.compile(r"\b(four|six|seven|eigh|nine)t? teen\b"), r"\1teen"),
    (re.compile(r"(?<=\d)(?=(?:am|pm|mins?|secs?|hrs?|h|m|s|c|f|percent|kelvin)\b)"), " "),
)
_TO_CLEAN = re.compile(r"[^\x00-\x7f]|[0-9%&`]|per cent| teen\b", re.IGNORECASE)
"""What no plain text has: in any other, all that is to be done is to put it in lower case."""
_INITIALS = re.compile(r"\b[a-z](?:\.[a-z])+\b\.?")
_NO_PART_OF_A_WORD = re.compile(r"[^a-z0-9'.]|(?<![0-9])\.|\.(?![0-9])")
_DECIMAL_POINT = re.compile(r"(?<=[0-9])\.(?=[0-9])")
_ORDINAL_DIGITS = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)")


def normalise(text: str) -> str:
    """Return `text` in lower case, with numbers in digits, no punctuation and single spaces.

    >>> normalise("Set the Kitchen-Light to fifty five percent, please!")
    'set the kitchen light to 55 percent please'
    >>> normalise("The other one to twenty one and a half degrees at half past seven")
    'the other one to 21.5 degrees at half past 7'
    """
    return _normalised(text[:MAX_CHARACTERS])


@lru_cache(maxsize=64)  # every tier asks for that of the same words
def _normalised(text: str) -> str:
    if _TO_CLEAN.search(text):
        for pattern, replacement in _BEFORE_FOLDING:
            text = pattern.sub(replacement, text)
        text = _folded(text)
        for pattern, replacement in _CLEANED:
            text = pattern.sub(replacement, text)
    else:
        text = text.lower()
    if "." in text:
        text = _INITIALS.sub(lambda match: match[0].replace(".", ""), text)
    return " ".join(_with_digits(_words(text)))


@lru_cache(maxsize=20_000)
def normalised_name(name: str) -> str:
    """Return a name normalised, and remember it: the names of a house are needed again whenever one is added."""
    return normalise(name)


def in_words(text: str) -> str:
    """Return normalised text with its numbers in words, as a recogniser of words hears them.

    >>> in_words("set it to 55.5 percent at 7 05")
    'set it to fifty five point five percent at seven oh five'
    """
    return " ".join(_spoken(word) for word in text.split())


def _folded(text: str) -> str:
    """Return the text without differences of case or form; twice, since folding can undo composing."""
    for _ in range(2):
        text = unicodedata.normalize("NFKC", text).casefold()
    return unicodedata.normalize("NFKC", text)


def _words(text: str) -> list[str]:
    if text.isascii():
        text = _NO_PART_OF_A_WORD.sub(" ", text)
    else:
        points = {match.start() for match in _DECIMAL_POINT.finditer(text)}
        kept = (c == "'" or at in points or unicodedata.category(c)[0] in "LMN" for at, c in enumerate(text))
        text = "".join(c if keep else " " for c, keep in zip(text, kept, strict=True))
    words = (word.strip("'") for word in text.split())
    return [_SPELLINGS.get(word, word) for word in words if word]


def _with_digits(words: list[str]) -> list[str]:
    words = [part for word in words for part in _ordinal(word)]
    out: list[str] = []
    at = 0
    while at < len(words):
        number, at = _number(words, at)
        if number is not None:
            out.append(number)
            continue
        if words[at] in {"oh", "o"} and out and re.fullmatch("[0-9]{1,2}", out[-1]):
            minutes, after = _number(words, at + 1)
            if minutes is not None and re.fullmatch("[1-9]", minutes):
                out.append("0" + minutes)
                at = after
                continue
        out.append(words[at])
        at += 1
    return out


def _ordinal(word: str) -> list[str]:
    """Return an ordinal in words where it was in digits: "21st" is "twenty first"."""
    match = _ORDINAL_DIGITS.fullmatch(word) if word[0].isdigit() else None
    n = int(match[1]) if match else 0
    if 0 < n <= len(ORDINALS):
        return [ORDINALS[n - 1]]
    if n in {30, 31}:
        return ["thirtieth"] if n == 30 else ["thirty", "first"]
    return ["twenty", ORDINALS[n - 21]] if 20 < n < 30 else [word]


def _number(words: list[str], at: int) -> tuple[str | None, int]:
    """Return the number that begins at `at`, in digits, and the place after it; None where there is none."""
    if at >= len(words) or not _may_count(words, at):
        return None, at
    is_set_point = words[max(0, at - 1)] == "set"
    if _is(words, at, "point") and not is_set_point and (fraction := _fraction(words, at + 1)):
        return f"0.{fraction[0]}", fraction[1]
    whole = _whole(words, at)
    if whole is None:
        return None, at
    number, after = whole
    if _is(words, after, "point") and (fraction := _fraction(words, after + 1)):
        return f"{number}.{fraction[0]}", fraction[1]
    if words[after : after + 3] == ["and", "a", "half"]:
        return f"{number}.5", after + 3
    return str(number), after


def _may_count(words: list[str], at: int) -> bool:
    """Return whether a number may begin with a word."""
    if words[at] == "one" and _is_pronoun(words, at):
        return False
    return words[at] in _BEGIN_NUMBERS or words[at][0].isdigit()


def _is_pronoun(words: list[str], at: int) -> bool:
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    counts = after in _AFTER_NUMBER or after in _VALUES or words[at + 1 : at + 4] == ["and", "a", "half"]
    return before in _BEFORE_PRONOUN and not counts


def _is(words: list[str], at: int, word: str) -> bool:
    return at < len(words) and words[at] == word


def _fraction(words: list[str], at: int) -> tuple[str, int] | None:
    """Return the digits after a spoken point: "two five", "twenty five" or "25"."""
    digits = ""
    while at < len(words) and (n := _below_hundred(words, at)) is not None and n[0] < 100:
        digits += str(n[0])
        at = n[1]
    return (digits, at) if digits else None


def _whole(words: list[str], at: int) -> tuple[int, int] | None:
    number = _below_thousands(words, at)
    if number is None or not _is(words, number[1], "thousand"):
        return number
    thousands, at = number[0] * 1000, number[1] + 1
    rest = _below_thousands(words, at + 1 if _is(words, at, "and") else at, spoken=True)
    return (thousands + rest[0], rest[1]) if rest and 0 < rest[0] < 1000 else (thousands, at)


def _below_thousands(words: list[str], at: int, *, spoken: bool = False) -> tuple[int, int] | None:
    number = _below_hundred(words, at, spoken=spoken) or _bare_hundred(words, at)
    if number is None or not _is(words, number[1], "hundred") or number[0] >= 100:
        return number
    hundreds, at = number[0] * 100, number[1] + 1
    rest = _below_hundred(words, at + 1 if _is(words, at, "and") else at, spoken=True)
    return (hundreds + rest[0], rest[1]) if rest and rest[0] else (hundreds, at)


def _bare_hundred(words: list[str], at: int) -> tuple[int, int] | None:
    """Return 1 before "hundred" or "thousand" where no number stands: "a hundred", "hundred"."""
    after = at + 1 if _is(words, at, "a") else at
    return (1, after) if _is(words, after, "hundred") or _is(words, after, "thousand") else None


def _below_hundred(words: list[str], at: int, *, spoken: bool = False) -> tuple[int, int] | None:
    """Return the number from 0 to 99 in words at `at`, or any in digits unless `spoken`."""
    word = words[at] if at < len(words) else ""
    if not spoken and re.fullmatch("0|[1-9][0-9]*", word):
        return int(word), at + 1
    value = _VALUES.get(word)
    if value is None:
        return None
    following = words[at + 1] if at + 1 < len(words) else ""
    if value < 20:
        return value, at + 1
    if following in _ORDINALS_AFTER_TENS:
        return None
    unit = _VALUES.get(following, 0)
    return (value + unit, at + 2) if 0 < unit < 10 else (value, at + 1)


def _spoken(word: str) -> str:
    if re.fullmatch("0[1-9]", word):
        return "oh " + _SMALL[int(word)]
    if not re.fullmatch(r"[0-9]{1,6}(?:\.[0-9]+)?", word) or re.match("0[0-9]", word):
        return word
    whole, _, fraction = word.partition(".")
    digits = [_SMALL[int(digit)] for digit in fraction]
    return " ".join([*_count(int(whole)), *(["point", *digits] if digits else [])])


def _count(number: int) -> list[str]:
    if number < 20:
        return [_SMALL[number]]
    for size, name in ((1000, "thousand"), (100, "hundred")):
        if number >= size:
            rest = number % size
            return [*_count(number // size), name, *(_count(rest) if rest else [])]
    tens, unit = _TENS[number // 10 - 2], number % 10
    return [tens, _SMALL[unit]] if unit else [tens]
