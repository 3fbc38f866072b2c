from pathlib import Path
from random import Random

import pytest

from edgeassist.errors import ConfigError
from edgeassist.lab.sampling import Sampler
from edgeassist.templates import TemplateSet, load_templates

OURS = Path(__file__).parents[1] / "configs" / "sentences"
CONTRACT = {
    *("turn_on", "turn_off", "toggle", "open", "close", "stop", "lock", "unlock", "set_light", "set_position"),
    *("set_temperature", "adjust_temperature", "set_hvac_mode", "set_preset", "set_fan_speed", "set_humidity"),
    *("set_volume", "volume_up", "volume_down", "mute", "unmute", "media_play", "media_pause", "media_resume"),
    *("media_stop", "media_next", "media_previous", "play_media", "vacuum_start", "vacuum_pause", "vacuum_stop"),
    *("vacuum_return", "vacuum_locate", "select_option", "set_value", "get_state", "list_add", "list_remove"),
    *("list_complete_item", "list_query", "timer_start", "timer_cancel", "timer_cancel_all", "timer_pause"),
    *("timer_resume", "timer_status", "timer_add", "timer_subtract", "timer_rename", "alarm_set", "alarm_cancel"),
    "alarm_query",
    "alarm_move",
    "alarm_snooze",
    "anomaly_query",
    "anomaly_accept",
    "anomaly_sensitivity",
    "anomaly_mute",
    *("reminder_set", "get_time", "get_date", "note_take", "note_query", "announce", "nevermind", "undo"),
    *("help", "repeat", "yes", "no", "correct", "also", "answer"),
    *("note_end", "note_delete", "question"),
    *("notify", "schedule_query", "schedule_cancel"),
    *("do_not_disturb", "voice_volume", "history_query", "sun_query"),
}


@pytest.fixture(scope="module")
def templates() -> TemplateSet:
    return load_templates([OURS], "en")


def written(folder: Path, text: str) -> Path:
    (folder / "mine.yaml").write_text(text, encoding="utf-8")
    return folder


def test_every_intent_of_the_contract_has_sentences(templates: TemplateSet) -> None:
    assert {template.intent for template in templates.templates()} == CONTRACT


def test_every_template_can_be_drawn(templates: TemplateSet) -> None:
    sampler = Sampler(templates, lambda name, _: f"some {name}", Random(7))
    for template in templates.templates():
        for _ in range(3):
            text = sampler.draw(template).text
            assert text
            assert not set("{}<>[]()|") & set(text)


def test_out_and_metadata_become_slots(tmp_path: Path) -> None:
    user = written(
        tmp_path,
        """
        intents: {shade: {data: [{sentences: ["lower the {what:domain}"]}]}}
        lists: {what: {values: [{in: "blind[s]", out: cover, metadata: {device_class: blind}}]}}
        """,
    )
    templates = load_templates([OURS], "en", user=[user])
    template = next(each for each in templates.templates() if each.intent == "shade")
    drawn = Sampler(templates, lambda name, _: name, Random(1)).draw(template)
    assert drawn.slots == {"domain": "cover", "device_class": "blind"}
    assert templates.user_intents == {"shade"}


def test_politeness_and_times_stand_around_actions_only(templates: TemplateSet) -> None:
    sampler = Sampler(templates, lambda name, _: name, Random(3))
    drawn = {
        intent: [sampler.draw(each) for each in templates.templates() if each.intent == intent for _ in range(20)]
        for intent in ("turn_on", "get_time", "nevermind")
    }
    assert any(each.text.startswith("please") for each in drawn["turn_on"])
    assert any("when" in each.slots for each in drawn["turn_on"])
    assert not any(each.slots.keys() & {"when", "until"} for each in [*drawn["get_time"], *drawn["nevermind"]])


def test_user_sentences_add_to_ours(tmp_path: Path) -> None:
    user = written(tmp_path, 'intents: {turn_on: {data: [{sentences: ["let {name} shine"]}]}}')
    templates = load_templates([OURS], "en", user=[user])
    assert not templates.user_intents
    assert len(templates.intents.intents["turn_on"].data) > 1


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("intents: [a", "mine.yaml"),
        ("- a\n- b", "mine.yaml: expected a mapping"),
        ("intents: {x: {sentences: [a]}}", "mine.yaml: intent 'x' needs 'data'"),
        ('intents: {x: {data: [{sentences: ["turn (on"]}]}}', "sentence templates"),
        ("intents: {x: {form: shout, data: [{sentences: [a]}]}}", "form 'shout': expected one of action"),
        ("intents: {x: {data: [{slots: {}}]}}", "sentence templates"),
    ],
)
def test_mistake_in_a_file_is_named(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        load_templates([OURS], "en", user=[written(tmp_path, content)])


def test_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is no directory"):
        load_templates([tmp_path / "nowhere"], "en")
