"""What stands in the ledger for a verdict that a judge could not give is found, and nothing else is."""

from pathlib import Path

from otelevals.store.store import Store
from tests.store.samples import NOW, evaluation, opened

FAILED = evaluation(
    1,
    score=None,
    passed=None,
    label="",
    error="server_error",
    session="s",
    user="u",
    revision=2,
    kind="chat",
    requested_model="m",
    probability=0.25,
    stratum="gold",
    window="2026-39",
    dimensions=(("model", "a"), ("tenant", "acme")),
)
TARGET = FAILED.trace_id, FAILED.span_id


def found(store: Store, scorer: str = "tone", version: str = "1") -> object:
    return store.not_judged(TARGET, scorer, version)


def test_an_error_is_found_with_what_is_known_of_its_target(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([FAILED], NOW)
        assert found(store) == FAILED._replace(error="not_judged")


def test_other_scorers_versions_runs_and_verdicts_are_none(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add([FAILED._replace(run="nightly"), evaluation(2)], NOW)
        assert found(store) is None
        store.add([FAILED], NOW)
        assert found(store, scorer="other") is None
        assert found(store, version="2") is None
        store.add([evaluation(1, revision=3)], NOW)
        assert found(store) is None
