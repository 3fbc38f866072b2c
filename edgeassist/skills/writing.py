"""What every skill that writes something down has in common: why it did not."""

from __future__ import annotations

from edgeassist.errors import EdgeAssistError

LONGEST_NOTE = 4_000
"""Characters."""


class NotWrittenError(EdgeAssistError):
    """What was to be written down or looked up cannot be; the text is a sentence for the user."""


FULL = "I can't write that down: my disk is full or broken."
"""What is said where the state file cannot be written."""

FORGOTTEN = "I can't keep it on my disk, though: it is forgotten when I stop."
"""What is added where the state is in memory."""
