"""Real PortAudio on a private PulseAudio."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest
import sounddevice

from edgeassist.audio.chimes import chime
from edgeassist.audio.fanout import Fanout
from edgeassist.audio.intake import Taking
from edgeassist.audio.lines import _explained, portaudio
from edgeassist.audio.pcm import to_floats
from edgeassist.audio.portaudio import PortAudioMicrophone, PortAudioSpeaker, devices
from edgeassist.audio.resampling import resample
from edgeassist.daemon import supervise
from edgeassist.errors import AudioError
from edgeassist.espeak import Espeak
from edgeassist.messages import CHUNK_S, CHUNK_SAMPLES, Chunk
from tests.audio.virtual import SPEAKER_RATE, VirtualAudio, virtual_audio


@pytest.fixture(scope="module")
def audio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualAudio]:
    with virtual_audio(tmp_path_factory.mktemp("virtual")) as audio:
        yield audio


def _speech(words: str = "The hall light is on.") -> bytes:
    return Espeak().synthesize(words)


def _counting(samples: int) -> bytes:
    return (np.arange(1, samples + 1) % 30_000).astype("<i2").tobytes()


async def _record(audio: VirtualAudio, pcm: bytes, seconds: float, device: str | int | None = None) -> list[Chunk]:
    fanout = Fanout()
    chunks = []
    run = asyncio.create_task(fanout.run(PortAudioMicrophone(device)))
    with fanout.listen() as listener:
        await anext(listener)
        audio.feed(pcm)
        for _ in range(round(seconds / CHUNK_S)):
            chunks.append(await asyncio.wait_for(anext(listener), 2))  # noqa: PERF401  # the lint rule knows no await
    run.cancel()
    await asyncio.gather(run, return_exceptions=True)
    return chunks


@pytest.mark.parametrize("device", [None, "default", "PULS", 0, "0"])
async def test_the_microphone_delivers_every_sample(audio: VirtualAudio, device: str | int | None) -> None:
    chunks = await _record(audio, _counting(8_000), 0.8, device)
    assert {len(chunk.pcm) for chunk in chunks} == {2 * CHUNK_SAMPLES}
    assert _counting(8_000) in b"".join(chunk.pcm for chunk in chunks)


async def test_chunks_carry_the_time_when_they_were_heard(audio: VirtualAudio) -> None:
    fed_at = time.monotonic()
    chunks = await _record(audio, _counting(4_000), 0.6)
    steps = np.diff([chunk.time for chunk in chunks])
    assert 0.9 * CHUNK_S < steps.min() <= steps.max() < 1.1 * CHUNK_S
    first = next(chunk for chunk in chunks if any(chunk.pcm))
    assert fed_at - 0.1 < first.time < fed_at + 0.5
    assert abs(time.monotonic() - (chunks[-1].time + CHUNK_S)) < 0.15


async def test_speech_comes_back_at_its_level(audio: VirtualAudio) -> None:
    said = resample(_speech(), 22_050, 16_000)
    recorded = to_floats(b"".join(chunk.pcm for chunk in await _record(audio, said, len(said) / 32_000 + 0.3)))
    assert np.abs(recorded).max() == pytest.approx(np.abs(to_floats(said)).max(), rel=0.01)


def test_a_form_that_the_device_refuses_is_taken_at_its_own_rate(audio: VirtualAudio) -> None:
    assert audio.environment
    with portaudio().open("input", None, 400_000, Taking().channels) as line:
        assert line.rate == 44_100
        assert line.wait(1_000, Event())


async def test_a_dead_microphone_is_noticed_after_two_seconds(audio: VirtualAudio) -> None:
    fanout = Fanout()
    run = asyncio.create_task(fanout.run(PortAudioMicrophone()))
    with fanout.listen() as listener:
        await anext(listener)
        audio.kill_microphone()
        died_at = time.monotonic()
        try:
            with pytest.raises(AudioError, match=r"microphone '.*': dead for 2 s; is it still plugged in\?"):
                await run
        finally:
            audio.revive_microphone()
        assert 1.8 < time.monotonic() - died_at < 10
        with pytest.raises(AudioError, match="dead"):
            async for _ in listener:
                pass


def test_stopping_ends_the_reader_soon(audio: VirtualAudio) -> None:
    assert audio.environment
    stop, chunks = Event(), list[Chunk]()
    reader = Thread(target=PortAudioMicrophone().run, args=(chunks.append, stop))
    reader.start()
    time.sleep(0.3)
    stop.set()
    reader.join(0.2)
    assert not reader.is_alive()
    assert chunks


@pytest.mark.parametrize("device", ["no such thing", 77, "77"])
async def test_a_device_that_is_not_there_is_answered_with_those_that_are(
    audio: VirtualAudio, device: str | int
) -> None:
    assert audio.environment
    with pytest.raises(AudioError, match=rf"no microphone '?{device}'?; audio\.input can be 0: pulse, 1: default"):
        PortAudioMicrophone(device).run(lambda _: None, Event())
    with pytest.raises(AudioError, match=rf"no speaker '?{device}'?; audio\.output can be 0: pulse"):
        await PortAudioSpeaker(device).play(bytes(100), 16_000)


async def test_devices_that_vanish_are_lost_at_once(tmp_path: Path) -> None:
    with virtual_audio(tmp_path) as audio:
        fanout = Fanout()
        run = asyncio.create_task(fanout.run(PortAudioMicrophone()))
        playing = asyncio.create_task(PortAudioSpeaker().play(bytes(8 * SPEAKER_RATE), SPEAKER_RATE))
        await asyncio.sleep(0.5)
        audio.crash()
        with pytest.raises(AudioError, match=r"microphone '.*': lost \(.+\)"):
            await asyncio.wait_for(run, 1)
        with pytest.raises(AudioError, match=r"speaker '.*': lost \(.+\)"):
            await asyncio.wait_for(playing, 1)


def test_a_busy_device_is_called_busy() -> None:
    taken = sounddevice.PortAudioError("Error opening RawInputStream: Device unavailable", -9985)
    broken = sounddevice.PortAudioError("Error opening RawInputStream: Invalid sample rate", -9997)
    assert _explained(taken) == "busy, another program uses it"
    assert _explained(broken) == "cannot be opened (Error opening RawInputStream: Invalid sample rate)"


def test_devices_are_listed(audio: VirtualAudio) -> None:
    assert audio.environment
    microphones = devices("input", "default")
    assert [(each.number, each.name, each.is_chosen) for each in microphones] == [
        (0, "pulse", False),
        (1, "default", True),
    ]
    assert [each.is_default for each in devices("output")].count(True) == 1
    assert {16_000, 48_000} <= {*microphones[0].rates}
    assert not any(each.is_chosen for each in devices("input", "no such thing"))


async def test_the_speaker_plays_every_sample_and_returns_when_it_was_heard(audio: VirtualAudio) -> None:
    speech = _speech()
    audio.forget()
    began = time.monotonic()
    await PortAudioSpeaker().play(speech, SPEAKER_RATE)
    took = time.monotonic() - began
    assert speech.strip(b"\0") in audio.heard()
    assert len(speech) / 2 / SPEAKER_RATE < took < len(speech) / 2 / SPEAKER_RATE + 0.4


@pytest.mark.parametrize("rate", [8_000, 16_000, 48_000, 400_000])
async def test_any_rate_is_played_at_its_pitch(audio: VirtualAudio, rate: int) -> None:
    tone = (8_000 * np.sin(2 * np.pi * 441 * np.arange(rate // 2) / rate)).astype("<i2").tobytes()
    audio.forget()
    await PortAudioSpeaker().play(tone, rate)
    await asyncio.sleep(0.05)
    heard = np.trim_zeros(to_floats(audio.heard()))
    assert len(heard) == pytest.approx(SPEAKER_RATE / 2, rel=0.02)
    pitch = np.abs(np.fft.rfft(heard)).argmax() * SPEAKER_RATE / len(heard)
    assert pitch == pytest.approx(441, abs=3)


async def test_cancelling_silences_at_once(audio: VirtualAudio) -> None:
    speaker = PortAudioSpeaker()
    audio.forget()
    playing = asyncio.create_task(speaker.play(_speech() * 4, SPEAKER_RATE))
    await asyncio.sleep(0.6)
    cancelled_at = time.monotonic()
    playing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await playing
    assert time.monotonic() - cancelled_at < 0.5
    await asyncio.sleep(0.3)
    assert cancelled_at - 0.2 < audio.last_sound_at() < cancelled_at + 0.05


async def test_stop_silences_and_the_next_sound_is_played(audio: VirtualAudio) -> None:
    speaker = PortAudioSpeaker()
    playing = asyncio.create_task(speaker.play(_speech() * 4, SPEAKER_RATE))
    await asyncio.sleep(0.6)
    stopped_at = time.monotonic()
    speaker.stop()
    await playing
    await asyncio.sleep(0.2)
    assert audio.last_sound_at() < stopped_at + 0.05
    audio.forget()
    await speaker.play(chime("wake"), SPEAKER_RATE)
    assert chime("wake").strip(b"\0") in audio.heard()


async def test_speaker_and_microphone_work_at_the_same_time(audio: VirtualAudio) -> None:
    async def whole() -> bool:
        audio.forget()
        recording = asyncio.create_task(_record(audio, _counting(8_000), 0.8))
        await PortAudioSpeaker().play(chime("done"), SPEAKER_RATE)
        recorded = b"".join(chunk.pcm for chunk in await recording)
        return _counting(8_000) in recorded and chime("done").strip(b"\0") in audio.heard()

    # no sample is lost once of four times at least: the sound server stalls where both cores are taken
    assert await whole() or await whole() or await whole() or await whole()


async def test_sounds_of_two_callers_come_one_after_the_other(audio: VirtualAudio) -> None:
    speaker = PortAudioSpeaker()
    audio.forget()
    await asyncio.gather(*(speaker.play(chime(kind), SPEAKER_RATE) for kind in ("wake", "error")))
    heard = audio.heard()
    assert 0 < heard.index(chime("wake").strip(b"\0")) < heard.index(chime("error").strip(b"\0"))


def _in_new_process(script: str, **environment: str) -> str:
    start = "from threading import Event\nfrom edgeassist.audio.portaudio import PortAudioMicrophone\n"
    start += "from edgeassist.errors import AudioError\n"
    command = [sys.executable, "-c", start + script]
    finished = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=20)
    return finished.stdout


_TRY = "try: PortAudioMicrophone().run(print, Event())\nexcept AudioError as error: print(error)\n"


def test_without_any_device_it_says_so(tmp_path: Path) -> None:
    assert _in_new_process(_TRY, HOME=str(tmp_path), PULSE_SERVER=f"unix:{tmp_path}/none") == (
        "no microphone; none is connected\n"
    )


def test_without_portaudio_it_names_the_package(tmp_path: Path) -> None:
    hidden = "import ctypes.util\nctypes.util.find_library = lambda name: None\n"
    output = _in_new_process(hidden + _TRY, HOME=str(tmp_path))
    assert "PortAudio cannot be loaded" in output
    assert "apt install libportaudio2" in output


def test_a_microphone_that_comes_later_is_found(tmp_path: Path) -> None:
    script = f"""
