"""What engines have to say to the service: metrics, warnings, and how far budgets go."""

from collections.abc import Mapping

import structlog

from otelevals.api.telemetry import Telemetry
from otelevals.scoring.processes.engine import METRICS, Notice

log = structlog.get_logger()


class Notices:
    """Taken on the threads of the processes, read on others."""

    def __init__(self, telemetry: Telemetry, processor: str) -> None:
        self.pace: Mapping[str, float] = {}
        """By scorer, the share of what would be sampled that its budget affords."""
        self._processor = processor
        self._counters = {name: telemetry.counter(name, says, [*labels]) for name, (says, labels) in METRICS.items()}
        self._paces = telemetry.gauge(
            "otelevals_judge_pace", "The share of the sample that the budget affords.", ["processor", "scorer"]
        )

    def take(self, notice: Notice) -> None:
        self.pace = {**self.pace, **notice.pace}
        for scorer, share in notice.pace.items():
            self._paces.labels(self._processor, scorer).set(share)
        for metric, labels, amount in notice.counts:
            self._counters[metric].labels(self._processor, *labels).inc(amount)
        for warning in notice.warnings:
            log.warning(warning)
