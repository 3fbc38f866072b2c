"""What the bench says to the assistant, and has it say."""

from __future__ import annotations

from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, SAMPLE_RATE, Chunk

COMMANDS = (
    "turn on the kitchen light",
    "turn off the kitchen light",
    "set the kitchen light to fifty percent",
    "set the thermostat to twenty one degrees",
    "turn on the bedroom fan",
    "close the living room blind",
    "turn off the bedroom light",
    "turn on the hallway light",
)
"""What is spoken; each has to end in a message to a device."""

SAID = (
    *COMMANDS,
    "lock the front door",
    "what time is it",
    "is the garage door open",
    "turn off all the lights",
    "set a timer for ten minutes",
    "set a timer for twenty five minutes",
    "turn on the reading lamp and the bedroom fan",
    "switch the kettle off",
    "dim the counter strip to thirty percent",
    "pause the television",
    "open the living room blind halfway",
    "make it warmer in here",
    "how warm is it in the bedroom",
    "which lights are on",
    "turn off the bedroom light in five minutes",
    "cancel the timer",
)
"""What is spoken to see whether it is understood as well as when it is written."""

ANSWERS = (
    "Done.",
    "The kitchen light is on.",
    "It is twenty one degrees in the living room. The window is open.",
    "Three lights are on. One is in the kitchen. The others are in the hallway and in the bedroom.",
)
"""What is said aloud, of one sentence to three."""

_SILENCE_S = 0.5


def utterance(pcm: bytes) -> list[Chunk]:
    """Return speech with silence around it, cut into whole chunks."""
    silence = bytes(2 * round(_SILENCE_S * SAMPLE_RATE))
    sound, size = silence + pcm + silence, 2 * CHUNK_SAMPLES
    whole = range(0, len(sound) // size * size, size)
    return [Chunk(sound[start : start + size], number * CHUNK_S) for number, start in enumerate(whole)]
