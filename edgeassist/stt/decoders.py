"""Decoders for the sentences of a template set with the names of a home."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from edgeassist import __version__
from edgeassist.errors import ModelError
from edgeassist.messages import Vocabulary
from edgeassist.stt.aligning import Aligner
from edgeassist.stt.arpa import arpa
from edgeassist.stt.classes import named
from edgeassist.stt.language import Language
from edgeassist.stt.model_cache import ModelCache, WordModel
from edgeassist.stt.ngrams import Counts, counts
from edgeassist.stt.pronunciation import Lexicon
from edgeassist.stt.sphinx import Decoder
from edgeassist.stt.talk import HOUSE, entries, scaled
from edgeassist.templates import TemplateSet

logger = logging.getLogger(__name__)

_FORMAT = 9
"""Counts up when the same templates and names give another model: those on disk are then too old."""

_RARE = 1e-5
"""What words meet less often is in no usual sentence."""
_AROUND_USUAL = 0.05
"""How often something stands around one."""
_STRICT = 1e-4
"""Share of the probability that is kept for words which these never have in a place."""

Options = dict[str, str | float | bool | Path]

_SEARCH: Options = {
    "beam": 1e-60,
    "wbeam": 1e-35,
    "pbeam": 1e-60,
    "lpbeam": 1e-50,
    "lponlybeam": 1e-35,
    "fwdflatbeam": 1e-70,
    "fwdflatwbeam": 1e-35,
    "maxhmmpf": -1,
    "bestpath": False,
    "compallsen": True,
    "lw": 9.0,
    "fwdflatlw": 12.0,
    "silprob": 1e-5,
}
"""Wide beams: the vocabulary is small. The search for the best path would take seconds with them.

Silence inside a command is short: as likely as usual it swallows words. All sounds are scored, as the phone loop does:
so scores can be compared.
"""

_SCORED: Options = {"pl_window": 0}


@dataclass(frozen=True, slots=True)
class HouseModels:
    """What decoders read for the sentences of a house; what is not needed at once is made when it is asked for."""

    all: WordModel
    usual: Callable[[], WordModel]
    """Of the usual sentences, all but strictly."""
    talk: Callable[[], WordModel] | None
    """Of these and of what else people say; None: that is not known."""


class Decoders:
    """Builds them; what was counted for one is kept in the folder `kept`, if there is one.

    `talk` is the file of how people talk, if there is one.
    """

    def __init__(
        self,
        templates: TemplateSet,
        phonemes: Callable[[str], str],
        model: Path,
        kept: Path | None,
        talk: Path | None = None,
    ) -> None:
        self._templates = templates
        self._talk = talk
        self._model = model
        self._cache = ModelCache(kept)
        self._reading = Lock()
        """To read a model takes three times the memory that it has then: what hears anew is made one at a time."""
        self._lexicon = Lexicon(model / "cmudict-en-us.dict", phonemes)

    def house(self, vocabulary: Vocabulary) -> HouseModels:
        """Return what decoders read for the sentences with these names."""
        language = cache(lambda: self._language(vocabulary))
        talk_bytes = self._talk.stat().st_size if self._talk else 0
        key = repr((_FORMAT, __version__, _source(self._templates), vocabulary, self._model, talk_bytes))
        words = self._cache.get(key, lambda: self._modelled(counts(language().sentences())))

        def usual() -> WordModel:
            return self._cache.get(f"usual {key}", lambda: WordModel(_usual(language()), words.dictionary))

        def talk(file: Path) -> WordModel:
            return self._cache.get(f"talk {key}", lambda: self._modelled(self._talked(file, language(), vocabulary)))

        return HouseModels(words, usual, partial(talk, self._talk) if self._talk else None)

    def _talked(self, file: Path, language: Language, vocabulary: Vocabulary) -> Counts:
        house = scaled(counts(language.sentences()))
        try:
            talk = ((words, (1 - HOUSE) * count) for words, count in entries(file))
            return named(talk, vocabulary, self._is_sayable, house)
        except ModelError as error:
            logger.warning("%s; until then what is said by no template is not heard", error)
            return house

    def own(self, vocabulary: Vocabulary) -> tuple[WordModel, Counts] | None:
        """Return what a decoder reads for the sentences that the user wrote, and how words follow one another in them.

        None: there are none.
        """
        counted = counts(self._language(vocabulary).sentences(own=True)) if self._templates.user_intents else None
        return (self._modelled(counted), counted) if counted and counted.words else None

    def decoder(self, words: WordModel, *, scored: bool = False) -> Decoder:
        """Return a decoder for the sentences of a model; one that hears what is `scored` already cannot look ahead."""
        with self._reading if scored else nullcontext(), TemporaryDirectory(prefix="edgeassist-") as folder:
            model = Path(folder, "words.arpa")
            model.write_text(words.grams, encoding="utf-8")
            return self._built(words, Path(folder), _SEARCH | _SCORED if scored else _SEARCH, lm=model)

    def aligner(self, words: WordModel) -> Aligner:
        """Return what fits sentences of the words of a model to what was said."""
        with TemporaryDirectory(prefix="edgeassist-") as folder:
            return Aligner(self._built(words, Path(folder), _SEARCH | _SCORED))

    def _built(self, words: WordModel, folder: Path, options: Options, **models: Path) -> Decoder:
        dictionary = folder / "words.dict"
        dictionary.write_text(words.dictionary, encoding="utf-8")
        return Decoder(hmm=self._model / "en-us", dict=dictionary, loglevel="FATAL", **models, **options)

    def _language(self, vocabulary: Vocabulary) -> Language:
        return Language(self._templates, vocabulary, self._is_sayable)

    def _is_sayable(self, word: str) -> bool:
        return bool(self._lexicon.pronunciations(word))

    def _modelled(self, counted: Counts) -> WordModel:
        return WordModel(arpa(counted), self._dictionary(counted.words))

    def _dictionary(self, words: Sequence[str]) -> str:
        lines = []
        for word in words:
            for number, phones in enumerate(self._lexicon.pronunciations(word), start=1):
                lines.append(f"{word} {phones}\n" if number == 1 else f"{word}({number}) {phones}\n")
        return "".join(lines)


def _usual(language: Language) -> str:
    """Return how words follow one another in the usual sentences, all but strictly."""
    return arpa(counts(language.sentences(around=_AROUND_USUAL)).without_rare(_RARE), discount=_STRICT)


def _source(templates: TemplateSet) -> tuple[object, ...]:
    """Return all of a template set that the model depends on, of values that are always written alike."""
    return templates.files, templates.samples, templates.talk, sorted(templates.user_intents)
