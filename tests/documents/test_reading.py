"""Files become passages, and what cannot be read says why."""

import time
from contextlib import suppress
from pathlib import Path
from threading import Event

import pytest
from pypdf import PdfReader, PdfWriter

from edgeassist.documents import reading
from edgeassist.documents.passages import Passage, Unit
from edgeassist.documents.reading import StoppedError, UnreadableError, passages_in
from tests.documents.papers import DATA, pdf

MANUAL = ["Kettle manual\nWhat stands here is small.", "Care\nWipe it with a cloth. Never\nput it under water."]


def written(file: Path, content: str | bytes) -> Path:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def units(passages: list[Passage]) -> list[tuple[str, str]]:
    return [(passage.heading, unit.text) for passage in passages for unit in passage.units]


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    text = (
        "---\ntitle: x\n---\n# House\n\n## Wi-Fi\n\nThe *password* is `a*b_c`.\n\n1. Pull it.\n2. Wait\n   a minute.\n"
    )
    [passage] = passages_in(written(tmp_path / "x.md", text), Event())
    assert passage.heading == "House: Wi-Fi"
    assert passage.page is None
    assert passage.units == (
        Unit("sentence", "The password is a*b_c."),
        Unit("step", "Pull it."),
        Unit("step", "Wait a minute."),
    )


def test_rows_of_tables_say_what_stands_above_them(tmp_path: Path) -> None:
    table = "| Bin | Day | Time |\n|---|---|---|\n| Black | Tuesday | 6:30 |\n| Blue | Friday | |\n"
    assert units(passages_in(written(tmp_path / "x.md", table), Event())) == [
        ("", "Black: day Tuesday, time 6:30"),
        ("", "Blue: day Friday"),
    ]
    columns = "Code   Meaning       Remedy\nF22    No pressure   Top up\nF28    No flame      Reset\n"
    assert [text for _, text in units(passages_in(written(tmp_path / "x.txt", columns), Event()))] == [
        "F22: meaning No pressure, remedy Top up",
        "F28: meaning No flame, remedy Reset",
    ]


def test_headings_of_a_text_are_known_by_their_look(tmp_path: Path) -> None:
    text = "Kettle\n\nBEFORE USE\nBoil it.\n\n2 Descaling\nUse vinegar.\n\nSection 3 Pets\nOne cat.\n\nPassword: a-b\n"
    assert units(passages_in(written(tmp_path / "x.txt", text), Event())) == [
        ("Kettle: Before use", "Boil it."),
        ("Kettle: Descaling", "Use vinegar."),
        ("Kettle: Section 3 Pets", "One cat."),
        ("Kettle: Section 3 Pets", "Password: a-b"),
    ]


def test_pages_and_headings_of_a_pdf(tmp_path: Path) -> None:
    found = passages_in(written(tmp_path / "x.pdf", pdf(MANUAL, large=["Kettle manual", "Care"])), Event())
    assert [(each.page, each.heading, each.text) for each in found] == [
        (1, "Kettle manual", "What stands here is small."),
        (2, "Care", "Wipe it with a cloth. Never put it under water."),
    ]


def test_what_is_on_every_page_belongs_to_none(tmp_path: Path) -> None:
    pages = [f"ARDENT manual {number}\nText {'abcdef'[number]} stands here.\n{number}" for number in range(6)]
    found = passages_in(written(tmp_path / "x.pdf", pdf(pages)), Event())
    assert [each.text for each in found] == [f"Text {letter} stands here." for letter in "abcdef"]


def test_a_real_manual_has_its_fault_codes_a_row_each(tmp_path: Path) -> None:
    pages = (DATA / "boiler manual.pages").read_text(encoding="utf-8").split("\f")
    found = passages_in(written(tmp_path / "boiler.pdf", pdf(pages)), Event())
    [(page, row)] = [(p.page, u.text) for p in found for u in p.units if "F28" in u.text]
    assert page == 3
    assert row.startswith("F28")
    assert "Ignition failed" in row
    assert "F29" not in row


def encrypted(tmp_path: Path) -> bytes:
    writer = PdfWriter(PdfReader(written(tmp_path / "plain.pdf", pdf(MANUAL))))
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(tmp_path / "locked.pdf")
    return (tmp_path / "locked.pdf").read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("x.txt", "Müller".encode("latin-1"), "is not UTF-8"),
        ("x.md", b"a\0b", "is no text"),
        ("x.txt", b" \n\n", "has no text"),
        ("x.pdf", b"%PDF-1.4\nnothing", "is damaged"),
        ("x.pdf", bytes(range(256)) * 40, "is damaged"),
        ("x.pdf", pdf(["", ""]), "is a scan"),
        ("x.pdf", pdf(MANUAL)[:300], "is damaged"),
        ("x.docx", b"PK", "is none of .markdown, .md, .pdf, .text, .txt"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    with pytest.raises(UnreadableError, match=why):
        passages_in(written(tmp_path / name, content), Event())


def test_an_encrypted_pdf_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="is encrypted: save it without a password"):
        passages_in(written(tmp_path / "x.pdf", encrypted(tmp_path)), Event())


def test_a_huge_file_is_not_even_opened(tmp_path: Path) -> None:
    with (tmp_path / "x.txt").open("wb") as file:
        file.truncate(9 << 20)
    with pytest.raises(UnreadableError, match="is larger than 4 MB"):
        passages_in(tmp_path / "x.txt", Event())
    with pytest.raises(UnreadableError, match="cannot be read: No such file"):
        passages_in(tmp_path / "gone.txt", Event())


@pytest.mark.parametrize(
    "piece", ["[", "**a", "<!--", "A. ", "a-\n", " \t", "`", "_x", "|a|\n", "<a ", "# \n", "- x\n", "a  "]
)
@pytest.mark.parametrize("name", ["x.md", "x.txt"])
def test_no_text_however_odd_holds_reading_up(tmp_path: Path, name: str, piece: str) -> None:
    file = written(tmp_path / name, "Begin.\n" + piece * (60_000 // len(piece)))
    began = time.process_time()
    with suppress(UnreadableError):
        assert passages_in(file, Event())
    assert time.process_time() - began < 3


def test_reading_can_be_given_up(tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    for name, content in (("x.pdf", pdf(MANUAL)), ("x.txt", b"Some text.")):
        with pytest.raises(StoppedError):
            passages_in(written(tmp_path / name, content), stop)


def test_a_pdf_that_takes_too_long_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_PDF_S", 0.0)
    monkeypatch.setattr(reading, "_LOOK_S", 0.01)
    with pytest.raises(UnreadableError, match="takes more than 0 s"):
        passages_in(written(tmp_path / "x.pdf", pdf(MANUAL)), Event())
