"""The measure itself: every gold row says something that the contract knows, about a home that has it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from edgeassist.home.homefile import load_home
from edgeassist.messages import Home

DATA = Path(__file__).parent / "data"
HOMES = {path.stem: load_home(path) for path in sorted((DATA / "homes").iterdir())}
CONTRACT = yaml.safe_load((DATA / "understanding" / "contract.yaml").read_text(encoding="utf-8"))

LEAST_HOMES = 15
LEAST_ROWS = 1200
LEAST_NOTHING = 0.2
BIG_HOME = 300

WEEKDAYS = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
ROW_KEYS = {"id", "text", "home", "category", "actions", "any_of", "context", "state", "dialogue"}
ACTION_KEYS = {"intent", "targets", "params", "when", "until", "repeat"}


def between(low: float, high: float) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def is_direction(value: Any) -> bool:
    return value in ("up", "down")


def is_moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def matches(pattern: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def are_weekdays(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and set(value) <= WEEKDAYS and len(set(value)) == len(value)


is_clock = matches(r"([01]\d|2[0-3]):[0-5]\d")
KINDS: dict[str, Callable[[Any], bool]] = {
    "percent": between(0, 100),
    "number": between(-1000, 100000),
    "kelvin": between(1500, 9000),
    "seconds": between(1, 7 * 86400),
    "step": lambda value: is_direction(value) or between(-100, 100)(value),
    "direction": is_direction,
    "unit": {"C", "F"}.__contains__,
    "color": set(CONTRACT["colors"].split()).__contains__,
    "words": matches(r"\S(.*\S)?"),
    "clock": is_clock,
    "time": lambda value: is_clock(value) or is_moment(value),
    "date": matches(r"202[67]-\d\d-\d\d"),
    "weekdays": are_weekdays,
}


def rows() -> Iterator[dict[str, Any]]:
    """Yield every row of every set."""
    for path in sorted((DATA / "understanding").glob("*.jsonl")):
        yield from map(json.loads, path.read_text(encoding="utf-8").splitlines())


def faults(row: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one row."""
    yield from (f"key {key!r}" for key in row.keys() - ROW_KEYS)
    if ("actions" in row) == ("any_of" in row):
        yield "either actions or any_of"
    if row["category"] not in CONTRACT["categories"]:
        yield f"category {row['category']!r}"
    if row.get("dialogue", {}).get("intent", "help") not in CONTRACT["dialogue"]:
        yield f"dialogue {row['dialogue']!r}"
    if row["home"] not in HOMES:
        yield f"home {row['home']!r}"
        return
    home = HOMES[row["home"]]
    yield from (f"area {area!r}" for area in row.get("context", {}).values() if area not in home.areas)
    yield from (f"state of {entity!r}" for entity in row.get("state", {}).keys() - home.entities.keys())
    for actions in row.get("any_of", [row.get("actions")]):
        for action in actions:
            yield from action_faults(action, home)


def action_faults(action: dict[str, Any], home: Home) -> Iterator[str]:
    """Yield what is wrong with one gold action."""
    yield from (f"key {key!r}" for key in action.keys() - ACTION_KEYS)
    if action["intent"] not in CONTRACT["intents"]:
        yield f"intent {action['intent']!r}"
        return
    yield from target_faults(action["intent"], action["targets"], home)
    yield from param_faults(action["intent"], action["params"])
    yield from (f"{key} {action[key]!r}" for key in ("when", "until") if key in action and not is_time(action[key]))
    if "repeat" in action and (not are_weekdays(action["repeat"]) or action["intent"].startswith("alarm_")):
        yield f"repeat {action['repeat']!r}"  # that of an alarm is one of its params


