"""Exporters fail by signal, from the first failed attempt until one gets through or nobody tries any more."""

from otelevals.api.health import Health


def test_the_first_failure_of_a_row_is_the_beginning() -> None:
    health = Health()
    health.failed("otlp_grpc", "traces", 10, "refused")
    health.failed("otlp_grpc", "traces", 25, "still refused")
    assert health.failing(30) == {"otlp_grpc": (20, "still refused")}


def test_one_signal_that_gets_through_does_not_hide_another() -> None:
    health = Health()
    health.failed("otlp_grpc", "traces", 10, "refused")
    health.failed("otlp_grpc", "logs", 20, "later")
    assert health.failing(30) == {"otlp_grpc": (20, "refused")}
    health.recovered("otlp_grpc", "logs")
    assert health.failing(30) == {"otlp_grpc": (20, "refused")}
    health.recovered("otlp_grpc", "traces")
    assert health.failing(30) == {}


def test_what_nobody_tries_any_more_is_forgotten() -> None:
    health = Health()
    health.failed("otlp_grpc", "traces", 0, "refused")
    assert health.failing(300) == {"otlp_grpc": (300, "refused")}
    assert health.failing(301) == {}
    health.failed("otlp_grpc", "traces", 400, "refused")
    assert health.failing(401) == {"otlp_grpc": (1, "refused")}


def test_an_exporter_that_waits_for_its_next_attempt_is_failing() -> None:
    health = Health()
    health.failed("otlp_grpc", "traces", 0, "come back in an hour", again=3600)
    assert health.failing(3600) == {"otlp_grpc": (3600, "come back in an hour")}
