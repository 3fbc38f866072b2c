"""What stands around a sentence, and between its parts: politeness, times, a second name beside the first."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.said import Said, find, inside

_TIMES = (("when",), ("when",), ("when",), ("until",), ("until",), ("repeat",), ("repeat", "when"), ("when", "until"))
"""Times that are said together, in the order of their frequency."""

_LASTS = re.compile(
    "turn_on|turn_off|set_light|open|close|lock|unlock|mute|set_temperature|set_hvac_mode|set_preset|set_fan_speed|"
    "set_humidity|set_volume|media_pause|set_position|vacuum_pause|set_value|select_option"
)
"""Intents of a state that can last until some time."""

_SEVERAL = re.compile(
    "turn_on|turn_off|toggle|set_light|open|close|lock|unlock|set_temperature|set_position|set_volume|mute|media_pause|"
    "set_fan_speed|adjust_temperature"
)
"""Intents that are said of two things at once."""

_REASONS = (
    "it's late", "it's getting late", "we're leaving", "i'm in the bath", "my hands are full", "we have guests",
    "the baby is asleep", "i'm on the phone", "dinner is ready", "the film is starting", "i'm going to bed",
    "i've got a headache", "everyone is here", "we're eating", "it's been a long day", "i'm tired", "it's sunday",
    "the kids are home", "grandma is coming", "i can't reach it", "i'm busy", "it's cold out", "i've just got in",
)  # fmt: skip
"""Why something is to be done: said before it or after it."""

_MEANWHILE = (
    "while i'm busy", "while i cook", "while we eat", "while i'm gone", "for the match", "for the party",
    "for the film", "for my nap", "during dinner", "during the match", "before i forget", "so i can sleep",
    "so we can eat", "so i can read", "to be on the safe side", "to save power", "for the guests", "for the dog",
    "because it's late", "because i'm tired", "since nobody is here", "as i'm going out", "like you always do",
)  # fmt: skip
"""What something is to be done for: said after it."""

_OFTEN_REASONED = 0.05

_REASONED = frozenset({"query", "item", "text", "command", "message", "option"})
"""Slots of any words, which would take a reason in."""

_POLITE = re.compile(r"\b(?:please|pls|plz|kindly|would|could|can|will)\b")


def with_time(sentence: Sentence, drawing: Drawing) -> Sentence:
    """Add when it is to be done, until when, how often: before, after, or in the middle."""
    slots = sentence.frame.slots
    if sentence.form not in {"action", "repeating"} or {"when", "until", "repeat"} & set(slots):
        return sentence
    chance = drawing.chance
    kinds = ("repeat",) if sentence.form == "repeating" else _TIMES[int(len(_TIMES) * chance.random() ** 1.5)]
    if "until" in kinds and not _LASTS.fullmatch(sentence.frame.intent):
        return sentence
    times = {kind: drawing.value(kind) for kind in kinds}
    words = sentence.text.split()
    gap = _gap(words, [slots[slot].strip() for slot in ("name", "area") if slot in slots], chance)
    text = " ".join([*words[:gap], *" ".join(times.values()).split(), *words[gap:]])
    if _touches_a_number(words, gap, " ".join(times.values())):
        return sentence
    frame = Frame(sentence.frame.intent, {**slots, **{kind: SPAN + said for kind, said in times.items()}})
    return replace(sentence, text=text, frame=frame)


def _gap(words: list[str], spans: list[str], chance: Random) -> int:
    """Return where a time may stand: mostly at the end, often before everything, now and then after a name."""
    lot = chance.random()
    if lot < 0.85:
        return len(words) if lot < 0.55 else 0
    belongs = inside(words, spans)
    gaps = [n for n in range(2, len(words)) if belongs[n - 1] and not belongs[n]]
    return chance.choice(gaps) if gaps else len(words)


def _touches_a_number(words: list[str], gap: int, time: str) -> bool:
    before, after = words[gap - 1 : gap], words[gap : gap + 1]
    return bool((before and before[0][-1].isdigit() and time[0].isdigit()) or (after and after[0][0].isdigit()))


def with_another(sentence: Sentence, drawing: Drawing) -> Sentence:
    """Join a second name or room to the first by "and", or a second exception."""
    slots, words = sentence.frame.slots, sentence.text.split()
    excepted = [slot for slot in ("except_name", "except_area") if slots.get(slot, "").startswith(SPAN)]
    slot = excepted[0] if excepted else "area" if "name" not in slots else "name"
    first = slots.get(slot, "")
    can_be = excepted or _SEVERAL.fullmatch(sentence.frame.intent)
    if not first.startswith(SPAN) or f"{slot}2" in slots or not can_be:
        return sentence
    second = drawing.names.fill(slot.removeprefix("except_"), drawing.chance)
    if second == first.strip():
        return sentence
    end = find(words, first.strip()) + len(first.split())
    joint = drawing.speech.one("both", drawing.chance)
    joined = " ".join([*words[:end], joint, second, *words[end:]])
    return replace(sentence, text=joined, frame=Frame(sentence.frame.intent, {**slots, f"{slot}2": SPAN + second}))


def polite(said: Said, drawing: Drawing, *, form: str = "action") -> Said:
    """Add what people say before and after."""
    chance, speech = drawing.chance, drawing.speech
    text = said.text
    if said.is_question:
        text = f"{speech.one('asking', chance)} {text}" if chance.random() < 0.12 else text
        text = f"{text} {speech.one('asked', chance)}" if chance.random() < 0.1 else text
    elif form != "plain" or speech.is_order(text):
        if chance.random() < (0.3 if speech.is_order(text) else 0.06) and not _POLITE.match(text):
            text = f"{speech.one('orders', chance) if speech.is_order(text) else 'please'} {text}"
        if chance.random() < 0.15:
            after = speech.one("after", chance)
            text = text if _POLITE.search(text) and _POLITE.search(after) else f"{text} {after}"
    if form == "action" and said.frames and not said.is_question and chance.random() < _OFTEN_REASONED:
        text = _with_reason(text, said, chance)
    if chance.random() < 0.1:
        text = f"{speech.one('openings', chance)} {text}"
    return replace(said, text=text)


def _with_reason(text: str, said: Said, chance: Random) -> str:
    """Add why it is to be done: "it's late turn off the lamp", or "the lamp off while we eat"."""
    if any(_REASONED & set(frame.slots) for frame in said.frames):
        return text
    lot = chance.random()
    if lot < 0.5:
        return f"{text} {chance.choice(_MEANWHILE)}"
    return f"{text} {chance.choice(_REASONS)}" if lot < 0.7 else f"{chance.choice(_REASONS)} {text}"
