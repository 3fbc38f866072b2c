"""What is risky, and what the rules make of it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from edgeassist.errors import ConfigError
from edgeassist.home.policy import Policy
from edgeassist.home.registry import load_home, save_home
from edgeassist.messages import Action, Area, Context, Entity, Home
from edgeassist.rules import OutboxSettings, PolicySettings

LOCK = Entity("lock.front", "Front Door", "lock", area="hall")
GARAGE = Entity("cover.garage", "Garage Door", "cover", device_class="garage")
BLIND = Entity("cover.blind", "Blind", "cover", device_class="blind")
ALARM = Entity("alarm_control_panel.house", "Alarm", "alarm_control_panel")
VALVE = Entity("valve.garden", "Garden", "valve")
HEATER = Entity("climate.hall", "Heating", "climate")
BOILER = Entity("water_heater.tank", "Boiler", "water_heater", attributes={"temperature_unit": "F"})
OPENER = Entity("switch.opener", "Opener", "switch", risk="entry")
HOME = Home("home", {}, {"hall": Area("hall", "Front Hall")}, {LOCK.id: LOCK})


def context(hour: int = 12, minute: int = 0, **more: Any) -> Context:
    return Context(now=datetime(2026, 11, 20, hour, minute, tzinfo=UTC), **more)


@pytest.mark.parametrize(
    ("intent", "params", "entity", "wanted", "expected"),
    [
        ("unlock", {}, LOCK, {}, "entry"),
        ("lock", {}, LOCK, {}, "ordinary"),
        ("open", {}, GARAGE, {}, "entry"),
        ("toggle", {}, GARAGE, {}, "entry"),
        ("set_position", {"position": 30}, GARAGE, {}, "entry"),
        ("set_position", {"position": 0}, GARAGE, {}, "ordinary"),
        ("close", {}, GARAGE, {}, "ordinary"),
        ("stop", {}, GARAGE, {}, "ordinary"),
        ("open", {}, BLIND, {}, "ordinary"),
        ("turn_off", {}, ALARM, {}, "alarm"),
        ("turn_on", {}, ALARM, {}, "ordinary"),
        ("open", {}, VALVE, {}, "water"),
        ("close", {}, VALVE, {}, "ordinary"),
        ("set_temperature", {}, HEATER, {"temperature": 26}, "ordinary"),
        ("set_temperature", {}, HEATER, {"temperature": 26.5}, "heat"),
        ("adjust_temperature", {}, HEATER, {"temperature": 4}, "heat"),
        ("set_temperature", {}, BOILER, {"temperature": 140}, "ordinary"),
        ("set_temperature", {}, BOILER, {"temperature": 145}, "heat"),
        ("turn_on", {}, OPENER, {}, "entry"),
        ("turn_off", {}, OPENER, {}, "entry"),
    ],
)
def test_risks(intent: str, params: dict[str, Any], entity: Entity, wanted: dict[str, Any], expected: str) -> None:
    policy = Policy(PolicySettings(), OutboxSettings())
    assert policy.risk(Action(intent, (entity.id,), params), entity, wanted) == expected


def test_the_settings_win_over_the_file_of_the_house() -> None:
    policy = Policy(PolicySettings(entities={OPENER.id: "ordinary", BLIND.id: "entry"}), OutboxSettings())
    assert policy.risk(Action("turn_on"), OPENER, {}) == "ordinary"
    assert policy.risk(Action("open"), BLIND, {}) == "entry"
    assert policy.risk(Action("close"), BLIND, {}) == "ordinary"


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        ({}, context(), "refuse"),
        ({"begins": "22:00", "ends": "06:00"}, context(23), "refuse"),
        ({"begins": "22:00", "ends": "06:00"}, context(5, 59), "refuse"),
        ({"begins": "22:00", "ends": "06:00"}, context(6), "confirm"),
        ({"begins": "09:00", "ends": "17:00"}, context(12), "refuse"),
        ({"begins": "09:00", "ends": "17:00"}, context(8), "confirm"),
        ({"areas": ["Front Hall"]}, context(), "refuse"),
        ({"areas": ["hall"]}, context(), "refuse"),
        ({"areas": ["kitchen"]}, context(), "confirm"),
        ({"sources": ["mqtt", "hermes"]}, context(source="hermes"), "refuse"),
        ({"sources": ["mqtt", "hermes"]}, context(source="voice"), "confirm"),
        ({"risks": ["alarm"]}, context(), "confirm"),
        ({"entities": ["lock.front"], "sources": ["voice"]}, context(), "refuse"),
    ],
)
def test_the_first_rule_that_fits_decides(rule: dict[str, Any], said: Context, expected: str) -> None:
    settings = PolicySettings.model_validate({"rules": [{"decision": "refuse", **rule}, {"decision": "confirm"}]})
    assert Policy(settings, OutboxSettings()).decide(Action("unlock"), LOCK, {}, HOME, said) == expected


@pytest.mark.parametrize(
    ("intent", "entity", "seconds"),
    [
        ("turn_on", Entity("light.a", "A", "light"), 30),
        ("toggle", Entity("light.a", "A", "light"), 0),
        ("set_temperature", HEATER, 600),
        ("open", BLIND, 60),
        ("close", GARAGE, 0),
        ("turn_on", OPENER, 0),
        ("turn_on", Entity("siren.a", "A", "siren"), 0),
        ("vacuum_start", Entity("vacuum.a", "A", "vacuum"), 0),
    ],
)
def test_how_late_a_command_may_be(intent: str, entity: Entity, seconds: float) -> None:
    assert Policy(PolicySettings(), OutboxSettings()).late_s(Action(intent), entity) == seconds
    more = OutboxSettings(late_s=dict.fromkeys(("light", "cover", "siren", "vacuum", "switch", "climate"), 7.0))
    assert Policy(PolicySettings(), more).late_s(Action(intent), entity) == (7.0 if seconds else 0.0)


def test_the_file_of_the_house_tells_risks(tmp_path: Path) -> None:
    path = tmp_path / "home.json"
    entity = {"id": "switch.opener", "name": "Opener", "domain": "switch", "risk": "entry"}
    path.write_text(json.dumps({"name": "x", "entities": [entity]}))
    home = load_home(path)
    assert home.entities["switch.opener"].risk == "entry"
    save_home(home, path)
    assert load_home(path) == home
    path.write_text(json.dumps({"name": "x", "entities": [{**entity, "risk": "huge"}]}))
    with pytest.raises(ConfigError, match="unknown risk 'huge'"):
        load_home(path)
