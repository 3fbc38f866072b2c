"""Microphone and loudspeaker, on a real PulseAudio without hardware."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import pytest

from edgeassist.audio.pcm import from_floats
from edgeassist.audio.portaudio import PortAudioMicrophone, PortAudioSpeaker
from edgeassist.doctor.finding import Finding
from edgeassist.doctor.sound import Level, judged, look_at_microphone, look_at_speaker
from edgeassist.errors import AudioError
from edgeassist.messages import CHUNK_SAMPLES
from tests.audio.virtual import MICROPHONE_RATE, VirtualAudio, virtual_audio

CHANCE = np.random.default_rng(1)


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualAudio]:
    with virtual_audio(tmp_path_factory.mktemp("doctor")) as running:
        yield running


def found(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in findings}


def noise(loudness: float, offset: float = 0.0) -> np.ndarray:
    return CHANCE.normal(offset, loudness, 30 * CHUNK_SAMPLES).astype(np.float32)


def verdict_of(samples: np.ndarray) -> dict[str, str]:
    level = Level.of(np.frombuffer(from_floats(samples), "<i2"))
    return {finding.name: finding.verdict for finding in judged(level)}


@pytest.mark.usefixtures("audio")
def test_a_muted_microphone() -> None:  # before anything was fed, of which an end might be left
    heard = found(look_at_microphone(PortAudioMicrophone(), needed=True))
    assert heard["opens"].verdict == "good"
    assert heard["level"].verdict == "bad"
    assert "alsamixer" in heard["level"].cure


def test_a_microphone_in_a_quiet_room(audio: VirtualAudio) -> None:
    audio.feed(from_floats(CHANCE.normal(0, 0.001, 4 * MICROPHONE_RATE).astype(np.float32)))
    heard = found(look_at_microphone(PortAudioMicrophone(), needed=True))
    assert {finding.verdict for finding in heard.values()} == {"good"}, heard
    assert "noise floor -60 dBFS" in heard["level"].text
    audio.wait_until_said(more_s=0.5)


@pytest.mark.usefixtures("audio")
def test_a_microphone_that_is_not_there() -> None:
    missing = PortAudioMicrophone("no such thing")
    assert found(look_at_microphone(missing, needed=True))["opens"].verdict == "bad"
    assert found(look_at_microphone(missing, needed=False))["opens"].verdict == "warning"
    assert found(look_at_microphone(None, needed=False))["opens"].verdict == "not checked"


def test_a_loudspeaker_is_heard_only_where_it_was_wished(audio: VirtualAudio) -> None:
    audio.forget()
    silent = found(look_at_speaker(PortAudioSpeaker(), needed=True, sound=False))
    assert (silent["opens"].verdict, silent["sounds"].verdict) == ("good", "not checked")
    assert not any(audio.heard())
    assert found(look_at_speaker(PortAudioSpeaker(), needed=True, sound=True))["sounds"].verdict == "good"
    assert any(audio.heard())
    assert found(look_at_speaker(PortAudioSpeaker("none"), needed=True, sound=True))["opens"].verdict == "bad"


class Taken:
    """A microphone that another program has."""

    def run(self, *_: object) -> None:
        raise AudioError("microphone 'hw:1': busy, another program uses it")


def test_a_microphone_that_the_assistant_itself_uses_is_not_broken() -> None:
    opens = found(look_at_microphone(Taken(), needed=True))["opens"]
    assert opens.verdict == "not checked"
    assert "stop edgeassist" in opens.cure


@pytest.mark.parametrize(
    ("samples", "name", "verdict"),
    [
        (noise(0.002), "level", "good"),
        (noise(0.015), "level", "warning"),
        (noise(0.1), "level", "bad"),
        (noise(0.00006), "level", "warning"),
        (noise(0.0) + 0.0, "level", "bad"),
        (noise(0.6), "clipping", "warning"),
        (noise(0.002), "clipping", "good"),
        (noise(0.002, offset=0.1), "offset", "warning"),
        (noise(0.002, offset=0.1), "level", "good"),
    ],
)
def test_levels(samples: np.ndarray, name: str, verdict: str) -> None:
    assert verdict_of(samples)[name] == verdict


def test_speech_in_a_quiet_room_is_no_noise() -> None:
    samples = noise(0.001)
    samples[len(samples) // 2 :] *= 200
    level = Level.of(np.frombuffer(from_floats(samples), "<i2"))
    assert level.level_db > -25
    assert level.floor_db == pytest.approx(-60, abs=1)
