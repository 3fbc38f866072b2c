"""What is said in a house with clashing names, and what it means there."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import Registry, load_home
from edgeassist.messages import Area, Context, Dialogue, Entity, Home, ParsedAction, Plan, Target, Understanding

HOMES = Path(__file__).parents[1] / "data" / "homes"
HOME = load_home(HOMES / "townhouse.yaml")
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
FOUR = {"light", "switch", "fan", "media_player"}


def link(
    intent: str,
    *targets: Target,
    area: str | None = None,
    previous: tuple[str, ...] = (),
    home: Home = HOME,
    values: dict[str, str] | None = None,
) -> Plan:
    parsed = ParsedAction(intent, targets, values or {})
    context = Context(NOW, area, previous=previous)
    return HomeLinker().link(Understanding((parsed,), None, 1.0, "edge"), home, context)


def targets_of(plan: Plan) -> list[str]:
    assert not plan.refusals, plan.refusals
    return sorted(target.split(".", 1)[1] for action in plan.actions for target in action.targets)


def of_domain(*domains: str, area: str | None = None, floor: str | None = None) -> list[str]:
    return sorted(
        e.id.split(".", 1)[1]
        for e in HOME.entities.values()
        if e.domain in domains and area in {None, e.area} and floor in {None, e.floor}
    )


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kitchen ceiling", ["kitchen_ceiling"]),
        ("the Kitchen Ceiling", ["kitchen_ceiling"]),
        ("kitchen ceiling light", ["kitchen_ceiling"]),
        ("ceiling light in the kitchen", ["kitchen_ceiling"]),
        ("counter strip", ["kitchen_counter"]),
        ("counter lights", ["kitchen_counter"]),
        ("kitchen counter strip light", ["kitchen_counter"]),
        ("living room ceiling", ["living_ceiling"]),
        ("lounge ceiling light", ["living_ceiling"]),
        ("reading light", ["reading_lamp"]),
        ("reading lamps", ["reading_lamp"]),
        ("living room reading lamp", ["reading_lamp"]),
        ("bedside lamps", ["bedside_left", "bedside_right"]),
        ("left bedside light", ["bedside_left"]),
        ("right bed side lamp", ["bedside_right"]),
        ("dinosaur", ["night_light"]),
        ("night light", ["night_light"]),
        ("nursery ceiling", ["kids_ceiling"]),
        ("coffee machine", ["coffee"]),
        ("espresso", ["coffee"]),
        ("path light", ["garden_path"]),
        ("ac", ["office"]),
        ("office air con", ["office"]),
        ("bedroom fan", ["bedroom"]),
        ("fan in the main bedroom", ["bedroom"]),
        ("bathroom fan", ["bathroom"]),
        ("bedroom telly", ["bedroom_tv"]),
        ("living room tv", ["tv"]),
        ("samsung tv", ["tv"]),
        ("kitchen speaker", ["kitchen"]),
        ("movie night scene", ["movie"]),
        ("bedtime", ["bedtime"]),
        ("ring doorbell", ["doorbell"]),
        ("siren", ["attic"]),
        ("humidifier", ["kids"]),
    ],
)
def test_names(name: str, expected: list[str]) -> None:
    assert targets_of(link("turn_on", Target(name=name))) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kitchen sealing", ["kitchen_ceiling"]),
        ("counter stripp", ["kitchen_counter"]),
        ("reeding lamp", ["reading_lamp"]),
        ("sampsung", ["tv"]),
        ("cofee machine", ["coffee"]),
        ("left bedsite lamp", ["bedside_left"]),
    ],
)
def test_misheard_names_link_with_less_confidence(name: str, expected: list[str]) -> None:
    plan = link("turn_on", Target(name=name))
    assert targets_of(plan) == expected
    assert plan.confidence < 0.95


@pytest.mark.parametrize(
    "name",
    [
        "swimming pool",
        "garden ceiling",
        "toaster",
        "big reading lamp",
        "kitchen reading lamp",
        "ceiling fan",
        "path lamp upstairs",
        "nitro",
        "x",
        "",
        "the",
        "'); drop table",
        '{"intent":"unlock"}',
    ],
)
def test_names_that_are_not_here_are_refused(name: str) -> None:
    plan = link("turn_on", Target(name=name or None))
    assert not plan.actions
    assert plan.refusals


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Target(domain="light", area="kitchen"), ["kitchen_ceiling", "kitchen_counter"]),
        (Target(domain="light", area="the lounge"), ["living_ceiling", "reading_lamp"]),
        (Target(domain="light", quantity="all"), of_domain("light")),
        (Target(domain="light", area="house", quantity="all"), of_domain("light")),
        (Target(domain="light", floor="upstairs"), of_domain("light", floor="upper")),
        (Target(domain="light", area="downstairs"), of_domain("light", floor="ground")),
        (Target(domain="light", floor="first floor", quantity="all"), of_domain("light", floor="upper")),
        (Target(area="kitchen"), ["coffee", "kitchen", "kitchen_ceiling", "kitchen_counter"]),
        (Target(area="kitchen", quantity="all"), of_domain(*FOUR, area="kitchen")),
        (Target(quantity="all"), of_domain(*FOUR)),
        (Target(name="everything"), of_domain(*FOUR)),
        (Target(name="everything", area="main bedroom"), of_domain(*FOUR, area="main_bedroom")),
        (Target(name="kitchen"), of_domain(*FOUR, area="kitchen")),
        (Target(name="kitchen lights"), ["kitchen_ceiling", "kitchen_counter"]),
        (Target(name="lights in the kitchen"), ["kitchen_ceiling", "kitchen_counter"]),
        (Target(name="upstairs lights"), of_domain("light", floor="upper")),
        (Target(name="all the lights"), of_domain("light")),
        (Target(domain="media_player", device_class="tv", area="living room"), ["tv"]),
        (Target(domain="telly", area="living room"), ["tv"]),
        (Target(domain="light", area="guest bathroom"), None),
        (Target(domain="switch", device_class="outlet"), ["heater_plug"]),
        (Target(domain="fan", area="bathroom", floor="upstairs"), ["bathroom"]),
        (Target(domain="fan", area="upstairs bathroom"), ["bathroom"]),
        (Target(domain="light", area="study"), ["office_desk"]),
        (Target(domain="light", area="annas office"), ["office_desk"]),
        (Target(domain="light", area="hall"), ["hall"]),
        (Target(domain="light", area="attic"), None),
    ],
)
def test_kinds_and_places(target: Target, expected: list[str] | None) -> None:
    plan = link("turn_on", target)
    if expected is None:
        assert plan.refusals
        assert not plan.actions
    else:
        assert targets_of(plan) == expected


@pytest.mark.parametrize(
    ("target", "area", "expected"),
    [
        (Target(domain="light"), "kitchen", ["kitchen_ceiling", "kitchen_counter"]),
        (Target(domain="light"), "Living Room", ["living_ceiling", "reading_lamp"]),
        (Target(domain="light", area="here"), "kitchen", ["kitchen_ceiling", "kitchen_counter"]),
        (Target(domain="light", area="kitchen"), "hall", ["kitchen_ceiling", "kitchen_counter"]),
        (Target(domain="light", quantity="all"), "kitchen", of_domain("light")),
        (Target(name="ceiling"), "kids_bedroom", ["kids_ceiling"]),
        (Target(name="ceiling light"), "living_room", ["living_ceiling"]),
        (Target(domain="light"), "bathroom", of_domain("light")),
        (Target(domain="media_player", device_class="tv"), "main_bedroom", ["bedroom_tv"]),
        (Target(domain="light", area="bedroom"), "kids_bedroom", ["kids_ceiling", "night_light"]),
        (Target(name="everything", area="here"), "bathroom", ["bathroom"]),
        (Target(domain="light"), "no such room", of_domain("light")),
    ],
)
def test_the_microphones_room_decides(target: Target, area: str, expected: list[str]) -> None:
    assert targets_of(link("turn_on", target, area=area)) == expected


@pytest.mark.parametrize(
    ("intent", "target", "values", "expected"),
    [
        ("open", Target(domain="cover", device_class="blind"), {}, ["living_left", "living_right"]),
        ("close", Target(domain="cover", device_class="curtain"), {}, ["bedroom"]),
        ("open", Target(name="garage"), {}, ["garage"]),
        ("open", Target(name="garage door"), {}, ["garage"]),
        ("lock", Target(name="garage door"), {}, None),
        ("lock", Target(name="front door"), {}, ["front"]),
        ("lock", Target(domain="lock", quantity="all"), {}, ["back", "front", "garage_side"]),
        ("lock", Target(domain="lock"), {}, ["back", "front", "garage_side"]),
        ("unlock", Target(domain="lock"), {}, None),
        ("unlock", Target(name="everything"), {}, None),
        ("close", Target(area="living room"), {}, ["living_left", "living_right"]),
        ("set_position", Target(name="left blind"), {"position": "40"}, ["living_left"]),
        ("set_light", Target(area="kitchen"), {"brightness_pct": "40"}, ["kitchen_ceiling", "kitchen_counter"]),
        ("set_light", Target(domain="light", area="kitchen"), {"color": "red"}, ["kitchen_counter"]),
        ("set_light", Target(name="kitchen ceiling"), {"color": "red"}, None),
        ("set_light", Target(name="hall light"), {"brightness_pct": "40"}, None),
        ("set_light", Target(domain="light", area="hall"), {"brightness_pct": "40"}, None),
        ("set_light", Target(name="front door"), {"brightness_pct": "40"}, None),
        ("turn_off", Target(name="movie night"), {}, None),
        ("set_temperature", Target(), {"temperature": "21"}, ["hall"]),
        ("set_temperature", Target(area="office"), {"temperature": "21"}, ["office"]),
        ("set_temperature", Target(area="kitchen"), {"temperature": "21"}, None),
        ("set_temperature", Target(name="heating"), {"temperature": "21"}, ["hall"]),
        ("set_temperature", Target(name="thermostat"), {"temperature": "90"}, None),
        ("set_hvac_mode", Target(name="thermostat"), {"mode": "heat"}, ["hall"]),
        ("set_hvac_mode", Target(name="thermostat"), {"mode": "cool"}, None),
        ("set_volume", Target(), {"volume_pct": "30"}, ["tv"]),
        ("volume_up", Target(ref="it"), {}, ["tv"]),
        ("media_pause", Target(domain="media_player"), {}, ["tv"]),
        ("media_pause", Target(domain="media_player", area="kitchen"), {}, ["kitchen"]),
        ("turn_off", Target(domain="media_player", device_class="tv"), {}, ["tv"]),
        ("turn_on", Target(name="sprinkler"), {}, ["irrigation"]),
        ("vacuum_start", Target(domain="vacuum", area="kitchen"), {}, ["robbie"]),
        ("vacuum_return", Target(name="robbie"), {}, ["robbie"]),
        ("turn_on", Target(name="hedwig"), {}, ["hedwig"]),
        ("select_option", Target(name="washing program"), {"option": "eco 40"}, ["washer"]),
        ("select_option", Target(name="washing program"), {"option": "silk"}, None),
        ("set_value", Target(name="pump speed"), {"value": "99"}, None),
        ("set_humidity", Target(), {"humidity": "50"}, ["kids"]),
        ("turn_on", Target(name="desk lamp"), {}, ["office_desk"]),
        ("turn_on", Target(name="desk lamp", domain="switch"), {}, ["desk_lamp"]),
        ("turn_on", Target(name="ceiling", area="kitchen"), {}, ["kitchen_ceiling"]),
        ("turn_on", Target(name="reading lamp", area="kitchen"), {}, None),
        ("turn_on", Target(name="ceiling"), {}, None),
        ("turn_on", Target(domain="light", area="bedroom"), {}, None),
        ("turn_on", Target(), {}, None),
        ("turn_on", Target(domain="media_player", device_class="tv"), {}, None),
        ("turn_on", Target(name="kitchen temperature"), {}, None),
        ("turn_on", Target(name="desk lamp", domain="scene"), {}, None),
        ("turn_on", Target(name="counter strip"), {}, ["kitchen_counter"]),
    ],
)
def test_commands(intent: str, target: Target, values: dict[str, str], expected: list[str] | None) -> None:
    plan = link(intent, target, values=values)
    if expected is None:
        assert not plan.actions
        assert plan.refusals
    else:
        assert targets_of(plan) == expected


@pytest.mark.parametrize(
    ("target", "values", "expected"),
    [
        (Target(name="front door"), {"state": "locked"}, ["front"]),
        (Target(name="front door"), {"state": "open"}, ["front_door"]),
        (
            Target(device_class="window", quantity="any"),
            {"state": "open"},
            ["kids_window", "kitchen_window", "skylight"],
        ),
        (Target(device_class="window", area="kitchen"), {"state": "open"}, ["kitchen_window"]),
        (Target(domain="lock", quantity="all"), {"state": "locked"}, ["back", "front", "garage_side"]),
        (Target(device_class="door", quantity="all"), {"state": "locked"}, ["back", "front", "garage_side"]),
        (Target(domain="light", quantity="any"), {"state": "on"}, of_domain("light")),
        (Target(domain="light", area="kitchen"), {"state": "on"}, ["kitchen_ceiling", "kitchen_counter"]),
        (Target(area="kitchen", quantity="any"), {"state": "on"}, of_domain(*FOUR, area="kitchen")),
        (Target(device_class="temperature", area="kitchen"), {}, ["kitchen_temperature"]),
        (Target(area="kitchen"), {"attribute": "temperature"}, ["kitchen_temperature"]),
        (Target(area="office"), {"attribute": "temperature"}, ["office"]),
        (Target(area="study", device_class="temperature"), {}, ["office"]),
        (Target(device_class="temperature"), {}, ["hall"]),
        (Target(name="outside"), {"attribute": "temperature"}, ["outdoor"]),
        (Target(), {"attribute": "temperature"}, ["hall"]),
        (Target(device_class="battery", quantity="any"), {"state": "low"}, ["door_battery", "remote_battery"]),
        (Target(device_class="humidity"), {}, ["bath_humidity"]),
        (Target(name="anna"), {}, ["anna"]),
        (Target(domain="weather"), {}, ["home"]),
        (Target(name="thermostat"), {"attribute": "temperature"}, ["hall"]),
        (Target(name="shopping list"), {}, ["shopping"]),
        (Target(device_class="moisture", quantity="any"), {}, ["leak"]),
        (Target(device_class="motion", area="hall"), {}, ["hall_motion"]),
    ],
)
def test_questions_range_over_all_that_is_asked_about(
    target: Target, values: dict[str, str], expected: list[str]
) -> None:
    assert targets_of(link("get_state", target, values=values)) == expected


@pytest.mark.parametrize(
    ("main", "excepts", "left_out"),
    [
        (Target(domain="light", quantity="all"), Target(name="reading lamp"), {"reading_lamp"}),
        (Target(domain="light", quantity="all"), Target(area="kitchen"), {"kitchen_ceiling", "kitchen_counter"}),
        (Target(domain="light", quantity="all"), Target(name="kitchen"), {"kitchen_ceiling", "kitchen_counter"}),
        (Target(domain="light", quantity="all"), Target(name="bedside lamps"), {"bedside_left", "bedside_right"}),
        (Target(domain="light", quantity="all"), Target(name="siren"), set()),
        (Target(domain="light", quantity="all"), Target(area="bathroom", domain="light"), set()),
    ],
)
def test_except_leaves_out(main: Target, excepts: Target, left_out: set[str]) -> None:
    plan = link("turn_off", replace(main, excepts=(excepts,)))
    assert set(targets_of(plan)) == set(of_domain("light")) - left_out


def test_what_is_excepted_and_unknown_stops_the_command() -> None:
    plan = link("turn_off", Target(domain="light", quantity="all", excepts=(Target(name="aquarium"),)))
    assert not plan.actions
    assert plan.refusals[0].text == "There is no aquarium here."


@pytest.mark.parametrize(
    ("target", "previous", "expected"),
    [
        (Target(ref="it"), ("light.hall",), ["hall"]),
        (Target(ref="them"), ("light.hall", "fan.bedroom"), ["bedroom", "hall"]),
        (Target(ref="other"), ("light.bedside_left",), ["bedside_right"]),
        (Target(ref="it"), ("light.removed_since",), None),
        (Target(ref="it"), (), None),
        (Target(ref="it"), ("sensor.outdoor",), None),
    ],
)
def test_what_was_spoken_of_before(target: Target, previous: tuple[str, ...], expected: list[str] | None) -> None:
    plan = link("turn_on", target, previous=previous)
    assert (targets_of(plan) if expected else [*plan.actions]) == (expected or [])


def test_two_targets_are_one_action() -> None:
    plan = link("turn_on", Target(name="hall light"), Target(name="desk lamp"))
    assert [action.targets for action in plan.actions] == [("light.hall", "light.office_desk")]


def test_a_valve_is_opened_when_it_is_turned_on() -> None:
    assert link("turn_on", Target(name="irrigation")).actions[0].intent == "open"


def test_options_get_the_spelling_of_the_device() -> None:
    plan = link("select_option", Target(name="washing program"), values={"option": "eco 40"})
    assert plan.actions[0].params["option"] == "Eco 40"


@pytest.mark.parametrize(
    ("intent", "target", "values", "text"),
    [
        ("set_light", Target(name="kitchen ceiling"), {"color": "red"}, "The Kitchen Ceiling can't change colour."),
        ("set_light", Target(name="hall light"), {"brightness_pct": "20"}, "The Hall Light can't be dimmed."),
        ("turn_off", Target(name="movie night"), {}, "The Movie Night can only be turned on."),
        ("turn_on", Target(name="toaster"), {}, "There is no toaster here."),
        ("turn_on", Target(name="toaster", area="kitchen"), {}, "There is no toaster in the kitchen."),
        ("turn_on", Target(domain="light", area="attic"), {}, "There is no attic here."),
        ("turn_on", Target(domain="light", area="garage"), {}, "There is no light in the garage."),
        (
            "set_temperature",
            Target(area="kitchen", domain="climate"),
            {"temperature": "20"},
            "There is no thermostat in the kitchen.",
        ),
        ("turn_on", Target(domain="light", area="here"), {}, "I don't know which room this is."),
        ("turn_on", Target(ref="it"), {}, "I don't know what you mean by it."),
        ("set_value", Target(name="pump speed"), {"value": "99"}, "The Pump Speed takes 0 to 50."),
    ],
)
def test_refusals_say_what_is_wrong(intent: str, target: Target, values: dict[str, str], text: str) -> None:
    assert [refusal.text for refusal in link(intent, target, values=values).refusals] == [text]


def test_a_tie_is_a_question() -> None:
    plan = link("turn_on", Target(name="ceiling"))
    assert plan.refusals[0].reason == "ambiguous"
    assert plan.dialogue == Dialogue(
        "clarify",
        {
            "question": "Which one do you mean: Ceiling in the kids bedroom or Ceiling in the living room?",
            "choices": ["Ceiling in the kids bedroom", "Ceiling in the living room"],
        },
    )
    assert link("turn_on", Target(domain="light", area="bedroom")).refusals[0].choices == (
        "Kids Bedroom",
        "Main Bedroom",
    )


@pytest.mark.parametrize(
    ("intent", "target", "expected"),
    [
        ("list_add", Target(name="shopping list"), ("todo.shopping",)),
        ("list_add", Target(name="shopping"), ("todo.shopping",)),
        ("list_add", Target(name="groceries"), ("todo.shopping",)),
        ("list_query", Target(name="chores list"), ("todo.chores",)),
        ("list_add", Target(domain="todo"), ("todo.shopping",)),
        ("list_add", Target(), ("todo.shopping",)),
    ],
)
def test_lists(intent: str, target: Target, expected: tuple[str, ...]) -> None:
    plan = link(intent, target, values={"item": "oat milk"})
    assert plan.actions[0].targets == expected
    assert plan.actions[0].params == {"item": "oat milk"}


def test_a_list_that_is_none_of_the_house_is_one_of_our_own() -> None:
    [action] = link("list_add", Target(name="camping list"), values={"item": "tent"}).actions
    assert (action.targets, action.named, action.params) == ((), "camping", {"item": "tent"})
    assert "named" not in action.as_json()
    bare = replace(HOME, entities={"light.hall": HOME.entities["light.hall"]}, vocabulary=replace(HOME.vocabulary))
    assert link("list_add", Target(name="groceries"), home=bare, values={"item": "ham"}).actions[0].named == "shopping"


def test_what_nobody_calls_a_list_is_none() -> None:
    refusal = link("list_add", Target(name="bathtub"), values={"item": "duck"}).refusals[0]
    assert refusal.text == "There is no bathtub list here."


def test_intents_without_devices_pass_with_their_values() -> None:
    plan = link("timer_cancel", Target(area="kitchen"), values={"name": "pizza"})
    assert plan.tier == "edge"
    assert plan.confidence == 1.0
    assert plan.actions[0].as_json() == {
        "intent": "timer_cancel",
        "targets": [],
        "params": {"name": "pizza", "area": "kitchen"},
    }
    elsewhere = link("announce", Target(area="attic"), values={"text": "dinner"})
    assert elsewhere.actions[0].params == {"text": "dinner", "area": "attic"}  # another node may stand there
    assert link("nevermind").actions[0].intent == "nevermind"


def test_the_users_own_intents_pass_untouched() -> None:
    plan = link("OrderCoffee", Target(name="espresso"), values={"size": "LARGE", "milk": "none"})
    assert plan.actions[0].as_json() == {
        "intent": "OrderCoffee",
        "targets": [],
        "params": {"name": "espresso", "size": "LARGE", "milk": "none"},
    }


def test_dialogue_never_stands_among_the_actions() -> None:
    plan = link("help")
    assert plan.actions == ()
    assert plan.dialogue == Dialogue("help", {})


def test_of_several_actions_the_good_one_stays() -> None:
    actions = tuple(ParsedAction("turn_on", (Target(name=name),)) for name in ("hall light", "toaster"))
    plan = HomeLinker().link(Understanding(actions, None, 1.0, "edge"), HOME, Context(NOW))
    assert [action.targets for action in plan.actions] == [("light.hall",)]
    assert [refusal.reason for refusal in plan.refusals] == ["no_such_device"]


def home_of(*entities: Entity) -> Home:
    registry = Registry(Home("small", {}, {"hall": Area("hall", "Hall")}, {}))
    registry.put(entities)
    return registry.home


def test_what_fits_best_and_cannot_is_refused_before_what_fits_less() -> None:
    home = home_of(
        Entity("fan.hood", "Hood Extractor Fan", "fan", area="hall"),
        Entity("light.hood_left", "Left Hood Extractor Spot", "light", area="hall"),
    )
    plan = link("set_light", Target(name="hood extractor"), home=home, values={"brightness_pct": "20"})
    assert [refusal.text for refusal in plan.refusals] == ["The Hood Extractor Fan can't be dimmed."]
    assert targets_of(link("set_light", Target(name="left hood spot"), home=home, values={"brightness_pct": "20"}))


def test_one_word_of_a_long_name_is_too_little() -> None:
    home = home_of(Entity("light.lantern", "Grandmother's Old Brass Floor Lantern", "light"))
    assert link("turn_on", Target(name="brass"), home=home).refusals
    assert targets_of(link("turn_on", Target(name="brass lantern"), home=home)) == ["lantern"]


def test_the_only_list_is_the_list() -> None:
    home = home_of(Entity("todo.chores", "Chores", "todo"))
    plan = link("list_add", Target(name="list"), home=home, values={"item": "bins"})
    assert plan.actions[0].targets == ("todo.chores",)
    assert link("list_add", home=home, values={"item": "bins"}).actions[0].targets == ("todo.chores",)


def test_the_list_that_was_just_named_is_the_list() -> None:
    home = home_of(Entity("todo.shopping", "Shopping List", "todo"), Entity("todo.songs", "Set List", "todo"))
    off = ParsedAction("list_remove", (Target(name="set list"),), {"item": "x"})
    plan = HomeLinker().link(
        Understanding((off, ParsedAction("list_add", (), {"item": "y"})), None, 0.9, "edge"), home, Context(NOW)
    )
    assert [action.targets for action in plan.actions] == [("todo.songs",), ("todo.songs",)]


@pytest.mark.parametrize(
    ("when", "until", "begins", "ends"),
    [
        ("from 5", "until 7 tomorrow morning", "21T05:00", "21T07:00"),
        ("from 11", "until 7 tomorrow morning", "20T23:00", "21T07:00"),
    ],
)
def test_the_day_said_with_the_end_is_that_of_the_beginning(when: str, until: str, begins: str, ends: str) -> None:
    said = ParsedAction("turn_on", (Target(name="hall light"),), {}, when, until)
    context = Context(datetime(2026, 11, 20, 14, tzinfo=UTC))
    plan = HomeLinker().link(Understanding((said,), None, 0.8, "sentences"), HOME, context)
    action = plan.actions[0]
    assert action.when
    assert action.until
    assert (begins in action.when["at"], ends in action.until["at"]) == (True, True)


@pytest.mark.parametrize(
    ("said", "value"),
    [("turn up the boost by 15", 45), ("shorten the boost by 10", 20), ("set the boost to 15", 15)],
)
def test_a_number_is_set_so_much_further(said: str, value: int) -> None:
    home = home_of(Entity("number.boost", "Boost", "number", state="30", attributes={"min": 5, "max": 120}))
    parsed = ParsedAction("set_value", (Target(name="boost"),), {"value": "10" if "10" in said.split()[-1:] else "15"})
    plan = HomeLinker().link(Understanding((parsed,), None, 0.9, "edge"), home, Context(NOW, said=said))
    assert plan.actions[0].params == {"value": value}


@pytest.mark.parametrize(
    ("said", "span", "position"),
    [("blind 3 quarters of the way down", "3 quarters", 25), ("blind to 75 percent", "75 percent", 75)],
)
def test_how_far_a_blind_is_down(said: str, span: str, position: int) -> None:
    home = home_of(Entity("cover.b", "Blind", "cover", attributes={"current_position": 100}))
    parsed = ParsedAction("set_position", (Target(name="blind"),), {"position": span})
    plan = HomeLinker().link(Understanding((parsed,), None, 0.9, "edge"), home, Context(NOW, said=said))
    assert plan.actions[0].params == {"position": position}


def test_the_time_that_is_said_first_is_that_of_all() -> None:
    hall = ParsedAction("turn_on", (Target(name="hall light"),), {}, "at 19 00")
    other = ParsedAction("turn_off", (Target(name="hall light"),))
    context = replace(Context(NOW), said="at 19 00 hall light on and the hall light off")
    plan = HomeLinker().link(Understanding((hall, other), None, 0.9, "sentences"), HOME, context)
    assert len({str(action.when) for action in plan.actions}) == 1
    plan = HomeLinker().link(
        Understanding((hall, other), None, 0.9, "sentences"),
        HOME,
        replace(context, said="hall light on at 19 00 and off"),
    )
    assert [action.when is None for action in plan.actions] == [False, True]


def test_times_are_read() -> None:
    said = ParsedAction("turn_on", (Target(name="hall light"),), {}, "in 10 minutes", "for 2 hours", "every monday")
    plan = HomeLinker().link(Understanding((said,), None, 0.8, "sentences"), HOME, Context(NOW))
    action = plan.actions[0]
    assert (action.when, action.until, action.repeat) == ({"after_s": 600}, {"after_s": 7200}, ("mon",))
    assert plan.confidence == 0.8


@pytest.mark.parametrize("key", ["when", "until", "repeat"])
def test_times_that_make_no_sense_are_refused(key: str) -> None:
    said = ParsedAction("turn_on", (Target(name="hall light"),))
    said = {
        "when": replace(said, when="purple"),
        "until": replace(said, until="purple"),
        "repeat": replace(said, repeat="purple"),
    }[key]
    plan = HomeLinker().link(Understanding((said,), None, 0.8, "sentences"), HOME, Context(NOW))
    assert not plan.actions
    assert plan.refusals[0].text == "I didn't understand when."


def test_values_that_make_no_sense_are_refused() -> None:
    plan = link("set_light", Target(name="reading lamp"), values={"brightness_pct": "a cheese sandwich"})
    assert not plan.actions
    assert plan.refusals[0].text == "I didn't understand that value."


def test_same_linker_follows_a_home_that_changes() -> None:
    registry = Registry(HOME)
    linker = HomeLinker()
    said = Understanding((ParsedAction("turn_on", (Target(name="aquarium"),)),), None, 1.0, "edge")
    assert linker.link(said, registry.home, Context(NOW)).refusals
    registry.put([Entity("switch.aquarium", "Aquarium", "switch", area="hall")])
    assert linker.link(said, registry.home, Context(NOW)).actions[0].targets == ("switch.aquarium",)


def large_home(rooms: int = 250, each: int = 20) -> Home:
    words = ["Ceiling", "Desk Lamp", "Left Spot", "Right Spot", "Fan", "Socket", "Window", "Blind", "TV", "Heating"]
    domains = ["light", "light", "light", "light", "fan", "switch", "binary_sensor", "cover", "media_player", "climate"]
    areas = {f"r{n}": Area(f"r{n}", f"Room {n}") for n in range(rooms)}
    entities: dict[str, Entity] = {}
    for n in range(rooms * each):
        kind, room = n % len(words), n // each
        key = f"{domains[kind]}.e{n}"
        entities[key] = Entity(key, f"{words[kind]} {n % each}", domains[kind], area=f"r{room}")
    home = Home("large", {}, areas, entities)
    registry = Registry(home)
    registry.put([replace(entities["light.e0"], name="Lonely Lantern")])
    return registry.home


def test_five_thousand_entities_link_in_two_milliseconds() -> None:
    home = large_home()
    linker = HomeLinker()
    linker.prepare(home)
    cases = [
        (Target(name="lonely lantern"), "r0", 1),
        (Target(name="desk lamp 11"), "r77", 1),
        (Target(name="room 42 ceiling 0"), None, 1),
        (Target(name="lonly lantern"), None, 1),
        (Target(domain="light", area="room 99"), None, 8),
        (Target(name="swimming pool"), None, 0),
    ]
    for target, area, count in cases:
        said = Understanding((ParsedAction("turn_on", (target,)),), None, 1.0, "edge")
        best = min(_timed(linker, said, home, Context(NOW, area)) for _ in range(5))
        plan = linker.link(said, home, Context(NOW, area))
        assert len(plan.actions[0].targets if plan.actions else ()) == count, target
        assert best < 0.002, (target, best)


def _timed(linker: HomeLinker, said: Understanding, home: Home, context: Context) -> float:
    start = time.perf_counter()
    linker.link(said, home, context)
    return time.perf_counter() - start


def test_json() -> None:
    action: dict[str, Any] = link("turn_on", Target(domain="light", area="kitchen")).actions[0].as_json()
    assert action == {
        "intent": "turn_on",
        "targets": ["light.kitchen_ceiling", "light.kitchen_counter"],
        "params": {},
    }


def test_what_is_set_to_degrees_is_no_lamp_of_that_name() -> None:
    table = Entity("light.table", "Pool Table Light", "light", attributes={"supported_color_modes": ["brightness"]})
    home = home_of(table, Entity("water_heater.pool", "Pool Heater", "water_heater"))
    parsed = ParsedAction("set_temperature", (Target(area="pool", domain="climate"),), {"temperature": "80 degrees"})
    context = Context(NOW, said="set the pool to 80 degrees")
    plan = HomeLinker().link(Understanding((parsed,), None, 1.0, "edge"), home, context)
    assert targets_of(plan) == ["pool"]
