"""Quantiles of the normal distribution and of Student's, for any positive degrees of freedom."""

import math
from functools import lru_cache
from statistics import NormalDist

_NORMAL = NormalDist()
_TINY = 1e-300


def normal(probability: float) -> float:
    return _NORMAL.inv_cdf(probability)


def normal_below(value: float) -> float:
    return _NORMAL.cdf(value)


@lru_cache(maxsize=1024)
def student(probability: float, df: float) -> float:
    """The value that a variable with Student's distribution stays below with this probability."""
    if probability == 0.5:
        return 0.0
    if df > 1e6:
        return normal(probability)
    if probability < 0.5:
        return -student(1 - probability, df)
    value = normal(probability)  # Newton's method climbs from there: the function is concave, and the value too low
    for _ in range(200):
        missing = probability - student_below(value, df)
        step = missing / _student_density(value, df)
        value += step
        if abs(step) < 1e-12 * value:
            break
    return value


def student_below(value: float, df: float) -> float:
    """The probability to be below a value, which is not negative."""
    return (1 + incomplete_beta(0.5, df / 2, value * value / (df + value * value))) / 2


def _student_density(value: float, df: float) -> float:
    scale = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2
    return math.exp(scale - (df + 1) / 2 * math.log1p(value * value / df))


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The distribution function of the beta distribution, by its continued fraction (Abramowitz & Stegun 26.5.8)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(front) / a * _fraction(a, b, x)


def _fraction(a: float, b: float, x: float) -> float:
    """By Lentz's method."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
