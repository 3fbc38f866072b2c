"""The wake words of the settings, found, checked and loaded."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from itertools import islice, product
from pathlib import Path

from edgeassist.errors import ModelError
from edgeassist.senses import WakeSettings
from edgeassist.text import normalise
from edgeassist.wake.acoustics import AcousticModel, model_folder
from edgeassist.wake.following import Following
from edgeassist.wake.micro_wakeword import MicroWakeWord, Word
from edgeassist.wake.second_look import SecondLook
from edgeassist.wake.self_check import check
from edgeassist.wake.words import WordModel, find_words

logger = logging.getLogger(__name__)

_MOST_WAYS = 6
_NAMES: dict[str, tuple[str, ...]] = {"nabu": ("N AA B UW",), "mycroft": ("M AY K R AO F T",)}
"""Words of ours that no dictionary has, and that are not read as they are written."""

Pronounce = Callable[[str], Sequence[str]]
"""Returns how a word is said, in phones of the acoustic model, the usual way first; nothing: nobody can tell."""


def open_words(settings: WakeSettings, folder: Path, pronounce: Pronounce | None = None) -> MicroWakeWord:
    """Return what listens for the words of the settings; `folder` may hold further ones.

    Raises ModelError where one of them does not exist or is damaged.
    """
    models = find_words(settings.models or (settings.model,), settings.folder or folder)
    for model in models:
        if not model.ours:
            check(model)
    acoustics = _acoustics() if settings.verify and pronounce is not None else None
    unknown = settings.sensitivities.keys() - {model.name for model in models}
    if unknown:
        names = ", ".join(model.name for model in models)
        raise ModelError(f"wake.sensitivities: {', '.join(sorted(unknown))} is not listened for (that is: {names})")
    return MicroWakeWord([_word(model, settings, _look(model, acoustics, pronounce)) for model in models])


def _word(model: WordModel, settings: WakeSettings, look: SecondLook | None) -> Word:
    threshold = model.cutoff if settings.threshold is None else settings.threshold
    sensitivity = settings.sensitivities.get(model.name, settings.sensitivity)
    return Word(model, Following(threshold, sensitivity, looked_at=look is not None), look)


def _acoustics() -> AcousticModel | None:
    folder = model_folder()
    return None if folder is None else AcousticModel.load(folder / "en-us")


def _look(model: WordModel, acoustics: AcousticModel | None, pronounce: Pronounce | None) -> SecondLook | None:
    """Return who looks again at what seems to be this word; None: nobody knows how it sounds in English."""
    if acoustics is None or pronounce is None:
        return None
    ways = [_NAMES.get(word) or pronounce(word) for word in normalise(model.phrase).split()]
    if not ways or not all(ways):
        logger.info("wake word %r: nobody knows how it is pronounced, its sounds are not looked at", model.phrase)
        return None
    phrases = islice(product(*ways), _MOST_WAYS)
    return SecondLook(acoustics, [[phone for said in phrase for phone in said.split()] for phrase in phrases])
