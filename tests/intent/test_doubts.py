"""What a model left out of a sentence, and whether that matters."""

import pytest

from edgeassist.intent.doubts import casts_doubt, leaves_out, may_turn_round, turns_round
from edgeassist.intent.naming import overlooks_named
from edgeassist.intent.overlooking import overlooks, overlooks_mode
from edgeassist.intent.schema import Frame
from edgeassist.messages import Vocabulary


@pytest.mark.parametrize(
    ("said", "slots", "overlooked"),
    [
        ("lock the media room doors", {"domain": "lock"}, True),
        ("lock the media room doors", {"domain": "lock", "area": " media room"}, False),
        ("lock the media room door", {"name": " media room door"}, False),
        ("lock the doors downstairs", {"domain": "lock"}, True),
        ("lock the mediation rooms", {"domain": "lock"}, False),
        ("lock every door in the house", {"domain": "lock"}, False),
        ("lock the doors of the pool house", {"domain": "lock"}, True),
    ],
)
def test_a_room_that_is_left_out(said: str, slots: dict[str, str], overlooked: bool) -> None:  # noqa: FBT001
    vocabulary = Vocabulary(areas=("house", "media room", "pool house", "room"), floors=("downstairs",))
    assert overlooks(said, [Frame("lock", slots)], vocabulary) is overlooked


@pytest.mark.parametrize(
    ("said", "frame", "turned"),
    [
        ("unlock the door", Frame("unlock", {"name": " door"}), False),
        ("unlock the door cancel that", Frame("unlock", {"name": " door"}), True),
        ("unless i am home unlock the door", Frame("unlock", {"name": " door"}), True),
        ("should i unlock the door", Frame("unlock", {"name": " door"}), True),
        ("i'll put the kettle on", Frame("turn_on", {"name": " kettle"}), True),
        ("he opens the garage", Frame("open", {"name": " garage"}), True),
        ("leave the lamp on", Frame("turn_on", {"name": " lamp"}), True),
        ("all off leave the lamp", Frame("turn_off", {"quantity": "all", "except_name": " lamp"}), False),
        ("turn on the lamp as soon as it gets dark", Frame("turn_on", {"name": " lamp"}), True),
        ("turn on the lamp for nobody", Frame("turn_on", {"name": " lamp"}), True),
        ("i want you to turn on the lamp", Frame("turn_on", {"name": " lamp"}), False),
        ("turn on the lamp or the fan", Frame("turn_on", {"name": " lamp"}), True),
        ("open the gate only if it is dry", Frame("open", {"name": " gate"}), True),
        ("close the blind when the sun sets", Frame("close", {"name": " blind", "when": " when the sun sets"}), False),
        ("all lights off but the lamp", Frame("turn_off", {"domain": "light", "except_name": " lamp"}), False),
        ("all lights off but the lamp", Frame("turn_off", {"domain": "light"}), True),
        ("turn on the lamp if you don't mind", Frame("turn_on", {"name": " lamp"}), False),
        ("why don't you turn on the lamp", Frame("turn_on", {"name": " lamp"}), False),
        ("note that nobody should feed the cat", Frame("note_take", {"text": " nobody should feed the cat"}), False),
        ("is the door open or closed", Frame("get_state", {"name": " door"}), False),
        ("cancel the pizza timer", Frame("timer_cancel", {"name": " pizza"}), False),
        ("in 5 minutes don't open the gate", Frame("timer_start", {"command": " open the gate"}), True),
        ("the lamp should be on", Frame("turn_on", {"name": " lamp"}), False),
        ("it's not warm enough", Frame("adjust_temperature", {"domain": "climate", "step": "up"}), False),
        ("no more light in here", Frame("turn_off", {"domain": "light", "area": "here"}), False),
        ("open the blind no more than halfway", Frame("open", {"name": " blind"}), True),
        ("all lights off but not the lamp", Frame("turn_off", {"domain": "light", "except_name": " lamp"}), False),
        ("no never mind", Frame("nevermind", {}), False),
    ],
)
def test_what_turns_a_sentence_round(said: str, frame: Frame, turned: bool) -> None:  # noqa: FBT001
    assert turns_round(said, [frame]) is turned


