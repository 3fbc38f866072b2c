"""`edgeassist sensors list`, `show`, `explain`, `plot`, `accept`, `sensitivity`, `mute`: with a daemon, and without."""

import asyncio
import json
import math
import time
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import pytest

from edgeassist.messages import Reading
from edgeassist.settings import Settings
from edgeassist.state import State
from edgeassist.watch.watching import Watching
from edgeassist.wiring import open_watching
from tests.brokers import Mosquitto, tap
from tests.cli.conftest import Run
from tests.daemons import Daemon

DAYS = 5
FOLLOWED = {"platform": "sensor", "state_topic": "freezer/state", "device_class": "temperature"}
HOME = {
    "name": "home",
    "floors": [],
    "areas": [{"id": "kitchen", "name": "Kitchen"}],
    "entities": [
        {"id": "sensor.freezer", "name": "Big Freezer", "domain": "sensor", "area": "kitchen", "mqtt": FOLLOWED},
        {"id": "sensor.attic", "name": "Attic", "domain": "sensor"},
        {"id": "binary_sensor.porch", "name": "Porch door", "domain": "binary_sensor"},
    ],
}


def readings(now: float) -> list[Reading]:
    """Return five days of a freezer, an attic and a door; in the last minute the freezer says what cannot be."""
    rows = []
    for at in (now - 300 * place for place in range(DAYS * 288, 0, -1)):
        freezer = Reading("sensor.freezer", round(-18 + math.sin(at / 900), 1), at, at, "temperature", "°C")
        attic = replace(freezer, entity="sensor.attic", value=round(12 + 4 * math.sin(at / 13_751), 1))
        rows += [freezer, attic]
        if int(at) % 3_600 < 300:
            rows.append(Reading("binary_sensor.porch", "on", at + 1, at + 1, "door"))
            rows.append(Reading("binary_sensor.porch", "off", at + 40, at + 40, "door"))
    last = [Reading("sensor.freezer", 850.0, now - 30 + s, now - 30 + s, "temperature", "°C") for s in (0, 10, 20)]
    return [*rows, *last]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A state directory as a daemon leaves it, and the home beside it."""
    (tmp_path / "home.json").write_text(json.dumps(HOME))

    async def _watch(watching: Watching) -> None:
        watching.desk.take(watching._fed(readings(time.time())))
        await watching._save()

    with open_watching(Settings(state_dir=tmp_path / "state")) as watching:
        assert watching is not None
        asyncio.run(_watch(watching))
    return tmp_path


def house(folder: Path) -> dict[str, object]:
    return {"home": folder / "home.json", "mqtt__port": 1, "time_zone": "UTC"}


def test_list_begins_with_what_is_odd(run: Run, state: Path) -> None:
    ended = run("sensors", "list", **house(state))
    assert ended.code == 0, ended.err
    head, first, *_, last = ended.out.splitlines()
    assert head.split()[:2] == ["state", "sensor"]
    assert first.split()[:3] == ["odd", "Big", "Freezer"]
    assert "Kitchen" in first
    assert last.strip() == "3 sensors, 1 of them need attention"
    rows = json.loads(run("sensors", "list", "--json", **house(state)).out)
    assert [row["entity"] for row in rows] == ["sensor.freezer", "sensor.attic", "binary_sensor.porch"]
    assert [row["state"] for row in rows] == ["odd", "usual", "usual"]
    assert rows[0]["last_alert"]["until"] is None
    assert rows[2]["value"] == "off"
    assert 0 <= rows[1]["age_s"] < 900
    assert [row["entity"] for row in json.loads(run("sensors", "list", "attic", "--json", **house(state)).out)] == [
        "sensor.attic"
    ]


def test_help_names_every_command(run: Run) -> None:
    out = run("sensors", "--help").out
    for verb in ("list", "show", "explain", "plot", "accept", "sensitivity", "mute", "replay", "score"):
        assert f"\n  {verb} " in out
        assert "edgeassist sensors " + verb in run("sensors", verb, "--help").out


def test_show_and_explain_say_it_in_words(run: Run, state: Path) -> None:
    shown = run("sensors", "show", "big", "freezer", **house(state)).out
    assert shown.startswith("Big Freezer, sensor.freezer (Kitchen): odd\n")
    assert "every 5 min; a silence of" in shown
    assert "1 in the last week" in shown
    kind = json.loads(run("sensors", "show", "sensor.freezer", "--json", **house(state)).out)["last_alert"][
        "kind"
    ].replace("_", " ")
    why = run("sensors", "explain", "sensor.freezer", **house(state)).out
    assert f"The last alert was {kind}, raised at" in why
    assert "It said 850 °C" in why
    assert "edgeassist sensors accept sensor.freezer" in why
    assert "no alert that is still remembered" in run("sensors", "explain", "attic", **house(state)).out
    door = run("sensors", "show", "porch door", **house(state)).out
    assert "on for" in door


def test_a_name_that_nothing_has_is_answered_with_those_that_are_near(run: Run, state: Path) -> None:
    ended = run("sensors", "show", "frezer", **house(state))
    assert ended.code == 1
    assert "did you mean sensor.freezer?" in ended.err
    assert "sensors list" in ended.err


def test_plot_in_the_terminal_and_as_png(run: Run, state: Path) -> None:
    ended = run("sensors", "plot", "attic", "--hours", "48", **house(state))
    assert ended.code == 0, ended.err
    assert ended.out.startswith("Attic (°C)")
    assert sum("\u2800" < letter < "\u2900" for letter in ended.out) > 100
    assert "░" in ended.out
    png = state / "attic.png"
    assert run("sensors", "plot", "attic", "--png", png, **house(state)).code == 0
    assert png.read_bytes().startswith(b"\x89PNG")
    bad = run("sensors", "plot", "attic", "--hours", "0", **house(state))
    assert (bad.code, "hours is a number from 0.1 to 192" in bad.err) == (1, True)
    nowhere = run("sensors", "plot", "attic", "--png", state / "no" / "x.png", **house(state))
    assert (nowhere.code, "cannot be written" in nowhere.err) == (1, True)


def test_what_people_say_is_kept(run: Run, state: Path) -> None:
    assert "counts as normal; over: " in run("sensors", "accept", "big freezer", **house(state)).out
    assert run("sensors", "sensitivity", "attic", "sooner", **house(state)).out.strip().endswith("(+0.15)")
    assert run("sensors", "sensitivity", "attic", "sooner", **house(state)).out.strip().endswith("(+0.3)")
    assert "muted until" in run("sensors", "mute", "porch door", "--hours", "8", **house(state)).out
    rows = {row["entity"]: row for row in json.loads(run("sensors", "list", "--json", **house(state)).out)}
    assert rows["sensor.freezer"]["state"] == "usual"
    assert rows["sensor.freezer"]["last_alert"]["until"] is not None
    assert rows["binary_sensor.porch"]["state"] == "muted"
    assert "heard of again" in run("sensors", "mute", "porch door", "--off", **house(state)).out
    assert "muted" not in run("sensors", "list", "porch", **house(state)).out


def test_without_anything_known_it_says_what_to_do(run: Run, tmp_path: Path) -> None:
    ended = run("sensors", "list", mqtt__port=1)
    assert ended.code == 1
    assert "edgeassist run" in ended.err
    assert not (tmp_path / "state").exists()


def test_nothing_is_changed_behind_the_back_of_a_daemon(run: Run, state: Path) -> None:
    with State(state / "state"):
        ended = run("sensors", "accept", "big freezer", **house(state))
        assert ended.code == 1
        assert "runs here but cannot be asked" in ended.err
        assert run("sensors", "show", "big freezer", **house(state)).code == 0


async def test_a_running_daemon_answers(run: Run, state: Path, mosquitto: Mosquitto) -> None:
    settings = {**house(state), "mqtt__port": mosquitto.port, "mqtt__host": "127.0.0.1"}
    with Daemon(state, audio__enabled="false", intent__edge_model="off", **settings) as daemon:
        await daemon.ready()
        await daemon.until(lambda: daemon.said("STATUS"))
        elsewhere = {"state_dir": state / "elsewhere", **settings}
        rows = json.loads((await asyncio.to_thread(run, "sensors", "list", "--json", **elsewhere)).out)
        assert rows[0]["entity"] == "sensor.freezer"
        plotted = await asyncio.to_thread(run, "sensors", "plot", "big freezer", **elsewhere)
        assert plotted.out.startswith("Big Freezer (°C)"), plotted.err
        accepted = await asyncio.to_thread(run, "sensors", "accept", "big freezer", **elsewhere)
        assert "counts as normal" in accepted.out
        missing = await asyncio.to_thread(run, "sensors", "show", "cellar", **elsewhere)
        assert (missing.code, "no sensor is called 'cellar'" in missing.err) == (1, True)
        async with tap(mosquitto.port) as others:
            for _ in range(4):
                await others.publish("freezer/state", "900")
                await asyncio.sleep(0.3)
            sent = await others.until("edgeassist/edgeassist/anomaly/picture", within_s=20)
            assert b64decode(sent).startswith(b"\x89PNG")
            announced = await others.until("homeassistant/device/edgeassist_edgeassist/config")
            picture = json.loads(announced)["components"]["alert_picture"]
            assert picture["image_topic"] == "edgeassist/edgeassist/anomaly/picture"
        await daemon.stop()
    alone = {**house(state), "state_dir": state / "state"}
    after = json.loads((await asyncio.to_thread(run, "sensors", "list", "--json", **alone)).out)
    assert after[0]["state"] == "odd"
    assert "now      900 °C" in (await asyncio.to_thread(run, "sensors", "show", "sensor.freezer", **alone)).out
