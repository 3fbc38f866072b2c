"""What can go wrong, as one tree: each error says what happened and what to do about it."""


class EdgeAssistError(Exception):
    """Root of all errors that edgeassist raises on purpose."""


class ConfigError(EdgeAssistError):
    """A setting, a home file or a sentence file is wrong; the start stops with exit code 78."""


class ModelError(EdgeAssistError):
    """A model file is missing, truncated or of another kind; the text names the file and what mends it."""


class AudioError(EdgeAssistError):
    """A microphone, a speaker or an audio file cannot be used; devices are tried again with back-off."""


class BrokerError(EdgeAssistError):
    """The MQTT broker cannot be reached or refuses us; tried again with back-off."""


class StateError(EdgeAssistError):
    """The state file cannot be read or written, as where the disk is full; the turn goes on without it."""

    why = "my disk is full or broken."
    """What the user is told, after what cannot be done."""


class StateHeldError(StateError):
    """Another process is at the state file for so long that it is not waited for."""

    why = "something else holds my memory just now. Nothing is lost: try again in a moment."


class EngineError(EdgeAssistError):
    """An engine failed on this input; this turn ends with an apology and the next one is tried."""

    def __init__(self, engine: str, reason: str) -> None:
        super().__init__(f"{engine}: {reason}")
        self.engine = engine


class EngineStuckError(EngineError):
    """An engine ignored its stop signal; the process exits with code 1 and is restarted."""
