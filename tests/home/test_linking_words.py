"""What people call things, as they say, hear and type it: through the sentences and the linker, in one house."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.linking import HomeLinker
from edgeassist.home.registry import Registry
from edgeassist.intent.sentences import SentenceParser
from edgeassist.intent.tiers import Tiers
from edgeassist.messages import (
    Area,
    Context,
    Entity,
    Floor,
    Home,
    ParsedAction,
    Plan,
    Target,
    Transcript,
    Understanding,
)
from edgeassist.templates import load_templates

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DIMMED = {"supported_color_modes": ["brightness"]}
FLOORS = [
    Floor("g", "Ground Floor", ("downstairs",)),
    Floor("u", "First Floor", ("upstairs",)),
    Floor("c", "Cellar", ("basement",)),
]
AREAS = [
    Area("kitchen", "Kitchen", (), "g"),
    Area("living", "Living Room", (), "g"),
    Area("hall", "Hallway", (), "g"),
    Area("garage", "Garage", (), "g"),
    Area("guest", "Guest Bedroom", (), "g"),
    Area("bed", "Bedroom", (), "u"),
    Area("anna", "Anna's Room", (), "u"),
    Area("kueche", "Küche", (), "u"),
    Area("bath_g", "Bathroom", (), "g"),
    Area("bath_u", "Bathroom", (), "u"),
    Area("utility", "Utility Room", (), "c"),
    Area("garden", "Garden"),
]
ENTITIES = [
    Entity("light.kitchen", "Kitchen Light", "light", area="kitchen", attributes=DIMMED),
    Entity("light.counter", "Counter Strip", "light", area="kitchen"),
    Entity("light.spots", "Kitchen Spots", "light", area="kitchen"),
    Entity("light.k_ceiling", "Ceiling Light", "light", area="kitchen", attributes=DIMMED),
    Entity("light.l_ceiling", "Ceiling Light", "light", area="living", attributes={"supported_color_modes": ["onoff"]}),
    Entity("light.l_lamp", "Living Room Lamp", "light", area="living"),
    Entity("light.hall_1", "Hall Lamp 1", "light", area="hall", state="on"),
    Entity("light.hall_2", "Hall Lamp 2", "light", area="hall", state="off"),
    Entity("light.bed", "Lamp", "light", area="bed", state="off"),
    Entity("light.guest", "Lamp", "light", area="guest", state="on"),
    Entity("light.anna", "Anna's Lamp", "light", area="anna"),
    Entity("light.desk", "Desk Lamp", "light", area="anna"),
    Entity("light.decke", "Deckenlampe", "light", area="kueche"),
    Entity("light.bath_g", "Mirror", "light", area="bath_g"),
    Entity("light.bath_u", "Mirror", "light", area="bath_u"),
    Entity("media_player.tv", "Living Room TV", "media_player", area="living", device_class="tv", state="on"),
    Entity("media_player.bed_tv", "Bedroom TV", "media_player", area="bed", device_class="tv", state="off"),
    Entity("media_player.sonos", "Sonos", "media_player", area="kitchen", device_class="speaker", state="playing"),
    Entity("switch.coffee", "Mr Coffee", "switch", area="kitchen"),
    Entity("switch.charger", "Car Charger", "switch", area="garage"),
    Entity("switch.plug", "Plug 3", "switch", area="utility", device_class="outlet"),
    Entity("lock.front", "Front Door", "lock", area="hall", state="locked"),
    Entity("lock.back", "Back Door", "lock", area="kitchen", state="unlocked"),
    Entity("cover.left", "Left Blind", "cover", area="living", device_class="blind", state="open"),
    Entity("cover.right", "Right Blind", "cover", area="living", device_class="blind", state="open"),
    Entity("cover.curtains", "Curtains", "cover", area="bed", device_class="curtain", state="open"),
    Entity("cover.garage", "Garage Door", "cover", area="garage", device_class="garage", state="closed"),
    Entity("cover.gate", "Driveway Gate", "cover", area="garden", device_class="gate", state="closed"),
    Entity("climate.house", "Heating", "climate", state="heat", attributes={"hvac_modes": ["heat", "off"]}),
    Entity("climate.bed", "Bedroom Radiator", "climate", area="bed", attributes={"hvac_modes": ["heat", "off"]}),
    Entity("climate.split", "Split Unit", "climate", area="living", attributes={"hvac_modes": ["cool", "off"]}),
    Entity("vacuum.bob", "Bob", "vacuum", area="living", state="docked"),
    Entity("fan.bath", "Extractor", "fan", area="bath_u"),
    Entity("water_heater.boiler", "Boiler", "water_heater", area="utility", state="off"),
    Entity("alarm_control_panel.alarm", "Alarm", "alarm_control_panel", state="armed_away"),
    Entity("sensor.warmth", "Bedroom Thermometer", "sensor", area="bed", device_class="temperature", state=18),
    Entity("sensor.damp", "Bathroom Hygrometer", "sensor", area="bath_u", device_class="humidity", state=60),
    Entity("sensor.air", "Air Quality", "sensor", area="living", device_class="aqi", state=40),
    Entity("sensor.carbon", "Meter", "sensor", area="living", device_class="carbon_dioxide", state=600),
    Entity("sensor.power", "House Power", "sensor", area="utility", device_class="power", state=400),
    Entity("sensor.remote", "Remote Battery", "sensor", area="living", device_class="battery", state=9),
    Entity(
        "binary_sensor.window", "Kitchen Window", "binary_sensor", area="kitchen", device_class="window", state="on"
    ),
    Entity("binary_sensor.window_2", "Bed Window", "binary_sensor", area="bed", device_class="window", state="off"),
]


def home_of(areas: list[Area], entities: list[Entity]) -> Home:
    registry = Registry(Home("h", {floor.id: floor for floor in FLOORS}, {area.id: area for area in areas}, {}))
    registry.put(entities)
    return registry.home


HOME = home_of(AREAS, ENTITIES)


@pytest.fixture(scope="module")
def tiers() -> Tiers:
    parser = SentenceParser(load_templates([Path(__file__).parents[2] / "configs" / "sentences"], "en"))
    return Tiers([parser], HomeLinker(), 0.5)


def understood(tiers: Tiers, text: str, area: str | None = None, previous: tuple[str, ...] = ()) -> Plan:
    return tiers.understand(Transcript(text), HOME, Context(NOW, area, previous=previous), Event())


def done(plan: Plan) -> dict[str, str]:
    """Intent → the ids without their domain."""
    assert not plan.refusals, plan.refusals
    return {each.intent: " ".join(key.split(".")[1] for key in each.targets) for each in plan.actions}


@pytest.mark.parametrize(
    ("text", "intent", "targets"),
    [
        # misheard and mistyped
        ("turn on the kichen light", "turn_on", "kitchen"),
        ("turn on the kithcen light", "turn_on", "kitchen"),
        ("turn on the kitchen sealing light", "turn_on", "k_ceiling"),
        ("turn on the kichen lights", "turn_on", "counter k_ceiling kitchen spots"),
        ("turn on mister coffee", "turn_on", "coffee"),
        # written together and apart
        ("turn on the livingroom lamp", "turn_on", "l_lamp"),
        ("turn on the lamp in the bed room", "turn_on", "bed"),
        ("turn off the lights in the hall way", "turn_off", "hall_1 hall_2"),
        ("turn on the decken lampe", "turn_on", "decke"),
        ("turn on the countertop strip", "turn_on", "counter"),
        # foreign names
        ("turn off the lights in the kueche", "turn_off", "decke"),
        ("turn off the kuche lights", "turn_off", "decke"),
        ("turn off the küche lights", "turn_off", "decke"),
        # whose it is, and its number
        ("turn on anna's lamp", "turn_on", "anna"),
        ("turn on annas lamp", "turn_on", "anna"),
        ("turn on the lamp of anna", "turn_on", "anna"),
        ("turn on hall lamp two", "turn_on", "hall_2"),
        ("turn on the second hall lamp", "turn_on", "hall_2"),
        ("turn on hall lamp number 1", "turn_on", "hall_1"),
        ("turn on both hall lamps", "turn_on", "hall_1 hall_2"),
        # a thing in a room on a floor
        ("turn on the lamp in the bedroom upstairs", "turn_on", "bed"),
        ("turn on the bathroom mirror downstairs", "turn_on", "bath_g"),
        ("turn on the upstairs bathroom mirror", "turn_on", "bath_u"),
        # what is left out of a name, and of a group
        ("lock the front and back doors", "lock", "back front"),
        ("open the left and right blinds", "open", "left right"),
        ("turn off the kitchen and hall lights", "turn_off", "counter hall_1 hall_2 k_ceiling kitchen spots"),
        ("turn off all the lights upstairs except the desk lamp", "turn_off", "anna bath_u bed decke"),
        ("turn off the kitchen lights except the spots and the counter strip", "turn_off", "k_ceiling kitchen"),
        # words for kinds
        ("turn off the telly", "turn_off", "tv"),
        ("start the robo vac", "vacuum_start", "bob"),
        ("turn on the hoover", "vacuum_start", "bob"),
        ("close the shades", "close", "left right"),
        ("open the drapes", "open", "curtains"),
        ("shut the curtains", "close", "curtains"),
        ("close the garage", "close", "garage"),
        ("turn on the immersion heater", "turn_on", "boiler"),
        ("turn on the socket", "turn_on", "plug"),
        ("turn on the ac", "turn_on", "split"),
        ("turn up the heating", "adjust_temperature", "house"),
        ("turn off the radiator", "turn_off", "bed"),
        ("what's the humidity", "get_state", "damp"),
        ("how's the air quality", "get_state", "air"),
        ("what's the co2 level", "get_state", "carbon"),
        ("how much power are we using", "get_state", "power"),
        ("which batteries are low", "get_state", "remote"),
        # only the one that can
        ("dim the ceiling light", "set_light", "k_ceiling"),
        # all that closes is no way in
        ("close everything", "close", "curtains left right"),
    ],
)
def test_what_is_meant(tiers: Tiers, text: str, intent: str, targets: str) -> None:
    assert done(understood(tiers, text)) == {intent: targets}


@pytest.mark.parametrize(
    ("text", "area", "targets"),
    [
        ("turn on the ceiling light", "living", "l_ceiling"),
        ("turn on the lamp", "living", "l_lamp"),
        ("turn on the light", "living", "l_ceiling l_lamp"),
        ("turn on the mirror", "bath_u", "bath_u"),
        ("turn on the lamp", "guest", "guest"),
        ("turn on the tv", "bed", "bed_tv"),
    ],
)
def test_this_room_comes_first(tiers: Tiers, text: str, area: str, targets: str) -> None:
    assert done(understood(tiers, text, area)) == {"turn_on": targets}


@pytest.mark.parametrize(
    ("before", "text", "targets"),
    [
        ("media_player.tv", "turn on the other one", "bed_tv"),
        ("light.hall_1", "turn on the other one", "hall_2"),
        ("light.l_lamp", "turn on the other one", "l_ceiling"),
        ("light.kitchen", "turn on the others", "counter k_ceiling spots"),
    ],
)
def test_the_other_one_is_the_most_alike(tiers: Tiers, before: str, text: str, targets: str) -> None:
    plan = understood(tiers, text, previous=(before,))
    assert [" ".join(key.split(".")[1] for key in action.targets) for action in plan.actions] == [targets]


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("turn off the lamp", ("Lamp in the bedroom", "Lamp in the guest bedroom")),
        ("turn on the ceiling light", ("Ceiling Light in the kitchen", "Ceiling Light in the living room")),
        ("turn on the mirror", ("Mirror in the bathroom (ground floor)", "Mirror in the bathroom (first floor)")),
        ("turn on the lights in the bathroom", ("Bathroom (ground floor)", "Bathroom (first floor)")),
        ("mute the television", ("Bedroom TV", "Living Room TV")),
        ("turn on the car", ("Car Charger",)),
        ("unlock the fronk door", ("Front Door",)),
        ("open the driveweigh gate", ("Driveway Gate",)),
    ],
)
def test_it_is_asked_which_one_is_meant(tiers: Tiers, text: str, choices: tuple[str, ...]) -> None:
    plan = understood(tiers, text)
    assert plan.actions == ()
    assert [refusal.choices for refusal in plan.refusals] == [choices]
    assert plan.dialogue is not None
    assert plan.dialogue.intent == "clarify"


def test_one_light_without_a_room_is_not_every_light(tiers: Tiers) -> None:
    assert understood(tiers, "turn off the light").refusals[0].reason == "ambiguous"
    assert len(done(understood(tiers, "turn off the lights"))["turn_off"].split()) == 15


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("open the kitchen lights", "The Counter Strip can't be opened, only turned on and off."),
        ("turn on the blinds", "The Left Blind can't be turned on, only opened and closed."),
        ("turn off the front door lock", "The Front Door can't be turned off, only locked and unlocked."),
        ("turn on the air conditioning in the bedroom", "There is no air conditioner in the bedroom."),
        ("turn up the heating in the kitchen", "There is no heating in the kitchen."),
        ("turn on the lights in the orangery", "There is no orangery here."),
        ("turn on the disco ball", "There is no disco ball here."),
    ],
)
def test_refusals_help(tiers: Tiers, text: str, reply: str) -> None:
    plan = understood(tiers, text)
    assert plan.actions == ()
    assert [refusal.text for refusal in plan.refusals] == [reply]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("which windows are open", "1 of 2 windows is open: the kitchen window."),
        ("how many windows are open", "1 of 2 windows is open: the kitchen window."),
        ("are any windows open", "1 of 2 windows is open: the kitchen window."),
        ("are all the doors locked", "1 of 2 locks is locked; the back door is unlocked."),
        ("which batteries are low", "The remote battery is low."),
        ("is the remote battery low", "Yes, the remote battery is low."),
        ("how many tvs are on", "1 of 2 tvs is on: the living room TV."),
    ],
)
def test_questions_are_answered_as_they_were_asked(tiers: Tiers, text: str, reply: str) -> None:
    context = Context(NOW, said=text)
    plan = tiers.understand(Transcript(text), HOME, context, Event())
    assert HomeAnswerer().reply(plan, None, HOME, context).text == reply


def linked(intent: str, target: Target, home: Home, area: str | None = None, said: str = "") -> dict[str, str]:
    understanding = Understanding((ParsedAction(intent, (target,)),), None, 1.0, "edge")
    return done(HomeLinker().link(understanding, home, Context(NOW, area, said=said)))


def test_a_name_that_was_taken_for_a_room_and_a_kind() -> None:
    target = Target(area="kitchen", domain="light")
    one, all_of_them = "turn on the kitchen light", "turn on the lights in the kitchen"
    assert linked("turn_on", target, HOME, said=one) == {"turn_on": "kitchen"}
    assert linked("turn_on", target, HOME, said=all_of_them) == {"turn_on": "counter k_ceiling kitchen spots"}


def test_what_is_here_comes_before_the_very_name_elsewhere() -> None:
    home = home_of(
        AREAS,
        [
            Entity("light.here", "Ceiling", "light", area="bed"),
            Entity("light.there", "Ceiling Light", "light", area="kitchen"),
        ],
    )
    assert linked("turn_on", Target(name="ceiling light"), home, "bed") == {"turn_on": "here"}
    assert linked("turn_on", Target(name="ceiling light"), home, "hall") == {"turn_on": "there"}


def test_blinds_are_the_blinds_where_there_are_some_and_the_shades_elsewhere() -> None:
    blind = Entity("cover.blind", "Left", "cover", area="bed", device_class="blind")
    shade = Entity("cover.shade", "Right", "cover", area="bed", device_class="shade")
    shutter = Entity("cover.shutter", "Outer", "cover", area="bed", device_class="shutter")
    said = Target(name="blinds", area="bedroom")
    assert linked("close", said, home_of(AREAS, [blind, shade, shutter])) == {"close": "blind"}
    assert linked("close", said, home_of(AREAS, [shade])) == {"close": "shade"}
    assert linked("close", said, home_of(AREAS, [shutter])) == {"close": "shutter"}


def test_heating_is_no_air_conditioner() -> None:
    both = Entity("climate.both", "AC", "climate", attributes={"hvac_modes": ["heat", "cool"]})
    cool = Entity("climate.cool", "AC", "climate", attributes={"hvac_modes": ["cool"]})
    warm = Entity("climate.warm", "Panel", "climate", area="bed", attributes={"hvac_modes": ["heat"]})
    target = Target(name="heating")
    assert linked("turn_on", target, home_of(AREAS, [both, warm])) == {"turn_on": "warm"}
    assert linked("turn_on", target, home_of(AREAS, [both])) == {"turn_on": "both"}
    understanding = Understanding((ParsedAction("turn_on", (target,)),), None, 1.0, "edge")
    assert HomeLinker().link(understanding, home_of(AREAS, [cool]), Context(NOW)).actions == ()
    assert linked("turn_on", Target(name="ac"), home_of(AREAS, [both, warm])) == {"turn_on": "both"}


def test_half_a_name_is_enough_where_only_one_kind_can_do_it() -> None:
    home = home_of(AREAS, [Entity("fan.breeze", "Pergola Breeze", "fan", area="garden", attributes={"percentage": 0})])
    parsed = ParsedAction("set_fan_speed", (Target(name="pergola"),), {"percentage": "50"})
    plan = HomeLinker().link(Understanding((parsed,), None, 1.0, "edge"), home, Context(NOW))
    assert done(plan) == {"set_fan_speed": "breeze"}
    asked = HomeLinker().link(
        Understanding((ParsedAction("turn_on", parsed.targets),), None, 1.0, "edge"), home, Context(NOW)
    )
    assert [refusal.text for refusal in asked.refusals] == ["Do you mean the pergola breeze?"]


def test_both_are_the_two_that_are_called_so(tiers: Tiers) -> None:
    lamps = [Entity(f"light.{name.lower()}", f"{name} Lamp", "light", area="bed") for name in ("Left", "Right")]
    home = home_of(AREAS, [*lamps, Entity("light.top", "Ceiling Light", "light", area="bed")])
    plan = tiers.understand(Transcript("turn on both lamps in the bedroom"), home, Context(NOW), Event())
    assert done(plan) == {"turn_on": "left right"}


def test_what_is_left_out_of_two_kinds_is_left_out_of_both(tiers: Tiers) -> None:
    assert done(understood(tiers, "close all the curtains and blinds except in the bedroom")) == {"close": "left right"}


def test_a_plural_without_a_room_is_that_of_this_room(tiers: Tiers) -> None:
    rooms = ("bed", "kitchen")
    home = home_of(AREAS, [Entity(f"cover.{room}", f"{room} curtains", "cover", area=room) for room in rooms])
    plan = tiers.understand(Transcript("curtains closed please"), home, Context(NOW, area="kitchen"), Event())
    assert done(plan) == {"close": "kitchen"}


def test_what_is_said_twice_is_done_once() -> None:
    parsed = ParsedAction("turn_on", (Target(name="extractor"),))
    plan = HomeLinker().link(Understanding((parsed, parsed), None, 0.9, "edge"), home_of(AREAS, ENTITIES), Context(NOW))
    assert len(plan.actions) == 1


def test_the_very_name_counts_more_than_the_kind_that_was_guessed() -> None:
    home = home_of(AREAS, ENTITIES)
    target = Target(name="extractor", domain="script")
    assert linked("turn_on", target, home, said="run the extractor") == {"turn_on": "bath"}


def test_a_number_is_what_the_thing_takes() -> None:
    home = home_of(AREAS, ENTITIES)
    read_as_light = ParsedAction("set_light", (Target(name="left blind"),), {"brightness_pct": "80"})
    for said, done_ in (("put the left blind at 80", ["set_position"]), ("left blind to 80 brightness", [])):
        plan = HomeLinker().link(Understanding((read_as_light,), None, 0.9, "edge"), home, Context(NOW, said=said))
        assert [action.intent for action in plan.actions] == done_


def test_what_is_done_to_several_things_one_after_the_other_is_one_action(tiers: Tiers) -> None:
    assert done(understood(tiers, "turn off sonos and turn off the extractor")) == {"turn_off": "bath sonos"}


ROOMS = [Area("r", "Rose Guest Room"), Area("b", "Blue Guest Room"), Area("s", "Study")]
THERE = [
    Entity("light.r", "Bed Light", "light", area="r"),
    Entity("light.b", "Bed Light", "light", area="b"),
    Entity("light.s", "Study Ceiling Light", "light", area="s"),
    Entity("light.b2", "Blue Ceiling Light", "light", area="b"),
    Entity("lock.s", "Safe", "lock", area="s"),
    Entity("climate.pool", "Pool Heating", "climate", attributes={"hvac_modes": ["heat", "off"]}),
    Entity("number.tank", "Tank Temperature", "number", attributes={"min": 10, "max": 40}),
    Entity("todo.shopping", "Shopping List", "todo"),
    Entity("todo.rota", "Cleaning Rota", "todo"),
]


@pytest.mark.parametrize(
    ("intent", "target", "said", "expected"),
    [
        ("turn_on", Target(area="guest rooms", domain="light"), "", {"light.r", "light.b", "light.b2"}),
        ("turn_on", Target(area="both guest rooms", domain="light"), "", {"light.r", "light.b", "light.b2"}),
        ("turn_on", Target(area="study", domain="light"), "", {"light.s"}),
        ("turn_on", Target(area="studies", domain="light"), "", {"light.s"}),
        ("turn_off", Target(area="ceiling", domain="light", quantity="all"), "all ceiling lights off",
         {"light.s", "light.b2"}),
        ("turn_off", Target(area="pool", domain="climate"), "pool heating off", {"climate.pool"}),
        ("unlock", Target(name="study"), "unlock the study", {"lock.s"}),
        ("unlock", Target(area="house"), "unlock the house", set()),
        ("list_query", Target(), "what is there to do on the cleaning rota", {"todo.rota"}),
        ("list_query", Target(), "what do we need", {"todo.shopping"}),
    ],
)  # fmt: skip
def test_what_a_model_took_for_a_room_or_left_out(intent: str, target: Target, said: str, expected: set[str]) -> None:
    parsed = Understanding((ParsedAction(intent, (target,)),), None, 1.0, "edge")
    plan = HomeLinker().link(parsed, home_of(ROOMS, THERE), Context(NOW, said=said))
    assert {key for action in plan.actions for key in action.targets} == expected


def test_the_only_room_is_this_one() -> None:
    here = ParsedAction("turn_on", (Target(area="here", domain="light"),))
    for areas, expected in ((ROOMS[:1], ["turn_on"]), (ROOMS, [])):
        home = home_of(areas, [entity for entity in THERE if entity.area == "r"])
        plan = HomeLinker().link(Understanding((here,), None, 1.0, "edge"), home, Context(NOW))
        assert [action.intent for action in plan.actions] == expected


def test_a_word_of_the_name_tells_nothing_of_the_number() -> None:
    read_as_fan = ParsedAction("set_fan_speed", (Target(name="tank temperature"),), {"percentage": "26"})
    context = Context(NOW, said="put the tank temperature at 26")
    plan = HomeLinker().link(Understanding((read_as_fan,), None, 1.0, "edge"), home_of(ROOMS, THERE), context)
    assert [(action.intent, action.params) for action in plan.actions] == [("set_value", {"value": 26})]


@pytest.mark.parametrize(("said", "state"), [("going", "on"), ("still going", "on"), ("still open", "open")])
def test_words_for_a_state(said: str, state: str) -> None:
    asked = ParsedAction("get_state", (Target(name="safe"),), {"state": said})
    plan = HomeLinker().link(Understanding((asked,), None, 1.0, "edge"), home_of(ROOMS, THERE), Context(NOW))
    assert [action.params for action in plan.actions] == [{"state": state}]
