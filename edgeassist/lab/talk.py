"""The sentences of the laboratory summed up for the recogniser: what it hears where nobody speaks by a template."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pocketsphinx
import yaml
from hassil.expression import Expression, TextChunk

from edgeassist.espeak import Espeak
from edgeassist.lab.drawing import all_templates
from edgeassist.stt.classes import CLASSES
from edgeassist.stt.language import Language
from edgeassist.stt.ngrams import Counts, counts
from edgeassist.stt.pronunciation import Lexicon
from edgeassist.stt.talk import thinned

_SPOKEN: dict[str, str] = yaml.safe_load((Path(__file__).parent / "data" / "spoken.yaml").read_text(encoding="utf-8"))
"""What is said where templates take any words, between commas."""


_FREE_INTENTS = frozenset({"list_add", "list_remove", "list_complete", "reminder_set", "timer_start", "note_take"})
_FREE = 12.0
"""How much likelier than by the templates is what takes any words: of that the templates hear least."""


def talk(language: str = "en") -> Counts:
    """Return how words follow one another in all sentences, names of things as classes."""
    dictionary = Path(pocketsphinx.get_model_path()) / "en-us" / "cmudict-en-us.dict"
    lexicon = Lexicon(dictionary, Espeak().phonemes)
    classes = {word for (word,) in (CLASSES.names, CLASSES.areas, CLASSES.floors)}

    def _is_sayable(word: str) -> bool:
        return word.removesuffix("'s") in classes or bool(lexicon.pronunciations(word))

    templates = all_templates(language)
    free = _SPOKEN | {"item": f"{_SPOKEN['object']}, {_SPOKEN['reminder']}"}
    samples = {name: (*templates.samples.get(name, ()), *_spoken(text)) for name, text in free.items()}
    weights = {name: weight * (_FREE if name in _FREE_INTENTS else 1.0) for name, weight in templates.weights.items()}
    heard = replace(templates, samples={**templates.samples, **samples}, weights=weights)
    told = {word for text in _SPOKEN.values() for word in text.replace(",", " ").split()}
    return thinned(counts(Language(heard, CLASSES, _is_sayable).sentences()), told)


def _spoken(text: str) -> list[Expression]:
    return [TextChunk(said.strip()) for said in text.split(",")]
