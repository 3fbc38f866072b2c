"""What is written becomes what is said: one sentence, before any voice gets it."""

from __future__ import annotations

import html
import re
import unicodedata

from edgeassist.tts.amounts import amounts_said
from edgeassist.tts.clocks import times_said
from edgeassist.tts.codes import codes_spelled
from edgeassist.tts.names import names_said

LONGEST = 4_000
"""Characters of a sentence that are looked at as one."""

_KEPT = frozenset("°№²³")
_UNSAID = frozenset({"So", "Sk", "No", "Nl"})
"""Pictures, and numbers in circles."""
_ALIKE = str.maketrans(
    {
        "\u2212": "-",
        "\u2010": "-",
        "\u2011": "-",
        "\u2019": "'",
        "\u02bc": "'",
        "`": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u201e": '"',
        "\u2044": "/",
        "²": "\ue002",
        "³": "\ue003",
        "℃": "°C",
        "℉": "°F",
    }
)
"""Different characters for one thing; powers are kept from becoming digits."""
_POWERS = str.maketrans({"\ue002": "²", "\ue003": "³"})
_HALVES = (
    (re.compile(r"(?<=[0-9])\s?½"), ".5"),
    (re.compile(r"(?<=[0-9])\s?¼"), ".25"),
    (re.compile(r"(?<=[0-9])\s?¾"), ".75"),
)

_MARKUP = (
    (re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]"), " "),
    (re.compile(r"<(?:br|p|li|div|tr)\b[^<>]{0,200}>", re.IGNORECASE), ", "),
    (re.compile(r"</?[a-zA-Z!][^<>]{0,500}>"), " "),
    (re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,1000}\)"), r"\1"),
    (re.compile(r"^\s*(?:#{1,6}\s|>\s|[-*+•]\s|\d{1,2}[.)]\s(?=\s*\S))\s*"), ""),
    (re.compile(r"(?<!\w)\*{1,3}(?=\S)([^*\n]{1,500}?)\*{1,3}(?!\w)"), r"\1"),
    (re.compile(r"(?<!\w)_{1,2}(?=\S)([^_\n]{1,500}?)_{1,2}(?!\w)"), r"\1"),
    (re.compile(r"~~([^~\n]{1,500})~~"), r"\1"),
    (re.compile(r"'{2,}"), " "),
    (re.compile(r"\s*\|\s*"), ", "),
)
"""HTML, Markdown, and colours of a terminal: what is to be read of them."""

_SYMBOLS = (
    (re.compile(r"[→⇒]|->|=>"), " to "),
    (re.compile(r"\s?&\s?"), " and "),
    (re.compile(r"(?:>=|≥)\s?(?=\w)"), " at least "),
    (re.compile(r"(?:<=|≤)\s?(?=\w)"), " at most "),
    (re.compile(r">\s?(?=\w)"), " more than "),
    (re.compile(r"<\s?(?=\w)"), " less than "),
    (re.compile(r"[~≈]\s?(?=\w)"), " about "),
    (re.compile(r"±\s?(?=\w)"), " plus or minus "),
    (re.compile(r"(?<=\w)\s?\u00d7\s?(?=\w)"), " times "),
    (re.compile(r"(?<=\w)\s?=\s?(?=\w)"), " equals "),
    (re.compile(r"\+\s?(?=\w)"), " plus "),
    (re.compile(r"²"), " squared "),
    (re.compile(r"³"), " cubed "),
    (re.compile(r"\s?%"), " percent"),
    (re.compile(r"\s?°"), " degrees"),
    (re.compile(r"€"), " euros "),
    (re.compile(r"£"), " pounds "),
    (re.compile(r"\$"), " dollars "),
    (re.compile(r"(?<=\w)@(?=\w)"), " at "),
    (re.compile(r"(?<=[^\W\d_]{2})/(?=[^\W\d_]{2})"), " or "),
    (re.compile(r"(?<=[^\W\d_]{2})\.(?=[^\W\d_]{2})"), " "),
    (re.compile(r"\s[-\u2013\u2014]{1,3}\s|\s?\u2014\s?|\s*[()\[\]{};]\s*"), ", "),
    (re.compile(r"…|\.{2,}"), ". "),
)
"""What is left of signs, once numbers and codes are in words."""

_NEVER_SAID = re.compile(r"[^\w\s.,:!?'-]|[_\d]|(?<!\w)['-]|['-](?!\w)")
_PAUSES = re.compile(r"\s*[,:](?:\s*[,:])+|\s+(?=[.,:!?])")
_FIRST = re.compile(r"^[\s,.:;-]+")


def read_aloud(text: str) -> str:
    """Return a sentence as somebody would read it out: no digits, no signs, no markup; "" where nothing is to be said.

    >>> read_aloud("**Office**: 21.5 °C at 18:05 👍")
    'Office: twenty one point five degrees Celsius at six oh five PM'
    >>> read_aloud("<b>LED strip 2</b> uses ~3.2 kWh/d → €1.05")
    'L E D strip two uses about three point two kilowatt hours per day to one euro and five cents'
    """
    text = _clean(text)
    for step in (codes_spelled, times_said, amounts_said, names_said):
        text = step(text)
    for pattern, words in _SYMBOLS:
        text = pattern.sub(words, text)
    text = " ".join(_NEVER_SAID.sub(" ", text).split())
    text = _PAUSES.sub(lambda match: "," if match[0].strip() else "", text)
    return _FIRST.sub("", text) if any(map(str.isalpha, text)) else ""


def without_markup(text: str) -> str:
    """Return a sentence of any language without markup, pictures and control characters, its numbers as they are.

    >>> without_markup("**Büro**: 21,5 °C 👍")
    'Büro: 21,5 °C'
    """
    text = _clean(text)
    return text if any(map(str.isalnum, text)) else ""


def _clean(text: str) -> str:
    """Return text without markup, in characters of which there is one for each thing."""
    text = " ".join(html.unescape(text[:LONGEST]).translate(_ALIKE).split())
    for pattern, words in (*_HALVES, *_MARKUP):
        text = pattern.sub(words, text)
    text = unicodedata.normalize("NFKC", text)[:LONGEST].translate(_POWERS)
    return " ".join("".join(map(_spoken, text)).split())


def _spoken(character: str) -> str:
    """Return a character that can be said, a digit of any script as ours; a space for pictures and commands."""
    if (character.isascii() and character.isprintable()) or character in _KEPT:
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    kind = unicodedata.category(character)
    if kind == "Cf" or unicodedata.name(character, "").startswith("VARIATION SELECTOR"):
        return ""
    return " " if kind[0] in "CZ" or kind in _UNSAID else character
