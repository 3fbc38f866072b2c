"""The training corpus: sentences drawn from templates, as they may be said and heard, each with the JSON to write."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from edgeassist.intent.schema import SPAN, Frame, write
from edgeassist.lab.names import Names
from edgeassist.lab.noise import find, noisy
from edgeassist.store import sentences_dir
from edgeassist.templates import Sampler, Template, load_templates
from edgeassist.text import normalise

NOTHING = "nothing"
"""The intent of the sentences that ask nothing of the house."""

_DATA = Path(__file__).parent / "data"
_ALONE = frozenset({"yes", "no", "help", "repeat", "nevermind", "undo", "announce", "note_take", "reminder_set"})
"""Intents that are no part of a longer sentence."""

_NO_SPANS = re.compile(r"(except_)?(domain|device_class|quantity|ref)\d?")
"""Slots whose values are those of a closed list."""

_FILLERS = frozenset({"relative", "person", "object", "subject", "n"})
"""Lists of the laboratory's sentences that only vary them."""

_SPANS = re.compile(r"(except_)?(name|area|floor)\d?|when|until|repeat")
"""Slots that only ever hold words of the sentence."""

_TOO_OPEN = re.compile(r"(it's|it is|time for|what is|what's|how is|how's|check|how about|what about) ")
"""Beginnings that with a name alone would take in half of what people say to each other."""

_SEVERAL = re.compile(
    "turn_on|turn_off|toggle|set_light|open|close|lock|unlock|set_temperature|set_position|set_volume|mute|media_pause|"
    "set_fan_speed|adjust_temperature"
)
"""Intents that are said of two things at once."""