def test_the_opposite_of_what_is_said_of_a_thing() -> None:
    off = [Frame("turn_off", {"name": " lamp"})]
    assert leaves_out("press off lamp stays on", off)
    assert leaves_out("lamp on and press off", off)
    assert not leaves_out("turn off the lamp on the desk", off)
    assert leaves_out("left and right lamps off", [Frame("turn_off", {"domain": "light"})])
    assert not leaves_out(
        "all to 19 leave ella at 21", [Frame("set_temperature", {"except_name": " ella", "t": " 19"})]
    )


def test_a_timer_may_be_cancelled_beside_a_command() -> None:
    frames = [Frame("timer_cancel", {}), Frame("turn_on", {"name": " lamp"})]
    assert not turns_round("cancel the timer and turn on the lamp", frames)
    assert turns_round("cancel that turn on the lamp", frames[1:])


@pytest.mark.parametrize(
    ("said", "slots", "doubtful"),
    [
        ("turn on the porch light no sorry the hall light", {"name": " hall light"}, False),
        ("turn on the porch light no sorry the hall light", {"name": " porch light"}, True),
        ("lights on in the media room no wait downstairs", {"domain": "light", "floor": " downstairs"}, False),
        ("turn on the hall light no wait", {"name": " hall light"}, True),
        ("don't turn on the fan i mean the hall light", {"name": " hall light"}, False),
        ("turn on the wait a minute lamp", {"name": " wait a minute lamp"}, False),
    ],
)
def test_what_is_put_right(said: str, slots: dict[str, str], doubtful: bool) -> None:  # noqa: FBT001
    vocabulary = Vocabulary(areas=("media room",), floors=("downstairs",))
    frames = [Frame("turn_on", slots)]
    assert (casts_doubt(said, frames, vocabulary) or may_turn_round(said, frames)) is doubtful


def test_a_value_that_is_put_right_keeps_its_room() -> None:
    frame = Frame("set_temperature", {"area": " media room", "temperature": " 22"})
    vocabulary = Vocabulary(areas=("media room",))
    assert not casts_doubt("set the media room to 20 make that 22", [frame], vocabulary)
    wrong = Frame("set_temperature", {"area": " media room", "temperature": " 20"})
    assert casts_doubt("set the media room to 20 make that 22", [wrong], vocabulary)


def test_another_kind_of_opening_is_not_meant() -> None:
    frame = Frame("open", {"domain": "cover", "device_class": "garage"})
    assert casts_doubt("open the garage window", [frame], Vocabulary())
    assert not casts_doubt("open the garage door", [frame], Vocabulary())


@pytest.mark.parametrize(
    ("said", "slots", "doubtful"),
    [
        ("lamp on from 6 to 8", {"name": " lamp", "when": " from 6"}, True),
        ("lamp on from 6 to 8", {"name": " lamp", "when": " from 6", "until": " to 8"}, False),
        ("all 3 lamps on", {"domain": "light", "quantity": "all"}, False),
        ("lamp on at 12", {"name": " lamp"}, True),
    ],
)
def test_a_number_that_is_left_out(said: str, slots: dict[str, str], doubtful: bool) -> None:  # noqa: FBT001
    assert leaves_out(said, [Frame("turn_on", slots)]) is doubtful


def test_whose_things_are_meant_is_not_left_out() -> None:
    text = "the kids are asleep turn their lights off"
    assert leaves_out(text, [Frame("turn_off", {"domain": "light"})])
    assert not leaves_out(text, [Frame("turn_off", {"domain": "light", "area": " kids room"})])
    assert not leaves_out("what is its battery", [Frame("get_state", {"device_class": "battery"})])


def test_what_is_to_wait_is_not_done_at_once() -> None:
    on = [Frame("turn_on", {"name": " kettle"})]
    assert leaves_out("turn on the kettle if it is", on)
    assert leaves_out("kettle on unless they are", on)
    assert not leaves_out("turn on the kettle if you would", on)


