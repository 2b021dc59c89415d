"""`otelevals inspect`: what otelevals sees in spans, and where it found that."""

import argparse
import sys
from typing import TYPE_CHECKING, Any

from otelevals.cli.exit_codes import FAILED, OK

if TYPE_CHECKING:
    from otelevals.cli.inspect_report import Report

STDIN = "-"
DEFAULT_ADDRESS = "localhost:4317"


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser(
        "inspect",
        help="show what is seen in GenAI spans, and where it was found",
        description="Show what otelevals sees in GenAI spans, where it found that, and why other spans are none.",
    )
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        default=[],
        help="OTLP as JSON, JSON lines or protobuf, traces or logs; - for standard input",
    )
    source.add_argument(
        "--listen",
        nargs="?",
        const=DEFAULT_ADDRESS,
        metavar="ADDRESS",
        help=f"show what is sent to [host:]port by gRPC, and by HTTP to the port after it (default: {DEFAULT_ADDRESS})",
    )
    parser.add_argument("--json", action="store_true", help="print a line of JSON for each span")
    parser.set_defaults(execute=execute)


def execute(args: argparse.Namespace) -> int:
    from io import TextIOWrapper

    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # content may have characters that the terminal has not
    report = _report(args)
    if args.listen is not None:
        from otelevals.cli.inspect_listen import listen

        return listen(args.listen, report)
    return show_files(args.files, report)


def show_files(names: list[str], report: "Report") -> int:
    """Show what is in files when all of them are read: a trace may be in several."""
    from otelevals.cli.inspect_files import Problem, read
    from otelevals.cli.inspect_traces import Traces

    traces, sound = Traces(), True
    for name in names:
        for each in read(name):
            problems = [each] if isinstance(each, Problem) else map(Problem, traces.add(each))
            for problem in problems:
                print(f"{name}{problem}", file=sys.stderr)
                sound = False
            for trace in traces.complete():
                report.show(trace)
    for trace in traces.rest():
        report.show(trace)
    report.end(traces.plain_logs)
    return OK if sound else FAILED


def _report(args: argparse.Namespace) -> "Report":
    from otelevals.cli.inspect_json import JsonReport
    from otelevals.cli.inspect_terminal import Terminal
    from otelevals.cli.inspect_text import TextReport

    return JsonReport(sys.stdout) if args.json else TextReport(Terminal(sys.stdout), live=args.listen is not None)
