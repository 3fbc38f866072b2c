"""Every setting, its default and its allowed values: one frozen tree, made once at the start."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import time, tzinfo
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from edgeassist.manners import DocumentsSettings, HistorySettings, ListsSettings, NotesSettings, QuietSettings
from edgeassist.rules import OutboxSettings, PolicySettings
from edgeassist.senses import AudioSettings, HooksSettings, WakeSettings

ENV_PREFIX = "EDGEASSIST_"


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TlsSettings(_Section):
    """Encryption of the broker connection; on as soon as one of these is set."""

    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None


class MqttSettings(_Section):
    """The broker."""

    host: str = "localhost"
    port: int = Field(default=1883, ge=1, le=65535)
    username: str | None = None
    password: SecretStr | None = None
    tls: TlsSettings = TlsSettings()
    discovery: Literal["device", "component", "off"] = "device"
    hermes: bool = False
    """Whether skills that were written for the `hermes/…` topics are served."""
    confirm_s: float = Field(default=3.0, ge=0, le=60)
    """How long a lamp may take to report the new state; what has a motor, or sleeps, up to five times as long."""
    keepalive_s: int = Field(default=10, ge=1, le=600)
    """How long it may be silent before the connection is tried; after twice as long it counts as lost."""


class PrivacySettings(_Section):
    """What leaves the process."""

    publish_text: bool = True
    show_text: bool = False
    """Whether a hub shows the last sentence and the last answer."""
    log_text: bool = False
    """Whether the log tells what was said and answered; at debug it does in any case."""


class MetricsSettings(_Section):
    """Where Prometheus finds the metrics; on MQTT they are in any case."""

    prometheus_port: int | None = Field(default=None, ge=1, le=65535)
    """None: nowhere."""
    prometheus_host: str = "localhost"
    """The address at which it may ask; only this machine can, unless it is set."""


class VadSettings(_Section):
    """Voice activity detection."""

    engine: Literal["silero"] = "silero"


class EndpointSettings(_Section):
    """When an utterance is over."""

    threshold: float = Field(default=0.5, gt=0, lt=1)
    silence_s: float = Field(default=0.7, gt=0, le=5)
    done_s: float = Field(default=0.15, gt=0, le=5)
    """The silence where what was heard is whole, and nothing can follow; never more than `silence_s`, as the next."""
    whole_s: float = Field(default=0.25, gt=0, le=5)
    """The same where it is a whole command; a time might follow."""
    open_s: float = Field(default=0.4, gt=0, le=5)
    """The same where it may well go on."""
    unfinished_s: float = Field(default=1.2, gt=0, le=5)
    """The silence where more must follow; never less than `silence_s`."""
    start_s: float = Field(default=5.0, gt=0, le=60)
    """How long to wait for the first word."""
    longest_s: float = Field(default=15.0, gt=0, le=120)


class InterruptSettings(_Section):
    """What silences speech and ringing without the wake word."""

    words: tuple[Annotated[str, Field(pattern=r"^[a-z' ]{2,40}$")], ...] = ("stop", "be quiet", "shut up")
    """Said alone; none: only the wake word interrupts."""


class PocketSphinxSettings(_Section):
    """The embedded recogniser: small, closed vocabulary, nothing to download."""

    engine: Literal["pocketsphinx"] = "pocketsphinx"


class FasterWhisperSettings(_Section):
    """The open-vocabulary recogniser; needs weights: `model` is a directory or a name of the catalogue."""

    engine: Literal["faster_whisper"] = "faster_whisper"
    model: str = "whisper-base.en"
    threads: int = Field(default=2, ge=1, le=16)
    language: str | None = Field(default=None, pattern="^([a-z]{2,3}|auto)$")
    """"auto": found out at every utterance; None: that of the sentences."""
    window_s: float = Field(default=10.0, ge=5, le=30)
    """The shortest sound that it is given, filled up with silence; 30: always as much as it was trained on."""


class BothSttSettings(FasterWhisperSettings):
    """The closed recogniser where it is sure, the open one otherwise; takes the memory of both."""

    engine: Literal["both"] = "both"  # type: ignore[assignment]


class AutoSttSettings(_Section):
    """Both where weights of the open one are installed, pocketsphinx otherwise."""

    engine: Literal["auto"] = "auto"


SttSettings = Annotated[
    AutoSttSettings | PocketSphinxSettings | FasterWhisperSettings | BothSttSettings, Field(discriminator="engine")
]


class IntentSettings(_Section):
    """Understanding."""

    edge_model: str = "edge-slm"
    """A file or a name of the catalogue; "off": sentences alone."""
    threads: int = Field(default=1, ge=1, le=16)
    threshold: float = Field(default=0.7, ge=0, le=1)
    """A reading that is less certain is not acted on."""
    general_model: str = "auto"
    """An instruct model for what is left: a file or a name of the catalogue; "auto": one that is installed; "off"."""
    general_threshold: float = Field(default=0.9, ge=0, le=1)
    general_limit_s: float = Field(default=8.0, gt=0, le=120)
    """How long it may think, loading included; then the assistant answers without it."""
    general_context: int = Field(default=2048, ge=512, le=32768)
    general_threads: int = Field(default=2, ge=1, le=16)
    general_idle_s: float = Field(default=600.0, ge=1)
    """It is dropped from memory after so long without a question."""
    general_reserve_mb: int = Field(default=300, ge=0)
    """It is not loaded, or dropped, where less memory would be free."""


class _VoiceSettings(_Section):
    speed: float = Field(default=1.0, ge=0.5, le=2.0)
    """1: as the voice speaks by itself."""
    volume: float = Field(default=100.0, ge=0, le=100)
    """Of the voice beside the chimes, as it seems to the ear; `audio.volume` is that of both."""

    @property
    def loudness(self) -> float:
        """The volume as a factor on samples."""
        return (self.volume / 100) ** 2


class EspeakSettings(_VoiceSettings):
    """The embedded voice."""

    engine: Literal["espeak_ng"] = "espeak_ng"
    voice: str = "en-us"
    words_per_minute: int = Field(default=165, ge=80, le=400)


class PiperSettings(_VoiceSettings):
    """The natural voice; needs a voice file: `model` is a file or a name of the catalogue."""

    engine: Literal["piper"] = "piper"
    model: str = "en_US-lessac-medium"
    speaker: str | int | None = None
    """One of several that a voice file may hold, by name or number; None: its first."""
    keep_mb: float = Field(default=4.0, ge=0, le=100)
    """Memory for the sounds of usual answers, which are made ahead; as much on the disk."""


class AutoTtsSettings(_VoiceSettings):
    """Piper where a voice is installed, espeak-ng otherwise."""

    engine: Literal["auto"] = "auto"


TtsSettings = Annotated[AutoTtsSettings | EspeakSettings | PiperSettings, Field(discriminator="engine")]


class SensorsSettings(_Section):
    """What is said about sensors."""

    enabled: bool = True
    sensitivity: Literal["low", "normal", "high"] = "normal"
    """How much it takes to be told; each sensor can be told otherwise."""
    announce: bool = True
    """Whether fire, water, a thawing freezer and open doors at night are said aloud at once."""
    digest: Literal["off"] | time = time(19)
    """When the rest is said; "off": only when asked."""


class ScheduleSettings(_Section):
    """What waits for something to happen."""

    wait_h: float = Field(default=24.0, gt=0, le=8760)


class ModelsSettings(_Section):
    """Where `edgeassist models pull` fetches models."""

    hub: str = Field(default="https://huggingface.co", pattern=r"^https?://")


def _default_state_dir() -> Path:
    for variable, below in (("STATE_DIRECTORY", ""), ("XDG_STATE_HOME", "edgeassist")):
        if value := os.environ.get(variable):
            return Path(value.split(":")[0]) / below
    return Path.home() / ".local" / "state" / "edgeassist"


class Settings(BaseSettings):
    """The whole tree; `load_settings` makes it."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix=ENV_PREFIX, env_nested_delimiter="__", validate_default=True
    )

    node: str = Field(default="edgeassist", pattern=r"^[A-Za-z0-9_-]{1,64}$")
    area: str | None = Field(default=None, max_length=100)
    home: Path | None = None
    state_dir: Path = Field(default_factory=_default_state_dir)
    language: str = Field(default="en", pattern=r"^[a-z]{2,3}$")
    units: Literal["metric", "imperial"] = "metric"
    time_zone: str | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    sentences_dir: Path | None = None
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    mqtt: MqttSettings = MqttSettings()
    privacy: PrivacySettings = PrivacySettings()
    metrics: MetricsSettings = MetricsSettings()
    audio: AudioSettings = AudioSettings()
    wake: WakeSettings = WakeSettings()
    hooks: HooksSettings = HooksSettings()
    vad: VadSettings = VadSettings()
    endpoint: EndpointSettings = EndpointSettings()
    interrupt: InterruptSettings = InterruptSettings()
    stt: SttSettings = AutoSttSettings()
    intent: IntentSettings = IntentSettings()
    tts: TtsSettings = AutoTtsSettings()
    policy: PolicySettings = PolicySettings()
    outbox: OutboxSettings = OutboxSettings()
    sensors: SensorsSettings = SensorsSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    quiet: QuietSettings = QuietSettings()
    history: HistorySettings = HistorySettings()
    lists: ListsSettings = ListsSettings()
    notes: NotesSettings = NotesSettings()
    documents: DocumentsSettings = DocumentsSettings()
    models: ModelsSettings = ModelsSettings()

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str | None) -> str | None:
        try:
            return value if value is None else ZoneInfo(value).key
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("is no time zone of the IANA database, such as Europe/Berlin") from error

    @field_validator("stt", "tts", mode="before")
    @classmethod
    def _auto_engine(cls, value: Any) -> Any:
        return {"engine": "auto", **value} if isinstance(value, Mapping) else value

    def zone(self) -> tzinfo | None:
        """Return the time zone that is set; None: the system's."""
        return None if self.time_zone is None else ZoneInfo(self.time_zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Return the sources, the strongest first; file and credentials come in as `init_settings`."""
        return env_settings, init_settings
