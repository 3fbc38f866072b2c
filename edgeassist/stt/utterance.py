"""One utterance, made into cepstra and decoded while it is spoken."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

from edgeassist.messages import SAMPLE_RATE
from edgeassist.stt.cepstra import Cepstra
from edgeassist.stt.denoising import NOISY_DB, Denoised, Denoiser
from edgeassist.stt.noise import NoiseFilter
from edgeassist.stt.phone_loop import PhoneLoop
from edgeassist.stt.sound import Said, Sound
from edgeassist.stt.sphinx import Decoder, Stretch

USUAL = 1.0
OTHERS = (0.92, 1.08)
"""How much higher than usual a voice resonates: men with a long throat; some women, and children."""

_MEAN_AT = (32, 48, 60)
"""Chunks after which noise and voice are measured: after one second decoding begins, later ones make it
better."""

_SAMPLE_BYTES = 2

_LEAST_HEARD = 16
"""Chunks of which a mean can be taken before its time, where somebody asks what was heard."""

_CATCH_UP = 6
"""Chunks decoded at once, so that what is fed need not wait for long."""


def as_voice(higher: float, loop: PhoneLoop, denoiser: Denoiser | None, said: Said, stop: Event) -> Said:
    """Return what was said as if a voice that resonates so much higher than usual were a usual one."""
    phones = Utterance(None, loop, said.heard, voice=higher, denoiser=denoiser).finish(stop)
    return Said(said.heard, phones, loop.scores)


class Utterance:
    """What the phone loop, and a decoder, make of sound, some of which may have been `heard` before.

    A `voice` that resonates so much higher than usual is heard as a usual one; from speech in noise a `denoiser` takes
    it.
    """

    def __init__(
        self,
        decoder: Decoder | None,
        loop: PhoneLoop,
        heard: Sequence[bytes] = (),
        *,
        voice: float = USUAL,
        denoiser: Denoiser | None = None,
    ) -> None:
        self.heard = list(heard)
        """All of the sound, chunk by chunk."""
        self._decoder, self._loop, self._voice = decoder, loop, voice
        self._noise, self._cepstra = NoiseFilter(), Cepstra(voice)
        self._denoiser = denoiser
        self._denoised: Denoised | None = None
        self._likening = self._cepstra.likening()
        self._frames: list[bytes] = []
        self._usual: list[bytes] = []
        """Those of the frames that were decoded, as they were."""
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
        return Utterance(self._decoder, self._loop, self.heard, voice=self._voice, denoiser=self._denoiser)

    def words(self) -> str:
        """Return the best words of all that was fed, decoding what is left; later ones may still change them."""
        if len(self.heard) < _LEAST_HEARD:
            return ""
        if not self._begun:
            self._set_mean()
        self._decode(len(self._frames))
        return self._decoder.words() if self._decoder else ""

    def finish(self, stop: Event) -> list[Stretch]:
        """Decode the rest of it, or less where `stop` is set; return the phones that fit it best.

        The decoder takes longer for its own, until `end` has come back.
        """
        if not self._begun:
            self._set_mean()
        self._frames.append(self._cepstra.feed(self._noise.rest()) + self._cepstra.rest())
        while len(self._usual) < len(self._frames) and not stop.is_set():
            self._decode(_CATCH_UP)
        if self._denoised:
            self._decode_frames(self._denoised.rest(self._likening.means))
        return self._loop.finish()

    def end(self) -> None:
        """Come to the end, so that decoder and loop are free for another utterance."""
        if self._begun:
            self._begun = False
            if self._decoder:
                self._decoder.end()

    def sound(self) -> Sound:
        """Return what was decoded."""
        return Sound(self._usual, self._likening.mean)

    @property
    def length_s(self) -> float:
        """How long all of its sound lasts."""
        return sum(map(len, self.heard)) / (SAMPLE_RATE * _SAMPLE_BYTES)

    @property
    def in_noise(self) -> bool:
        """Whether noise was taken out of it."""
        return self._denoised is not None

    def _set_mean(self) -> None:
        """Set noise and mean of all that was heard for what is still to be decoded; the first time, begin."""
        self._noise.learn(b"".join(self.heard))
        self._frames += [self._cepstra.feed(self._noise.clean(pcm)) for pcm in self.heard[len(self._frames) :]]
        self._likening = self._cepstra.likening()
        mean, clear_db = self._likening.mean, self._noise.clear_db
        if self._denoiser and not self._begun and clear_db < NOISY_DB:
            self._denoised = Denoised(self._denoiser)
        if self._denoised:
            self._denoised.clear_db = clear_db
        for each in self._hearing():
            each.set_mean(mean)
            if not self._begun:
                each.start()
        self._begun = True

    def _decode(self, most: int) -> None:
        """Decode the next chunks, one by one: a longer block would lose its end."""
        for frames in self._frames[len(self._usual) : len(self._usual) + most]:
            usual = self._likening.usual(frames)
            self._decode_frames(self._denoised.feed(usual, self._likening.means) if self._denoised else usual)

    def _decode_frames(self, frames: bytes) -> None:
        self._usual.append(frames)
        for each in self._hearing():
            each.decode(frames)

    def _hearing(self) -> list[Decoder | PhoneLoop]:
        return [self._decoder, self._loop] if self._decoder else [self._loop]
