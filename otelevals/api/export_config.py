"""Queue and retry options that every exporter has, with the Collector's names and defaults."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from otelevals.api.config import Config, Duration


class RetryConfig(Config):
    enabled: bool = True
    """When false, a batch that could not be delivered at once is dropped."""
    initial_interval: Duration = 5.0
    """The wait before the first retry."""
    randomization_factor: Annotated[float, Field(ge=0, le=1)] = 0.5
    """How far a wait may be from its computed length, as a part of it."""
    multiplier: Annotated[float, Field(ge=1)] = 1.5
    """How much longer each wait is than the one before."""
    max_interval: Duration = 30.0
    """The longest wait between two retries."""
    max_elapsed_time: Duration = 300.0
    """How long a batch is tried before it is dropped; 0 means for ever."""


class QueueBatchConfig(Config):
    flush_timeout: Duration = 0.2
    """The longest a batch waits for more."""
    min_size: Annotated[int, Field(ge=0)] = 8192
    """Send at once when so much waits."""
    max_size: Annotated[int, Field(ge=0)] = 0
    """Split what is larger; 0 means no limit."""
    sizer: Literal["items", "bytes"] = "items"
    """What min_size and max_size count; an item is a span, a log record or a metric point."""

    @model_validator(mode="after")
    def _sizes(self) -> Self:
        if self.max_size and self.max_size < self.min_size:
            raise ValueError("max_size must not be less than min_size")
        return self


class QueueConfig(Config):
    enabled: bool = True
    """When false, one batch at a time is sent and the next waits in its pipeline."""
    num_consumers: Annotated[int, Field(ge=1, le=1000)] = 10
    """How many requests may be under way or waiting for a retry at once."""
    queue_size: Annotated[int, Field(ge=1)] = 1000
    """How much may wait, counted by `sizer`."""
    sizer: Literal["requests", "items", "bytes"] = "requests"
    """What queue_size counts; an item is a span, a log record or a metric point."""
    max_bytes: Annotated[int, Field(ge=1)] = 256 * 1024 * 1024
    """How many bytes may wait, whatever the sizer."""
    block_on_overflow: bool = False
    """When full, refuse new requests at the receivers instead of dropping this exporter's copy."""
    batch: QueueBatchConfig | None = None
    """Wait for larger requests. Without it whatever waits is merged and sent as soon as a sender is free."""
    wait_for_result: bool = False
    storage: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _unsupported(cls, value: Any) -> Any:
        if isinstance(value, dict) and value.get("storage") is not None:
            raise ValueError("storage is not supported: durability belongs at the door, to a receiver's journal")
        if isinstance(value, dict) and value.get("wait_for_result") is True:
            raise ValueError("wait_for_result is not supported: requests are answered when they are accepted")
        return value


class ExporterConfig(Config):
    timeout: Duration = 5.0
    """How long one attempt may take; 0 means no limit."""
    retry_on_failure: RetryConfig = RetryConfig()
    sending_queue: QueueConfig = QueueConfig()
