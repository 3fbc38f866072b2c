import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.brokers import Mosquitto
from tests.cli.conftest import HOME, Run


def test_table_of_a_room(run: Run) -> None:
    out = run("devices", "--home", HOME, "kitchen").out
    rows = [" ".join(line.split()) for line in out.splitlines()]
    assert rows[0] == "name room kind state can MQTT"
    assert "Kettle Kitchen switch off toggle, turn_off, turn_on home/kitchen/kettle/set" in rows
    assert any(row.startswith("Freezer Temperature Kitchen sensor (temperature) -18.5 asked only") for row in rows)
    assert rows[-1] == "4 of 17 devices in 5 rooms"
    assert "Bedroom" not in out


def test_json_of_all(run: Run) -> None:
    rows = {row["id"]: row for row in json.loads(run("devices", "--json", "--home", HOME).out)}
    assert len(rows) == 17
    assert rows["switch.kettle"] == {
        "id": "switch.kettle",
        "name": "Kettle",
        "aliases": [],
        "area": "Kitchen",
        "device_class": None,
        "state": "off",
        "intents": ["toggle", "turn_off", "turn_on"],
        "mqtt": "home/kitchen/kettle/set",
    }


def test_without_home_and_broker_it_says_what_is_missing(run: Run) -> None:
    ended = run("devices", mqtt__port=1)
    assert ended.code == 1
    assert ended.err == (
        "edgeassist: the MQTT broker at localhost:1 is not running: start it, or set mqtt.host and mqtt.port; "
        "or name a home file with --home\n"
    )


ANNOUNCED: dict[str, dict[str, Any]] = {
    "homeassistant/light/bulb/config": {
        "name": "Attic bulb", "uniq_id": "b1", "schema": "json", "cmd_t": "bulb/set", "stat_t": "bulb",
        "sup_clrm": ["brightness"], "dev": {"ids": "b1", "sa": "Attic"},
    },
    "homeassistant/switch/bulb/led/config": {"name": "Bulb LED", "cmd_t": "bulb/led", "ent_cat": "config"},
    "homeassistant/camera/porch/config": {"name": "Porch", "topic": "porch/picture"},
}  # fmt: skip


def announce(broker: Mosquitto) -> None:
    messages = {topic: json.dumps(config) for topic, config in ANNOUNCED.items()} | {"bulb": '{"state": "ON"}'}
    for topic, payload in messages.items():
        arguments = ["-h", "127.0.0.1", "-p", str(broker.port), "-t", topic, "-m", payload, "-r"]
        subprocess.run(["mosquitto_pub", *arguments], check=True)


def test_what_the_broker_announces(run: Run, mosquitto: Mosquitto) -> None:
    announce(mosquitto)
    settings = {"mqtt__host": "127.0.0.1", "mqtt__port": mosquitto.port}
    (row,) = json.loads(run("devices", "--json", **settings).out)
    assert row == {
        "id": "light.attic_bulb",
        "name": "Attic bulb",
        "aliases": [],
        "area": "Attic",
        "device_class": None,
        "state": "on",
        "intents": ["set_light", "toggle", "turn_off", "turn_on"],
        "mqtt": "bulb/set",
        "learned": [{"protocol": "Home Assistant", "source": "homeassistant/light/bulb/config"}],
    }
    rows = [" ".join(line.split()) for line in run("devices").out.splitlines()]
    assert rows == [
        "name room kind state can MQTT from",
        "Attic bulb Attic light on set_light, toggle, turn_off, turn_on bulb/set Home Assistant",
        "1 of 1 devices in 1 rooms",
        "2 announced things were left out: see --ignored",
    ]
    ignored = {row["what"]: row["why"] for row in json.loads(run("devices", "--ignored", "--json").out)}
    assert ignored == {"camera/porch": "a camera is not used by voice", "Bulb LED": "is a setting of the device"}


def test_without_a_broker_the_devices_of_the_home_file(run: Run) -> None:
    ended = run("devices", "kettle", home=HOME, mqtt__port=1)
    assert "home/kitchen/kettle/set" in ended.out
    assert "This is what was known before" in ended.err


def test_names_are_shown_as_they_are(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home.json"
    home.write_text(
        json.dumps({"entities": [{"id": "light.x", "name": "[/b]Lamp [red]\u001b[31m", "domain": "light"}]})
    )
    ended = run("devices", "--home", home)
    assert ended.code == 0
    assert "[/b]Lamp [red]" in ended.out
    assert "\u001b" not in ended.out


def twice(home: dict[str, Any]) -> None:
    home["entities"][1]["id"] = "light.kitchen"


def moon(home: dict[str, Any]) -> None:
    home["entities"][0]["area"] = "moon"


def long_name(home: dict[str, Any]) -> None:
    home["entities"][0]["name"] = "x" * 10_000


def no_domain(home: dict[str, Any]) -> None:
    del home["entities"][0]["domain"]


BAD_HOMES = [
    (twice, "entity 'light.kitchen': the id is there twice; rename or remove one of them"),
    (moon, "entity 'light.kitchen': unknown area 'moon'; add it to 'areas' or use one of: bedroom, garage, "),
    (long_name, "entity 'light.kitchen': 'name' has 10000 characters; shorten it to 255"),
    (no_domain, "entity 'light.kitchen': has no 'domain'; for instance 'light'"),
]


@pytest.mark.parametrize(("spoil", "message"), BAD_HOMES)
def test_a_wrong_home_file_is_one_line_that_names_the_place(
    run: Run, tmp_path: Path, spoil: Callable[[dict[str, Any]], None], message: str
) -> None:
    content = json.loads(HOME.read_text())
    spoil(content)
    home = tmp_path / "home.json"
    home.write_text(json.dumps(content))
    for command in (["devices"], ["ask", "hello"]):
        ended = run(*command, home=home, mqtt__port=1)
        assert (ended.code, ended.out) == (78, "")
        assert ended.err.startswith(f"edgeassist: {home}: {message}")
        assert ended.err.count("\n") == 1
        assert len(ended.err) < 400


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "is empty"), ("{", "not JSON: line 1, column 2"), ("[]", "expected an object"), ("{}", "has no 'entities'")],
)
def test_a_file_that_is_no_home(run: Run, tmp_path: Path, content: str, message: str) -> None:
    (tmp_path / "home.json").write_text(content)
    ended = run("devices", "--home", "home.json")
    assert ended.code == 78
    assert ended.err.startswith(f"edgeassist: home.json: {message}")
    assert ended.err.count("\n") == 1
