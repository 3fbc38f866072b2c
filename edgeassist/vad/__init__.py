"""Voice activity: detectors, and when an utterance begins and ends."""