def test_a_command_that_is_left_out() -> None:
    lamp, fan = Frame("turn_on", {"name": " lamp"}), Frame("turn_off", {"name": " fan"})
    assert leaves_out("lamp on fan off", [fan])
    assert not leaves_out("lamp on fan off", [lamp, fan])
    assert not leaves_out("lamp on no wait off", [Frame("turn_off", {"name": " lamp"})])


@pytest.mark.parametrize(
    ("said", "frames", "doubted"),
    [
        ("are the island lights on", [Frame("get_state", {"name": " island lights", "state": "on"})], False),
        ("the boiler to performance", [Frame("turn_on", {"name": " boiler"})], True),
        ("the boiler on please", [Frame("turn_on", {"name": " boiler"})], False),
        ("turn on tom and grace's lamps", [Frame("turn_on", {"name": " tom"})], True),
        ("turn on the lamp and thank you", [Frame("turn_on", {"name": " lamp"})], False),
        (
            "is the door locked and the gate closed",
            [Frame("get_state", {"name": " door", "state": "locked"}), Frame("close", {"name": " gate"})],
            True,
        ),
        (
            "is the door locked and close the gate",
            [Frame("get_state", {"name": " door", "state": "locked"}), Frame("close", {"name": " gate"})],
            False,
        ),
    ],
)
def test_a_reading_that_does_not_fit_the_words(said: str, frames: list[Frame], doubted: bool) -> None:  # noqa: FBT001
    assert casts_doubt(said, frames, Vocabulary()) is doubted


def test_whose_things_are_meant_is_no_matter_of_the_whole_house() -> None:
    home, everything = Vocabulary(("mei's lamp",)), Frame("turn_off", {"quantity": "all"})
    assert casts_doubt("mei's stuff off", [everything], home)
    assert not casts_doubt("let's have all of it off", [everything], home)


@pytest.mark.parametrize(
    ("said", "frame", "left_out"),
    [
        ("how many planets are there", Frame("schedule_query", {}), True),
        ("what have you got planned", Frame("schedule_query", {}), False),
        ("pause all timers", Frame("timer_cancel_all", {}), True),
        ("cancel all timers", Frame("timer_cancel_all", {}), False),
        ("dic", Frame("note_end", {}), True),
        ("that's the end of the note", Frame("note_end", {}), False),
        ("bar lights on and projector too", Frame("turn_on", {"name": " bar lights"}), True),
        ("wake me at 7 on boxing day", Frame("alarm_set", {"time": " 7"}), True),
        ("restart the wifi", Frame("timer_resume", {"name": " wifi"}), True),
        ("restart the pasta timer", Frame("timer_resume", {"name": " pasta"}), False),
        ("turn it up in here", Frame("adjust_temperature", {"area": "here", "step": "up"}), False),
        ("island lights on", Frame("get_state", {"name": " island lights", "state": " on"}), True),
        ("all of these off", Frame("turn_off", {"quantity": "all"}), True),
        ("all of these off", Frame("turn_off", {"quantity": "all", "ref": "them"}), False),
        ("it's black as coal in the hall", Frame("set_light", {"area": " hall", "brightness_step_pct": "down"}), True),
        ("make it dark in the hall", Frame("set_light", {"area": " hall", "brightness_step_pct": "down"}), False),
        ("he left the hall light on again", Frame("turn_on", {"name": " hall light"}), True),
        ("we're freezing with the gate up", Frame("open", {"name": " gate"}), True),
        ("maybe the fan off i don't know", Frame("turn_off", {"name": " fan"}), True),
        (
            "the guests in the blue room say it's cold",
            Frame("announce", {"area": " blue", "text": " the guests"}),
            True,
        ),
        ("in the blue room say it's cold", Frame("announce", {"area": " blue", "text": " it's cold"}), False),
        ("look at the time we're late", Frame("get_time", {}), True),
        ("mia can't sleep without the lamp", Frame("turn_off", {"quantity": "all", "except_name": " lamp"}), True),
        ("everything off without the lamp", Frame("turn_off", {"quantity": "all", "except_name": " lamp"}), False),
        ("what's the wattage of a kettle", Frame("get_state", {"name": " kettle"}), True),
        ("the film is starting in 5", Frame("timer_start", {"name": " film", "duration_s": " 5"}), True),
        ("put the strip to read", Frame("turn_on", {"name": " strip"}), True),
        ("put the kettle to boil", Frame("turn_on", {"name": " kettle"}), False),
        ("we've finished washing up", Frame("list_add", {"item": " washing up"}), True),
        ("we've finished the milk", Frame("list_add", {"item": " milk"}), False),
        ("how low is the well", Frame("get_state", {"domain": "weather"}), True),
        ("do I need a coat", Frame("get_state", {"domain": "weather"}), False),
        ("her room is like a fairground tone it down", Frame("turn_on", {"area": " her room"}), True),
        ("crank the fan i'm dying", Frame("set_fan_speed", {"name": " fan", "step": "down"}), True),
        ("i've a good mind to turn that tv off", Frame("turn_off", {"domain": "media_player"}), True),
        ("left blind and left curtain up", Frame("open", {"name": " left blind", "name2": " left curtain"}), False),
        ("turn off the monitors everyone", Frame("turn_off", {"name": " monitors"}), False),
        ("turn on the nest press so", Frame("turn_on", {"name": " nest"}), True),
        ("turn on the nest so it gets warm", Frame("turn_on", {"name": " nest"}), False),
        ("make it cosy in here", Frame("adjust_temperature", {"area": "here", "step": "down"}), True),
    ],
)
def test_words_that_a_meaning_cannot_do_without(said: str, frame: Frame, left_out: bool) -> None:  # noqa: FBT001
    assert leaves_out(said, [frame]) is left_out


