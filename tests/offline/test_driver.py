"""The driver hands on what scorers find, and waits for those that run elsewhere while it holds few spans."""

import time
from collections import Counter
from pathlib import Path
from typing import Any

from otelevals.api.batch import Payload
from otelevals.api.clock import ManualClock
from otelevals.api.component import ComponentId
from otelevals.api.gathering import Completion
from otelevals.offline.chosen import choose
from otelevals.offline.driver import MOST_CALLS, Driver, Found
from otelevals.offline.payloads import of_row, of_trace
from otelevals.offline.rows import Row
from otelevals.otlp.anyvalue import encode_attributes
from otelevals.otlp.signals import Signal
from otelevals.processors.scorer import ScorerProcessor
from tests.processors.build import payload
from tests.processors.line import chat, content, retrieval, span

CHECKS = """
def seen(output, context=(), session=None):
    return {"context": len(context), "session": session is not None}

def polite(output):
    return "please" in output
"""


class Driven:
    def __init__(self, scorers: dict[str, Any], base_dir: Path = Path(), *, clock: ManualClock | None = None) -> None:
        """`clock`: one that moves while the driver waits."""
        pause = time.sleep if clock is None else clock.advance
        config = ScorerProcessor.Config.model_validate({"scorers": scorers}, context={"base_dir": base_dir})
        self.found: list[Found] = []
        chosen = choose({ComponentId("scorer"): (ScorerProcessor, config)})
        self.driver = Driver(chosen, base_dir, self.found.append, clock, pause)
        self.driver.start()

    def rows(self, *said: dict[str, Any]) -> None:
        for number, each in enumerate(said):
            row = Row(number, each)
            self.driver.score(of_row(row.span(10**18)), row.id)

    def finish(self) -> list[tuple[str, str, float | None]]:
        self.driver.finish()
        self.driver.close()
        return [(each.label, each.record.name, each.record.score) for each in self.found]


def test_what_is_found_comes_with_the_name_of_its_row() -> None:
    driven = Driven({"not_empty": None, "length": {"type": "length", "max": 3}})
    driven.rows({"id": "a", "output": "x"}, {"id": "b", "output": ""})
    assert driven.finish() == [
        ("a", "not_empty", 1.0),
        ("a", "length", 1.0),
        ("b", "not_empty", 0.0),
        ("b", "length", 0.0),
    ]


def test_rows_of_one_trace_have_nothing_to_do_with_one_another(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    scorers = {"seen": {"type": "python", "path": "checks.py:seen", "isolation": "inline"}}
    driven = Driven(scorers, tmp_path)
    ids = {"trace_id": "ab" * 16}
    driven.rows({"id": "a", "output": "x", "session": "s", "context": ["d"], **ids}, {"id": "b", "output": "y", **ids})
    assert driven.finish() == [
        ("a", "seen.context", 1.0),
        ("a", "seen.session", 1.0),
        ("b", "seen.context", 0.0),
        ("b", "seen.session", 0.0),
    ]
    assert not any(each.record.partial for each in driven.found)


def test_a_whole_trace_lends_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    scorers = {"seen": {"type": "python", "path": "checks.py:seen", "isolation": "inline"}}
    driven = Driven(scorers, tmp_path)
    session: dict[str, Any] = {"session.id": "s"}
    spans = [retrieval(2, 1, "It rains."), chat(3, 1, answer="Rain.", at=2), span(1, seconds=9, **session)]
    driven.driver.score(of_trace(payload(*spans).spans))
    label = f"{1:032x}/{3:016x}"
    assert driven.finish() == [(label, "seen.context", 1.0), (label, "seen.session", 1.0)]
    assert [each.record.partial for each in driven.found] == [False, False]


def test_a_trace_that_is_not_whole_is_partial() -> None:
    driven = Driven({"not_empty": None})
    driven.driver.score(of_trace(payload(chat(3, 1, answer="Rain.")).spans), completion=Completion("too large"))
    driven.finish()
    assert [each.record.partial for each in driven.found] == [True]


def test_what_samplers_left_counts_once_in_a_dataset() -> None:
    driven = Driven({"not_empty": None})
    kept = chat(3, 1, answer="Rain.")
    kept.trace_state = "ot=rv:ffffffffffffff;th:8"
    driven.driver.score(of_trace(payload(kept).spans))
    driven.finish()
    assert [each.record.probability for each in driven.found] == [1.0]


def test_what_has_a_result_is_not_scored_again() -> None:
    said: dict[str, Any] = {"eval.not_empty.passed": True}
    scored = payload(chat(3, answer="Rain.", **said))
    driven = Driven({"not_empty": None})
    driven.driver.score(of_trace(scored.spans))
    assert driven.finish() == []
    assert driven.driver.decisions[("not_empty", "duplicate", "the span has a result of this scorer already")] == 1


def test_scorers_that_run_elsewhere_are_waited_for(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    most, driven = 0, Driven({"polite": {"type": "python", "path": "checks.py:polite"}}, tmp_path)
    for number in range(MOST_CALLS + 200):
        driven.rows({"id": number, "output": "please" if number % 2 else "now"})
        most = max(most, number + 1 - len(driven.found))
    found = driven.finish()
    assert len({label for label, _, _ in found}) == len(found) == MOST_CALLS + 200
    assert Counter(score for _, _, score in found) == {1.0: len(found) // 2, 0.0: len(found) // 2}
    assert most <= MOST_CALLS + 1


def test_content_that_never_comes_is_not_waited_for() -> None:
    clock = ManualClock()
    driven = Driven({"not_empty": None}, clock=clock)
    logs: Any = Signal.LOGS.wire.request()
    group = logs.resource_logs.add()
    group.resource.MergeFromString(encode_attributes(1, {"service.name": "shop"}))
    group.scope_logs.add().log_records.append(content(3, "Rain."))
    driven.driver.logs(Payload.received(Signal.LOGS, logs.SerializeToString()))
    driven.driver.score(of_trace(payload(chat(3), chat(4)).spans))
    assert driven.finish() == [(f"{1:032x}/{3:016x}", "not_empty", 1.0)]
    assert {key[1]: count for key, count in driven.driver.decisions.items()} == {"scored": 1, "content_off": 1}
    assert clock.now() < 1001


def test_large_rows_are_scored_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "checks.py").write_text(CHECKS)
    driven = Driven({"polite": {"type": "python", "path": "checks.py:polite"}}, tmp_path)
    for number in range(3):
        driven.rows({"id": number, "output": "please " * 50_000})
        assert len(driven.found) == number + 1
    driven.finish()


def test_reasons_are_counted() -> None:
    driven = Driven({"exact_match": None, "not_empty": {"on": "agent"}})
    driven.rows({"output": "x", "expected": "x"}, {"id": 2, "output": "x"}, {"id": 3, "output": "x", "kind": "agent"})
    driven.finish()
    assert {(scorer, decision): count for (scorer, decision, _), count in driven.driver.decisions.items()} == {
        ("exact_match", "scored"): 1,
        ("exact_match", "missing_input"): 1,
        ("exact_match", "wrong_kind"): 1,
        ("not_empty", "wrong_kind"): 2,
        ("not_empty", "scored"): 1,
    }
