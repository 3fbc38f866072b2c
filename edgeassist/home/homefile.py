"""A home as a JSON or YAML file: read with care, written in the same form."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml

from edgeassist.courtesy import give_way
from edgeassist.errors import ConfigError
from edgeassist.home.vocabulary import clean_name, vocabulary_of
from edgeassist.messages import Area, Entity, Floor, Home
from edgeassist.rules import RISKS

NAME_LIMIT = 255
"""Characters a name may have."""

_BAD_ID = re.compile(r"[\s/+#\x00-\x1f\x7f]")

Thing = TypeVar("Thing", Floor, Area, Entity)


def load_home(path: Path) -> Home:
    """Return the home of a JSON or YAML file; raises ConfigError with the file, the entry and the cure."""
    return home_of(_read(path), str(path))


def save_home(home: Home, path: Path) -> None:
    """Write `home` as JSON, in one move, so that a power cut leaves the old file or the new one."""
    content = {
        "name": home.name,
        "floors": [{"id": floor.id, "name": floor.name, "aliases": [*floor.aliases]} for floor in home.floors.values()],
        "areas": [
            {"id": area.id, "name": area.name, "aliases": [*area.aliases], "floor": area.floor}
            for area in home.areas.values()
        ],
        "entities": [_entity_json(entity) for entity in home.entities.values()],
    }
    draft = path.with_name(path.name + ".new")
    with draft.open("w", encoding="utf-8") as file:
        for piece in json.JSONEncoder(ensure_ascii=False, indent=1, default=str).iterencode(content):
            give_way()
            file.write(piece)
        file.write("\n")
    draft.replace(path)


def _entity_json(entity: Entity) -> dict[str, Any]:
    keys = ("id", "name", "domain", "area", "floor", "device_class", "state", "device", "risk")
    return {key: getattr(entity, key) for key in keys if key != "risk" or entity.risk} | {
        "aliases": [*entity.aliases],
        "attributes": dict(entity.attributes),
        "mqtt": None if entity.mqtt is None else dict(entity.mqtt),
    }


def _read(path: Path) -> object:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read ({error}); name a home file in JSON or YAML") from error
    if not text.strip():
        raise ConfigError(
            f"{path}: is empty; a home has at least 'entities', a list (an example: configs/demo-home.json)"
        )
    try:
        if path.suffix.lower() in {".yaml", ".yml"}:
            return yaml.safe_load(text)
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{path}: not JSON: line {error.lineno}, column {error.colno}: {error.msg}") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    except (RecursionError, ValueError) as error:
        raise ConfigError(f"{path}: not a home: {error}") from error


def home_of(content: object, source: str) -> Home:
    """Return the home that parsed JSON describes; `source` names it in errors."""
    if not isinstance(content, Mapping):
        raise ConfigError(f"{source}: expected an object with 'floors', 'areas' and 'entities'")
    whole = _Entry(content, source)
    floors = _by_id(whole, "floors", "floor", _floor)
    areas = _by_id(whole, "areas", "area", lambda entry: _area(entry, floors))
    entities = _by_id(whole, "entities", "entity", lambda entry: _entity(entry, areas, floors))
    home = Home(whole.name("name", default="home"), floors, areas, entities)
    return Home(home.name, floors, areas, entities, vocabulary_of(home))


class _Entry:
    """One object of the file, whose mistakes are told with its place."""

    def __init__(self, content: Mapping[Any, Any], place: str) -> None:
        self._content = content
        self._place = place

    def wrong(self, what: str) -> ConfigError:
        """Return the error that says `what` is wrong here."""
        return ConfigError(f"{self._place}: {what}")

    def get(self, key: str) -> object:
        """Return what stands under `key`, whatever it is."""
        return self._content.get(key)

    def identity(self) -> str:
        """Return the id."""
        value = self._content.get("id")
        if value is None:
            raise self.wrong("has no 'id'; give it one that no other has")
        if not isinstance(value, str) or not 0 < len(value) <= NAME_LIMIT or _BAD_ID.search(value):
            raise self.wrong(
                f"id {_short(value)} is not valid; use up to {NAME_LIMIT} characters without spaces, '/', '+' or '#'"
            )
        return value

    def name(self, key: str, default: str | None = None) -> str:
        """Return a name; a missing one is an error where there is no default."""
        value = self._content.get(key)
        if value is None:
            if default is None:
                raise self.wrong(f"has no {key!r}; every entry needs one")
            return default
        return self._name(value, key)

    def names(self, key: str) -> tuple[str, ...]:
        """Return a list of names; empty where it is missing."""
        value = self._content.get(key)
        if value is None:
            return ()
        if not isinstance(value, list):
            raise self.wrong(f"{key!r} must be a list of names, not {_short(value)}")
        return tuple(self._name(item, key) for item in value)

    def text(self, key: str) -> str | None:
        """Return a text, None where it is missing or empty."""
        value = self._content.get(key)
        if value is None or isinstance(value, str):
            return value or None
        raise self.wrong(f"{key!r} must be text or null, not {_short(value)}")

    def mapping(self, key: str) -> dict[str, Any] | None:
        """Return an object."""
        value = self._content.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self.wrong(f"{key!r} must be an object or null, not {_short(value)}")
        return {str(inner): item for inner, item in value.items()}

    def one_of(self, key: str, known: Mapping[str, object]) -> str | None:
        """Return an id that `known` has."""
        value = self.text(key)
        if value is None or value in known:
            return value
        listed = ", ".join(sorted(known)[:20]) or "none"
        raise self.wrong(f"unknown {key} {_short(value)}; add it to '{key}s' or use one of: {listed}")

    def _name(self, value: object, key: str) -> str:
        if not isinstance(value, str):
            raise self.wrong(f"{key!r} must be text, not {_short(value)}")
        name = clean_name(value)
        if not name:
            raise self.wrong(f"{key!r} is empty; give it something that can be said")
        if len(name) > NAME_LIMIT:
            raise self.wrong(f"{key!r} has {len(name)} characters; shorten it to {NAME_LIMIT}")
        return name


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _by_id(whole: _Entry, key: str, word: str, read: Callable[[_Entry], Thing]) -> dict[str, Thing]:
    items = whole.get(key)
    if items is None:
        if key == "entities":
            raise whole.wrong("has no 'entities'; list at least one, or an empty list")
        return {}
    if not isinstance(items, list):
        raise whole.wrong(f"{key!r} must be a list, not {_short(items)}")
    things: dict[str, Thing] = {}
    for number, item in enumerate(items, start=1):
        place = f"{word} {number}"
        if not isinstance(item, Mapping):
            raise whole.wrong(f"{place} must be an object, not {_short(item)}")
        if isinstance(item.get("id"), str):
            place = f"{word} {_short(item['id'])}"
        thing = read(_Entry(item, whole.wrong(place).args[0]))
        if thing.id in things:
            raise whole.wrong(f"{place}: the id is there twice; rename or remove one of them")
        things[thing.id] = thing
    return things


def _floor(entry: _Entry) -> Floor:
    return Floor(entry.identity(), entry.name("name"), entry.names("aliases"))


def _area(entry: _Entry, floors: Mapping[str, Floor]) -> Area:
    return Area(entry.identity(), entry.name("name"), entry.names("aliases"), entry.one_of("floor", floors))


def _entity(entry: _Entry, areas: Mapping[str, Area], floors: Mapping[str, Floor]) -> Entity:
    identity = entry.identity()
    domain = entry.text("domain")
    if domain is None:
        raise entry.wrong(f"has no 'domain'; for instance {identity.split('.')[0]!r}")
    area = entry.one_of("area", areas)
    floor = entry.one_of("floor", floors) or (areas[area].floor if area else None)
    return Entity(
        id=identity,
        name=entry.name("name"),
        domain=domain,
        aliases=entry.names("aliases"),
        area=area,
        floor=floor,
        device_class=entry.text("device_class"),
        state=_state(entry),
        attributes=entry.mapping("attributes") or {},
        device=entry.text("device"),
        mqtt=entry.mapping("mqtt"),
        risk=entry.one_of("risk", RISKS),
    )


def _state(entry: _Entry) -> str | float | None:
    match entry.get("state"):
        case bool() as value:  # YAML reads a bare on or off as a truth value
            return "on" if value else "off"
        case None | str() | int() | float() as value:
            return value
        case value:
            raise entry.wrong(f"'state' must be text, a number or null, not {_short(value)}")
