"""`edgeassist understand` and `edgeassist hear`: a row in, a row out, nothing published."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import click

from edgeassist.cli.rows import Homes, Row, context_of, home_options, run_rows, text_of
from edgeassist.configuring import load_settings
from edgeassist.hearing import Hearing
from edgeassist.messages import Context, Home, Transcript, Vocabulary
from edgeassist.settings import Settings
from edgeassist.stages import MakesSense
from edgeassist.text import normalise
from edgeassist.wiring import Brain, build_brain, build_hearing

JSONL = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.argument("source", type=JSONL, metavar="IN.jsonl")
@click.option("--out", type=OUT, required=True, help="Where the output rows go.")
@home_options
def understand(source: Path, out: Path, **options: Any) -> None:
    """Understand sentences: rows of {"id", "text"} to rows with the actions.

    \b
    echo '{"id": 1, "text": "turn on the kitchen light"}' > in.jsonl
    edgeassist understand --home home.json in.jsonl --out out.jsonl

    A row may also have "home" (a file of --homes without its ending), "context": {"area"} and "state" (what entities
    are at: {"light.hall": {"state": "on"}}). Exit 1 when a row had an error.
    """  # noqa: D301
    batch = Batch(**options)
    sys.exit(1 if run_rows(source, out, batch.understand) else 0)


@click.command()
@click.argument("source", type=JSONL, metavar="IN.jsonl")
@click.option("--out", type=OUT, required=True, help="Where the output rows go.")
@home_options
def hear(source: Path, out: Path, **options: Any) -> None:
    """Understand recorded speech: rows of {"id", "wav"} to rows with the transcript and the actions.

    \b
    echo '{"id": 1, "wav": "kitchen-light-on.wav"}' > in.jsonl
    edgeassist hear --home home.json in.jsonl --out out.jsonl

    WAV or FLAC at any rate; a relative path is looked up beside IN.jsonl. A whole file is one utterance. Exit 1 when a
    row had an error.
    """  # noqa: D301
    batch = HearingBatch(source.parent, **options)
    sys.exit(1 if run_rows(source, out, batch.hear) else 0)


class Batch:
    """What every row shares: the tiers, the homes, the time."""

    def __init__(self, home: Path | None, homes: Path | None, sentences: Path | None, now: datetime | None) -> None:
        settings = load_settings().settings
        self.settings: Settings = (
            settings if sentences is None else settings.model_copy(update={"sentences_dir": sentences})
        )
        self.homes = Homes(home or settings.home, homes)
        self.brain: Brain = build_brain(self.settings)
        self.now = now

    def know(self, home: Home) -> None:
        """Have the tiers know a home, and the collector look no more through what is here for good, as the daemon."""
        if self.brain.warm(home):
            gc.collect()
            gc.freeze()

    def sense(self, home: Home, context: Context) -> MakesSense:
        """Return what tells whether words mean something in a home, as the daemon asks it while it hears."""
        return lambda text: self.brain.sense.makes(text, home, replace(context, said=normalise(text)), Event())

    def understand(self, row: Mapping[str, Any]) -> Row:
        """Return the output row of a sentence."""
        text, home = text_of(row, "text"), self.homes.of(row)
        context = context_of(row, self.settings, self.now)
        self.know(home)
        return {"text": text, **self.actions(Transcript(text), home, context, time.perf_counter())}

    def actions(self, transcript: Transcript, home: Home, context: Context, began: float) -> Row:
        """Return what the transcript leads to in this home; `began` is when the clock of the latency started."""
        context = replace(context, said=normalise(transcript.text))
        plan = self.brain.tiers.understand(transcript, home, context, Event())
        latency_ms = 1000 * (time.perf_counter() - began)
        dialogue = plan.dialogue
        return {
            "actions": [action.as_json() for action in plan.actions],
            "dialogue": None if dialogue is None else {"intent": dialogue.intent, "params": dict(dialogue.params)},
            "reply": self.brain.answerer.reply(plan, None, home, context).text,
            "confidence": round(plan.confidence, 4),
            "tier": plan.tier,
            "latency_ms": round(latency_ms, 2),
        }


class HearingBatch(Batch):
    """The same for speech in files."""

    def __init__(self, folder: Path, **options: Any) -> None:
        super().__init__(**options)
        self._folder = folder
        self._hearing: Hearing = build_hearing(self.settings, self.brain)
        self._prepared: Vocabulary | None = None

    def hear(self, row: Mapping[str, Any]) -> Row:
        """Return the output row of an audio file."""
        from edgeassist.audio.files import read_chunks

        home = self.homes.of(row)
        context = context_of(row, self.settings, self.now)
        chunks = list(read_chunks(self._folder / text_of(row, "wav")))
        if home.vocabulary is not self._prepared:
            self._hearing.prepare(home.vocabulary)
            self._prepared = home.vocabulary
        self.know(home)
        self._hearing.start((), self.sense(home, context))
        for chunk in chunks[:-1]:
            self._hearing.feed(chunk)
        began = time.perf_counter()
        self._hearing.feed(chunks[-1])
        transcript = self._hearing.finish(Event()).transcript
        audio_s = sum(len(chunk.pcm) for chunk in chunks) / 32_000
        return {
            "text": transcript.text,
            "audio_s": round(audio_s, 3),
            **self.actions(transcript, home, context, began),
        }
