"""What the assistant hears and shows itself with: the settings of sound, wake words, lamps and buttons."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AudioSettings(_Section):
    """Microphone and speaker, by name (or part of it) or PortAudio index; None: the system's default."""

    enabled: bool | Literal["auto"] = "auto"
    input: str | int | None = None
    output: str | int | None = None
    channel: Annotated[int, Field(ge=1, le=32)] | Literal["mix", "loudest"] = 1
    """Of a microphone with several: a number from 1 on, the mean of all, or the loudest at the time."""
    gain_db: float = Field(default=0.0, ge=-40, le=40)
    """What is added to the microphone's level, in decibels."""
    high_pass_hz: float = Field(default=80.0, ge=0, le=300)
    """What is lower is taken out: hum, rumble, a constant offset; 0: nothing is."""
    lead_s: float = Field(default=0.0, ge=0, le=5)
    """How long a loudspeaker that sleeps takes to wake up: so much is played before, of nothing to be heard."""
    sleeps_after_s: float = Field(default=10.0, ge=0, le=3600)
    """The silence after which it sleeps."""
    chimes: bool = True
    volume: float = Field(default=100.0, ge=0, le=100)
    """Of speech and chimes, as it seems to the ear."""

    @field_validator("enabled", mode="before")
    @classmethod
    def _one_of_three(cls, value: Any) -> Any:
        if str(value).lower() not in {"true", "false", "auto"}:  # else pydantic would complain of each type apart
            raise ValueError("is none of true, false and 'auto'")
        return value

    @field_validator("channel", mode="before")
    @classmethod
    def _number_or_word(cls, value: Any) -> Any:
        if str(value) not in {"mix", "loudest", *map(str, range(1, 33))}:
            raise ValueError("is none of 'mix', 'loudest' and the numbers from 1 to 32")
        return int(value) if str(value).isdecimal() else value


class WakeSettings(_Section):
    """The wake words."""

    engine: Literal["micro_wakeword", "off"] = "micro_wakeword"
    model: str = "okay_nabu"
    models: tuple[str, ...] = ()
    """Several at once, in place of `model`."""
    folder: Path | None = None
    """Where there are more; None: the folder `wake` of the state directory."""
    threshold: float | None = Field(default=None, gt=0, lt=1)
    """Mean probability that counts as the wake word; None: what the model's maker advises."""
    sensitivity: float = Field(default=0.5, ge=0, le=1)
    """0.5 leaves the threshold as it is; more lowers it, and the bar of `verify` with it."""
    sensitivities: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    """Those of single words, by name."""
    verify: bool = True
    """Whether the sounds of what seems to be the wake word are looked at again."""


Shown = Literal["idle", "listening", "transcribing", "thinking", "speaking", "muted", "error"]
"""What the assistant does, as it is reported."""
Pin = Annotated[int, Field(ge=0, le=64)]


class HooksSettings(_Section):
    """What is told of the assistant's states, and who may tell it something, without MQTT."""

    commands: dict[Shown | Literal["any"], tuple[str, ...]] = Field(default_factory=dict)
    """State → a program and its arguments; it finds the state in EDGEASSIST_STATE."""
    lamps: dict[Shown, Pin] = Field(default_factory=dict)
    """State → the GPIO pin that is on while it lasts."""
    listen_button: Pin | None = None
    """Pressed, it starts listening; held for a second, it ends what is going on."""
    mute_button: Pin | None = None

    @property
    def uses_pins(self) -> bool:
        """Return whether any GPIO pin is wanted."""
        return bool(self.lamps) or self.listen_button is not None or self.mute_button is not None
