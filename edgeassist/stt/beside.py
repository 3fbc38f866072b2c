"""What is heard anew of an utterance, in other ways, each in a thread of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from threading import Event, get_native_id

from edgeassist.stt.ahead import Ahead
from edgeassist.stt.house_sentences import HouseSentences
from edgeassist.stt.own_sentences import OwnSentences
from edgeassist.stt.sound import Said
from edgeassist.stt.sphinx import Stretch, give_back

_NICE = 5
"""How far it stands back for what is heard at first."""


@dataclass(frozen=True, slots=True)
class Ears:
    """What hears an utterance in one way."""

    house: HouseSentences
    own: OwnSentences | None
    """The user's own sentences, if there are any."""
    voice: Callable[[Said, Event], Said] | None = None
    """Returns what was said as if another voice were a usual one; None: it is heard as it was at first."""

    def hear(self, said: Said, stop: Event) -> Anew | None:
        """Hear all of an utterance; None: `stop` came first."""
        voiced = self.voice(said, stop) if self.voice else said
        for sentences in (self.house, self.own):
            if sentences is not None and not stop.is_set():
                sentences.decoder.hear_scored(voiced.scores)
        if voiced is not said:
            voiced.scores.unlink()
        return None if stop.is_set() else Anew(self, voiced.phones)


@dataclass(frozen=True, slots=True)
class Anew:
    """What `ears` have just heard to its end."""

    ears: Ears
    phones: Sequence[Stretch]
    """Which sounded."""


class Listener:
    """Ears in a thread of their own, which makes them."""

    def __init__(self, make: Callable[[], Ears]) -> None:
        self._make: Callable[[], Ears] | None = make
        self._ears: Ears | None = None
        self.awake = Event()
        """Set when the ears are made, or cannot be."""
        self._ahead = Ahead[Anew]("beside")
        self._ahead.begin(self._awake)

    def begin(self, said: Said) -> None:
        """Hear an utterance."""
        self._ahead.begin(partial(self._hear, said))

    def heard(self, stop: Event) -> Anew | None:
        """Wait until it was heard; None: `stop` came first."""
        return next(iter(self._ahead.results(stop)), None)

    def drop(self) -> None:
        """Forget the utterance."""
        self._ahead.forget()

    def _awake(self, _stop: Event) -> None:
        if self._make is not None:
            _stand_back()
            try:
                self._ears, self._make = self._make(), None
            finally:
                self.awake.set()
            give_back()

    def _hear(self, said: Said, stop: Event) -> Anew | None:
        self._awake(stop)
        return self._ears.hear(said, stop) if self._ears else None


class Beside:
    """Listeners to one utterance at a time."""

    def __init__(self, listeners: Sequence[Listener]) -> None:
        self._listeners = listeners
        self._begun = 0

    def wait(self) -> None:
        """Return when all have their ears."""
        for listener in self._listeners:
            listener.awake.wait()

    def begin(self, said: Said, most: int | None = None) -> None:
        """Have the first listeners, at `most` so many, hear an utterance, but those that have begun with it."""
        for listener in self._listeners[self._begun : most]:
            listener.begin(said)
            self._begun += 1

    def heard(self, said: Said, stop: Event) -> Iterator[Anew]:
        """Yield what each of them hears."""
        self.begin(said)
        for listener in self._listeners:
            if (anew := listener.heard(stop)) is not None:
                yield anew

    def drop(self) -> None:
        """Forget the utterance."""
        for listener in self._listeners[: self._begun]:
            listener.drop()
        self._begun = 0


def _stand_back() -> None:
    """Leave the core to others: a service that is locked up may not choose, and elsewhere a thread has no say."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), os.getpriority(os.PRIO_PROCESS, 0) + _NICE)
