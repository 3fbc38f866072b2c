"""How to train: what is decided once for a run, and what may be changed when it is gone on with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from edgeassist.errors import ModelError
from edgeassist.lab.network import Shape

FILE = "recipe.json"
_MAY_CHANGE = frozenset({"steps", "checkpoint_every", "threads", "device", "warmup"})
"""What a run that is gone on with may have otherwise than at its beginning."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how fast to train, and how large the network is."""

    steps: int = 1000
    batch_tokens: int = 4096
    vocabulary: int = 2048
    layers: int = 6
    width: int = 256
    heads: int = 4
    inner: int = 672
    """Width inside the gated part of a layer."""
    matrix_rate: float = 0.012
    other_rate: float = 3e-3
    warmup: int = 50
    checkpoint_every: int = 100
    seed: int = 1
    threads: int = 1
    """More than there are idle cores makes it many times slower: the threads wait for each other at every operation."""
    device: str = "cpu"
    """As torch names it, or "auto": a GPU where there is one."""

    def shape(self, vocabulary: int) -> Shape:
        """Return the shape of the network for a vocabulary of this size; raises ModelError where none can be built."""
        if self.width % (2 * self.heads) or self.width % 32 or self.inner % 32:
            raise ModelError(
                f"width {self.width}, heads {self.heads}, inner {self.inner}: both widths are multiples of 32, "
                "and a head has an even share of the first"
            )
        return Shape(vocabulary, self.layers, self.width, self.heads, self.inner)

    def save(self, folder: Path) -> None:
        """Write it into the folder of a run."""
        (folder / FILE).write_text(json.dumps(asdict(self)), encoding="utf-8")


def recorded(folder: Path) -> Recipe | None:
    """Return the recipe of the run in `folder`; None: there is none yet."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        return Recipe(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError) as error:
        raise ModelError(f"{path}: damaged ({error}); train into another folder") from error


def recipe_for(folder: Path, given: Mapping[str, Any]) -> Recipe:
    """Return what the run in `folder` began with, or the defaults, changed by what is `given`.

    Raises ModelError where that would make another run of it.
    """
    before = recorded(folder)
    if before is None:
        return replace(Recipe(), **given)
    for name in given.keys() - _MAY_CHANGE:
        if given[name] != getattr(before, name):
            raise ModelError(
                f"{folder} was begun with {name.replace('_', '-')} {getattr(before, name)}, not {given[name]}: "
                "leave the option out to go on with it, or train into another folder"
            )
    return replace(before, **given)
