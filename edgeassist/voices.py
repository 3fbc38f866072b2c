"""Settings to voices: the only file that names their engines."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from edgeassist.engines import model_store, needs
from edgeassist.settings import AutoTtsSettings, EspeakSettings, PiperSettings, Settings
from edgeassist.tts.kept import Kept
from edgeassist.tts.reading import read_aloud, without_markup
from edgeassist.tts.voice import Voice

FILE = Path("cache", "voice.sounds")
"""In the state directory: what is said often."""


def build_voice(settings: Settings) -> Voice:
    """Return the voice that the settings name; `auto` takes Piper where a voice is installed."""
    match chosen_tts(settings):
        case PiperSettings() as chosen:
            return _piper(settings, chosen)
        case chosen:
            with needs("espeakng_loader", "espeak"):
                from edgeassist.tts.espeak_ng import EspeakNg

            pace = chosen.words_per_minute * chosen.speed
            maker = EspeakNg(chosen.voice, words_per_minute=pace, loudness=chosen.loudness)
            return Voice(maker, read=_reader(settings))


def chosen_tts(settings: Settings) -> EspeakSettings | PiperSettings:
    """Return the settings of the voice that is used."""
    chosen = settings.tts
    if not isinstance(chosen, AutoTtsSettings):
        return chosen
    model = model_store(settings).first_installed("piper") if find_spec("piper") else None
    same = {"speed": chosen.speed, "volume": chosen.volume}
    return PiperSettings(model=model, **same) if model else EspeakSettings(**same)


def _piper(settings: Settings, chosen: PiperSettings) -> Voice:
    with needs("piper", "piper"):
        from edgeassist.tts.piper import Manner, Piper

    path = model_store(settings).path(chosen.model)
    piper = Piper(path, Manner(chosen.speed, chosen.loudness, chosen.speaker))
    kept = Kept(
        settings.state_dir / FILE,
        piper.identity,
        most_bytes=round(chosen.keep_mb * 1e6),
        learns=settings.history.words and settings.history.days > 0,
    )
    return Voice(piper, read=_reader(settings), kept=kept if chosen.keep_mb else None)


def _reader(settings: Settings) -> Callable[[str], str]:
    """Return what puts signs and numbers in words; in other languages than ours a voice does that by itself."""
    return read_aloud if settings.language == "en" else without_markup
