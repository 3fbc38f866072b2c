"""The configuration in deploy/, with a real PulseAudio: what we say comes back to the microphone fainter."""

from __future__ import annotations

import re
import subprocess
import time
from pathlib import Path
from threading import Event, Thread

import numpy as np

from edgeassist.audio.resampling import resample
from edgeassist.espeak import Espeak
from edgeassist.messages import SAMPLE_RATE
from tests.audio.virtual import SPEAKER_RATE, VirtualAudio, virtual_audio

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "echo-cancel.pa"


def mirror(audio: VirtualAudio, end: Event) -> None:
    """Let the microphone hear what the loudspeaker plays."""
    done = 0
    while not end.wait(0.02):
        heard = audio.heard()
        piece, done = heard[done:], len(heard)
        if any(piece):
            audio.feed(resample((np.frombuffer(piece, "<i2") // 3).astype("<i2").tobytes(), SPEAKER_RATE, SAMPLE_RATE))


def level_db(file: Path) -> float:
    samples = np.frombuffer(file.read_bytes(), "<i2").astype(float)[SAMPLE_RATE * 2 :]
    return float(10 * np.log10(np.mean(samples**2) + 1e-3))


def test_our_own_voice_is_taken_out_of_what_the_microphone_hears(tmp_path: Path) -> None:
    espeak, said = Espeak("en-us"), tmp_path / "said.raw"
    pcm = espeak.synthesize("One morning the whole house was quiet, and nobody had opened a window yet. " * 2, 165)
    said.write_bytes(resample(pcm, espeak.sample_rate, SAMPLE_RATE))
    form = ["--raw", f"--rate={SAMPLE_RATE}", "--channels=1", "--format=s16le"]
    with virtual_audio(tmp_path) as audio:
        for line in CONFIGURATION.read_text().splitlines():
            if line and not line.startswith("#"):
                words = re.findall(
                    r"(?:[^\s\"]|\"[^\"]*\")+", line
                )  # with the quotation marks, which are for the server
                subprocess.run(["pactl", *words], check=True, stdout=subprocess.DEVNULL)
        end = Event()
        reflecting = Thread(target=mirror, args=(audio, end))
        reflecting.start()
        recorders = []
        for source in ("virtual_microphone", "edgeassist_microphone"):
            with (tmp_path / source).open("wb") as out:
                recorders.append(subprocess.Popen(["parec", "-d", source, *form], stdout=out))
        time.sleep(0.5)
        subprocess.run(["paplay", *form, said], check=True)
        time.sleep(0.3)
        for recorder in recorders:
            recorder.terminate()
            recorder.wait()
        end.set()
        reflecting.join()
    assert level_db(tmp_path / "virtual_microphone") > 30.0
    assert level_db(tmp_path / "edgeassist_microphone") < level_db(tmp_path / "virtual_microphone") - 6.0
