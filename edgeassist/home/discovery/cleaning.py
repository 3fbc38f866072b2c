"""Names, words and topics as strangers send them: nothing here raises, and what is no use comes back empty."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NAME = 64
"""Characters of a name that a device gives itself; nobody says more, and names go into prompts."""

_LONGEST_ID = 200
_LONGEST_TOPIC = 1_024
_NO_TOPIC = re.compile(r"[+#\x00-\x1f\x7f]")
_NO_ID = re.compile(r"[^a-z0-9]+")
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
"""Kinds of characters that cannot be seen, or turn the text around them."""


def name_in(value: object, longest: int = LONGEST_NAME) -> str:
    r"""Return a name on one line, without characters that cannot be seen, cut at `longest`; "" where it is no text.

    >>> name_in(" Hall\n\u202elamp\x00 "), name_in("x" * 99, 3), name_in(["Hall"])
    ('Hall lamp', 'xxx', '')
    """
    if not isinstance(value, str):
        return ""
    seen = value[: 4 * longest]
    if not seen.isprintable():
        seen = "".join(" " if unicodedata.category(each) in _UNSEEN else each for each in seen)
    return " ".join(seen.split())[:longest].rstrip()


def names_in(value: object, most: int = 64) -> tuple[str, ...]:
    """Return the names of a JSON list, without those that are empty, at most `most`."""
    return tuple(filter(None, map(name_in, value[:most]))) if isinstance(value, list) else ()


def text_in(value: object, longest: int = 255) -> str | None:
    r"""Return a payload or a word just as it is; None where it is no text, empty, too long, or not printable.

    >>> text_in("ON"), text_in(""), text_in(7), text_in("a\x00")
    ('ON', None, None, None)
    """
    return value if isinstance(value, str) and 0 < len(value) <= longest and value.isprintable() else None


def topic_in(value: object) -> str | None:
    """Return a topic that can be published to; None where `value` is none.

    >>> topic_in("zigbee2mqtt/Hall lamp"), topic_in("all/#"), topic_in(None)
    ('zigbee2mqtt/Hall lamp', None, None)
    """
    if not isinstance(value, str) or not 0 < len(value.encode(errors="replace")) <= _LONGEST_TOPIC:
        return None
    return None if _NO_TOPIC.search(value) or not value.isprintable() else value


def id_of(*parts: str) -> str:
    """Return an id of small letters, digits and "_", as the part of an entity's id after the dot.

    >>> id_of("0x00158d00", "State L1"), id_of("Küche"), id_of("☂")
    ('0x00158d00_state_l1', 'kuche', 'unnamed')
    """
    plain = unicodedata.normalize("NFKD", " ".join(parts)).encode("ascii", "ignore").decode().lower()
    return _NO_ID.sub("_", plain[:_LONGEST_ID]).strip("_") or "unnamed"
