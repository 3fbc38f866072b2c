"""The mean of the cepstra of an utterance, which has to be taken from them before they are compared."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pocketsphinx

_ANY = "a"
"""The library asks for something to listen for."""


class CepstralMean:
    """Measures means with a decoder that searches for nothing: a fortieth of real time."""

    def __init__(self, acoustic_model: Path) -> None:
        with TemporaryDirectory(prefix="edgeassist-") as folder:
            words = Path(folder, "words.dict")
            words.write_text(f"{_ANY} AH\n", encoding="utf-8")
            self._decoder = pocketsphinx.Decoder(
                hmm=str(acoustic_model), dict=str(words), lm=None, keyphrase=_ANY, loglevel="FATAL"
            )

    def of(self, pcm: bytes) -> str:
        """Return the mean of a sound, as the library writes it.

        It has to be the sound from its start on: the noise that is taken out of it is learned there.
        """
        self._decoder.start_utt()
        self._decoder.process_raw(pcm, no_search=True, full_utt=True)
        self._decoder.end_utt()
        return str(self._decoder.get_cmn(False))
