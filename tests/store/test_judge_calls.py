"""A call that was finished is not made again, and what a model has said of content is known for a while."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from otelevals.store.judge_calls import CallKey
from otelevals.store.judging import Bounds
from tests.store.samples import DAY, NOW, call, judging


def test_a_call_without_a_result_begins_again(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        assert [store.begin(call(), NOW), store.begin(call(), NOW)] == [None, None]
        assert store.finish(call(), b"result", NOW)
        assert store.begin(call(), NOW) == b"result"
        assert store.begin(call(2), NOW) is None
        assert store.begin(call(revision=1), NOW) is None


def test_a_call_is_finished_once(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        assert store.finish(call(), b"first", NOW, content=b"content")
        assert not store.finish(call(), b"second", NOW, content=b"content")
        assert store.begin(call(), NOW) == store.cached(b"content", NOW) == b"first"


def test_an_empty_result_is_one(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        store.finish(call(), b"", NOW)
        assert store.begin(call(), NOW) == b""


def test_an_answer_is_known_until_it_is_too_old(tmp_path: Path) -> None:
    with judging(tmp_path / "db", Bounds(answers_age=3600)) as store:
        store.finish(call(1), b"first", NOW, content=b"content")
        assert store.cached(b"content", NOW + 3_600_000) == b"first"
        assert store.cached(b"content", NOW + 3_600_001) is None
        assert store.cached(b"other", NOW) is None
        store.finish(call(2), b"second", NOW + DAY, content=b"content")
        assert store.cached(b"content", NOW + DAY) == b"second"


def test_a_result_without_content_is_no_answer(tmp_path: Path) -> None:
    with judging(tmp_path / "db") as store:
        store.finish(call(), b"canary", NOW)
        assert store.cached(b"content", NOW) is None


def test_the_oldest_go_when_there_are_too_many_or_they_are_too_old(tmp_path: Path) -> None:
    with judging(tmp_path / "db", Bounds(calls=50, answers=20, calls_age=10, answers_age=10)) as store:
        for number in range(100):
            store.finish(call(number), b"result", NOW, content=b"%d" % number)
        assert store.prune(NOW, rows=30)
        while store.prune(NOW, rows=30):
            pass
        assert [number for number in range(100) if store.cached(b"%d" % number, NOW)] == list(range(80, 100))
        assert [number for number in range(100) if store.begin(call(number), NOW)] == list(range(50, 100))
        while store.prune(NOW + 10_001):
            pass
        assert store.begin(call(99), NOW + 10_001) is None


@given(
    keys=st.sets(
        st.builds(
            CallKey,
            *[st.text(max_size=3), st.binary(max_size=3)] * 1,
            st.binary(max_size=3),
            *[st.text(max_size=3)] * 3,
            st.integers(0, 12),
        ),
        max_size=10,
    )
)
def test_every_key_has_a_digest_of_its_own(keys: set[CallKey]) -> None:
    assert len({key.digest() for key in keys}) == len(keys)
