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
    if _all_fit(lines, room, count):
        return "\n".join(lines)
    newest: list[str] = []
    for line in reversed(lines):
        if not _all_fit([line, *newest], room - SUMMARY_TOKENS, count):
            break
        newest.insert(0, line)
    older = _newest_fitting(lines[: len(lines) - len(newest)], 4 * room, count)
    summary = summarise("\n".join(older)) if older and room >= SUMMARY_TOKENS else None
    first = [f"Spoken of before: {summary}"] if summary else []
    return "\n".join([*first, *newest] if _all_fit([*first, *newest], room, count) else newest)


def _newest_fitting(lines: Sequence[str], room: int, count: Callable[[str], int]) -> list[str]:
    kept = list(lines)
    while kept and not _all_fit(kept, room, count):
        del kept[0]
    return kept


def _all_fit(lines: Sequence[str], room: int, count: Callable[[str], int]) -> bool:
    return count("\n".join(lines)) <= room
