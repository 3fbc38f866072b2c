"""Reading what a config of a device says: it comes from outside."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def number_in(config: Mapping[str, Any], key: str, default: float) -> float:
    """Return a number of the config; the default where there is none."""
    try:
        value = float(config.get(key, default))
    except (TypeError, ValueError, OverflowError):
        return default
    return value if math.isfinite(value) else default
