"""The corpus as token ids, and the batches of a training: the same ones at the same step, from wherever it begins."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from edgeassist.lab.recipe import Recipe
from edgeassist.lab.rows import Row
from edgeassist.lab.tokens import Tokens

PROMPT_WEIGHT = 0.1
"""What a token of the utterance counts in the loss against one of the answer."""

POOL = 64
"""Batches that are sorted by length together, so that little is filled up."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows of about one length, filled up with zeros."""

    ids: torch.Tensor
    weights: torch.Tensor
    """Of the token that follows each one in the loss."""

    @property
    def tokens(self) -> int:
        """Number of tokens, those left out that only fill up."""
        return int((self.weights > 0).sum()) + len(self.ids)


@dataclass(frozen=True, slots=True)
class Examples:
    """Rows as token ids, all in one array: 400,000 of them take 40 MB."""

    ids: NDArray[np.int32]
    starts: NDArray[np.int64]
    """Where each row begins, and where the last one ends."""
    prompts: NDArray[np.int32]
    """How many tokens of each row stand before its answer."""

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.prompts)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """Tokens of each row."""
        return np.diff(self.starts)

    def digest(self) -> str:
        """Return what tells this corpus from another."""
        parts = (self.ids, self.starts, self.prompts)
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()

    def once(self, batch_tokens: int) -> Iterator[Batch]:
        """Yield every row once, the shortest first."""
        order = np.argsort(self.lengths, kind="stable")
        yield from (self.batch(rows) for rows in _cut(order, self.lengths[order], batch_tokens))

    def batch(self, rows: NDArray[np.int64]) -> Batch:
        """Return these rows as a batch."""
        lengths = self.lengths[rows, None]
        place = np.arange(int(lengths.max()))
        inside = place < lengths
        ids = np.where(inside, self.ids[np.where(inside, self.starts[rows, None] + place, 0)], 0)
        weights = np.where(place < self.prompts[rows, None], PROMPT_WEIGHT, 1.0) * inside
        return Batch(torch.from_numpy(ids.astype(np.int64)), torch.from_numpy(weights[:, 1:].astype(np.float32)))


def encoded(rows: Iterable[Row], tokens: Tokens) -> Examples:
    """Return `rows` as token ids; those are left out whose answers are none that the tokens can spell."""
    ids = array("i")
    starts, prompts = array("q", [0]), array("i")
    for row in rows:
        try:
            answer = tokens.answer(row.answer)
        except ValueError:
            continue
        prompt = tokens.prompt(row.text)
        ids.extend(prompt)
        ids.extend(answer)
        prompts.append(len(prompt))
        starts.append(len(ids))
    return Examples(np.array(ids, np.int32), np.array(starts, np.int64), np.array(prompts, np.int32))


def batches(examples: Examples, recipe: Recipe, first: int = 0) -> Iterator[Batch]:
    """Yield batches without end, from number `first` on; each pass over the rows is in an order of its own."""
    number = 0
    while True:
        plan = _plan(examples.lengths, recipe, number)
        for rows in plan[first:]:
            yield examples.batch(rows)
        first = max(0, first - len(plan))
        number += 1


def _plan(lengths: NDArray[np.int64], recipe: Recipe, number: int) -> list[NDArray[np.int64]]:
    """Return which rows each batch of one pass has."""
    chance = np.random.default_rng((recipe.seed, number))
    order = chance.permutation(len(lengths))
    size = POOL * recipe.batch_tokens // 24
    plan: list[NDArray[np.int64]] = []
    for start in range(0, len(order), size):
        pool = order[start : start + size]
        pool = pool[np.argsort(lengths[pool], kind="stable")]
        cut = list(_cut(pool, lengths[pool], recipe.batch_tokens))
        plan += [cut[n] for n in chance.permutation(len(cut))]
    return plan


def _cut(pool: NDArray[np.int64], lengths: NDArray[np.int64], batch_tokens: int) -> Iterator[NDArray[np.int64]]:
    """Yield the sorted rows in batches of at most `batch_tokens`, a longer row alone."""
    start = 0
    for n, length in enumerate(lengths.tolist()):
        if n > start and (n + 1 - start) * length > batch_tokens:
            yield pool[start:n]
            start = n
    yield pool[start:]
