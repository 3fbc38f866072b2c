"""Wake words that come from elsewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from edgeassist.errors import ModelError
from edgeassist.senses import WakeSettings
from edgeassist.wake.opening import open_words
from edgeassist.wake.words import builtin_folder, find_words, word_names
from tests.wake.words import SILENCE, hear, say


def _own(folder: Path, name: str = "computer", **changed: Any) -> Path:
    """Put a model that works into a folder, under another name; return its description."""
    builtin = builtin_folder()
    assert builtin is not None
    content = json.loads((builtin / "alexa.json").read_text())
    micro = {**content["micro"], **changed.pop("micro", {})}
    content |= {"wake_word": "Computer", "model": f"{name}.tflite", "micro": micro, **changed}
    folder.mkdir(exist_ok=True)
    shutil.copy(builtin / "alexa.tflite", folder / f"{name}.tflite")
    file = folder / f"{name}.json"
    file.write_text(json.dumps(content))
    return file


def test_a_model_of_ones_own_is_checked_and_used(tmp_path: Path) -> None:
    _own(tmp_path)
    assert word_names(tmp_path) == ["alexa", "hey_jarvis", "hey_mycroft", "okay_nabu", "computer"]
    ears = open_words(WakeSettings(models=("computer", "okay_nabu")), tmp_path)
    pcm = [*[SILENCE] * 40, *say("alexa", tmp_path, "rms"), *[SILENCE] * 30]
    assert [each.phrase for each in hear(ears, pcm)] == ["Computer"]


def test_one_of_the_same_name_takes_the_place_of_ours(tmp_path: Path) -> None:
    _own(tmp_path, "alexa")
    (word,) = find_words(["alexa"], tmp_path)
    assert (word.phrase, word.ours) == ("Computer", False)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"micro": {"probability_cutoff": 2}}, "probability_cutoff is no number between 0 and 1"),
        ({"micro": {"sliding_window_size": "5"}}, "sliding_window_size is no whole number"),
        ({"micro": {"feature_step_size": 20}}, "only models with steps of 10 ms can be used"),
        ({"wake_word": ""}, "wake_word is no text"),
        ({"model": "../alexa.tflite"}, "model has to be the name of a file beside it"),
        ({"model": "another.tflite"}, "another.tflite: No such file or directory; computer.json names it"),
        ({"micro": None}, "is not the description of a microWakeWord model; it needs wake_word"),
    ],
)
def test_a_wrong_description_is_refused_in_words(tmp_path: Path, changed: dict[str, Any], says: str) -> None:
    file = _own(tmp_path, **{key: value for key, value in changed.items() if value is not None})
    if changed.get("micro", "") is None:
        file.write_text(json.dumps({"micro": []}))
    with pytest.raises(ModelError, match=says):
        find_words(["computer"], tmp_path)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda _: b"", "is no TensorFlow Lite model; was it downloaded whole"),
        (lambda _: b"<html>404</html>", "is no TensorFlow Lite model"),
        (lambda whole: whole[:20_000], "computer.*(damaged|fails its self-check)"),
        (lambda whole: whole[:8] + bytes(len(whole) - 8), "computer.*(damaged|fails its self-check)"),
        (lambda whole: whole + bytes(9 << 20), "9 MB is too large"),
    ],
)
def test_a_damaged_model_is_refused_and_ends_nothing(tmp_path: Path, damage: Any, says: str) -> None:
    model = _own(tmp_path).with_suffix(".tflite")
    model.write_bytes(damage(model.read_bytes()))
    with pytest.raises(ModelError, match=says):
        open_words(WakeSettings(model="computer"), tmp_path)


def test_a_model_that_hears_its_word_everywhere_is_refused(tmp_path: Path) -> None:
    _own(tmp_path, micro={"probability_cutoff": 1e-9})
    with pytest.raises(ModelError, match=r"fails its self-check: hears its word in (silence|noise)"):
        open_words(WakeSettings(model="computer"), tmp_path)


def test_a_sensitivity_for_a_word_that_is_not_listened_for_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"wake.sensitivities: jarvis is not listened for \(that is: okay_nabu\)"):
        open_words(WakeSettings(sensitivities={"jarvis": 0.2}), tmp_path)
