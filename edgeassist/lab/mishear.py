"""What a recogniser hears for what was said: drawn sentences, spoken by synthetic voices."""

from __future__ import annotations

import json
import subprocess
import time
import wave
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import islice, product
from pathlib import Path
from random import Random
from shutil import which
from tempfile import TemporaryDirectory

import numpy as np
import pocketsphinx

from edgeassist.audio.pcm import from_floats, to_floats
from edgeassist.audio.resampling import resample
from edgeassist.errors import EngineError
from edgeassist.espeak import Espeak
from edgeassist.lab.drawing import Drawing
from edgeassist.text import in_words, normalise

RATE = 16_000
LARGEST_TABLE = 60_000
"""Characters; the rarest confusions are left out beyond."""

_ESPEAK = ("en-us", "en-gb", "en-gb-scotland", "en-gb-x-rp", "en-gb-x-gbcwmd", "en-029", "en-us-nyc")
_FLITE = ("slt", "rms", "awb", "kal16")
_LONGEST = 2
"""Words on either side of a confusion: longer ones hardly come twice."""

_LONGEST_SENTENCE = 6
_VOICES = 3
"""How often each sentence is spoken: what one voice alone is misheard in is chance."""

_ALIKE = 0.55
"""Share of letters that words have in common with those they are heard as; others were only heard in their place."""

_TOGETHER = 0.3
"""What two words for one must gain over each by itself."""


class Voices:
    """Speaks with one of many synthetic voices, faster or slower, higher or lower, in more or less noise."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._espeak = [Espeak(voice) for voice in _ESPEAK]
        self._flite = _FLITE if which("flite") else ()

    def say(self, text: str) -> bytes:
        """Return `text` as it reaches a microphone: 16 bit PCM, mono, 16 kHz."""
        chance = self._chance
        pcm, rate = self._by_flite(text) if self._flite and chance.random() < 0.75 else self._by_espeak(text)
        higher = chance.uniform(0.95, 1.06)
        samples = to_floats(resample(pcm, round(rate * higher), RATE))
        samples = np.concatenate([np.zeros(RATE // 5), samples, np.zeros(RATE // 5)])
        loudness = float(np.sqrt(np.mean(np.square(samples)))) or 1.0
        noise = np.random.default_rng(chance.randrange(1 << 30)).normal(size=len(samples))
        return from_floats((samples + noise * loudness * 10 ** (-chance.uniform(15, 40) / 20)).astype(np.float32))

    def _by_espeak(self, text: str) -> tuple[bytes, int]:
        voice = self._chance.choice(self._espeak)
        return voice.synthesize(text, self._chance.randrange(130, 175)), voice.sample_rate

    def _by_flite(self, text: str) -> tuple[bytes, int]:
        slower = f"duration_stretch={self._chance.uniform(0.95, 1.25):.2f}"
        with TemporaryDirectory() as folder:
            out = Path(folder) / "said.wav"
            command = [
                "flite",
                "-voice",
                self._chance.choice(self._flite),
                "--setf",
                slower,
                "-t",
                text,
                "-o",
                str(out),
            ]
            done = subprocess.run(command, check=False, capture_output=True, text=True)  # noqa: S603
            if done.returncode:
                raise EngineError("flite", done.stderr.strip() or f"it ended with code {done.returncode}")
            with wave.open(str(out)) as file:
                return file.readframes(file.getnframes()), file.getframerate()


class Ear:
    """The embedded recogniser with its general model of English, which knows neither our sentences nor our names."""

    def __init__(self) -> None:
        self._decoder = pocketsphinx.Decoder(samprate=RATE, loglevel="FATAL", fwdflat=False, bestpath=False)

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
