"""What is said of attempts that failed is said in few different sentences."""

import pytest

from otelevals.judges.asked import no_answer


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.001, "0.001"), (0.741905, "0.7"), (1.5, "1.5"), (7.36, "7.5"), (15.0, "15"), (600.0, "600")],
)
def test_a_timeout_is_said_in_round_numbers(seconds: float, shown: str) -> None:
    assert no_answer("a.test", seconds) == f"a.test did not answer within {shown} s"
