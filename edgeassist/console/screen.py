"""`edgeassist top` on a terminal, through Textual: at 80 by 24 and larger, in the terminal's own sixteen colours."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.widgets import Input, Static

from edgeassist.console import panels
from edgeassist.console.house_lines import devices, timers_and_alerts
from edgeassist.console.machine_lines import machine, problems
from edgeassist.console.turn_lines import turns
from edgeassist.console.widgets import AskLine, Part
from edgeassist.console.wire import Wire

_TICK_S = 0.2
_EVERY = 5
"""Ticks after which what shows a time is drawn anew, even where nothing came."""


class Top(App[None]):
    """Shows what a wire tells, and asks over it."""

    CSS = """
    Screen { layout: vertical; }
    #head, #level { height: 1; }
    #problems { height: auto; max-height: 3; padding: 0 1; }
    #body { height: 1fr; layout: grid; grid-size: 3 2; grid-rows: 1fr 1fr; grid-gutter: 0; }
    #body Part { border: round ansi_bright_black; border-title-color: ansi_default; width: 1fr; height: 1fr; }
    #turns { column-span: 3; }
    .-wide #body { grid-size: 3 3; grid-rows: 1fr 1fr 1fr; }
    .-wide #turns { column-span: 2; row-span: 3; }
    #away { height: 1fr; display: none; content-align: center middle; text-align: center; padding: 0 4; }
    .-away #body, .-away #level, .-away #head, .-away #problems { display: none; }
    .-away #away { display: block; }
    #answer { height: auto; max-height: 4; padding: 0 1; }
    #prompt { height: 1; }
    #prompt Static { width: 2; padding: 0 0 0 1; text-style: bold; }
    #ask { height: 1; border: none; padding: 0 1; width: 1fr; }
    """
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  as Textual has it
    BINDINGS: ClassVar[list[BindingType]] = [("ctrl+q", "quit", "End"), ("ctrl+c", "quit", "End")]

    def __init__(self, wire: Wire) -> None:
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self._wire = wire
        self._picture = wire.picture
        self._seen = -1
        self._away: str | None = ""
        """Why there was nothing to show when it was last looked at."""
        self._ticks = 0

    def compose(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        picture = self._picture
        yield Part("head", lambda width, _: panels.head(picture, width))
        yield Part("level", lambda width, _: panels.level(picture, width))
        yield Static(id="problems")
        with Container(id="body"):
            yield Part("turns", partial(turns, picture), "turns")
            yield Part("devices", partial(devices, picture), "devices")
            yield Part("due", partial(timers_and_alerts, picture), "alerts and timers")
            yield Part("machine", partial(machine, picture), "machine")
        yield Static(id="away")
        yield Static(id="answer")
        with Horizontal(id="prompt"):
            yield Static(">")
            yield AskLine()

    def on_mount(self) -> None:
        """Begin to listen and to draw."""
        self.run_worker(self._wire.run())
        self.set_interval(_TICK_S, self._tick)
        self.query_one(AskLine).focus()
        self._tick()

    def on_input_submitted(self, _: Input.Submitted) -> None:
        """Ask what was typed."""
        if text := self.query_one(AskLine).take():
            self.query_one("#answer", Static).update(Text(f"{text} ...", "bright_black"))
            self.run_worker(self._ask(text), exclusive=True, group="asking")

    async def _ask(self, text: str) -> None:
        answer = await self._wire.ask(text)
        self.query_one("#answer", Static).update(Text.assemble((f"{text}: ", "bright_black"), (answer, "bold")))
        await self._wire.look()

    def _tick(self) -> None:
        """Draw what has changed."""
        self._ticks += 1
        if (why := panels.away(self._picture)) != self._away:
            self._away = why
            self.screen.set_class(why is not None, "-away")
            self.query_one("#away", Static).update(Text(why or ""))
        if why is not None:
            return
        if self._picture.changes != self._seen or self._ticks % _EVERY == 0:
            self._seen = self._picture.changes
            self._title()
            self._tell_problems()
            for part in self.query(Part):
                part.look()

    def _tell_problems(self) -> None:
        told, shown = problems(self._picture), self.query_one("#problems", Static)
        shown.display = bool(told)
        if told != shown.content:
            shown.update(told)

    def _title(self) -> None:
        counted = len(self._picture.devices)
        self.query_one("#devices", Part).border_title = f"devices ({counted})" if counted else "devices"
