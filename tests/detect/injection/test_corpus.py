"""Attempts to steer are found in both halves of the corpus about as well as is aimed at, and little else is."""

import pytest

from bench.detect import steering
from otelevals.detect.injection.engine import Injections
from otelevals.detect.injection.kinds import KINDS
from tests.detect.corpus.corpus import Half
from tests.detect.injection.corpus.texts import attempts, harmless


@pytest.mark.parametrize("half", ["development", "frozen"])
def test_attempts_are_found_as_well_as_is_aimed_at(half: Half) -> None:
    kinds, places = steering(Injections(), half, [])
    assert set(kinds.there) == set(KINDS)
    assert sum(kinds.right.values()) >= 0.95 * sum(kinds.found.values())
    for kind in kinds.there:
        assert kinds.precision(kind) >= 0.9, kind
        assert kinds.recall(kind) >= 0.9, kind
    for place in places.there:
        assert places.precision(place) >= 0.94, place
        assert places.recall(place) >= 0.9, place


def test_no_text_is_in_both_halves() -> None:
    texts = [case.text for half in ("development", "frozen") for case in (*attempts(half), *harmless(half))]
    assert len(texts) == len(set(texts)) > 700
