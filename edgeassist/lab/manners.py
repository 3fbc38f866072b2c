"""What stands around a sentence, and between its parts: politeness, times, a second name beside the first."""

from __future__ import annotations

import re
from dataclasses import replace
from random import Random

from edgeassist.intent.schema import SPAN, Frame
from edgeassist.lab.asides import with_aside
from edgeassist.lab.drawing import Drawing, Sentence
from edgeassist.lab.said import Said, find, inside

_TIMES = (("when",), ("when",), ("when",), ("until",), ("until",), ("repeat",), ("repeat", "when"), ("when", "until"))
"""Times that are said together, in the order of their frequency."""

_FROM_TO = {"when": "from_clock", "until": "to_clock"}
_OFTEN_FROM_TO = 0.6
_OFTEN_POLITE_AFTER = 0.35
"""How often "could you" stands between a time and the verb."""

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

_OFTEN_THREE = 0.2
_OFTEN_ASIDE = 0.13
_OFTEN_ASKED_ASIDE = 0.05

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
    from_to = kinds == ("when", "until") and chance.random() < _OFTEN_FROM_TO
    times = {kind: drawing.value(_FROM_TO[kind] if from_to else kind) for kind in kinds}
    words = sentence.text.split()
    gap = _gap(words, [slots[slot].strip() for slot in ("name", "area") if slot in slots], chance)
    said = " ".join(times.values())
    if _touches_a_number(words, gap, said):
        return sentence
    if not gap and chance.random() < _OFTEN_POLITE_AFTER and drawing.speech.is_order(sentence.text):
        said = f"{said} {drawing.speech.one('orders', chance)}"
    text = " ".join([*words[:gap], *said.split(), *words[gap:]])
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
    others = {f"{slot}2": second}
    joint = drawing.speech.one("both", drawing.chance)
    added = f"{joint} {second}"
    if slot == "name" and drawing.chance.random() < _OFTEN_THREE:
        others["name3"] = drawing.names.fill("name", drawing.chance)
        between = drawing.chance.choice(("the", "the", "my", "and", "and the", ""))
        added = f"{between} {second} {joint} {others['name3']}"
    joined = " ".join([*words[:end], *added.split(), *words[end:]])
    spans = {each: SPAN + value for each, value in others.items()}
    return replace(sentence, text=joined, frame=Frame(sentence.frame.intent, {**slots, **spans}))


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
    if form != "plain" and chance.random() < (_OFTEN_ASKED_ASIDE if said.is_question else _OFTEN_ASIDE):
        text = with_aside(text, said, drawing)
    if chance.random() < 0.14:
        text = f"{speech.one('openings', chance)} {text}"
    return replace(said, text=text)
