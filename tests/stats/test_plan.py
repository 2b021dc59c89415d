"""What policies say of targets as they arrive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.inclusion import Inclusion
from otelevals.stats.plan import MOST_STRATA, Plan, Policies


def test_without_policies_all_are_evaluated() -> None:
    assert Plan(Policies()).inclusion(0) == Inclusion(1.0, "rate")


def test_a_rate() -> None:
    assert Plan(Policies(rate=0.05)).inclusion(0) == Inclusion(0.05, "rate")


def test_what_is_always_evaluated_and_what_never_is() -> None:
    plan = Plan(Policies(rate=0.05))
    assert plan.inclusion(0, always=["errors", "thumbs_down"]) == Inclusion(1.0, "errors")
    assert plan.inclusion(0, always=["errors"], never=True) == Inclusion(0.0, "never")


def test_strata_have_their_rates_and_others_the_floor() -> None:
    plan = Plan(Policies(strata={"refunds": 0.5}, floor=0.01))
    assert plan.inclusion(0, "refunds") == Inclusion(0.5, "refunds")
    assert plan.inclusion(0, "usual") == Inclusion(0.01, "floor")


def test_a_rare_stratum_is_evaluated_whole_and_a_common_one_at_its_pace() -> None:
    plan = Plan(Policies(min_per_hour=20))
    common = [plan.inclusion(second, "usual").probability for second in range(4 * 3600)]
    rare = [plan.inclusion(hour * 3600, "rare").probability for hour in range(4)]
    assert rare == [1.0] * 4
    assert sum(common[3600:]) == pytest.approx(60, rel=0.02)


def test_what_belongs_to_no_stratum_is_one_by_itself() -> None:
    assert Plan(Policies(min_per_hour=1)).inclusion(0) == Inclusion(1.0, "")
    assert Plan(Policies(strata={"": 0.5})).inclusion(0) == Inclusion(0.5, "")


def test_adaptive_keeps_so_many_a_minute() -> None:
    plan = Plan(Policies(per_minute=5, floor=1e-6))
    chosen = [plan.inclusion(time / 100) for time in range(60_000)]
    assert sum(one.probability for one in chosen[6000:]) == pytest.approx(45, rel=0.02)
    assert chosen[-1].stratum == "adaptive"


def test_strata_without_end_share_a_pace() -> None:
    plan = Plan(Policies(min_per_hour=1))
    chosen = [plan.inclusion(0, str(number)).probability for number in range(MOST_STRATA + 50)]
    assert chosen[:MOST_STRATA] == [1.0] * MOST_STRATA
    assert chosen[-1] == pytest.approx(1 / 50)


def test_without_a_floor_a_pace_is_kept_whatever_comes() -> None:
    plan = Plan(Policies(rate=0.0, per_minute=1, floor=0.0))
    chosen = [plan.inclusion(0) for _ in range(5000)]
    assert chosen[-1] == Inclusion(1 / 5000, "adaptive")
    assert Plan(Policies(rate=0.0, strata={"rare": 0.0001}, floor=0.0)).inclusion(0, "rare").probability == 0.0001
    assert Plan(Policies(rate=0.0, floor=0.0)).inclusion(0) == Inclusion(0.0, "rate")


@given(st.lists(st.tuples(st.floats(0, 1e5), st.sampled_from("abc")), max_size=50), st.floats(0.001, 1))
def test_it_is_never_below_the_floor(targets: list[tuple[float, str]], floor: float) -> None:
    plan = Plan(Policies(rate=0.0, strata={"a": 0.0}, min_per_hour=1, per_minute=1, floor=floor))
    assert all(floor <= plan.inclusion(time, stratum).probability <= 1 for time, stratum in targets)


@pytest.mark.parametrize(
    ("policies", "message"),
    [
        ({"rate": 2.0}, r"a rate is between 0 and 1, not 2\.0"),
        ({"strata": {"a": -1.0}}, r"a rate is between 0 and 1, not -1\.0"),
        ({"per_minute": -1.0}, "a number to keep is not negative"),
    ],
)
def test_impossible_policies_are_refused(policies: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Policies(**policies)  # type: ignore[arg-type]
