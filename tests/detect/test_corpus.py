"""Precision and recall on both halves of the corpus do not fall below what is aimed at."""

import pytest

from bench.detect import private
from otelevals.detect.engine import Detector
from tests.detect.corpus.corpus import Half

CHECKED = ("card", "iban", "national_id", "bank_account")
"""Kinds with check digits."""


@pytest.mark.parametrize("half", ["development", "frozen"])
def test_every_kind_is_found_as_well_as_is_aimed_at(half: Half) -> None:
    counts = private(Detector(), half, [])
    assert min(counts.there.values()) > 150
    for kind in counts.there:
        precision, recall = (0.98, 0.97) if kind in CHECKED else (0.95, 0.9)
        assert counts.precision(kind) >= precision, kind
        assert counts.recall(kind) >= recall, kind