@pytest.mark.parametrize(
    ("said", "frames", "overlooked"),
    [
        ("deck lights red plinth lights green", [Frame("set_light", {"name": " deck lights", "color": " red"})], True),
        ("deck lights red", [Frame("set_light", {"name": " deck lights", "color": " red"})], False),
        ("make the deck and plinth lights red", [Frame("set_light", {"name": " deck", "name2": " plinth"})], False),
        ("put salt on the shopping list", [Frame("list_add", {"item": " salt"})], False),
        ("lights off", [Frame("turn_off", {"domain": "light"})], False),
        ("close the gate and ring the bell", [Frame("close", {"name": " gate"})], True),
        ("movie night turn off the lights", [Frame("turn_off", {"domain": "light"})], False),
        ("turn off the lights it's movie night", [Frame("turn_off", {"domain": "light"})], False),
        ("bell on close the gate", [Frame("close", {"name": " gate"})], True),
    ],
)
def test_a_thing_that_is_named_and_left_out(said: str, frames: list[Frame], overlooked: bool) -> None:  # noqa: FBT001
    names = ("deck lights", "plinth lights", "shopping list", "lights", "gate", "bell", "movie night")
    vocabulary = Vocabulary(names=names)
    assert overlooks_named(said, frames, vocabulary) is overlooked


def test_what_a_second_thing_is_set_to_is_no_mode_of_the_first() -> None:
    frames = [Frame("turn_off", {"name": " lamp"}), Frame("set_temperature", {"name": " stove", "temperature": " 23"})]
    assert not overlooks_mode("lamp off but the stove to 23", frames)
    assert overlooks_mode("turn on the boiler to performance", [Frame("turn_on", {"name": " boiler"})])


@pytest.mark.parametrize(
    ("said", "leaves"),
    [("wake me at 6", False), ("wake the heating up at 6", True), ("an alarm at 6 for the heating man", False)],
)
def test_what_is_woken_is_no_thing_of_the_house(said: str, leaves: bool) -> None:  # noqa: FBT001
    assert leaves_out(said, [Frame("alarm_set", {"time": " 6"})]) is leaves


