"""What holds for any home that may come in: it is read or refused with words, and can be asked about."""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edgeassist.errors import ConfigError
from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.homefile import home_of
from edgeassist.home.linking import HomeLinker
from edgeassist.messages import Action, Context, ParsedAction, Plan, Target, Understanding

SCALARS = st.none() | st.booleans() | st.integers(-(10**6), 10**6) | st.floats(allow_nan=True) | st.text(max_size=12)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
)
DOMAINS = ["light", "cover", "climate", "lock", "sensor", "binary_sensor", "media_player", "person", "weather", "todo"]
DOMAINS += [
    "fan",
    "number",
    "select",
    "vacuum",
    "humidifier",
    "valve",
    "scene",
    "water_heater",
    "alarm_control_panel",
    "x",
]
ATTRIBUTE_NAMES = ["brightness", "supported_color_modes", "supported_features", "current_position", "temperature"]
ATTRIBUTE_NAMES += ["current_temperature", "temperature_unit", "unit_of_measurement", "volume_level", "hvac_modes"]
ATTRIBUTE_NAMES += ["hvac_action", "max_temp", "min_temp", "options", "min", "max", "battery_level", "percentage"]
ATTRIBUTE_NAMES += ["media_title", "preset_modes", "is_volume_muted"]
ATTRIBUTES = st.dictionaries(
    st.sampled_from(ATTRIBUTE_NAMES),
    JSON,
    max_size=4,
)
ENTITIES = st.fixed_dictionaries(
    {"id": st.sampled_from(["a.a", "b.b", "c.c"]), "name": st.text(max_size=30), "domain": st.sampled_from(DOMAINS)},
    optional={
        "state": SCALARS,
        "attributes": ATTRIBUTES,
        "area": st.sampled_from(["hall", None]),
        "device_class": st.sampled_from(["temperature", "battery", "window", "motion", "", None, "odd"]),
        "aliases": st.lists(st.text(max_size=20), max_size=2),
    },
)
HOMES = st.fixed_dictionaries(
    {
        "areas": st.just([{"id": "hall", "name": "Hall"}]),
        "entities": st.lists(ENTITIES, max_size=3, unique_by=lambda entity: str(entity["id"])),
    }
)
NOW = Context(datetime(2026, 11, 20, tzinfo=UTC), "hall")
MANY = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@MANY
@given(JSON | st.fixed_dictionaries({"entities": JSON}, optional={"areas": JSON, "floors": JSON, "name": JSON}))
def test_anything_is_a_home_or_a_mistake(content: object) -> None:
    with contextlib.suppress(ConfigError):
        home_of(content, "home.json")


@MANY
@given(
    HOMES,
    st.sampled_from(["on", "open", "low", "home", "heating", "muted", "odd", None]),
    st.sampled_from(["temperature", "brightness", "battery_level", "last_changed", "mode", "odd", None]),
)
def test_any_home_can_be_asked_about(content: object, state: str | None, attribute: str | None) -> None:
    try:
        home = home_of(content, "home.json")
    except ConfigError as error:
        if "is empty" in str(error):
            return  # a name of nothing but blanks
        pytest.fail(str(error))
    params = {key: value for key, value in (("state", state), ("attribute", attribute)) if value}
    for context in (NOW, replace(NOW, units="imperial")):
        for targets in (tuple(home.entities), tuple(home.entities)[:1]):
            plan = Plan((Action("get_state", targets, params),))
            assert HomeAnswerer().reply(plan, None, home, context).text


@MANY
@given(
    HOMES, st.sampled_from(["set_light", "set_temperature", "set_position", "turn_on", "set_value", "select_option"])
)
def test_any_home_can_be_commanded(content: object, intent: str) -> None:
    try:
        home = home_of(json.loads(json.dumps(content)), "home.json")
    except ConfigError:
        return
    values = {"brightness_pct": "50", "temperature": "21", "position": "half", "value": "5", "option": "a"}
    targets = (
        Target(quantity="all"),
        Target(area="hall"),
        *(Target(name=entity.name) for entity in home.entities.values()),
    )
    for target in targets:
        said = Understanding((ParsedAction(intent, (target,), values),), None, 1.0, "edge")
        plan = HomeLinker().link(said, home, NOW)
        assert plan.actions or plan.refusals
        assert HomeAnswerer().reply(plan, None, home, NOW).text
