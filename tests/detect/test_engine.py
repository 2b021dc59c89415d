"""The engine finds what is in a text, exactly where it is, without overlaps, whatever the text."""

import time
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.detect.engine import Detector
from otelevals.detect.finding import Finding
from tests.detect.corpus import identities

ALL = Detector()
SAMPLES = [
    ("email", "ann@example.com"),
    ("card", "4111 1111 1111 1111"),
    ("iban", "DE89 3704 0044 0532 0130 00"),
    ("ip", "192.0.2.17"),
    ("ip", "2001:db8::17"),
    ("mac", "00:1a:2b:3c:4d:5e"),
    ("national_id", "529.982.247-25"),
    ("bank_account", "2100 0418 45 0200051332"),
    ("phone", "+49 30 23125 001"),
]
NOT_BEFORE = "@.-:/+_([#$<>=!~^§\"' "
"""What makes another thing of a value behind it: a version, a part of an address."""
HOSTILE = (
    *("a@a.a", "1.1.1.1.", "AA00", "a:b:", "::", "12-", "token: ", " sk-", "born 2024 ", "://a:b", " eyJaaaaaaaa."),
    *(
        "4111 1111 1111 1112 ",
        "password=",
        "tel 1234567 ",
        "(030) 1234567 ",
        "+491",
        "ssn 123456789 ",
        "aa:bb:",
        "４１１",
    ),
    *("-----BEGIN PRIVATE " + "KEY-----", "DE89 3704 ", "-", "0", "1 ", "@", "né le ", "12.12.1985 ", "AKIA", "Key=A"),
)


def found(text: str, detector: Detector = ALL) -> list[tuple[str, str]]:
    return [(each.kind, text[each.start : each.end]) for each in detector.find(text)]


@pytest.mark.parametrize(("kind", "value"), SAMPLES)
@pytest.mark.parametrize(
    "around", ["{}", "it is {}.", "«{}»", "电话{}，", "🚲 {}\n", '{{"a": "{}"}}', "({})", "é {} é"]
)
def test_a_value_is_found_where_it_is(kind: str, value: str, around: str) -> None:
    text = around.format(value)
    start = text.index(value)
    assert ALL.find(text) == [Finding(kind, start, start + len(value))]


@given(st.text(alphabet=st.characters(exclude_categories=["L", "N"]), max_size=20), st.sampled_from(SAMPLES))
def test_offsets_are_of_characters_in_any_text(before: str, sample: tuple[str, str]) -> None:
    kind, value = sample
    text = f"{before.rstrip(NOT_BEFORE)} {value} {before}"
    assert (kind, value) in found(text)


@given(st.text() | st.text(alphabet="0123456789 .-/:@+()ABCabc=_\n?é４"))
def test_any_text_has_findings_in_order_that_do_not_overlap(text: str) -> None:
    spans = [(each.start, each.end) for each in ALL.find(text)]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_lone_surrogates_are_no_obstacle() -> None:
    assert found("\ud800 ann@example.com \udfff") == [("email", "ann@example.com")]
    assert found("\ud800 ssn 123456789 \udfff") == [("national_id", "123456789")]


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_less_than_four_times_as_long(piece: str) -> None:
    def least(size: int) -> float:
        text, times = piece * (size // len(piece)), []
        for _ in range(3):
            started = time.thread_time()
            ALL.find(text)
            times.append(time.thread_time() - started)
        return min(times)

    assert least(40_000) < 4 * max(least(20_000), 0.005)


def test_several_in_one_text() -> None:
    text = "ann@example.com paid 25 with 4111-1111-1111-1111 12/27 from 192.0.2.17:8080"
    assert [value for _, value in found(text)] == ["ann@example.com", "4111-1111-1111-1111", "192.0.2.17"]


def test_digits_and_separators_of_other_scripts_count() -> None:
    text = "カード ４１１１－１１１１－１１１１－１１１１、 4111\u00a01111\u202f1111 1111; ٤١١١١١١١١١١١١١١١"
    assert [kind for kind, _ in found(text)] == ["card", "card", "card"]


def test_where_two_kinds_claim_a_place_the_earlier_has_it() -> None:
    text = "postgres://app:" + "s3cret9" + "@db.example.com/x"
    assert found(text) == [("secrets", "s3cret9")]


def test_words_that_name_a_number_decide_what_it_is() -> None:
    assert found("kontonr. 15067755879") == [("bank_account", "15067755879")]


def test_only_chosen_kinds_are_found() -> None:
    text = "ann@example.com 192.0.2.17"
    assert found(text, Detector(["ip"])) == [("ip", "192.0.2.17")]
    assert found(text, Detector([])) == []


def test_regions_choose_national_numbers_and_leave_the_others() -> None:
    text = "CPF 529.982.247-25, (415) 555-0132, ann@example.com"
    assert [kind for kind, _ in found(text, Detector(regions=["br"]))] == ["national_id", "email"]
    assert [kind for kind, _ in found(text, Detector(regions=["us"]))] == ["phone", "email"]


@pytest.mark.parametrize(
    ("kinds", "regions", "said"),
    [
        (["emial"], None, r"there is no kind 'emial' \(valid: bank_account, .*; did you mean email\?\)"),
        (None, ["xx"], r"there is no region 'xx' \(valid: ar, at, "),
    ],
)
def test_what_there_is_not_is_refused(kinds: list[str] | None, regions: list[str] | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Detector(kinds, regions)


@given(st.integers(0, 10_000))
def test_made_up_numbers_of_every_country_are_found(seed: int) -> None:
    label, value = identities.national_id(Random(seed))
    assert found(f"{label}: {value}") == [("national_id", value)]
