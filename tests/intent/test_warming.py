"""What the first sentences after a start would wait for is made a little at a time, between the turns."""

import time
from threading import Event

from edgeassist.intent.plainly import Wordings
from edgeassist.intent.sentences import SentenceParser
from edgeassist.messages import Transcript
from edgeassist.store import sentences_dir
from edgeassist.templates import load_templates
from tests.intent.test_sentences import HOME

SAID = "turn on the kitchen light in ten minutes"


def test_patterns_are_made_a_few_at_a_time_and_nothing_is_read_otherwise() -> None:
    at_once, little_by_little = (SentenceParser(load_templates([sentences_dir()], "en")) for _ in range(2))
    at_once.prepare(HOME)
    first = next(iter(little_by_little.parse(Transcript(SAID), HOME, Event())))
    slices = list[float]()
    began = time.thread_time()
    while little_by_little.prepare(HOME, 25):
        slices.append(time.thread_time() - began)
        began = time.thread_time()
    assert len(slices) > 10
    assert max(slices) < 0.25, "a turn that comes meanwhile waits for one of them"
    assert not little_by_little.prepare(HOME)
    assert not at_once.prepare(HOME)
    for parser in (at_once, little_by_little):
        assert next(iter(parser.parse(Transcript(SAID), HOME, Event()))) == first


def test_parsers_of_the_same_sentences_share_what_they_make() -> None:
    templates = load_templates([sentences_dir()], "en")
    one, other = SentenceParser(templates), SentenceParser(templates)
    one.prepare(HOME)
    assert not other.prepare(HOME)


def test_plainer_words_are_made_a_few_at_a_time_too() -> None:
    templates = load_templates([sentences_dir()], "en")
    at_once, little_by_little = Wordings(templates), Wordings(templates)
    said = "coffee machine on, i'm gasping"
    assert at_once.plainer(said) != said
    assert not at_once.warm()
    assert little_by_little.warm(10)
    assert little_by_little.plainer(said) == at_once.plainer(said)
    assert not little_by_little.warm(10)
