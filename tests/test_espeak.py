"""The real library: what it says of words, what it makes of text, and how it refuses."""
# ruff: noqa: RUF001  # the phonetic alphabet looks like other letters

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from edgeassist.errors import EngineError, ModelError
from edgeassist.espeak import Espeak


@pytest.mark.parametrize(
    ("word", "ipa"),
    [
        ("kitchen", "k ɪ tʃ ə n"),
        ("thermostat", "θ ɜː m ə s t æ t"),
        ("water", "w ɔː ɾ ɚ"),
        ("bed room", "b ɛ d ɹ uː m"),
        ("", ""),
        (" ,. ", ""),
    ],
)
def test_words_come_as_spaced_ipa_without_stress(word: str, ipa: str) -> None:
    assert Espeak().phonemes(word) == ipa


def test_each_voice_keeps_its_own_pronunciation() -> None:
    american, german = Espeak("en-us"), Espeak("de")
    before = american.phonemes("Wohnung")
    assert german.phonemes("Wohnung") == "v oː n ʊ ŋ"
    assert american.phonemes("Wohnung") == before != "v oː n ʊ ŋ"


@pytest.mark.parametrize("voice", ["en-gb", "EN-GB", "de", "German"])
def test_a_voice_is_found_by_language_or_name(voice: str) -> None:
    assert Espeak(voice).phonemes("lamp")


def test_an_unknown_voice_is_refused_with_ones_that_exist() -> None:
    with pytest.raises(ModelError, match=r"no voice 'en-uk'.*en-us"):
        Espeak("en-uk")


def test_speech_has_sound_and_the_speed_asked_for() -> None:
    espeak = Espeak()
    slow, fast = (np.frombuffer(espeak.synthesize("The lamp is on.", wpm), np.int16) for wpm in (120, 240))
    assert espeak.sample_rate == 22050
    assert 0.4 * espeak.sample_rate < len(fast) < 0.8 * len(slow)
    assert np.abs(slow).max() > 5000


@pytest.mark.parametrize("text", ["", "   ", "\x00\x01 \n", "..."])
def test_nothing_to_say_is_no_error(text: str) -> None:
    assert not np.frombuffer(Espeak().synthesize(text), np.int16).any()


def test_control_characters_command_nothing() -> None:
    espeak = Espeak()
    for written, printed in (("hello \x01300S world", "hello  300S world"), ("lamp\x00table", "lamp table")):
        assert len(espeak.synthesize(written)) == pytest.approx(len(espeak.synthesize(printed)), rel=0.01)
        assert espeak.phonemes(written) == espeak.phonemes(printed)


def test_other_scripts_and_emoji_are_spoken_somehow() -> None:
    assert Espeak().phonemes("世界")
    assert isinstance(Espeak().synthesize("Привет \U0001f600 \ud800"), bytes)


def test_threads_do_not_mix_their_speech() -> None:
    espeak, german = Espeak(), Espeak("de")
    jobs = [(espeak, "kitchen"), (german, "Küche"), (espeak, "one two three"), (german, "eins zwei drei")] * 10
    expected = [(voice.phonemes(text), len(voice.synthesize(text))) for voice, text in jobs]
    with ThreadPoolExecutor(4) as pool:
        spoken = pool.map(lambda job: (job[0].phonemes(job[1]), len(job[0].synthesize(job[1]))), jobs)
    for (ipa, length), (right_ipa, right_length) in zip(spoken, expected, strict=True):
        assert ipa == right_ipa
        assert length == pytest.approx(right_length, rel=0.02)


def test_a_code_of_failure_is_not_swallowed() -> None:
    espeak = Espeak()
    espeak._voice = "nowhere/nobody"
    with pytest.raises(EngineError, match="espeak-ng: voice nowhere/nobody: not found"):
        espeak.phonemes("lamp")


def test_a_missing_wheel_says_what_to_install() -> None:
    script = (
        "import sys; sys.modules['espeakng_loader'] = None\n"
        "from edgeassist.errors import ModelError\n"
        "from edgeassist.espeak import Espeak\n"
        "try: Espeak()\n"
        "except ModelError as error: print(error)\n"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert "espeak-ng cannot be loaded" in output
    assert "pip install" in output
