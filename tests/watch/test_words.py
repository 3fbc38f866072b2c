"""How alerts are told, grouped and ranked."""

from dataclasses import replace

import pytest

from edgeassist.messages import Entity, Home
from edgeassist.sensors.summary import facts_of, grouped
from edgeassist.watch.words import ALL_WELL, announced, told
from tests.watch.facts import FIVE, HOME, NOW, TELLING, THAWING, anomaly, facts


def test_one_alert_is_one_sentence() -> None:
    text = "The freezer temperature has been drifting away from what is usual since 5:02 PM: minus 8 degrees, "
    assert told(facts(THAWING), TELLING) == f"{text}where minus 20 degrees to minus 17 degrees is usual."
    assert told([], TELLING) == ALL_WELL


@pytest.mark.parametrize(
    ("kind", "entity", "sentence"),
    [
        ("left_open", "binary_sensor.front", "The front door has been open for unusually long, noticed at 5:02 PM."),
        ("dropout", "sensor.hall", "The hall temperature has stopped reporting, noticed at 5:02 PM."),
        ("hazard", "binary_sensor.smoke", "The smoke detector has been reporting smoke since 5:02 PM."),
        ("night_activity", "binary_sensor.front", "The front door was active at an unusual time at 5:02 PM."),
        ("rate", "binary_sensor.front", "The front door has been switching unusually often since 5:02 PM."),
        ("rate", "sensor.hall", "The hall temperature has been changing unusually fast since 5:02 PM."),
    ],
)  # fmt: skip
def test_each_kind_has_its_words(kind: str, entity: str, sentence: str) -> None:
    assert told(facts(anomaly(entity, kind)), TELLING) == sentence  # type: ignore[arg-type]


def test_what_is_alike_is_told_together() -> None:
    same = [anomaly("sensor.hall", "dropout"), anomaly("sensor.freezer", "dropout", since=FIVE + 60)]
    home = Home("home", {}, HOME.areas, {key: replace(each, area="hall") for key, each in HOME.entities.items()})
    together = told(facts(*same, home=home), TELLING)
    assert together == ("The hall temperature and the freezer temperature have stopped reporting, noticed at 5:02 PM.")
    apart = [same[0], anomaly("sensor.freezer", "dropout", since=FIVE + 3600)]
    assert len(grouped(facts(*apart, home=home))) == 2
    assert len(grouped(facts(*same))) == 2  # other rooms


def test_a_storm_is_counted_and_the_worst_are_told() -> None:
    home = Home("home", {}, {}, {f"sensor.s{n}": Entity(f"sensor.s{n}", f"S{n} probe", "sensor") for n in range(3000)})
    storm = [anomaly(key, "dropout", score=n / 3000) for n, key in enumerate(home.entities)]
    text = told(facts_of([*storm, anomaly("binary_sensor.leak", "hazard", "on")], home, NOW), TELLING)
    assert text.startswith("There are 3001 alerts of 3001 sensors: 3000 of them have stopped reporting. The worst 3: ")
    assert "S2999 probe" in text
    assert "S2996 probe" not in text
    assert len(text) < 500


def test_fire_water_freezer_and_doors_at_night_come_first() -> None:
    def gravity(*args: str, home: Home = HOME, hour: int = 12) -> str:
        [fact] = facts_of([anomaly(*args)], home, NOW.replace(hour=hour))  # type: ignore[arg-type]
        return fact.gravity

    assert gravity("binary_sensor.smoke", "hazard") == "danger"
    assert gravity("binary_sensor.leak", "hazard") == "urgent"
    assert gravity("sensor.freezer", "drift") == "urgent"
    assert gravity("sensor.freezer", "dropout") == "ordinary"
    assert gravity("binary_sensor.freezer_door", "left_open") == "urgent"
    assert gravity("binary_sensor.front", "left_open") == "ordinary"
    assert gravity("binary_sensor.front", "left_open", hour=23) == "urgent"
    away = {**HOME.entities, "person.a": Entity("person.a", "Anna", "person", state="not_home")}
    assert gravity("binary_sensor.front", "left_open", home=replace(HOME, entities=away)) == "urgent"
    assert gravity("sensor.hall", "drift", hour=23) == "ordinary"
    [cold] = facts(anomaly("sensor.freezer", "drift", -30.0, expected=(-20.0, -17.0)))
    assert cold.gravity == "ordinary"


def test_what_is_grave_is_announced_in_one_sentence() -> None:
    fire = anomaly("binary_sensor.smoke", "hazard", "on")
    text = announced(facts(THAWING, fire), TELLING)
    assert text.startswith("Alarm: the smoke detector has been reporting smoke since 5:02 PM; the freezer temperature ")
    assert text.count(". ") == 0
