"""What only means something after what was said before: a correction, and the same again."""

from __future__ import annotations

GOING_ON = frozenset({"correct", "also"})
"""Intents of such sentences."""
