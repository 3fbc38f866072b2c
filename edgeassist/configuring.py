"""Where settings come from: the environment, credentials, a file, the models chosen; and what is said of mistakes."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_settings import EnvSettingsSource

from edgeassist.chosen import chosen, without_choice_in
from edgeassist.errors import ConfigError
from edgeassist.settings import ENV_PREFIX, Settings

DEFAULT_FILE = Path("/etc/edgeassist/edgeassist.toml")


@dataclass(frozen=True, slots=True)
class LoadedSettings:
    """The settings in force, and where each came from."""

    settings: Settings
    file: Path | None
    sources: Mapping[str, str]
    """Key ("mqtt.host") → "environment", "credentials", the file or "edgeassist models use"; no key that stands at its
    default."""


def load_settings(file: Path | None = None) -> LoadedSettings:
    """Return environment over systemd credentials over a TOML file over the models chosen over defaults.

    `file` None: /etc/edgeassist/edgeassist.toml where there is one. Raises ConfigError that names the key, where it
    stands and what is allowed, for every unknown or wrong one.
    """
    if file is None and DEFAULT_FILE.is_file():
        file = DEFAULT_FILE
    from_file = {} if file is None else _read_toml(file)
    from_credentials = _read_credentials()
    from_environment = EnvSettingsSource(Settings)()
    sources = {
        **dict.fromkeys(_leaves(from_file), str(file)),
        **dict.fromkeys(_leaves(from_credentials), "credentials"),
        **dict.fromkeys(_leaves(from_environment), "environment"),
    }
    _check_environment()
    given = _merged(from_file, from_credentials)
    settings = _checked(given, sources)
    if choices := without_choice_in(_merged(given, from_environment), chosen(settings.state_dir)):
        settings = _checked(_merged(choices, given), sources)
        sources = {**dict.fromkeys(_leaves(choices), "edgeassist models use"), **sources}
    return LoadedSettings(settings, file, sources)


def _checked(given: dict[str, Any], sources: Mapping[str, str]) -> Settings:
    try:
        return Settings(**given)
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(problem, sources) for problem in error.errors())) from error


def _read_toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: not valid TOML: {error}") from error


def _read_credentials() -> dict[str, Any]:
    """Return what systemd hands over (LoadCredential=mqtt.password:…), a file a key."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    tree: dict[str, Any] = {}
    for path in sorted(Path(folder).iterdir()) if folder else ():
        *sections, key = path.name.removeprefix("edgeassist.").split(".")
        if path.is_file() and (sections or [key])[0] in Settings.model_fields:
            leaf: dict[str, Any] = {key: path.read_text(encoding="utf-8").rstrip("\n")}
            for section in reversed(sections):
                leaf = {section: leaf}
            tree = _merged(tree, leaf)
    return tree


def _merged(weak: dict[str, Any], strong: dict[str, Any]) -> dict[str, Any]:
    merged = dict(weak)
    for key, value in strong.items():
        below = merged.get(key)
        merged[key] = _merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged


def _check_environment() -> None:
    for variable in os.environ:
        if not variable.upper().startswith(ENV_PREFIX):
            continue
        key = variable.upper().removeprefix(ENV_PREFIX).split("__")[0].lower()
        if key not in Settings.model_fields:
            raise ConfigError(f"environment variable {variable}: unknown key{_suggest(key, Settings.model_fields)}")


def _leaves(tree: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def _explain(problem: Any, sources: Mapping[str, str]) -> str:
    """Return one line for one of pydantic's errors: where, which key, what is wrong, what is allowed."""
    steps = [str(step) for step in problem["loc"]]
    keys, sections = _locate(steps)
    key = ".".join(keys)
    where = next((source for name, source in sources.items() if f"{name}.".startswith(f"{key}.")), "settings")
    context = problem.get("ctx", {})
    match problem["type"]:
        case "extra_forbidden":
            key = ".".join([*keys, steps[-1]])
            where = sources.get(key, where)
            what = f"unknown key{_suggest(steps[-1], {name for m in sections for name in m.model_fields})}"
        case "union_tag_invalid":
            key = f"{key}.engine"
            where = sources.get(key, where)
            what = f"{context['tag']!r} is none of {context['expected_tags']}"
        case "literal_error":
            what = f"{problem['input']!r} is none of {context['expected']}"
        case _:
            given = "(secret)" if {"password", "pin"} & set(keys) or keys == ["policy"] else repr(problem["input"])
            what = f"{given}: {problem['msg'].removeprefix('Value error, ')}"
    return f"{where}: {key}: {what}"


def _locate(steps: list[str]) -> tuple[list[str], list[type[BaseModel]]]:
    """Return the key that pydantic's location stands for, and the sections that may stand at its end.

    A location also has the tag of a union ("stt", "pocketsphinx", "threads") and the branch of one ("enabled", "bool").
    """
    keys: list[str] = []
    sections: list[type[BaseModel]] = [Settings]
    for step in steps:
        field = next((s.model_fields[step] for s in sections if step in s.model_fields), None)
        if field is not None:
            keys.append(step)
            sections = _models(field.annotation)
        else:
            sections = [
                s for s in sections if "engine" in s.model_fields and s.model_fields["engine"].default == step
            ] or sections
    return keys, sections


def _models(annotation: Any) -> list[type[BaseModel]]:
    options = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    return [option for option in options if isinstance(option, type) and issubclass(option, BaseModel)]


def _suggest(key: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(key, known, n=1)
    return (f"; did you mean {close[0]!r}?" if close else "") + f" (allowed: {', '.join(sorted(known))})"
