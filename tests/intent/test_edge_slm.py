import struct
from dataclasses import replace
from itertools import islice
from pathlib import Path
from threading import Event

import gguf
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgeassist.errors import ModelError
from edgeassist.intent.edge_slm import DOUBTFUL, EdgeSlm
from edgeassist.intent.schema import SPAN, read
from edgeassist.messages import Home, ParsedAction, Target, Transcript, Understanding, Vocabulary
from edgeassist.store import share_dir
from edgeassist.text import normalise

MODEL = share_dir() / "models" / "edge-slm.gguf"
HOME = Home("none", {}, {}, {})


@pytest.fixture(scope="module")
def slm() -> EdgeSlm:
    return EdgeSlm(MODEL)


def readings(slm: EdgeSlm, text: str, *alternatives: str) -> list[Understanding]:
    return list(slm.parse(Transcript(text, alternatives=alternatives), HOME, Event()))


def only(slm: EdgeSlm, text: str) -> tuple[ParsedAction, ...]:
    found = readings(slm, text)
    assert {each.tier for each in found} == {"edge"}
    assert all(0 <= each.confidence <= 1 for each in found)
    assert sum(each.confidence for each in found) <= 1.0 + 1e-6
    return found[0].actions


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("Would you turn on the Reading Lamp for me?", [ParsedAction("turn_on", (Target(name="reading lamp"),))]),
        ("switch the zobrak drumlet off", [ParsedAction("turn_off", (Target(name="zobrak drumlet"),))]),
        (
            "please dim the hall lights to 40 percent",
            [ParsedAction("set_light", (Target(area="hall", domain="light"),), {"brightness_pct": "40 percent"})],
        ),
        (
            "open the velvet curtain and then lock the front door",
            [
                ParsedAction("open", (Target(name="velvet curtain"),)),
                ParsedAction("lock", (Target(name="front door"),)),
            ],
        ),
        ("set a timer for 12 minutes", [ParsedAction("timer_start", (), {"duration_s": "12 minutes"})]),
    ],
)
def test_understands(slm: EdgeSlm, text: str, actions: list[ParsedAction]) -> None:
    assert list(only(slm, text)) == actions


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \t\n",
        "?!…",
        "my brother bought a new lamp last week",
        "please don't open the front door",
        "who was the first king of norway",
        "turn on the " * 60,
        "word " * 20_000,
    ],
)
def test_says_nothing_where_nothing_is_asked_of_it(slm: EdgeSlm, text: str) -> None:
    assert [found for found in readings(slm, text) if found.confidence >= 0.8 and found.actions] == []


def test_100000_characters_are_no_command(slm: EdgeSlm) -> None:
    assert readings(slm, "turn on the lamp " * 6_000) == []


def test_alternatives_are_read_when_asked_for_and_count_less(slm: EdgeSlm) -> None:
    found = readings(slm, "turn on the desk lamp", "turn on the desk lamp")
    first, second = ([each for each in found if each.hypothesis == number] for number in (0, 1))
    assert [each.actions for each in first] == [each.actions for each in second]
    assert second[0].confidence == pytest.approx(0.9 * first[0].confidence)


def test_a_reading_that_leaves_out_a_room_is_doubted(slm: EdgeSlm) -> None:
    transcript = Transcript("turn on the desk lamp")
    before = next(slm.parse(transcript, HOME, Event()))
    strange = replace(HOME, vocabulary=Vocabulary(areas=("turn on",)))
    after = next(slm.parse(transcript, strange, Event()))
    assert after.actions == before.actions
    assert after.confidence == pytest.approx(DOUBTFUL * before.confidence)


def test_what_is_taken_back_is_not_done(slm: EdgeSlm) -> None:
    assert next(slm.parse(Transcript("turn on the desk lamp"), HOME, Event())).confidence > 0.6
    taken_back = slm.parse(Transcript("turn on the desk lamp no"), HOME, Event())
    assert all(reading.confidence < 0.6 for reading in taken_back if reading.actions)


def test_readings_are_lazy(slm: EdgeSlm) -> None:
    never = Transcript("turn on the desk lamp", alternatives=("turn off the desk lamp",) * 10_000)
    assert len(list(islice(slm.parse(never, HOME, Event()), 1))) == 1


def test_stop_ends_it(slm: EdgeSlm) -> None:
    stop = Event()
    stop.set()
    assert list(slm.parse(Transcript("turn on the desk lamp"), HOME, stop)) == []


