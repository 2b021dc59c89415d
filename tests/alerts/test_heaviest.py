"""Half of sessions count the same, or one in twenty where evaluations do not weigh the same."""

from otelevals.alerts.heaviest import Heaviest


def heaviest(turns: list[float]) -> float:
    """Of sessions of 1 to 8 evaluations, with the weights in turn."""
    found = Heaviest()
    for number in range(400):
        turn = [turns[(number + i) % len(turns)] for i in range(number % 8 + 1)]
        for weight in turn:
            found.evaluated(weight)
        found.add(sum(turn))
    return found.value


def test_half_of_sessions_have_more_where_evaluations_weigh_the_same() -> None:
    assert heaviest([1.0]) == 5
    assert heaviest([10.0]) == 50


def test_few_have_more_where_what_failed_may_weigh_less() -> None:
    assert heaviest([2.0, 2.0, 1.0]) > heaviest([2.0])


def test_one_session_does_not_change_its_own_weight() -> None:
    found = Heaviest()
    before = found.value
    found.add(1000.0)
    assert found.value == before
