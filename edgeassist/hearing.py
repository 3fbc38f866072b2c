"""One utterance from its first chunk to the transcript: is it speech, is it over, what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from math import inf
from threading import Event

from edgeassist.messages import CHUNK_S, Chunk, Transcript, Vocabulary
from edgeassist.stages import MakesSense, Transcriber, VoiceDetector
from edgeassist.text import normalise
from edgeassist.vad.endpointer import Endpointer, EndpointRule, Outlook
from edgeassist.vad.gate import SpeechGate
from edgeassist.vad.loudness import Loudness

_LOOK_S = 0.09
"""Silence after which it is worth a look what was heard: shorter ones are inside words."""

_WORD_S = 0.28
"""Less speech is no word yet, but the end of the wake word."""

_WAKE_S = 0.45
"""So much of the wake word may still be said when it is recognised."""

_TAIL_S = 0.12
"""What begins sooner after the wake word is the end of that, however much it sounds like "undo"."""

_WHOLE = frozenset({Outlook.DONE, Outlook.WHOLE, Outlook.OPEN})
_PAUSE_S = 0.2
"""Of the silence after a whole command the recogniser need hear nothing, and after other words so much: inside a word
it is shorter."""

_VOICED_S, _VOICED = 0.16, 0.7
"""Of a voice so long a part, the likeliest, is speech with this probability, or more: of 165 commands by synthetic
voices, quiet or in a kitchen at 12 dB, with 0.74 at least, people's with 0.99. Of 320 pieces of music and noise with
0.65 at most."""

_HELD_S = 0.2
"""So long nobody near has spoken when what others say is held back, until it is clear that we were still spoken to."""

Foresight = Callable[[str, Vocabulary], Outlook]
"""Returns what is to be expected after words heard so far, in a home with these names."""


@dataclass(frozen=True, slots=True)
class Heard:
    """An utterance that has ended."""

    transcript: Transcript
    spoken: bool
    """Whether there was any speech; with an empty transcript it was rejected."""
    waited_s: float
    """Silence that had to pass before it counted as over."""


class Hearing:
    """Feeds an utterance to the recogniser while it is spoken; plain synchronous code for one worker thread."""

    def __init__(
        self,
        detector: VoiceDetector,
        transcriber: Transcriber,
        rule: EndpointRule,
        foresight: Foresight = lambda _text, _names: Outlook.UNKNOWN,
    ) -> None:
        self.transcriber = transcriber
        self._detector = detector
        self.rule = rule
        """When an utterance is over; another one counts from the next utterance on."""
        self._foresight = foresight
        self._vocabulary = Vocabulary()
        self._hints: tuple[str, ...] = ()
        self._makes_sense: MakesSense | None = None
        self._after_wake = False
        self._begin()

    def _begin(self) -> None:
        self._endpointer = Endpointer(self.rule, chunk_s=CHUNK_S)
        self._gate = SpeechGate()
        self._loudness = Loudness()
        self._likeliest: list[float] = []
        """Probabilities of speech in the chunks that are likeliest to hold some."""
        self._began_s = inf
        """When somebody began to speak."""
        self._held: list[Chunk] = []
        self._early: Transcript | None = None
        """What was heard, where that had to be known before the end was."""
        self._seen = ""
        """What was heard at the last look."""
        self._judged: tuple[str, Outlook] | None = None
        """The words that were judged last, and what is to be expected after them."""
        self.outlook = Outlook.UNKNOWN
        """What is to be expected after what was heard so far."""
        self._goes_on = True

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Be ready for these names from the next utterance on (slow; called beside the turns)."""
        self.transcriber.prepare(vocabulary)
        self._vocabulary = vocabulary

    def start(
        self, hints: Sequence[str] = (), makes_sense: MakesSense | None = None, *, after_wake: bool = False
    ) -> None:
        """Begin an utterance; `hints` are phrases that are likely now, and others may be what `makes_sense` now.

        After the wake word (`after_wake`), the end of that may be heard first.
        """
        self._detector.reset()
        self._begin()
        self._after_wake = after_wake
        self._hints, self._makes_sense = tuple(map(normalise, hints)), makes_sense
        self.transcriber.start(hints, makes_sense)

    def feed(self, chunk: Chunk) -> bool:
        """Take the next chunk; returns whether the utterance goes on."""
        probability = self._detector.process(chunk)
        self._likeliest = nlargest(round(_VOICED_S / CHUNK_S), [*self._likeliest, probability])
        speech = self._endpointer.is_speech(probability)
        near = self._loudness.is_near(chunk, speech=speech)
        if speech and near:
            self._began_s = min(self._began_s, self._endpointer.heard_s)
        if self._after_wake and speech and near:
            self._forget_wake_word()
        self._held += self._gate.process(chunk, probability)
        if not speech and self._may_be_over():
            self.transcriber.pause()
        elif near or not speech or self._endpointer.silence_s < _HELD_S:
            self._pass_on()
        self.outlook = Outlook.UNKNOWN if speech and near else self._look()
        self._goes_on = self._endpointer.goes_on(probability, near=near, outlook=self.outlook)
        if not self._goes_on and self._may_be_wake_word():
            self._goes_on = self._waits_for_more()
        return self._goes_on

    def finish(self, stop: Event) -> Heard:
        """Return what was said since `start`."""
        if self._goes_on:  # a recording that has ended while somebody spoke
            self._pass_on()
        transcript = self._early or self.transcriber.finish(stop)
        if self._is_no_voice(normalise(transcript.text)):
            transcript = Transcript("", confidence=0.0)
        return Heard(transcript, self._endpointer.speech_started, self._endpointer.silence_s)

    def transcribe(self, chunks: Iterable[Chunk], stop: Event, makes_sense: MakesSense | None = None) -> Transcript:
        """Return what is said in `chunks`, which are one utterance from end to end."""
        self.start(makes_sense=makes_sense)
        for chunk in chunks:
            self.feed(chunk)
        return self.finish(stop).transcript

    def _is_no_voice(self, text: str) -> bool:
        """Return whether a word alone was hardly spoken: music sounds like one soon, unlike a sentence."""
        is_alone = " " not in text and text not in self._hints
        return is_alone and sum(self._likeliest) < _VOICED * len(self._likeliest)

    def _pass_on(self) -> None:
        for chunk in self._held:
            self.transcriber.feed(chunk)
        self._held.clear()

    def _forget_wake_word(self) -> None:
        """Begin anew, since more is said, where all before the pause can be the end of the wake word."""
        if self._endpointer.silence_s >= (_HELD_S if self._endpointer.speech_started else _WAKE_S):
            if self._may_be_wake_word():
                self._begin_anew()
            self._after_wake = False

    def _may_be_over(self) -> bool:
        """Return whether the recogniser may begin with the end; it is told what comes after it if somebody goes on."""
        silent = self.outlook in _WHOLE or self._endpointer.silence_s >= _PAUSE_S
        return silent and self._endpointer.speech_s >= _WORD_S and not self._may_be_wake_word()

    def _may_be_wake_word(self) -> bool:
        """Return whether all that was said can be the end of the wake word."""
        return self._after_wake and self._endpointer.speech_started and self._endpointer.speech_s < _WAKE_S

    def _waits_for_more(self) -> bool:
        """Begin anew where what is over was no command: whoever says the wake word may wait for the chime.

        Only what seems to be one is heard to the end: a thorough look takes its time, and the command is spoken by now.
        """
        if self._began_s >= _TAIL_S and self._expected(normalise(self.transcriber.partial())) in _WHOLE:
            transcript = self.transcriber.finish(Event())
            self._early = transcript if transcript.text else None
        if self._early is None:
            self._begin_anew()
        return self._early is None

    def _begin_anew(self) -> None:
        self._after_wake = False
        self._endpointer = Endpointer(self.rule, chunk_s=CHUNK_S)
        self.transcriber.start(self._hints, self._makes_sense)

    def _look(self) -> Outlook:
        """Return what is to be expected after the words heard so far, once they have not changed for a chunk."""
        if self._endpointer.speech_s < _WORD_S or self._endpointer.silence_s < _LOOK_S:
            return Outlook.UNKNOWN
        before, self._seen = self._seen, self.transcriber.partial()
        if self._judged is not None and self._judged[0] == self._seen:
            return self._judged[1]
        if before != self._seen:
            return Outlook.UNKNOWN
        self._judged = self._seen, self._expected(normalise(self._seen))
        return self._judged[1]

    def _expected(self, text: str) -> Outlook:
        if text in self._hints:
            return Outlook.OPEN if any(hint.startswith(f"{text} ") for hint in self._hints) else Outlook.DONE
        return self._foresight(text, self._vocabulary)
