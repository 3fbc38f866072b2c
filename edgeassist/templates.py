"""What can be said: the sentence templates of a language, in the format of the `hassil` library.

One set serves exact recognition, the language model of the closed-vocabulary recogniser and the training corpus.
`configs/sentences/README.md` tells how a template becomes an action.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import yaml
from hassil import Intents
from hassil.expression import TextChunk
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError
from hassil.util import merge_dict

from edgeassist.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from hassil.expression import Expression
    from hassil.intents import IntentData

_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast one where it is there."""

HOME_LISTS = ("name", "area", "floor")
"""Lists that are not in the files: they hold the names of the home."""


Form = Literal["action", "repeating", "request", "waiting", "question", "plain"]
"""What may stand around a sentence: politeness and a time, or "every day", or neither; a condition; nothing."""

_AROUND: Mapping[Form, str] = {
    "action": "[[<before_command>]] [[[<timing_first>]]] [[[<condition_first>]]] ({}) [[[<timing>]]] "
    "[[[<condition_last>]]] [[[<after_command>]]]",
    "repeating": "[[<before_command>]] ({}) [[<repeating>]] [[[<after_command>]]]",
    "request": "[[<before_command>]] ({}) [[[<after_command>]]]",
    "waiting": "[<condition_first>] ({}) [<condition_last>]",
    "question": "[[<before_question>]] ({}) [[[<after_question>]]]",
    "plain": "{}",
}
"""Around a sentence in each form; each bracket halves the chance that it is said."""


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence template with what it stands for."""

    intent: str
    expression: Expression
    slots: Mapping[str, Any]
    """Fixed slots of the template, e.g. {"domain": "light", "quantity": "all"}."""
    lists: Mapping[str, Any]
    """Lists of this block alone; they hide those of the set."""
    requires_context: Mapping[str, Any] = field(default_factory=dict)
    """What a name in it should be, for those who draw names: {"domain": "light"} or {"domain": ["cover", "valve"]}."""


@dataclass(frozen=True, slots=True)
class Wording:
    """An unusual way to say something, and plainer words for it."""

    said: Expression
    meant: str
    """May hold `{words}`, what the list of that name matched."""
    begins: bool
    """Whether it is said at the beginning of a command only."""


@dataclass(frozen=True, eq=False)  # what is made of a set is kept by which set it is
class TemplateSet:
    """All templates of a language, ours and the user's."""

    language: str
    files: Mapping[str, Any] = field(repr=False)
    """What stood in the files, merged."""
    bare: Intents
    """Without what may stand around a sentence; `forms` tells what that is."""
    unheard: Intents
    """What is understood in a text and never heard, without what stands around it: commands to unknown things."""
    conditions: Intents
    """What can be waited for, by its kind: parts of sentences, and what may fill the list of the kind's name."""
    forms: Mapping[str, Form]
    """Intent → its form, where a block does not name one of its own."""
    edges: Mapping[Form, tuple[Expression, Expression]]
    """Form → what may be said before and after a bare sentence, for those who sum up instead of drawing."""
    samples: Mapping[str, tuple[Expression, ...]]
    """Wildcard list → templates of what may fill it, e.g. durations: for the recogniser and the corpus."""
    free: frozenset[str]
    """Lists that any words may fill; other wildcards with samples hold one of these and nothing else."""
    user_intents: frozenset[str]
    """Intents that the user's own files define: their slots are the parameters."""
    wordings: tuple[Wording, ...]
    """What is put into plainer words where nothing else is understood, in this order."""
    talk: tuple[Expression, ...]
    """What is understood in other ways than by templates, and is to be heard as well."""
    weights: Mapping[str, float]
    """Intent → how much more often than others it is said, for the recogniser and the corpus; 1 where none is given."""

    @cached_property
    def intents(self) -> Intents:
        """With what may be said around each sentence: politeness and, for what can be done later, a time."""
        return _parsed(_with_around(self.files, self.forms), self.bare)

    @cached_property
    def for_unknown(self) -> TemplateSet:
        """The set of what is understood and never heard."""
        return replace(self, bare=self.unheard)

    @cached_property
    def for_conditions(self) -> TemplateSet:
        """The set of what can be waited for."""
        return replace(self, bare=self.conditions, forms=dict.fromkeys(self.conditions.intents, "plain"))

    def form(self, intent: str, block: IntentData) -> Form:
        """Return what may be said around the sentences of a block."""
        return _form((block.metadata or {}).get("form", self.forms[intent]))

    def templates(self) -> Iterator[Template]:
        """Yield every template, in the order of the files."""
        for intent in self.intents.intents.values():
            for block in intent.data:
                for sentence in block.sentences:
                    yield Template(
                        intent.name, sentence.expression, block.slots, block.slot_lists, block.requires_context
                    )


_WRONG = (
    ParseError,
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    AssertionError,
    RecursionError,
)
"""What reading templates raises where they are none; hassil asserts."""


