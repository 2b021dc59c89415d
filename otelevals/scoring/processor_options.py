"""Options of the `scorer` processor."""

from typing import Annotated

from pydantic import ByteSize, Field

from otelevals.api.config import Config, Duration

_MIB = 1024 * 1024


def check_prefix(prefix: str) -> str:
    if not prefix or prefix.startswith(".") or prefix.endswith("."):
        raise ValueError("expected words joined by dots, such as eval")
    return prefix


class Memory(Config):
    num_traces: Annotated[int, Field(ge=1)] = 100_000
    """How many traces are remembered; those that were quiet for longest are forgotten first."""
    max_spans: Annotated[int, Field(ge=1)] = 500_000
    """How many spans they may have."""
    max_bytes: Annotated[int, Field(ge=1)] = 128 * _MIB
    """How much they may take; log events with content may take as much again, and plain spans that came before any
    GenAI span of their trace an eighth."""
    max_age: Duration = 300.0
    """How long a trace is remembered after its last span."""


class Evaluators(Config):
    processes: Annotated[int, Field(ge=1, le=64)] = 1
    """How many there are. They are started when something is to be scored in them."""
    max_memory: Annotated[ByteSize, Field(ge=128 * _MIB, validate_default=True)] = ByteSize(1024 * _MIB)
    """How much memory one may take: what a scorer allocates beyond it fails in the scorer, and a process that has grown
    near to it is replaced."""
