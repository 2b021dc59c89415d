"""Evaluations on their way out by themselves: log records, collected by what their targets came with and from."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from otelevals.api.batch import Metadata, Payload
from otelevals.genai.emit import evaluation_record, evaluation_request
from otelevals.genai.interaction import Interaction
from otelevals.otlp.anyvalue import Value
from otelevals.otlp.signals import Signal
from otelevals.scoring.outcome import Evaluation, Origin

_CHANGING = ("model", "response_model", "prompt_name", "prompt_version")


class Records:
    def __init__(self) -> None:
        self._records: dict[Metadata, dict[bytes, list[bytes]]] = {}
        self._last: object = None

    def add(
        self,
        metadata: Metadata,
        evaluation: Evaluation,
        interaction: Interaction,
        time: int,
        dimensions: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """An evaluation of a span that came with this metadata.

        Several of one call follow each other, and the first alone says what the call took and cost: sums are right.
        """
        call = (evaluation.scorer, evaluation.target, evaluation.revision)
        first, self._last = call != self._last, call
        more: dict[str, Value] = {
            "otelevals.scorer": evaluation.scorer,
            "otelevals.version": evaluation.version,
            "otelevals.passed": evaluation.passed,
            "otelevals.revision": evaluation.revision,
            "otelevals.partial": evaluation.partial or None,
            "otelevals.withdrawn": evaluation.withdrawn or None,
            "otelevals.lost": evaluation.lost or None,
            "otelevals.target.kind": interaction.kind.value,
            **_of_target(interaction),
            "otelevals.session": interaction.value("session"),
            "otelevals.sampling.probability": None if evaluation.probability == 1 else evaluation.probability,
            "otelevals.sampling.stratum": evaluation.stratum or None,
            "otelevals.duration": evaluation.duration if first else None,
        }
        if evaluation.origin is not None:
            more |= _of_judge(evaluation.origin, first=first)
        more |= {f"otelevals.dimension.{name}": value for name, value in dimensions.items()}
        record = evaluation_record(
            time,
            evaluation.name,
            evaluation.target.trace_id,
            evaluation.target.span_id,
            score=evaluation.score,
            label=evaluation.label,
            explanation=evaluation.error or evaluation.explanation,
            response_id=interaction.value("response_id"),
            error=evaluation.error_type,
            more=more,
        )
        records = self._records.setdefault(metadata, defaultdict(list))
        records[interaction.span.resource.raw].append(record)

    def take(self) -> Iterator[tuple[Metadata, Payload]]:
        """What was added, taken out, as requests."""
        records, self._records = self._records, {}
        for metadata, by_resource in records.items():
            yield metadata, Payload.received(Signal.EVALS, evaluation_request(by_resource))


def _of_target(interaction: Interaction) -> dict[str, Value]:
    """What its evaluations may get better or worse with. The version of its service is in the resource."""
    said: dict[str, Value] = {}
    for name in _CHANGING:
        value = interaction.value(name)
        if isinstance(value, str):
            said[f"otelevals.target.{name}"] = value
    return said


def _of_judge(origin: Origin, *, first: bool) -> dict[str, Value]:
    said: dict[str, Value] = {
        "otelevals.judge": origin.judge,
        "otelevals.judge.requested_model": origin.requested_model,
        "otelevals.judge.served_model": origin.served_model or None,
        "otelevals.judge.rubric": origin.rubric,
        "otelevals.judge.rubric_hash": origin.rubric_hash,
        "otelevals.judge.same_family": origin.from_same_family or None,
        "otelevals.cached": origin.cached or None,
    }
    if first:
        said |= {
            "otelevals.judge.prompt_tokens": origin.prompt_tokens,
            "otelevals.judge.completion_tokens": origin.completion_tokens,
            "otelevals.judge.attempts": origin.attempts,
            "otelevals.cost": origin.cost,
        }
    return said
