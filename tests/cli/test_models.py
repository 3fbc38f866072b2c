"""`edgeassist models` as a user has it, with a catalogue of tiny models on a folder."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist import store
from tests.cli.conftest import Run
from tests.intent.tiny_instruct import write_instruct
from tests.stt.tiny_whisper import write_model

VOICE = {"deep/tiny-voice.onnx.json": b"{}", "deep/tiny-voice.onnx": b"voice"}


def parts(files: dict[str, bytes]) -> str:
    return ", ".join(f'"{name}" = "{hashlib.sha256(content).hexdigest()}"' for name, content in files.items())


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with all models of the catalogue, as somebody has them on a USB stick."""
    share, stick = tmp_path / "share", tmp_path / "stick"
    shutil.copytree(store.share_dir() / "configs", share / "configs")
    (share / "models").mkdir()
    mind = write_instruct(tmp_path / "mind.gguf").read_bytes()
    (tmp_path / "ears").mkdir()
    ears = {each.name: each.read_bytes() for each in write_model(tmp_path / "ears").iterdir()}
    lines = []
    for name, kind, file, files in (
        ("tiny-mind", "instruct", "tiny-mind.gguf", {"tiny-mind.gguf": mind}),
        ("other-mind", "instruct", "other-mind.gguf", {"other-mind.gguf": mind}),
        ("tiny-voice", "piper", "tiny-voice.onnx", VOICE),
        ("tiny-ears", "ctranslate2", "tiny-ears", ears),
    ):
        lines.append(
            f'[{name}]\nkind = "{kind}"\nfile = "{file}"\nsource = "us/{name}"\nparts = {{ {parts(files)} }}\n'
        )
        for part, content in files.items():
            path = stick / "backup" / (name if file == name else "") / Path(part).name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    (share / "models" / "catalog.toml").write_text("\n".join(lines))
    monkeypatch.setattr(store, "share_dir", lambda: share)
    monkeypatch.setenv("EDGEASSIST_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("EDGEASSIST_MQTT__PORT", "1")
    store.catalog.cache_clear()
    yield stick
    store.catalog.cache_clear()


def test_models_come_from_a_stick_are_used_and_leave_again(run: Run, shop: Path, tmp_path: Path) -> None:
    models = tmp_path / "state" / "models"
    pulled = run("models", "pull", "tiny-mind", "tiny-voice", "tiny-ears", "--from", shop)
    assert pulled.code == 0, pulled.err
    assert (models / "tiny-voice.onnx.json").read_bytes() == b"{}"
    assert (models / "tiny-ears" / "model.bin").read_bytes() == (tmp_path / "ears" / "model.bin").read_bytes()
    assert not list((models / "incoming").iterdir())
    assert run("models", "verify").out.count("good, as the catalogue has it") == 3
    assert "sudo systemctl restart" in run("models", "use", "tiny-ears").out
    shown = json.loads(run("config", "show", "--json").out)
    assert shown["stt.model"] == {"value": "tiny-ears", "source": "edgeassist models use"}
    refused = run("models", "rm", "tiny-ears")
    assert (refused.code, refused.err.count("--back stt")) == (1, 1)
    assert run("models", "use", "--back", "stt").out.startswith("stt: as the settings say")
    assert "deleted" in run("models", "rm", "tiny-ears").out
    assert not (models / "tiny-ears").exists()


def test_a_choice_is_taken_back_to_the_one_before(run: Run, shop: Path) -> None:
    run("models", "pull", "tiny-mind", "other-mind", "--from", shop)
    run("models", "use", "tiny-mind")
    run("models", "use", "other-mind")
    in_use = {row["name"] for row in json.loads(run("models", "list", "--json").out) if row["in_use"]}
    assert in_use == {"other-mind"}
    assert run("models", "use", "--back", "intent.general_model").out.startswith("intent.general_model: tiny-mind")
    in_use = {row["name"] for row in json.loads(run("models", "list", "--json").out) if row["in_use"]}
    assert in_use == {"tiny-mind"}


def test_a_damaged_model_is_found_and_fetched_again(run: Run, shop: Path, tmp_path: Path) -> None:
    run("models", "pull", "tiny-mind", "--from", shop)
    (tmp_path / "state" / "models" / "tiny-mind.gguf").write_bytes(b"m1nd")
    wrong = run("models", "verify")
    assert wrong.code == 1
    assert "damaged, its checksum is not the catalogue's: edgeassist models pull tiny-mind" in wrong.err
    run("models", "pull", "tiny-mind", "--from", shop)
    assert run("models", "verify").code == 0


def test_a_damaged_file_on_the_stick_leaves_what_is_installed(run: Run, shop: Path, tmp_path: Path) -> None:
    run("models", "pull", "tiny-ears", "--from", shop)
    (shop / "backup" / "tiny-ears" / "model.bin").write_bytes(b"fears")
    wrong = run("models", "pull", "tiny-ears", "--from", shop)
    assert (wrong.code, "not the file that the catalogue names" in wrong.err) == (1, True)
    there = (tmp_path / "state" / "models" / "tiny-ears" / "model.bin").read_bytes()
    assert there == (tmp_path / "ears" / "model.bin").read_bytes()


def test_what_cannot_be_loaded_is_not_chosen(run: Run, shop: Path, tmp_path: Path) -> None:
    with (tmp_path / "share" / "models" / "catalog.toml").open("a") as catalog:
        catalog.write('[weak-mind]\nkind = "instruct"\nfile = "weak-mind.gguf"\nsource = "us/mind"\n')
        catalog.write('parts = { "weak-mind.gguf" = "" }\n')
    (shop / "weak-mind.gguf").write_bytes(b"GGUF" + bytes(100))
    store.catalog.cache_clear()
    assert run("models", "pull", "weak-mind", "--from", shop).code == 0
    wrong = run("models", "use", "weak-mind")
    assert (wrong.code, "damaged, or no GGUF model" in wrong.err) == (1, True), wrong.err
    assert run("models", "pull", "tiny-voice", "--from", shop).code == 0
    wrong = run("models", "use", "tiny-voice")
    assert (wrong.code, "is no description of a Piper voice" in wrong.err) == (1, True), wrong.err
    assert json.loads(run("config", "show", "--json").out)["intent.general_model"]["source"] == "default"


def test_what_is_far_too_short_is_not_the_model(run: Run, shop: Path, tmp_path: Path) -> None:
    for size_mb, code in ((1.0, 1), (0.000_004, 0)):
        with (tmp_path / "share" / "models" / "catalog.toml").open("a") as catalog:
            catalog.write(f'[mind-{code}]\nkind = "instruct"\nfile = "mind-{code}.gguf"\nsource = "us/mind"\n')
            catalog.write(f'parts = {{ "mind-{code}.gguf" = "" }}\nsize_mb = {size_mb}\n')
        (shop / f"mind-{code}.gguf").write_bytes(b"mind")
        store.catalog.cache_clear()
        pulled = run("models", "pull", f"mind-{code}", "--from", shop)
        assert (pulled.code, "0.0 MB came, and the catalogue says" in pulled.err) == (code, bool(code)), pulled.err
    assert [path.name for path in (tmp_path / "state" / "models").glob("*.gguf")] == ["mind-0.gguf"]


def test_what_the_settings_file_names_goes_before_a_choice(run: Run, shop: Path, tmp_path: Path) -> None:
    file = tmp_path / "edgeassist.toml"
    file.write_text('[stt]\nengine = "pocketsphinx"\n')
    run("models", "pull", "tiny-ears", "--from", shop)
    wrong = run("models", "use", "tiny-ears", "--config", file)
    assert wrong.err.startswith(f"edgeassist: stt.engine is set in {file}")
    run("models", "use", "tiny-ears")
    assert json.loads(run("config", "show", "--json", "--config", file).out)["stt.engine"]["value"] == "pocketsphinx"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["pull", "nobody"], "'nobody' is not in the catalogue: edgeassist models list"),
        (["pull", "tiny-mind", "--from", "/nowhere"], "/nowhere: there is no such folder"),
        (["use", "tiny-mind"], "not installed in"),
        (["verify", "tiny-mind"], "edgeassist models pull tiny-mind"),
        (["pull"], "name a model"),
        (["use"], "name a model, or --back"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_mistakes_are_told_with_their_cure(run: Run, arguments: list[str], told: str) -> None:
    wrong = run("models", *arguments)
    assert wrong.code in {1, 2}
    assert told in wrong.err
