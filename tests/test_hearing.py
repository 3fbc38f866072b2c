"""Real Silero and real PocketSphinx on synthetic speech."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from edgeassist.audio.pcm import Cutter
from edgeassist.cli.bench_endpoint import ended
from edgeassist.errors import EngineError
from edgeassist.hearing import Hearing
from edgeassist.home.registry import load_home
from edgeassist.messages import CHUNK_S, SAMPLE_RATE, Chunk
from edgeassist.settings import IntentSettings, Settings
from edgeassist.vad.endpointer import EndpointRule, Outlook
from edgeassist.vad.silero import Silero
from edgeassist.wiring import build_brain, build_hearing
from tests.daemons import HOME
from tests.fakes import SILENCE, FakeTranscriber, FakeVoiceDetector
from tests.flite import flite

COMMAND = "turn on the kitchen light"


@pytest.fixture(scope="module")
def hearing() -> Hearing:
    settings = Settings(intent=IntentSettings(edge_model="off"))
    hearing = build_hearing(settings, build_brain(settings))
    hearing.prepare(load_home(HOME).vocabulary)
    return hearing


@pytest.fixture
def voice(tmp_path: Path) -> Callable[..., bytes]:
    return lambda text, name="rms": flite(text, name, tmp_path)


def silence(seconds: float) -> bytes:
    return bytes(2 * round(seconds * SAMPLE_RATE))


def chunks(*sounds: bytes) -> list[Chunk]:
    cutter = Cutter()
    pieces = [*cutter.feed(b"".join(sounds)), cutter.rest()]
    return [Chunk(piece, number * CHUNK_S) for number, piece in enumerate(pieces) if piece]


@pytest.mark.parametrize("name", ["slt", "rms", "awb"])
def test_a_whole_recording_is_one_utterance(hearing: Hearing, voice: Callable[..., bytes], name: str) -> None:
    sound = chunks(silence(0.4), voice(COMMAND, name), silence(2.0))
    assert hearing.transcribe(sound, Event()).text == COMMAND


def test_long_silence_in_a_recording_does_not_end_it(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    sound = chunks(silence(8.0), voice(COMMAND), silence(8.0))
    assert hearing.transcribe(sound, Event()).text == COMMAND


def test_a_live_utterance_ends_by_itself(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    said = voice(COMMAND)
    sound = chunks(silence(1.0), said, silence(5.0))
    hearing.start()
    taken = next(number for number, chunk in enumerate(sound, 1) if not hearing.feed(chunk))
    heard = hearing.finish(Event())
    assert (heard.transcript.text, heard.spoken) == (COMMAND, True)
    assert 0.25 <= heard.waited_s < 0.45
    assert taken * CHUNK_S < 1.0 + len(said) / 32_000 + 0.3


def test_nobody_speaks(hearing: Hearing) -> None:
    sound = chunks(silence(10.0))
    hearing.start()
    taken = next(number for number, chunk in enumerate(sound, 1) if not hearing.feed(chunk))
    heard = hearing.finish(Event())
    assert (heard.transcript.text, heard.spoken) == ("", False)
    assert taken * CHUNK_S == pytest.approx(5.0, abs=CHUNK_S)


@pytest.mark.parametrize("loudness", [100, 3_000])
def test_noise_is_no_command(hearing: Hearing, loudness: int) -> None:
    noise = np.random.default_rng(5).normal(scale=loudness, size=4 * SAMPLE_RATE).clip(-32768, 32767)
    assert hearing.transcribe(chunks(noise.astype("<i2").tobytes()), Event()).text == ""


class Doubtful(Silero):
    """Hears speech, and is not sure that it is any, as with music."""

    def process(self, chunk: Chunk) -> float:
        return 0.65 * super().process(chunk)


@pytest.mark.parametrize(
    ("said", "hints", "text"),
    [("stop", (), ""), ("stop", ("stop",), "stop"), (COMMAND, (), COMMAND)],
)
def test_a_word_alone_has_to_be_a_voice_unless_it_is_waited_for(
    hearing: Hearing, voice: Callable[..., bytes], said: str, hints: tuple[str, ...], text: str
) -> None:
    doubting = Hearing(Doubtful(), hearing.transcriber, EndpointRule())
    for each, expected in ((hearing, said), (doubting, text)):
        each.start(hints)
        for chunk in chunks(silence(0.4), voice(said, "slt"), silence(0.6)):
            each.feed(chunk)
        assert each.finish(Event()).transcript.text == expected


def test_one_utterance_leaves_nothing_for_the_next(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    hearing.start()
    for chunk in chunks(voice("turn off")):
        hearing.feed(chunk)
    sound = chunks(silence(0.4), voice(COMMAND), silence(0.4))  # the one before was given up
    assert hearing.transcribe(sound, Event()).text == COMMAND


def test_to_hear_before_names_are_known_is_an_error_of_the_engine() -> None:
    settings = Settings(intent=IntentSettings(edge_model="off"))
    with pytest.raises(EngineError, match="no vocabulary was prepared"):
        build_hearing(settings, build_brain(settings)).start()


def at_once(hearing: Hearing, *sounds: bytes) -> tuple[str, float, float]:
    """Return what is heard live, how long it waited, and how many seconds of the sound it took."""
    hearing.start()
    sound = chunks(*sounds)
    taken = next((number for number, chunk in enumerate(sound, 1) if not hearing.feed(chunk)), len(sound))
    heard = hearing.finish(Event())
    return heard.transcript.text, heard.waited_s, taken * CHUNK_S


@pytest.mark.parametrize("tail_s", [0.1, 0.2, 0.3, 0.4])
@pytest.mark.parametrize("pause_s", [0.2, 1.2, 3.0])
def test_the_end_of_the_wake_word_is_not_heard(
    hearing: Hearing, voice: Callable[..., bytes], tail_s: float, pause_s: float
) -> None:
    tail = trimmed(voice("okay nabu"))[-2 * round(tail_s * SAMPLE_RATE) :]
    sounds = (tail, silence(pause_s), voice(COMMAND, "slt"), silence(3.0))
    hearing.start(after_wake=True)
    next(chunk for chunk in chunks(*sounds) if not hearing.feed(chunk))
    assert hearing.finish(Event()).transcript.text == COMMAND


def test_the_end_of_the_wake_word_is_not_heard_at_length(
    hearing: Hearing, voice: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[Event] = []
    monkeypatch.setattr(hearing.transcriber, "finish", ended.append)
    hearing.start(after_wake=True)
    sounds = chunks(trimmed(voice("okay nabu"))[-2 * round(0.2 * SAMPLE_RATE) :], silence(2.0))
    assert all([hearing.feed(chunk) for chunk in sounds])  # noqa: C419  every one is to be fed
    assert ended == []


def test_a_short_word_well_after_the_wake_word_is_no_end_of_it(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    hearing.start(after_wake=True)
    sounds = chunks(silence(0.6), voice("undo", "slt"), silence(3.0))
    next(chunk for chunk in sounds if not hearing.feed(chunk))
    heard = hearing.finish(Event())
    assert (heard.transcript.text, heard.spoken) == ("undo", True)


def test_nobody_speaks_after_the_wake_word(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    sound = chunks(trimmed(voice("okay nabu"))[-2 * round(0.2 * SAMPLE_RATE) :], silence(10.0))
    hearing.start(after_wake=True)
    taken = next(number for number, chunk in enumerate(sound, 1) if not hearing.feed(chunk))
    assert hearing.finish(Event()).spoken is False
    assert 5.0 < taken * CHUNK_S < 7.0


def test_a_word_said_at_once_after_the_wake_word_is_heard(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    hearing.start(after_wake=True)
    next(chunk for chunk in chunks(trimmed(voice("stop", "slt")), silence(3.0)) if not hearing.feed(chunk))
    assert hearing.finish(Event()).transcript.text == "stop"


def quieter(pcm: bytes, decibels: float) -> bytes:
    return (np.frombuffer(pcm, "<i2") * 10 ** (-decibels / 20)).astype("<i2").tobytes()


def trimmed(pcm: bytes) -> bytes:
    samples = np.frombuffer(pcm, "<i2")
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 600)
    return samples[loud[0] : loud[-1]].tobytes()


@pytest.mark.parametrize(
    ("first", "rest", "pause_s"),
    [("turn off the light", "in the kitchen", 0.3), ("turn on the", "kitchen light", 0.9)],
)
def test_a_breath_in_mid_sentence_does_not_end_it(
    hearing: Hearing, voice: Callable[..., bytes], first: str, rest: str, pause_s: float
) -> None:
    sounds = (silence(0.4), trimmed(voice(first, "slt")), silence(pause_s), trimmed(voice(rest, "slt")))
    text, _, _ = at_once(hearing, *sounds, silence(3.0))
    assert text == f"{first} {rest}"


def test_an_expected_answer_is_over_at_once(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    waits = {}
    for answer in ("the kitchen light", "the kitchen"):
        hearing.start(["the kitchen", "the kitchen light"])
        for chunk in chunks(silence(0.4), voice(answer, "slt"), silence(3.0)):
            if not hearing.feed(chunk):
                break
        heard = hearing.finish(Event())
        waits[heard.transcript.text] = heard.waited_s
    assert waits["the kitchen light"] < 0.25
    assert 0.3 < waits["the kitchen"] < 0.6


class Noting(FakeTranscriber):
    """Notes what it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[str] = []

    def feed(self, chunk: Chunk) -> None:
        super().feed(chunk)
        self.told.append(chunk.pcm.decode())

    def pause(self) -> None:
        self.told.append("pause")


