"""Questions over the documents of a house: what is answered, with which sentences, and what is not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from edgeassist.documents.finding import Finder
from edgeassist.documents.index import Index
from edgeassist.documents.librarian import Librarian
from edgeassist.documents.wording import read_out
from tests.documents.papers import DATA, house


@pytest.fixture(scope="module")
def finder(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    folder = tmp_path_factory.mktemp("house")
    index = Index(folder)
    Librarian(index, [house(folder / "papers")]).look(Event())
    return Finder(index)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Finder:
    index = Index(tmp_path_factory.mktemp("elsewhere"))
    Librarian(index, [DATA / "other"]).look(Event())
    return Finder(index)


@dataclass
class Score:
    right: int = 0
    wrong: int = 0
    none: int = 0
    made_up: int = 0
    """Answers to questions that the documents have none for."""
    silent: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong + self.made_up)

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.wrong + self.none)


def questions(name: str) -> Iterator[tuple[str, str]]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        question, _, wanted = line.partition("\t")
        if not question.startswith("#"):
            yield question, wanted


def score(finder: Finder, name: str) -> Score:
    counted = Score()
    for question, wanted in questions(name):
        answers = finder.answers(question)
        said = " ".join(unit.text for unit in answers[0].units) if answers else ""
        if wanted == "-":
            counted.made_up += bool(said)
            counted.silent += not said
        else:
            right = any(each in said for each in wanted.split("|"))
            counted.right += right
            counted.wrong += bool(said) and not right
            counted.none += not said
    return counted


@pytest.mark.parametrize(
    ("name", "precision", "recall", "made_up"),
    [("questions.tsv", 0.87, 0.88, 7), ("questions_held.tsv", 0.8, 0.74, 4), ("questions_other.tsv", 0.93, 0.8, 2)],
)
def test_most_questions_are_answered_and_hardly_any_without_an_answer(
    request: pytest.FixtureRequest, name: str, precision: float, recall: float, made_up: int
) -> None:
    counted = score(request.getfixturevalue("elsewhere" if "other" in name else "finder"), name)
    assert counted.precision >= precision, counted
    assert counted.recall >= recall, counted
    assert counted.made_up <= made_up, counted
    assert counted.silent >= 30


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("what's the wifi password", "The house notes say: Password: copper-otter-58."),
        (
            "What does the boiler error F 28 mean?",
            "The boiler manual, page 3, says: F28: meaning Ignition failed, what to do Check the gas valve",
        ),
        (
            "how do I descale the kettle",
            "The kettle says: Fill the kettle to the half mark with equal parts of white vinegar and cold water. Bring",
        ),
        ("where is the stopcock", "The house notes say: The stopcock is under the kitchen sink, behind the bucket."),
        ("what do I do before I leave", "The house notes say: Close all windows."),
        ("what is the dentist's number", "The emergency contacts say: Dentist: Dr. Pohl, 555 0165."),
    ],
)
def test_the_answer_is_read_with_its_source(finder: Finder, question: str, answer: str) -> None:
    assert read_out(finder.answers(question)[0]).startswith(answer)


@pytest.mark.parametrize(
    "question",
    ["", "?!", "what", "how do I do that", "what does F99 mean", '" OR * NEAR(', "x" * 5_000, "kettle AND NOT 'x'"],
)
def test_nothing_is_made_of_nothing(finder: Finder, question: str) -> None:
    assert finder.answers(question) == [] or question.startswith("kettle")
    assert isinstance(finder.answers(f"{question} \0 \ud800".encode("utf-8", "replace").decode()), list)


def test_who_somebody_is_needs_a_name(finder: Finder) -> None:
    assert read_out(finder.answers("who is the landlord")[0]).endswith("Mr. Delgado, 555 0155.")
    assert "Okafor" in read_out(finder.answers("who has the spare key")[0])


def test_what_a_document_says_about_something_is_more_than_a_sentence(finder: Finder) -> None:
    said = read_out(finder.answers("what does the manual say about the condensate pipe")[0])
    assert said.endswith("Pour warm, not boiling, water over it.")


def test_an_empty_folder_has_no_answers(tmp_path: Path) -> None:
    finder = Finder(Index(tmp_path))
    assert finder.answers("what's the wifi password") == []
    assert not finder.has_any()


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("when is the paper collected", "Paper: every second Tuesday."),
        (
            "when do the bins go out",
            "Paper: every second Tuesday. Glass: first Friday of the month. Rubbish: Wednesday.",
        ),
        ("when is the post collected", None),
        ("what pressure should the boiler have", "Set the pressure of the heating water between 1.2 and 1.8 bar."),
    ],
)
def test_rows_under_a_heading_and_numbers_that_are_no_codes(tmp_path: Path, question: str, answer: str | None) -> None:
    (tmp_path / "papers").mkdir()
    rows = ("Paper: every second Tuesday", "Glass: first Friday of the month", "Rubbish: Wednesday")
    bins = "\n- ".join(["# Bin days\n", *rows])
    (tmp_path / "papers" / "bins.md").write_text(f"{bins}\n\n# Cleaner\n\nMrs Novak comes on Thursdays.\n")
    boiler = "# Operation\n\nSet the pressure of the heating water between 1.2 and 1.8 bar.\n\n# Faults\n\n"
    boiler += "Error F22: the pressure of the water is too low. Top up with the tap below the boiler.\n"
    (tmp_path / "papers" / "boiler.md").write_text(boiler)
    index = Index(tmp_path)
    Librarian(index, [tmp_path / "papers"]).look(Event())
    found = Finder(index).answers(question)
    said = " ".join(f"{unit.text.rstrip('.')}." for unit in found[0].units) if found else None
    assert said == answer


@pytest.mark.parametrize(("question", "answer"), [("the wifi password", "tomato-42."), ("guest wifi password", "l77.")])
def test_the_usual_one_is_meant_where_no_other_is_named(tmp_path: Path, question: str, answer: str) -> None:
    (tmp_path / "wifi.md").write_text(
        "# Wifi\nThe wifi is called Larkspur. The password is tomato-42.\n"
        "The guest wifi is called Larkspur Guest, its password is carousel77.\n",
        encoding="utf-8",
    )
    index = Index(tmp_path / "state")
    Librarian(index, [tmp_path]).look(Event())
    assert read_out(Finder(index).answers(question)[0]).endswith(answer)
