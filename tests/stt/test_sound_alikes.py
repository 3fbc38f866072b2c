"""Which of two words that sound alike was said."""

from math import inf
from pathlib import Path
from threading import Event

import pocketsphinx
import pytest

from edgeassist.espeak import Espeak
from edgeassist.messages import Transcript, Vocabulary
from edgeassist.stt.decoders import Decoders
from edgeassist.stt.phone_loop import PhoneLoop
from edgeassist.stt.sound_alikes import lengthened, rests_of, settled
from edgeassist.stt.utterance import Utterance
from edgeassist.templates import load_templates
from tests.stt.speech import spoken

MODEL = Path(pocketsphinx.get_model_path()) / "en-us"
SENTENCES = """
language: en
intents:
  set_light: {data: [{sentences: ["set [the] {name} to {0..100:brightness_pct} percent"]}]}
"""


def chosen(text: str, fits: dict[str, float], *rivals: str, in_noise: bool) -> tuple[str, tuple[str, ...]]:
    """Return what was said, and its rivals; the texts fit so well, and all others not at all."""
    said = Transcript(text, rivals=rivals)
    found = settled(said, lambda other: fits.get(other, -inf), lambda other: other in fits, in_noise=in_noise)
    return found.text, found.rivals


@pytest.mark.parametrize(("better", "meant"), [(30.0, "fifteen"), (-10.0, "either"), (-30.0, "fifty")])
@pytest.mark.parametrize(("heard", "other"), [("fifteen", "fifty"), ("fifty", "fifteen")])
def test_in_a_quiet_room_the_number_that_fits_better_was_said(
    heard: str, other: str, better: float, meant: str
) -> None:
    fits = {"lamp to fifteen": -300.0, "lamp to fifty": -300.0 - better}
    either, only = (f"lamp to {heard}", (f"lamp to {other}",)), (f"lamp to {meant}", ())
    assert chosen(f"lamp to {heard}", fits, in_noise=False) == (either if meant == "either" else only)


@pytest.mark.parametrize(
    ("heard", "better", "meant"),
    [
        ("fifteen", 30.0, "fifteen"),
        ("fifteen", 5.0, "either"),
        ("fifteen", -20.0, "fifty"),
        ("fifty", 5.0, "fifty"),
        ("fifty", 30.0, "either"),
        ("fifty", 40.0, "fifteen"),
    ],
)
def test_in_noise_what_is_rarely_said_has_to_fit_far_better(heard: str, better: float, meant: str) -> None:
    fits = {"lamp to fifteen": -300.0, "lamp to fifty": -300.0 - better}
    text, rivals = chosen(f"lamp to {heard}", fits, in_noise=True)
    assert (text, len(rivals)) == (f"lamp to {heard if meant == 'either' else meant}", meant == "either")


def test_fifteen_minutes_are_said_more_often_than_fifty() -> None:
    fits = {"timer for fifteen minutes": -300.0, "timer for fifty minutes": -305.0}
    assert chosen("timer for fifteen minutes", fits, in_noise=True) == ("timer for fifteen minutes", ())


def test_rivals_of_the_search_that_fit_far_worse_are_none() -> None:
    fits = {"lamp on": -300.0, "lamp off": -320.0, "lamp up": -360.0}
    assert chosen("lamp on", fits, "lamp off", "lamp up", in_noise=False) == ("lamp on", ("lamp off",))
    assert chosen("lamp on", fits, in_noise=False) == ("lamp on", ())


def test_direction_is_never_turned_round_but_asked_for() -> None:
    fits = {"lamp on": -300.0, "lamp off": -240.0}
    assert chosen("lamp on", fits, in_noise=True) == ("lamp on", ("lamp off",))
    assert chosen("lamp off", fits, in_noise=True) == ("lamp off", ())


def test_what_is_no_sentence_of_the_house_is_not_thought_of() -> None:
    assert chosen("unlock the lamp", {"unlock the lamp": -300.0}, in_noise=True) == ("unlock the lamp", ())


@pytest.mark.parametrize(
    ("fan", "lamp", "meant"), [(-200.0, -270.0, "bedroom fan"), (-290.0, -295.0, "bedroom"), (-inf, -inf, "bedroom")]
)
def test_last_word_of_a_name_that_was_swallowed_is_put_back(fan: float, lamp: float, meant: str) -> None:
    fits = {"turn on the bedroom": -300.0, "turn on the bedroom fan": fan, "turn on the bedroom lamp": lamp}
    rests = rests_of(["bedroom fan", "bedroom lamp", "hall light"])
    said = lengthened(Transcript("turn on the bedroom"), rests, fits.__getitem__, lambda text: text in fits)
    assert said.text == f"turn on the {meant}"
    unknown = lengthened(said, rests, lambda _: -inf, lambda text: text in fits)
    assert unknown == said


@pytest.mark.parametrize("said", ["seventy", "ninety"])
def test_sentences_are_fitted_to_what_was_said(tmp_path: Path, said: str) -> None:
    (tmp_path / "few.yaml").write_text(SENTENCES)
    decoders = Decoders(load_templates([tmp_path], "en"), Espeak().phonemes, MODEL, None)
    loop = PhoneLoop(MODEL / "en-us", MODEL / "en-us-phone.lm.bin")
    chunks = [chunk.pcm for chunk in spoken(f"set the hall lamp to {said} percent")]
    Utterance(None, loop, chunks).finish(Event())
    aligner = decoders.aligner(decoders.house(Vocabulary(("hall lamp",))).all)
    numbers = ("seventy", "seventeen", "ninety")
    fits = {number: aligner.fit(f"set the hall lamp to {number} percent", loop.scores) for number in numbers}
    assert fits.pop(said) > max(fits.values()) > -inf
    assert aligner.fit("set the wall lamp to seventy percent", loop.scores) == -inf
    assert aligner.fit("", loop.scores) == -inf
