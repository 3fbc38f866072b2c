"""One utterance, made into cepstra and decoded while it is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

import pocketsphinx

from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.decoders import converted
from edgeassist.stt.noise import NoiseFilter
from edgeassist.stt.phone_loop import PhoneLoop, Stretch

_MEAN_AT = (32, 48, 60)
"""Chunks after which noise and voice are measured: after one second decoding begins, later ones make it
better."""

_LEAST_HEARD = 16
"""Chunks of which a mean can be taken before its time, where somebody asks what was heard."""

_CATCH_UP = 6
"""Chunks decoded at once, so that no call holds the interpreter for long."""


class Utterance:
    """What a decoder and the phone loop make of sound, some of which may have been `heard` before."""

    def __init__(self, decoder: pocketsphinx.Decoder, loop: PhoneLoop, heard: Sequence[bytes] = ()) -> None:
        self.heard = list(heard)
        """All of the sound, chunk by chunk."""
        self._decoder, self._loop = decoder, loop
        self._noise, self._cepstra = NoiseFilter(), Cepstra()
        self._likening = self._cepstra.likening()
        self._frames: list[bytes] = []
        self._decoded = 0
        self._begun = False
        if len(heard) >= _MEAN_AT[0]:
            self._set_mean()

    def feed(self, pcm: bytes) -> None:
        """Decode the next sound, and some of what waited for the mean."""
        self.heard.append(pcm)
        if len(self.heard) in _MEAN_AT:
            self._set_mean()
        elif self._begun:
            self._frames.append(self._cepstra.feed(self._noise.clean(pcm)))
        if self._begun:
            self._decode(_CATCH_UP)

    def anew(self) -> Utterance:
        """Return an utterance that begins with all of the sound of this one, which has ended."""
        return Utterance(self._decoder, self._loop, self.heard)

    def words(self) -> str:
        """Return the best words of all that was fed, decoding what is left; later ones may still change them."""
        if len(self.heard) < _LEAST_HEARD:
            return ""
        if not self._begun:
            self._set_mean()
        self._decode(len(self._frames))
        with converted():
            hypothesis = self._decoder.hyp()
        return "" if hypothesis is None else str(hypothesis.hypstr)

    def finish(self, stop: Event) -> list[Stretch]:
        """Decode the rest of it, or less where `stop` is set; return the phones that fit it best."""
        if not self._begun:
            self._set_mean()
        self._frames.append(self._cepstra.feed(self._noise.rest()) + self._cepstra.rest())
        while self._decoded < len(self._frames) and not stop.is_set():
            self._decode(_CATCH_UP)
        self.end()
        with converted():
            return self._loop.finish()

    def end(self) -> None:
        """Have the decoder be free for another utterance."""
        if self._begun:
            self._begun = False
            with converted():
                self._decoder.end_utt()

    def _set_mean(self) -> None:
        """Set noise and mean of all that was heard for what is still to be decoded; the first time, begin."""
        self._noise.learn(b"".join(self.heard))
        self._frames += [self._cepstra.feed(self._noise.clean(pcm)) for pcm in self.heard[len(self._frames) :]]
        self._likening = self._cepstra.likening()
        mean = self._likening.mean
        with converted():
            self._decoder.set_cmn(mean)
            self._loop.set_mean(mean)
            if not self._begun:
                self._decoder.start_utt()
                self._loop.start()
        self._begun = True

    def _decode(self, most: int) -> None:
        """Decode the next chunks, one by one: a longer block would lose its end."""
        with converted():
            for frames in self._frames[self._decoded : self._decoded + most]:
                self._decoded += 1
                if frames:  # the library fails on nothing
                    usual = self._likening.usual(frames)
                    self._decoder.process_cep(bytearray(usual))  # it takes the mean from what it is given
                    self._loop.decode(usual)
