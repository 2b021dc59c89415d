"""What covers findings leaves nothing of any of them outside, whichever kind would have had the place."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from otelevals.detect.engine import Detector
from otelevals.detect.finding import Finding
from otelevals.detect.kinds import KINDS

ALL = Detector()
EACH = [Detector([kind]) for kind in KINDS]
VALUES = (
    *(
        "ann@example.com",
        "4111 1111 1111 1111",
        "DE89370400440532013000",
        "192.0.2.17",
        "2001:db8::17",
        "00:1a:2b:3c:4d:5e",
    ),
    *(
        "529.982.247-25",
        "2100 0418 45 0200051332",
        "+49 30 23125 001",
        "(415) 555-0132",
        "born 12.03.1985",
        "ssn 123456789",
    ),
    *("password: hunter2+4930231250", "postgres://a:b12345@", "tel 555 0132 ", "kontonr. 15067755879"),
)
SEPARATORS = ("", " ", "@", ".", "-", ":", "/", "+", "1", "a", "=", "://", ",")


@given(st.lists(st.sampled_from(VALUES + SEPARATORS), max_size=8).map("".join))
def test_nothing_of_what_any_kind_finds_is_outside(text: str) -> None:
    covers = ALL.cover(text)
    assert all(first.end <= second.start for first, second in pairwise(covers))
    for detector in EACH:
        for found in detector.find(text):
            assert any(each.start <= found.start and found.end <= each.end for each in covers), found


def test_findings_that_overlap_are_one_of_the_earliest_kind() -> None:
    text = "password: hunter2@example.com"
    assert Detector(["email"]).cover(text) == [Finding("email", 10, 29)]
    assert ALL.cover(text) == [Finding("secrets", 10, 29)]


def test_what_does_not_overlap_stays_apart() -> None:
    text = "ann@example.com 192.0.2.17"
    assert ALL.cover(text) == ALL.find(text)
