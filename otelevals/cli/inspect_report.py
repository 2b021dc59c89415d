"""What becomes of telemetry that is inspected: a report takes one trace after another."""

from typing import Protocol

from otelevals.cli.inspect_traces import Gathered


class Report(Protocol):
    def show(self, gathered: Gathered) -> None:
        """Write what is in a trace."""

    def end(self, plain_logs: int) -> None:
        """Write what can be said when all of the input has come, with how many log records are not about GenAI."""
