"""Reads what is known of a target that could not be judged, for whoever judges it later."""

from otelevals.api.evaluation import EvaluationRecord
from otelevals.store.interned import ERROR, decode
from otelevals.store.runs import Target
from otelevals.store.sqlite import Connection
from otelevals.store.statements import statements

_SQL = statements("not_judged")
_MILLISECOND = 1_000_000


def read_not_judged(connection: Connection, target: Target, scorer: str, version: str) -> EvaluationRecord | None:
    row = connection.execute(_SQL["of_target"], (*target, scorer, version, ERROR)).fetchone()
    if row is None:
        return None
    session, user, kind, name, revision, time, model, probability, stratum, window, dimensions = row
    return EvaluationRecord(
        *target,
        time * _MILLISECOND,
        name,
        session=session,
        user=user,
        scorer=scorer,
        version=version,
        error="not_judged",
        revision=revision,
        kind=kind,
        requested_model=model,
        probability=probability,
        stratum=stratum,
        window=window,
        dimensions=tuple(decode(dimensions).items()),
    )
