"""What is known of a target only later, such as a thumbs-down, may have it scored for certain."""

from pathlib import Path
from typing import Any

import pytest

from otelevals.api.batch import Metadata, Payload
from otelevals.api.evaluation import EvaluationRecord
from otelevals.genai.evaluations import evaluations_in
from tests.processors.line import Line, chat, span

BAD = 'genai.evaluations[0]["label"] == "fail"'


class Recorded(Line):
    def __init__(self, folder: Path, scorers: Any) -> None:
        self.records: list[EvaluationRecord] = []
        super().__init__(folder, scorers, {})

    def _evaluations(self, given: Payload, metadata: Metadata) -> bool:
        self.records += evaluations_in(given.raw)[0]
        return super()._evaluations(given, metadata)


@pytest.mark.parametrize(("rate", "before"), [("1%", []), ("60%", [(0, 0.6, "rate")])])
def test_a_late_thumbs_down_supersedes_what_was_drawn_or_not(
    tmp_path: Path, rate: str, before: list[tuple[int, float, str]]
) -> None:
    scorers = {"not_empty": {"sampling": {"rate": rate, "always": [BAD]}}}
    line = Recorded(tmp_path, scorers)
    line.send(chat(3, 1, answer="Rain.", at=2), span(1, seconds=9))
    line.wait(2)
    said = [(each.revision, each.probability, each.stratum) for each in line.records]
    assert said == before
    feedback: dict[str, Any] = {"logfire.span_type": "annotation", "logfire.feedback.name": "thumb", "thumb": False}
    line.send(span(5, 3, at=20, **feedback))
    line.wait(2)
    said = [(each.revision, each.probability, each.stratum) for each in line.records]
    assert said == [*before, (1, 1.0, f"always {BAD}")]
    assert line.records[-1].span_id == (3).to_bytes(8, "big")
