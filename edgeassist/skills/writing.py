"""What every skill that writes something down has in common: why it did not."""

from __future__ import annotations

from edgeassist.errors import EdgeAssistError, StateError

LONGEST_NOTE = 4_000
"""Characters."""

FORGOTTEN = "I can't keep it on my disk, though: it is forgotten when I stop."
"""What is added where the state is in memory."""


class NotWrittenError(EdgeAssistError):
    """What was to be written down or looked up cannot be; the text is a sentence for the user."""


def not_written(error: StateError) -> str:
    """Return what is said where the state file cannot be written."""
    return f"I can't write that down: {error.why}"
