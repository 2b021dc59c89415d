"""Layouts are found as wholes, the longest first."""

import pytest
import re2

from otelevals.detect.layouts import gate, scanner, shorter, spread


@pytest.mark.parametrize(
    ("shape", "matched"),
    [
        (b"000-00", b"000-00"),
        (b"000-0", b"000"),
        (b"000-00-00", b"000-00-00"),
        (b"a000", None),
        (b"0000", None),
        (b"000a", None),
        (b"x 000-00.", b"000-00"),
    ],
)
def test_the_longest_layout_that_stands_alone(shape: bytes, matched: bytes | None) -> None:
    found = scanner(["000", "000-00", "000-00-00"]).search(shape)
    assert (found and found[0]) == matched


def test_no_layouts_find_nothing() -> None:
    assert scanner([]).search(b"000") is None


def test_a_layout_is_spread_over_separators() -> None:
    assert spread("00 0") == ("000", "00 0", "00-0")


def test_what_a_layout_begins_with_ends_where_a_group_does() -> None:
    assert shorter("00-00 0") == ["00-00 0", "00-00", "00"]


@pytest.mark.parametrize(
    ("plain", "opens"),
    [("x 412-34.", True), ("512", False), ("412", True), ("4123", False), ("412-3A", True), ("a412", False)],
)
def test_a_gate_opens_for_layouts_with_what_they_begin_with(plain: str, opens: bool) -> None:
    assert (re2.search(gate(["000", "000-00", "000-0A"], "2-4"), plain) is not None) is opens
