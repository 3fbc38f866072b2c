import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from edgeassist.configuring import load_settings
from edgeassist.errors import ConfigError
from edgeassist.settings import ENV_PREFIX, Settings
from edgeassist.store import share_dir

DOCUMENTED = share_dir() / "configs" / "edgeassist.toml"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for variable in [*os.environ]:
        if variable.startswith(ENV_PREFIX) or variable == "CREDENTIALS_DIRECTORY":
            monkeypatch.delenv(variable)


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "edgeassist.toml"
    file.write_text(text, encoding="utf-8")
    return file


def keys(model: BaseModel, prefix: str = "") -> Iterator[str]:
    for name in type(model).model_fields:
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from keys(value, f"{prefix}{name}.")
        elif isinstance(value, dict) and value:
            yield from (f"{prefix}{name}.{key}" for key in value)
        else:
            yield f"{prefix}{name}"


def test_documented_file_holds_every_setting_at_a_value_that_loads(tmp_path: Path) -> None:
    active = re.sub(r"(?m)^#(\w+ = )", r"\1", DOCUMENTED.read_text(encoding="utf-8"))
    documented = load_settings(written(tmp_path, active))
    tree = tomllib.loads(active)

    def has(key: str) -> bool:
        node: Any = tree
        for step in key.split("."):
            node = node.get(step, {}) if isinstance(node, dict) else {}
        return bool(node != {})

    assert [key for key in keys(Settings()) if not has(key)] == []
    assert set(documented.sources) == set(keys(documented.settings))


def test_documented_defaults_are_the_defaults(tmp_path: Path) -> None:
    assert load_settings(DOCUMENTED).settings == load_settings(written(tmp_path, "")).settings


def test_environment_wins_over_credentials_over_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, '[mqtt]\nhost = "file"\nusername = "file"\npassword = "file"\n')
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    (credentials / "mqtt.password").write_text("credential\n")
    (credentials / "mqtt.username").write_text("credential")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(credentials))
    monkeypatch.setenv("EDGEASSIST_MQTT__USERNAME", "environment")
    loaded = load_settings(file)
    mqtt = loaded.settings.mqtt
    assert (mqtt.host, mqtt.username, mqtt.port) == ("file", "environment", 1883)
    assert mqtt.password is not None
    assert mqtt.password.get_secret_value() == "credential"
    assert loaded.sources == {
        "mqtt.host": str(file), "mqtt.username": "environment", "mqtt.password": "credentials",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[mqtt]\nprot = 1", r"edgeassist\.toml: mqtt\.prot: unknown key; did you mean 'port'\? \(allowed: .*host"),
        ('nod = "x"', r"edgeassist\.toml: nod: unknown key; did you mean 'node'\?"),
        (
            '[stt]\nengine = "whisper"',
            r"stt\.engine: 'whisper' is none of 'auto', 'pocketsphinx', 'faster_whisper', 'both'",
        ),
        ('[stt]\nengine = "faster_whisper"\nthreads = 300', r"stt\.threads: 300: .*less than or equal to 16"),
        ('[stt]\nengine = "pocketsphinx"\nthreads = 3', r"stt\.threads: unknown key \(allowed: engine\)"),
        ('[stt]\nmodel = "x"', r"stt\.model: unknown key \(allowed: engine\)"),
        ("[wake]\nsensitivity = 2", r"wake\.sensitivity: 2: .*less than or equal to 1"),
        ('[mqtt]\nport = "abc"', r"mqtt\.port: 'abc': .*valid integer"),
        ("[mqtt]\npassword = 12345", r"mqtt\.password: \(secret\)"),
        ('time_zone = "Mars/Base"', r"time_zone: 'Mars/Base': is no time zone of the IANA database"),
        ("latitude = 91", r"latitude: 91: .*less than or equal to 90"),
        ('node = "a/b"', r"node: 'a/b': "),
        ("x = ", r"edgeassist\.toml: not valid TOML"),
    ],
)
def test_wrong_setting_is_named_with_file_key_and_what_is_allowed(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        load_settings(written(tmp_path, text))


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"none\.toml: No such file"):
        load_settings(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        ("EDGEASSIST_MQTT__HOSTT", r"environment: mqtt\.hostt: unknown key; did you mean 'host'"),
        ("EDGEASSIST_NOD", r"environment variable EDGEASSIST_NOD: unknown key; did you mean 'node'"),
    ],
)
def test_wrong_environment_variable_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, says: str
) -> None:
    monkeypatch.setenv(variable, "x")
    with pytest.raises(ConfigError, match=says):
        load_settings(written(tmp_path, ""))


def test_state_directory_is_systemds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/edgeassist")
    assert Settings().state_dir == Path("/var/lib/edgeassist")
