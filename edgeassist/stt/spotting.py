"""Hears a few words anywhere in a stream of sound, such as those that are to silence us while we speak."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from itertools import islice, product
from pathlib import Path
from tempfile import TemporaryDirectory

import pocketsphinx

from edgeassist.errors import EngineError, ModelError
from edgeassist.messages import Chunk

_SHORT = 5
"""Phones of a phrase up to which it needs more to be believed."""
_LEAST_SHORT, _LEAST_LONG = 1e-14, 1e-20
"""How likely a phrase must be against any sounds at all. So "stop" of four in five voices is heard, and so is "top"."""
_LENIENT = 1e-3
"""What is found where more is to be found than was meant."""
_ALSO = ("AA", "AO")
"""A vowel that many say as the other: "stop" of a Scot or a Briton."""
_MOST_WAYS = 8
_DELAY = 2
"""Frames of 10 ms after a phrase until it counts."""


class Spotter:
    """Listens for `phrases`; a `lenient` one takes for them what is but like them. Loaded when it is first used."""

    def __init__(
        self, phrases: Sequence[str], pronounce: Callable[[str], Sequence[str]], *, lenient: bool = False
    ) -> None:
        self._phrases = phrases
        self._pronounce = pronounce
        self._lenient = lenient

    @cached_property
    def _decoder(self) -> pocketsphinx.Decoder:
        ways = [way for phrase in self._phrases for way in _ways(phrase, self._pronounce)]
        model = Path(pocketsphinx.get_model_path()) / "en-us" / "en-us"
        with TemporaryDirectory(prefix="edgeassist-") as folder:
            words, wanted = Path(folder, "words.dict"), Path(folder, "wanted")
            words.write_text("".join(f"way{n} {way}\n" for n, way in enumerate(ways)), encoding="ascii")
            wanted.write_text("".join(f"way{n} /{_least(way, self._lenient)}/\n" for n, way in enumerate(ways)))
            try:
                decoder = pocketsphinx.Decoder(
                    hmm=str(model), dict=str(words), kws=str(wanted), kws_delay=_DELAY, loglevel="FATAL"
                )
                decoder.start_utt()
            except (RuntimeError, ValueError) as error:
                raise ModelError(f"{', '.join(self._phrases)} cannot be listened for ({error})") from error
        self._mean: str = decoder.get_cmn(False)
        return decoder

    def process(self, chunk: Chunk) -> bool:
        """Return whether the chunk completes one of the phrases."""
        try:
            self._decoder.process_raw(chunk.pcm)
            found = self._decoder.hyp() is not None
            if found:
                self.reset()
        except (RuntimeError, ValueError) as error:
            raise EngineError("pocketsphinx", str(error)) from error
        return found

    def reset(self) -> None:
        """Forget what was heard."""
        self._decoder.end_utt()
        self._decoder.set_cmn(self._mean)  # else what was said long ago decides
        self._decoder.start_utt()


def _ways(phrase: str, pronounce: Callable[[str], Sequence[str]]) -> list[str]:
    """Return how a phrase may be said, as phones.

    >>> _ways("stop", lambda word: {"stop": ["S T AA P"]}[word])
    ['S T AA P', 'S T AO P']
    """
    spoken = [" ".join(words) for words in islice(product(*map(pronounce, phrase.split())), _MOST_WAYS)]
    return list(dict.fromkeys(way for said in spoken for way in (said, said.replace(*_ALSO))))


def _least(way: str, lenient: bool) -> float:  # noqa: FBT001
    least = _LEAST_SHORT if len(way.split()) <= _SHORT else _LEAST_LONG
    return least * _LENIENT if lenient else least
