"""The tokenizer of our model: byte-level BPE on utterances, digits one by one, a token for each piece of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

END = "<|end|>"
"""Token 0: begins every prompt, ends every answer, fills up batches."""

_WORD = re.compile(r" ?[^ ]+| ")
"""What no token goes beyond: a word with the space before it."""


@dataclass(frozen=True)
class Tokens:
    """Text to token ids, the same ids that llama.cpp makes from the exported model."""

    words: Tokenizer
    """BPE of everything that is no fragment; its ids come first."""
    fragments: tuple[str, ...]

    @classmethod
    def trained(cls, utterances: Iterable[str], fragments: Sequence[str], size: int) -> Tokens:
        """Return a tokenizer of `size` tokens in all, learned from `utterances`."""
        words = Tokenizer(models.BPE())
        words.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Digits(individual_digits=True),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True),
            ]
        )
        words.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=size - len(fragments),
            special_tokens=[END],
            initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
            show_progress=False,
        )
        words.train_from_iterator((f" {text}" for text in utterances), trainer)
        return cls(words, tuple(fragments))

    def widened(self, fragments: Iterable[str]) -> Tokens:
        """Return the same tokens, and behind them one for each of `fragments` that had none."""
        return Tokens(self.words, tuple(dict.fromkeys([*self.fragments, *fragments])))

    @classmethod
    def load(cls, path: Path) -> Tokens:
        """Return what `save` wrote to `path`."""
        content = json.loads(path.read_text(encoding="utf-8"))
        return cls(Tokenizer.from_str(json.dumps(content["words"])), tuple(content["fragments"]))

    def save(self, path: Path) -> None:
        """Write everything to the one file `path`."""
        content = {"words": json.loads(self.words.to_str()), "fragments": self.fragments}
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")

    @property
    def size(self) -> int:
        """Number of tokens."""
        return int(self.words.get_vocab_size()) + len(self.fragments)

    @property
    def merges(self) -> list[str]:
        """The merges of the BPE, in the form of GGUF."""
        return [" ".join(pair) for pair in json.loads(self.words.to_str())["model"]["merges"]]

    def pieces(self) -> list[str]:
        """Return the text of every token in the order of the ids, bytes in GPT-2's alphabet."""
        vocabulary = self.words.get_vocab()
        return [*sorted(vocabulary, key=vocabulary.__getitem__), *self.fragments]

    def prompt(self, utterance: str) -> list[int]:
        """Return the tokens that stand before the answer."""
        return [0, *self._encode(f" {utterance}"), *self._encode("[")]

    def answer(self, text: str) -> list[int]:
        """Return the tokens of the JSON `text`, without its first bracket, which belongs to the prompt.

        Raises ValueError where the fragments cannot spell it: it is of another schema.
        """
        first, *pieces = self._split.split(text)
        words = [piece for piece in pieces if piece and piece not in self._ids]
        if first not in {"[", "[]"} or any(piece[0] != " " or '"' in piece for piece in words):
            raise ValueError(f"no tokens for {text}")
        return [*self._encode(text)[1:], 0]

    @cached_property
    def _ids(self) -> dict[str, int]:
        first = int(self.words.get_vocab_size())
        return {fragment: first + n for n, fragment in enumerate(self.fragments)}

    @cached_property
    def _split(self) -> re.Pattern[str]:
        longest_first = sorted(self.fragments, key=len, reverse=True)
        return re.compile("(" + "|".join(map(re.escape, longest_first)) + ")")

    @cached_property
    def _known(self) -> dict[str, list[int]]:
        """The tokens of each word that was asked for: a corpus has few, and each of them often."""
        return {}

    def _encode(self, text: str) -> list[int]:
        ids: list[int] = []
        for piece in self._split.split(text):
            if piece in self._ids:
                ids.append(self._ids[piece])
            else:
                for word in _WORD.findall(piece):
                    ids += self._word(word)
        return ids

    def _word(self, word: str) -> list[int]:
        if word not in self._known:
            self._known[word] = self.words.encode(word, add_special_tokens=False).ids
        return self._known[word]
