"""Evaluations as span attributes, `eval.<name>.score` and so on, ready to be appended to a serialised span."""

from collections.abc import Iterable
from functools import lru_cache

from otelevals.api.span import Span
from otelevals.otlp.anyvalue import SPAN_ATTRIBUTES, Value, encode_attribute
from otelevals.scoring.outcome import Evaluation

_REMEMBERED, _SHORT = 1024, 100


class AttributeWriter:
    """Writes under one prefix, and knows what is there already."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix + "."
        self._marker = self._prefix.encode()
        # the verdicts of yes-or-no checks come again and again, mostly with the same explanation
        self._cached = lru_cache(maxsize=_REMEMBERED)(self._encode)

    def may_be_in(self, raw: bytes) -> bool:
        """False proves that a serialised span has nothing of a scorer."""
        return self._marker in raw

    def taken(self, span: Span) -> frozenset[str]:
        """The names of scorers that left something on the span."""
        if not self.may_be_in(span.raw):
            return frozenset()
        start = len(self._prefix)
        keys = [key[start:] for key in span.attributes if key.startswith(self._prefix)]
        return frozenset([name for name, dot, _ in [key.partition(".") for key in keys] if dot])

    def encode(self, evaluation: Evaluation) -> bytes:
        """An error stands alone; a verdict has what it has and the version."""
        if evaluation.error is not None:
            return self._fields(evaluation.name, (("error", evaluation.error),))
        explanation = evaluation.explanation
        encode = self._cached if explanation is None or len(explanation) <= _SHORT else self._encode
        return encode(
            evaluation.name,
            evaluation.score,
            evaluation.label,
            evaluation.passed,
            explanation,
            evaluation.version,
            evaluation.partial,
        )

    def _encode(
        self,
        name: str,
        score: float | None,
        label: str | None,
        passed: bool | None,
        explanation: str | None,
        version: str,
        partial: bool,
    ) -> bytes:
        fields = (
            ("score", score),
            ("label", label),
            ("passed", passed),
            ("explanation", explanation),
            ("version", version),
            ("partial", partial or None),
        )
        return self._fields(name, [(field, value) for field, value in fields if value is not None])

    def _fields(self, name: str, fields: Iterable[tuple[str, Value]]) -> bytes:
        start = f"{self._prefix}{name}."
        return b"".join([encode_attribute(SPAN_ATTRIBUTES, start + field, value) for field, value in fields])
