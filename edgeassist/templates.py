"""What can be said: the sentence templates of a language, in the format of the `hassil` library.

One set serves exact recognition, the language model of the closed-vocabulary recogniser and the training corpus.
`configs/sentences/README.md` tells how a template becomes an action.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from hassil import Intents
from hassil.expression import Alternative, ListReference, Permutation, RuleReference, TextChunk
from hassil.expression import Sequence as InOrder
from hassil.intents import RangeSlotList, TextSlotList
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError
from hassil.util import merge_dict

from edgeassist.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path
    from random import Random

    from hassil.expression import Expression

HOME_LISTS = ("name", "area", "floor")
"""Lists that are not in the files: they hold the names of the home."""


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence template with what it stands for."""

    intent: str
    expression: Expression
    slots: Mapping[str, Any]
    """Fixed slots of the template, e.g. {"domain": "light", "quantity": "all"}."""
    lists: Mapping[str, Any]
    """Lists of this block alone; they hide those of the set."""


@dataclass(frozen=True)
class TemplateSet:
    """All templates of a language, ours and the user's."""

    language: str
    intents: Intents
    samples: Mapping[str, tuple[Expression, ...]]
    """Wildcard list → templates of what may fill it, e.g. durations: for the recogniser and the corpus."""
    user_intents: frozenset[str]
    """Intents that the user's own files define: their slots are the parameters."""

    def templates(self) -> Iterator[Template]:
        """Yield every template, in the order of the files."""
        for intent in self.intents.intents.values():
            for block in intent.data:
                for sentence in block.sentences:
                    yield Template(intent.name, sentence.expression, block.slots, block.slot_lists)


def load_templates(directories: Sequence[Path], language: str, *, user: Sequence[Path] = ()) -> TemplateSet:
    """Return the templates of `DIR/*.yaml` and `DIR/<language>/*.yaml` of all directories, merged.

    Intents that only the directories in `user` define are the user's own.
    Raises ConfigError with the file's name when one is not valid.
    """
    ours = _merged(directories, language)
    theirs = _merged(user, language)
    everything: dict[str, Any] = {"language": language}
    merge_dict(everything, ours)
    merge_dict(everything, theirs)
    raw_samples = everything.pop("samples", {})
    try:
        samples = {name: tuple(parse_sentence(text).expression for text in raw_samples[name]) for name in raw_samples}
        intents = Intents.from_dict({"intents": {}, **everything})
        for intent in intents.intents.values():
            for block in intent.data:
                block.sentences  # noqa: B018  parsed here, so that a mistake shows at the start and no turn pays for it
    except (ParseError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"sentence templates for {language!r}: {error}") from error
    return TemplateSet(
        language=language,
        intents=intents,
        samples=samples,
        user_intents=frozenset(theirs.get("intents", {})) - frozenset(ours.get("intents", {})),
    )


def _merged(directories: Sequence[Path], language: str) -> dict[str, Any]:
    merged: dict[str, Any] = {}
    for directory in directories:
        if not directory.is_dir():
            raise ConfigError(f"sentences: {directory} is no directory")
        for path in sorted([*directory.glob("*.yaml"), *(directory / language).glob("*.yaml")]):
            merge_dict(merged, _read(path))
    return merged


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: expected a mapping with 'intents', 'lists' or 'expansion_rules'")
    for name, intent in (content.get("intents") or {}).items():
        if not isinstance(intent, dict) or not isinstance(intent.get("data"), list):
            raise ConfigError(f"{path}: intent {name!r} needs 'data', a list of blocks with 'sentences'")
    return content


@dataclass(frozen=True, slots=True)
class Sampled:
    """A sentence drawn from a template."""

    text: str
    slots: Mapping[str, str]
    """Slot → the span that fills it."""


class Sampler:
    """Draws sentences from templates, each alternative as likely as the others.

    `fill` gives the phrases of the home's lists (name, area, floor): list and chance → a phrase.
    """

    def __init__(self, templates: TemplateSet, fill: Callable[[str, Random], str], chance: Random) -> None:
        self._set = templates
        self._fill = fill
        self._chance = chance

    def draw(self, template: Template) -> Sampled:
        """Return a sentence of `template`."""
        slots: dict[str, str] = {}
        text = self._expand(template.expression, template.lists, slots)
        return Sampled(" ".join(text.split()), slots)

    def _expand(self, expression: Expression, lists: Mapping[str, Any], slots: dict[str, str]) -> str:
        match expression:
            case TextChunk():
                return expression.text
            case Alternative():
                return self._expand(self._chance.choice(expression.items), lists, slots)
            case Permutation():
                items = self._chance.sample(expression.items, len(expression.items))
                return " ".join(self._expand(item, lists, slots) for item in items)
            case InOrder():
                return "".join(self._expand(item, lists, slots) for item in expression.items)
            case RuleReference():
                return self._expand(self._set.intents.expansion_rules[expression.rule_name].expression, lists, slots)
            case ListReference():
                phrase = " ".join(self._phrase(expression, lists).split())
                slots[expression.slot_name] = phrase
                return phrase
        raise ConfigError(f"cannot sample from {expression!r}")

    def _phrase(self, reference: ListReference, lists: Mapping[str, Any]) -> str:
        if (numbers := reference.get_inline_range()) is not None:
            start, stop, step = numbers
            return str(self._chance.randrange(start, stop + 1, step))
        if reference.list_name in HOME_LISTS:
            return self._fill(reference.list_name, self._chance)
        if (phrases := self._set.samples.get(reference.list_name)) is not None:
            return self._expand(self._chance.choice(phrases), lists, {})
        match lists.get(reference.list_name) or self._set.intents.slot_lists.get(reference.list_name):
            case TextSlotList(values=values):
                return self._expand(self._chance.choice(values).text_in, lists, {})
            case RangeSlotList() as numbers_list:
                return f"{self._chance.choice(list(numbers_list.get_numbers())):g}"
        raise ConfigError(f"sentences: list {{{reference.list_name}}} has neither values nor samples")
