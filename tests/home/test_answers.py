"""The sentences that are said at the end of a turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from edgeassist.home.answers import HomeAnswerer
from edgeassist.home.registry import load_home, overlay
from edgeassist.messages import Action, Context, Dialogue, Entity, Home, Plan, Refusal, Reply, Step, StepResult

HOME = load_home(Path(__file__).parents[1] / "data" / "homes" / "townhouse.yaml")
NOW = datetime(2026, 11, 20, 19, 5, tzinfo=ZoneInfo("Europe/Berlin"))
CONTEXT = Context(NOW, "kitchen")
LIGHTS = ("light.kitchen_ceiling", "light.kitchen_counter", "light.reading_lamp", "light.office_desk")


def reply(*actions: Action, steps: list[Step] | None = None, home: Home = HOME, **plan: Any) -> Reply:
    return HomeAnswerer().reply(Plan(actions, **plan), steps, home, CONTEXT)


def said(intent: str, *targets: str, home: Home = HOME, **params: Any) -> str:
    return reply(Action(intent, targets, params), home=home).text


@pytest.mark.parametrize(
    ("intent", "targets", "params", "text"),
    [
        ("turn_on", ["light.hall"], {}, "The hall light is on."),
        ("turn_off", ["light.hall", "fan.bedroom"], {}, "The hall light and the bedroom fan are off."),
        ("turn_on", LIGHTS, {}, "4 lights are on."),
        ("turn_off", [*LIGHTS, "fan.bedroom"], {}, "5 devices are off."),
        ("toggle", ["light.hall"], {}, "The hall light is switched over."),
        ("turn_on", ["scene.movie"], {}, "The movie night scene is set."),
        ("turn_on", ["script.bedtime"], {}, "The bedtime script is running."),
        ("turn_on", ["button.doorbell"], {}, "The ring doorbell is pressed."),
        ("open", ["cover.garage"], {}, "The garage door is open."),
        ("close", ["cover.living_left", "cover.living_right", "cover.bedroom"], {}, "3 devices are closed."),
        ("stop", ["cover.garage"], {}, "The garage door has stopped."),
        ("lock", ["lock.front", "lock.back", "lock.garage_side"], {}, "3 locks are locked."),
        ("unlock", ["lock.front"], {}, "The front door is unlocked."),
        ("set_light", ["light.hall"], {"brightness_pct": 40}, "The hall light is at 40 percent."),
        ("set_light", ["light.hall"], {"color": "red"}, "The hall light is red."),
        ("set_light", ["light.hall"], {"color": "red", "brightness_pct": 5}, "The hall light is red and at 5 percent."),
        ("set_light", ["light.hall"], {"color_temp_kelvin": 2700}, "The hall light is at 2700 kelvin."),
        ("set_light", ["light.hall"], {"brightness_step_pct": "up"}, "The hall light is brighter."),
        ("set_light", ["light.hall"], {"brightness_step_pct": -10}, "The hall light is dimmer."),
        ("set_position", ["cover.bedroom"], {"position": 30}, "The bedroom curtains are at 30 percent."),
        ("set_temperature", ["climate.hall"], {"temperature": 21.5}, "The thermostat is set to 21.5 degrees."),
        ("adjust_temperature", ["climate.hall"], {"step": "down"}, "The thermostat is set lower."),
        ("set_hvac_mode", ["climate.hall"], {"mode": "heat_cool"}, "The thermostat is set to heat cool."),
        ("set_preset", ["climate.hall"], {"preset": "eco"}, "The thermostat is set to eco."),
        ("set_fan_speed", ["fan.bedroom"], {"percentage": 50}, "The bedroom fan is at 50 percent."),
        ("set_fan_speed", ["fan.bedroom"], {"step": "up"}, "The bedroom fan is faster."),
        ("set_humidity", ["humidifier.kids"], {"humidity": 45}, "The humidifier is set to 45 percent."),
        ("set_volume", ["media_player.tv"], {"volume_pct": 30}, "The samsung is at 30 percent volume."),
        ("volume_up", ["media_player.bedroom_tv"], {}, "The bedroom TV is louder."),
        ("volume_down", ["media_player.tv"], {"step_pct": 10}, "The samsung is quieter."),
        ("mute", ["media_player.tv"], {}, "The samsung is muted."),
        ("unmute", ["media_player.tv"], {}, "The samsung is no longer muted."),
        ("media_play", ["media_player.tv"], {}, "The samsung is playing."),
        ("media_pause", ["media_player.tv"], {}, "The samsung is paused."),
        ("media_resume", ["media_player.tv"], {}, "The samsung is playing."),
        ("media_stop", ["media_player.tv"], {}, "The samsung has stopped."),
        ("media_next", ["media_player.tv"], {}, "The samsung is playing the next one."),
        ("media_previous", ["media_player.tv"], {}, "The samsung is playing the previous one."),
        ("play_media", ["media_player.kitchen"], {"query": "some jazz"}, "The kitchen speaker is playing some jazz."),
        ("vacuum_start", ["vacuum.robbie"], {}, "Robbie has started."),
        ("vacuum_pause", ["vacuum.robbie"], {}, "Robbie is paused."),
        ("vacuum_stop", ["vacuum.robbie"], {}, "Robbie has stopped."),
        ("vacuum_return", ["vacuum.robbie"], {}, "Robbie is on the way back."),
        ("vacuum_locate", ["vacuum.robbie"], {}, "Robbie is making a sound."),
        ("select_option", ["select.washer"], {"option": "Eco 40"}, "The washing program is set to Eco 40."),
        ("set_value", ["number.pump"], {"value": -2.5}, "The pump speed is set to minus 2.5."),
        ("list_add", ["todo.shopping"], {"item": "oat milk"}, "I added oat milk to the shopping list."),
        ("list_remove", [], {"item": "milk"}, "I removed milk from your list."),
        ("list_complete_item", ["todo.chores"], {"item": "bins"}, "I checked off bins on the chores."),
        ("timer_start", [], {"duration_s": 300}, "Your timer for 5 minutes has started."),
        (
            "timer_start",
            [],
            {"duration_s": 90, "name": "egg"},
            "Your egg timer for 1 minute and 30 seconds has started.",
        ),
        ("timer_cancel", [], {}, "The timer is cancelled."),
        ("timer_add", [], {"duration_s": 60}, "I added 1 minute to the timer."),
        ("alarm_set", [], {"time": "06:30"}, "Your alarm is set for 06:30."),
        ("reminder_set", [], {"text": "call mum"}, "I will remind you: call mum."),
        ("note_take", [], {"text": "key under the mat"}, "Noted: key under the mat."),
        ("announce", [], {"text": "dinner is ready"}, "Announced: dinner is ready."),
        ("get_time", [], {}, "It's 7:05 PM."),
        ("get_date", [], {}, "It's Friday, the 20th of November 2026."),
        ("get_time", [], {"place": "tokyo"}, "It's 3:05 AM tomorrow in Tokyo."),
        ("get_time", [], {"place": "atlantis"}, "I don't know what time it is in Atlantis."),
        ("nevermind", [], {}, "Okay."),
        ("undo", [], {}, "Undone."),
        ("OrderCoffee", [], {"size": "large"}, "Okay."),
    ],
)
def test_what_was_done(intent: str, targets: list[str], params: dict[str, Any], text: str) -> None:
    answer = reply(Action(intent, tuple(targets), params))
    assert answer.text == text
    assert answer.outcome == ("cancelled" if intent == "nevermind" else "done")


@pytest.mark.parametrize(
    ("targets", "params", "text"),
    [
        (["lock.front"], {}, "The front door is locked."),
        (["lock.front"], {"state": "locked"}, "Yes, the front door is locked."),
        (["lock.back"], {"state": "locked"}, "No, the back door is unlocked."),
        (["binary_sensor.kitchen_window"], {"state": "open"}, "Yes, the kitchen window is open."),
        (["binary_sensor.kitchen_window"], {"state": "shut"}, "No, the kitchen window is open."),
        (["binary_sensor.kids_window", "cover.skylight"], {"state": "open"}, "Neither of the 2 windows is open."),
        (
            ["binary_sensor.kids_window", "cover.skylight", "binary_sensor.kitchen_window"],
            {"state": "open"},
            "1 of 3 windows is open: the kitchen window.",
        ),
        (
            ["lock.front", "lock.back", "lock.garage_side"],
            {"state": "locked"},
            "2 of 3 locks are locked; the back door is unlocked.",
        ),
        (["lock.front", "lock.garage_side"], {"state": "locked"}, "Both locks are locked."),
        (["light.kitchen_counter", "light.living_ceiling"], {"state": "on"}, "Both lights are on."),
        (["sensor.kitchen_temperature"], {}, "The kitchen temperature is 21.5 degrees."),
        (["sensor.outdoor"], {}, "The outside temperature is minus 18.4 degrees."),
        (["sensor.bath_humidity"], {}, "The humidity is 61 percent."),
        (
            ["sensor.door_battery", "sensor.remote_battery"],
            {"state": "low"},
            "1 of 2 batteries is low: the front door battery.",
        ),
        (["climate.hall"], {}, "The thermostat is set to 20.5 degrees and it is 19.8 degrees now."),
        (["climate.hall"], {"attribute": "temperature"}, "The temperature of the thermostat is 20.5 degrees."),
        (["media_player.tv"], {"attribute": "volume_level"}, "The volume of the samsung is 40 percent."),
        (["light.hall"], {"attribute": "brightness"}, "The hall light is off."),
        (["light.living_ceiling"], {"attribute": "brightness"}, "The ceiling does not tell its brightness."),
        (["cover.bedroom"], {"state": "closed"}, "Yes, the bedroom curtains are closed."),
        (["cover.bedroom"], {"state": "open"}, "No, the bedroom curtains are closed."),
        (["person.anna"], {}, "Anna is at home."),
        (["person.anna"], {"state": "away"}, "No, Anna is at home."),
        (["weather.home"], {}, "It is sunny and 12 degrees."),
        (["todo.shopping"], {}, "There are 2 items on the shopping list."),
        (["binary_sensor.leak"], {"state": "wet"}, "No, the washing machine leak is dry."),
        (["light.hall"], {"attribute": "last_changed"}, "I don't know when the hall light last changed."),
        (["media_player.tv"], {"state": "on"}, "Yes, the samsung is on."),
        (["binary_sensor.hall_motion"], {}, "The hall motion reports no motion."),
        (
            ["light.kitchen_counter", "light.living_ceiling", "light.hall"],
            {"state": "on"},
            "2 of 3 lights are on: the counter strip and the ceiling.",
        ),
        (["scene.movie"], {}, "I don't know about the movie night scene."),
        (["light.not_there"], {}, "There is nothing like that here."),
    ],
)
def test_questions(targets: list[str], params: dict[str, Any], text: str) -> None:
    assert said("get_state", *targets, **params) == text


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ({"state": "unavailable"}, "The hall light does not answer."),
        ({"state": "unknown"}, "I don't know about the hall light."),
        ({"state": "on", "attributes": {"brightness": float("nan")}}, "The hall light is on."),
        ({"state": 3, "attributes": {"unit_of_measurement": ["odd"]}}, "The hall light is 3."),
        ({"state": "on", "attributes": {"brightness": 128}}, "The hall light is on at 50 percent."),
    ],
)
def test_states_that_change(state: Mapping[str, Any], text: str) -> None:
    assert said("get_state", "light.hall", home=overlay(HOME, {"light.hall": state})) == text


def test_since_when() -> None:
    for minutes, text in (
        (5, "for 5 minutes."),
        (120, "since 5:05 PM."),
        (3000, "on Wednesday, the 18th of November 2026."),
    ):
        changed = replace(HOME.entities["lock.front"], changed=(NOW - timedelta(minutes=minutes)).astimezone(UTC))
        home = replace(HOME, entities={changed.id: changed})
        answer = said("get_state", "lock.front", home=home, attribute="last_changed")
        assert answer.startswith("The front door has been locked ")
        assert answer.endswith(text)


def test_units_of_the_listener() -> None:
    answerer, plan = HomeAnswerer(), Plan((Action("get_state", ("sensor.kitchen_temperature",)),))
    imperial = replace(CONTEXT, units="imperial")
    assert answerer.reply(plan, None, HOME, imperial).text == "The kitchen temperature is 70.7 degrees."


def test_clock_is_read_where_the_user_lives() -> None:
    answerer = HomeAnswerer(ZoneInfo("America/New_York"))
    assert answerer.reply(Plan((Action("get_time"),)), None, HOME, CONTEXT).text == "It's 1:05 PM."


def steps_of(intent: str, results: Mapping[str, tuple[StepResult, str | None]]) -> list[Step]:
    return [Step(intent, entity, {}, result, reason=reason) for entity, (result, reason) in results.items()]


@pytest.mark.parametrize(
    ("results", "text", "outcome"),
    [
        ({"light.hall": ("unconfirmed", "no_answer")}, "The hall light did not answer.", "failed"),
        ({"light.hall": ("failed", "no_connection")}, "I have no connection to the hall light.", "failed"),
        ({"light.hall": ("failed", "unavailable")}, "The hall light can't be reached.", "failed"),
        ({"light.hall": ("refused", "not_commandable")}, "I can't control the hall light.", "refused"),
        ({"light.hall": ("expired", None)}, "It was too late for the hall light.", "failed"),
        ({"light.hall": ("refused", "That needs the code.")}, "That needs the code.", "refused"),
        ({"light.hall": ("refused", "not_available_yet")}, "I can't do things later yet.", "refused"),
        (
            {"light.hall": ("confirmed", None), "light.office_desk": ("unconfirmed", "no_answer")},
            "The hall light is on; the desk lamp did not answer.",
            "partly",
        ),
        (
            dict.fromkeys(LIGHTS[:3], ("confirmed", None)) | {"light.office_desk": ("unconfirmed", "no_answer")},
            "3 of 4 lights are on; the desk lamp did not answer.",
            "partly",
        ),
    ],
)
def test_what_was_not_done(results: dict[str, tuple[StepResult, str | None]], text: str, outcome: str) -> None:
    answer = reply(Action("turn_on", tuple(results)), steps=steps_of("turn_on", results))
    assert (answer.text, answer.outcome) == (text, outcome)


@pytest.mark.parametrize(
    ("intent", "text"),
    [
        ("timer_start", "I can't set timers yet."),
        ("alarm_set", "I can't set alarms yet."),
        ("list_add", "I can't keep lists yet."),
        ("note_take", "I can't take notes yet."),
        ("reminder_set", "I can't set reminders yet."),
        ("announce", "I can only do that while the assistant is running: edgeassist run."),
        ("undo", "I can't undo things yet."),
    ],
)
def test_what_cannot_be_done_yet_is_said(intent: str, text: str) -> None:
    answer = reply(Action(intent), steps=[Step(intent, None, {}, "refused", reason="not_available_yet")])
    assert (answer.text, answer.outcome) == (text, "refused")


def test_what_is_still_moving_is_not_called_open() -> None:
    moving = overlay(HOME, {"cover.garage": {"state": "opening"}})
    action = Action("open", ("cover.garage",))
    steps = [Step("open", "cover.garage", {}, "confirmed")]
    assert reply(action, steps=steps, home=moving).text == "The garage door is opening."


def test_two_actions_of_one_intent_have_their_own_steps() -> None:
    dim = Action("set_light", ("light.hall",), {"brightness_pct": 20})
    bright = Action("set_light", ("light.office_desk",), {"brightness_pct": 90})
    steps = [Step("set_light", "light.hall", dim.params, "confirmed")]
    steps.append(Step("set_light", "light.office_desk", bright.params, "unconfirmed", reason="no_answer"))
    answer = reply(dim, bright, steps=steps)
    assert answer.text == "The hall light is at 20 percent. The desk lamp did not answer."
    assert answer.outcome == "partly"


def test_two_actions_on_one_thing_have_their_own_steps() -> None:
    red = Action("set_light", ("light.reading_lamp",), {"color": "red"})
    bright = Action("set_light", ("light.reading_lamp",), {"brightness_pct": 90})
    steps = [Step("set_light", "light.reading_lamp", bright.params, "unconfirmed", reason="no_answer")]
    steps.append(Step("set_light", "light.reading_lamp", red.params, "confirmed"))
    assert reply(red, bright, steps=steps).text == "The reading lamp is red. The reading lamp did not answer."


def test_later_and_for_how_long() -> None:
    later = Action("turn_on", ("light.hall",), when={"after_s": 600})
    assert reply(later).text == "I will turn on the hall light in 10 minutes."
    at = Action("turn_off", ("light.hall",), when={"at": "2026-11-21T07:00:00+01:00"})
    assert reply(at).text == "I will turn off the hall light tomorrow at 7 AM."
    sun = Action("close", ("cover.bedroom",), when={"sun": "sunset", "offset_s": -600})
    assert reply(sun).text == "I will close the bedroom curtains 10 minutes before sunset."
    until = Action("turn_on", ("light.hall",), until={"after_s": 60})
    assert reply(until).text == "The hall light is on for 1 minute."


def test_refusals_and_questions_back() -> None:
    refusal = Refusal("cannot", "The Hall Light can't be dimmed.", "set_light", "light.hall")
    assert reply(refusals=(refusal,)) == Reply("The Hall Light can't be dimmed.", "refused")
    done = reply(Action("turn_on", ("light.office_desk",)), refusals=(refusal,))
    assert done == Reply("The desk lamp is on. The Hall Light can't be dimmed.", "partly")
    asked = Dialogue("clarify", {"question": "Which one do you mean: A or B?", "choices": ["A", "B"]})
    tie = Refusal("ambiguous", "Which one do you mean: A or B?", choices=("A", "B"))
    assert reply(dialogue=asked, refusals=(tie,)) == Reply("Which one do you mean: A or B?", "clarify")


def test_talk() -> None:
    assert reply() == Reply("Sorry, I didn't understand that.", "not_understood")
    assert reply(dialogue=Dialogue("question", {"text": "who was Ada"})) == Reply("I can't answer that.", "refused")
    assert reply(dialogue=Dialogue("help")).text.startswith("You can say, for example: ")
    assert reply(dialogue=Dialogue("no")).outcome == "cancelled"


def test_names_from_outside_are_only_words() -> None:
    nasty = Entity("light.x", "{who} %s {0.__class__} <b>", "light", state="on")
    home = Home("", {}, {}, {nasty.id: nasty})
    assert said("turn_on", "light.x", home=home) == "The {who} %s {0.__class__} <b> is on."
    answer = reply(Action("turn_on", ("light.x",)), steps=[Step("turn_on", "light.x", {}, "unconfirmed")], home=home)
    assert answer.text == "The {who} %s {0.__class__} <b> did not answer."
