"""Lamps and buttons at the GPIO pins of a board, through gpiozero."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from edgeassist.errors import ConfigError

_HELD_S = 1.0
_BOUNCE_S = 0.03
_INSTALL = "pip install 'edgeassist[gpio]'"


class Pins:
    """Lamps by name and buttons; closed, all pins are free and dark."""

    def __init__(self, lamps: Mapping[str, int]) -> None:
        try:
            import gpiozero  # noqa: PLC0415  # an extra, of use on boards alone
        except ImportError as error:
            raise ConfigError(f"hooks: gpiozero is not installed: {_INSTALL}") from error
        self._library = gpiozero
        self._stack = ExitStack()
        self._lamps = {pin: self._open(gpiozero.LED, pin) for pin in {*lamps.values()}}
        self._pins = dict(lamps)

    def show(self, name: str) -> None:
        """Have the lamp of `name` on, and all others off."""
        lit = self._pins.get(name)
        for pin, lamp in self._lamps.items():
            lamp.value = pin == lit

    def button(self, pin: int, pressed: Callable[[], object], held: Callable[[], object] | None = None) -> None:
        """Call `pressed` in another thread when a button to ground is let go again, or `held` after a second."""
        button = self._open(self._library.Button, pin, hold_time=_HELD_S, bounce_time=_BOUNCE_S)
        was_held = False

        def _held() -> None:
            nonlocal was_held
            was_held = True
            if held is not None:
                held()

        def _released() -> None:
            nonlocal was_held
            if not was_held:
                pressed()
            was_held = False

        button.when_released = _released
        if held is not None:
            button.when_held = _held

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _open(self, make: Callable[..., Any], pin: int, **how: Any) -> Any:
        """Return a device at a pin; raises ConfigError where there are no pins, or it is taken."""
        try:
            return self._stack.enter_context(make(pin, **how))
        except (self._library.GPIOZeroError, OSError, RuntimeError) as error:
            self._stack.close()
            raise ConfigError(f"hooks: GPIO pin {pin} cannot be used: {error}") from error
