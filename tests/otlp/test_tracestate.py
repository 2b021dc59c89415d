"""Tracestates are read strictly, keep what is not ours, and carry sampling information as OTEP 235 writes it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.otlp.tracestate import BadTraceState, TraceState, parse_tracestate


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", TraceState()),
        (",,,", TraceState()),
        ("ot=th:1", TraceState(threshold="1")),
        (" , ot=th:1, , other=value ", TraceState(threshold="1", others=("other=value",))),
        ("ot=th:100;rv:abcdabcdabcdff", TraceState("abcdabcdabcdff", "100")),
        ("ot=rv:FFFFFFFFFFFFFF,unknown=value", TraceState("FFFFFFFFFFFFFF", others=("unknown=value",))),
        ("ot=e100:100;th:1;e101:", TraceState("", "1", ("e100:100", "e101:"))),
        ("key_-*/1=a b", TraceState(others=("key_-*/1=a b",))),
        ("0tenant@system=v", TraceState(others=("0tenant@system=v",))),
        ("root=th:1", TraceState(others=("root=th:1",))),
    ],
)
def test_entries_and_fields_are_told_apart(text: str, expected: TraceState) -> None:
    assert parse_tracestate(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "-1=2",
        "=",
        "=v",
        "KEY=v",
        "k=",
        "1abc=v",
        "@s=v",
        "t@=v",
        "t@1s=v",
        "k=a\x00b",
        "k=a\x7f",
        "a b=v",
        "k=ü",
        "k",
        "k=" + "v" * 257,
    ],
)
def test_what_is_not_an_entry_is_refused(text: str) -> None:
    with pytest.raises(BadTraceState, match="is not a tracestate entry"):
        parse_tracestate(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ot=th:1;", "'' is not a field of the ot entry of a tracestate"),
        ("ot=1:1", "'1:1' is not a field of the ot entry of a tracestate"),
        ("ot=X:1", "'X:1' is not a field of the ot entry of a tracestate"),
        ("ot=th:", "the threshold th: does not have 1 to 14 hexadecimal digits"),
        ("ot=th:-1", "the threshold th:-1 does not have 1 to 14 hexadecimal digits"),
        ("ot=th:100000000000000", "the threshold th:100000000000000 does not have 1 to 14 hexadecimal digits"),
        ("ot=rv:3;p:2", "the randomness rv:3 does not have 14 hexadecimal digits"),
        ("x=" + "y" * 1023, "the tracestate is longer than 1024 characters"),
        ("x=y," * 32 + "x=y", "the tracestate has more than 32 entries"),
    ],
)
def test_what_is_wrong_is_said(text: str, message: str) -> None:
    with pytest.raises(BadTraceState) as caught:
        parse_tracestate(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("key", ["x" * 257, "x" * 242 + "@y", "y@" + "x" * 15])
def test_keys_have_a_length(key: str) -> None:
    with pytest.raises(BadTraceState):
        parse_tracestate(key + "=v")


def test_our_entry_comes_first_when_it_changes() -> None:
    state = parse_tracestate("a=1,ot=p:8;th:4,b=2")
    assert str(replace(state, randomness="00000000000003", threshold="8")) == "ot=rv:00000000000003;th:8;p:8,a=1,b=2"


def test_a_full_list_loses_its_last_entry_to_ours() -> None:
    full = ",".join(f"k{number}=v" for number in range(32))
    assert str(replace(parse_tracestate(full), threshold="8")) == "ot=th:8," + full.removesuffix(",k31=v")


_HEX = "0123456789abcdefABCDEF"
_STATES = st.builds(
    TraceState,
    st.just("") | st.text(_HEX, min_size=14, max_size=14),
    st.just("") | st.text(_HEX, min_size=1, max_size=14),
    st.lists(st.from_regex(r"[a-g][a-z0-9]{0,5}:[a-zA-Z0-9._\-]{0,9}", fullmatch=True), max_size=3).map(tuple),
    st.lists(st.from_regex(r"[a-n][a-z0-9_\-*/]{0,5}=[!-+\--<>-~]{1,9}", fullmatch=True), max_size=5).map(tuple),
)


@given(_STATES)
def test_what_is_written_reads_back_equal(state: TraceState) -> None:
    assert parse_tracestate(str(state)) == state


@given(st.text(max_size=60) | st.text("ot=rvh:;,0a8 ", max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        state = parse_tracestate(text)
    except BadTraceState:
        return
    assert parse_tracestate(str(state)) == state