@pytest.mark.parametrize(
    ("said", "frame", "leaves"),
    [
        ("just barely on with the lamp", Frame("set_light", {"name": " lamp", "brightness_step_pct": "up"}), True),
        ("lamp to half", Frame("turn_on", {"name": " lamp"}), True),
        ("lamp to half", Frame("set_light", {"name": " lamp", "brightness_pct": " half"}), False),
        ("lamp from green to blue", Frame("set_light", {"name": " lamp", "color": " blue"}), False),
        ("lamp on it's so blue in here", Frame("turn_on", {"name": " lamp"}), True),
        ("i can hardly see turn the lamp on", Frame("turn_on", {"name": " lamp"}), False),
        ("close the blinds just the left one", Frame("close", {"device_class": "blind", "except_name": " left"}), True),
        (
            "close the blinds not the left one",
            Frame("close", {"device_class": "blind", "except_name": " left one"}),
            False,
        ),
        ("the guitars need it a little more humid", Frame("volume_up", {"domain": "media_player"}), True),
        ("a little more music", Frame("volume_up", {"domain": "media_player"}), False),
        ("sonos a little more", Frame("volume_up", {"name": " sonos"}), False),
        ("mum's and dad's lamps off", Frame("turn_off", {"name": " dad's lamps"}), True),
        ("mum's and dad's lamps off", Frame("turn_off", {"name": " mum's", "name2": " dad's lamps"}), False),
        ("beamer volume at therty", Frame("get_state", {"name": " beamer", "attribute": "volume"}), True),
        ("all the kids radiators on", Frame("turn_on", {"domain": "climate", "quantity": "all"}), True),
        ("all the lights on for the kids", Frame("turn_on", {"domain": "light", "quantity": "all"}), False),
        ("sorry i was talking to the cat", Frame("nevermind", {}), True),
    ],
)
def test_what_is_left_out_or_made_up(said: str, frame: Frame, leaves: bool) -> None:  # noqa: FBT001
    assert leaves_out(said, [frame]) is leaves


@pytest.mark.parametrize(
    ("said", "frame", "leaves"),
    [
        ("take tea off the list and add milk", Frame("list_remove", {"item": " tea"}), True),
        ("lamp off and close the blind", Frame("turn_off", {"name": " lamp"}), True),
        ("be so kind and close the blind", Frame("close", {"name": " blind"}), False),
        ("it's late and turn off the lamp", Frame("turn_off", {"name": " lamp"}), False),
        ("remind me to wash and close the blind", Frame("reminder_set", {"text": " wash and close the blind"}), False),
    ],
)
def test_a_command_that_is_joined(said: str, frame: Frame, leaves: bool) -> None:  # noqa: FBT001
    assert leaves_out(said, [frame]) is leaves


def test_whose_things_are_left_out_are_no_others() -> None:
    home = Vocabulary(areas=("noah's room",), names=("noah's lamp",))
    spared = Frame("turn_off", {"domain": "climate", "quantity": "all", "except_area": " noah's room"})
    assert not casts_doubt("turn off all radiators except in noah's room", [spared], home)
    assert casts_doubt("turn off noah's stuff", [Frame("turn_off", {"quantity": "all"})], home)


