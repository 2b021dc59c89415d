"""A person can ask of any trace what each scorer decided on its spans and why, and how often on all of them."""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otelevals.api.decisions import OTHER_REASONS, DecisionKey
from otelevals.cli import main
from otelevals.cli.exit_codes import FAILED, INVALID_CONFIGURATION, OK, USAGE
from otelevals.cli.explain import Target, read_target
from otelevals.store.judge_log import Said
from otelevals.store.judging import JudgingStore
from otelevals.store.upkeep import Limits
from tests.store.samples import HOUR, MINUTE, NOW, decided, evaluation, failing, opened, tidied

TRACE, SPAN = bytes(15) + b"\1", bytes(7) + b"\1"
TONE: DecisionKey = ("tone", "scored", "")
GROUNDED: DecisionKey = ("grounded", "missing_input", "needs context: no retrieval in its trace")
BROKEN: DecisionKey = ("broken", "errored", "KeyError: 'x'")


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A store with one span of which everything is known."""
    with opened(tmp_path / "db") as store:
        store.add_decisions({TONE: 1, GROUNDED: 1, BROKEN: 1}, NOW, [decided(1, TONE, GROUNDED, BROKEN)])
        failed = {"score": None, "passed": None, "label": "", "error": "KeyError", "explanation": "KeyError: 'x'"}
        store.add([failing(1, explanation="too \x1b[31mrude\n\n to read"), evaluation(1, name="broken", **failed)], NOW)
    return f"sqlite:///{tmp_path / 'db'}"


@pytest.fixture
def explain(url: str, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    def run(*arguments: str) -> str:
        assert main(["explain", "--store", url, *arguments]) == OK
        return capsys.readouterr().out

    return run


def test_every_scorer_is_there_with_its_decision_and_the_reason(explain: Callable[..., str]) -> None:
    assert explain(TRACE.hex()) == (
        "span 0000000000000001, chat, 2026-09-21T14:14:00Z\n"
        "  tone      scored         score 0, label fail, failed, version 1: too \ufffd[31mrude to read\n"
        "  grounded  missing_input  needs context: no retrieval in its trace\n"
        "  broken    errored        version 1: KeyError: 'x'\n"
    )


def test_a_terminal_that_lacks_a_character_gets_its_number(url: str) -> None:
    command = [sys.executable, "-m", "otelevals", "explain", "--store", url, TRACE.hex()]
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, env=ascii_only, check=True)
    assert r"too \ufffd[31mrude to read" in done.stdout


def test_programs_get_a_list_of_rows(explain: Callable[..., str]) -> None:
    rows = json.loads(explain(TRACE.hex(), "--json"))
    about = {"trace_id": TRACE.hex(), "span_id": SPAN.hex(), "kind": "chat", "time": "2026-09-21T14:14:00Z"}
    found = {"name": "broken", "version": "1", "score": None, "label": None, "passed": None}
    assert rows[1] == {**about, **dict(zip(("scorer", "decision", "reason"), GROUNDED, strict=True)), "evaluations": []}
    assert rows[2]["evaluations"] == [{**found, "explanation": "KeyError: 'x'", "error": "KeyError"}]
    assert [row["scorer"] for row in rows] == ["tone", "grounded", "broken"]


def test_one_span_of_a_trace(url: str, explain: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    other = decided(1, TONE)._replace(span_id=b"\2" * 8)
    with opened(Path(url.removeprefix("sqlite:///"))) as store:
        store.add_decisions({TONE: 1}, NOW, [other])
    assert len(explain(TRACE.hex()).split("\n\n")) == 2
    shown = explain(f"{TRACE.hex()}/{'02' * 8}")
    assert shown.splitlines()[0] == "span 0202020202020202, chat, 2026-09-21T14:14:00Z"
    assert main(["explain", "--store", url, f"{TRACE.hex()}/{'03' * 8}"]) == FAILED
    assert capsys.readouterr().err.startswith("nothing is known of span 0303030303030303 of trace 0000000000000000")


def test_a_passing_check_of_which_only_sums_are_left_is_said_to_be_scored(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add_decisions({TONE: 1}, NOW, [decided(1, TONE)])
        store.add([evaluation(1)], NOW)
        tidied(store, Limits(settle_after=60), NOW + HOUR)
    lines = shown_lines(tmp_path / "db")
    assert lines[1:] == ["  tone  scored  its evaluation is kept only in sums, or is not there yet"]


def test_a_span_of_which_only_evaluations_are_left_says_so(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        store.add(
            [failing(1, kind="chat"), failing(1, name="tone.end", scorer="tone", score=0.123456789, kind="chat")], NOW
        )
    assert shown_lines(tmp_path / "db") == [
        "span 0000000000000001, chat, 2026-09-21T14:14:00Z",
        "  tone  scored  score 0, label fail, failed, version 1",
        "                tone.end, score 0.123457, label fail, failed, version 1",
        "  what other scorers decided is not known any more",
    ]


def test_a_reason_that_was_not_noted_says_so(tmp_path: Path) -> None:
    with opened(tmp_path / "db") as store:
        key = ("tone", "errored", OTHER_REASONS)
        store.add_decisions({key: 1}, NOW, [decided(1, key)])
    assert shown_lines(tmp_path / "db")[1:] == ["  tone  errored  there were too many reasons to note this one"]


def shown_lines(path: Path) -> list[str]:
    from otelevals.cli.explain_spans import spans_of
    from otelevals.cli.explain_text import span_text

    with opened(path) as store:
        return [line for span in spans_of(store.of_trace(TRACE)) for line in span_text(span).splitlines()]


def test_an_unknown_trace_is_said(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--store", url, "ab" * 16]) == FAILED
    assert capsys.readouterr().err == (
        f"nothing is known of trace {'ab' * 16}: no scorer has decided on it yet, or that was too long ago or too much "
        "to be noted\n"
    )


def test_a_summary_has_the_most_common_reasons(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    now = time.time_ns() // 1_000_000
    counts = {("tone", "errored", f"KeyError: {number}"): number for number in range(1, 6)}
    with opened(tmp_path / "db") as store:
        store.add_decisions({**counts, GROUNDED: 1985, TONE: 1985}, now)
        store.add_decisions({TONE: 1000}, now - 300 * MINUTE)
    url = f"sqlite:///{tmp_path / 'db'}"
    assert main(["explain", "--store", url, "--summary", "--last", "1h"]) == OK
    first, *rest = capsys.readouterr().out.splitlines()
    assert first.startswith("from 20")
    assert rest == [
        "",
        "scorer    decision           n   share  most common reasons",
        "grounded  missing_input  1,985  100.0%  needs context: no retrieval in its trace",
        "tone      scored         1,985   99.2%",
        "          errored           15    0.8%  5 × KeyError: 5",
        "                                        4 × KeyError: 4",
        "                                        3 × KeyError: 3",
        "                                        and 2 more",
    ]
    assert main(["explain", "--store", url, "--summary", "--json"]) == OK
    rows = json.loads(capsys.readouterr().out)
    assert list(rows[0]) == ["scorer", "decision", "from", "to", "n", "share", "reasons"]
    assert [(row["scorer"], row["decision"], row["n"]) for row in rows] == [
        ("grounded", "missing_input", 1985),
        ("tone", "scored", 2985),
        ("tone", "errored", 15),
    ]
    assert rows[2]["reasons"][4] == {"reason": "KeyError: 1", "n": 1}
    assert rows[1]["reasons"] == []


def test_nothing_is_said_of_nothing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--store", url, "--summary", "--last", "1m"]) == OK
    assert capsys.readouterr().out.startswith("no decisions from 20")
    assert main(["explain", "--store", url, "--summary", "--last", "1m", "--json"]) == OK
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "one of the arguments TRACE_ID[/SPAN_ID] --summary is required"),
        (["ab" * 16, "--summary"], "argument --summary: not allowed with argument TRACE_ID[/SPAN_ID]"),
        (["ab" * 16, "--last", "1h"], "argument --last: only allowed with argument --summary"),
        (["--summary", "--last", "soon"], "argument --last: not a duration: soon (such as 90m, 24h, 7d or 4w)"),
        (["12"], "argument TRACE_ID[/SPAN_ID]: not a trace id: 12 (expected 32 hexadecimal digits)"),
        ([f"{'ab' * 16}/"], "argument TRACE_ID[/SPAN_ID]: not a span id:  (expected 16 hexadecimal digits)"),
    ],
)
def test_a_wrong_question_is_a_usage_error(
    arguments: list[str], message: str, url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", "--store", url, *arguments]) == USAGE
    assert capsys.readouterr().err.splitlines()[-1] == f"otelevals explain: error: {message}"


def test_a_store_that_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "--store", f"sqlite:///{tmp_path}/none", "--summary"]) == FAILED
    assert capsys.readouterr().err == f"there is no store at {tmp_path}/none\n"
    assert main(["explain", "--config", f"{tmp_path}/none.yaml", "--summary"]) == INVALID_CONFIGURATION
    assert list(tmp_path.iterdir()) == []


@given(st.binary(min_size=16, max_size=16), st.none() | st.binary(min_size=8, max_size=8), st.booleans())
def test_ids_are_read_as_they_are_shown_anywhere(trace_id: bytes, span_id: bytes | None, upper: bool) -> None:
    digits = trace_id.hex()
    uuid = "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])
    for shown in (digits, uuid, f" {digits}"):
        text = shown if span_id is None else f"{shown}/{span_id.hex()}"
        assert read_target(text.upper() if upper else text) == Target(trace_id, span_id)


@given(st.text() | st.text("0123456789abcdefAF-/ \n²٣", max_size=60))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        target = read_target(text)
    except argparse.ArgumentTypeError:
        return
    assert len(target.trace_id) == 16
    assert target.span_id is None or len(target.span_id) == 8
    shown = target.trace_id.hex() + ("" if target.span_id is None else f"/{target.span_id.hex()}")
    assert text.strip().replace("-", "").lower() == shown


def test_what_judges_said_is_shown_word_for_word(tmp_path: Path, explain: Callable[..., str]) -> None:
    assert "nothing that judges said of it is kept" in explain(TRACE.hex(), "--said")
    store = JudgingStore(tmp_path / "db")
    with store.transaction():
        store.add_said([Said(NOW, TRACE, SPAN, "tone", "m", "malformed", "[user]\nIs it \x1b[31mrude?", "No JSON")])
    store.close()
    shown = (
        "2026-09-21T14:14:00Z tone asked m, malformed\n    [user]\n    Is it \ufffd[31mrude?\n  it said:\n    No JSON\n"
    )
    assert explain(TRACE.hex(), "--said").endswith(f"\n{shown}")
    found = json.loads(explain(f"{TRACE.hex()}/{SPAN.hex()}", "--said", "--json"))
    assert [(each["scorer"], each["reply"], each["span_id"]) for each in found["said"]] == [
        ("tone", "No JSON", SPAN.hex())
    ]
    assert len(found["decisions"]) == 3


def test_what_judges_said_is_of_a_trace(url: str) -> None:
    assert main(["explain", "--store", url, "--summary", "--said"]) == USAGE
