"""Markdown without its marks, headings and tables left as they are."""

from __future__ import annotations

import re

_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_MARKS = (
    (re.compile(r"!\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"\1"),
    (re.compile(r"<(https?://[^>]+)>"), r"\1"),
    (re.compile(r"</?[a-z][^>]*>", re.IGNORECASE), " "),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)"), r"\1"),
    (re.compile(r"^\s*>\s?", re.MULTILINE), ""),
    (re.compile(r"^(\s*[-*+] )\[[ xX]\] ", re.MULTILINE), r"\1"),
)


def plain(text: str) -> str:
    """Return Markdown as it is read aloud; what stands between backticks is left as it is.

    >>> plain("The *new* password is `a*b*c`, see [the router](http://192.168.0.1).")
    'The new password is a*b*c, see the router.'
    """
    text = _FENCE.sub("", _COMMENT.sub("", _FRONT.sub("", text)))
    parts = text.split("`")
    for number in range(0, len(parts), 2):
        for mark, instead in _MARKS:
            parts[number] = mark.sub(instead, parts[number])
    return "".join(parts)
