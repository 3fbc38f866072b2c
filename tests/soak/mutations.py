"""Bytes from outside, spoiled in every way that bytes get spoiled: the same ones for the same seed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

_NUMBER = re.compile(rb"-?\d+(?:\.\d+)?")
_STRING = re.compile(rb'"[^"\\]{0,60}"')
_NUMBERS = (
    b"0", b"-1", b"1e308", b"-1e400", b"NaN", b"Infinity", b"1" * 400, b"0.1e-320", b"18446744073709551616", b"null",
    b"true", b'"12"', b"[]", b"{}", b"2026-13-45T99:99:99Z", b"1970-01-01",
)  # fmt: skip
_STRINGS = (
    b'""', b"null", b"7", b"[[]]", b'{"a":1}', b'"\\u0000\\ud800"',
    b'"\xf0\x9f\x94\x93\xe2\x80\xae"',
    b'"../../etc/passwd"',
    b'"{{ range(10**9) }}"', b'"{% for x in y %}"', b'"{{ value.__class__.__mro__ }}"', b'"#"', b'"+/#"', b'"\\"}],"',
    b'"' + b"a" * 3000 + b'"', b'"' + b"(a|" * 200 + b'"', b'"unavailable"', b'"on"', b'"nan"',
)  # fmt: skip
_BYTES = (b"\x00", b"\xff\xfe", b"\x80", b"\xed\xa0\x80", b"{", b"}", b"[", b'"', b"\\", b"\n", b",", b":", b"&", b"*")
_DEEP = (b"[", b'{"a":', b"(", b"{{", b"- ", b"[[")
_LONGEST = 200_000


class Mutations:
    """Makes new inputs of known ones."""

    def __init__(self, seeds: Sequence[bytes], chance: Random) -> None:
        self._seeds = seeds
        self._chance = chance
        self._ways: tuple[Callable[[bytes], bytes], ...] = (
            self._flipped,
            self._flipped,
            self._inserted,
            self._shortened,
            self._doubled,
            self._spliced,
            self._cut,
            self._nested,
            self._other_number,
            self._other_number,
            self._other_string,
            self._other_string,
            self._replaced,
        )

    def one(self) -> bytes:
        """Return one input, spoiled once or a few times."""
        content = self._chance.choice(self._seeds)
        for _ in range(self._chance.choice((1, 1, 1, 2, 3, 5))):
            content = self._chance.choice(self._ways)(content)[:_LONGEST]
        return content

    def _place(self, content: bytes) -> int:
        return self._chance.randrange(len(content) + 1)

    def _span(self, content: bytes) -> tuple[int, int]:
        start = self._place(content)
        return start, min(len(content), start + self._chance.choice((1, 2, 4, 16, 64, 400)))

    def _flipped(self, content: bytes) -> bytes:
        if not content:
            return content
        spoiled = bytearray(content)
        for _ in range(self._chance.choice((1, 1, 2, 8))):
            spoiled[self._chance.randrange(len(spoiled))] ^= 1 << self._chance.randrange(8)
        return bytes(spoiled)

    def _inserted(self, content: bytes) -> bytes:
        place = self._place(content)
        return content[:place] + self._chance.choice(_BYTES) * self._chance.choice((1, 1, 3)) + content[place:]

    def _shortened(self, content: bytes) -> bytes:
        start, end = self._span(content)
        return content[:start] + content[end:]

    def _doubled(self, content: bytes) -> bytes:
        start, end = self._span(content)
        return content[:end] + content[start:end] * self._chance.choice((1, 2, 50)) + content[end:]

    def _spliced(self, content: bytes) -> bytes:
        other = self._chance.choice(self._seeds)
        return content[: self._place(content)] + other[self._place(other) :]

    def _cut(self, content: bytes) -> bytes:
        return content[: self._place(content)]

    def _nested(self, content: bytes) -> bytes:
        place = self._place(content)
        return content[:place] + self._chance.choice(_DEEP) * self._chance.choice((3, 60, 2_000)) + content[place:]

    def _other_number(self, content: bytes) -> bytes:
        return self._other(_NUMBER, _NUMBERS, content)

    def _other_string(self, content: bytes) -> bytes:
        return self._other(_STRING, _STRINGS, content)

    def _other(self, pattern: re.Pattern[bytes], instead: Sequence[bytes], content: bytes) -> bytes:
        found = list(pattern.finditer(content))
        if not found:
            return self._inserted(content)
        match = self._chance.choice(found)
        return content[: match.start()] + self._chance.choice(instead) + content[match.end() :]

    def _replaced(self, content: bytes) -> bytes:
        start, end = self._span(content)
        return content[:start] + self._chance.randbytes(end - start) + content[end:]
