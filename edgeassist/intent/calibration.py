"""From the product of a model's token probabilities to the probability that the reading is right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Calibration:
    """A rising line through points that were measured on sentences that were not trained on.

    >>> Calibration(((0.0, 0.0), (0.5, 0.1), (1.0, 0.9)))(0.75)
    0.5
    """

    points: tuple[tuple[float, float], ...] = ((0.0, 0.0), (1.0, 1.0))
    """Raw → calibrated, both rising from 0 to 1; straight lines between."""

    @classmethod
    def of(cls, points: Sequence[Sequence[float]]) -> Calibration:
        """Return a calibration; raises ValueError where `points` do not rise or do not reach from 0 to 1."""
        pairs = tuple((float(raw), float(right)) for raw, right in points)
        rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(pairs))
        if len(pairs) < 2 or not rising or pairs[0][0] != 0 or pairs[-1][0] != 1:
            raise ValueError(f"calibration points must rise from 0 to 1: {pairs}")
        return cls(pairs)

    @classmethod
    def fitted(cls, raw: Sequence[float], right: Sequence[bool], groups: int = 12) -> Calibration:
        """Return the best rising line through as many `groups` of readings, least sure first."""
        pairs = sorted(zip(raw, right, strict=True))
        size = max(1, len(pairs) // groups)
        blocks: list[list[tuple[float, bool]]] = []
        for start in range(0, len(pairs), size):
            blocks.append(list(pairs[start : start + size]))
            while len(blocks) > 1 and _share(blocks[-2]) >= _share(blocks[-1]):
                blocks[-2:] = [blocks[-2] + blocks[-1]]
        points = {round(sum(r for r, _ in block) / len(block), 5): round(_share(block), 4) for block in blocks}
        inner = [(r, share) for r, share in points.items() if 0 < r < 1]
        low = min(0.0, *(share for _, share in inner)) if inner else 0.0
        return cls.of([(0.0, low), *inner, (1.0, inner[-1][1] if inner else 1.0)])

    def __call__(self, raw: float) -> float:
        """Return the calibrated probability."""
        after = bisect_right(self.points, raw, key=lambda point: point[0])
        if after == 0:
            return self.points[0][1]
        if after == len(self.points):
            return self.points[-1][1]
        (x0, y0), (x1, y1) = self.points[after - 1], self.points[after]
        return y0 + (y1 - y0) * (raw - x0) / (x1 - x0)


def _share(block: Sequence[tuple[float, bool]]) -> float:
    """Return how many are right, as if one wrong one more had been seen: certainty is never claimed."""
    return sum(right for _, right in block) / (len(block) + 1)
