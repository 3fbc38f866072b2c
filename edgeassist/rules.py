"""What the user allows, and how long it may take: the settings of policy and outbox."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from types import MappingProxyType
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

Risk = Literal["ordinary", "entry", "alarm", "water", "heat"]
"""Ways into the house, disarming, opening water, heating beyond the limits; ordinary: everything else."""
RISKS: Mapping[str, Risk] = MappingProxyType({risk: risk for risk in get_args(Risk)})
"""The classes of risk, by name."""
Decision = Literal["allow", "confirm", "pin", "refuse"]
NEEDS: Mapping[Decision, str] = MappingProxyType(
    {"confirm": "needs_confirmation", "pin": "needs_pin", "refuse": "policy"}
)
"""The reason of a step that was not carried out because of the policy."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PolicyRule(_Section):
    """An exception: what is left out fits everything."""

    decision: Decision
    risks: tuple[Risk, ...] = ()
    entities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    """Rooms that the thing is in, by id or name."""
    sources: tuple[Literal["voice", "mqtt", "cli", "hermes"], ...] = ()
    begins: time | None = None
    ends: time | None = None
    """Earlier than `begins`: on the next day."""


class PolicySettings(_Section):
    """What is done at once, after a question, after a PIN, or never."""

    entry: Decision = "confirm"
    alarm: Decision = "confirm"
    water: Decision = "confirm"
    heat: Decision = "confirm"
    hottest_c: float = Field(default=26.0, ge=5, le=50)
    coldest_c: float = Field(default=5.0, ge=-30, le=25)
    hottest_water_c: float = Field(default=60.0, ge=20, le=100)
    pin: SecretStr | None = None
    limit_s: float = Field(default=30.0, ge=1, le=600)
    """How long a question stays open."""
    entities: dict[str, Risk] = Field(default_factory=dict)
    """Entity id → what commands to it risk, in place of what its kind has."""
    rules: tuple[PolicyRule, ...] = ()
    """The first that fits decides."""

    @field_validator("pin")
    @classmethod
    def _digits(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[0-9]{3,12}", value.get_secret_value()):
            raise ValueError("is not 3 to 12 digits")
        return value

    @model_validator(mode="after")
    def _pin_where_asked_for(self) -> Self:
        decisions = {self.entry, self.alarm, self.water, self.heat, *(rule.decision for rule in self.rules)}
        if "pin" in decisions and self.pin is None:
            raise ValueError("a PIN is asked for, and policy.pin is not set")
        return self


class OutboxSettings(_Section):
    """What may be sent later, where there was no connection or no time."""

    late_s: dict[str, Annotated[float, Field(ge=0, le=3600)]] = Field(default_factory=dict)
    """Domain → seconds that a command may be late, in place of `LATE_S`."""
    most_reports: int = Field(default=10_000, ge=10, le=100_000)
    """Reports that are kept while nobody takes them."""


LATE_S = MappingProxyType(
    {
        **dict.fromkeys(("light", "switch", "media_player"), 30.0),
        **dict.fromkeys(("fan", "cover", "humidifier", "number", "select"), 60.0),
        **dict.fromkeys(("climate", "water_heater"), 600.0),
    }
)
"""Domain → seconds that a command may be late; of every other one, and of what guards the house, none is ever."""
