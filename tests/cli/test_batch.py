"""`understand`, `hear` and `evaluate`: a row in, a row out, whatever is in the row."""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from edgeassist.audio.resampling import resample
from edgeassist.espeak import Espeak
from tests.cli.conftest import HOME, Run, read_rows, write_rows
from tests.daemons import REPOSITORY

KETTLE = [{"intent": "turn_on", "targets": ["switch.kettle"], "params": {}}]
COFFEE = REPOSITORY / "tests" / "data" / "coffee"


def test_understand_gives_a_row_a_sentence_in_order(run: Run, tmp_path: Path) -> None:
    shutil.copy(HOME, tmp_path / "cottage.json")
    rows: list[dict[str, Any]] = [
        {"id": "a", "text": "Turn on the kettle!"},
        {"id": "b", "text": "turn on the kettle", "home": "cottage"},
        {"id": "c", "text": "is the kettle on", "state": {"switch.kettle": {"state": "on"}}},
        {"id": "d", "text": "turn off the lights in here", "context": {"area": "hallway"}},
        {"id": "e", "text": "my aunt dreams of purple ladders"},
        {"id": "f", "text": "turn it on"},
        {"text": "turn on the kettle \u2028"},
    ]
    ended = run(
        "understand", "--home", HOME, "--homes", tmp_path, write_rows(tmp_path / "in.jsonl", rows), "--out", "o.jsonl"
    )
    assert (ended.code, ended.out) == (0, "")
    assert "7 rows in " in ended.err
    got = read_rows(tmp_path / "o.jsonl")
    assert [row["id"] for row in got] == ["a", "b", "c", "d", "e", "f", 7]
    a, b, c, d, e, f, last = got
    assert list(a) == ["id", "text", "actions", "dialogue", "reply", "confidence", "tier", "latency_ms"]
    assert (a["text"], a["actions"], a["reply"], a["tier"]) == (
        "Turn on the kettle!", KETTLE, "The kettle is on.", "sentences"
    )  # fmt: skip
    assert b["actions"] == last["actions"] == KETTLE
    assert c["reply"] == "Yes, the kettle is on."
    assert d["actions"] == [{"intent": "turn_off", "targets": ["light.hallway"], "params": {}}]
    assert (e["actions"], e["dialogue"], e["tier"], e["confidence"]) == ([], None, "none", 0.0)
    assert f["actions"] == []  # rows are independent: there was nothing before


BAD_ROWS: list[tuple[Any, str]] = [
    ("turn on the light", "not valid JSON: Expecting value: line 1 column 1"),
    ("[1]", "not a JSON object"),
    ("[" * 100_000, "not valid JSON: maximum recursion depth exceeded"),
    ('{"text": NaN}', "not valid JSON: NaN is no number"),
    (b'{"text": "k\xffttle"}', "not UTF-8: invalid start byte at byte 11"),
    ({"id": 1}, '"text" is missing or no text'),
    ({"text": 5}, '"text" is missing or no text'),
    ({"text": "hello", "home": "castle"}, "no home 'castle' in "),
    ({"text": "hello", "home": "../castle"}, "no home '../castle' in "),
    ({"text": "hello", "context": "kitchen"}, '"context" is not an object'),
    ({"text": "hello", "context": {"area": 5}}, '"area" in "context" is the name or id of a room'),
    ({"text": "hello", "state": ["on"]}, '"state" has to be like {"light.hall": {"state": "on"'),
    ({"text": "hello", "state": {"switch.kettle": "on"}}, '"state" has to be like {"light.hall": {"state": "on"'),
    ({"text": "hello", "home": "broken"}, "broken.json: not JSON: line 1, column 2"),
]