@pytest.mark.parametrize(
    ("text", "frame", "doubtful"),
    [
        ("corner lamp nice and warm", Frame("get_state", {"name": " corner lamp", "attribute": "temperature"}), True),
        ("corner lamp please", Frame("get_state", {"name": " corner lamp"}), False),
        ("could have sworn i locked it", Frame("get_state", {"ref": "it", "state": "locked"}), True),
        ("it will rain and the roof is open", Frame("get_state", {"name": " roof", "state": "open"}), True),
        ("it will rain and the roof is open", Frame("open", {"name": " roof"}), True),
        ("it's hot open the roof", Frame("open", {"name": " roof"}), False),
        ("quiz playlist on the jukebox", Frame("play_media", {"name": " jukebox", "query": " the jukebox"}), True),
        ("mine off and tom's lamp down", Frame("turn_off", {"name": " tom's lamp"}), True),
        ("fan off i think i left it on", Frame("get_state", {"name": " fan", "state": " off"}), True),
        ("fan off i think i left them on", Frame("turn_on", {"name": " fan"}), True),
        ("lamp on tonight's the night", Frame("turn_on", {"name": " lamp", "when": " tonight's"}), True),
        ("lamp on tonight", Frame("turn_on", {"name": " lamp", "when": " tonight"}), False),
        ("get rid of the smell", Frame("list_remove", {"item": " smell"}), True),
        ("take the milk off the list", Frame("list_remove", {"item": " milk"}), False),
        ("dobby got stuck", Frame("vacuum_locate", {"name": " dobby"}), True),
        ("where is dobby", Frame("vacuum_locate", {"name": " dobby"}), False),
        ("turn the lamp of mine off", Frame("turn_off", {"name": " lamp of mine"}), False),
    ],
)
def test_what_nobody_asked_for(text: str, frame: Frame, doubtful: bool) -> None:  # noqa: FBT001
    assert leaves_out(text, [frame]) is doubtful


@pytest.mark.parametrize(
    ("said", "frame", "left_out"),
    [
        ("the front room could do with painting", Frame("turn_on", {"area": " front room", "domain": "light"}), True),
        ("the front room could do with light", Frame("turn_on", {"area": " front room", "domain": "light"}), False),
        ("we could do with a bigger telly", Frame("volume_up", {"domain": "media_player", "device_class": "tv"}), True),
        ("the telly is too loud", Frame("volume_down", {"domain": "media_player", "device_class": "tv"}), False),
        ("kids are in the hot tub", Frame("adjust_temperature", {"name": " hot tub", "step": "down"}), True),
        ("the hot tub is too hot", Frame("adjust_temperature", {"name": " hot tub", "step": "down"}), False),
        ("can't hear neil over the dishes", Frame("volume_down", {"domain": "media_player"}), True),
        ("can't hear myself think", Frame("volume_down", {"domain": "media_player"}), False),
        ("can't hear the baby over this music", Frame("volume_up", {"domain": "media_player"}), True),
        ("can't hear the telly", Frame("volume_up", {"domain": "media_player"}), False),
        ("swap the spots for the hood", Frame("toggle", {"name": " spots"}), True),
        ("flip the spots", Frame("toggle", {"name": " spots"}), False),
        ("put red", Frame("list_add", {"domain": "todo", "item": " red"}), True),
        ("we're out of milk", Frame("list_add", {"domain": "todo", "item": " milk"}), False),
        ("tree on a timer till 10", Frame("timer_start", {"name": " tree", "duration_s": " 10"}), True),
        ("tree timer for 10", Frame("timer_start", {"name": " tree", "duration_s": " 10"}), False),
        ("lock up back", Frame("lock", {"domain": "lock", "quantity": "all"}), True),
        ("lock up the back", Frame("lock", {"name": " back"}), False),
        ("turn the lights back on", Frame("turn_on", {"domain": "light"}), False),
        ("which bin is it", Frame("get_state", {"device_class": "energy"}), True),
        ("how much have we burned through", Frame("get_state", {"device_class": "energy"}), False),
    ],
)
def test_what_is_done_is_spoken_of(said: str, frame: Frame, left_out: bool) -> None:  # noqa: FBT001
    assert leaves_out(said, [frame]) is left_out


def test_what_an_order_is_given_about_is_part_of_its_reading() -> None:
    home, spots = Vocabulary(("hood light", "kitchen spots")), [Frame("turn_off", {"name": " spots"})]
    assert casts_doubt("just the spots please kill the hood", spots, home)
    assert not casts_doubt("kill the spots under the hood", spots, home)
    told = [Frame("announce", {"text": " dinner's ready"})]
    assert casts_doubt("dinner's ready let them know with the gong", told, Vocabulary(("gong",)))
    assert not casts_doubt("dinner's ready let them know with the gong", told, home)


