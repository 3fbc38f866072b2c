"""One utterance from its first chunk to the transcript: is it speech, is it over, what was said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Event

from edgeassist.messages import CHUNK_S, Chunk, Transcript
from edgeassist.stages import Transcriber, VoiceDetector
from edgeassist.vad.endpointer import Endpointer, EndpointRule
from edgeassist.vad.gate import SpeechGate


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

    def __init__(self, detector: VoiceDetector, transcriber: Transcriber, rule: EndpointRule) -> None:
        self.transcriber = transcriber
        self._detector = detector
        self.rule = rule
        """When an utterance is over; another one counts from the next utterance on."""
        self._endpointer = Endpointer(rule, chunk_s=CHUNK_S)
        self._gate = SpeechGate()

    def start(self, hints: Sequence[str] = ()) -> None:
        """Begin an utterance; `hints` are phrases that are likely now."""
        self._detector.reset()
        self._endpointer = Endpointer(self.rule, chunk_s=CHUNK_S)
        self._gate.reset()
        self.transcriber.start(hints)

    def feed(self, chunk: Chunk) -> bool:
        """Take the next chunk; returns whether the utterance goes on."""
        probability = self._detector.process(chunk)
        for speech in self._gate.process(chunk, probability):
            self.transcriber.feed(speech)
        return self._endpointer.goes_on(probability)

    def finish(self, stop: Event) -> Heard:
        """Return what was said since `start`."""
        return Heard(self.transcriber.finish(stop), self._endpointer.speech_started, self._endpointer.silence_s)

    def transcribe(self, chunks: Iterable[Chunk], stop: Event) -> Transcript:
        """Return what is said in `chunks`, which are one utterance from end to end."""
        self.start()
        for chunk in chunks:
            self.feed(chunk)
        return self.finish(stop).transcript
