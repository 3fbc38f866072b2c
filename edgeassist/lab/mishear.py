"""What a recogniser hears for what was said: drawn sentences, spoken by synthetic voices."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, product
from pathlib import Path
from random import Random

import pocketsphinx

from edgeassist.lab.drawing import Drawing
from edgeassist.lab.voices import Voices
from edgeassist.messages import SAMPLE_RATE
from edgeassist.text import in_words, normalise

LARGEST_TABLE = 60_000
"""Characters; the rarest confusions are left out beyond."""

_LONGEST = 2
"""Words on either side of a confusion: longer ones hardly come twice."""

_LONGEST_SENTENCE = 6
_VOICES = 3
"""How often each sentence is spoken: what one voice alone is misheard in is chance."""

_ALIKE = 0.55
"""Share of letters that words have in common with those they are heard as; others were only heard in their place."""

_TOGETHER = 0.3
"""What two words for one must gain over each by itself."""


class Ear:
    """The embedded recogniser with its general model of English, which knows neither our sentences nor our names."""

    def __init__(self) -> None:
        self._decoder = pocketsphinx.Decoder(samprate=SAMPLE_RATE, loglevel="FATAL", fwdflat=False, bestpath=False)

    def knows(self, text: str) -> bool:
        """Return whether it has every word: what it has not is heard as something else each time."""
        return all(self._decoder.lookup_word(word) for word in text.split())

    def hear(self, pcm: bytes) -> str:
        """Return what is heard, normalised."""
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, full_utt=True)
        self._decoder.end_utt()
        found = self._decoder.hyp()
        return normalise(found.hypstr) if found else ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and what was heard of it, both normalised."""

    said: str
    heard: str


def heard_pairs(log: Path, seed: int, minutes: float) -> Iterator[Pair]:
    """Yield what `log` holds and go on from there until the time is over; each new pair is added to it."""
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    known = [Pair(**json.loads(line)) for line in lines if line.endswith("}")]
    yield from known
    ends = time.monotonic() + 60 * minutes
    chance = Random(seed + len(known))
    voices, ear, texts = Voices(chance), Ear(), _texts(chance)
    with log.open("a", encoding="utf-8") as file:
        file.write("\n")  # what an interrupted run left of a line is its own line then
        while time.monotonic() < ends:
            text = next(text for text in texts if ear.knows(in_words(text)))
            for _ in range(_VOICES):
                pair = Pair(text, ear.hear(voices.say(in_words(text))))
                file.write(json.dumps({"said": pair.said, "heard": pair.heard}) + "\n")
                yield pair
            file.flush()


def mishear(out: Path, seed: int, minutes: float) -> int:
    """Write the table of confusions to `out`, and what was heard beside it, to go on from; return how many it holds."""
    made = table(heard_pairs(out.with_suffix(".jsonl"), seed, minutes))
    out.write_text(made, encoding="utf-8")
    return made.count("\n")


def _texts(chance: Random) -> Iterator[str]:
    """Yield short sentences without end, without what people and recognisers made of them; every other for its name."""
    drawing = Drawing(chance, unseen=False, language="en")
    while True:
        sentence = drawing.sentence()
        if sentence and sentence.text.isascii() and len(sentence.text.split()) <= _LONGEST_SENTENCE:
            yield sentence.text
        drawing.names.of((), chance)
        name = drawing.names.fill(chance.choice(("name", "name", "area")), chance)
        if len(name.split()) <= _LONGEST and name.isascii():
            yield f"turn on the {name}"


def confusions(said: Sequence[str], heard: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the words that were heard as others that sound like them, one or two for one or two.

    >>> list(confusions("turn off the fan now".split(), "turn of the van now".split()))
    [('off', 'of'), ('fan', 'van')]
    """
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for end, end2 in islice(product(range(len(said) + 1), range(len(heard) + 1)), 1, None):
        ways = [(best[n, m][0] + _worth(said[n:end], heard[m:end2]), (n, m)) for n, m in _before(end, end2)]
        best[end, end2] = max(ways)
    at = (len(said), len(heard))
    found = []
    while at != (0, 0):
        before = best[at][1]
        words, others = said[before[0] : at[0]], heard[before[1] : at[1]]
        if words != others and _likeness(words, others) > _ALIKE:
            found.append((" ".join(words), " ".join(others)))
        at = before
    yield from reversed(found)


def _before(end: int, end2: int) -> list[tuple[int, int]]:
    """Return where the words before these two ends may begin: up to two on each side, or one left out."""
    lengths = ((0, 1), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2))
    return [(end - n, end2 - m) for n, m in lengths if n <= end and m <= end2]


def _worth(said: Sequence[str], heard: Sequence[str]) -> float:
    """Return how good it is to take these words for each other: the more of the letters, in the fewest words."""
    words = len(said) + len(heard)
    return _likeness(said, heard) * words / 2 - (_TOGETHER if words > _LONGEST else 0.0)


def _likeness(said: Sequence[str], heard: Sequence[str]) -> float:
    """Return the share of letters that are the same, 0 to 1."""
    return SequenceMatcher(None, "".join(said), "".join(heard), autojunk=False).ratio()


def table(pairs: Iterator[Pair]) -> str:
    """Return the confusions seen at least twice, the frequent first: said, heard and how often, a tab between."""
    counts = Counter(found for pair in pairs for found in confusions(pair.said.split(), pair.heard.split()))
    lines = [f"{said}\t{heard}\t{count}\n" for (said, heard), count in counts.most_common() if count > 1]
    while sum(map(len, lines)) > LARGEST_TABLE:
        lines.pop()
    return "".join(lines)
