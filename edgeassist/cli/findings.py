"""What was found, printed: a mark, a name, a sentence, and what mends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from edgeassist.doctor.examining import PARTS

if TYPE_CHECKING:
    from rich.console import Console

    from edgeassist.doctor.examining import Examined
    from edgeassist.doctor.finding import Finding, Verdict

_MARKS: dict[Verdict, tuple[str, str]] = {
    "good": ("✓", "green"),
    "warning": ("!", "yellow"),
    "bad": ("✗", "bold red"),
    "not checked": ("·", "dim"),
}
_NAME_WIDTH = 14


def show(console: Console, found: Sequence[Examined]) -> None:
    """Print what was found, part by part, and how it is on the whole."""
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    for examined in found:
        console.print(PARTS[examined.name], style="bold")
        table = Table.grid(padding=(0, 1))
        table.add_column(width=1)
        table.add_column(min_width=_NAME_WIDTH, no_wrap=True)
        table.add_column(overflow="fold")
        for finding in examined.findings:
            mark, style = _MARKS[finding.verdict]
            text = Text(finding.text, style="dim" if finding.verdict == "not checked" else "")
            if finding.cure:
                text.append(f"\n→ {finding.cure}", style="cyan")
            table.add_row(Text(mark, style=style), finding.name, text)
        console.print(Padding(table, (0, 0, 0, 2)))
    console.print(_sum(findings_of(found)))


def findings_of(found: Iterable[Examined]) -> list[Finding]:
    """Return all findings, part by part."""
    return [finding for examined in found for finding in examined.findings]


def counts_of(findings: Sequence[Finding]) -> dict[str, int]:
    """Return how many there are of each verdict."""
    return {verdict: sum(finding.verdict == verdict for finding in findings) for verdict in _MARKS}


def _sum(findings: Sequence[Finding]) -> str:
    counts = counts_of(findings)
    told = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    end = "Something has to be mended." if counts["bad"] else "Nothing is broken."
    return f"\n{', '.join(told)}. {end}"
