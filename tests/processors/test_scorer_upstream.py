"""Reports speak of the traffic that samplers in front saw, also where these keep more of what fails."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from otelevals.api.batch import Metadata, Payload
from otelevals.api.evaluation import EvaluationRecord
from otelevals.cli import main
from otelevals.genai.evaluations import evaluations_in
from otelevals.otlp.sampling import decode_threshold, trace_id_randomness
from otelevals.processors.probabilistic_sampler import ProbabilisticSamplerProcessor
from otelevals.testing import context
from tests.processors.build import batch, payload, spans_of
from tests.processors.line import Line, chat
from tests.store.samples import NOW, opened

TURNS, FAILED = 6000, 10
"""One of so many turns fails: 90% pass."""


class Recorded(Line):
    def __init__(self, folder: Path) -> None:
        self.records: list[EvaluationRecord] = []
        check = {"type": "contains", "values": ["Paris"]}
        super().__init__(folder, {"all": check, "some": {**check, "sampling": {"rate": 0.5}}})

    def _evaluations(self, given: Payload, metadata: Metadata) -> bool:
        self.records += evaluations_in(given.raw)[0]
        return True


def traffic() -> Iterator[Span]:
    """What an SDK sends that keeps all failures, and an eighth of the rest."""
    dice = Random(20)
    for number in range(1, TURNS + 1):
        failed = number % FAILED == 0
        turn = chat(number, answer="London" if failed else "Paris")
        turn.trace_id = dice.randbytes(16)
        digits = "0" if failed else "e"
        turn.trace_state = f"ot=th:{digits}"
        if trace_id_randomness(turn.trace_id) >= decode_threshold(digits):
            yield turn


@pytest.mark.parametrize("mode", ["proportional", "equalizing"])
def test_means_are_those_of_the_traffic_in_front_of_samplers(
    tmp_path: Path, mode: str, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ProbabilisticSamplerProcessor.Config.model_validate({"mode": mode, "sampling_percentage": 50})
    sampler = ProbabilisticSamplerProcessor(options, context("probabilistic_sampler"))
    line = Recorded(tmp_path)
    line.send(*spans_of(sampler.process(batch(payload(*traffic())))))
    with opened(tmp_path / "db") as store:
        store.add([each._replace(time=NOW * 1_000_000) for each in line.records], NOW)
    url = f"sqlite:///{tmp_path / 'db'}"
    assert main(["report", "--store", url, "--from", "2026-09-21", "--to", "2026-09-22", "--json"]) == 0
    rows = {row["scorer"]: row for row in json.loads(capsys.readouterr().out)}
    for name in ("all", "some"):
        scores = [each.score for each in line.records if each.name == name and each.score is not None]
        assert sum(scores) / len(scores) < 0.75
        assert rows[name]["pass_low"] < 0.9 < rows[name]["pass_high"]
        assert rows[name]["mean"] == pytest.approx(0.9, abs=0.02)
        assert rows[name]["n"] == len(scores)
        total = sum(1 / each.probability for each in line.records if each.name == name)
        assert total == pytest.approx(TURNS, rel=0.15)
