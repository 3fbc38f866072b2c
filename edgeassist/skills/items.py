"""What stands on a list: one item or several in what was said, how many of it, and when two are the same."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from edgeassist.home.forms import plain, singular
from edgeassist.home.tasks import is_task
from edgeassist.text import ORDINALS, normalise

LONGEST_ITEM = 200
"""Characters."""
MOST_AT_ONCE = 50

_COMMA = re.compile(r"\s*(?:(?<!\d),|,(?!\d)|[;\n])\s*")
_AND = re.compile(r"\s+(?:and(?: also)?|&|plus|as well as)\s+", re.IGNORECASE)
_LEADING_AND = re.compile(r"^(?:and|&|plus)\s+", re.IGNORECASE)


def _each(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PAIRS = frozenset(
    {("mac", "cheese"), ("macaroni", "cheese"), ("fish", "chips"), ("half", "half"), ("gin", "tonic")}
    | {("arts", "crafts"), ("bangers", "mash"), ("cookies", "cream"), ("sweet", "sour"), ("rum", "raisin")}
    | {("ben", "jerry's"), ("head", "shoulders"), ("bed", "breakfast"), ("rock", "roll")}
    | {("odds", "ends"), ("bubble", "squeak")}
)  # fmt: skip
"""The words before and after an "and" that are one thing."""
_PAIRS_OF_A_DISH = frozenset(
    {("ham", "cheese"), ("cheese", "onion"), ("salt", "vinegar"), ("salt", "pepper"), ("bread", "butter")}
    | {("bacon", "egg"), ("chicken", "mushroom"), ("steak", "kidney"), ("garlic", "herb"), ("lemon", "ginger")}
    | {("black", "white"), ("hot", "sour"), ("butter", "jelly"), ("apple", "cinnamon"), ("sage", "onion")}
)  # fmt: skip
"""Two things, unless another word follows: "cheese and onion crisps"."""

_PLAIN = _each(
    "milk eggs bread butter cheese apples bananas coffee tea sugar flour rice pasta tomatoes potatoes onions carrots"
    " oranges lemons yoghurt yogurt cereal soap shampoo toothpaste batteries wine beer honey jam salt pepper ham"
    " cucumbers peppers mushrooms grapes strawberries nappies biscuits crisps ketchup mustard garlic lettuce"
)
"""What is a whole item by itself: speech has no commas."""

_COUNTS = (
    r"(?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:half )?a dozen|a couple of"
    r"|a few|several|some|half an?|an?)"
)
_UNITS = (
    r"(?:bottle|pack|packet|tin|can|loaf|loave|bag|box|boxe|jar|carton|litre|liter|pint|kilo|kilogram|gram|pound|ounce"
    r"|dozen|bunch|bunche|piece|slice|tube|roll|crate|case|cup|glass|glasse|tub|bar|head|clove|sachet|pot)s?"
)
_AMOUNT = re.compile(
    rf"^(?:{_COUNTS}\s*[x\u00d7]\s+|\d+(?:[.,]\d+)?\s?(?:g|kg|l|ml|cl|lb|lbs|oz)\.?\s+(?:of\s+)?"
    rf"|{_COUNTS}\s+{_UNITS}\s+of\s+|(?:the|more|another)\s+|{_COUNTS}\s+)(?=\S)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"^(?!a (?:dozen|couple|few)\b)"
    r"(?:one|1|an?|the|more|another|some|half an?|\d+(?:[.,]\d+)?\s?(?:g|kg|l|ml|cl|lb|lbs|oz))\b",
    re.IGNORECASE,
)
_NO_AMOUNT = re.compile(r"^(?:the|some|more|an?)\s+$", re.IGNORECASE)
_EVERYTHING = frozenset({"everything", "all", "all items", "all of it", "all of them", "every item", "lot", "it all"})
_STEMS = {"loave": "loaf", "knive": "knife", "halve": "half", "leave": "leaf", "children": "child", "women": "woman"}


_PLACES = (*ORDINALS, "last")
_PLACE = re.compile(rf"(?:the )?({'|'.join(_PLACES)})(?: (?:one|1|thing|item))?")


_QUOTES = " \"'\u201c\u201d\u2018\u2019"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing for a list."""

    text: str
    """As it was said."""
    key: str
    """The same for what is the same, whatever its case, its plural and how many of it."""

    @property
    def has_amount(self) -> bool:
        """Whether it says how many, or how much."""
        amount = _AMOUNT.match(self.text)
        return amount is not None and _NO_AMOUNT.match(amount[0]) is None

    @property
    def is_plural(self) -> bool:
        """Whether it *are* on a list.

        >>> [item_of(text).is_plural for text in ("eggs", "two bottles of milk", "a loaf of bread", "500 g peas")]
        [True, True, False, False]
        """
        if amount := _AMOUNT.match(self.text):
            if not _NO_AMOUNT.match(amount[0]):
                return _ONE.match(amount[0]) is None
            if amount[0].strip().lower() in {"a", "an"}:
                return False
        if is_task(self.text):
            return False
        last = self.text.casefold().split()[-1]
        return singular(last) != last


