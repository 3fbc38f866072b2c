"""The sounds of sentences that are said often, at hand and after a restart."""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from edgeassist.replacing import write_whole

logger = logging.getLogger(__name__)

OFTEN = 2
"""Said so many times, a sentence is worth more than what might be said."""
_MADE_AHEAD = 1.5
"""What something made ahead is worth: more than what was said once, less than what was said twice."""
_COUNTED = 400
"""Sentences of which it is known how often they were said."""
_MOST_TIMES = 1_000
"""Where one was said more often, all counts are halved: what was usual once makes room."""
_BYTES_A_LETTER = 3_000
"""About what a letter of speech takes, to tell whether a sentence would have room."""


@dataclass(slots=True)
class _Sound:
    pcm: bytes
    usual: bool
    """Whether it was made because it may be said, and not because it was."""


class Kept:
    """Sounds of one voice, `most_bytes` of them at most; used from one thread.

    What is said but once goes first, the oldest before; then what was made ahead; then what was said least often.
    """

    def __init__(self, path: Path | None, voice: str, *, most_bytes: int, learns: bool = True) -> None:
        """Take up what is in `path`, unless it is the sound of another voice: then only what was said, to be made anew.

        `voice` is all that its sound depends on. None: nothing outlasts the process. Where it does not `learns`, what
        people were answered stays in memory.
        """
        self._path = path
        self._voice = voice
        self._most_bytes = most_bytes
        self._learns = learns
        self._sounds: dict[str, _Sound] = {}
        self._times: dict[str, int] = {}
        self._bytes = 0
        self._changed = False
        if path is not None:
            self._load(path)

    @property
    def size(self) -> int:
        """Bytes of sound that are kept."""
        return self._bytes

    def sound(self, sentence: str) -> bytes | None:
        """Return how a sentence sounds that is being said; None: it is not kept."""
        self._count(sentence)
        found = self._sounds.pop(sentence, None)
        if found is None:
            return None
        self._sounds[sentence] = found  # the last that was said is the last to go
        return found.pcm

    def keep(self, sentence: str, pcm: bytes, *, usual: bool = False) -> None:
        """Keep a sound, where it is worth more than what would have to go for it."""
        self._drop(sentence)
        self._sounds[sentence] = _Sound(pcm, usual)
        self._bytes += len(pcm)
        while self._bytes > self._most_bytes:
            self._drop(min(self._sounds, key=self._worth))
        self._changed = self._changed or (sentence in self._sounds and self._lasts(sentence))

    def often(self) -> Iterator[str]:
        """Yield the sentences that were said often, the most frequent first."""
        often = [sentence for sentence, times in self._times.items() if times >= OFTEN]
        yield from sorted(often, key=lambda sentence: -self._times[sentence])

    def has_room_for(self, sentence: str) -> bool:
        """Return whether a sentence is not kept and would be, if it were made ahead."""
        if sentence in self._sounds:
            return False
        worth = max(self._times.get(sentence, 0), _MADE_AHEAD)
        staying = sum(len(sound.pcm) for each, sound in self._sounds.items() if self._worth(each) >= worth)
        return staying + _BYTES_A_LETTER * len(sentence) <= self._most_bytes

    def save(self) -> None:
        """Write what is worth it, if that has changed; a disk that refuses is told, and nothing else happens."""
        if self._path is None or not self._changed:
            return
        self._changed = False
        sounds = {sentence: sound for sentence, sound in self._sounds.items() if self._lasts(sentence)}
        rows = [[sentence, len(sound.pcm), sound.usual] for sentence, sound in sounds.items()]
        body = b"".join(sound.pcm for sound in sounds.values())
        times = {sentence: times for sentence, times in self._times.items() if self._learns and times >= OFTEN}
        head = {"voice": self._voice, "sounds": rows, "times": times, "crc": zlib.crc32(body)}
        try:
            write_whole(self._path, json.dumps(head).encode() + b"\n" + body)
        except OSError as error:
            logger.info("%s: what is said often is not kept: %s", self._path, error)

    def _load(self, path: Path) -> None:
        try:
            head, _, body = path.read_bytes().partition(b"\n")
            read = json.loads(head)
            self._times = {str(sentence): int(times) for sentence, times in read["times"].items()}
            if read["voice"] != self._voice or zlib.crc32(body) != read["crc"]:
                return
            start = 0
            for sentence, length, usual in read["sounds"]:
                self.keep(sentence, body[start : start + length], usual=usual)
                start += length
            self._changed = False
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            logger.info("%s cannot be read (%s); what is said often is made anew", path, error)
            self._sounds, self._times, self._bytes = {}, {}, 0

    def _lasts(self, sentence: str) -> bool:
        """Return whether a sound outlasts the process: not what was said but once, it may be anything."""
        usual = self._sounds[sentence].usual
        return usual or (self._learns and self._times.get(sentence, 0) >= OFTEN)

    def _worth(self, sentence: str) -> float:
        times = self._times.get(sentence, 0)
        if times >= OFTEN:
            return times
        return _MADE_AHEAD if self._sounds[sentence].usual else 0.0

    def _count(self, sentence: str) -> None:
        times = self._times.pop(sentence, 0) + 1
        self._times[sentence] = times
        self._changed = self._changed or times == OFTEN
        if times > _MOST_TIMES:
            self._times = {each: count // 2 for each, count in self._times.items() if count > 1}
        if len(self._times) > _COUNTED:
            del self._times[min(self._times, key=lambda each: self._times[each])]

    def _drop(self, sentence: str) -> None:
        if (gone := self._sounds.pop(sentence, None)) is not None:
            self._bytes -= len(gone.pcm)
