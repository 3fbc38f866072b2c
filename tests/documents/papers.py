"""Documents for the tests: the folder of a house, and PDF files written by hand."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "documents"


def house(folder: Path) -> Path:
    """Fill a folder with the documents of a house, the boiler's manual as a PDF of four pages; return it."""
    shutil.copytree(DATA / "house", folder)
    pages = (DATA / "boiler manual.pages").read_text(encoding="utf-8").split("\f")
    (folder / "boiler manual.pdf").write_bytes(pdf(pages))
    return folder


def pdf(pages: Sequence[str], *, large: Sequence[str] = ()) -> bytes:
    """Return a PDF file with a text a page, a line a line; lines that are in `large` in larger letters."""
    contents = [_content(page, large) for page in pages]
    count = len(pages)
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    ]
    for number, content in enumerate(contents):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Contents {5 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content.encode('latin-1'))} >>\nstream\n{content}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    trailer = f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + end + trailer).encode("latin-1")


def _content(page: str, large: Sequence[str]) -> str:
    lines, down = [], 0.0
    for line in page.split("\n"):
        size = 16 if line in large else 10
        down += 1.2 * size
        if line:
            escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            lines.append(f"/F1 {size} Tf 0 -{down:.1f} Td ({escaped}) Tj")
            down = 0.0
    return "BT 40 820 Td\n" + "\n".join(lines) + "\nET"
