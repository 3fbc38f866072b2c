import json
from pathlib import Path

from tests.cli.conftest import Run
from tests.daemons import REPOSITORY


def test_show_tells_every_setting_and_where_it_came_from(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("area = '[/b]Attic'\n[mqtt]\nhost = 'broker.lan'\npassword = 'hunter2'\n")
    ended = run("config", "show", "--config", file, mqtt__port=2883)
    lines = {line.split()[0]: line.split()[1:] for line in ended.out.splitlines() if line.strip()}
    assert lines["mqtt.host"] == ["broker.lan", str(file)]
    assert lines["mqtt.port"] == ["2883", "environment"]
    assert lines["area"] == ["[/b]Attic", str(file)]
    assert lines["wake.model"] == ["okay_nabu", "default"]
    assert lines["mqtt.password"] == ["********", str(file)]
    assert "hunter2" not in ended.out


def test_show_as_json(run: Run) -> None:
    settings = {"mqtt__host": "broker.lan", "mqtt__password": "hunter2"}
    tree = json.loads(run("config", "show", "--json", **settings).out)
    assert tree["mqtt.host"] == {"value": "broker.lan", "source": "environment"}
    assert tree["mqtt.password"]["value"] == "********"
    assert tree["audio.enabled"] == {"value": "auto", "source": "default"}


def test_check_finds_nothing_in_our_own_file_and_names_what_is_wrong_in_another(run: Run, tmp_path: Path) -> None:
    ours = REPOSITORY / "configs" / "edgeassist.toml"
    assert run("config", "check", ours).out == f"{ours}: good\n"

    wrong = tmp_path / "wrong.toml"
    wrong.write_text("nod = 'den'\n[vad]\nengine = 'energy'\n")
    ended = run("config", "check", wrong)
    assert ended.code == 78
    assert ended.err.splitlines() == [
        f"edgeassist: {wrong}: vad.engine: 'energy' is none of 'silero'",
        f"{wrong}: nod: unknown key; did you mean 'node'? (allowed: "
        + ended.err.splitlines()[1].split("(allowed: ")[1],
    ]
    assert run("config", "check", "nowhere.toml").err == "edgeassist: nowhere.toml: No such file or directory\n"
