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
