"""Which of many slices to page for, and which to review: control of false alarms over all of them (e-BH).

The k slices with the most evidence are alarmed for together when each has the evidence of the allowed time, times
the number of slices, divided by k (Wang and Ramdas 2022). Then the mean evidence of all slices exceeds the allowed
time, which in healthy slices happens once in that time at most, whatever their number and however they are related.
"""

from collections.abc import Mapping
from enum import Enum


class Band(Enum):
    FINE = "fine"
    REVIEW = "review"
    PAGE = "page"


def alarmed(evidence: Mapping[str, float], every: float) -> set[str]:
    """The slices to alarm for, with a false alarm at most every so many seconds where all are healthy.

    All that are watched belong in it, those that cannot be judged with an evidence of 0.
    """
    ranked = sorted(evidence, key=lambda name: evidence[name], reverse=True)
    most = 0
    for k, name in enumerate(ranked, 1):
        if evidence[name] * k >= every * len(ranked):
            most = k
    return set(ranked[:most])


def bands(evidence: Mapping[str, float], page_every: float, review_every: float) -> dict[str, Band]:
    page, review = alarmed(evidence, page_every), alarmed(evidence, min(review_every, page_every))
    return {name: Band.PAGE if name in page else Band.REVIEW if name in review else Band.FINE for name in evidence}
