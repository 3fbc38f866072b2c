"""Lengths of time of which a part goes without saying, in full: "10" minutes on a timer."""

from __future__ import annotations

import re

_BARE = re.compile(r"(\d{1,3})(?:\.0)?")
_FROM_NOW = re.compile(r"in (?P<length>.+?)(?:'s time)?|(?P<later>.+) from now")


def with_unit(span: str) -> str:
    """Return a length of time with its unit; a bare number is one of minutes.

    >>> with_unit("10"), with_unit("10 seconds")
    ('10 minutes', '10 seconds')
    """
    bare = _BARE.fullmatch(span)
    return f"{bare[1]} minutes" if bare else span


def from_now(span: str) -> str:
    """Return after what length of time something is, "in 90 minutes"; empty where it is said otherwise.

    >>> from_now("in 90"), from_now("2 hours from now"), from_now("at 7")
    ('90 minutes', '2 hours', '')
    """
    match = _FROM_NOW.fullmatch(span)
    return with_unit(match["length"] or match["later"]) if match else ""
