"""What is left out, where a model takes it for what is meant, or misses it: "pause everything except the story box"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from edgeassist.messages import Vocabulary

LEFT_OUT = (
    r"\b(?:but(?: not)?|not|except(?: for)?|besides|bar|barring|minus|without|excluding|apart from|aside from|"
    r"other than)"
)
_OUT = re.compile(rf"{LEFT_OUT}(?: the| my| our)? (?P<what>.+)$")
_OF_SEVERAL = re.compile(r"\b(?:all|every\w*|each|both|\w{3,}s)\b")
"""What is said of several, some of which may be left out."""
_ONES = re.compile(r"^(?:\w+ )?(?:in|on|at|of) (?:the |my |our )?|^\d (?=\S+s$)| (?:ones?|1)$")
"""What says no more than where they are, or how many."""
_END = re.compile(
    r"(?: (?:on|off|up|down|open|closed|shut|please|though|now|thanks|(?:to |can |should )?stays?|alone))+$"
)
_PLACED = re.compile(r"(?:name|area|floor)\d?")
_LONGEST_REST = 3
"""Words of a name after the room that it begins with."""


def with_left_out(
    slots: Mapping[str, str], said: str, vocabulary: Vocabulary, is_known: Callable[[str], bool]
) -> Mapping[str, str]:
    """Return the slots of a reading, what stands after "except" among what is left out.

    `is_known` tells whether words are those of a thing here, or of a kind of things. A value of words that were said
    begins with a space, as it does in `schema`.

    >>> slots = {"name": " story box"}
    >>> dict(with_left_out(slots, "pause everything but the story box please", Vocabulary(), lambda _: True))
    {'except_name': ' story box'}
    """
    slots = _named_in_full(slots, said, vocabulary)
    match = _OUT.search(said)
    if match is None or any(slot.startswith("except_") for slot in slots):
        return slots
    head, what = f" {said[: match.start()]} ", match["what"]
    if not _OF_SEVERAL.search(head):
        return slots
    for slot, value in slots.items():
        if value[:1].isspace() and not _PLACED.fullmatch(slot):
            what = re.sub(rf"(?: to| at)?{re.escape(value)}$", "", what)
    what = _END.sub("", what)
    what = what if what in vocabulary.names else _ONES.sub("", _ONES.sub("", what))
    meant = {slot: value for slot, value in slots.items() if not _PLACED.fullmatch(slot) or f"{value} " in head}
    if any(slot.startswith("name") for slot in meant) or not what:
        return slots
    kind = "area" if what in vocabulary.areas else "floor" if what in vocabulary.floors else "name"
    if kind == "name" and not is_known(what):
        return slots
    if slots.get("device_class") == what:
        del meant["device_class"]
    return {f"except_{kind}": f" {what}", **meant}


def _named_in_full(slots: Mapping[str, str], said: str, vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the slots, one thing that is left out where its name begins with the room that was taken for it.

    >>> _named_in_full({"except_area": " den"}, "all off but the den lamps", Vocabulary(("den lamps",)))
    {'except_name': ' den lamps'}
    """
    area = slots.get("except_area", "")
    after = said.partition(f"{area} ")[2].split() if area else []
    longer = (f"{area} {' '.join(after[:length])}" for length in range(min(_LONGEST_REST, len(after)), 0, -1))
    name = next((each for each in longer if each.strip() in vocabulary.names), None)
    if name is None:
        return slots
    return {slot: value for slot, value in slots.items() if slot != "except_area"} | {"except_name": name}