def load_templates(directories: Sequence[Path], language: str, *, user: Sequence[Path] = ()) -> TemplateSet:
    """Return the templates of `DIR/*.yaml` and `DIR/<language>/*.yaml` of all directories, merged.

    Intents that only the directories in `user` define are the user's own.
    Raises ConfigError with the file's name when one is not valid.
    """
    ours = _merged(directories, language)
    theirs = _merged(user, language)
    own = frozenset(theirs.get("intents", {})) - frozenset(ours.get("intents", {}))
    everything: dict[str, Any] = {"language": language}
    merge_dict(everything, ours)
    merge_dict(everything, theirs)
    raw_samples, raw_wordings = everything.pop("samples", {}), everything.pop("wordings", [])
    raw_talk = everything.pop("talk", [])
    unheard, conditions = everything.pop("unheard", {}), everything.pop("conditions", {})
    try:
        forms = {
            name: _form(intent.get("form", "request" if name in own else "plain"))
            for name, intent in everything.setdefault("intents", {}).items()
        }
        return TemplateSet(
            language=language,
            files=everything,
            bare=(bare := _parsed(everything)),
            unheard=_parsed({**everything, "intents": unheard}, bare),
            conditions=(waited_for := _parsed({**everything, "intents": conditions}, bare)),
            forms=forms,
            edges={form: _edges(text) for form, text in _known_around(everything).items()},
            samples={name: tuple(parse_sentence(text).expression for text in raw_samples[name]) for name in raw_samples}
            | {
                name: tuple(sentence.expression for block in kind.data for sentence in block.sentences)
                for name, kind in waited_for.intents.items()
            },
            free=frozenset(name for name, values in everything.get("lists", {}).items() if values.get("free")),
            user_intents=own,
            wordings=tuple(map(_wording, raw_wordings)),
            talk=tuple(parse_sentence(text).expression for text in raw_talk),
            weights={name: _weight(name, intent) for name, intent in everything["intents"].items()},
        )
    except _WRONG as error:
        raise ConfigError(f"sentence templates for {language!r}: {error}") from error


def _wording(raw: Mapping[str, Any]) -> Wording:
    said = parse_sentence(raw["said"]).expression
    return Wording(said, str(raw["meant"]), begins=bool(raw.get("begins")))


def _weight(name: str, intent: Mapping[str, Any]) -> float:
    weight = float(intent.get("weight", 1))
    if not 0 < weight < 1_000_000:
        raise ValueError(f"intent {name!r}: weight {weight:g} is not above 0")
    return weight


def _form(name: str) -> Form:
    for form in _AROUND:
        if name == form:
            return form
    raise ValueError(f"form {name!r}: expected one of {', '.join(_AROUND)}")


def _with_around(everything: Mapping[str, Any], forms: Mapping[str, Form]) -> dict[str, Any]:
    """Return the content of the files with every sentence wrapped in what may be said around it."""
    around = _known_around(everything)
    intents = {
        name: {"data": [_wrapped(block, around, forms[name]) for block in intent["data"]]}
        for name, intent in everything["intents"].items()
    }
    return {**everything, "intents": intents}


def _known_around(everything: Mapping[str, Any]) -> dict[Form, str]:
    """Return what stands around the sentences of each form, without the rules that this language does not have."""
    known = set(everything.get("expansion_rules", {}))
    return {
        form: re.sub(r"\[+<(\w+)>\]+", lambda match: match[0] if match[1] in known else "", text)
        for form, text in _AROUND.items()
    }


def _edges(around: str) -> tuple[Expression, Expression]:
    before, after = around.replace("({})", "{}").split("{}")
    return _edge(f"{before} "), _edge(f" {after}")


def _edge(text: str) -> Expression:
    return parse_sentence(text).expression if text.strip() else TextChunk(" ")


def _wrapped(block: Mapping[str, Any], around: Mapping[Form, str], form: Form) -> dict[str, Any]:
    text = around[_form((block.get("metadata") or {}).get("form", form))]
    return {**block, "sentences": [text.format(sentence) for sentence in block["sentences"]]}


def _parsed(everything: dict[str, Any], like: Intents | None = None) -> Intents:
    """Return the content of files as the library has it, with the rules and lists of `like` where there is one."""
    if like is None:
        intents = Intents.from_dict(everything)
    else:
        lists = everything.get("lists", {})
        wildcards = {name: values for name, values in lists.items() if values.get("wildcard")}
        intents = Intents.from_dict({**everything, "lists": wildcards, "expansion_rules": {}})
        intents.slot_lists, intents.expansion_rules = like.slot_lists, like.expansion_rules
    for intent in intents.intents.values():
        for block in intent.data:
            block.sentences  # noqa: B018  parsed here, so that a mistake shows at the start and no turn pays for it
    return intents


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
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_YAML)  # noqa: S506  it is a safe one
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:  # a date of month 13 is a ValueError
        raise ConfigError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise ConfigError(f"{path}: expected a mapping with 'intents', 'lists' or 'expansion_rules'")
    content = {key: value for key, value in content.items() if value is not None}  # a heading with nothing below it
    sections = [content.get(section, {}) for section in ("intents", "unheard", "conditions")]
    if not all(isinstance(section, dict) for section in sections):
        raise ConfigError(f"{path}: 'intents' holds a mapping of intents")
    for name, intent in (item for section in sections for item in section.items()):
        if not isinstance(intent, dict) or not isinstance(intent.get("data"), list):
            raise ConfigError(f"{path}: intent {name!r} needs 'data', a list of blocks with 'sentences'")
    return content


def list_slots(slot: str, phrase: str, out: object, metadata: Mapping[str, Any] | None) -> dict[str, str]:
    """Return the slots that a list's value gives: its `out`, else what was said, and those of its `metadata`.

    >>> list_slots("except_domain2", "tv", "media_player", {"device_class": "tv"})
    {'except_domain2': 'media_player', 'except_device_class2': 'tv'}
    """
    before = "except_" if slot.startswith("except_") else ""
    after = slot[len(slot.rstrip("23456789")) :]
    more = {f"{before}{key}{after}": str(value) for key, value in (metadata or {}).items()}
    return {slot: phrase if out is None else str(out)} | more
