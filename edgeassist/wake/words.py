"""Wake words that there are: a folder holds `name.json`, as microWakeWord writes it, and the .tflite that it names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from edgeassist.errors import ModelError

_MAGIC = b"TFL3"
_MAGIC_AT = 4
_LARGEST = 8 << 20
"""Bytes: the models that exist have 50 to 100 thousand."""
_STEP_MS = 10
_LONGEST_WINDOW = 100


@dataclass(frozen=True, slots=True)
class WordModel:
    """One wake word, its files looked at and not loaded yet."""

    name: str
    phrase: str
    file: Path
    """The JSON file."""
    cutoff: float
    """The threshold that its maker advises."""
    ours: bool
    """Whether it comes with the engine; others are tried in a process of their own first."""


def builtin_folder() -> Path | None:
    """Return where the engine keeps the words that come with it; None: it is not installed."""
    found = find_spec("pymicro_wakeword")
    return None if found is None or found.origin is None else Path(found.origin).parent / "models"


def word_names(folder: Path) -> list[str]:
    """Return the names of all words, those of `folder` after those that come with the engine."""
    return list(dict.fromkeys(path.stem for place in _places(folder) for path in sorted(place.glob("*.json"))))


def find_words(names: Sequence[str], folder: Path) -> list[WordModel]:
    """Return words by name, those in `folder` first; raises ModelError, which says what is wrong with which file."""
    return [_find(name, folder) for name in dict.fromkeys(names)]


def read_word(file: Path, *, ours: bool = False) -> WordModel:
    """Return the word of a JSON file; raises ModelError where it, or the model beside it, cannot be one."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelError(f"{file}: cannot be read ({error})") from error
    try:
        micro, phrase, model = content["micro"], content["wake_word"], content["model"]
        cutoff, window, step = (
            micro["probability_cutoff"],
            micro["sliding_window_size"],
            micro.get("feature_step_size", _STEP_MS),
        )
    except (KeyError, TypeError, AttributeError) as error:
        wanted = "it needs wake_word, model, micro.probability_cutoff and micro.sliding_window_size"
        raise ModelError(f"{file}: is not the description of a microWakeWord model; {wanted}") from error
    for problem in _problems(phrase, cutoff, window, step):
        raise ModelError(f"{file}: {problem}")
    _check_model(file, model)
    return WordModel(file.stem, phrase.strip(), file, float(cutoff), ours)


def _find(name: str, folder: Path) -> WordModel:
    builtin = builtin_folder()
    for place in reversed(_places(folder)):
        if "/" not in name and (file := place / f"{name}.json").is_file():
            return read_word(file, ours=place == builtin)
    known = ", ".join(word_names(folder)) or "(none is installed)"
    cure = f"or put {name}.json and its .tflite into {folder}"
    raise ModelError(f"there is no wake word {name!r}; wake.model can be {known}; {cure}")


def _places(folder: Path) -> list[Path]:
    return [place for place in (builtin_folder(), folder) if place is not None and place.is_dir()]


def _problems(phrase: Any, cutoff: Any, window: Any, step: Any) -> Iterable[str]:
    if not isinstance(phrase, str) or not phrase.strip() or not phrase.isprintable():
        yield "wake_word is no text"
    if isinstance(cutoff, bool) or not isinstance(cutoff, int | float) or not 0 < cutoff < 1:
        yield "micro.probability_cutoff is no number between 0 and 1"
    if isinstance(window, bool) or not isinstance(window, int) or not 0 < window <= _LONGEST_WINDOW:
        yield f"micro.sliding_window_size is no whole number from 1 to {_LONGEST_WINDOW}"
    if step != _STEP_MS:
        yield f"micro.feature_step_size is {step}: only models with steps of {_STEP_MS} ms can be used"


def _check_model(file: Path, model: Any) -> None:
    if not isinstance(model, str) or Path(model).name != model:
        raise ModelError(f"{file}: model has to be the name of a file beside it")
    path = file.with_name(model)
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_MAGIC_AT + len(_MAGIC))
    except OSError as error:
        raise ModelError(f"{path}: {error.strerror}; {file.name} names it") from error
    if head[_MAGIC_AT:] != _MAGIC:
        raise ModelError(f"{path}: is no TensorFlow Lite model; was it downloaded whole?")
    if size > _LARGEST:
        raise ModelError(f"{path}: {size >> 20} MB is too large for a wake word")