import sys; sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from pathlib import Path
from tests.audio.virtual import virtual_audio
{_TRY}
with virtual_audio(Path({str(tmp_path)!r})):
    stop = Event()
    PortAudioMicrophone().run(lambda chunk: (print(len(chunk.pcm)), stop.set()), stop)
"""
    output = _in_new_process(script, HOME=str(tmp_path), PATH="/usr/bin:/bin", PULSE_SERVER=f"unix:{tmp_path}/none")
    assert output.splitlines()[:2] == ["no microphone; none is connected", "1024"]


async def test_a_speaker_that_sleeps_is_woken_before_it_is_spoken_to(audio: VirtualAudio) -> None:
    speaker = PortAudioSpeaker(lead_s=0.5, sleeps_after_s=5)
    audio.forget()
    await speaker.play(chime("wake"), SPEAKER_RATE)
    await asyncio.sleep(0.1)
    loud = np.abs(np.frombuffer(audio.heard(), "<i2"))
    lead, sound = (int(np.flatnonzero(loud >= least)[0]) for least in (1, 2))
    assert sound - lead == pytest.approx(SPEAKER_RATE / 2, rel=0.05)
    audio.forget()
    await speaker.play(chime("done"), SPEAKER_RATE)
    await asyncio.sleep(0.1)
    assert audio.heard().index(chime("done").strip(b"\0")) / 2 < SPEAKER_RATE / 5


async def test_a_channel_that_the_device_lacks_is_said(audio: VirtualAudio) -> None:
    assert audio.environment
    with pytest.raises(AudioError, match=r"has 32 channels only; set audio\.channel to one of them"):
        PortAudioMicrophone(taking=Taking(33)).run(lambda _: None, Event())


async def sounds(fanout: Fanout) -> bool:
    """Return whether anything but silence comes before the microphone is lost."""
    with fanout.listen() as listener, contextlib.suppress(AudioError):
        async for chunk in listener:
            if any(chunk.pcm):
                return True
    return False


async def test_a_microphone_that_is_pulled_and_put_back_is_heard_again(tmp_path: Path) -> None:
    with virtual_audio(tmp_path) as audio:
        audio.control("load-module", "module-null-sink", "sink_name=other")
        modules = audio.control("list", "short", "modules").splitlines()
        pulled = next(row.split()[0] for row in modules if "pipe-source" in row)
        fanout = Fanout()
        run = asyncio.create_task(supervise("microphone", lambda: fanout.run(PortAudioMicrophone(zeros_s=0.5))))
        with fanout.listen() as listener:
            await anext(listener)
        audio.control("unload-module", pulled)
        await asyncio.sleep(1)  # the server goes on with the monitor of a silent speaker
        audio.control("load-module", "module-sine-source", "source_name=again", "frequency=300")
        audio.control("set-default-source", "again")
        async with asyncio.timeout(10):
            while not await sounds(fanout):
                pass
        run.cancel()
        await asyncio.gather(run, return_exceptions=True)
