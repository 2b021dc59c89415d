"""Agreement of raters, by published examples and statsmodels."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from otelevals.stats.agreement import Confusion, accuracy, cohen_kappa, confusion, krippendorff_alpha

TABLES = st.integers(2, 4).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(1, 30), min_size=size, max_size=size).map(tuple), min_size=size, max_size=size
    ).map(lambda rows: Confusion(tuple(range(size)), tuple(rows)))
)


def test_kappa_of_a_published_example() -> None:
    """Cohen, Educational and Psychological Measurement 20 (1960), 37-46, table 1, as proportions of 200."""
    table = Confusion(("a", "b", "c"), ((88, 14, 18), (10, 40, 10), (2, 6, 12)))
    found = cohen_kappa(table)
    assert found is not None
    assert found.value == pytest.approx(0.492, abs=5e-4)


@given(TABLES, st.sampled_from([("", None), ("linear", "linear"), ("quadratic", "quadratic")]))
def test_kappa_and_its_interval_are_those_of_statsmodels(table: Confusion, weights: tuple[str, str | None]) -> None:
    expected = cohens_kappa(np.array(table.counts), wt=weights[1])
    found = cohen_kappa(table, weights[0])
    assert found is not None
    assert found.value == pytest.approx(expected.kappa, abs=1e-9)
    assert found.low == pytest.approx(max(expected.kappa_low, -1), abs=1e-6)
    assert found.high == pytest.approx(min(expected.kappa_upp, 1), abs=1e-6)


def test_alpha_of_a_published_example() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: 0.743."""
    raters = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    ratings = [[None if rating == "." else rating for rating in unit] for unit in zip(*raters, strict=True)]
    assert krippendorff_alpha(ratings) == pytest.approx(0.743, abs=5e-4)


def test_alpha_of_two_raters() -> None:
    """The same, section A: 0.095."""
    first, second = "0100000010", "1110010000"
    assert krippendorff_alpha(list(zip(first, second, strict=True))) == pytest.approx(0.095, abs=5e-4)


@given(st.lists(st.lists(st.sampled_from([None, "a", "b", "c"]), max_size=4), max_size=20))
def test_the_order_of_units_and_raters_does_not_matter(ratings: list[list[str | None]]) -> None:
    alpha = krippendorff_alpha(ratings)
    other = krippendorff_alpha([unit[::-1] for unit in random.Random(1).sample(ratings, len(ratings))])
    assert alpha == other or other == pytest.approx(alpha)
    assert alpha is None or alpha <= 1


def test_raters_who_agree_always_agree() -> None:
    table = confusion([("pass", "pass"), ("fail", "fail"), ("fail", "fail")])
    assert table == Confusion(("fail", "pass"), ((2, 0), (0, 1)))
    assert accuracy(table).value == 1
    assert cohen_kappa(table) == (1, 1, 1)
    assert krippendorff_alpha([["a", "a"], ["b", "b"]]) == 1


def test_accuracy_has_wilsons_interval() -> None:
    table = Confusion(("fail", "pass"), ((30, 5), (10, 55)))
    assert accuracy(table) == pytest.approx((0.85, *proportion_confint(85, 100, method="wilson")))


def test_where_there_is_one_class_chance_agrees_too() -> None:
    assert cohen_kappa(confusion([("pass", "pass")])) is None
    assert krippendorff_alpha([["a", "a"], ["a", None]]) is None


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^there is nothing to compare$"):
        accuracy(confusion([]))
    with pytest.raises(ValueError, match=r"^not among the classes: maybe$"):
        confusion([("pass", "maybe")], ["fail", "pass"])
    with pytest.raises(ValueError, match=r"^weights are linear or quadratic, not cubic$"):
        cohen_kappa(confusion([("pass", "fail")]), "cubic")