def cleaned(text: str) -> str:
    r"""Return `text` on one line, without characters that nobody sees, or quotes around it.

    >>> cleaned('  "oat\tmilk" \x07')
    'oat milk'
    """
    spaced = (" " if c.isspace() else c for c in text)
    seen = "".join(c for c in spaced if unicodedata.category(c)[0] != "C" or c == "\u200d")
    return " ".join(unicodedata.normalize("NFC", seen).split()).strip(_QUOTES).rstrip(" .!?,;")


def item_of(text: str) -> Item:
    """Return the item that a text is; an empty one where nothing can be read in it.

    >>> item_of("2 Bottles of Milk").key == item_of("milk").key, item_of("Tomatoes").key == item_of("tomato").key
    (True, True)
    """
    text = cleaned(text)
    what = _AMOUNT.sub("", text) or text
    key = " ".join(_stem(word) for word in normalise(what).split()) or what.casefold()
    return Item(text, key)


def items_of(text: str) -> tuple[Item, ...]:
    """Return the items in what was said, in that order, each once.

    >>> [item.text for item in items_of("eggs, mac and cheese and two bottles of milk")]
    ['eggs', 'mac and cheese', 'two bottles of milk']
    >>> [item.text for item in items_of("eggs milk and bread")], [item.text for item in items_of("call mum and dad")]
    (['eggs', 'milk', 'bread'], ['call mum and dad'])
    """
    parts = [cleaned(part) for part in _parts(text)]
    items = [item_of(part) for part in parts if part]
    return tuple({item.key: item for item in items}.values())


def is_everything(text: str) -> bool:
    """Return whether all that is on a list is meant."""
    return normalise(text).removeprefix("the ") in _EVERYTHING


def place_of(text: str, many: int) -> int | None:
    """Return the number of the item of a list that a text means by its place; None: it means none so.

    >>> place_of("the second one", 3), place_of("last thing", 3), place_of("fourth", 3), place_of("milk", 3)
    (1, 2, None, None)
    """
    match = _PLACE.fullmatch(normalise(text))
    at = _PLACES.index(match[1]) if match else many
    return many - 1 if match and match[1] == "last" and many else at if at < many else None


def is_place(text: str) -> bool:
    """Return whether a text means an item by its place."""
    return _PLACE.fullmatch(normalise(text)) is not None


def _parts(text: str) -> list[str]:
    commas = _joined([part for part in _COMMA.split(text) if part.strip()])
    if len(commas) > 1:
        return [part for piece in commas for part in _anded(_LEADING_AND.sub("", piece))]
    parts = _anded(text)
    words = parts[0].casefold().split()
    if len(parts) > 1 and len(words) > 1 and _PLAIN.issuperset(words):
        return [*parts[0].split(), *parts[1:]]
    return parts


def _joined(pieces: list[str]) -> list[str]:
    """Return what commas divide, a task with all that does not begin another one."""
    out: list[str] = []
    for piece in pieces:
        if out and is_task(out[0]) and not is_task(_LEADING_AND.sub("", piece)):
            out[-1] += f", {piece}"
        else:
            out.append(piece)
    return out


def _anded(text: str) -> list[str]:
    """Return what every "and" divides that does divide."""
    out, begin = [], 0
    for joint in _AND.finditer(text):
        left, right = text[begin : joint.start()], text[joint.end() :]
        if _divides(left, right):
            out.append(left)
            begin = joint.end()
    return [*out, text[begin:]]


def _divides(left: str, right: str) -> bool:
    before, after = left.casefold().split(), right.casefold().split()
    if not before or not after:
        return False
    if is_task(left):
        return is_task(right)
    pair = (before[-1], after[0].strip(",."))
    if pair in _PAIRS or (pair in _PAIRS_OF_A_DISH and len(after) > 1 and after[1] not in {"and", "&", "plus"}):
        return False
    return after[:2] not in (["a", "half"], ["a", "quarter"])


def _stem(word: str) -> str:
    """Return a word as it is in the singular, or nearly so: only compared with others of this kind."""
    word = plain(word.removesuffix("'s"))
    stem = singular(_STEMS.get(word, word))
    stem = _STEMS.get(stem, stem)
    if stem.endswith("oe"):
        return stem[:-1]
    return f"{stem[:-2]}y" if stem.endswith("ie") else stem
