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

FREELY = (
    "could you please get the kitchen light on for me",
    "the bedroom light can go off now",
    "i'd like the living room blind down please",
    "would you mind making it a little warmer in the living room",
    "it's far too dark in the kitchen",
    "please bring the reading lamp down to a third or so",
    "can you see to it that the front door is locked",
    "we don't need the hallway light any more",
    "get the fan in the bedroom going would you",
    "let's have the counter strip in blue",
    "do we have any lights on upstairs",
    "please turn the telly off i am going to bed",
    "put the heating at nineteen and a half",
    "start film night please",
)
"""The same in words that hardly any template has."""

THINGS = (
    "add marmalade to the shopping list",
    "put onions and lemon juice on the shopping list",
    "what is on my shopping list",
    "remind me to water the plants in twenty minutes",
    "remind me to call my sister tomorrow at nine",
    "set a pizza timer for twelve minutes",
    "start a ten minute timer for the rice",
    "take the eggs off the shopping list",
    "add call the plumber to my to do list",
    "wake me up at half past six tomorrow",
)
"""Where any words may stand."""

OVERHEARD = (
    "my brother bought a new lamp for his kitchen last week",
    "did you hear what she said about the meeting on thursday",
    "the train was late again and then the lights went out",
    "we could have dinner at that place near the station",
    "and now the weather for the north of the country",
    "i told him that he should lock the door himself",
    "most of the players are back from their holidays",
    "you never turn the light off when you leave",
)
"""What is said to others, and asks nothing of the house."""

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
    return chunks(padded(pcm))


def padded(pcm: bytes) -> bytes:
    """Return speech with silence around it."""
    silence = bytes(2 * round(_SILENCE_S * SAMPLE_RATE))
    return silence + pcm + silence


def chunks(pcm: bytes) -> list[Chunk]:
    """Return sound cut into whole chunks."""
    size = 2 * CHUNK_SAMPLES
    whole = range(0, len(pcm) // size * size, size)
    return [Chunk(pcm[start : start + size], number * CHUNK_S) for number, start in enumerate(whole)]