def test_the_same_again_after_anything_else(slm: EdgeSlm) -> None:
    before = readings(slm, "turn on the desk lamp")
    readings(slm, "close all the blinds upstairs and then tell me a story about dragons")
    assert readings(slm, "turn on the desk lamp") == before


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=450),
        st.lists(
            st.sampled_from(
                ['[{"do":"', "]", '"}', '","name":"', "<|end|>", "turn on", "lamp", "unlock", "日本", "\x00", "\x1b"]
            )
        ).map(" ".join),
    )
)
def test_never_anything_outside_the_schema(slm: EdgeSlm, text: str) -> None:
    written = slm.write(text, Event())
    if written is None:
        return
    words = normalise(text).split()
    for frame in read(f"[{written.text}"):
        for slot, value in frame.slots.items():
            allowed = slm.schema.intents[frame.intent][slot]
            part = value.split()
            said = value.startswith(SPAN) and any(words[n : n + len(part)] == part for n in range(len(words)))
            assert (SPAN in allowed and said) or value in allowed


def test_llama_cpp_prints_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    EdgeSlm(MODEL).write("turn on the desk lamp", Event())
    assert capfd.readouterr() == ("", "")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"gone\.gguf: there is no such model file; restore it with"):
        EdgeSlm(tmp_path / "gone.gguf")


@pytest.mark.parametrize("keep", [0, 4, 1_000, 100_000, -5_000])
def test_truncated_file(tmp_path: Path, keep: int) -> None:
    path = tmp_path / "short.gguf"
    path.write_bytes(MODEL.read_bytes()[:keep])
    with pytest.raises(ModelError, match=r"short\.gguf: damaged, or no GGUF model .*; restore it with"):
        EdgeSlm(path)


def test_file_of_another_kind(tmp_path: Path) -> None:
    path = tmp_path / "music.gguf"
    path.write_bytes(b"RIFF" + struct.pack("<I", 36) + b"WAVE" * 1_000)
    with pytest.raises(ModelError, match=r"music\.gguf: damaged"):
        EdgeSlm(path)


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no such model file"):
        EdgeSlm(tmp_path)


@pytest.fixture
def foreign(tmp_path: Path) -> gguf.GGUFWriter:
    """A small language model that llama.cpp can load and that is none of ours."""
    writer = gguf.GGUFWriter(tmp_path / "foreign.gguf", "llama")
    width, inner, size = 32, 64, 258
    for add in (writer.add_embedding_length, writer.add_rope_dimension_count):
        add(width)
    writer.add_context_length(64)
    writer.add_block_count(1)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(1)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_vocab_size(size)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    writer.add_token_list(["<end>", *map(chr, printable), *(chr(256 + n) for n in range(68)), "th"])
    writer.add_token_types([3] + [1] * 257)
    writer.add_token_merges(["t h"])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    shapes = {
        "attn_q": (width, width),
        "attn_k": (width, width),
        "attn_v": (width, width),
        "attn_output": (width, width),
    }
    shapes |= {"ffn_gate": (inner, width), "ffn_up": (inner, width), "ffn_down": (width, inner)}
    for name, shape in shapes.items():
        writer.add_tensor(f"blk.0.{name}.weight", np.zeros(shape, np.float32))
    for name in ("blk.0.attn_norm", "blk.0.ffn_norm", "output_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(width, np.float32))
    writer.add_tensor("token_embd.weight", np.zeros((size, width), np.float32))
    return writer


def finish(writer: gguf.GGUFWriter) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return Path(writer.path)


def test_foreign_model(foreign: gguf.GGUFWriter) -> None:
    with pytest.raises(ModelError, match=r"foreign\.gguf: no edge model of ours \(it has no edgeassist\.schema\)"):
        EdgeSlm(finish(foreign))


@pytest.mark.parametrize(
    ("schema", "calibration", "reason"),
    [
        ("{", "[[0, 0], [1, 1]]", "Expecting"),
        ("[]", "[[0, 0], [1, 1]]", "expected intents"),
        ('{"turn_on": {}}', "[[0, 0], [0.5, 1]]", "calibration points must rise"),
        ('{"turn_on": {}}', "[[0, 0], [1, 1]]", "its vocabulary has no token"),
    ],
)
def test_wrong_vocabulary_or_header(foreign: gguf.GGUFWriter, schema: str, calibration: str, reason: str) -> None:
    foreign.add_string("edgeassist.schema", schema)
    foreign.add_string("edgeassist.calibration", calibration)
    with pytest.raises(ModelError, match=rf"no edge model of ours \({reason}"):
        EdgeSlm(finish(foreign))