def test_who_is_told_to_see_to_her_lights_means_hers() -> None:
    home, lights = Vocabulary(("lily's lamp",)), Frame("turn_off", {"domain": "light"})
    assert casts_doubt("lily lights out", [lights], home)
    assert not casts_doubt("okay lights out", [lights], home)


@pytest.mark.parametrize(
    ("said", "frames", "doubted"),
    [
        (
            "if the power goes out the pump stops",
            [Frame("turn_off", {"name": " pump", "condition": " the power goes out"})],
            True,
        ),
        (
            "if the power goes out stop the pump",
            [Frame("turn_off", {"name": " pump", "condition": " the power goes out"})],
            False,
        ),
        (
            "we're having people round for a barbie tonight",
            [Frame("turn_on", {"name": " barbie", "when": " tonight"})],
            True,
        ),
        (
            "we're having people round so barbie on tonight",
            [Frame("turn_on", {"name": " barbie", "when": " tonight"})],
            False,
        ),
        (
            "10 more minutes then kill the xbox",
            [Frame("timer_add", {"duration_s": " 10"}), Frame("turn_off", {"name": " xbox"})],
            True,
        ),
        (
            "timer for 10 minutes and kill the xbox",
            [Frame("timer_start", {"duration_s": " 10 minutes"}), Frame("turn_off", {"name": " xbox"})],
            False,
        ),
        ("the barbie scene needs a clean", [Frame("turn_on", {"name": " barbie scene"})], True),
        ("the barbie scene please", [Frame("turn_on", {"name": " barbie scene"})], False),
        ("barbie's on at 6", [Frame("turn_on", {"name": " barbie's", "when": " at 6"})], True),
        ("carol's on please", [Frame("turn_on", {"name": " carol's"})], False),
        (
            "everything out on the deck off",
            [Frame("turn_off", {"quantity": "all"}), Frame("turn_off", {"name": " deck"})],
            True,
        ),
        (
            "deck off and everything in the hall off",
            [Frame("turn_off", {"name": " deck"}), Frame("turn_off", {"quantity": "all", "area": " hall"})],
            False,
        ),
        ("let the chooks out at 6", [Frame("alarm_set", {"name": " chooks", "time": " 6"})], True),
        ("get me up at 6", [Frame("alarm_set", {"time": " 6"})], False),
        (
            "all the lights upstairs off bar the stairs",
            [Frame("turn_off", {"quantity": "all", "floor": " upstairs", "except_name": " stairs"})],
            True,
        ),
        (
            "everything upstairs off bar the stairs",
            [Frame("turn_off", {"quantity": "all", "floor": " upstairs", "except_name": " stairs"})],
            False,
        ),
        ("get the oven to 2 40", [Frame("turn_on", {"name": " oven", "when": " 2 40"})], True),
        ("get the oven on at 2 40", [Frame("turn_on", {"name": " oven", "when": " at 2 40"})], False),
        ("get rosie back on her dock we're late", [Frame("vacuum_start", {"domain": "vacuum"})], True),
        ("rosie's back home start her", [Frame("vacuum_return", {"domain": "vacuum"})], False),
        ("send rosie off her dock", [Frame("vacuum_start", {"domain": "vacuum"})], False),
    ],
)
def test_what_is_told_is_no_order(said: str, frames: list[Frame], doubted: bool) -> None:  # noqa: FBT001
    assert leaves_out(said, frames) is doubted


def test_no_timer_is_called_like_a_thing_of_the_house_unless_one_is_spoken_of() -> None:
    home, asked = Vocabulary(("washing machine",)), [Frame("timer_status", {"name": " washing's"})]
    assert casts_doubt("how long till the washing's done", asked, home)
    assert not casts_doubt("how long till the washing's done", asked, Vocabulary(("kettle",)))
    assert not casts_doubt("how long is left on the washing timer", [Frame("timer_status", {"name": " washing"})], home)