def test_a_row_that_cannot_be_read_gets_an_error_and_the_run_goes_on(run: Run, tmp_path: Path) -> None:
    (tmp_path / "homes").mkdir()
    (tmp_path / "homes" / "broken.json").write_text("{")
    source = write_rows(
        tmp_path / "in.jsonl", [row for row, _ in BAD_ROWS] + [{"id": "last", "text": "start the kettle"}]
    )
    ended = run("understand", "--home", HOME, "--homes", "homes", source, "--out", "o.jsonl")
    assert ended.code == 1
    assert f"{len(BAD_ROWS) + 1} rows in " in ended.err
    assert f", {len(BAD_ROWS)} with errors: o.jsonl" in ended.err
    *errors, last = read_rows(tmp_path / "o.jsonl")
    for number, ((_, message), row) in enumerate(zip(BAD_ROWS, errors, strict=True), 1):
        assert row.keys() == {"id", "error"}
        assert row["error"].startswith(f"line {number}: ")
        assert message in row["error"]
    assert (last["id"], last["actions"]) == ("last", KETTLE)


def test_odd_texts_are_not_understood_and_harm_nothing(run: Run, tmp_path: Path) -> None:
    texts = [
        "", " \t ", "a" * 100_000, "turn on the kettle " * 5_300, "включи чайник", "打开水壶",
        "🙂🙂", "\x00\x07\x1b[31m", "\ud800",
        "{name} <in_area> [x|y] (z", "a\u0301\u202eb" * 50,
    ]  # fmt: skip
    source = write_rows(tmp_path / "in.jsonl", [{"text": text} for text in texts])
    ended = run("understand", "--home", HOME, source, "--out", "o.jsonl", intent__edge_model="edge-slm")
    rows = read_rows(tmp_path / "o.jsonl")
    assert ended.code == 0
    assert [row["text"] for row in rows] == texts
    assert [row["actions"] for row in rows] == [[]] * len(texts)
    assert {row["reply"] for row in rows} == {"Sorry, I didn't understand that."}


