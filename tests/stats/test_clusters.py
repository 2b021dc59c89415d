"""The variance of a weighted mean is that of its clusters."""

from math import inf

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from otelevals.stats.clusters import Clusters, passes, scores, spread
from otelevals.stats.groups import Groups

WEIGHTS = st.floats(0.01, 100)
CLUSTERS = st.lists(st.tuples(WEIGHTS, st.floats(0, 1)).map(lambda c: (c[0], c[0] * c[1])), min_size=2, max_size=40)


def test_clusters_of_one_size_have_the_variance_of_statsmodels() -> None:
    dice = np.random.default_rng(1)
    values, sessions = dice.normal(size=60), np.repeat(np.arange(12), 5)
    fit = sm.OLS(values, np.ones(60)).fit(cov_type="cluster", cov_kwds={"groups": sessions})
    found = spread([(5.0, float(values[sessions == g].sum())) for g in range(12)])
    assert found.mean == pytest.approx(fit.params[0])
    assert found.variance == pytest.approx(fit.cov_params()[0, 0])
    assert found.df == pytest.approx(11)


@given(CLUSTERS)
def test_variance_and_degrees_of_freedom_are_those_of_bell_and_mccaffrey(clusters: Clusters) -> None:
    """As they write them, with matrices (Survey Methodology 28, 2002), for a mean and a cluster's total as its unit."""
    weights, totals = (np.array(part) for part in zip(*clusters, strict=True))
    share, size = weights / weights.sum(), len(weights)
    deviate = np.eye(size) - np.outer(share, np.ones(size))
    form = deviate.T @ np.diag(1 / (1 - share)) @ deviate
    product = form @ np.diag(share)
    found = spread(clusters)
    residual = totals - found.mean * weights
    assert found.variance == pytest.approx(float(np.sum(residual**2 / (1 - share))) / weights.sum() ** 2, abs=1e-12)
    df = np.trace(product) ** 2 / np.trace(product @ product)
    assert found.df == pytest.approx(max(df, 1.0), rel=1e-6)


@given(CLUSTERS, WEIGHTS)
def test_the_unit_of_weights_does_not_matter(clusters: Clusters, unit: float) -> None:
    found, other = spread(clusters), spread([(weight * unit, score * unit) for weight, score in clusters])
    assert other.mean == pytest.approx(found.mean, rel=1e-9, abs=1e-12)
    assert other.variance == pytest.approx(found.variance, rel=1e-6, abs=1e-12)


@given(CLUSTERS)
def test_empty_clusters_change_nothing(clusters: Clusters) -> None:
    found, other = spread(clusters), spread([*clusters, (0.0, 0.0)])
    assert other[:3] == pytest.approx(found[:3])


def test_one_cluster_says_nothing_of_its_variance() -> None:
    assert spread([(5.0, 4.0), (0.0, 0.0)])[:3] == (0.8, inf, 1.0)


def test_of_nothing_there_is_no_mean() -> None:
    with pytest.raises(ValueError, match=r"^there is nothing to take the mean of$"):
        spread([(0.0, 0.0)])


def test_groups_of_those_that_passed_and_failed() -> None:
    passed, failed = Groups(), Groups()
    passed.add(3, 20.0, 0.75)
    failed.add(3, 1.0, 0.25)
    assert passes(passed, failed)[3] == (21.0, 20.0)
    assert scores(passed)[3] == (20.0, 15.0)
