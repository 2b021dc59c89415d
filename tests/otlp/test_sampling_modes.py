"""The three modes decide as the Collector's do, and their fast path as their full one."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.sampling_modes import Equalizing, HashSeed, Mode, Never, Priority, Proportional

HALF = bytes.fromhex("fefefefefefefefefe80000000000000")  # kept at 50%, not at 49%
ALWAYS_KEPT = b"\xff" * 16
NO_ID = bytes(16)
INCONSISTENT = "the span's sampling threshold says that it should not have been sampled"


def consistent(percentage: float, precision: int) -> dict[str, Mode]:
    ratio = percentage / 100
    return {"equalizing": Equalizing(ratio, precision), "proportional": Proportional(ratio, precision)}


@pytest.mark.parametrize(
    ("percentage", "precision", "trace_id", "arriving", "equalizing", "proportional"),
    [
        (100, 14, HALF, "", "ot=th:0", "ot=th:0"),
        (50, 14, HALF, "", "ot=th:8", "ot=th:8"),
        (25, 14, bytes.fromhex("ddddddddddddddddddc0000000000000"), "", "ot=th:c", "ot=th:c"),
        (25, 14, bytes.fromhex("ddddddddddddddddddb0000000000000"), "", None, None),
        (49, 14, HALF, "", None, None),
        (1, 4, HALF, "ot=rv:FD70A3D70A3D71", "ot=rv:FD70A3D70A3D71;th:fd70a", "ot=rv:FD70A3D70A3D71;th:fd70a"),
        (1, 3, HALF, "ot=rv:FD70A3D70A3D71", None, None),
        (50, 14, HALF, "ot=rv:90000000000000;th:80000000000000", "ot=rv:90000000000000;th:8", None),
        (25, 14, HALF, "ot=th:8", None, None),
        (25, 14, ALWAYS_KEPT, "ot=th:8", "ot=th:c", "ot=th:e"),
        (50, 14, HALF, "ot=rv:c0000000000000;th:8", "ot=rv:c0000000000000;th:8", "ot=rv:c0000000000000;th:c"),
        (40, 3, HALF, "ot=rv:a0000000000000", "ot=rv:a0000000000000;th:99a", "ot=rv:a0000000000000;th:99a"),
        (40, 6, bytes.fromhex("a0a0a0a0a0a0a0a0a0d0000000000000"), "ot=th:8", "ot=th:99999a", "ot=th:cccccd"),
        (40, 3, bytes.fromhex("a0a0a0a0a0a0a0a0a0b0000000000000"), "ot=th:8", "ot=th:99a", None),
        (100 * 2**-14, 14, ALWAYS_KEPT, "ot=th:fffc", "ot=th:fffc", "ot=th:fffffff"),
        (100 * 2**-10, 14, ALWAYS_KEPT, "ot=th:fffffffffffff8", "ot=th:fffffffffffff8", None),
        (50, 14, HALF, "a=b,ot=p:2", "ot=th:8;p:2,a=b", "ot=th:8;p:2,a=b"),
    ],
)
def test_consistent_modes_decide_and_write_what_the_collector_does(
    percentage: float, precision: int, trace_id: bytes, arriving: str, equalizing: str | None, proportional: str | None
) -> None:
    expected = {"equalizing": equalizing, "proportional": proportional}
    for name, mode in consistent(percentage, precision).items():
        decision = mode.decide(trace_id, arriving, Priority.NONE, fail_closed=True)
        assert (decision.tracestate, decision.keep) == (expected[name], expected[name] is not None), name
        assert decision.error == ""


@pytest.mark.parametrize(
    ("trace_id", "arriving", "error", "when_open"),
    [
        (NO_ID, "", "the span has no randomness: its trace id is missing", "ot=th:0"),
        (b"short", "", "the span has no randomness: its trace id is missing", "ot=th:0"),
        (
            HALF,
            "ot=rv:abababababababab",
            "the randomness rv:abababababababab does not have 14 hexadecimal digits",
            None,
        ),
        (HALF, "ot=th:-1", "the threshold th:-1 does not have 1 to 14 hexadecimal digits", None),
        (HALF, "no", "'no' is not a tracestate entry", None),
        (HALF, "ot=th:8;rv:70000000000000", INCONSISTENT, "ot=rv:70000000000000;th:0"),
        (bytes.fromhex("ffffffffffffffffff70000000000000"), "ot=th:8", INCONSISTENT, "ot=th:0"),
    ],
)
def test_unusable_information_drops_when_closed_and_keeps_when_open(
    trace_id: bytes, arriving: str, error: str, when_open: str | None
) -> None:
    for mode in consistent(100, 14).values():
        closed = mode.decide(trace_id, arriving, Priority.NONE, fail_closed=True)
        assert (closed.keep, closed.tracestate, closed.error) == (False, None, error)
        opened = mode.decide(trace_id, arriving, Priority.NONE, fail_closed=False)
        assert (opened.keep, opened.tracestate, opened.error) == (True, when_open, error)


def test_randomness_in_the_tracestate_goes_before_the_trace_id() -> None:
    mode = Equalizing(0.5, 14)
    assert not mode.decide(HALF, "ot=rv:10000000000000", Priority.NONE, True).keep
    assert mode.decide(NO_ID, "ot=rv:90000000000000", Priority.NONE, True).policy == "sampling_randomness"


def test_priority_goes_before_probability_and_before_errors() -> None:
    for mode in (*consistent(1, 4).values(), HashSeed(163, 22), Never()):
        assert not mode.decide(ALWAYS_KEPT, "", Priority.DROP, True).keep
        kept = mode.decide(bytes.fromhex("01" + "00" * 15), "", Priority.KEEP, True)
        assert (kept.keep, kept.policy) == (True, "sampling_priority")
        assert (kept.tracestate or "").endswith("th:0")
        assert mode.decide(NO_ID, "no", Priority.KEEP, True).keep


def test_the_hash_writes_what_it_drew() -> None:
    mode = HashSeed(8192, 653)
    decision = mode.decide(bytes.fromhex("474a03c76d75951a4b4c537ced8f1122"), "a=b", Priority.NONE, True)
    assert decision.policy == "trace_id_hash"
    assert decision.tracestate is not None
    digits = decision.tracestate.removeprefix("ot=rv:").removesuffix(";th:8,a=b")
    assert len(digits) == 14
    bucket = int(digits, 16) % 16384
    assert int(digits, 16) >> 42 == 16383 - bucket >= 8192


@pytest.mark.parametrize("arriving", ["ot=th:8", "ot=rv:ffffffffffffff"])
def test_the_hash_does_not_mix_with_other_sampling_information(arriving: str) -> None:
    mode = HashSeed(16384, 0)
    closed = mode.decide(ALWAYS_KEPT, arriving, Priority.NONE, True)
    assert not closed.keep
    assert closed.error.endswith("use equalizing or proportional mode")
    assert mode.decide(ALWAYS_KEPT, arriving, Priority.NONE, False).tracestate is None


def test_zero_percent_keeps_nothing_but_by_priority() -> None:
    assert not Never().decide(ALWAYS_KEPT, "ot=rv:ffffffffffffff", Priority.NONE, False).keep


MODES = st.one_of(
    st.builds(HashSeed, st.integers(1, 16384), st.integers(0, 9)),
    st.builds(Equalizing, st.floats(1e-4, 1), st.integers(1, 14)),
    st.builds(Proportional, st.floats(1e-4, 1), st.integers(1, 14)),
    st.just(Never()),
)
TRACE_IDS = st.binary(min_size=16, max_size=16).filter(any)


@given(MODES, TRACE_IDS, st.booleans())
def test_the_fast_decision_is_the_full_one(mode: Mode, trace_id: bytes, fail_closed: bool) -> None:
    full = mode.decide(trace_id, "", Priority.NONE, fail_closed)
    assert mode.decide_plain(trace_id) == (full.tracestate if full.keep else None)
    assert full.policy == mode.policy


@given(MODES, TRACE_IDS, st.text("ot=rvh:;,0a8 ", max_size=30) | st.just("ot=rv:ffffffffffffff"))
def test_what_is_dropped_for_good_stays_dropped_with_any_tracestate(mode: Mode, trace_id: bytes, state: str) -> None:
    if mode.drops_for_good and mode.decide_plain(trace_id) is None:
        assert not mode.decide(trace_id, state, Priority.NONE, fail_closed=True).keep


@given(st.lists(st.integers(1, 16384), min_size=2, max_size=2), st.integers(0, 2**32 - 1), TRACE_IDS)
def test_a_smaller_hashed_share_lies_inside_a_larger_one(buckets: list[int], seed: int, trace_id: bytes) -> None:
    small, large = (HashSeed(count, seed).decide_plain(trace_id) for count in sorted(buckets))
    assert small is None or large is not None


@given(st.lists(st.floats(1e-6, 1), min_size=2, max_size=2), st.integers(1, 14), TRACE_IDS)
def test_a_smaller_consistent_share_lies_inside_a_larger_one(
    ratios: list[float], precision: int, trace_id: bytes
) -> None:
    for kind in (Equalizing, Proportional):
        small, large = (kind(ratio, precision).decide_plain(trace_id) for ratio in sorted(ratios))
        assert small is None or large is not None


@given(MODES, TRACE_IDS, st.text("ot=rvh:;,0a8 ", max_size=30), st.sampled_from(Priority), st.booleans())
def test_any_tracestate_gives_one_decision(
    mode: Mode, trace_id: bytes, tracestate: str, priority: Priority, fail_closed: bool
) -> None:
    decision = mode.decide(trace_id, tracestate, priority, fail_closed)
    assert decision == mode.decide(trace_id, tracestate, priority, fail_closed)
    assert decision.keep or decision.tracestate is None


@pytest.mark.parametrize("share", [0.03125, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("seed", [0, 1, 4312])
def test_the_share_that_is_kept_is_the_configured_one(share: float, seed: int) -> None:
    count = 4000
    ids = [(number * 0x9E3779B97F4A7C15F39CC0605CEDC835 + seed) % 2**128 for number in range(1, count + 1)]
    for mode in (HashSeed(int(share * 16384), seed), Equalizing(share, 4), Proportional(share, 4)):
        kept = sum(mode.decide_plain(number.to_bytes(16, "big")) is not None for number in ids)
        assert tail_probability(kept, count, share) > 1e-6


def tail_probability(kept: int, count: int, share: float) -> float:
    """How likely a binomial count is that is at least as far out on its side, exactly."""
    below, above = range(kept + 1), range(kept, count + 1)
    side = below if kept < count * share else above
    return math.fsum(math.exp(_log_binomial(k, count, share)) for k in side)


def _log_binomial(k: int, n: int, p: float) -> float:
    chosen = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
    return chosen + k * math.log(p) + (n - k) * math.log1p(-p)
