"""The models that `edgeassist models use` has chosen: settings that anything else that is set goes before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from edgeassist.replacing import write_whole

FILE = "models-in-use.json"
"""In the state directory: what is chosen now and what was before, the last one first, for each setting."""


def chosen(state_dir: Path) -> dict[str, Any]:
    """Return the settings that the choices make, as a tree."""
    tree: dict[str, Any] = {}
    for key, choices in _read(state_dir / FILE).items():
        if choices:
            section, _, name = key.partition(".")
            tree.setdefault(section, {}).update({name: choices[0]} if name else choices[0])
    return tree


def choose(state_dir: Path, key: str, value: Any) -> None:
    """Choose a value for a setting, "intent.edge_model", or the values of a section, "stt"; OSError where it cannot."""
    all_choices = _read(state_dir / FILE)
    all_choices[key] = [value, *(each for each in all_choices.get(key, []) if each != value)][:_KEPT]
    write_whole(state_dir / FILE, json.dumps(all_choices, indent=1))


def back(state_dir: Path, key: str) -> Any | None:
    """Go back to what was chosen before, and return it; None: to what the settings say without a choice."""
    all_choices = _read(state_dir / FILE)
    all_choices[key] = all_choices.get(key, [])[1:]
    write_whole(state_dir / FILE, json.dumps(all_choices, indent=1))
    return next(iter(all_choices[key]), None)


def without_choice_in(strong: Mapping[str, Any], weak: Mapping[str, Any]) -> dict[str, Any]:
    """Return `weak` without the engines that `strong` has settings of: their options would not fit together."""
    return {section: value for section, value in weak.items() if not ("engine" in value and section in strong)}


_KEPT = 5


def _read(path: Path) -> dict[str, list[Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {key: [each for each in choices if _fits(key, each)] for key, choices in content.items()}
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}  # nothing was chosen, or it cannot be read: the settings as they are


def _fits(key: str, choice: object) -> bool:
    """Return whether a choice is one as `choose` is given."""
    if "." in key:
        return isinstance(choice, str)
    names = choice.values() if isinstance(choice, dict) and choice.keys() == {"engine", "model"} else [None]
    return all(isinstance(name, str) for name in names)