@pytest.mark.parametrize(("outlook", "heard_of_the_silence"), [(Outlook.OPEN, 0.15), (Outlook.UNKNOWN, 0.2)])
def test_the_recogniser_is_told_of_a_pause_and_hears_what_comes_after_it(
    outlook: Outlook, heard_of_the_silence: float
) -> None:
    noting = Noting()
    hearing = Hearing(FakeVoiceDetector(), noting, EndpointRule(), lambda _text, _names: outlook)
    hearing.start()
    for pcm in [b"turn"] * 20 + [SILENCE] * 12 + [b"off"] * 3:
        assert hearing.feed(Chunk(pcm, 0.0))
    said = [text for text in noting.told if text != "pause"]
    quiet = noting.told.index("pause") - 20
    assert quiet * CHUNK_S == pytest.approx(heard_of_the_silence, abs=CHUNK_S)
    assert said[-3:] == ["off"] * 3
    assert "pause" not in noting.told[-3:]


def test_a_television_holds_nothing_open(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    said, television = voice(COMMAND, "slt"), quieter(voice("the minister will travel to the north " * 4, "rms"), 20)
    text, _, taken_s = at_once(hearing, silence(0.5), said, television)
    assert text == COMMAND
    assert taken_s < 0.5 + len(said) / 32_000 + 0.8


def constant(samples: np.ndarray) -> np.ndarray:
    return samples + 6_000.0


def hum(samples: np.ndarray) -> np.ndarray:
    return np.asarray(samples + 2_000 * np.sin(2 * np.pi * 50 * np.arange(len(samples)) / SAMPLE_RATE))


def clipped(samples: np.ndarray) -> np.ndarray:
    return samples * 4.0


def interrupted(samples: np.ndarray) -> np.ndarray:
    samples = samples.copy()
    for start in range(SAMPLE_RATE // 3, len(samples), SAMPLE_RATE // 2):
        samples[start : start + 160] = 0
    return samples


@pytest.mark.parametrize("harm", [constant, hum, clipped, interrupted])
def test_bad_sound_is_heard_and_ends(
    hearing: Hearing, voice: Callable[..., bytes], harm: Callable[[np.ndarray], np.ndarray]
) -> None:
    sound = np.frombuffer(silence(0.5) + voice(COMMAND, "slt") + silence(3.0), "<i2").astype(float)
    text, waited_s, _ = at_once(hearing, harm(sound).clip(-32768, 32767).astype("<i2").tobytes())
    assert text == COMMAND
    assert waited_s < 0.75


def test_chunks_that_are_lost_and_late_end_it_all_the_same(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    hearing.start()
    sound = [chunk for number, chunk in enumerate(chunks(voice(COMMAND), silence(4.0))) if number % 9]
    taken = next(number for number, chunk in enumerate(sound, 1) if not hearing.feed(chunk))
    assert taken < len(sound)
    assert hearing.finish(Event()).spoken


def test_the_bench_sees_who_is_cut_off(hearing: Hearing, voice: Callable[..., bytes]) -> None:
    command = trimmed(voice(COMMAND, "slt"))
    whole = ended(hearing, silence(3.0) + command)
    assert (whole.cut_off, whole.outlook) == (False, "whole")
    assert 0.2 < whole.waited_s < 0.45
    assert ended(hearing, silence(0.3) + command + silence(0.8) + command).cut_off
