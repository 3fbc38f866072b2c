"""What is read character by character, or part by part: passwords, numbers of telephones, addresses of all kinds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from edgeassist.tts.numbers import each, letter

_SIGNS: Mapping[str, str] = MappingProxyType(
    {
        "-": "dash",
        "_": "underscore",
        ".": "dot",
        ",": "comma",
        ":": "colon",
        ";": "semicolon",
        "/": "slash",
        "\\": "backslash",
        "@": "at",
        "!": "exclamation mark",
        "?": "question mark",
        "#": "hash",
        "$": "dollar sign",
        "€": "euro sign",
        "%": "percent sign",
        "&": "ampersand",
        "*": "star",
        "+": "plus",
        "=": "equals",
        "~": "tilde",
        "^": "caret",
        "|": "bar",
        "'": "apostrophe",
        '"': "quote",
        "(": "open bracket",
        ")": "close bracket",
        "[": "open square bracket",
        "]": "close square bracket",
        "{": "open brace",
        "}": "close brace",
        "<": "less than",
        ">": "more than",
    }
)
_LONGEST = 40
"""Characters that somebody would write down; of a longer code only the length is said."""

_NAMED = r"pass ?words?|pass ?phrase|pass ?code|PIN|access code|security code|door code|code|key|SSID|serial|IBAN"
_NUMBERED = (
    r"(?:serial|phone|telephone|mobile|account|customer|order|contract|policy|model|invoice|part|reference|card)"
)
_CALLED = rf"\b(?:(?:{_NAMED})|{_NUMBERED} (?:number|no\.?))"
_AFTER_NAME = re.compile(
    rf"({_CALLED})(\s+(?:is|are|was)\b|\s?[:=])?(\s++[\"']?)(?:(?:now|still)\s+)?(\S++)", re.IGNORECASE
)
_ORDINARY = re.compile(r"[A-Za-z]+(?:['-][a-z]+)+|[$€£]?\d+[.,:]\d+\S*")
_URL = re.compile(r"\b(?:https?://|www\.)([^\s<>\"')\]]++)", re.IGNORECASE)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HOST = re.compile(
    r"(?<![\w.@-])[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,3}\.(?:com|org|net|de|io|local|lan|eu|uk)\b(?!\w)"
)
_IP = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]*\d)")
_MAC = re.compile(r"(?<![\w:])[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){3,7}(?![\w:])")
_PHONE = re.compile(
    r"(?<![\w.,:/-])(?:\+\d{1,3}|0\d{1,4}|\d{3}(?=-\d{3}-\d{4}))"
    r"(?:(?:[ -]{1,2}|/(?=\d{4}))\d{2,8}){1,4}(?![\w:]|[.,-]\d)"
)
_CALL = re.compile(r"\b([Cc]all|[Dd]ial)\s(\d{3,8})\b")
_TOKEN = re.compile(r"(?<![\w/-])(?!\d{4}-\d\d-\d\d)[A-Za-z0-9]++(?:[-_][A-Za-z0-9]++)*+(?![\w/])")
_SWITCH = re.compile(r"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_READABLE = re.compile(r"[A-Za-z]?[a-z]*[aeiouy][a-z]*")
_PIECES = re.compile(r"[A-Za-z]+|[0-9]+|.", re.DOTALL)


def codes_spelled(text: str) -> str:
    """Return `text` with codes and addresses in words.

    >>> codes_spelled("The code is 4711, see www.example.com/help")
    'The code is four seven one one, see example dot com slash help'
    >>> codes_spelled("The Wi-Fi password: sunflower-42-B")
    'The Wi-Fi password: sunflower, dash, four two, dash, capital B'
    """
    text = _AFTER_NAME.sub(_after_name, _PHONE.sub(_telephone, text))
    text = _URL.sub(lambda match: _address(match[1]), text)
    text = _MAIL.sub(lambda match: _address(match[0]), text)
    text = _HOST.sub(lambda match: _address(match[0]), text)
    text = _IP.sub(lambda match: " dot ".join(map(each, match[0].split("."))), text)
    text = _MAC.sub(lambda match: ", ".join(_letters(pair) for pair in match[0].split(":")), text)
    text = _CALL.sub(lambda match: f"{match[1]} {each(match[2])}", text)
    return _TOKEN.sub(_mixed, text)


def _after_name(match: re.Match[str]) -> str:
    code = match[4].rstrip(".,;?\"')")
    least = 3 if match[2] else 4
    digits = re.search(r"[0-9]", code)
    looks_like_one = digits or (match[2] and re.search(r"[^A-Za-z]|[a-z][A-Z]", code))
    if not looks_like_one or len(code) < least or _ORDINARY.fullmatch(code):
        return match[0]
    rest = match[4][len(code) :].replace('"', "")
    return f"{match[1]}{match[2] or ''} {_spelled(code, capitals=True)}{rest}"


def _spelled(code: str, *, capitals: bool) -> str:
    """Return a code piece by piece; words in it that can be read are."""
    if len(code) > _LONGEST:
        return f"a code of {len(code)} characters"
    return ", ".join(_spelled_pieces(code, capitals=capitals))


def _spelled_pieces(code: str, *, capitals: bool) -> Iterator[str]:
    for piece in _PIECES.findall(code):
        if piece.isascii() and piece.isdigit():
            yield each(piece)
        elif len(piece) >= 3 and _READABLE.fullmatch(piece):
            yield f"capital {piece}" if capitals and piece[0].isupper() else piece
        elif piece.isascii() and piece.isalpha():
            yield from (f"capital {letter(c)}" if capitals and c.isupper() else letter(c) for c in piece)
        else:
            yield _SIGNS.get(piece, piece)


def _address(text: str) -> str:
    """Return an address of the net: without what nobody types, and of a long one the beginning."""
    text = re.sub(r"^www\.", "", text, flags=re.IGNORECASE).rstrip(".,;:!?/")
    text = re.split(r"[?#]", text, maxsplit=1)[0]
    if len(text) > _LONGEST:
        text = text.split("/", 1)[0][:_LONGEST]
    return " ".join(_address_pieces(text))


def _address_pieces(text: str) -> Iterator[str]:
    for piece in _PIECES.findall(text):
        if piece.isascii() and piece.isdigit():
            yield each(piece)
        elif piece.isascii() and piece.isalpha():
            yield piece if _READABLE.fullmatch(piece) or piece in {"com", "org", "net"} else _letters(piece)
        else:
            yield _SIGNS.get(piece, piece)


def _letters(text: str) -> str:
    return " ".join(each(c) if c.isdigit() else letter(c) for c in text)


def _telephone(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match[0])
    if len(digits) < 7:
        return match[0]
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(each(group) for group in re.findall(r"\d+", match[0]))


def _mixed(match: re.Match[str]) -> str:
    """Spell what mixes letters and digits so that nobody could read it."""
    token = match[0]
    if len(token) < 6 or len(_SWITCH.findall(token)) < 2:
        return token
    return _spelled(token, capitals=token.upper() != token)
