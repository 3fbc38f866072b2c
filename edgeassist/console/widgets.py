"""Widgets of the console: a part of the picture in a frame, and a line to ask in that remembers."""

from __future__ import annotations

from collections.abc import Callable

from rich.text import Text
from textual import events
from textual.widget import Widget
from textual.widgets import Input

Draw = Callable[[int, int], Text]
"""Returns what is to be seen in so many columns and lines."""


class Part(Widget):
    """A part of the picture; what is the same as before is not sent to the terminal again."""

    def __init__(self, name: str, draw: Draw, title: str | None = None) -> None:
        super().__init__(id=name)
        self._draw = draw
        self._shown: Text | None = None
        self.border_title = title

    def look(self) -> None:
        """Draw anew where there is something else to be seen."""
        if self._draw(self.size.width, self.size.height) != self._shown:
            self.refresh()

    def render(self) -> Text:
        """Return what is to be seen."""
        self._shown = self._draw(self.size.width, self.size.height)
        return self._shown


class AskLine(Input):
    """Takes a text; the arrow keys bring back what was asked before."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="Ask, or command: turn on the kitchen light      ↑ earlier   Ctrl-Q ends", id="ask"
        )
        self._asked: list[str] = []
        self._place = 0
        """Where in what was asked; its length: at the end, with nothing brought back."""

    def take(self) -> str:
        """Return the text, remembered and cleared away."""
        text = self.value.strip()
        self.value = ""
        if text and self._asked[-1:] != [text]:
            self._asked.append(text)
        self._place = len(self._asked)
        return text

    def on_key(self, event: events.Key) -> None:
        """Go back and forth in what was asked."""
        steps = {"up": -1, "down": 1}
        if event.key not in steps:
            return
        event.prevent_default()
        self._place = min(max(0, self._place + steps[event.key]), len(self._asked))
        self.value = self._asked[self._place] if self._place < len(self._asked) else ""
        self.cursor_position = len(self.value)
