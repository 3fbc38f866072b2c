"""The embedded recogniser: a closed vocabulary of sentences and names, streamed, with nothing to download."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import pocketsphinx

from edgeassist.errors import EngineError
from edgeassist.messages import SAMPLE_RATE, Chunk, Transcript, Vocabulary
from edgeassist.stt.arpa import arpa
from edgeassist.stt.language import Language
from edgeassist.stt.ngrams import END, START, counts
from edgeassist.stt.pronunciation import Lexicon
from edgeassist.templates import TemplateSet

logger = logging.getLogger(__name__)

_MEAN_BYTES = 2 * SAMPLE_RATE
"""The first second is heard as a whole, then decoded: it sets the mean that is taken from all cepstra."""

_FIRST_MEAN = "40,3,-1"

_SEARCH = {
    "beam": 1e-80,
    "wbeam": 1e-50,
    "pbeam": 1e-80,
    "lpbeam": 1e-70,
    "lponlybeam": 1e-50,
    "fwdflatbeam": 1e-90,
    "fwdflatwbeam": 1e-50,
    "maxhmmpf": -1,
    "bestpath": False,
}
"""Wide beams: the vocabulary is small. The search for the best path would take seconds with them."""


@dataclass(frozen=True, slots=True)
class _Listening:
    """A decoder and the names that it was made for."""

    decoder: pocketsphinx.Decoder
    vocabulary: Vocabulary


class PocketSphinx:
    """Hears the sentences of `templates` with the names of a home, and nothing else.

    The model is loose, so that it can hear that something is none of its sentences: what `accepts` does not
    take, with the names it was made for, becomes an empty transcript. Hints are of no use to it.
    """

    def __init__(
        self,
        templates: TemplateSet,
        phonemes: Callable[[str], str],
        accepts: Callable[[str, Vocabulary], bool],
        *,
        model: Path | None = None,
    ) -> None:
        self._templates = templates
        self._accepts = accepts
        self._model = model or Path(pocketsphinx.get_model_path()) / "en-us"
        self._lexicon = Lexicon(self._model / "cmudict-en-us.dict", phonemes)
        self._next: _Listening | None = None
        self._now: _Listening | None = None
        self._head: bytearray | None = bytearray()

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Build the decoder for these names; the next utterance is heard with it."""
        self._next = _Listening(self._build(vocabulary), vocabulary)

    def start(self, hints: Sequence[str] = ()) -> None:  # noqa: ARG002  the vocabulary is closed
        """Begin an utterance, with the decoder that was prepared last."""
        self._now = self._next
        if self._now is None:
            raise EngineError("pocketsphinx", "no vocabulary was prepared")
        self._head = bytearray()

    def feed(self, chunk: Chunk) -> None:
        """Decode the next chunk; the first second is kept back until it is complete."""
        listening = self._listening()
        with _converted():
            if self._head is None:
                listening.decoder.process_raw(chunk.pcm)
                return
            self._head += chunk.pcm
            if len(self._head) >= _MEAN_BYTES:
                self._begin(listening.decoder)

    def finish(self, stop: Event) -> Transcript:
        """Return the sentence that was said; an empty text where it is none of ours."""
        listening, self._now = self._listening(), None
        with _converted():
            if self._head:
                self._begin(listening.decoder)
            if self._head is not None:
                return Transcript("", confidence=0.0)
            listening.decoder.end_utt()
            hypothesis = None if stop.is_set() else listening.decoder.hyp()
        text = "" if hypothesis is None else hypothesis.hypstr
        if not text or not self._accepts(text, listening.vocabulary):
            logger.debug("rejected: %r", text)
            return Transcript("", confidence=0.0)
        return Transcript(text)

    def _listening(self) -> _Listening:
        if self._now is None:
            raise EngineError("pocketsphinx", "an utterance has to be started before it is fed or finished")
        return self._now

    def _begin(self, decoder: pocketsphinx.Decoder) -> None:
        """Take the mean from what was heard so far, then decode it."""
        head, self._head = bytes(self._head or b""), None
        decoder.set_cmn(_FIRST_MEAN)
        decoder.start_utt()
        decoder.process_raw(head, no_search=True, full_utt=True)
        decoder.end_utt()
        decoder.set_cmn(decoder.get_cmn(False))
        decoder.start_utt()
        decoder.process_raw(head)

    def _build(self, vocabulary: Vocabulary) -> pocketsphinx.Decoder:
        language = Language(self._templates, vocabulary, lambda word: bool(self._lexicon.pronunciations(word)))
        triples = counts(language.sentences())
        words = sorted({word for triple in triples for word in triple} - {START, END})
        with TemporaryDirectory(prefix="edgeassist-") as folder, _converted():
            model, dictionary = Path(folder, "model.arpa"), Path(folder, "words.dict")
            model.write_text(arpa(triples), encoding="utf-8")
            dictionary.write_text(self._dictionary(words), encoding="utf-8")
            return pocketsphinx.Decoder(
                hmm=str(self._model / "en-us"), lm=str(model), dict=str(dictionary), loglevel="FATAL", **_SEARCH
            )

    def _dictionary(self, words: Sequence[str]) -> str:
        lines = []
        for word in words:
            for number, phones in enumerate(self._lexicon.pronunciations(word), start=1):
                lines.append(f"{word} {phones}\n" if number == 1 else f"{word}({number}) {phones}\n")
        return "".join(lines)


@contextmanager
def _converted() -> Iterator[None]:
    try:
        yield
    except (RuntimeError, ValueError, KeyError, OSError) as error:
        raise EngineError("pocketsphinx", str(error)) from error
