"""Carries out the plan of an offline run."""

import secrets
import sys
import time

from otelevals.cli.eval_input import Recording
from otelevals.cli.eval_plan import Plan
from otelevals.cli.eval_progress import Progress
from otelevals.cli.eval_rows import Report, rows_of
from otelevals.offline.against import Against
from otelevals.offline.dataset import Dataset
from otelevals.offline.gates import missed
from otelevals.offline.results import Results, unscored
from otelevals.offline.session import Run, Session
from otelevals.offline.task import answered
from otelevals.store.store import Store

_MOST_PROBLEMS = 50


def run(plan: Plan, store: Store) -> tuple[Report, bool]:
    """What was found, and whether all of the input could be read."""
    args, results = plan.args, Results(plan.args.list)
    name = args.run or time.strftime("eval-%Y%m%d-%H%M%S-", time.gmtime()) + secrets.token_hex(2)
    against = None if args.against is None else Against(store, args.against, args.list)
    what = "rows" if isinstance(plan.input, Dataset) else "spans"
    progress = Progress(sys.stderr, what)
    named = Run(name, plan.input.hash)
    with Session(named, plan.chosen, plan.base_dir, store, results, against) as session:
        try:
            if isinstance(plan.input, Dataset):
                _score_rows(plan, plan.input, session, progress)
            else:
                _score_recording(plan.input, session, progress)
            session.finish()
        finally:
            progress.end()
    problems = plan.input.problems if isinstance(plan.input, Recording) else []
    for problem in problems[:_MOST_PROBLEMS]:
        print(problem, file=sys.stderr)
    report = Report(
        name,
        plan.input.hash,
        args.files,
        progress.total,
        what,
        rows_of(plan.scorers, results, session.decisions, against),
        unscored(session.decisions),
        results,
        against,
        missed(plan.gates, results.sums),
    )
    return report, not problems


def _score_rows(plan: Plan, dataset: Dataset, session: Session, progress: Progress) -> None:
    progress.total = dataset.rows
    rows = dataset if plan.task is None else answered(plan.task, dataset, plan.args.concurrency)
    for row in rows:
        session.score_row(row)
        progress.step()


def _score_recording(recording: Recording, session: Session, progress: Progress) -> None:
    progress.total = recording.read_logs(session.read_logs)
    for spans, completion in recording.traces():
        session.score_trace(spans, completion)
        progress.step(len(spans))
