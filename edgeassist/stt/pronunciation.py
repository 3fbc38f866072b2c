"""How words sound, in the phones of the acoustic model: from its dictionary, otherwise from espeak-ng."""

# ruff: noqa: RUF001  the phonetic alphabet looks like the Latin one

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from mmap import ACCESS_READ, mmap
from pathlib import Path

from edgeassist.errors import ModelError

Pronunciations = tuple[str, ...]

_ALSO: dict[str, Pronunciations] = {
    "ac": ("EY S IY",),
    "almond": ("AO L M AH N D", "AE L M AH N D"),
    "led": ("EH L IY D IY",),
    "milk": ("M EH L K", "M UH L K", "M IH UH K"),
    "off": ("AO F", "AA F"),
}
"""Ways of saying that the dictionary lacks."""

_TABLE = """
b B, d D, f F, h HH, k K, l L, m M, n N, p P, s S, t T, v V, w W, z Z, ɡ G, g G, ɹ R, r R
ŋ NG, ʃ SH, ʒ ZH, θ TH, ð DH, tʃ CH, dʒ JH, j Y, ɾ T, ʔ T, x K, ç HH
i IY, iː IY, iːː IY, ɪ IH, ᵻ IH, ɛ EH, e EH, eɪ EY, æ AE, ææ AE, ɑː AA, ɑ AA, a AA, ɔ AO, ɔː AO, o OW, oʊ OW
ʊ UH, uː UW, u UW, ʌ AH, ə AH, ɐ AH, ɚ ER, ɜː ER, aɪ AY, aʊ AW, ɔɪ OY, əl AH L, n̩ AH N, iə IY AH, aɪə AY AH, aɪɚ AY ER
ɑːɹ AA R, ɔːɹ AO R, oːɹ AO R, ɛɹ EH R, ɪɹ IH R, ʊɹ UH R
"""
_PHONES = dict(entry.split(maxsplit=1) for line in _TABLE.split("\n") if line for entry in line.split(","))
"""Phonemes of espeak-ng's American English → phones of the acoustic model."""


def phones(ipa: str) -> str:
    """Return phonemes that espeak-ng writes, separated by spaces, as phones; "" if one of them is not English.

    >>> phones("tʃ ɛ d ɚ")
    'CH EH D ER'
    """
    found = [_PHONES.get(phoneme, "") for phoneme in ipa.split()]
    return " ".join(found).replace("ER R ", "ER ") if all(found) else ""


class Lexicon:
    """Pronunciations of words; what it looked up once it remembers."""

    def __init__(self, dictionary: Path, phonemes: Callable[[str], str]) -> None:
        self._phonemes = phonemes
        self._known: dict[str, Pronunciations] = {}
        try:
            with dictionary.open("rb") as file:
                self._lines = mmap(file.fileno(), 0, access=ACCESS_READ)  # a start that counts nothing reads none
        except (OSError, ValueError) as error:
            raise ModelError(f"{dictionary}: {error}; reinstall the package pocketsphinx") from error

    def pronunciations(self, word: str) -> Pronunciations:
        """Return how `word` is said, the usual way first; nothing where nobody could tell."""
        if word not in self._known:
            found = (*self._listed(word), *_ALSO.get(word, ()))
            self._known[word] = tuple(dict.fromkeys(found)) or self._guessed(word)
        return self._known[word]

    def _listed(self, word: str) -> list[str]:
        """Return what the dictionary has: its lines are sorted by the word, "word PHONES" and "word(2) PHONES"."""
        key = word.encode()
        first, last = 0, len(self._lines)
        while first < last:
            start = max(first, self._lines.rfind(b"\n", first, (first + last) // 2) + 1)
            line = self._line(start)
            first, last = (start + len(line) + 1, last) if _headword(line) < key else (first, start)
        found = []
        while _headword(line := self._line(first)) == key:
            found.append(line.split(b" ", 1)[1].decode())
            first += len(line) + 1
        return found

    def _line(self, start: int) -> bytes:
        end = self._lines.find(b"\n", start)
        return self._lines[start : None if end < 0 else end]

    def _guessed(self, word: str) -> Pronunciations:
        if not all(character == "'" or character.isdigit() or _is_latin(character) for character in word):
            return ()
        spelled = " ".join(self._listed(f"{letter}.")[0] for letter in word) if _is_acronym(word) else ""
        said = phones(self._phonemes(word))
        return tuple(dict.fromkeys(filter(None, (spelled, said))))


def _headword(line: bytes) -> bytes:
    return line.partition(b" ")[0].partition(b"(")[0]


def _is_latin(character: str) -> bool:
    return unicodedata.name(character, "").startswith("LATIN")


def _is_acronym(word: str) -> bool:
    """Tell whether a word that no dictionary has may be said letter by letter.

    >>> [_is_acronym(word) for word in ("hvac", "nvr", "gym", "sofia")]
    [True, True, True, False]
    """
    return re.fullmatch("[a-z]{2,4}", word) is not None