_AND = ("and", "and", "and then", "then", "and also", "plus", "after that", "and please")
_TAKEN_BACK = (
    "don't", "do not", "please don't", "never", "you should not", "no don't", "i don't want you to", "how do i",
    "how can i", "how do you", "what happens if i", "he asked me to", "she told me to", "i forgot to", "i had to",
    "i used to", "why would anyone", "they wanted to", "i was about to", "it is hard to", "is it possible to",
    "my mother wants to", "tomorrow we may", "i would never", "remember when we had to", "who wants to", "i tried to",
)  # fmt: skip
_QUESTIONS = ("get_", "list_query", "timer_status", "alarm_query", "note_query")
_QUESTION_WORDS = frozenset(
    ["what", "is", "are", "how", "when", "did", "do", "does", "which", "who", "where", "was", "has", "have", "any"]
)


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of the corpus."""

    text: str
    """Normalised."""
    answer: str
    """JSON as `intent.schema` writes it."""
    kind: str
    """command, pair or nothing."""


class Corpus:
    """Draws rows without end from our templates, the looser ones of the laboratory, and what is no command."""

    def __init__(self, seed: int, *, unseen: bool = False, language: str = "en") -> None:
        self._chance = Random(seed)
        self._names = Names(unseen=unseen)
        templates = load_templates([sentences_dir(), _DATA / "sentences"], language)
        self._sampler = Sampler(templates, self._names.fill, self._chance)
        self._by_intent: dict[str, list[Template]] = {}
        for template in templates.templates():
            self._by_intent.setdefault(template.intent, []).append(template)
        self._nothing = self._by_intent.pop(NOTHING)
        self._intents = list(self._by_intent)
        weights = templates.weights
        self._weights = [weights[name] ** 0.6 * len(self._by_intent[name]) ** 0.3 for name in self._intents]

    def rows(self) -> Iterator[Row]:
        """Yield rows without end: 57 % commands, 20 % two in one sentence, 23 % nothing."""
        while True:
            lot = self._chance.random()
            row = self._command() if lot < 0.57 else self._pair() if lot < 0.77 else self._no_command()
            if row is not None and normalise(row.text) == row.text:
                yield row

    def _command(self) -> Row | None:
        drawn = self._draw()
        if drawn is None:
            return None
        text, frame = drawn
        spans = [value.strip() for value in frame.slots.values() if value.startswith(SPAN)]
        text = noisy(text, spans, self._chance, question=_is_question(text, frame))
        return Row(text, write([frame]), "command")

    def _pair(self) -> Row | None:
        drawn = [self._draw(), self._draw()]
        parts = [part for part in drawn if part and not _is_question(*part) and part[1].intent not in _ALONE]
        if len(parts) < 2 or sum(len(text.split()) for text, _ in parts) > 24:
            return None
        (text, frame), (text2, frame2) = parts
        return Row(f"{text} {self._chance.choice(_AND)} {text2}", write([frame, frame2]), "pair")

    def _no_command(self) -> Row | None:
        lot = self._chance.random()
        if lot < 0.62:
            text = normalise(self._sampler.draw(self._chance.choice(self._nothing)).text)
            return Row(noisy(text, [text], self._chance, question=True), "[]", NOTHING)
        drawn = self._draw()
        if drawn is None or _is_question(*drawn):
            return None
        text, frame = drawn
        if lot < 0.85:
            return Row(f"{self._chance.choice(_TAKEN_BACK)} {text}", "[]", NOTHING)
        return self._half(text, frame)

    def _half(self, text: str, frame: Frame) -> Row | None:
        """Return the sentence broken off before the first words that fill a slot."""
        words = text.split()
        starts = [find(words, value.strip()) for value in frame.slots.values() if value.startswith(SPAN)]
        cut = min((start for start in starts if start > 0), default=0)
        return Row(" ".join(words[:cut]), "[]", NOTHING) if cut else None

    def _draw(self) -> tuple[str, Frame] | None:
        """Return a normalised sentence and its frame; None where it would teach something wrong."""
        (intent,) = self._chance.choices(self._intents, self._weights)
        template = self._chance.choice(self._by_intent[intent])
        self._names.of(template.requires_context.get("domain", ()), self._chance)
        sampled = self._sampler.draw(template)
        text = normalise(sampled.text)
        words = text.split()
        slots = {slot: str(value) for slot, value in template.slots.items()}
        for slot, phrase in sampled.slots.items():
            if slot in _FILLERS:
                continue
            said = "" if _NO_SPANS.fullmatch(slot) or (slot, phrase) == ("area", "here") else normalise(phrase)
            is_said = said and find(words, said) >= 0
            slots[slot] = SPAN + said if is_said else phrase
            if _SPANS.fullmatch(slot) and not is_said and phrase != "here":
                return None
        frame = Frame(intent, {slot: value for slot, value in slots.items() if value})
        if _is_too_open(text, frame):
            return None
        return self._with_another(text, frame) if self._chance.random() < 0.1 else (text, frame)

    def _with_another(self, text: str, frame: Frame) -> tuple[str, Frame]:
        """Join a second name or room to the first by "and"."""
        words = text.split()
        slot = "area" if "name" not in frame.slots else "name"
        first = frame.slots.get(slot, "")
        if not first.startswith(SPAN) or f"{slot}2" in frame.slots or not _SEVERAL.fullmatch(frame.intent):
            return text, frame
        second = self._names.fill(slot, self._chance)
        end = find(words, first.strip()) + len(first.split())
        joint = self._chance.choice(("and", "and the", "and the", "and my", "and also the", "plus the"))
        joined = " ".join([*words[:end], joint, second, *words[end:]])
        return joined, Frame(frame.intent, {**frame.slots, f"{slot}2": SPAN + second})


def make(count: int, seed: int, *, unseen: bool = False, at_most: int = 3) -> list[Row]:
    """Return rows, no text in them more than `at_most` times; a few less than `count`, since a text has one answer."""
    rows: list[Row] = []
    seen: Counter[str] = Counter()
    answers: dict[str, Row] = {}
    for row in Corpus(seed, unseen=unseen).rows():
        known = answers.setdefault(row.text, row)
        if known.answer != row.answer and row.kind == NOTHING:
            continue
        answers[row.text] = row
        seen[row.text] += 1
        if seen[row.text] <= at_most:
            rows.append(row)
        if len(rows) == count:
            break
    return [row for row in rows if row.answer == answers[row.text].answer]


def save(rows: Iterable[Row], path: Path) -> None:
    """Write `rows` as JSON lines."""
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in rows)


def load(path: Path) -> list[Row]:
    """Return the rows that `save` wrote."""
    with path.open(encoding="utf-8") as file:
        return [Row(**json.loads(line)) for line in file]


def _is_question(text: str, frame: Frame) -> bool:
    return frame.intent.startswith(_QUESTIONS) or text.partition(" ")[0] in _QUESTION_WORDS


def _is_too_open(text: str, frame: Frame) -> bool:
    return (
        _TOO_OPEN.match(text) is not None
        and set(frame.slots) <= {"name", "domain"}
        and frame.slots.get("domain")
        in {
            None,
            "scene",
        }
    )
