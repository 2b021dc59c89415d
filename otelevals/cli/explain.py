"""`otelevals explain`: why scorers did or did not run, on one trace or on all."""

import argparse
import json
import re
import sys
import time
from typing import Any, NamedTuple

from otelevals.cli.exit_codes import FAILED, OK, USAGE
from otelevals.cli.stores import CannotRead, add_store_options, read_store
from otelevals.cli.times import DAY, read_duration, shown

_TRACE_ID, _SPAN_ID = re.compile(r"[0-9A-Fa-f]{32}"), re.compile(r"[0-9A-Fa-f]{16}")


class Target(NamedTuple):
    trace_id: bytes
    span_id: bytes | None
    """None for all spans of the trace."""

    def __str__(self) -> str:
        trace = f"trace {self.trace_id.hex()}"
        return trace if self.span_id is None else f"span {self.span_id.hex()} of {trace}"


def read_target(text: str) -> Target:
    trace_id, slash, span_id = text.strip().partition("/")
    trace_id = trace_id.replace("-", "")  # some show it as a UUID
    if not _TRACE_ID.fullmatch(trace_id):
        raise argparse.ArgumentTypeError(f"not a trace id: {trace_id} (expected 32 hexadecimal digits)")
    if slash and not _SPAN_ID.fullmatch(span_id):
        raise argparse.ArgumentTypeError(f"not a span id: {span_id} (expected 16 hexadecimal digits)")
    return Target(bytes.fromhex(trace_id), bytes.fromhex(span_id) if slash else None)


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "explain",
        help="say why scorers did or did not run",
        description="Say what every scorer decided on the GenAI spans of a trace and why, or how often on all of them.",
    )
    add_store_options(parser)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "target", metavar="TRACE_ID[/SPAN_ID]", nargs="?", type=read_target, help="a trace or one of its spans, in hex"
    )
    what.add_argument("--summary", action="store_true", help="count decisions and their reasons, by scorer")
    parser.add_argument(
        "--last", type=read_duration, metavar="DURATION", help="of a summary: such as 90m, 24h, 7d or 4w (default: 24h)"
    )
    parser.add_argument(
        "--said", action="store_true", help="of a trace: what judges were asked and said, as it is kept"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    if args.last is not None and not args.summary:
        print("otelevals explain: error: argument --last: only allowed with argument --summary", file=sys.stderr)
        return USAGE
    if args.said and args.summary:
        print("otelevals explain: error: argument --said: not allowed with argument --summary", file=sys.stderr)
        return USAGE
    try:
        return _summary(args) if args.summary else _trace(args, args.target)
    except CannotRead as error:
        print(error, file=sys.stderr)
        return error.code


def _trace(args: argparse.Namespace, target: Target) -> int:
    from otelevals.cli.explain_spans import spans_of

    found, logged = read_store(args, lambda store: (store.of_trace(target.trace_id), store.said(target.trace_id)))
    spans = spans_of(found)
    if target.span_id is not None:
        spans = [span for span in spans if span.span_id == target.span_id]
    said = [each for each in logged if target.span_id in (None, each.span_id)] if args.said else []
    if not spans:
        print(
            f"nothing is known of {target}: no scorer has decided on it yet, or that was too long ago or too much to "
            "be noted",
            file=sys.stderr,
        )
        return FAILED
    if args.json:
        from otelevals.cli.explain_said import named

        rows = [row for span in spans for row in span.named(target.trace_id.hex())]
        print(json.dumps({"decisions": rows, "said": [*map(named, said)]} if args.said else rows, indent=2))
    else:
        from otelevals.cli.explain_said import text
        from otelevals.cli.explain_text import span_text

        print("\n".join([*[span_text(span) for span in spans], *map(text, said)]), end="")
        if args.said and not said:
            print("\nnothing that judges said of it is kept: see their judge_log")
    return OK


def _summary(args: argparse.Namespace) -> int:
    from otelevals.cli.explain_summary import rows_of

    until = time.time_ns() // 1_000_000
    since = max(0, until - int((args.last or DAY) * 1000))
    counts = read_store(args, lambda store: store.decisions(since, until))
    rows = rows_of(counts.decisions)
    if args.json:
        between = {"from": shown(counts.since), "to": shown(counts.until)}
        print(json.dumps([row.named(between) for row in rows], indent=2))
        return OK
    print(f"{'' if rows else 'no decisions '}from {shown(counts.since)} to {shown(counts.until)}")
    if rows:
        from otelevals.cli.explain_text import summary_text

        print(f"\n{summary_text(rows)}", end="")
    return OK