def param_faults(intent: str, params: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the params of an action."""
    kinds: dict[str, str] = CONTRACT["intents"][intent].get("params", {})
    allowed = {name.rstrip("?"): KINDS[kind] for name, kind in kinds.items()}
    yield from (f"{intent} without {name}" for name in kinds if "?" not in name and name not in params)
    for name, value in params.items():
        if name not in allowed or not allowed[name](value):
            yield f"{intent} {name} {value!r}"
    if intent in ("set_light", "set_fan_speed") and not params:
        yield f"{intent} without params"


def target_faults(intent: str, targets: list[str], home: Home) -> Iterator[str]:
    """Yield what is wrong with the entities of an action."""
    domains = CONTRACT["intents"][intent].get("domains", [])
    if targets != sorted(set(targets)):
        yield f"targets not sorted or twice {targets}"
    if intent in CONTRACT["without_targets"] and targets:
        yield f"{intent} has no targets"
    if not targets and intent not in CONTRACT["without_targets"] and not intent.startswith("list_"):
        yield f"{intent} without targets"
    for target in targets:
        if target not in home.entities:
            yield f"no {target!r} in the home"
        elif intent != "get_state" and home.entities[target].domain not in domains:
            yield f"{intent} of {target!r}"


def is_time(value: dict[str, Any]) -> bool:
    """Return whether `value` is a time in the form of "when" and "until"."""
    match value:
        case {"after_s": after, **rest}:
            return KINDS["seconds"](after) and not rest
        case {"at": at, **rest}:
            return is_moment(at) and not rest
        case {"sun": "sunset" | "sunrise", **rest}:
            return not rest or (rest.keys() == {"offset_s"} and between(-43200, 43200)(rest["offset_s"]))
    return False


def test_every_gold_row_says_something_that_the_contract_knows() -> None:
    found = {row["id"]: problems for row in rows() if (problems := list(faults(row)))}
    assert found == {}


def test_ids_are_there_once_and_alternatives_differ() -> None:
    ids = Counter(row["id"] for row in rows())
    assert [one for one, count in ids.items() if count > 1] == []
    same = [
        row["id"]
        for row in rows()
        if len({json.dumps(one) for one in row.get("any_of", [])}) < len(row.get("any_of", []))
    ]
    assert same == []


def test_one_sentence_stands_twice_only_where_house_room_or_states_differ() -> None:
    said = list(rows())
    exactly = Counter(
        (row["text"].lower(), row["home"], str(row.get("context")), str(row.get("state"))) for row in said
    )
    assert [one for one, count in exactly.items() if count > 1] == []
    assert len({row["text"].lower() for row in said}) >= 0.99 * len(said)


def test_there_is_enough_of_it_and_enough_that_is_no_command() -> None:
    categories = Counter(row["category"] for row in rows())
    assert categories.total() >= LEAST_ROWS
    assert len(HOMES) >= LEAST_HOMES
    assert categories["nothing"] >= LEAST_NOTHING * categories.total()
    assert categories.keys() == set(CONTRACT["categories"])


@pytest.mark.parametrize("name", HOMES)
def test_homes_are_whole(name: str) -> None:
    home = HOMES[name]
    entities = home.entities.values()
    assert {entity.area for entity in entities} <= home.areas.keys() | {None}
    floors = {entity.floor for entity in entities} | {area.floor for area in home.areas.values()}
    assert floors <= home.floors.keys() | {None}
    assert all(entity.id.split(".")[0] == entity.domain for entity in entities)


def test_some_home_is_big_and_its_names_clash() -> None:
    big = [home for home in HOMES.values() if len(home.entities) >= BIG_HOME]
    names = [Counter(entity.name for entity in home.entities.values()) for home in big]
    assert max(count for one in names for count in one.values()) >= 5


@pytest.mark.parametrize(
    "action",
    [
        {"intent": "turn_on", "targets": ["sensor.outdoor"], "params": {}},
        {"intent": "turn_on", "targets": ["light.night_light", "light.hall"], "params": {}},
        {"intent": "turn_on", "targets": ["light.attic"], "params": {}},
        {"intent": "set_light", "targets": ["light.hall"], "params": {"color": "warm white"}},
        {"intent": "turn_off", "targets": ["light.hall"], "params": {}, "when": {"at": "2026-11-20T19:00:00"}},
        {"intent": "timer_start", "targets": [], "params": {"minutes": 5}},
    ],
)
def test_wrong_gold_is_found(action: dict[str, Any]) -> None:
    row = {"id": "switch-1", "text": "", "home": "townhouse", "category": "switch", "actions": [action]}
    assert list(faults(row))
