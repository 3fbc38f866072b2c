"""What was said before, in as many tokens as there is room for: the newest word for word, the rest in short."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from edgeassist.intent.general_prompt import Exchange

SUMMARY_TOKENS = 64
"""What the older part may take."""


def remembered(
    exchanges: Sequence[Exchange], room: int, count: Callable[[str], int], summarise: Callable[[str], str | None]
) -> str:
    r"""Return the conversation, oldest first, in at most `room` tokens as `count` counts them; "" where nothing fits.

    >>> words = lambda text: len(text.split())
    >>> remembered([("hello", "hi"), ("who are you", "a house")], 100, words, lambda _: None)
    'Said before: hello Answer: hi\nSaid before: who are you Answer: a house'
    """
    lines = [f"Said before: {said} Answer: {answer}" for said, answer in exchanges]
    costs = [count(f"{line}\n") for line in lines]
    if sum(costs) <= room:
        return "\n".join(lines)
    kept = _newest(costs, room - SUMMARY_TOKENS)
    newest, older = lines[len(lines) - kept :], lines[: len(lines) - kept]
    told = _newest(costs[: len(older)], room)
    summary = summarise("\n".join(older[len(older) - told :])) if told else None
    line = f"Spoken of before: {summary}"
    fits = summary is not None and count(f"{line}\n") + sum(costs[len(older) :]) <= room
    return "\n".join([line, *newest] if fits else newest)


def _newest(costs: Sequence[int], room: int) -> int:
    """Return how many of the last ones there is room for."""
    kept = 0
    for cost in reversed(costs):
        room -= cost
        if room < 0:
            break
        kept += 1
    return kept