def test_control_characters_in_a_command_do_not_hinder_it(run: Run, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", [{"text": "turn\x00 on\x07 the \u202ekettle\n"}])
    assert run("understand", "--home", HOME, source, "--out", "o.jsonl").code == 0
    assert read_rows(tmp_path / "o.jsonl")[0]["actions"] == KETTLE


def test_sentences_of_the_users_own_work_at_once(run: Run, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", [{"text": "brew a large latte with soy milk"}])
    assert run("understand", "--home", HOME, "--sentences", COFFEE, source, "--out", "o.jsonl").code == 0
    (row,) = read_rows(tmp_path / "o.jsonl")
    assert row["actions"] == [
        {
            "intent": "orderDrink",
            "targets": [],
            "params": {"size": "large", "coffeeDrink": "latte", "milkAmount": "soy milk"},
        }
    ]


def test_what_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    source = write_rows(tmp_path / "in.jsonl", [{"text": "hello"}])
    ended = run("understand", "--home", HOME, source, "--out", "nowhere/o.jsonl")
    assert (ended.code, ended.err) == (
        1, "edgeassist: nowhere/o.jsonl: cannot be written: No such file or directory\n"
    )  # fmt: skip


def test_evaluate_tells_right_wrong_and_missed_by_category(run: Run, tmp_path: Path) -> None:
    lock = [{"intent": "lock", "targets": ["lock.front_door"], "params": {}}]
    rows: list[Any] = [
        {"id": 1, "text": "turn on the kettle", "category": "switch", "actions": KETTLE},
        {"id": 2, "text": "turn on the kettle", "category": "switch", "any_of": [lock, KETTLE]},
        {"id": 3, "text": "turn on the kettle", "category": "lock", "actions": lock},
        {"id": 4, "text": "abracadabra", "category": "lock", "actions": lock},
        {"id": 5, "text": "[/b] abracadabra", "category": "nothing", "actions": []},
    ]
    source = write_rows(tmp_path / "gold.jsonl", rows)
    result = json.loads(run("evaluate", "--json", "--home", HOME, source).out)
    shares = {name: (f["rows"], f["accuracy"], f["wrong"], f["missed"]) for name, f in result["categories"].items()}
    assert shares == {
        "lock": (2, 0.0, 0.5, 0.5), "nothing": (1, 1.0, 0.0, 0.0), "switch": (2, 1.0, 0.0, 0.0),
        "total": (5, 0.6, 0.2, 0.2),
    }  # fmt: skip
    assert [row["id"] for row in result["failures"]] == [3, 4]

    table = run("evaluate", "--home", HOME, source)
    assert table.code == 0
    assert "3 (lock) 'turn on the kettle'" in table.out
    assert " ".join(table.out.splitlines()[-1].split()).startswith("total 5 60.0 % 20.0 % 20.0 %")


def test_evaluate_counts_rows_that_cannot_be_read_as_wrong(run: Run, tmp_path: Path) -> None:
    rows: list[Any] = [
        "nonsense",
        {"text": "hello"},
        {"text": "hello", "actions": ["x"]},
        {"text": "hello", "any_of": [5]},
    ]
    ended = run("evaluate", "--home", HOME, write_rows(tmp_path / "gold.jsonl", rows))
    assert ended.code == 1
    assert "line 1: not valid JSON" in ended.out
    assert ended.out.count('a gold row needs "actions" (a list of objects) or "any_of" (a list of such lists)') == 3


def say(text: str, rate: int = 16_000) -> Any:
    espeak = Espeak("en-us")
    pcm = resample(espeak.synthesize(text, 140), espeak.sample_rate, rate)
    return np.concatenate([np.zeros(rate // 2, np.int16), np.frombuffer(pcm, "<i2"), np.zeros(rate // 2, np.int16)])


SPOKEN = {
    "plain.wav": (16_000, 1, "PCM_16"),
    "studio.flac": (44_100, 1, "PCM_16"),
    "stereo.wav": (16_000, 2, "PCM_16"),
    "deep.wav": (48_000, 1, "PCM_24"),
    "telephone.wav": (8_000, 1, "PCM_16"),
}


def test_hear_takes_any_rate_width_and_channels(run: Run, tmp_path: Path) -> None:
    text = "turn on the kettle"
    for name, (rate, channels, subtype) in SPOKEN.items():
        samples = np.repeat(say(text, rate)[:, None], channels, axis=1)
        soundfile.write(tmp_path / name, samples, rate, subtype=subtype)
    soundfile.write(tmp_path / "silence.wav", np.zeros(16_000, np.int16), 16_000)
    (tmp_path / "truncated.wav").write_bytes((tmp_path / "plain.wav").read_bytes()[:-12_000])
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "header.wav").write_bytes((tmp_path / "plain.wav").read_bytes()[:44])
    (tmp_path / "words.wav").write_text("these are words, not sound\n" * 50)
    names = [*SPOKEN, "truncated.wav", "silence.wav"]
    broken = {
        "empty.wav": "empty.wav: is empty",
        "header.wav": "header.wav: holds no sound",
        "words.wav": "words.wav: no audio file that can be read",
        "missing.wav": "missing.wav: no such file",
        ".": "is a folder",
        "nul\x00.wav": "cannot be the name of a file",
        "half\ud800.wav": "cannot be the name of a file",
    }
    rows = [{"id": name, "wav": name} for name in (*names, *broken)] + [{"id": "none"}]
    ended = run("hear", "--home", HOME, write_rows(tmp_path / "in.jsonl", rows), "--out", "o.jsonl")
    got = {row["id"]: row for row in read_rows(tmp_path / "o.jsonl")}
    assert ended.code == 1, ended.err
    assert list(got) == [row["id"] for row in rows]
    for name in SPOKEN:
        if name != "telephone.wav":  # half of the spectrum is not there: it may be refused, it may not be wrong
            assert got[name]["text"] in {text, "turn on kettle"}, name
        assert got[name]["actions"] in ([], KETTLE)
        assert got[name]["audio_s"] == pytest.approx(len(say(text)) / 16_000, abs=0.01)
    assert (got["silence.wav"]["text"], got["silence.wav"]["actions"]) == ("", [])
    assert "error" not in got["truncated.wav"]
    for name, message in broken.items():
        assert message in got[name]["error"], name
    assert got["none"]["error"] == f'line {len(rows)}: "wav" is missing or no text'
