"""What is said while somebody looks for words: "uh", words said twice, and beginnings of words."""

from __future__ import annotations

import re

_SOUND = r"(?:u+h+m*|u+m+|e+r+m*|h+m+|mm+)"
_SOUNDS = re.compile(rf"(?<![\w'-]){_SOUND}(?![\w'-])(?:[,.…]*\s+(?:like|you know)(?![\w'-]))?[,.…]*\s*", re.IGNORECASE)
_RESTART = re.compile(rf"\b(\w+)[,.…]*\s+{_SOUND}[,.…]*\s+(?=\1\b)", re.IGNORECASE)
_AGAIN = (
    r"an?|the|my|our|i|we|you|is|are|was|did|does|can|could|would|will|what|what's|whats|how|how's|which|set|turn|switch|"
    r"put|add|open|close|shut|start|stop|make|get|please|for|from|of|and|it's|if|any|some"
)
"""What is often said twice, and means nothing more by it: "the the lamp"; no such word as in "turn it on on Monday"."""
_WORD_TWICE = re.compile(rf"\b({_AGAIN})(?:[,.…]*\s+\1)+(?=\s+\S)", re.IGNORECASE)
_WORDS_TWICE = re.compile(
    rf"\b((?:{_AGAIN}|to|in|on|at|do|play)(?:\s+[\w']+){{1,2}})(?:[,.…]*\s+\1)+(?=\s+\S)", re.IGNORECASE
)
_BEGINNING = re.compile(r"(?<![\w'-])([b-df-hj-np-tv-xz]{1,3})[-,.…]*\s+(?=\1\w)", re.IGNORECASE)


def fluent(text: str) -> str:
    """Return a text without hesitations; the text itself where nothing else was said.

    >>> fluent("put uh milk and er eggs on the list"), fluent("is the is the garage door shut")
    ('put milk and eggs on the list', 'is the garage door shut')
    >>> fluent("wh what's on"), fluent("um"), fluent("turn it on on Monday"), fluent("twenty er twenty five minutes")
    ("what's on", 'um', 'turn it on on Monday', 'twenty five minutes')
    """
    said = _BEGINNING.sub("", _SOUNDS.sub("", _RESTART.sub("", text)))
    said = _WORDS_TWICE.sub(r"\1", _WORD_TWICE.sub(r"\1", said)).strip()
    return said or text
