"""Two recognisers at once: one that knows the sentences of this home, and one that knows all words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from threading import Event

from edgeassist.errors import EngineError
from edgeassist.messages import Chunk, Transcript, Vocabulary
from edgeassist.stages import MakesSense, Transcriber
from edgeassist.stt.choosing import Candidate, choose
from edgeassist.stt.pauses import Pauses, samples_of

logger = logging.getLogger(__name__)


class Both:
    """The closed recogniser answers where it is sure, and the open one otherwise, by the rule of `choose`.

    The open one, which works in a thread of its own, is given what was said at each pause at which the closed one has
    heard no whole sentence, so that it is well on its way at the end; what it does in vain is stopped.
    """

    def __init__(
        self, closed: Transcriber, opened: Transcriber, makes_sense: Callable[[str, Vocabulary], bool]
    ) -> None:
        self._closed = closed
        self._open = opened
        self._makes_sense = makes_sense
        self._vocabulary = Vocabulary()
        self._hints: tuple[str, ...] = ()
        self._now: MakesSense | None = None
        self._held: list[Chunk] = []
        """What the open one was not given yet."""
        self._pauses = Pauses()
        self._judged = ("", False)

    def prepare(self, vocabulary: Vocabulary) -> None:
        """Have both listen for these names from the next utterance on."""
        self._closed.prepare(vocabulary)
        self._open.prepare(vocabulary)
        self._vocabulary = vocabulary

    def start(self, hints: Sequence[str] = (), makes_sense: MakesSense | None = None) -> None:
        """Begin an utterance; `hints` are phrases that are likely now, and others may be what `makes_sense` now."""
        self._hints, self._held, self._judged, self._pauses = tuple(hints), [], ("", False), Pauses()
        self._now = makes_sense
        self._closed.start(hints, makes_sense)
        self._open.start(hints)

    def feed(self, chunk: Chunk) -> None:
        """Take the next chunk."""
        self._closed.feed(chunk)
        self._held.append(chunk)
        if self._pauses.feed(samples_of(chunk)) and not self._is_sentence(self._closed.partial()):
            self._hand_over()

    def partial(self) -> str:
        """Return what the closed one has heard so far, or the open one where that is no sentence."""
        closed = self._closed.partial()
        return closed if self._is_sentence(closed) else self._open.partial() or closed

    def pause(self) -> None:
        """Have the closed one begin with the end; the open one sees pauses by itself."""
        self._closed.pause()

    def finish(self, stop: Event) -> Transcript:
        """Return what was said since `start`; an empty text for silence, noise and foreign speech."""
        try:
            closed = self._judge(self._closed.finish(stop))
        except EngineError as error:
            logger.warning("%s; the other recogniser is asked", error)
            closed = Candidate(Transcript("", confidence=0.0), makes_sense=False)
        if closed.sure or stop.is_set():
            self._open.start()  # which stops what it had begun
            return closed.transcript
        self._hand_over()
        opened = self._judge(self._open.finish(stop))
        chosen = choose(closed, opened)
        logger.debug("closed: %r, open: %r: %r", closed, opened, chosen.text)
        return chosen

    def _hand_over(self) -> None:
        for chunk in self._held:
            self._open.feed(chunk)
        self._held = []

    def _judge(self, heard: Transcript) -> Candidate:
        return Candidate(heard, makes_sense=self._is_sentence(heard.text) or self._is_said_now(heard.text))

    def _is_said_now(self, text: str) -> bool:
        return bool(text) and self._now is not None and self._now(text)

    def _is_sentence(self, text: str) -> bool:
        """Return whether a text can have been meant; asked again and again, it looks at another text only."""
        if text != self._judged[0]:
            self._judged = text, text in self._hints or self._makes_sense(text, self._vocabulary)
        return self._judged[1]
