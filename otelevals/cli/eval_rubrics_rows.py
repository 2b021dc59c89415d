"""From what became of the cases of test sets to the rows of a table."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from otelevals.cli.eval_rubrics_plan import RubricTest
from otelevals.judges.rubric_tests import label_of, passing_labels, possible_labels
from otelevals.judges.scale import ABSTAIN
from otelevals.judges.trial import Tried
from otelevals.offline.agreement import Agreement, Compared, Share
from otelevals.offline.gates import Gate, Missed
from otelevals.scoring.score import NoVerdict


class Row(NamedTuple):
    """A rubric; None for what is not known."""

    rubric: str
    version: str
    hash: str
    """Of all that decides how it judges."""
    judge: str
    model: str
    served_models: str
    """Those that answered, with a comma between."""
    cases: int
    """In the test set."""
    judged: int
    """Those with an answer, of which the agreement is."""
    agreement: float | None
    agreement_low: float | None
    agreement_high: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None
    false_passes: int | None
    should_fail: int | None
    false_fails: int | None
    should_pass: int | None
    abstained: int
    should_abstain: int
    errors: int
    cached: int
    """Verdicts that were known already, and cost nothing."""
    prompt_tokens: int
    completion_tokens: int
    cost: float


@dataclass
class Found:
    """What was found of one rubric."""

    test: RubricTest
    agreement: Agreement = field(init=False)
    errors: Counter[str] = field(default_factory=Counter)
    """By what they say."""
    served: set[str] = field(default_factory=set)
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0

    def __post_init__(self) -> None:
        rubric = self.test.rubric
        self.agreement = Agreement(possible_labels(rubric.scale), passing_labels(rubric), ABSTAIN)
        self.rows = {each.row.id: each for each in self.test.rows}
        self._places = {id_: place for place, id_ in enumerate(self.rows)}

    def add(self, tried: Tried) -> None:
        if (origin := tried.origin) is not None:
            self.cached += origin.cached
            self.prompt_tokens += origin.prompt_tokens
            self.completion_tokens += origin.completion_tokens
            self.cost += origin.cost
            self.served.update({origin.served_model} - {""})
        if tried.said is None:
            self.errors[tried.error] += 1
            return
        why = tried.said.reason if isinstance(tried.said, NoVerdict) else tried.said.explanation or ""
        id_ = tried.case.id
        self.agreement.cases.append(Compared(id_, self.rows[id_].label, label_of(tried.said), why))

    @property
    def disagreements(self) -> list[Compared]:
        """In the order of the test set."""
        return sorted(self.agreement.disagreements, key=lambda case: self._places[case.id])

    def row(self) -> Row:
        found, test = self.agreement, self.test
        return Row(
            test.name,
            test.rubric.version,
            test.rubric.content_hash,
            test.judge.judge_name,
            test.judge.asked.model,
            ", ".join(sorted(self.served)),
            len(test.rows),
            len(found.cases),
            *_three(found.share),
            *_three(found.kappa),
            *_both(found.false_passes),
            *_both(found.false_fails),
            found.abstained,
            found.should_abstain,
            self.errors.total(),
            self.cached,
            self.prompt_tokens,
            self.completion_tokens,
            self.cost,
        )


class Report(NamedTuple):
    found: Sequence[Found]
    rows: list[Row]
    missed: list[Missed]
    stopped: str
    """Why not all was asked; empty when it was."""
    most_listed: int

    @property
    def errors(self) -> int:
        return sum(row.errors for row in self.rows)

    @property
    def not_asked(self) -> int:
        return sum(row.cases - row.judged - row.errors for row in self.rows)

    def named(self) -> dict[str, Any]:
        """As programs read it."""
        return {
            "rubrics": [
                {**row._asdict(), **_named(found, self.most_listed)}
                for row, found in zip(self.rows, self.found, strict=True)
            ],
            "stopped": self.stopped or None,
            "missed": [{**each.gate._asdict(), "value": each.value} for each in self.missed],
        }


def report(found: Sequence[Found], gates: Sequence[Gate], stopped: str, most_listed: int) -> Report:
    rows = [each.row() for each in found]
    reached = {row.rubric: row.agreement for row in rows}
    missed = [
        Missed(gate, value, "agreement")
        for gate in gates
        if (value := reached[gate.name]) is None or value < gate.least
    ]
    return Report(found, rows, missed, stopped, most_listed)


def _three(interval: tuple[float, float, float] | None) -> tuple[float | None, float | None, float | None]:
    return (None, None, None) if interval is None else interval


def _both(share: Share | None) -> tuple[int | None, int | None]:
    return (None, None) if share is None else share


def _named(found: Found, most: int) -> dict[str, Any]:
    return {
        "labels": found.agreement.labels,
        "said_by_expected": found.agreement.confusion.counts,
        "disagreements": [
            {**case._asdict(), "why_expected": found.rows[case.id].why} for case in found.disagreements[:most]
        ],
        "reasons": [{"error": error, "n": count} for error, count in found.errors.most_common()],
    }
