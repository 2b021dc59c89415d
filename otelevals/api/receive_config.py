"""Options that the engine reads of every receiver that has them: where requests are kept until they are delivered."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from otelevals.api.config import Config
from otelevals.api.errors import ConfigError

MIB = 1024 * 1024


class JournalConfig(Config):
    """Requests are on disk before they are acknowledged, until every exporter has them."""

    directory: Annotated[str, Field(min_length=1)]
    """Where it is; one process at a time may have it. Relative to the configuration file."""
    max_size: Annotated[int, Field(ge=16 * MIB)] = 1024 * MIB
    """How many bytes of disk it may take. Dead letters may take as many again."""
    fsync: Literal["always", "interval"] = "interval"
    """always: what was acknowledged survives a loss of power. interval: a crash of the process; the disk is synced
    every second."""
    on_full: Literal["refuse", "drop_oldest"] = "refuse"
    """refuse: clients are told to come back. drop_oldest breaks the promise: the oldest data is dropped and counted."""


class JournaledConfig(Config):
    journal: JournalConfig | None = None
    """Keep requests on disk until every exporter has them. Without it they wait in memory."""
    ack: Literal["accepted", "journaled", "delivered"] | None = None
    """When clients are answered. accepted: at once. journaled: when the request is on disk. delivered: when every
    exporter has it. The default is journaled with a journal, else accepted."""
    redact_before_journal: Annotated[str, Field(min_length=1)] | None = None
    """The id of a redaction processor that spans and log records go through before they are written to disk."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.ack == "journaled" and self.journal is None:
            raise ConfigError("journaled needs a journal: configure `journal`", ("ack",))
        if self.redact_before_journal is not None and self.journal is None:
            raise ConfigError("there is no journal: configure `journal`", ("redact_before_journal",))
        return self
