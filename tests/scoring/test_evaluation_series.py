"""Series with different labels stand side by side, and an owner has no more of them than it may."""

from concurrent.futures import ThreadPoolExecutor

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from otelevals.api.telemetry import Telemetry
from otelevals.scoring.evaluation_series import EvaluationSeries, Labels

TONE: Labels = (("scorer", "tone"), ("evaluation", "tone"))
BY_ROUTE: Labels = (*TONE, ("route", 'a "b"\n'))


def add(series: EvaluationSeries, labels: Labels, *verdicts: tuple[bool | None, float | None]) -> None:
    counts = series.admit(labels, "test", 1000)
    assert counts is not None
    series.add([(counts, *verdict) for verdict in verdicts])


def test_what_is_added_is_shown() -> None:
    telemetry = Telemetry()
    series = telemetry.collector(EvaluationSeries)
    assert telemetry.collector(EvaluationSeries) is series
    add(series, TONE, (True, 1.0), (False, 0.25))
    add(series, BY_ROUTE, (None, None))
    add(series, TONE, (True, 0.75))
    labels = dict(TONE)
    assert telemetry.value("otelevals_evaluations_total", **labels, passed="true") == 2
    assert telemetry.value("otelevals_evaluations_total", **labels, passed="false") == 1
    assert telemetry.value("otelevals_evaluations_total", **dict(BY_ROUTE), passed="") == 1
    assert telemetry.value("otelevals_evaluation_score_sum", **labels) == 2.0
    assert telemetry.value("otelevals_evaluation_score_count", **labels) == 3
    assert telemetry.registry.get_sample_value("otelevals_evaluation_score_count", dict(BY_ROUTE)) is None


def test_a_reader_of_prometheus_understands_it() -> None:
    telemetry = Telemetry()
    for labels in (TONE, BY_ROUTE):
        add(telemetry.collector(EvaluationSeries), labels, (True, 1.0))
    families = text_string_to_metric_families(generate_latest(telemetry.registry).decode())
    found = {(each.name, each.type): each.samples for each in families}
    verdicts = found["otelevals_evaluations", "counter"]
    assert [each.labels for each in verdicts] == [dict(TONE, passed="true"), dict(BY_ROUTE, passed="true")]
    scores = found["otelevals_evaluation_score", "histogram"]
    assert [each.value for each in scores if each.name.endswith("_count")] == [1, 1]


def below(*scores: float) -> dict[str, float]:
    """How many of the scores are in each bucket and those before it."""
    telemetry = Telemetry()
    add(telemetry.collector(EvaluationSeries), TONE, *[(None, score) for score in scores])
    samples = [each for family in telemetry.registry.collect() for each in family.samples]
    return {each.labels["le"]: each.value for each in samples if each.name.endswith("_bucket")}


def test_a_score_is_in_the_bucket_that_ends_with_it() -> None:
    found = below(-3.0, 0.0, 0.1, 0.10001, 1.0, 7.0, 5000.0)
    assert [found[le] for le in ("0.0", "0.1", "0.2", "0.9", "1.0", "10.0", "1000.0", "+Inf")] == [
        2,
        3,
        4,
        4,
        5,
        6,
        6,
        7,
    ]


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30))
def test_buckets_hold_what_is_not_above_them(scores: list[float]) -> None:
    assert below(*scores) == {le: sum(score <= float(le) for score in scores) for le in below(0.0)}


def test_an_owner_has_so_many() -> None:
    series = EvaluationSeries()
    first = series.admit(TONE, "one", 1)
    assert first is not None
    assert series.admit(TONE, "one", 1) is first
    assert series.admit(BY_ROUTE, "one", 1) is None
    of_another = series.admit(BY_ROUTE, "another", 1)
    assert of_another is not None
    assert series.admit(BY_ROUTE, "one", 1) is of_another
    assert series.others(BY_ROUTE) is of_another


def test_several_threads_lose_nothing() -> None:
    telemetry = Telemetry()
    series = telemetry.collector(EvaluationSeries)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: add(series, TONE, (True, 1.0)), range(400)))
    assert telemetry.value("otelevals_evaluations_total", **dict(TONE), passed="true") == 400
