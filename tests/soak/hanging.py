"""`edgeassist run`, whose understanding hangs for ever at one sentence: python -m tests.soak.hanging run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event
from unittest.mock import patch

from edgeassist import app
from edgeassist.cli import main
from edgeassist.intent.sentences import SentenceParser
from edgeassist.messages import Home, Transcript, Understanding

HANGS = "please hang for ever"
_LONGEST_S = 0.5
_understood = SentenceParser.parse


def _parse(self: SentenceParser, transcript: Transcript, home: Home, stop: Event) -> Iterator[Understanding]:
    while transcript.text == HANGS:
        time.sleep(1.0)  # and never looks whether it should stop
    return _understood(self, transcript, home, stop)


if __name__ == "__main__":
    with patch.object(SentenceParser, "parse", _parse), patch.object(app, "LONGEST_S", _LONGEST_S):
        main()
