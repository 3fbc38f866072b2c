"""Markdown without its marks, headings and tables left as they are."""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_FENCE = re.compile(r"^[ \t]{0,8}(?:```|~~~).*$", re.MULTILINE)
_MARKS = (
    (re.compile(r"!\[([^\]]{0,200})\]\([^)]{0,500}\)"), r"\1"),
    (re.compile(r"\[([^\]]{1,200})\]\([^)]{0,500}\)"), r"\1"),
    (re.compile(r"<(https?://[^>]{1,500})>"), r"\1"),
    (re.compile(r"</?[a-z][^>]{0,200}>", re.IGNORECASE), " "),
    (re.compile(r"(\*\*|__)(?=\S)(.{1,300}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*]{1,300}?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_]{1,300}?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"^\s{0,8}>\s?"), ""),
    (re.compile(r"^(\s{0,20}[-*+] )\[[ xX]\] "), r"\1"),
)
"""Marks of one line, bounded: no file, however odd, may hold a pattern up."""
_LONGEST_LINE = 5_000
"""Characters of a line whose marks are taken out; a longer one is no text that somebody wrote."""


def plain(text: str) -> str:
    """Return Markdown as it is read aloud; what stands between backticks is left as it is.

    >>> plain("The *new* password is `a*b*c`, see [the router](http://192.168.0.1).")
    'The new password is a*b*c, see the router.'
    """
    text = _FENCE.sub("", _COMMENT.sub("", _FRONT.sub("", text)))
    return "\n".join(_line(line) if len(line) <= _LONGEST_LINE else line for line in text.split("\n"))


def _line(line: str) -> str:
    parts = line.split("`")
    for number in range(0, len(parts), 2):
        for mark, instead in _MARKS:
            parts[number] = mark.sub(instead, parts[number])
    return "".join(parts)
