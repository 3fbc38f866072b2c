"""Settings to recognisers: the only file that names those of speech."""

from __future__ import annotations

import logging
from importlib.util import find_spec

from edgeassist.engines import model_store, needs
from edgeassist.errors import ModelError
from edgeassist.intent.sentences import SentenceParser
from edgeassist.settings import (
    AutoSttSettings,
    BothSttSettings,
    FasterWhisperSettings,
    PocketSphinxSettings,
    Settings,
)
from edgeassist.stages import Transcriber
from edgeassist.store import share_dir
from edgeassist.templates import TemplateSet

logger = logging.getLogger(__name__)


def build_transcriber(settings: Settings, templates: TemplateSet, parser: SentenceParser | None = None) -> Transcriber:
    """Return the recogniser that the settings name; `auto` takes two where weights of the open one are installed.

    It asks a parser of its own, or `parser`, which then belongs to its thread.
    """
    parser = parser or SentenceParser(templates)
    match chosen_stt(settings):
        case BothSttSettings() as chosen:
            from edgeassist.stt.both import Both

            closed = _pocketsphinx(settings, templates, parser)
            try:
                opened = _faster_whisper(settings, chosen)
            except ModelError as error:
                if not isinstance(settings.stt, AutoSttSettings):
                    raise
                logger.warning("%s; until then what is none of the sentences of this home is not heard", error)
                return closed
            return Both(closed, opened, parser.matches)
        case FasterWhisperSettings() as chosen:
            return _faster_whisper(settings, chosen)
        case _:
            return _pocketsphinx(settings, templates, parser)


def chosen_stt(settings: Settings) -> PocketSphinxSettings | FasterWhisperSettings:
    """Return the settings of the recogniser that is used; those of two at once are settings of the open one."""
    if not isinstance(settings.stt, AutoSttSettings):
        return settings.stt
    model = model_store(settings).first_installed("ctranslate2") if find_spec("faster_whisper") else None
    return BothSttSettings(model=model) if model else PocketSphinxSettings()


def _pocketsphinx(settings: Settings, templates: TemplateSet, parser: SentenceParser) -> Transcriber:
    with needs("pocketsphinx", "pocketsphinx"):
        from edgeassist.espeak import Espeak
        from edgeassist.stt.denoising import Denoiser
        from edgeassist.stt.pocketsphinx import Learned, PocketSphinx

    models, cache = share_dir() / "models", settings.state_dir / "cache"
    talk = models / f"talk.{templates.language}.gz"
    try:
        denoiser = Denoiser.load(models / "denoiser.npz")
    except ModelError as error:
        logger.warning("%s; until then speech in noise is heard less well", error)
        denoiser = None
    learned = Learned(talk if talk.is_file() else None, denoiser)
    return PocketSphinx(templates, Espeak().phonemes, parser.matches, cache=cache, learned=learned)


def _faster_whisper(settings: Settings, chosen: FasterWhisperSettings) -> Transcriber:
    with needs("faster_whisper", "whisper"):
        from edgeassist.stt.faster_whisper import FasterWhisper

    language = chosen.language or settings.language
    folder = model_store(settings).path(chosen.model)
    return FasterWhisper(folder, threads=chosen.threads, language=language, window_s=chosen.window_s)
