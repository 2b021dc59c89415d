"""What the service is told of judges: counts since the last time, and warnings, each once and not too many."""

from otelevals.judges.budget import Use
from otelevals.judges.news import News


def test_attempts_are_counted_until_they_are_told() -> None:
    news = News()
    for _ in range(2):
        news.attempt("default", "m", "answered", Use(1, 10, 3, 2_000_000_000))
    news.cached("polite")
    told = news.notice({"polite": 0.5})
    assert told.pace == {"polite": 0.5}
    assert {(count.metric, *count.labels): count.amount for count in told.counts} == {
        ("otelevals_judge_attempts", "default", "m", "answered"): 2,
        ("otelevals_judge_tokens", "default", "m", "input"): 20,
        ("otelevals_judge_tokens", "default", "m", "output"): 6,
        ("otelevals_judge_cost_usd", "default", "m"): 4.0,
        ("otelevals_judge_cached", "polite"): 1,
    }
    assert news.notice({}).counts == []


def test_a_warning_is_told_once() -> None:
    news = News()
    news.warn_once("odd")
    news.warn_once("odd")
    assert news.notice({}).warnings == ["odd"]
    news.warn_once("odd")
    assert news.notice({}).warnings == []


def test_warnings_are_bounded() -> None:
    news = News()
    for number in range(100_000):
        news.warn_once(f"{number} {'x' * 10_000}")
    (*_, last) = warnings = news.notice({}).warnings
    assert len(warnings) == 20
    assert len(last) == 500
    assert len(news._told) == 1000
