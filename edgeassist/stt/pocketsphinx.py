"""The embedded recogniser: a closed vocabulary of sentences and names, streamed, with nothing to download."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pocketsphinx

from edgeassist.errors import EngineError
from edgeassist.messages import SAMPLE_RATE, Chunk, Transcript, Vocabulary
from edgeassist.stt.anew import OTHERS, USUAL, sounds
from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.decoders import Decoders, converted
from edgeassist.stt.house_sentences import HouseSentences
from edgeassist.stt.hypotheses import Reading, most_fitting
from edgeassist.stt.noise import NoiseFilter
from edgeassist.stt.own_sentences import OwnSentences
from edgeassist.stt.phone_loop import PhoneLoop, Stretch
from edgeassist.templates import TemplateSet
from edgeassist.text import normalise

_MEAN_AT = (32, 48, 60)
"""Chunks after which noise and voice are measured: after one second decoding begins, later ones make it
better."""

_LEAST_HEARD = 16
"""Chunks of which a mean can be taken before its time, where somebody asks what was heard."""

_SAMPLE_BYTES = 2

_CATCH_UP = 6
"""Chunks decoded at once, so that no call holds the interpreter for long."""

_SHORT_S = 3.2
"""What is longer is hardly a command to a house, and it would take seconds to hear all of it anew."""

_NOTHING = Transcript("", confidence=0.0)


@dataclass(frozen=True, slots=True)
class _Listening:
    """A decoder and the names that it was made for."""

    house: HouseSentences
    vocabulary: Vocabulary
    own: OwnSentences | None
    """For a second hearing, where the user wrote sentences."""


class PocketSphinx:
    """Hears the sentences of `templates` with the names of a home, and nothing else.

    The model is loose, so that it can hear that something is none of its sentences: what `accepts` does not
    take, with the names it was made for, becomes an empty transcript, but for hints.
    """

    def __init__(
        self,
        templates: TemplateSet,
        phonemes: Callable[[str], str],
        accepts: Callable[[str, Vocabulary], bool],
        *,
        model: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        model = model or Path(pocketsphinx.get_model_path()) / "en-us"
        self._accepts = accepts
        self._decoders = Decoders(templates, phonemes, model, cache)
        self._loop = PhoneLoop(model / "en-us", model / "en-us-phone.lm.bin")
        self._next: _Listening | None = None
        self._now: _Listening | None = None
        self._noise = NoiseFilter()
        self._cepstra = Cepstra()
        self._likening = self._cepstra.likening()
        self._heard: list[bytes] = []
        self._frames: list[bytes] = []
        self._decoded = 0
        self._begun = False
        self._hints: frozenset[str] = frozenset()

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Build the decoder for these names; the next utterance is heard with it."""
        own = self._decoders.own(vocabulary)
        self._next = _Listening(
            HouseSentences(self._decoders.house(vocabulary)),
            vocabulary,
            own and OwnSentences(*own, accepts=lambda text: self._accepts(text, vocabulary)),
        )

    def start(self, hints: Sequence[str] = ()) -> None:
        """Begin an utterance, with the decoder that was prepared last; `hints` are taken as they are."""
        self._abandon()
        self._hints = frozenset(map(normalise, hints))
        self._now = self._next
        if self._now is None:
            raise EngineError("pocketsphinx", "no vocabulary was prepared")
        self._noise, self._cepstra = NoiseFilter(), Cepstra()
        self._heard, self._frames, self._decoded, self._begun = [], [], 0, False

    def feed(self, chunk: Chunk) -> None:
        """Decode the next chunk, and some of those that waited for the mean."""
        listening = self._listening()
        if len(chunk.pcm) < _SAMPLE_BYTES:
            return  # the library fails on nothing
        self._heard.append(chunk.pcm[: len(chunk.pcm) // _SAMPLE_BYTES * _SAMPLE_BYTES])
        if len(self._heard) in _MEAN_AT:
            self._set_mean(listening.house.decoder)
        elif self._begun:
            self._frames.append(self._cepstra.feed(self._noise.clean(self._heard[-1])))
        if self._begun:
            self._decode(listening.house.decoder, _CATCH_UP)

    def partial(self) -> str:
        """Return the best words of all that was fed, decoding what is left; later words may still change them."""
        if self._now is None or len(self._heard) < _LEAST_HEARD:
            return ""
        if not self._begun:
            self._set_mean(self._now.house.decoder)
        self._decode(self._now.house.decoder, len(self._frames))
        with converted():
            hypothesis = self._now.house.decoder.hyp()
        return "" if hypothesis is None else str(hypothesis.hypstr)

    def finish(self, stop: Event) -> Transcript:
        """Return the sentence that was said; an empty text where it is none of ours."""
        listening, self._now = self._listening(), None
        if not self._heard:
            return _NOTHING
        if not self._begun:
            self._set_mean(listening.house.decoder)
        self._frames.append(self._cepstra.feed(self._noise.rest()) + self._cepstra.rest())
        while self._decoded < len(self._frames) and not stop.is_set():
            self._decode(listening.house.decoder, _CATCH_UP)
        with converted():
            listening.house.decoder.end_utt()
            phones = self._loop.finish()
            if stop.is_set():
                return _NOTHING
            first = listening.house.reading(phones, self._accepts_of(listening))
            if first.transcript is not None and first.sure:
                return first.transcript
            short = sum(map(len, self._heard)) <= _SHORT_S * SAMPLE_RATE * _SAMPLE_BYTES
            found = most_fitting(first, self._heard_anew(listening, phones, first, short=short, stop=stop))
        if found is None and (first.best_guess or not short):
            found = first.transcript
        return _NOTHING if found is None or stop.is_set() else found

    def _accepts_of(self, listening: _Listening) -> Callable[[str], bool]:
        return lambda text: text in self._hints or self._accepts(text, listening.vocabulary)

    def _heard_anew(
        self, listening: _Listening, phones: Sequence[Stretch], first: Reading, *, short: bool, stop: Event
    ) -> Iterator[Reading]:
        """Yield what else may have been said: in the user's own sentences, and, what was `short`, to the house.

        What was heard as a sentence of ours at first is none of the user's own.
        """
        own, accepts = listening.own, self._accepts_of(listening)
        if own is not None and first.transcript is not None and not own.holds(first.transcript.text):
            own = None
        for sound in sounds(self._heard, [USUAL]):
            if own is not None:
                yield own.hear(sound, phones, first.lead, stop)
            if short:
                yield listening.house.usual(sound, phones, accepts, stop)
        for sound in sounds(self._heard, OTHERS if own or short else ()):
            sounded = self._loop.hear(sound, stop)
            if own is not None:
                yield own.hear(sound, sounded, first.lead, stop)
            if short:
                yield listening.house.hear(sound, sounded, accepts, stop)

    def _abandon(self) -> None:
        """End an utterance that nobody finished."""
        if self._now is not None and self._begun:
            with converted():
                self._now.house.decoder.end_utt()

    def _listening(self) -> _Listening:
        if self._now is None:
            raise EngineError("pocketsphinx", "an utterance has to be started before it is fed or finished")
        return self._now

    def _set_mean(self, decoder: pocketsphinx.Decoder) -> None:
        """Set noise and mean of all that was heard for what is still to be decoded; the first time, begin."""
        self._noise.learn(b"".join(self._heard))
        self._frames += [self._cepstra.feed(self._noise.clean(pcm)) for pcm in self._heard[len(self._frames) :]]
        self._likening = self._cepstra.likening()
        mean = self._likening.mean
        with converted():
            decoder.set_cmn(mean)
            self._loop.set_mean(mean)
            if not self._begun:
                decoder.start_utt()
                self._loop.start()
        self._begun = True

    def _decode(self, decoder: pocketsphinx.Decoder, most: int) -> None:
        """Decode the next chunks, one by one: a longer block would lose its end."""
        with converted():
            for frames in self._frames[self._decoded : self._decoded + most]:
                self._decoded += 1
                if frames:  # the library fails on nothing
                    usual = self._likening.usual(frames)
                    decoder.process_cep(bytearray(usual))  # it takes the mean from what it is given
                    self._loop.decode(usual)
