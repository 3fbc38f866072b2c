"""The embedded recogniser: a closed vocabulary of sentences and names, streamed, with nothing to download."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from math import inf
from pathlib import Path
from threading import Event

import pocketsphinx

from edgeassist.errors import EngineError
from edgeassist.messages import Chunk, Transcript, Vocabulary
from edgeassist.stages import MakesSense
from edgeassist.stt.ahead import Ahead
from edgeassist.stt.aligning import Aligner
from edgeassist.stt.beside import Beside, Ears, Listener
from edgeassist.stt.decoders import Decoders
from edgeassist.stt.denoising import Denoiser
from edgeassist.stt.house_sentences import LEAST_LEAD, HouseSentences
from edgeassist.stt.hypotheses import FAR_BETTER, Reading, likelier, most_fitting
from edgeassist.stt.model_cache import WordModel
from edgeassist.stt.own_sentences import OwnSentences
from edgeassist.stt.phone_loop import PhoneLoop
from edgeassist.stt.sound import Said
from edgeassist.stt.sound_alikes import Rests, lengthened, rests_of, settled
from edgeassist.stt.sphinx import Stretch
from edgeassist.stt.utterance import OTHERS, USUAL, Utterance, as_voice
from edgeassist.templates import TemplateSet
from edgeassist.text import in_words, normalise

_SAMPLE_BYTES = 2

_SHORT_S = 3.2
"""What is longer is hardly a command to a house, and it would take seconds to hear all of it anew."""

_LONGEST_TALK_S = 9.0
"""What is longer is not said to a house."""

_LIKELY = 1
"""So many ways of hearing are tried before it is known that what was heard at first is not sure, where it seems to be
a sentence."""

_BEYOND_DOUBT = 0.0
"""What is heard so well is not compared with what is likely now."""

_NOTHING = Transcript("", confidence=0.0)


@dataclass(frozen=True, slots=True)
class _Listening:
    """What hears the sentences of a house with the names of `vocabulary`."""

    house: HouseSentences
    vocabulary: Vocabulary
    beside: Beside
    """Hears anew what is not surely understood."""
    talk: Beside
    """Hears what is none of the sentences."""
    aligner: Aligner
    rests: Rests
    """Of the names."""
    has_own: bool
    """Whether the user wrote sentences."""


@dataclass(frozen=True, slots=True)
class _Now:
    """An utterance and what it is heard with."""

    utterance: Utterance
    listening: _Listening
    hints: frozenset[str]
    """As they are spoken."""
    accepts: Callable[[str], bool]
    """Returns whether a text is a sentence of the house, or one of the hints."""
    makes_sense: MakesSense | None

    def means(self, text: str) -> bool:
        """Return whether a text is a sentence of the house, or means something now."""
        return self.accepts(text) or (self.makes_sense is not None and self.makes_sense(text))


@dataclass(frozen=True, slots=True)
class Learned:
    """What the laboratory has learned for it."""

    talk: Path | None = None
    """How people talk, the file of `edgeassist lab talk`."""
    denoiser: Denoiser | None = None
    """Takes noise out of what is said in it."""


_NOTHING_LEARNED = Learned()


class PocketSphinx:
    """Hears the sentences of `templates` with the names of a home, and nothing else.

    The model is loose, so that it can hear that something is none of its sentences: what `accepts` does not
    take, with the names it was made for, becomes an empty transcript, but for hints, and for what is surely heard by
    how people talk.
    """

    def __init__(
        self,
        templates: TemplateSet,
        phonemes: Callable[[str], str],
        accepts: Callable[[str, Vocabulary], bool],
        *,
        cache: Path | None = None,
        learned: Learned = _NOTHING_LEARNED,
    ) -> None:
        model = Path(pocketsphinx.get_model_path()) / "en-us"
        self._accepts = accepts
        self._decoders = Decoders(templates, phonemes, model, cache, learned.talk)
        self._phone_loop = partial(PhoneLoop, model / "en-us", model / "en-us-phone.lm.bin")
        self._loop = self._phone_loop()
        self._denoiser = learned.denoiser
        self._next: _Listening | None = None
        self._now: _Now | None = None
        self._ahead = Ahead[Transcript]("heard")
        self._seen = ""
        """What was heard when nobody spoke for a moment."""

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Build the decoder for these names; the next utterance is heard with it."""
        house, own = self._decoders.house(vocabulary), self._decoders.own(vocabulary)

        def accepts(text: str) -> bool:
            return self._accepts(text, vocabulary)

        def ears(voice: float) -> Ears:
            return Ears(
                HouseSentences(self._decoders.decoder(house.usual() if voice == USUAL else house.all, scored=True)),
                own and OwnSentences(self._decoders.decoder(own[0], scored=True), own[1], accepts),
                None if voice == USUAL else partial(as_voice, voice, self._phone_loop(), self._denoiser),
            )

        def talk_ears(talk: Callable[[], WordModel]) -> Ears:
            beside.wait()  # which is needed more often
            return Ears(HouseSentences(self._decoders.decoder(talk(), scored=True)), None)

        first = HouseSentences(self._decoders.decoder(house.all))
        beside = Beside([Listener(partial(ears, voice)) for voice in (USUAL, *OTHERS)])
        talk = Beside([Listener(partial(talk_ears, house.talk))] if house.talk else [])
        aligner, rests = self._decoders.aligner(house.all), rests_of(vocabulary.names)
        self._next = _Listening(first, vocabulary, beside, talk, aligner, rests, own is not None)

    def start(self, hints: Sequence[str] = (), makes_sense: MakesSense | None = None) -> None:
        """Begin an utterance, with the decoder that was prepared last; `hints` are taken as they are.

        So is what was heard and `makes_sense` now.
        """
        self._abandon()
        if self._next is None:
            raise EngineError("pocketsphinx", "no vocabulary was prepared")
        listening = self._next
        utterance = Utterance(listening.house.decoder, self._loop, denoiser=self._denoiser)
        spoken = frozenset(in_words(normalise(hint)) for hint in hints)

        def accepts(text: str) -> bool:
            return text in spoken or self._accepts(text, listening.vocabulary)

        self._now = _Now(utterance, listening, spoken, accepts, makes_sense and cache(makes_sense))

    def feed(self, chunk: Chunk) -> None:
        """Decode the next chunk, and some of those that waited for the mean."""
        now = self._started()
        if len(chunk.pcm) < _SAMPLE_BYTES:
            return  # the library fails on nothing
        if self._ahead.begun:
            self._abandon()
            now = self._now = replace(now, utterance=now.utterance.anew())
        now.utterance.feed(chunk.pcm[: len(chunk.pcm) // _SAMPLE_BYTES * _SAMPLE_BYTES])

    def partial(self) -> str:
        """Return the best words of all that was fed, decoding what is left; later words may still change them.

        In a pause it is what was understood, as soon as that is known, unless it is less than what was heard before.
        """
        if self._now is None:
            return ""
        if not self._ahead.begun:
            return self._now.utterance.words()
        understood = "".join(transcript.text for transcript in self._ahead.ready())
        return understood if len(understood.split()) >= len(self._seen.split()) else self._seen

    def pause(self) -> None:
        """Begin to hear anew what is not surely understood; what is fed later undoes it."""
        if self._now is not None and self._now.utterance.heard and not self._ahead.begun:
            self._seen = self.partial()
            self._ahead.begin(partial(self._concluded, self._now))

    def finish(self, stop: Event) -> Transcript:
        """Return the sentence that was said; an empty text where it is none of ours."""
        now = self._started()
        try:
            if now.utterance.heard and not self._ahead.begun:
                self._ahead.begin(partial(self._concluded, now))
            return next(iter(self._ahead.results(stop)), _NOTHING)
        finally:
            self._abandon()

    def _concluded(self, now: _Now, stop: Event) -> Transcript | None:
        """End the utterance and return the sentence that was said; None: `stop` came first."""
        found = self._found(now, stop)
        if found is None or stop.is_set():
            return None
        fit = cache(partial(now.listening.aligner.fit, scores=self._loop.scores))
        whole = lengthened(found, now.listening.rests, fit, now.means)
        return settled(whole, fit, now.means, in_noise=now.utterance.in_noise)

    def _found(self, now: _Now, stop: Event) -> Transcript | None:
        """End the utterance and return what was heard, which may sound like something else; None: `stop` came first."""
        likely = now.accepts(now.utterance.words())
        phones = now.utterance.finish(stop)
        said = Said(now.utterance.heard, phones, self._loop.scores)
        short = _is_short(now.utterance)
        if short or now.listening.has_own:
            now.listening.beside.begin(said, _LIKELY if likely else None)
        early = now.listening.house.early(phones)
        now.utterance.end()
        if stop.is_set():
            return None
        first = self._first(now, early, phones)
        if short and (hinted := self._hinted(now, phones, first, stop)) is not None:
            return hinted
        if first.transcript is not None and first.sure:
            return first.transcript
        found = most_fitting(first, self._heard_anew(now, said, first, stop) if short or now.listening.has_own else ())
        if found.transcript is None and (first.best_guess or not short):
            found = first
        if found.transcript is not None and now.listening.has_own:
            return None if stop.is_set() else found.transcript  # the user's own sentences are none that people say
        talk = self._talked(now, said, stop)
        if talk.lead > found.lead + FAR_BETTER:
            found = talk
        return None if stop.is_set() else found.transcript or talk.transcript or _NOTHING

    def _talked(self, now: _Now, said: Said, stop: Event) -> Reading:
        """Return what was said, be it none of the sentences."""
        hears = not stop.is_set() and now.utterance.length_s <= _LONGEST_TALK_S
        anew = next(now.listening.talk.heard(said, stop), None) if hears else None
        return anew.ears.house.guess(anew.phones) if anew else Reading(None, -inf)

    def _first(self, now: _Now, early: Reading, phones: Sequence[Stretch]) -> Reading:
        """Return what was heard at first: `early`, where that means something and fits better than what came of it."""
        first = now.listening.house.reading(phones, now.accepts, now.makes_sense)
        heard = early.transcript.text if early.transcript else ""
        if heard == (first.transcript.text if first.transcript else "") or early.lead < LEAST_LEAD:
            return first
        return likelier(early, first) if now.means(heard) else first

    def _hinted(self, now: _Now, phones: Sequence[Stretch], first: Reading, stop: Event) -> Transcript | None:
        """Return which of the hints was said, where it fits better than what was heard at first."""
        if not now.hints or (first.sure and first.lead >= _BEYOND_DOUBT):
            return None
        if first.transcript is not None and first.transcript.text in now.hints:
            return None
        hinted = now.listening.house.hinted(now.utterance.sound(), phones, now.hints, stop)
        is_better = first.transcript is None or hinted.lead > first.lead
        return hinted.transcript if is_better else None

    def _heard_anew(self, now: _Now, said: Said, first: Reading, stop: Event) -> Iterator[Reading]:
        """Yield what else may have been said: in the user's own sentences, and, what was `short`, to the house.

        What was heard as a sentence of ours at first is none of the user's own.
        """
        short = _is_short(now.utterance)
        for anew in now.listening.beside.heard(said, stop):
            own = anew.ears.own
            if own is not None and (first.transcript is None or own.holds(first.transcript.text)):
                yield own.reading(anew.phones, first.lead)
            if short:
                yield anew.ears.house.reading(anew.phones, now.accepts, now.makes_sense)

    def _abandon(self) -> None:
        """End an utterance, also one that nobody finished."""
        self._ahead.end()
        if self._now is not None:
            self._now.listening.beside.drop()
            self._now.listening.talk.drop()
            self._now.utterance.end()
            self._loop.forget()
            self._now = None

    def _started(self) -> _Now:
        if self._now is None:
            raise EngineError("pocketsphinx", "an utterance has to be started before it is fed or finished")
        return self._now


def _is_short(utterance: Utterance) -> bool:
    return utterance.length_s <= _SHORT_S
