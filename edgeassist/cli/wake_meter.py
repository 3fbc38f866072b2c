"""What `edgeassist wake` shows: scores as they are, what happened, and what should be set."""

from __future__ import annotations

import json
from collections import Counter
from threading import Event
from typing import Literal

from edgeassist.cli.meters import Line, bar
from edgeassist.messages import CHUNK_S, Chunk
from edgeassist.onlookers import level_of
from edgeassist.wake.calibrating import Rise, Rises, add, propose
from edgeassist.wake.micro_wakeword import MicroWakeWord, Word

Happening = Literal["heard", "near", "refused"]

_BAR_WIDTH = 24
_EVERY = 3
"""Chunks between two pictures of the meter."""
_LOW = 0.05
_PATIENCE_S = 7.0
"""For each time that the word is to be said."""


class WakeMeter:
    """Shows a meter while a detector listens, and a line for all that happens."""

    def __init__(self, detector: MicroWakeWord, line: Line, *, as_json: bool) -> None:
        self._detector, self._line, self._as_json = detector, line, as_json
        self._counts: Counter[Happening] = Counter()
        self._peaks = {word.name: 0.0 for word in detector.words}
        """Word → the highest score of its rise."""
        self._taken, self._began = 0, 0.0

    def take(self, chunk: Chunk) -> None:
        """Listen to a chunk."""
        self._began = self._began if self._taken else chunk.time
        self._taken += 1
        before = [self._counted(word) for word in self._detector.words]
        detection = self._detector.process(chunk)
        for word, (near, refused) in zip(self._detector.words, before, strict=True):
            self._peaks[word.name] = max(self._peaks[word.name], word.score)
            if word.following.near_misses > near:
                self._tell("near", word, chunk.time)
            if word.following.refused > refused:
                self._tell("refused", word, chunk.time)
            if detection is not None and detection.phrase == word.phrase:
                self._tell("heard", word, chunk.time)
            if word.score < _LOW:
                self._peaks[word.name] = 0.0
        if self._taken % _EVERY == 0 and not self._as_json:
            self._line.show(self._picture(chunk))

    def end(self) -> None:
        """Say what there was."""
        lasted = self._taken * CHUNK_S
        if not self._as_json:
            counts = self._counts
            told = f"{counts['heard']} heard, {counts['near']} almost, {counts['refused']} refused"
            self._line.say(f"{told}, in {lasted:.0f} s")

    def _counted(self, word: Word) -> tuple[int, int]:
        return word.following.near_misses, word.following.refused

    def _tell(self, what: Happening, word: Word, now: float) -> None:
        self._counts[what] += 1
        score, enough, at = self._peaks[word.name], word.following.threshold, now - self._began
        if self._as_json:
            row = {"s": round(at, 2), "what": what, "word": word.name, "score": round(score, 3)}
            fit = {} if what == "near" else {"fit": round(word.fit, 1), "bar": round(word.bar, 1)}
            self._line.say(json.dumps({**row, "enough": round(enough, 3), **fit}))
            return
        told = f"{at:7.1f} s  {what:8}{word.phrase:14} score {score:.2f} of {enough:.2f}"
        sounds = "" if what == "near" or word.fit == float("inf") else f"  sounds {word.fit:.1f} of {word.bar:.1f}"
        self._line.say(told + sounds)

    def _picture(self, chunk: Chunk) -> str:
        word = max(self._detector.words, key=lambda each: each.score)
        enough, counts = word.following.threshold, self._counts
        told = f"{counts['heard']} heard {counts['near']} near {counts['refused']} refused"
        rms_db = level_of(chunk.pcm)["rms_db"]
        return f" {word.name[:12]:12} {bar(word.score, _BAR_WIDTH, enough)} {word.score:4.2f}  {rms_db:4.0f} dB  {told}"


class Calibration:
    """Listens to a word, then to what is none, and says how sensitive the word should be."""

    def __init__(self, detector: MicroWakeWord, line: Line, times: int) -> None:
        self._word = detector.words[0]
        self._rises = Rises(detector, self._word)
        self._line, self._times = line, times
        self._until: float | None = None
        self.said: list[Rise] = []
        self._other: list[Rise] = []
        self.done = Event()
        """Set when the word was said often enough, or nothing comes any more."""

    @property
    def phrase(self) -> str:
        """Return what is to be said."""
        return self._word.phrase

    def take_word(self, chunk: Chunk) -> None:
        """Listen while the word is said."""
        self._until = self._until or chunk.time + self._times * _PATIENCE_S
        if (rise := self._rises.take(chunk)) is not None and add(self.said, rise):
            self._line.say(f"  {len(self.said)} of {self._times}: score {rise.score:.2f}, sounds {rise.fit:.1f}")
        if len(self.said) >= self._times or chunk.time > self._until:
            self.done.set()
        self._line.show(f" {bar(self._word.score, _BAR_WIDTH)} {self._word.score:4.2f}")

    def take_other(self, chunk: Chunk) -> None:
        """Listen while something else is said."""
        if (rise := self._rises.take(chunk)) is not None:
            add(self._other, rise)
        self._line.show(f" {bar(self._word.score, _BAR_WIDTH)} {self._word.score:4.2f}  {len(self._other)} alike")

    def report(self) -> str:
        """Return what was found, and the lines for the settings."""
        if not self.said:
            return f"{self.phrase!r} was not heard at all: is it the right microphone? edgeassist audio test"
        said = sorted(self.said, key=lambda rise: rise.score)[-self._times :]
        proposal, now = propose(self._word, said, self._other), self._word.following.sensitivity
        today = sum(rise.is_heard(self._word, now) for rise in said)
        falsely = sum(rise.is_heard(self._word, now) for rise in self._other)
        lines = [
            f"As it is (sensitivity {now:g}): {today} of {self._times} heard, {falsely} times something else.",
            f"With {proposal.sensitivity:g}: {proposal.heard} of {self._times} heard, {proposal.false} times else.",
        ]
        if (today, falsely) == (proposal.heard, proposal.false):
            return "\n".join([lines[0], "Nothing has to be changed."])
        name, value = self._word.name, f"{proposal.sensitivity:g}"
        return "\n".join([*lines, "", "[wake]", f"sensitivities = {{ {name} = {value} }}"])
